"""What the data folder holds is personal: questions, feedback, protocols, accounts. Only the account that
runs the assistant reads it.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

_MASK = 0o077  # new folders 0700, new files 0600


def close_to_others(data: Path) -> None:
    """From now on this process makes files for its own account alone, and what an earlier version left open
    below `data` is closed.

    What belongs to somebody else or lies on a medium that takes nothing is left as it is.
    """
    os.umask(_MASK)
    if not data.is_dir():
        return
    _close(data)
    for folder, folders, names in os.walk(data):
        for name in (*folders, *names):
            _close(Path(folder) / name)


def _close(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & _MASK:
            path.chmod(stat.S_IMODE(mode) & ~_MASK)
    except OSError:
        return
