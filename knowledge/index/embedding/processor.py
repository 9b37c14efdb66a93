"""What the processor can, where it matters to an engine."""

from __future__ import annotations

from pathlib import Path

CPU = Path("/proc/cpuinfo")
_VNNI = {"avx512_vnni", "avx_vnni"}


def has_vnni(cpu: Path = CPU) -> bool:
    """Whether it multiplies 8 bits in one step; without, their sums saturate and nothing is gained. False
    where that cannot be known.
    """
    try:
        return not _VNNI.isdisjoint(cpu.read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        return False
