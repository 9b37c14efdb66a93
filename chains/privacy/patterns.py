"""How numbers, addresses, birthdays and diagnoses of a person are written in German, in whatever case and
with whatever separators.

Every repetition is bounded and no two neighbours of a pattern take the same characters, so that each
pattern's time grows with the length of the text alone (tests/chains/privacy/test_patterns.py: 100 KB of the
worst text).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from stdnum.de import idnr

from chains.privacy.names import is_given

_LETTER = r"[^\W\d_]"
_SEP = r"[\s./()–—‐-]"  # what people put between the digits of a number
_TO_NUMBER = (
    r"(?:\s(?:bei|in|von)\s(?:der\s|dem\s)?[^\W\d][\w.-]{1,20}(?=:|\s))?(?:\s{0,2}(?:ist|"
    r"lautet|lautete|war|wäre|heißt|von|der|bei|unter|[:=#.]|nr\.?|no\.?)){0,3}\s{0,2}"
)  # between a number's name and the number
_NO = r"(?:nummer|nr\.?|no\.?|num\.?|id|zeichen)"
_MONTH = (
    r"(?:jan(?:uar)?|jänner|feb(?:ruar)?|märz|maerz|mrz|apr(?:il)?|mai|juni?|juli?|aug(?:ust)?|"
    r"sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dez(?:ember)?)\b\.?"
)
_ORDINAL = (
    r"(?:(?:ein|zwei|drei|vier|fünf|fuenf|sechs|sieben|acht|neun)und(?:zwanzig|dreißig|"
    r"dreissig)sten?|(?:zwanzig|dreißig|dreissig)sten?|"
    r"ersten?|zweiten?|dritten?|vierten?|fünften?|fuenften?|sechsten?|siebt?en?ten|siebten?|"
    r"achten?|neunten?|zehnten?|elften?|zwölften?|zwoelften?|"
    r"(?:drei|vier|fünf|fuenf|sech|sieb|acht|neun)zehnten?)"
)
_YEAR_WORDS = rf"(?:neunzehnhundert|zweitausend){_LETTER}{{0,30}}"
_DATE = (
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./-]\s?\d{{1,2}}[./-](?:\s?(?:\d{{4}}|\d{{2}}))?(?!\d)|"
    rf"\d{{1,2}}\.?\s?{_MONTH}(?:\s?\d{{4}}|\s?['’]?\d{{2}}\b)?"
    rf"|{_ORDINAL}\s{_MONTH}(?:\s(?:\d{{4}}|{_YEAR_WORDS}))?|{_ORDINAL}\s{_ORDINAL}(?:\s(?:\d{{2,4}}"
    rf"|{_YEAR_WORDS})))"
)
_BORN = (
    r"(?:\bgeboren(?:e[rnm]?)?\b|\bgeb\.?(?=[\s:,])|\bgeb\.?-?\s?(?:dat(?:um|\.)?|tag)|"
    r"\bgeburts-?(?:tag|datum|dat\.?)|(?<![\w*])\*(?=\s?\d)|\b(?:zur|auf die) welt\b|\bdate "
    r"of birth\b|\bd\.?o\.?b\.?\b)"
)
_ADULT = r"(?:19[2-9]\d|200\d|201[0-3])"  # years in which those who work today were born

_STREET_END = (
    r"(?:straße|strasse|straẞe|str\.|str|weg|allee|platz|gasse|ring|ufer|damm|steig|stieg|"
    r"chaussee|wall|markt|graben|pfad|kamp|hof|berg|winkel|bogen|"
    r"promenade|heide|feld|brink|twiete|busch|grund|park|siedlung)"
)
_SURE_END = r"(?:straße|strasse|straẞe|str\.|str|gasse|allee|chaussee|twiete)"  # what only streets end in
_NO_STREET = (
    r"(?!(?:arbeits|ausbildungs|studien|studien|praktikums|betreuungs|schul|kita|kurs|"
    r"lern|therapie|heim|pflege|teilnehmer|lehrgangs|umschulungs)platz\b)"
    r"(?!(?:bildungs|rechts|lebens|ausbildungs|förder|berufs|arbeits|dienst|karriere|instanzen|"
    r"schul|lern|post|klage|lösungs|durch|hin|zu)weg\b)"
    r"(?!(?:arbeits|stellen|ausbildungs|super|wohnungs|flohm|bau|weiterbildungs)markt\b)(?!(?:arbeits|"
    r"berufs|tätigkeits|handlungs|lern|wirkungs|einsatz|geschäfts)feld\b)"
    r"(?!(?:bau|schul|bahn|fried)hof\b)(?!(?:fuhr|maschinen)park\b)"
)
_HOUSE = r"\d{1,4}(?:\s?[a-h]\b)?(?:\s?[-/–]\s?\d{1,3}[a-h]?\b)?"
_NO_MEASURE = (
    r"(?![\d.,]*\d)(?!\s{0,2}(?:km|kilom|m\b|meter|euro|€|eur\b|%|prozent|minuten|min\b|"
    r"stunden|tage|jahre?|monate?|wochen|uhr|personen|leute|plätze|teiln|kinder|mal\b|"
    r"beschäft|mitarb))"
)
_TOWN = rf"(?:{_LETTER}{{3,20}}(?:[ -]{_LETTER}{{3,20}}){{0,1}})"
_POSTED = rf"(?:(?:,|\s-)?\s{{1,3}}(?:d-)?\d{{5}}\s{{1,2}}{_TOWN})?"
_LANE_BEGIN = (
    r"(?:am|an\s(?:der|den|dem)|im|in\s(?:der|den|dem)|auf\s(?:der|dem|den)|unter\s(?:den|"
    r"der|dem)|zum|zur|vor\s(?:dem|der)|hinter\s(?:dem|der)|bei\s(?:der|dem)|beim|alte[rn]?|"
    r"lange[rn]?|kleine[rn]?|große[rn]?|hohe[rn]?)"
)
_LANE = (
    rf"{_LANE_BEGIN}\s{{1,2}}(?!(?:und|mit|seit|ca|etwa"
    rf"|rund)\b)(?:{_LETTER}{{3,25}}[\s-]){{1,2}}\s?{_HOUSE}{_NO_MEASURE}"
)
_LIVES = (
    r"\b(?:wohn(?:t|e|en|haft|ort|ung)?|lebt|lebe|[a-zäöü]{0,20}a(?:dresse|nschrift)|"
    r"zieht|gezogen|umgezogen|gemeldet)\b"
    r"(?=\D{0,260}+\d)"  # every address behind it has a number, at most 240 characters further on
)
_NOT_BEFORE_PLACE = (
    r"(?!(?:auf|der|die|das|den|dem|des|ein|eine|einen|einem|kein|keinen|am|im|vom|zum|"
    r"zur|jeder|jeden|pro|um|ums|weiterer|freier|freien|letzter|erster|zweiter|dritter|"
    r"mein|sein|ihr|unser|dieser|diesen|aus|mit|und|in|an|für|von)\s)"
)
_AT = r"(?:\s{0,2}(?:@|\(\s?(?:at|ät|ad)\s?\)|\[\s?(?:at|ät|ad)\s?\]|\{\s?at\s?\}|<at>)\s{0,2}|\s(?:at|ät)\s)"
_DOT = (
    r"(?:\.|\s{0,2}(?:\(\s?(?:dot|punkt|\.)\s?\)|\[\s?(?:dot|punkt|\.)\s?\]|\{\s?dot\s?\})\s{0,2}|"
    r"\s(?:dot|punkt)\s)"
)
_NETWORK = (
    r"(?:linkedin|xing|facebook|fb|instagram|insta|twitter|x|tiktok|github|youtube|threads|mastodon|bsky|t)"
)
_NUMBERED = (
    r"\b(?=[kstibprdavmwgf])(?:kunden|kd\.?|steuer(?:identifikations|-ident|-?id)?|idnr|"
    r"tin|bg|bedarfsgemeinschafts|(?:personal)?ausweis|(?:reise)?pass|pass(?:port)?|dokumenten|"
    r"aufenthalts?(?:titel|karte|erlaubnis|gestattung)?s?|azr|visum|personal|pers\.?|mitglieds|"
    r"mitarbeiter|matrikel|versicherten|versicherungs|rentenversicherungs|rv|"
    r"sozialversicherungs|sv|kranken(?:versicherten|versicherungs|kassen)|kv|akten|konto|"
    r"kto\.?|vertrags|mandats|führerschein|schwerbehinderten(?:ausweis)?|"
    r"bewerber|teilnehmer|bankleit|bafög|wohngeld|kindergeld|stamm|gläubiger|depot)"
)
_VALUE = (
    r"(?P<value>(?=[a-z\s./-]{0,6}\d)[a-z]{0,4}\d[a-z\d]{0,20}(?:[\s./–-]{1,2}[a-z]{0,2}\d[a-z\d]{0,12})"
    r"{0,6})"
)
_NEAR = 45  # characters between a date and a word for being born
_WORD_FOR_BORN = re.compile(_BORN, re.I)
_A_DATE = re.compile(rf"(?<![\w.])(?=[\devdszanf]){_DATE}", re.I)
_DATE_BEHIND = re.compile(rf"(?<!\w){_DATE}", re.I)
_GAP_BEHIND = re.compile(r"[^!?\n\d]{0,30}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of personal data and how it is written; where `regex` has a group "value", that is what is
    masked, else all of it.
    """

    kind: str
    regex: re.Pattern[str]
    fits: Callable[[str], bool] = bool

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a text."""
        for match in self.regex.finditer(text):
            group = "value" if "value" in self.regex.groupindex else 0
            start, end = match.span(group)
            value = match[group]
            start, end = (
                start + len(value) - len(value.lstrip()),
                end - (len(value) - len(value.rstrip(" \t\n-–/,"))),
            )
            if start < end and self.fits(text[start:end]):
                yield start, end


@dataclass(frozen=True, slots=True)
class Birthday:
    """A date near a word for being born, before or behind it; a course may begin on any other date."""

    kind: str = "GEBURTSTAG"

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a text."""
        born = [match.span() for match in _WORD_FOR_BORN.finditer(text)]
        # so that no window is looked at for two words
        edges = [0, *(at for span in born for at in span), len(text)]
        for number, (start, end) in enumerate(born):
            until = min(end + _NEAR, edges[2 * number + 3])
            behind = _DATE_BEHIND.search(text, end, until)
            if behind and _GAP_BEHIND.fullmatch(text, end, behind.start()):
                yield behind.span()
                continue
            window = max(start - 2 * _NEAR, edges[2 * number])
            before = [
                m
                for m in _A_DATE.finditer(text, window, start)
                if not re.search(r"[.!?\n\d]", text[m.end() : start]) and start - m.end() <= _NEAR
            ]
            if before:
                yield before[-1].span()


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _a_phone(value: str) -> bool:
    """Eight to fifteen digits (ITU-T E.164), no free number, no date, no period of years."""
    digits = _digits(value)
    date_like = re.fullmatch(r"\(?0?[1-9]\d?[./-]\s?\d{1,2}[./-]\s?(?:\d{4}|\d{2})\D?.*", value, re.S)
    return (
        8 <= len(digits) <= 15 and not digits.startswith(("0800", "0180", "0137", "0700")) and not date_like  # noqa: PLR2004
    )


