"""Ids that come from outside. Chainlit takes whatever a page calls itself; here an id is a UUID as text, and
nothing else is one.
"""

from __future__ import annotations

import re
from typing import Any

# RFC 9562 § 4, as Chainlit and its page write it
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_id(value: Any) -> bool:
    """Whether this is the text of a UUID: it then has no separator, no dot and one length, so
    it can be no path.
    """
    return isinstance(value, str) and _UUID.fullmatch(value) is not None
