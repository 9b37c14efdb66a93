"""What a chat shows of its settings and its case."""

from __future__ import annotations

import chainlit as cl

from chains.case.facts import Case
from chains.case.views import case_line
from chat import session_state
from chat.answer.markdown import inert
from chat.asked import chosen
from chat.check import show
from chat.settings_panel import OfferedChoices, widgets


async def show_settings(offered: OfferedChoices) -> None:
    """Send the settings panel as it stands."""
    await cl.ChatSettings(widgets(chosen(), session_state.case(), offered)).send()


async def set_case(told: Case) -> None:
    """Make this the case of the chat, and say so."""
    session_state.keep_case(told)
    await show.show_case()
    line = case_line(told)
    said = f"**Fall:** {inert(line)}" if line else "Der Fall ist leer."
    await cl.Message(content=said).send()
