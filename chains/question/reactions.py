"""Statements that only take up what was said ("Perfekt, genau das wollte ich wissen.", "schade",
"dann geb ich das so weiter"): they ask nothing, tell no figure and have no word of any matter.
"""

from __future__ import annotations

import re

from knowledge.german.words import STOP_WORDS, words

_LONGEST = 14  # words
_FIGURE = re.compile(r"[\d?]")
_BEFORE_WORDS = " \n\t\"'„“”‚‘»«()[]*_…!."
_CLAUSE = re.compile(r"(?i)[,;:–-]|\b(?:und|aber|oder|nur|bitte)\b")
# what a clause begins with that asks or bids, with or without a question mark
_ASKING = re.compile(
    r"(?i)(?:w(?:er|as|ie|o|ann|arum|ohin|oher|ozu|obei|omit|ieso|elche[rnms]?|em|en|ieviel|eshalb)"
    r"|kann(?:st)?|können|könnt\w*|muss|müssen|müsst\w*|darf|dürfen|soll\w*|gibt'?s?|gilt|gelten|bekomm\w*"
    r"|kriegt?|zahlt|sind|hat|haben|wird|wäre|zeig\w*|nenn\w*|rechne\w*|sag|schreib\w*|such\w*|erklär\w*"
    r"|ist(?! (?:notiert|klar|ok|okay|gut|angekommen|verstanden|gebongt|super|schade|blöd|in ordnung)\b))"
    r"\b(?! ich (?:mir|mich|nichts|das so|es so)\b)"
)
_GLAD = frozenset(
    """
    danke dank dankeschön dankesehr merci thx thanks prima perfekt super top toll klasse spitze
    stark krass cool mega genial wunderbar hervorragend wow ok okay oki okidoki gut schön fein klar
    alright passt stimmt genau richtig verstanden verstehe versteh kapiert aha achso ach hm hmm mhm
    oh ah jo jep yes logisch notiert erledigt geklärt beruhigend erleichtert interessant spannend
    einleuchtend hilfreich nützlich praktisch
    """.split()
)
_SORRY = frozenset(
    """
    schade mist blöd doof leider ärgerlich bedauerlich enttäuschend oje ohje puh uff oha verdammt
    mau unbefriedigend dumm blöde ungünstig unglücklich
    """.split()
)
# what one does with an answer, in the forms in which it is told
_TAKES = frozenset(
    """
    hilft helfen geholfen weiter weiterhilft weiterhelfen weitergeholfen reicht genügt passt wissen
    weiß bescheid weitergeben weitergebe weitersagen weiterleiten geb gebe gib ausrichten richte
    leite leiten sage sag besprechen bespreche besprech reden rede spreche sprechen überlegen
    überlege überleg nachdenken denke denk klären kläre klär melden melde meld notieren notiere
    merken merke merk mitnehmen nehme nehm mitgeben ausprobieren probiere probier durchlesen lese
    les sacken gehofft hoffte erwartet erhofft gedacht befürchtet vermutet geahnt gewünscht
    gebraucht gesucht gefragt gehört brauche brauch brauchte braucht wollte wollten hätt gern gerne
    lieber schaue schau guck gucke gehe geh komme komm versuche versuch arbeiten anfangen freue
    freut freuen verlassen überrascht erledigen vorbereiten vorbereitet vorlegen zeigen kümmere
    kümmern anrufen abklären abwarten warte warten bleibt war's wars wär's wärs das's geht's gehts
    lassen schlafen gebongt angekommen
    """.split()
)
# what fills such a sentence: adverbs, how much, whom one takes it to
_FILLS = frozenset(
    """
    alles nichts etwas was mehr weniger besser anders erst einmal erstmal schon soweit weiter heute
    morgen später dann halt wohl ganz echt wirklich wahrscheinlich vielleicht bestimmt super na naja
    tja also so eh doch einfach schnell nochmal rest anfang ende seite moment meinerseits vorerst
    vorläufig jedenfalls immerhin trotzdem befürchtet total absolut völlig bisschen wenig große
    großer große tolle guten gute guter nette netter vielen viele viel lieben lieber liebe
    herzlichen herzlich tausend tag abend wochenende woche feierabend zeit antwort antworten
    auskunft info infos information informationen erklärung hilfe tipp tipps hinweis hinweise mühe
    geduld übersicht ergebnis chef chefin chefs team kollege kollegen kollegin gremium betriebsrat
    geschäftsführung geschäftsführer leitung vorstand personalabteilung firma betrieb gespräch
    beratung termin sitzung gesprächs beratungsgespräch mail unterlage sache thema punkt ordnung
    fall frage fragen idee plan weg weise kopf wort worte entschieden deutlich verständlich beim
    schönen schöne schönes schöner s drüber dafür
    """.split()
)


_CLOSES = re.compile(r"(?i)^(?:ok\w* |gut |so )?das (?:war|wär)(?:'?s| es| alles)\b")
_OF_ONESELF = frozenset("ich wir mir mich uns das dann so damit".split())
# "Das stimmt nicht.", "verstehe ich nicht": that is an objection, and has to be answered
_NOT = r"(?:nicht|nie|kaum|wenig|kein\w*|falsch)\b"
_HELD = r"(?:stimm|passt|klar|richtig|versteh|verstanden|hilf|reicht)"
_OBJECTS = re.compile(rf"(?i)\b{_NOT}.{{0,40}}\b{_HELD}|\b{_HELD}\w*\b.{{0,40}}\b{_NOT}")


def is_glad(sentence: str) -> bool:
    """Whether a sentence only takes up what was said, in good part."""
    said = words(sentence)
    takes = bool(set(said) & _TAKES and set(said) & _OF_ONESELF) or bool(_CLOSES.match(sentence))
    return _only_reacts(sentence, said) and (takes or bool(set(said) & _GLAD)) and not is_sorry(sentence)


def is_sorry(sentence: str) -> bool:
    """Whether a sentence only regrets what was said."""
    said = words(sentence)
    return _only_reacts(sentence, said) and bool(set(said) & _SORRY)


def _only_reacts(sentence: str, said: list[str]) -> bool:
    if not said or len(said) > _LONGEST or _asks(sentence) or _OBJECTS.search(sentence):
        return False
    return set(said) <= _GLAD | _SORRY | _TAKES | _FILLS | STOP_WORDS


def _asks(sentence: str) -> bool:
    """Whether a sentence tells a figure, asks, or has a clause that begins as questions and requests do."""
    return bool(_FIGURE.search(sentence)) or any(
        _ASKING.match(clause.lstrip(_BEFORE_WORDS)) for clause in _CLAUSE.split(sentence)
    )
