"""Names and passwords of sources that ask for them: from the setting alone, never from the source list."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from knowledge.errors import SettingsError


class Login(BaseModel):
    """Who asks; for S3 the access key and its secret."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: Annotated[str, Field(min_length=1)]
    password: SecretStr


def logins_of(setting: SecretStr) -> dict[str, Login]:
    """Source id -> login.

    Raises:
        SettingsError: no JSON of that form; nothing of it is named.
    """
    text = setting.get_secret_value().strip()
    try:
        return TypeAdapter(dict[str, Login]).validate_json(text) if text else {}
    except ValidationError:
        raise SettingsError(
            'WBM_SOURCE_LOGINS ist kein JSON der Form {"quelle": {"user": "…", "password": "…"}}. Bitte in'
            " der Umgebung oder in .env ändern."
        ) from None
