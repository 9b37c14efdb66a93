"""Settings that do not fit are named."""

from __future__ import annotations

import pytest

from settings import WrongSettings, settings


@pytest.mark.parametrize("name", ["WBM_DATA", "WBM_CACHE", "WBM_SOURCES"])
def test_an_empty_path_is_no_folder(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "")
    settings.cache_clear()
    try:
        with pytest.raises(WrongSettings, match=f"{name}.*Pfad ist leer"):
            settings()
    finally:
        settings.cache_clear()
