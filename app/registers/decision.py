"""What is decided: whose it is to decide, how one line tells of what waits, and what whoever comes too late is told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.country import formats
from app.models import Role
from app.models.mixins.decided import Decided, NotYours, OwnProposal, Refused


def who_and_when(row: Any) -> dict[str, object]:
    """By whom it was decided, and when, for a sentence about it."""
    by = row.decided_by
    return {"who": by.full_name if by else "", "when": formats.moment(row.decided_at) if row.decided_at else ""}


@dataclass(frozen=True)
class Waiting:
    """One line of the inbox: what it is, who proposed it when, its icon; how many rows its page shows."""

    text: object
    small: object
    icon: str
    row: Decided
    rows: int | None = None


@dataclass(frozen=True)
class Ending:
    """One way in which nothing comes of it: who decides declines, who proposed it takes it back, what was issued is
    revoked. `view` is the endpoint, `act` the trail's, `does` the noun's method, which is told why under the name
    `line`, that of the form's field ("": nothing is asked). `words` opens it, `press` does it, `said` is told
    afterwards, on the page or at `leads`; `label` heads the line, `hint` says who reads it, `note` what comes of it."""

    view: str
    act: str
    does: Callable[..., object]
    line: str
    words: object
    press: object
    said: object
    label: object = ""
    hint: object = ""
    note: object = ""
    icon: str = "x"
    leads: str = ""
    template: str = "office/decisions/ending.html"


@dataclass(frozen=True)
class Decision:
    """A noun that somebody proposes and somebody else decides about.

    `key` is what the trail's acts of it begin with, `kind` what several are called, `slug` their name in the inbox's
    address, `role` who decides. `page` is the endpoint on which one is read, `place` gives what stands in its address.
    `lines` tells of those that wait, all at once. "Hôm nay" has a button `act` for each, or where they are `counted`
    ("%(count)s thư") one for all, which leads to the inbox or to the page `together`. `own` and `not_yours` refuse who
    proposed it, or who did not; `decided` says what became of one meanwhile, `refusals` what else stands against it.
    `endings` by "decline", "withdraw" and "revoke"; `told` is in which unit the trail hears of one, under which name,
    and what besides.
    """

    key: str
    kind: object
    slug: str
    noun: type[Decided]
    role: Role
    page: str
    place: Callable[[Any], Mapping[str, Any]]
    lines: Callable[[Session, Sequence[Any]], Iterable[Waiting]]
    decided: Callable[[Any], object]
    act: object
    told: Callable[[Any], tuple[int, tuple[str, str], Mapping[str, object]]]
    endings: Mapping[str, Ending]
    counted: object = None
    together: str = ""
    refusals: Mapping[type[Refused], Callable[[Any], object]] = field(default_factory=dict)
    own: object = ""
    not_yours: object = ""

    def refusal(self, refused: Refused) -> object:
        """Why it cannot be done, in a sentence."""
        if type(refused) in self.refusals:
            return self.refusals[type(refused)](refused)
        if isinstance(refused, OwnProposal):
            return self.own
        return self.not_yours if isinstance(refused, NotYours) else self.decided(refused.row)

    def waiting_in(self, session: Session, unit_ids: set[int]) -> list[Waiting]:
        """What of it waits in some units, the longest waiting first."""
        return list(self.lines(session, session.scalars(self.noun.waiting_in(unit_ids)).all()))
