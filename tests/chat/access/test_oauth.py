"""What providers say (in the form that Chainlit hands it on), and who comes in with it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from chat.access.accounts import Accounts
from chat.access.oauth import Proved, proved
from chat.access.roles import Role
from chat.database.connection import ChatDatabase
from knowledge.errors import AccountError
from tests.chat.client import PASSWORD

IDA = "ida@kammer.example"
GITHUB = {"login": "ida", "id": 7, "email": "andere@x.example", "verified": True}


@pytest.mark.parametrize(
    ("provider", "told", "subject"),
    [
        ("google", {"id": "1", "email": IDA, "verified_email": True}, "1"),
        ("google", {"id": "1", "email": IDA, "verified_email": False}, None),
        ("google", {"id": "1", "email": IDA}, None),
        ("google", {"id": "1", "email": IDA, "verified_email": True, "email_verified": False}, None),
        (
            "github",
            GITHUB
            | {
                "emails": [
                    {"email": IDA, "primary": True, "verified": True},
                    {"email": "b@x.example", "primary": False, "verified": True},
                ]
            },
            "7",
        ),
        ("github", GITHUB | {"emails": [{"email": IDA, "primary": True, "verified": False}]}, None),
        ("github", GITHUB | {"emails": [{"email": IDA, "primary": False, "verified": True}]}, None),
        ("github", GITHUB | {"email": IDA, "emails": {"message": "Not Found"}}, None),
        ("okta", {"sub": "o", "email": IDA, "email_verified": True}, "o"),
        ("auth0", {"sub": "a|1", "email": IDA, "email_verified": True}, "a|1"),
        ("auth0", {"sub": "a|1", "email": IDA}, None),
        ("aws-cognito", {"sub": "c", "email": IDA, "email_verified": "true"}, "c"),
        ("aws-cognito", {"sub": "c", "email": IDA, "email_verified": "false"}, None),
        ("gitlab", {"sub": "g", "email": IDA, "email_verified": True}, "g"),
        ("keycloak", {"sub": "k", "email": IDA, "email_verified": False}, None),
        ("generic", {"sub": "x", "email": "Ida@KAMMER.example", "email_verified": True}, "x"),
        ("generic", {"sub": "x", "email": IDA, "email_verified": 1}, None),
        ("generic", {"sub": "x", "email": IDA, "email_verified": [True]}, None),
        ("generic", {"sub": "x", "email": IDA, "verified": True}, None),
        ("generic", {"email": IDA, "email_verified": True}, None),
        ("generic", {"sub": True, "email": IDA, "email_verified": True}, None),
        ("generic", {"sub": "x" * 300, "email": IDA, "email_verified": True}, None),
        # the Kelvin sign becomes a k
        ("generic", {"sub": "x", "email": "ida@\u212aammer.example", "email_verified": True}, None),
        ("generic", {"sub": "x", "email": "ida@kammer.example@boese.example", "email_verified": True}, None),
        ("generic", {"sub": "x", "email": "ida@kammer.example\n", "email_verified": True}, None),
        ("generic", {"sub": "x", "email": [IDA], "email_verified": True}, None),
        # any tenant may say that of itself
        ("azure-ad", {"id": "t", "userPrincipalName": IDA, "mail": IDA}, None),
    ],
)
def test_only_a_verified_address_is_believed(
    provider: str, told: dict[str, Any], subject: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OAUTH_AZURE_AD_ENABLE_SINGLE_TENANT", raising=False)
    assert proved(provider, told) == (Proved(provider, subject, IDA) if subject else None)


def test_entra_is_believed_where_one_tenant_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for provider, variable in (
        ("azure-ad", "OAUTH_AZURE_AD_ENABLE_SINGLE_TENANT"),
        ("azure-ad-hybrid", "OAUTH_AZURE_AD_HYBRID_ENABLE_SINGLE_TENANT"),
    ):
        monkeypatch.setenv(variable, "1")
        assert proved(provider, {"id": "t", "userPrincipalName": IDA, "mail": "chef@x.example"}) == Proved(
            provider, "t", IDA
        )
        assert (
            proved(
                provider,
                {
                    "id": "t",
                    "userPrincipalName": "ida_kammer.example#EXT#@x.onmicrosoft.example",
                    "mail": IDA,
                },
            )
            is None
        )


def test_who_comes_in_with_what_is_proved(url: str) -> None:
    async def body() -> None:
        database = ChatDatabase(url)
        accounts = Accounts(database)
        await accounts.add("chefin@kammer.example", Role.EDITOR, PASSWORD)
        await accounts.add("Otto@x.example", Role.EDITOR, None)
        with pytest.raises(AccountError, match="Mailadresse"):
            await accounts.add("otto", Role.EDITOR, None)
        domains = {"kammer.example"}

        async def role(provider: str, subject: str, address: str, allowed: set[str] = domains) -> str | None:
            found = await accounts.by_identity(Proved(provider, subject, address), allowed)
            return found.role.value if found else None

        assert await role("google", "1", "chefin@kammer.example") is None  # she has a password
        assert await role("google", "2", "otto@x.example") == "editor"
        assert await role("google", "2", "otto@x.example") == "editor"
        assert await role("google", "3", "otto@x.example") is None  # the address has another holder now
        assert await role("github", "2", "otto@x.example") is None
        assert await role("google", "2", "otto@neu.example") == "editor"  # it is still he
        assert await role("google", "2", "chefin@kammer.example") == "editor"  # he, not she
        assert await role("google", "4", IDA) == "mentor"
        assert await role("google", "5", IDA) is None
        assert await role("google", "4", "ida@privat.example") is None  # she has left the organisation
        assert await role("google", "4", IDA, set()) is None
        assert await role("google", "6", "x@nichtkammer.example") is None
        assert await role("google", "7", "x@sub.kammer.example") is None
        await accounts.set_password("otto@x.example", PASSWORD)
        assert await role("google", "2", "otto@x.example") is None
        assert await accounts.verify("otto@x.example", PASSWORD)
        await accounts.remove(IDA)
        assert await role("google", "4", IDA) is None
        assert await role("google", "8", IDA) is None
        await database.close()

    asyncio.run(body())


def test_two_identities_at_once_get_one_account(url: str) -> None:
    async def body() -> None:
        database = ChatDatabase(url)
        accounts = Accounts(database)
        found = await asyncio.gather(
            *(accounts.by_identity(Proved("google", str(n), IDA), {"kammer.example"}) for n in range(6))
        )
        assert len([each for each in found if each]) == 1
        assert len(await accounts.all()) == 1
        await database.close()

    asyncio.run(body())
