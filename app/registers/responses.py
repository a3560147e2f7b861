"""Who answered, of what somebody is asked to report."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

# The noun of those whom the ward asks one by one (who can do something?); others report by themselves.
LEARNERS = _l("người học")


@dataclass(frozen=True)
class Responses:
    """Who answered, of a figure that somebody reports: `now` for the newest period that is due, `carried` only for an
    older one, at most two periods old, `expected` are asked on the day; `partly`: of a flow, who sent some of its
    periods; `joined`: who began after the newest that is due, which they need not send, and has not answered. `noun`:
    what they are ("tổ dân phố"); `period`: the newest that is due ("tháng 10/2026")."""

    now: int
    expected: int
    carried: int = 0
    noun: str = ""
    period: str = ""
    partly: int = 0
    joined: int = 0

    @property
    def heard(self) -> int:
        """Whose entries are in the number."""
        return self.now + self.carried + self.partly

    @property
    def is_complete(self) -> bool:
        """Whether all have answered; a new month does not turn 24 of 24 into 0 of 24."""
        return self.now + self.carried >= self.expected

    @property
    def are_asked(self) -> bool:
        """Whether the ward asks them, so that whoever has not answered was not asked."""
        return self.noun == str(LEARNERS)

    @property
    def part(self) -> float:
        """The part of those asked who have answered, 0 to 1."""
        return (self.now + self.carried) / self.expected if self.expected else 1.0

    @property
    def kept(self) -> dict[str, Any]:
        """As a figure of a report keeps it."""
        numbers = {"answered": self.now + self.carried, "carried": self.carried, "partly": self.partly}
        return {**numbers, "expected": self.expected, "noun": self.noun}
