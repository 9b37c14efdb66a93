"""What every fetch keeps to, whatever the source: who asks, how long, how much, how often."""

from __future__ import annotations

from dataclasses import dataclass

from settings import AGENT


@dataclass(frozen=True, slots=True)
class FetchRules:
    """Limits of one request; times in seconds, sizes in bytes.

    `timeout` holds for each step (connect, each read), `deadline` for one page with all its redirects, so
    that a body that drips is cut. `longest_wait` is the most that a Retry-After or a Crawl-delay may ask for.
    """

    agent: str = AGENT
    timeout: float = 30.0
    deadline: float = 120.0
    limit: int = 20_000_000
    attempts: int = 3
    delay: float = 1.0
    longest_wait: float = 120.0
    private: bool = False

    @property
    def token(self) -> str:
        """The product token that robots.txt groups are matched with (RFC 9309 § 2.2.1)."""
        return self.agent.split("/", 1)[0].strip()
