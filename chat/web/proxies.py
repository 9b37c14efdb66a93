"""Whose word is taken for where a request came from: that of the proxies that are named, nobody else's."""

from __future__ import annotations

import ipaddress
import os
from typing import TYPE_CHECKING

from knowledge.errors import SettingsError

if TYPE_CHECKING:
    from settings import Settings

_UVICORN = "FORWARDED_ALLOW_IPS"


def trust_proxies(settings: Settings) -> None:
    """Have uvicorn take address and scheme from the X-Forwarded headers of these proxies; to be called before
    it starts. Of several addresses in the header the last that is no proxy counts, since what a client wrote
    stands before it.

    Raises:
        SettingsError: an entry is neither an address nor a network, or the whole net.
    """
    named = [entry.strip() for entry in settings.trusted_proxies.split(",") if entry.strip()]
    if not named:
        return
    for entry in named:
        try:
            network = ipaddress.ip_network(entry, strict=False)
        except ValueError as error:
            raise SettingsError(
                f"WBM_TRUSTED_PROXIES: „{entry}“ ist weder eine Adresse noch ein Netz. Beispiel:"
                " 10.0.0.5,172.16.0.0/12."
            ) from error
        if not network.prefixlen:
            raise SettingsError(
                f"WBM_TRUSTED_PROXIES: „{entry}“ ist das ganze Netz; dann könnte sich jede*r als jemand"
                " anderes ausgeben. Bitte nur die eigenen Proxys nennen."
            )
    os.environ[_UVICORN] = ",".join(named)
