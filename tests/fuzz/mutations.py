# ruff: noqa: E501 - lists of attacks read best in rows
"""Bytes and texts that begin as valid ones and end as anything; how many of them a run tries."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Sequence

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

EXAMPLES = int(
    os.environ.get("WBM_FUZZ_EXAMPLES", "150")
)  # of each test; CI's default, an evening's run sets thousands
_NASTY = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&#xD800;", b"&#0;", b"]]>", b"<![CDATA[", b"<!--", b'"', b"\\", b"\r", b"-1", b"99999999999999999999",
    b"NaN", b"1e999", b"2026-02-30", b"\xed\xa0\x80", b"%", b"{{", b"[[", b"---\n", b"\xc2\x85", b"\xe2\x80\xae", b"obj", b"stream", b"/Kids [1 0 R]",
)  # fmt: skip


def fuzzed(examples: int = EXAMPLES) -> settings:
    """How hypothesis runs: no deadline of its own, since a loaded machine is no failure; every failure with what reproduces it."""
    return settings(
        max_examples=examples, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck)
    )


@st.composite
def mutated(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds after one to eight changes."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 8))):
        at = int(draw(st.floats(0, 1)) * len(data))
        length = draw(st.integers(1, 64))
        match draw(st.sampled_from(["flip", "write", "delete", "insert", "repeat", "cut", "swap"])):
            case "flip" if at < len(data):
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "write":
                new = draw(st.one_of(st.binary(min_size=1, max_size=16), st.sampled_from(_NASTY)))
                data[at : at + len(new)] = new
            case "delete":
                del data[at : at + length]
            case "insert":
                data[at:at] = draw(st.one_of(st.binary(min_size=1, max_size=16), st.sampled_from(_NASTY)))
            case "repeat":
                data[at:at] = bytes(data[at : at + length]) * draw(st.integers(1, 50))
            case "cut":
                del data[at:]
            case "swap":
                other = int(draw(st.floats(0, 1)) * len(data))
                data[at : at + length], data[other : other + length] = (
                    data[other : other + length],
                    data[at : at + length],
                )
    return bytes(data)


@st.composite
def mutated_package(draw: st.DrawFn, seed: bytes) -> bytes:
    """An Office file with one part changed inside, so that the package itself stays whole."""
    with zipfile.ZipFile(io.BytesIO(seed)) as package:
        parts = {info.filename: package.read(info.filename) for info in package.infolist()}
    name = draw(st.sampled_from(sorted(name for name, content in parts.items() if content)))
    parts[name] = draw(mutated([parts[name]]))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return target.getvalue()


def german_like() -> st.SearchStrategy[str]:
    """Texts of the words that references, quantities and dates are made of, with anything in between."""
    words = st.sampled_from(
        "§ §§ Abs. Absatz Satz Nr. Nummer SGB III IX BetrVG i.V.m. und oder bis von mindestens höchstens weniger als mehr unter über 50 500 1.000 0,5 12 % Prozent Euro € Monate Jahre Tage "
        "zwölf hundert Hälfte drittel dreiviertel Beschäftigte Mitarbeiter 31.12.2026 2026-02-30 1. Januar 99999999999999999999 ² ½ ٣ Ⅳ § 82 § 81a Art. Artikel 12a-14 -5 e9 1e9 NaN , . ( ) „ “ \n \t"
        .split(" ")
    )  # fmt: skip
    return st.lists(st.one_of(words, st.text(max_size=8)), max_size=40).map(" ".join)
