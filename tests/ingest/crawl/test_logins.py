"""Logins come from one setting; what is wrong with it is said without showing any of it."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from ingest.crawl.logins import logins_of
from knowledge.errors import SettingsError


def test_logins_by_source() -> None:
    assert logins_of(SecretStr(" ")) == {}
    found = logins_of(SecretStr('{"ablage": {"user": "erika", "password": "a:b;c"}}'))
    assert (found["ablage"].user, found["ablage"].password.get_secret_value()) == ("erika", "a:b;c")
    assert "a:b;c" not in repr(found)


@pytest.mark.parametrize(
    "text",
    ["ablage=erika:geheim", '{"ablage": "geheim"}', '{"ablage": {"user": "", "password": "geheim"}}', "[]"],
)
def test_what_is_no_such_setting_is_said_and_not_shown(text: str) -> None:
    with pytest.raises(SettingsError, match="WBM_SOURCE_LOGINS") as error:
        logins_of(SecretStr(text))
    assert "geheim" not in str(error.value)
    assert error.value.__cause__ is None
