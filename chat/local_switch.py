"""The switch by which a person keeps a chat on this machine."""

from __future__ import annotations

from typing import Any

LOCAL_SWITCH = "nur_lokal"  # its key in a chat's settings


def local_switch(*, initial: bool = False) -> Any:
    """The switch for the settings panel (chainlit.input_widget.Switch)."""
    from chainlit.input_widget import Switch

    return Switch(
        id=LOCAL_SWITCH,
        label="Nur lokal",
        initial=initial,
        description="Nichts verlässt diesen Rechner: kein fremdes Sprachmodell, nur Fundstellen im Wortlaut",
    )