def _named_phone(value: str) -> bool:
    return 4 <= len(_digits(value)) <= 16 and not re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{2,4}", value)  # noqa: PLR2004


def _a_number(value: str) -> bool:
    return len(_digits(value)) >= 3  # noqa: PLR2004 - "Personalausweis 2" is a count


def _is_idnr(value: str) -> bool:
    return bool(idnr.is_valid(_digits(value)))


def _iban(value: str) -> bool:
    return 15 <= sum(c.isalnum() for c in value) <= 34 and sum(c.isdigit() for c in value) >= 10  # noqa: PLR2004 - ISO 13616; the shortest is Norway's


def _pattern(kind: str, regex: str, fits: Callable[[str], bool] = bool) -> Pattern:
    return Pattern(kind, re.compile(regex, re.I), fits)


# What is known by its own form, wherever it stands. Also looked for in what nobody had seen before, such as a
# tool's answer.
IDENTIFIERS: Final = (
    _pattern(
        "E-MAIL",
        rf"(?<![\w.+-])(?:[\w+-]{{1,30}}\s?[(\[]punkt[)\]]\s?)?[\w.+-]{{1,64}}{_AT}[\w-]{{1,"
        rf"63}}(?:{_DOT}[\w-]{{2,63}}){{1,4}}",
    ),
    _pattern(
        "IBAN",
        r"(?<![^\W_])[a-z]{2}\s?\d{2}(?:[\s-]?[0-9a-z]{4}){2,7}(?:[\s-]?[0-9a-z]{1,3})?(?![^\W_])",
        lambda v: _iban(v) and bool(re.match(r"[A-Za-z]{2}\s?\d\d", v)),
    ),
    # § 2 VKVV
    _pattern(
        "VERSICHERUNGSNUMMER",
        r"(?<!\w)\d{2}[\s/.-]{0,2}\d{2}[\s/.-]?\d{2}[\s/.-]?\d{2}[\s/.-]{0,2}[a-z][\s/.-]{0,"
        r"2}\d{2}[\s/.-]?\d(?!\w)",
    ),
    _pattern("KRANKENVERSICHERTENNUMMER", r"\b[a-z]\s?\d{3}\s?\d{3}\s?\d{3}\b"),  # § 290 SGB V
    _pattern("KUNDENNUMMER", r"\b\d{3}\s?[a-z]\s?\d{6}\b"),  # of the Bundesagentur
    _pattern("KUNDENNUMMER", r"\b\d{5}(?://|\s?BG\s?)\d{7}\b"),  # of a Bedarfsgemeinschaft
    # § 139b AO, with its check digit
    _pattern("KUNDENNUMMER", r"(?<![\w.,/])[1-9]\d[\s.-]?\d{3}[\s.-]?\d{3}[\s.-]?\d{3}(?![\w,])", _is_idnr),
)
PATTERNS: Final = (
    *IDENTIFIERS,
    _pattern(
        "PROFIL",
        rf"(?:https?://)?(?:www\.|[a-z]{{2}}\.)?{_NETWORK}\.(?:com|de|me|net|social"
        rf"|app)/(?P<value>[^\s?#,;)]{{2,120}}"
        rf")",
    ),
    _pattern(
        "PROFIL",
        r"(?:https?://|www\.)(?P<value>[^\s,;)]{4,150})",
        lambda v: any(len(w) > 3 and is_given(w) for w in re.split(r"[\W\d_]+", v)),  # noqa: PLR2004
    ),
    _pattern("PROFIL", r"(?<![\w@.])@(?P<value>[^\W\d][\w.]{2,40})"),
    _pattern(
        "PROFIL",
        r"\b(?:insta(?:gram)?|facebook|tiktok|twitter|telegram|linkedin|xing|snapchat|skype|"
        r"discord|benutzername|username|profil(?:name)?)\s{0,2}[:=]\s{0,2}(?P<value>[\w.-]{3,60})",
    ),
    _pattern(
        "AUSWEISNUMMER",
        r"\b(?:(?:personal)?ausweis|(?:reise)?pass|perso|aufenthalts(?:titel|karte|erlaubnis)|"
        r"führerschein|eat)\b" + _TO_NUMBER + r"(?P<value>(?=[a-z]{0,8}\d)[a-z\d]{7,12})\b",
    ),
    _pattern("KUNDENNUMMER", rf"{_NUMBERED}(?:-|\s)?{_NO}{_TO_NUMBER}{_VALUE}", _a_number),
    _pattern(
        "KUNDENNUMMER",
        rf"\b(?:steuer-?id|steuer-?ident|idnr\.?|blz|bankleitzahl|konto(?:nummer)?|kto\.?|kundennr|"
        rf"aktenzeichen|gesch(?:\.|äfts)-?z(?:\.|eichen))\b{_TO_NUMBER}{_VALUE}",
        _a_number,
    ),
    _pattern(
        "AKTENZEICHEN",
        r"\b(?:aktenzeichen|az\.)[\s:]{1,3}(?P<value>[a-z]{1,3}\s?\d{1,4}\s?[a-z]{1,3}\s?\d{1,6}/\d{2,4})",
    ),
    _pattern(
        "KENNZEICHEN",
        r"\b(?:kfz|kennzeichen|nummernschild|auto|wagen|pkw|fahrzeug|roller|motorrad)\b(?:\s(?:ist|"
        r"lautet|mit|das|dem|kennzeichen|hat)){0,3}[\s:]{1,3}(?P<value>[a-zäöü]{1,3}[ -]\s?[a-z]{1,2}[ "
        r"-]?\d{1,4}[eh]?)\b",
    ),
    Pattern("KENNZEICHEN", re.compile(r"(?<![\w-])[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ -]?[1-9]\d{0,3}[EH]?\b(?![-/])")),
    Birthday(),
    _pattern(
        "TELEFON",
        rf"\b(?:tel(?:efon)?|handy|mobil(?:telefon|funk)?|fon|phone|fax|durchwahl|ruf|rufnummer|"
        rf"anruf(?:en)?|erreichbar|erreichen|rückruf|whats-?app|telegram|signal|sms|festnetz|"
        rf"nummer|notfall|anrufbeantworter)(?:-?(?:nummer|nr\.?))?\.?{_TO_NUMBER}(?P<value>(?:\+|"
        rf"\(|\d)[\d\s./()–—‐-]{{3,25}}\d)(?!\w)",
        _named_phone,
    ),
    _pattern(
        "TELEFON",
        rf"(?<![\w.,/+-])(?P<value>(?:\+|00)\s?[1-9]\d{{0,2}}(?:{_SEP}{{0,3}}\d){{6,13}})(?!\w|" rf"[.,]\d)",
        _a_phone,
    ),
    _pattern("TELEFON", rf"(?<![\w.,/+-])(?P<value>\(?0(?:{_SEP}{{0,3}}\d){{7,13}})(?!\w|[.,]\d)", _a_phone),
    _pattern("ANSCHRIFT", r"\bpostfach\s{0,2}(?P<value>\d[\d ]{1,12}(?:,?\s{1,2}\d{5})?)"),
    _pattern(
        "ANSCHRIFT",
        rf"(?<![\w-])(?={_LETTER}){_NO_STREET}(?:(?:{_LETTER}{{2,25}}\.?-){{1,"
        rf"4}}{_NO_STREET}{_LETTER}{{0,40}}|"
        rf"{_LETTER}{{1,40}}){_SURE_END}\s?{_HOUSE}{_NO_MEASURE}{_POSTED}",
    ),
    _pattern(
        "ANSCHRIFT",
        rf"(?<![\w-])(?-i:(?=[A-ZÄÖÜ])){_NO_STREET}(?:(?:{_LETTER}{{2,25}}-){{1,"
        rf"4}}{_NO_STREET}{_LETTER}{{0,40}}|"
        rf"{_LETTER}{{1,40}}){_STREET_END}\s{_HOUSE}{_NO_MEASURE}{_POSTED}",
    ),
    _pattern(
        "ANSCHRIFT",
        rf"{_LIVES}(?:[\s:]{{1,3}}(?:ist|in|im|der|dem|jetzt|ab|nun"
        rf"|zurzeit)){{0,3}}[\s:]{{1,3}}(?P<value>{_NO_STREET}"
        rf"(?:(?:{_LETTER}{{2,25}}-){{1,4}}{_LETTER}{{0,40}}"
        rf"|{_LETTER}{{1,40}}){_STREET_END}\s{_HOUSE}{_NO_MEASURE}{_POSTED}"
        rf")",
    ),
    _pattern("ANSCHRIFT", rf"{_LIVES}[^.!?\n\d]{{0,25}}?\b(?P<value>{_LANE}{_POSTED})"),
    _pattern("ANSCHRIFT", rf"\b{_LANE}(?:,\s|\s)(?:d-)?\d{{5}}\s{_TOWN}"),
    _pattern(
        "ANSCHRIFT",
        rf"(?<![\w-])(?-i:(?=[A-ZÄÖÜ])){_NOT_BEFORE_PLACE}{_LETTER}{{3,25}}(?:er|e|en|s)?\s(?:straße|"
        rf"strasse|str\.|weg|allee|platz|gasse|ring|damm|markt|ufer|chaussee"
        rf"|wall)\s{_HOUSE}{_NO_MEASURE}{_POSTED}",
    ),
    _pattern(
        "ANSCHRIFT",
        rf"{_LIVES}(?:[\s:]{{1,3}}(?:ist|in|im|jetzt"
        rf"|nun)){{0,2}}[\s:]{{1,3}}(?P<value>(?:d-)?\d{{5}}\s(?!euro|"
        rf"personen){_TOWN})",
    ),
    _pattern(
        "ANSCHRIFT",
        rf"{_LIVES}[\s:]{{1,3}}(?:(?:ist|in|im|der|dem)\s)?(?P<value>(?!(?:in|im|seit|mit|nur|"
        rf"etwa|ca|rund)\b)(?:{_LETTER}{{3,25}}[\s-]){{1,2}}\s?{_HOUSE}{_NO_MEASURE},\s(?:\d{{5}}\s)"
        rf"?{_TOWN})",
    ),
    Pattern(
        "ANSCHRIFT",
        re.compile(
            r"(?<!\b[Ii]n )(?<!\bum )(?<!\bbei )(?<!\bRaum )(?<!\bPLZ"
            rf" )(?<![\w.,/-])(?:D-)?\d{{5}}\s(?=[A-ZÄÖÜ]){_TOWN}"
        ),
        lambda v: _is_town(v.split(None, 1)[1]),
    ),
    _pattern(
        "GESUNDHEIT",
        r"\b(?:diabet\w+|depressi(?:on|onen|v|ve|ven)|burn-?out\w*|(?:[a-zäöü]{1,20}krebs|"
        r"krebs(?:erkrankung|leiden|krank\w*)?)|tumor\w*|leukämie|chemotherapie|"
        r"multiple[rn]? sklerose|epilep\w+|hiv|aids|bandscheiben\w+|rheuma\w*|arthrose|arthritis|"
        r"asthma\w*|alkohol(?:iker\w*|krank\w*|abhängig\w*|sucht)|"
        r"drogen(?:abhängig\w*|sucht|süchtig\w*)|suchtkrank\w*|schizophren\w*|psychose\w*|"
        r"psychisch krank\w*|angststörung\w*|panikattacken?|ptbs|posttraumatisch\w*|adhs|"
        r"autis\w+|herzinfarkt\w*|schlaganf[aä]ll\w*|parkinson|demen(?:z|t)\w*|migräne|long[- "
        r"]?covid|essstörung\w*|bulimie|magersucht|dialyse|hepatitis|morbus \w+|"
        r"borderline|transplantation)\b",
    ),
)
# "Erika Muster (3.5.1979)", directly behind a name
BIRTHDAY_BY_A_NAME: Final = re.compile(rf"\s?(?:,\s?|\(\s?)(?P<value>(?:{_DATE}))(?=\W|$)", re.I)
OF_AN_ADULT: Final = re.compile(rf"{_ADULT}|\b[2-9]\d$")
_COUNTED = re.compile(
    r"(?i)^(?:euro|eur|personen|menschen|beschäftigte\w*|mitarbeit\w*|teilnehm\w*|stunden|"
    r"unterrichts\w*|tage|kilometer|plätze|betriebe\w*|firmen|unternehmen|arbeits\w*|arbeiter\w*|"
    r"einwohner\w*|jahre|monate|wochen|kurse|fälle|anträge|\w*(?:nehmer|nehmende|stellen|"
    r"kräfte|frauen|männer|leute|kinder|schüler|azubis|auszubildende)\w{0,2})\b"
)


def _is_town(word: str) -> bool:
    return not _COUNTED.match(word)
