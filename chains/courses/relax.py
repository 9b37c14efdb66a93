"""What is given up, one thing after another, when nothing fits; each step says what it gave up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace

from chains.courses.match import DEFAULT_KM, filter_of, later, wider
from chains.courses.understand.wish import Entry, Wish, WishRange
from knowledge.index.course_filters import CourseFilter

_KM = (50.0, 100.0)
_WEEKS = 8
_DEARER = 1.25  # times the price that was said
_OF_A_REGION = "NRW"


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A wish with something given up; `says`: what, in German."""

    wish: Wish
    wanted: CourseFilter
    says: str


def relaxations(wish: Wish) -> Iterator[Relaxed]:
    """Each single thing that may be given up, the least important first; then one upon another."""
    for step in _STEPS:
        yield from step(wish)
    so_far, said = wish, []
    for step in _STEPS:
        given_up = list(step(so_far))
        if given_up:
            so_far = given_up[-1].wish
            said.append(given_up[-1].says)
            if len(said) > 1:
                yield Relaxed(so_far, given_up[-1].wanted, "; ".join(said))


def _changed(wish: Wish, **fields: object) -> Wish:
    other = deepcopy(wish)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _soft(wish: Wish) -> Iterator[Relaxed]:
    if wish.soft:
        other = _changed(wish, soft=set(), **{key: _EMPTY[key]() for key in wish.soft if key in _EMPTY})
        yield Relaxed(other, filter_of(other), "ohne das, was nur gewünscht war")


_EMPTY: dict[str, Callable[[], object]] = {
    "time": list,
    "weekday": list,
    "form": list,
    "lodging": bool,
    "accessible": bool,
    "bildungsurlaub": bool,
}


def _nearby(wish: Wish) -> Iterator[Relaxed]:
    had = wish.km if wish.km is not None else DEFAULT_KM
    if wish.place or wish.plz:
        for km in _KM:
            if km > had:
                other = _changed(wish, km=km)
                yield Relaxed(other, filter_of(other), f"im Umkreis von {km:.0f} statt {had:.0f} km")
    elif wish.region and wish.region != [_OF_A_REGION]:
        wanted = filter_of(wish)
        if wanted.around:
            yield Relaxed(
                wish, wider(wanted, _KM[0]), f"auch in der Nachbarschaft von {' und '.join(wish.region)}"
            )
        other = _changed(wish, region=[_OF_A_REGION])
        yield Relaxed(other, filter_of(other), f"in ganz NRW statt nur in {' und '.join(wish.region)}")


def _dates(wish: Wish) -> Iterator[Relaxed]:
    if wish.start_until or wish.end_until:
        weeks = later(filter_of(wish), _WEEKS)
        other = _changed(wish, start_until=weeks.until_date, end_until=weeks.end_until)
        yield Relaxed(other, filter_of(other), f"bis {_WEEKS} Wochen später")
        other = _changed(wish, start_from=None, start_until=None, end_until=None)
        yield Relaxed(other, filter_of(other), "zu anderen Zeiten im Jahr")
    elif wish.start_from:
        other = _changed(wish, start_from=None)
        yield Relaxed(other, filter_of(other), "mit früherem Beginn")


def _text_wishes(wish: Wish) -> Iterator[Relaxed]:
    if (
        wish.certificate
        or wish.any_certificate
        or wish.audience
        or wish.language
        or wish.lodging
        or wish.accessible
    ):
        other = _changed(
            wish,
            certificate=[],
            any_certificate=False,
            audience=[],
            language="",
            lodging=False,
            accessible=False,
        )
        yield Relaxed(
            other, filter_of(other), "auch wo Zertifikat, Zielgruppe oder Ausstattung nicht genannt sind"
        )
    if wish.bildungsurlaub or wish.leads_to_degree or wish.degree:
        other = _changed(wish, bildungsurlaub=False, leads_to_degree=False, degree="", entry=Entry())
        to_degree = bool(wish.leads_to_degree or wish.degree)
        left = (
            ("Berufsabschluss am Ende", to_degree),
            ("Anerkennung als Bildungsurlaub", wish.bildungsurlaub),
        )
        said = " oder ".join(what for what, wished in left if wished)
        yield Relaxed(other, filter_of(other), f"auch ohne {said}")


def _weekday(wish: Wish) -> Iterator[Relaxed]:
    if wish.weekday:
        other = _changed(wish, weekday=[])
        yield Relaxed(other, filter_of(other), f"auch an anderen Tagen als {' und '.join(wish.weekday)}")


def _time(wish: Wish) -> Iterator[Relaxed]:
    if wish.time:
        other = _changed(wish, time=[], weekday=[])
        yield Relaxed(other, filter_of(other), f"auch anders als {' und '.join(wish.time)}")


def _untold(wish: Wish) -> Iterator[Relaxed]:
    if wish.price or wish.hours or wish.days or wish.weeks or wish.months:
        yield Relaxed(wish, replace(filter_of(wish), untold=True), "auch ohne Angabe von Preis oder Dauer")


def _length(wish: Wish) -> Iterator[Relaxed]:
    if wish.hours or wish.days or wish.weeks or wish.months:
        other = _changed(wish, hours=WishRange(), days=WishRange(), weeks=WishRange(), months=WishRange())
        yield Relaxed(other, filter_of(other), "mit anderer Dauer")


def _price(wish: Wish) -> Iterator[Relaxed]:
    if wish.price.most:
        most = wish.price.most * _DEARER
        other = _changed(wish, price=WishRange(None, most))
        yield Relaxed(other, filter_of(other), f"bis {most:.0f} statt {wish.price.most:.0f} Euro")
    if wish.price:
        other = _changed(wish, price=WishRange())
        yield Relaxed(other, filter_of(other), "ohne Grenze beim Preis")


def _provider(wish: Wish) -> Iterator[Relaxed]:
    if wish.provider:
        other = _changed(wish, provider=[])
        yield Relaxed(other, filter_of(other), f"auch bei anderen als {' und '.join(wish.provider)}")


def _form(wish: Wish) -> Iterator[Relaxed]:
    if wish.form:
        other = _changed(wish, form=[])
        yield Relaxed(
            other, filter_of(other), f"auch anders als {' und '.join(_SHOWN[f] for f in wish.form)}"
        )


_SHOWN = {
    "praesenz": "in Präsenz",
    "online": "online",
    "fernunterricht": "im Fernunterricht",
    "inhouse": "im Betrieb",
}


def _anywhere(wish: Wish) -> Iterator[Relaxed]:
    if wish.place or wish.plz or wish.region:
        other = _changed(wish, place=[], plz=[], region=[], km=None)
        yield Relaxed(other, filter_of(other), "ohne Grenze beim Ort")


def _voucher(wish: Wish) -> Iterator[Relaxed]:
    if wish.voucher or wish.azav:
        other = _changed(wish, voucher=False, azav=False)
        yield Relaxed(other, filter_of(other), "auch ohne Bildungsgutschein oder Zulassung")


# in order of what people give up first
_STEPS: tuple[Callable[[Wish], Iterator[Relaxed]], ...] = (
    _soft,
    _nearby,
    _text_wishes,
    _weekday,
    _untold,
    _dates,
    _time,
    _length,
    _price,
    _provider,
    _form,
    _anywhere,
    _voucher,
)
