"""Code lists of KURSNET, shared by the Weiterbildungssuche and openQ-cat 1.1, with their German names."""

from __future__ import annotations

FORMS = {
    101: "Präsenzveranstaltung",
    102: "Seminar",
    103: "Workshop",
    104: "Praxistraining",
    105: "Sonstige Präsenzveranstaltung",
    201: "Virtuelles Klassenzimmer",
    202: "Online-Seminar",
    203: "Online-Coaching",
    204: "Selbstlernmodul",
    206: "Sonstige digitale Lernformen",
    301: "Blended Learning",
    302: "Combined Learning",
    303: "Hybrid Learning",
    304: "Sonstige kombinierte Lernformen",
    401: "Fernunterricht",
    402: "Fernlehrgang",
    403: "Sonstiger Fernunterricht",
}
_GROUPS = {
    1: "Präsenz",
    2: "online digital virtuell",
    3: "gemischt kombiniert hybrid",
    4: "Fernunterricht Fernkurs",
}
_GROUP_OF = {name: _GROUPS[code // 100] for code, name in FORMS.items()}

DURATIONS = {
    0: "auf Anfrage",
    1: "bis 3 Tage",
    2: "mehr als 3 Tage bis 1 Woche",
    3: "mehr als 1 Woche bis 1 Monat",
    4: "mehr als 1 Monat bis 3 Monate",
    5: "mehr als 3 Monate bis 6 Monate",
    6: "mehr als 6 Monate bis 1 Jahr",
    7: "mehr als 1 Jahr bis 2 Jahre",
    8: "mehr als 2 Jahre bis 3 Jahre",
    9: "mehr als 3 Jahre",
}

EDUCATION_TYPES = {
    103: "Gesetzlich/gesetzesähnlich geregelte Fortbildung/Qualifizierung",
    104: "Fortbildung/Qualifizierung",
}


def form_group(form: str) -> str:
    """Words for the group of a form of the code list; "" for a form that a provider named freely."""
    return _GROUP_OF.get(form, "")
