"""Greetings, thanks, good-byes, "was kannst du", "neuer Fall": which of them a message is, sentence by
sentence, and what of it is left to answer.
"""

from __future__ import annotations

import re
from enum import StrEnum

from chains.question.reactions import is_glad, is_sorry
from knowledge.german.words import words

_LONGEST = 20  # words; a longer sentence asks something
_CUT = 400  # characters of a message that is only talk
_SENTENCES = re.compile(r"(?<=[.!?;…])\s+|\n+")
_BESIDE = frozenset(
    """ach alle allerseits alles also antwort antworten assistent auch auf auskunft bis das dein deine deiner
        der dich die dir
    du echt eine einen erst erstmal es etwas euch euer fein für gern genug geholfen genau hat hilfe hilfreich
    hier hilft ich ihnen ihr ihre
    ihrer info information informationen ist ja jetzt liebe lieber mal mir mit na noch nun nützlich recht
    richtig schnelle schön
    schönen sehr sie so soweit super tag toll uns und verständlich vielen viele viel von war weiter wie wir
    wunderbar zusammen reicht weiß bescheid habe hab dann erklärt erklärung geklärt klasse das's
    abend gott zunächst zu wirklich für heute stimmt the you for very much bardzo çok ederim дуже""".split()
)
_THANKS = frozenset(
    "danke dank dankeschön dankesehr merci thanks thx thank teşekkürler teşekkür dziękuję dzięki дякую"
    " bedankt dankö tausend".split()
)
_PRAISES = frozenset(
    "ok okay oki klar verstanden super toll prima klasse perfekt gut hilft geholfen passt wunderbar alles"
    " top alright aha achso".split()
)
_LEAVES = frozenset("tschüss tschüs tschau ciao bye wiedersehen feierabend später bald morgen".split())
_GREETS = frozenset(
    "hallo hallöchen hi hey moin servus guten grüß tach glückauf merhaba cześć hello привіт".split()
)
_ABLE = re.compile(
    r"^(?:und |aber |ok |okay |sag mal |hallo |guten tag |hi |hey |na )*"
    r"(?:was (?:kannst|machst|weißt|bietest) du|was können sie|was kann (?:man hier|man dich|ich dich"
    r"|der assistent)"
    r"|wobei (?:kannst|hilfst) du|wobei können sie|womit kannst du|womit können sie|wie kannst du|wie"
    r" können sie mir helfen"
    r"|wie (?:hilfst|kannst) du|wer bist du|was bist du|wer sind sie|wie funktionierst du|wie"
    r" funktioniert das hier"
    r"|what can you do|how can you help|ne yapabilirsin|co potrafisz|was geht hier|was kann ich (?:dich"
    r"|sie) (?:alles )?fragen)"
    r"(?: (?:alles|sonst|noch|mir|uns|helfen|für|mich|denn|so|eigentlich|und|tun|hier|fragen|man|dich"
    r"|überhaupt"
    r"|genau|hallo|guten|tag|hi|hey|an|machen|du))*$"
)
_ANEW = re.compile(
    r"^(?:(?:ok|okay|gut|so|jetzt|nun|bitte|dann|und|super|danke|alles klar|prima)[ ,]*)*(?:"
    r"(?:ein |einen |zum |noch ein |noch einen )?(?:ganz )?(?:neuer|neuen|nächster|nächsten|anderer"
    r"|anderen|andrer|weiterer|weiteren) (?:fall|beratungsfall)"
    r"|(?:ich habe |hätte |habe |hab )?(?:noch )?(?:einen |ein )?(?:ganz )?(?:neuen|anderen|weiteren) fall"
    r"|(?:nochmal |noch mal )?(?:ganz )?von vorne?(?: bitte)?|(?:wir )?fangen (?:wir )?(?:nochmal"
    r" )?(?:neu|von vorne?) an"
    r"|alles (?:auf anfang|zurück|neu|löschen)|vergiss (?:alles|den fall|das alles|den letzten fall)"
    r"|reset|neustart"
    r"|(?:den )?fall (?:löschen|zurücksetzen|abschließen)|new case)(?: (?:bitte|jetzt|anlegen|beginnen"
    r"|starten))*$"
)


# what begins with thanks and goes on with neither a figure nor a question or request says no more than thanks
_ASKS = re.compile(
    r"(?i)\d|\b(?:w(?:er|as|ie|o|ann|arum|elche\w*|ieviel)|bitte|noch|aber|und|wenn|kann\w*|muss|müssen|gibt|zeig\w*"
    r"|nenn\w*|rechne\w*|sag\w*|schreib\w*|such\w*)\b"
)
_NO_MORE = 10  # words


