"""A sentence in, a wish out: each reader takes what it understands, the topic is what is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from chains.courses.understand.amounts import read_amounts
from chains.courses.understand.bodies import read_bodies
from chains.courses.understand.dates import read_dates
from chains.courses.understand.degree import read_degree
from chains.courses.understand.entry import read_entry
from chains.courses.understand.manner import read_manner
from chains.courses.understand.place import read_places, read_postcodes
from chains.courses.understand.sentence import WishSentence
from chains.courses.understand.topic import read_topic
from chains.courses.understand.wish import Wish

# characters of a wish that are read, five times the longest in evals/courses: several of the patterns take
# more than linear time (tests/linear), and none may see a longer text
LONGEST = 600
# in order: postcodes before numbers, dates before lengths ("in vier Wochen"), what names a body before towns
# ("VHS Bochum"), the topic last
_READERS: tuple[Callable[[WishSentence, Wish], None], ...] = (
    read_postcodes,
    read_dates,
    read_amounts,
    read_entry,
    read_bodies,
    read_manner,
    read_places,
    read_degree,
    read_topic,
)


def understand(text: str, today: date) -> Wish:
    """What a sentence says of the course that somebody wants; `today` completes dates. Only the first LONGEST
    characters are read.
    """
    sentence, wish = WishSentence(text[:LONGEST], today), Wish()
    for read in _READERS:
        read(sentence, wish)
    return wish
