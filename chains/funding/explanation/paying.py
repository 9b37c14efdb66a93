"""Who pays the course, and the wage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from chains.funding.decision import Result
from chains.funding.explanation.lines import ABSCHLUSS, GUTSCHEIN, LEHRGANG, Explanation, Line, figure
from chains.funding.explanation.one_programme import deciding, one, proof_of, refused
from chains.funding.results import FundingCheck, ProgrammeResult
from chains.funding.topics import Topic
from knowledge.german.numbers import german_number

_OF_DEGREE = "course.leads_to_degree"  # whether § 81 Abs. 2 is about the course at all


def of_costs(results: Sequence[ProgrammeResult]) -> ProgrammeResult | None:
    """What says who pays the course. While it is open whether § 81 Abs. 2 is about it at all, its share of 0
    does not lead where § 82 knows between which shares it lies.
    """
    first, other = first_of(results, ABSCHLUSS, LEHRGANG), first_of(results, LEHRGANG)
    voucher = first_of(results, GUTSCHEIN)
    if (
        voucher is not None
        and voucher.result is not Result.NO
        and (first is None or first.result is Result.NO)
    ):
        return voucher
    is_open = first is not None and first.id == ABSCHLUSS and _OF_DEGREE in first.missing
    return other if is_open and other is not None and "employer_share_pct_max" in other.amounts else first


def first_of(results: Sequence[ProgrammeResult], *ids: str) -> ProgrammeResult | None:
    """The first of the programmes that may apply, else the first that is listed at all."""
    listed = [result for name in ids for result in results if result.id == name]
    return next(
        (result for result in listed if result.result is not Result.NO), listed[-1] if listed else None
    )


def course_costs(result: ProgrammeResult, check: FundingCheck, topic: Topic = Topic.FIRM_COST) -> Explanation:
    """Who pays the course: what the firm, the person or the agency pays, as the topic asks."""
    if result.result is Result.NO:
        return refused(result, check)
    if result.id == GUTSCHEIN:
        return one(result, lead=Line(_by_voucher(topic), proof_of(result)))
    if result.amounts.get("employer_share_pct") is None:
        return one(result, lead=_open_share(result))
    text = _of_agency(result, check) if topic is Topic.AGENCY_COST else _of_firm(result, check)
    if topic is Topic.PERSON_COST:
        text = f"Die Person selbst zahlt voraussichtlich nichts vom Kurs. {text}"
    return one(result, lead=Line(text, deciding(result)))


def _by_voucher(topic: Topic) -> str:
    if topic is Topic.AGENCY_COST:
        return "Mit einem Bildungsgutschein kann die Agentur für Arbeit den Kurs ganz übernehmen."
    return (
        "Der Betrieb muss nichts zahlen: Mit einem Bildungsgutschein kann die Agentur für Arbeit den Kurs"
        " ganz übernehmen."
    )


def _of_firm(result: ProgrammeResult, check: FundingCheck) -> str:
    share, paid = result.amounts["employer_share_pct"], result.amounts.get("employer_eur")
    whole = _of_whole(check)
    if not share:
        return f"Der Betrieb zahlt voraussichtlich nichts {whole}."
    if paid is None:
        return f"Der Betrieb trägt voraussichtlich {figure(share)} Prozent der Lehrgangskosten."
    text = f"Der Betrieb zahlt voraussichtlich {figure(paid)} Euro {whole} ({figure(share)} Prozent)."
    return _for_all(text, Decimal(str(paid)), check)


def _of_agency(result: ProgrammeResult, check: FundingCheck) -> str:
    share, paid, fee = result.amounts["employer_share_pct"], result.amounts.get("employer_eur"), _fee(check)
    rest = figure(100 - Decimal(str(share)))
    if not share:
        every = f"die ganzen {german_number(fee)} Euro" if fee is not None else "die ganzen Lehrgangskosten"
        return (
            f"Die Agentur für Arbeit kann voraussichtlich {every} übernehmen; der Betrieb zahlt nichts vom"
            " Kurs."
        )
    if paid is None or fee is None:
        return (
            f"Die Agentur für Arbeit kann voraussichtlich {rest} Prozent der Lehrgangskosten übernehmen; der"
            f" Betrieb trägt {figure(share)} Prozent."
        )
    return (
        f"Die Agentur für Arbeit kann voraussichtlich {german_number(fee - Decimal(str(paid)))} Euro"
        f" {_of_whole(check)} übernehmen ({rest} Prozent); der Betrieb zahlt {figure(paid)} Euro."
    )


def _of_whole(check: FundingCheck) -> str:
    fee = _fee(check)
    return f"von den {german_number(fee)} Euro" if fee is not None else "von den Lehrgangskosten"


def _for_all(text: str, paid: Decimal, check: FundingCheck) -> str:
    """The lead with what all pay together, where several go to a course whose price is told for each."""
    heads = check.facts.get("participants")
    if not isinstance(heads, int | Decimal) or heads <= 1:
        return text
    together = german_number(paid * heads)
    return f"{text[:-1]}; für alle {german_number(Decimal(heads))} zusammen sind das {together} Euro."


def _open_share(result: ProgrammeResult) -> Line:
    low, high = result.amounts.get("employer_share_pct_min"), result.amounts.get("employer_share_pct_max")
    if low is None or high is None:
        return Line(
            "Was der Betrieb zahlt, hängt von einer Angabe ab, die noch fehlt.",
            (result.programme.rule.place,),
        )
    text = (
        f"Der Betrieb trägt zwischen {figure(low)} und {figure(high)} Prozent der Lehrgangskosten; es fehlt"
        " noch eine Angabe."
    )
    return Line(text, (result.programme.rule.place,))


def wage_subsidy(result: ProgrammeResult) -> Explanation:
    """What the firm gets for the hours that fall out."""
    if result.result is Result.NO:
        return refused(result)
    rate, most = result.amounts.get("wage_subsidy_pct"), result.amounts.get("wage_subsidy_pct_max")
    least, money = result.amounts.get("wage_subsidy_eur"), result.amounts.get("wage_subsidy_eur_max")
    money = least if money is None else money
    if (by_degree := _by_degree(result)) is not None:
        text = by_degree
    elif most is None:
        text = (
            "Ein Zuschuss zum Lohn ist möglich; wie hoch er ist, hängt von einer Angabe ab, die noch fehlt."
        )
    elif most == 100:  # noqa: PLR2004 - the whole wage
        text = (
            "Der Betrieb kann bis zum ganzen Lohn (100 Prozent) für die ausfallende Zeit als Zuschuss"
            " bekommen."
        )
    elif rate is not None and rate != most:
        text = (
            f"Der Betrieb kann {figure(rate)} bis {figure(most)} Prozent des Lohns für die ausfallende Zeit"
            " als Zuschuss bekommen."
        )
    else:
        text = (
            f"Der Betrieb kann {figure(most)} Prozent des Lohns für die ausfallende Zeit als Zuschuss"
            " bekommen."
        )
    if money is not None:
        between = f"{figure(least)} bis " if least is not None and least != money else ""
        text = f"{text[:-1]}: {between}{figure(money)} Euro."
    month = result.amounts.get("wage_subsidy_eur_month_max")
    details = () if month is None else (Line(_of_a_month(month), deciding(result)),)
    return replace(one(result, lead=Line(text, deciding(result))), details=details)


_FIRM_GETS = "Der Betrieb kann "


def wage_goes_on(said: Explanation) -> Explanation:
    """What is said of the subsidy, with who pays the wage in front, where that is asked: § 82 Abs. 3 SGB III
    gives the firm something for a wage that it pays.
    """
    text = said.lead.text
    if not text.startswith(_FIRM_GETS):
        return said
    text = f"Den Lohn zahlt der Betrieb weiter; er kann {text.removeprefix(_FIRM_GETS)}"
    return replace(said, lead=replace(said.lead, text=text))


def _of_a_month(money: Any) -> str:
    return (
        f"Fällt die Arbeitszeit einen ganzen Monat lang aus, sind das bis zu {figure(money)} Euro, noch ohne"
        " den pauschalen Arbeitgeberanteil, der zum Lohn zählt."
    )


def _by_degree(result: ProgrammeResult) -> str | None:
    """The two rates where only a course to a degree brings the whole wage; None where that is settled."""
    told = result.amounts.get("wage_subsidy_pct_max_if")
    if not isinstance(told, Mapping) or set(told) != {f"{_OF_DEGREE} = true", f"{_OF_DEGREE} = false"}:
        return None
    without, whole = told[f"{_OF_DEGREE} = false"], told[f"{_OF_DEGREE} = true"]
    return (
        f"Der Betrieb kann {figure(without)} Prozent des Lohns für die ausfallende Zeit als Zuschuss"
        f" bekommen, bis {figure(whole)} Prozent, wenn der Kurs zu einem Berufsabschluss führt."
    )


def _fee(check: FundingCheck) -> Decimal | None:
    fee = check.facts.get("course.fee")
    return Decimal(str(fee)) if isinstance(fee, int | float | Decimal) else None