# "Wo steht das?", "In welchem Gesetz ist das geregelt?": of the answer before, not of a matter
_WHERE = re.compile(
    r"^(?:(?:und|ok|okay|gut|aha|aber|können sie mir sagen|weißt du|wissen sie|sag mal|bitte) )*"
    r"(?:(?:wo|in welchem (?:gesetz|paragra\w+)|unter welchem paragra\w+"
    r"|in welcher (?:vorschrift|regelung|quelle))"
    r" (?:genau )?(?:steht|stehen|ist|finde|findet|find|kann|könnte|lese|sehe)"
    r"|(?:welche[rs]?|was ist (?:das|der|die)(?: für ein)?)"
    r" (?:paragra\w+|gesetz|rechtsgrundlage|vorschrift|fundstelle|gesetzesstelle)"
    r"(?: ist| gilt| regelt| sagt)?"
    r"|worauf (?:stützt|beruht|gründet)|woher (?:wissen sie|weißt du|haben sie|hast du|kommt|stammt)"
    r"|auf welcher (?:rechts)?grundlage"
    r"|gibt es (?:dafür |dazu )?(?:eine|die) (?:quelle|fundstelle|rechtsgrundlage)"
    r"|haben sie (?:dafür |dazu )?(?:eine|die) (?:quelle|fundstelle)|quelle|fundstelle|rechtsgrundlage)"
    r"(?: (?:das|dies|es|ich|man|wir|sie|sich|so|genau|denn|eigentlich|im gesetz|im gesetzestext|geschrieben"
    r"|geregelt|nachlesen|nachschauen|nachsehen|nachgucken|lesen|finden|festgelegt|drin|dafür|dazu|da|dort|die"
    r"|der|regelung|aussage|information|bitte|noch ?mal|mal|ihre|deine|gesetzlich|antwort|regel|gesetz))*$"
)


class TalkKind(StrEnum):
    """What a message without a question is, or one of the talk itself."""

    ASKS_ABILITIES = "abilities"
    BEGINS_ANEW = "anew"
    THANKS = "thanks"
    GREETS = "greets"
    LEAVES = "leaves"
    REGRETS = "regrets"
    ASKS_PLACE = "place"


def talk_of(message: str) -> tuple[TalkKind | None, str]:
    """(what a message is if it is nothing but talk, what of it is left to answer)."""
    parts = [part.strip() for part in _SENTENCES.split(message[: 4 * _CUT]) if part.strip()]
    if not parts:
        return None, message
    kinds = [_kind(part) for part in parts]
    if len(message) <= _CUT and all(kinds):
        order = list(TalkKind)
        return min((kind for kind in kinds if kind), key=order.index), message
    first = next((number for number, kind in enumerate(kinds) if kind is None), 0)
    if first and len(message) <= 4 * _CUT:  # "Ok danke. Und der Lohn?"
        return None, message[message.index(parts[first]) :]
    return None, message


def _kind(sentence: str) -> TalkKind | None:
    said = [word.casefold() for word in words(sentence)]
    if not said or len(said) > _LONGEST:
        return None
    text = " ".join(said)
    if _ABLE.match(text) or said in (["hilfe"], ["help"]):
        return TalkKind.ASKS_ABILITIES
    if _ANEW.match(text):
        return TalkKind.BEGINS_ANEW
    if _WHERE.match(text):
        return TalkKind.ASKS_PLACE
    return None if "?" in sentence else _signalled(sentence, said)


def _signalled(sentence: str, said: list[str]) -> TalkKind | None:
    """What the words of a sentence are that says nothing else."""
    for signals, kind in (
        (_THANKS, TalkKind.THANKS),
        (_GREETS, TalkKind.GREETS),
        (_LEAVES, TalkKind.LEAVES),
        (_PRAISES, TalkKind.THANKS),
    ):
        first = signals is _THANKS and bool(_THANKS & set(said[:2]))
        if first and not _ASKS.search(sentence) and len(said) <= _NO_MORE:
            return kind  # "Danke, damit gehe ich ins Gremium."
        if signals & set(said) and set(said) <= signals | _BESIDE | _PRAISES | _GREETS | _LEAVES | _THANKS:
            return kind
    if is_sorry(sentence):
        return TalkKind.REGRETS
    return TalkKind.THANKS if is_glad(sentence) else None
