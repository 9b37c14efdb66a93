"""The kinds of faults that the blind lots `counter*` showed, a sentence or two each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chains.courses.conversation import wish_of_conversation
from chains.courses.recognition import asks_for_courses
from chains.courses.understand.clauses import WishPart, clauses_of
from chains.courses.understand.understand import understand
from chains.courses.understand.written.spelling import respelled

TODAY = date(2026, 11, 28)


def filters(text: str) -> dict[str, Any]:
    return understand(text, TODAY).filters()


@pytest.mark.parametrize(
    ("text", "found", "left"),
    [
        ("Bitte keine Kurse am Wochenende, Thema Rhetorik", {"topic": ["rhetorik"]}, "Wochenende"),
        ("Ich will weder nach Köln noch nach Bonn, Kurs Holzbau", {"topic": ["holzbau"]}, "Köln"),
        ("Spanisch, nicht im Juli und August", {"topic": ["spanisch"]}, "August"),
        ("Excel, nicht in den Schulferien", {"topic": ["excel"]}, "Schulferien"),
        ("Spanisch, jeden Tag außer freitags", {"topic": ["spanisch"]}, "freitags"),
        ("Excel, muss nicht in Präsenz sein", {"topic": ["excel"]}, "Präsenz"),
        (
            "Türkischer Deutschkurs ist nicht nötig, ich suche Excel in Herne",
            {"topic": ["excel"], "place": "Herne"},
            "Türkischer",
        ),
    ],
)
def test_what_is_denied_is_said_and_no_filter(text: str, found: dict[str, Any], left: str) -> None:
    wish = understand(text, TODAY)
    assert wish.filters() == found
    assert left in wish.left_over


def test_who_finds_no_course_asks_for_one() -> None:
    found = filters("Leider finde ich keinen Kurs in Köln am Abend für Töpfern")
    assert found == {"topic": ["töpfern"], "place": "Köln", "time": ["abends"]}


def test_what_is_rather_wanted_is_wanted_softly() -> None:
    wish = understand("Excel, lieber Präsenz als online", TODAY)
    assert wish.filters() == {"topic": ["excel"], "form": "praesenz"}
    assert wish.soft == {"form"}


@pytest.mark.parametrize(
    ("text", "start_from", "start_until"),
    [
        ("Excel zwischen dem 11. und dem 22. Januar", "2027-01-11", "2027-01-22"),
        ("Excel am 11., 12. oder 13. Januar", "2027-01-11", "2027-01-13"),
        ("Excel in der Woche vom 18. Januar", "2027-01-18", "2027-01-24"),
        ("Excel in der 3. KW", "2027-01-18", "2027-01-24"),
        ("Excel am zweiten Januarwochenende", "2027-01-09", "2027-01-10"),
        ("Excel im Laufe des Januars", "2027-01-01", "2027-01-31"),
        ("Excel, im Zeitraum Februar bis April", "2027-02-01", "2027-04-30"),
        ("Excel im 1. Quartal 27", "2027-01-01", "2027-03-31"),
        ("Excel zwischen Mitte Januar und Ende Februar", "2027-01-15", "2027-02-28"),
        ("Excel im neuen Jahr", "2027-01-01", "2027-12-31"),
        ("Excel zum Jahresanfang", "2027-01-01", "2027-02-28"),
    ],
)
def test_german_dates(text: str, start_from: str, start_until: str) -> None:
    assert filters(text) == {"topic": ["excel"], "start_from": start_from, "start_until": start_until}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Excel innerhalb des nächsten halben Jahres", {"start_until": "2027-05-28"}),
        ("Excel, 14. bis 16. April", {"start_from": "2027-04-14", "end_until": "2027-04-16"}),
        (
            "Mein Betrieb schließt Ende März. Danach will ich einen Kurs Excel machen",
            {"start_from": "2027-04-01"},
        ),
        ("Wir brauchen Excel, bevor die Saison im April losgeht", {}),
        ("Ein Kurs, in dem man in drei Tagen Excel lernt", {"days_min": 3, "days_max": 3}),
    ],
)
def test_dates_of_a_course_and_of_somebody(text: str, found: dict[str, Any]) -> None:
    assert filters(text) == {"topic": ["excel"], **found}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Excel, ein bis zwei Tage", {"days_min": 1, "days_max": 2}),
        ("Excel, mindestens 80, höchstens 160 Stunden", {"hours_min": 80, "hours_max": 160}),
        ("Mehr als 1000 Euro sollte der Kurs in Microsoft Excel nicht kosten", {"price_max": 1000}),
        ("Excel, zwei- bis dreimal pro Woche", {}),
        ("Excel, vier Termine à drei Stunden", {}),
        ("Excel, höchstens ein Vierteljahr", {"months_max": 3}),
        ("Excel, vier Wochen lang", {"weeks_min": 4, "weeks_max": 4}),
        ("Excel für drei neue Mitarbeiter", {"participants": 3}),
        ("Excel, zwei Kolleginnen und ich", {"participants": 3}),
        ("Kurs Excel. Insgesamt sind es sieben.", {"participants": 7}),
    ],
)
def test_amounts_and_ranges(text: str, found: dict[str, Any]) -> None:
    got = filters(text)
    assert got.pop("topic")[-1] == "excel"
    assert got == found


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Meine Tochter möchte sich mit Webdesign beschäftigen", ["webdesign"]),
        ("Ich brauche Kenntnisse im Vergaberecht", ["vergaberecht"]),
        ("ein kollege braucht hilfe beim lesen und schreiben", ["lesen", "schreiben"]),
        ("Ein Staplerfahrer aus unserem Lager möchte sich zum Lagermeister qualifizieren", ["lagermeister"]),
        ("Wir möchten unsere Meister in Mitarbeiterführung schulen", ["mitarbeiterführung"]),
        ("Seminar zur Vereinbarkeit von Pflege und Beruf", ["vereinbarkeit", "pflege", "beruf"]),
        ("Kurs zum Umgang mit schwierigen Kunden", ["schwierigen", "kunden"]),
        ("Ein Seminar, das sich mit Belastungen befasst", ["belastungen"]),
        ("Unsere Firma führt ein neues ERP-System ein, wir brauchen daher Schulungen", ["erp-system"]),
        ("Er hat aber keinen Staplerschein. Wo kann er den in Herne machen?", ["staplerschein"]),
        ("Ich würde mich gern zur Erzieherin weiterbilden", ["erzieherin"]),
        ("Buchhaltung, muss nicht teuer sein", ["buchhaltung"]),
        ("Kurs Erste Hilfe am Kind", ["erste", "hilfe", "kind"]),
        ("Mein Kollege hat eine Ausbildung als Koch. Er will einen Kurs Verwaltung", ["verwaltung"]),
        ("Berufssprachkurs in Essen", ["berufssprache"]),
    ],
)
def test_what_a_course_is_about(text: str, topic: list[str]) -> None:
    assert filters(text)["topic"] == topic


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("Englisch für Mechatroniker", "mechatroniker"),
        ("Konfliktmanagement für Teamleitungen", "teamleitungen"),
        ("Arbeitsrecht für unseren Betriebsrat", "betriebsrat"),
        ("Mathe für unsere Auszubildende", None),
        ("Kurse für Metallbauer", None),
        ("Palliative Care für Ärzte und Pflegekräfte", ["ärzte", "pflegekräfte"]),
        ("Betriebsverfassungsrecht für neu gewählte Betriebsräte", "betriebsräte"),
    ],
)
def test_for_whom_a_course_is(text: str, audience: object) -> None:
    assert filters(text).get("audience") == audience


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ausbildereignung, Prüfung bei der IHK", {"certificate": "IHK"}),
        ("Welche Kurse zu Arbeitsschutz bietet der TÜV an?", {"provider": "TÜV"}),
        ("HWK Dortmund: Kurs Schweißen", {"provider": "HWK Dortmund"}),
        ("Buchführung mit Arabisch als Unterrichtssprache", {"language": "arabisch"}),
        ("Excel, täglich bis 13 Uhr", {"time": ["vormittags"]}),
        ("Excel, Montag bis Mittwoch", {"weekday": ["montag", "dienstag", "mittwoch"]}),
        ("Excel, 2 Tage im Hotel", {"days_min": 2, "days_max": 2, "lodging": True}),
        ("Excel in Rheda", {"place": "Rheda-Wiedenbrück"}),
        ("Excel in Halle Westfalen", {"place": "Halle (Westfalen)"}),
        ("Excel, bitte mit Zertifikat", {"certificate": True}),
        ("Controlling mit SAP in Essen", {"place": "Essen"}),
    ],
)
def test_ways_of_a_course(text: str, found: dict[str, Any]) -> None:
    got = filters(text)
    got.pop("topic")
    assert got == found


def test_thanks_and_greetings_are_told_from_wishes() -> None:
    parts = [clause.part for clause in clauses_of("Ich würde mich gern weiterbilden, lieber abends")]
    assert WishPart.PHATIC not in parts
    assert clauses_of("Ich würde mich über eine Antwort freuen")[0].part is WishPart.PHATIC
    assert clauses_of("Lieber Herr Müller, ich suche Excel")[0].part is WishPart.PHATIC


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Kurs fuer Buero im Maerz", "Kurs für Büro im März"),
        ("Kurs onlein", "Kurs online"),
        ("Teilzeitumschulung, lieber heute als morgen", "Teilzeit Umschulung, möglichst bald"),
        ("in Erster Hilfe", "in Erste Hilfe"),
    ],
)
def test_what_is_written_otherwise(said: str, written: str) -> None:
    assert respelled(said) == written


def test_who_somebody_is_is_told_of_the_person() -> None:
    found = filters("Suche für eine Ingenieurin (Deutsch B2) einen Kurs Maschinenbau in Aachen")
    assert found == {"topic": ["maschinenbau"], "place": "Aachen", "entry": {"german_level": "B2"}}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # what is part of another word, or taught, is no way of the course
        ("Digitale Barrierefreiheit, online", {"topic": ["digitale", "barrierefreiheit"], "form": "online"}),
        ("Kurs, um Websites barrierefrei zu gestalten", {"topic": ["websites"]}),
        ("Englisch im Hotelfach", {"topic": ["englisch", "hotelfach"]}),
        ("Excel, kein Präsenzzwang", {"topic": ["excel"]}),
        ("Kurs Stapler und Kran kombiniert", {"topic": ["stapler", "kran"]}),
        ("Kurs Tierpflege, keine Ausbildung, sondern zwei Tage", {"topic": ["tierpflege"]}),
        ("Excel, 2 x 3 Stunden", {"topic": ["excel"]}),
        ("Kurs Pflanzenschutz, Fortbildung nach drei Jahren", {"topic": ["pflanzenschutz"]}),
        ("Kurs Büro, Köln ist mir zu weit", {"topic": ["büro"]}),
        ("Ich habe B1 in Deutsch, Kurs Lager", {"topic": ["lager"], "entry": {"german_level": "B1"}}),
        (
            "Er spricht Deutsch auf A2-Niveau, Kurs Lager",
            {"topic": ["lager"], "entry": {"german_level": "A2"}},
        ),
        # and what is one
        ("Excel, keine Onlineveranstaltung", {"topic": ["excel"], "form_not": "online"}),
        ("Excel, Online-Präsenz-Mix", {"topic": ["excel"], "form": ["praesenz", "online"]}),
        ("Pflegekurs in Essen oder Bochum", {"topic": ["pflege"], "place": ["Essen", "Bochum"]}),
        ("Kurs Excel, Senioren", {"topic": ["excel"], "audience": "senioren"}),
        ("Lieferkettengesetz für Einkäufer", {"topic": ["lieferkettengesetz"], "audience": "einkäufer"}),
        ("Kurs Arbeitssicherheit bei der BG", {"topic": ["arbeitssicherheit"]}),
        ("Braucht ein Update in Outlook und Teams", {"topic": ["outlook", "teams"]}),
        ("Angebote für Power BI", {"topic": ["power", "bi"]}),
        (
            "Rückenschule für Beschäftigte in der Pflege",
            {"topic": ["rückenschule"], "audience": "beschäftigte"},
        ),
        (
            "Umschulung zur Zahnmedizinischen Fachangestellten",
            {
                "topic": ["zahnmedizinischen", "fachangestellten"],
                "degree": "fachangestellten",
                "leads_to_degree": True,
            },
        ),
    ],
)
def test_ways_are_told_from_what_only_holds_their_words(text: str, found: dict[str, Any]) -> None:
    got = filters(text)
    if "zwei Tage" in text:
        assert (got.pop("days_min"), got.pop("days_max")) == (2, 2)
    assert got == found


@pytest.mark.parametrize(
    ("turns", "found"),
    [
        (["Englisch A2 in Krefeld", "Ich meinte B1."], {"topic": ["englisch", "b1"], "place": "Krefeld"}),
        (
            ["Nähkurs in Solingen", "was gibt es stattdessen zum Stricken?"],
            {"topic": ["stricken"], "place": "Solingen"},
        ),
        (
            ["Photoshop-Kurs in Bonn", "Ort ist egal, Hauptsache online."],
            {"topic": ["photoshop"], "form": "online"},
        ),
    ],
)
def test_what_is_corrected_is_joined(turns: list[str], found: dict[str, Any]) -> None:
    wish = wish_of_conversation(turns, TODAY, {})
    assert wish is not None
    assert wish.filters() == found


def test_a_wish_in_keywords_is_a_course_question() -> None:
    assert asks_for_courses("Englisch A2 in Krefeld", TODAY)
    assert not asks_for_courses("Kurzarbeit in Dortmund", TODAY)
    assert not asks_for_courses("Betriebsrat in Köln", TODAY)


@pytest.mark.parametrize(
    ("text", "voucher"),
    [
        ("Zahlt das Jobcenter eine Weiterbildung zum Schweißer?", False),
        ("Excel in Hamm, zahlt das die Agentur?", False),
        ("Kann das Jobcenter den Staplerschein bezahlen?", False),
        ("Ob das Amt eine Umschulung zum Koch zahlt, weiß ich nicht.", False),
        ("Gibt es Schweißkurse, die das Jobcenter zahlt?", True),
        ("Welche Schweißkurse zahlt das Jobcenter?", True),
        ("Schweißkurs in Hagen, das Amt zahlt", True),
        ("Grundkurs Metall in Hagen, mit Gutschein", True),
    ],
)
def test_whether_an_office_pays_is_asked_and_no_wish(text: str, voucher: bool) -> None:
    assert filters(text).get("voucher", False) is voucher


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Excel in Hagen, nein, in Herne", {"topic": ["excel"], "place": "Herne"}),
        ("Excel montags, ach nein, dienstags", {"topic": ["excel"], "weekday": ["dienstag"]}),
        (
            "Ich suche einen Kurs in Excel, äh, Word meine ich, in Essen",
            {"topic": ["word"], "place": "Essen"},
        ),
        (
            "Englisch A1 in Bonn, ich meine A2, abends",
            {"topic": ["englisch", "a2"], "place": "Bonn", "time": ["abends"]},
        ),
        ("Rhetorik, Unna oder online? Nein, nur Unna.", {"topic": ["rhetorik"], "place": "Unna"}),
        ("Nein, ich suche einen Nähkurs in Köln", {"topic": ["nähen"], "place": "Köln"}),
    ],
)
def test_a_slip_is_replaced_within_a_sentence(text: str, found: dict[str, Any]) -> None:
    assert filters(text) == found


@pytest.mark.parametrize(
    ("turns", "found"),
    [
        # what would do as well is added, what is asked for instead takes the place
        (["Deutsch B1 in Witten, vormittags", "Abends ginge auch."], {"time": ["vormittags", "abends"]}),
        (["Deutsch B1 in Witten, vormittags", "Gibt es das auch abends?"], {"time": ["abends"]}),
        (["Deutsch B1 in Witten, vormittags", "Bochum wäre auch okay."], {"place": ["Witten", "Bochum"]}),
        # whole sentences about how a course should be
        (
            [
                "Deutsch B1 in Witten, vormittags",
                "Wir sind jetzt doch fünf, und es soll bei uns im Büro sein.",
            ],
            {"participants": 5, "form": "inhouse"},
        ),
        (
            ["Deutsch B1 in Witten, vormittags", "Und wenn sie erst im Sommer anfangen kann?"],
            {"start_from": "2027-06-01", "start_until": "2027-08-31"},
        ),
        (["Deutsch B1 in Witten, vormittags", "keine Onlinekurse"], {"form_not": "online"}),
        (["Deutsch B1 in Witten, vormittags", "nicht im Januar"], {}),
        (["Deutsch B1 in Witten, vormittags", "Ach nein, Englisch meinte ich."], {"topic": ["englisch"]}),
    ],
)
def test_messages_widen_replace_and_refuse(turns: list[str], found: dict[str, Any]) -> None:
    wish = wish_of_conversation(turns, TODAY, {})
    assert wish is not None
    assert wish.filters() == {"topic": ["deutsch", "b1"], "place": "Witten", "time": ["vormittags"]} | found


@pytest.mark.parametrize(
    "message", ["Und wenn sie schon 45 ist?", "Wer zahlt das?", "ohne Prüfung bestanden"]
)
def test_what_asks_for_law_and_money_ends_the_search(message: str) -> None:
    assert wish_of_conversation(["Umschulung zur Erzieherin in Bottrop", message], TODAY, {}) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kurs Excel, nicht nur online", {"topic": ["excel"]}),
        ("Excel, nicht unbedingt abends", {"topic": ["excel"]}),
        ("Excel, keinesfalls online", {"topic": ["excel"], "form_not": "online"}),
        ("Excel, bitte nicht schon wieder ein Onlinekurs", {"topic": ["excel"], "form_not": "online"}),
        ("Excel, per Teams oder Zoom", {"topic": ["excel"], "form": "online"}),
        ("Nähen, bei uns im Lager", {"topic": ["nähen"], "form": "inhouse"}),
        ("Nähen, bei uns im Sauerland", {"topic": ["nähen"], "region": "Sauerland"}),
        ("Excel; Ratenzahlung möglich?", {"topic": ["excel"]}),
        ("Excel, im ganzen Ruhrgebiet", {"topic": ["excel"], "region": "Ruhrgebiet"}),
        (
            "Ich kann ganz gut Deutsch (B2), Kurs Pflege",
            {"topic": ["pflege"], "entry": {"german_level": "B2"}},
        ),
        ("Als Quereinsteiger in die IT suche ich Python", {"topic": ["python"]}),
        (
            "Ich brauche den Staplerschein bis Ende Januar",
            {"topic": ["staplerschein"], "end_until": "2027-01-31"},
        ),
        ("Staplerschein bis Ende Januar", {"topic": ["staplerschein"], "start_until": "2027-01-31"}),
        ("Ich darf nur an drei Tagen fehlen, Seminar Rhetorik", {"topic": ["rhetorik"], "days_max": 3}),
        ("kurs wo man lernt fahrräder zu reparieren", {"topic": ["fahrräder", "reparieren"]}),
        ("Kurs Rhetorik mit Bildungsscheck", {"topic": ["rhetorik"]}),
        ("Vor der Prüfung im Mai brauche ich Nachhilfe in Mathe", {"topic": ["mathe"]}),
        ("Rhetorik und/oder Verkauf", {"topic": ["rhetorik", "verkauf"]}),
        (
            "Ich will zur Floristin umschulen",
            {"topic": ["floristin"], "degree": "floristin", "leads_to_degree": True},
        ),
    ],
)
def test_words_of_a_wish_by_what_stands_around_them(text: str, found: dict[str, Any]) -> None:
    assert filters(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Ich möchte Maskenbildnerin oder Kosmetikerin werden",
            {
                "topic": ["maskenbildnerin", "kosmetikerin"],
                "degree": "maskenbildnerin",
                "leads_to_degree": True,
            },
        ),
        ("Deutsch A2, will Deutschkurs B1", {"topic": ["deutsch", "b1"], "entry": {"german_level": "A2"}}),
        (
            "Mein Deutsch ist ok, ungefähr B1, Kurs Pflege",
            {"topic": ["pflege"], "entry": {"german_level": "B1"}},
        ),
        ("Kurs Nähen für Leute, die lange keine Schule mehr gesehen haben", {"topic": ["nähen"]}),
        (
            "In 14 Tagen fängt mein neuer Job an, bis dahin will ich Englisch lernen",
            {"topic": ["englisch"], "end_until": "2026-12-11"},
        ),
        ("Kurs Nähen, Dortmund, notfalls Essen", {"topic": ["nähen"], "place": ["Dortmund", "Essen"]}),
        ("Ich will lernen, wie man Webseiten baut", {"topic": ["webseiten"]}),
        ("Kurs Nähen in Teilzeit, sie hat zwei kleine Kinder", {"topic": ["nähen"], "time": ["teilzeit"]}),
    ],
)
def test_what_is_told_of_somebody_and_what_is_wished(text: str, found: dict[str, Any]) -> None:
    assert filters(text) == found


@pytest.mark.parametrize(
    ("turns", "found"),
    [
        (
            ["Umschulung in Herne, Richtung Büro", "Am besten Bürokauffrau."],
            {"topic": ["bürokauffrau"], "degree": "bürokauffrau", "leads_to_degree": True, "place": "Herne"},
        ),
        (
            ["Excel in Herne bis 200 Euro", "Der Preis spielt keine Rolle, die Firma zahlt."],
            {"place": "Herne"},
        ),
        (["Excel in Herne, mit Zertifikat", "Ohne Zertifikat ginge auch."], {"place": "Herne"}),
        (["Excel in Herne", "Wann fängt der nächste an?"], {"place": "Herne", "sort": "beginn"}),
        (
            ["Excel in Herne", "Wir wären 14 Personen, käme auch jemand zu uns in den Betrieb?"],
            {"place": "Herne", "participants": 14, "form": "inhouse"},
        ),
    ],
)
def test_whole_sentences_go_on_from_a_wish(turns: list[str], found: dict[str, Any]) -> None:
    wish = wish_of_conversation(turns, TODAY, {})
    assert wish is not None
    assert wish.filters() == {"topic": ["excel"]} | found


@pytest.mark.parametrize(
    ("turns", "found"),
    [
        (["Excel in Herne", "Und ohne Preisgrenze?"], {}),
        (["Excel in Herne", "Nein, nicht Excel, sondern Word."], {"topic": ["word"]}),
        (["Excel in Herne am Wochenende", "Was gibt es unter der Woche?"], {}),
        (["Excel in Herne", "Gladbeck wäre auch in Ordnung."], {"place": ["Herne", "Gladbeck"]}),
        (
            ["Excel in Herne", "Im Januar kann ich nicht, Februar würde passen."],
            {"start_from": "2027-02-01", "start_until": "2027-02-28"},
        ),
        (["Excel in Herne für fünf Kolleginnen", "Doch nur drei."], {"participants": 3}),
        (["Excel in Herne", "Vormittags geht bei ihr nicht."], {}),
        (["Excel in Herne", "Gibt es einen, der höchstens ein Jahr dauert?"], {"months_max": 12}),
        (["Spanisch in Herne", "Stufe A1"], {"topic": ["spanisch", "a1"]}),
        (
            ["Altenpflegehilfe in Herne, Teilzeit", "nur abends"],
            {"topic": ["altenpflegehilfe"], "time": ["abends"]},
        ),
    ],
)
def test_messages_replace_and_free(turns: list[str], found: dict[str, Any]) -> None:
    wish = wish_of_conversation(turns, TODAY, {})
    assert wish is not None
    assert wish.filters() == {"topic": ["excel"], "place": "Herne"} | found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Recht für Handwerksmeister", {"topic": ["recht"], "audience": "handwerksmeister"}),
        ("Kein Interesse an Pflege, lieber Holzbau", {"topic": ["holzbau"]}),
        (
            "Er hat nie einen Beruf gelernt, Kurs Holzbau",
            {"topic": ["holzbau"], "entry": {"no_degree": True}},
        ),
        ("Deutsch-Test B2", {"topic": ["deutsch-test", "b2"]}),
        ("LKW-Führerschein C/CE", {"topic": ["lkw-führerschein", "c", "ce"]}),
        (
            "Reha-Maßnahme endet im März, danach suche ich Excel",
            {"topic": ["excel"], "start_from": "2027-04-01"},
        ),
        ("Ich suche nicht Excel, sondern Word", {"topic": ["word"]}),
    ],
)
def test_names_and_times_of_somebody(text: str, found: dict[str, Any]) -> None:
    assert filters(text) == found
