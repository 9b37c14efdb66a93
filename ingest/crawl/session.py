"""What all sources of one sync share: the rules of fetching, where crawls keep their state, the hosts' clock,
the time left.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.crawl.fetcher import Traffic
from ingest.crawl.logins import Login
from ingest.crawl.pace import HostClock
from ingest.crawl.rules import FetchRules
from knowledge.editorial.sources import Source
from settings import LAW_SITE


@dataclass(slots=True)
class Session:
    """One sync's means; `ends` is the moment (time.monotonic) at which it stops fetching, `folder` holds one
    file a crawled source.
    """

    folder: Path
    rules: FetchRules = field(default_factory=FetchRules)
    ends: float | None = None
    law_site: str = LAW_SITE
    clock: HostClock = field(default_factory=HostClock)
    traffic: dict[str, Traffic] = field(default_factory=dict)
    notes: dict[str, Counter[str]] = field(default_factory=dict)
    logins: Mapping[str, Login] = field(default_factory=dict)  # by source

    def rules_for(self, source: Source) -> FetchRules:
        """The rules with what the source's own section says."""
        walk = source.walk
        return replace(
            self.rules,
            private=walk.private,
            limit=walk.page_bytes or self.rules.limit,
            delay=self.rules.delay if walk.delay is None else walk.delay,
        )

    def ends_for(self, source: Source) -> float:
        """When this source must stop (time.monotonic): its own limit or the whole sync's,
        whichever is sooner.
        """
        own = time.monotonic() + source.walk.minutes * 60
        return own if self.ends is None else min(own, self.ends)

    def traffic_of(self, source: Source) -> Traffic:
        """The counters of one source's requests."""
        return self.traffic.setdefault(source.id, Traffic())
