"""What is said to a greeting, thanks, regret, a good-bye, "was kannst du", "neuer Fall": nothing is
searched.
"""

from __future__ import annotations

from chains.question.small_words import TalkKind, talk_of

HELLO = (
    "Guten Tag! Erzählen Sie mir von Ihrem Fall oder stellen Sie eine Frage zu Weiterbildung und Förderung."
)
WELCOME = "Gern. Wenn noch etwas offen ist, fragen Sie einfach weiter."
SORRY = "Das ist schade. Vielleicht hilft ein anderer Weg: Fragen Sie, welche Förderung sonst in Frage kommt."
GOODBYE = "Auf Wiedersehen und viel Erfolg bei der Beratung!"
ANEW = (
    "Gut, ein neuer Fall. Erzählen Sie von Betrieb, Person und Kurs; was vorher war, rechne ich nicht mehr"
    " mit."
)
ABILITIES = (
    "Das kann ich:\n- **Fälle prüfen:** Erzählen Sie von Betrieb, Person und Kurs („85 Leute, Helfer, 47,"
    " ohne Abschluss, Umschulung für 9.800 Euro“). Ich sage, wer was zahlt, welche Förderung in Frage kommt"
    " und wer wo den Antrag stellt.\n- **Fragen beantworten:** zu den Gesetzen und Faktenblättern, mit"
    " Fundstelle im Wortlaut.\n- **Weiterrechnen:** „Und bei 600 Leuten?“, „Und der Lohn?“, „Wer stellt den"
    " Antrag?“\n- **Festhalten:** Antworten kommen auf Knopfdruck in das Beratungsprotokoll.\n\nWas nicht in"
    " meinen Quellen steht, sage ich und nenne, wer es weiß."
)
_SAID = {
    TalkKind.ASKS_ABILITIES: ABILITIES,
    TalkKind.BEGINS_ANEW: ANEW,
    TalkKind.THANKS: WELCOME,
    TalkKind.GREETS: HELLO,
    TalkKind.LEAVES: GOODBYE,
    TalkKind.REGRETS: SORRY,
}


def small_talk(message: str) -> str:
    """What to say to a message that asks nothing of the sources; "" for everything else."""
    kind, _ = talk_of(message)
    return _SAID.get(kind, "") if kind else ""
