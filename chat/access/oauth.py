"""What an OAuth provider says of somebody, reduced to what can be trusted: a subject and an address that is
proved to be theirs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ADDRESS = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,"
    r"61}[a-z0-9]"
)
_LONGEST = 255  # characters of a subject, OpenID Connect Core 1.0 § 2 ("sub")


@dataclass(frozen=True, slots=True)
class Proved:
    """An identity at a provider: its lasting subject there, and the address (lower case) that the provider
    has verified.
    """

    provider: str
    subject: str
    address: str


def proved(provider: str, told: Mapping[str, Any]) -> Proved | None:
    """What a provider's user data proves; None where the address is not said to be verified, or by nobody who
    could say so.

    `told` is what Chainlit 2.12 hands on (chainlit/oauth_providers.py):

    - google: `id`, `email`, `verified_email` (userinfo v2).
    - github: `id` and `emails`, of which the primary one counts if it is `verified`; `login` is a name that
      anybody may take.
    - azure-ad, azure-ad-hybrid: Microsoft Graph says nothing of verification, and `mail` is
      whatever a tenant wrote there. The `userPrincipalName` lies in a domain that its tenant has proved, so
      it counts, but only where people of a single tenant sign in and never for guests (`#EXT#`).
    - all others (okta, auth0, descope, aws-cognito, gitlab, keycloak, generic) are OpenID
      Connect: `sub`, `email`, `email_verified` (Core 1.0 § 5.1; Cognito writes it as a string). A generic
          provider may say `id` and `verified_email`.
    """
    read = {"github": _github, "azure-ad": _entra, "azure-ad-hybrid": _entra}.get(provider, _openid)
    subject, address = read(provider, told)
    # beyond ASCII other letters fold to the same
    folded = address.lower() if isinstance(address, str) and address.isascii() else ""
    name = str(subject) if isinstance(subject, str | int) and not isinstance(subject, bool) else ""
    if not name.strip() or len(name) > _LONGEST or not _ADDRESS.fullmatch(folded):
        return None
    return Proved(provider, name, folded)


def _openid(_: str, told: Mapping[str, Any]) -> tuple[Any, Any]:
    said = [told[key] for key in ("email_verified", "verified_email") if key in told]
    if not said or not all(_true(each) for each in said):
        return None, None
    return told.get("sub") or told.get("id"), told.get("email")


def _github(_: str, told: Mapping[str, Any]) -> tuple[Any, Any]:
    emails = told.get("emails")
    primary = [
        each
        for each in (emails if isinstance(emails, list) else [])
        if isinstance(each, Mapping) and each.get("primary") is True and each.get("verified") is True
    ]
    return (told.get("id"), primary[0].get("email")) if len(primary) == 1 else (None, None)


def _entra(provider: str, told: Mapping[str, Any]) -> tuple[Any, Any]:
    single = os.environ.get(f"OAUTH_{provider.replace('-', '_').upper()}_ENABLE_SINGLE_TENANT")
    address = told.get("userPrincipalName")
    if not single or not isinstance(address, str) or "#ext#" in address.lower():
        return None, None
    return told.get("id"), address


def _true(said: object) -> bool:
    return said is True or (isinstance(said, str) and said.lower() == "true")
