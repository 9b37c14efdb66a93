"""The word lists of the course search are checked when they are read; a mistake is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from knowledge.editorial.checked_yaml import load_checked
from knowledge.editorial.course_words import (
    CourseSynonyms,
    CourseTopicWords,
    CourseWords,
    course_synonyms,
    course_topic_words,
    course_words,
)
from knowledge.editorial.foreign_words import foreign_languages
from knowledge.editorial.shorthand import Shorthand, dialect, shorthand
from knowledge.errors import WordListError
from settings import ROOT

_KNOWLEDGE = ROOT / "knowledge"


def test_the_lists_are_read() -> None:
    assert "vormittags" in course_words().time
    assert "excel" in course_topic_words().subjects.split()
    assert any("staplerschein" in line for line in course_synonyms().same)
    assert foreign_languages()[0].words["evenings"] == "abends"
    assert dialect()["wat"] == "was"


def test_one_list_says_what_is_short_everywhere_and_in_wishes() -> None:
    known = shorthand()
    assert known.in_wishes["umsch"] == known.everywhere["Umsch."] == "Umschulung"
    assert "ma" in known.only_in_capitals
    assert "tq" not in known.in_wishes  # what a course is called by stays
    again = {key.rstrip(".").lower(): word for key, word in known.everywhere.items()}
    assert [key for key, word in known.courses.short.items() if again.get(key) == word] == []


@pytest.mark.parametrize(
    ("name", "model", "right", "wrong", "said"),
    [
        ("course_words.yaml", CourseWords, "\nfree: >-", "\ngratis: >-", "Unbekannter Schlüssel „gratis“"),
        ("course_topics.yaml", CourseTopicWords, "\ngeneral: ", "\ngeneral: [a]\nmore: ", "„general“"),
        (
            "course_synonyms.yaml",
            CourseSynonyms,
            "same:\n",
            "same:\n  - [allein]\n",
            "mindestens zwei Wörter",
        ),
        ("shorthand.yaml", Shorthand, "\n  capitals:", "\n  Capitals:", "„capitals“ fehlt"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    name: str, model: type[BaseModel], right: str, wrong: str, said: str, tmp_path: Path
) -> None:
    text = (_KNOWLEDGE / name).read_text(encoding="utf-8")
    assert right in text
    (tmp_path / name).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(WordListError, match=rf"(?s){name}, Zeile \d+: .*{said}"):
        load_checked(tmp_path / name, model, "Die Liste", WordListError)
