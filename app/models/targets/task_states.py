"""States of a task: given, under way, reported finished by whoever has it, accepted or given back by a leader."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session

from app.country import sentences
from app.models.mixins.decided import AlreadyDecided, Decided, DecisionRefused, OwnProposal
from app.models.people.account import Account
from app.models.targets.task_owner import Owner

OPEN, DOING, REPORTED, RETURNED = "open", "doing", "reported", "returned"
ACCEPTED, DONE, DROPPED = "accepted", "done", "dropped"
STATES: Mapping[str, object] = {
    OPEN: _l("chưa làm"),
    DOING: _l("đang làm"),
    REPORTED: _l("chờ duyệt"),
    RETURNED: _l("trả lại"),
    ACCEPTED: _l("đã duyệt"),
    DONE: _l("đã xong"),
    DROPPED: _l("không làm nữa"),
}
# What is still to be done; what is under way, as reports count it; what is finished.
UNFINISHED, UNDER_WAY, FINISHED = (OPEN, DOING, RETURNED), (DOING, REPORTED, RETURNED), (ACCEPTED, DONE)
# So long are the words of a report, and of a reason.
MOST_WORDS = 2000


class NotUnderWay(DecisionRefused):
    """It is not to be done any more: reported before, accepted, finished or dropped."""


class ReportedAnew(DecisionRefused):
    """It was given back and reported again since it was read."""


class TaskStates(Decided):
    """Mixed into `Matter`. `proposed_*`: who reported it finished; `decided_*`: who decided last; `reason`: why it was
    given back, until it is accepted. What nobody was given is finished without a leader (`DONE`)."""

    if TYPE_CHECKING:
        state: Mapped[str]
        answer: Mapped[str]
        reason: Mapped[str]
        due_on: Mapped[date | None]
        decided_at: Mapped[datetime | None]
        retired_on: date | None
        version: Mapped[int]
        owner: Owner | None

        def change(self, values: Mapping[str, object], version: str) -> dict[str, object]:
            """See `OfUnit.change`."""

    @hybrid_property
    def waits(self) -> bool:
        """Whether it was reported finished and no leader has decided."""
        return self.state == REPORTED

    @property
    def is_under_way(self) -> bool:
        """Whether it is still to be done."""
        return self.state in UNFINISHED and self.retired_on is None

    @property
    def state_words(self) -> object:
        """Its state in words."""
        return STATES[self.state]

    @property
    def possible_states(self) -> list[str]:
        """The states that the office may set, its own among them: what a leader accepted stays so."""
        if self.state == ACCEPTED:
            return [ACCEPTED]
        finished = REPORTED if self.owner else DONE
        return [each for each in STATES if each in (self.state, OPEN, DOING, finished, DROPPED)]

    def as_written(self, values: Mapping[str, Any], by_id: int | None, now: datetime) -> dict[str, Any]:
        """What the office writes, with what follows from it: who gave and who reported it, and when. What is owned is
        reported where the office says that it is finished; what a leader accepted keeps its state."""
        wanted = dict(values)
        owner = wanted.get("owner", self.owner)
        if owner is not None and owner != self.owner:
            wanted |= {"given_by_id": by_id, "given_at": now}
        state = wanted.get("state", self.state)
        if self.state == ACCEPTED or state not in self._from_office(owner):
            wanted.pop("state", None)
        elif state == DONE and owner is not None and self.state != DONE:
            wanted["state"] = REPORTED
        if wanted.get("state") == REPORTED != self.state:
            wanted |= {"proposed_by_id": by_id, "proposed_at": now, "decided_by_id": None, "decided_at": None}
        return wanted

    def _from_office(self, owner: Owner | None) -> tuple[str, ...]:
        return (self.state, OPEN, DOING, DONE, DROPPED, *([REPORTED] if owner else []))

    def give(
        self, session: Session, owner: Owner, due_on: date | None, *, by: Account, now: datetime, version: str
    ) -> dict[str, object]:
        """Give it to somebody until a day; returns what changed.

        Raises:
            NotUnderWay: there is nothing left to be done.
            Overtaken: somebody changed it since `version`.
        """
        self.lock(session)
        if not self.is_under_way:
            raise NotUnderWay(self)
        return self.change(self.as_written({"owner": owner, "due_on": due_on}, by.id, now), version)

    def begin(self, session: Session) -> None:
        """Whoever has it does it now; again changes nothing. `NotUnderWay`."""
        self.lock(session)
        if not self.is_under_way:
            raise NotUnderWay(self)
        self.change({"state": DOING}, str(self.version))

    def report(self, session: Session, words: str, *, by: Account, now: datetime) -> None:
        """Whoever has it says that it is finished, and what was done. `NotUnderWay`."""
        self.lock(session)
        if not self.is_under_way:
            raise NotUnderWay(self)
        values = {"state": REPORTED, "answer": words, "proposed_by_id": by.id, "proposed_at": now}
        self.change({**values, "decided_by_id": None, "decided_at": None}, str(self.version))

    def accept(self, session: Session, *, by: Account, now: datetime, seen: str) -> None:
        """A leader agrees with what was reported at `seen` (ISO).

        Raises:
            OwnProposal, AlreadyDecided: it is not theirs to decide, or not any more.
            ReportedAnew: it is another report than the one that was read.
        """
        self.take(session, by)
        if seen != self.proposed_at.isoformat():
            raise ReportedAnew(self)
        self._decide({"state": ACCEPTED, "reason": ""}, by, now)

    def give_back(self, session: Session, why: str, *, by: Account, now: datetime) -> None:
        """A leader says what is missing; `OwnProposal`, `AlreadyDecided`."""
        self.take(session, by)
        self._decide({"state": RETURNED, "reason": why}, by, now)

    def reopen(self, session: Session, why: str, *, by: Account, now: datetime) -> None:
        """A leader gives back what was accepted; `OwnProposal`, `AlreadyDecided`."""
        self.lock(session)
        if self.proposed_by_id == by.id:
            raise OwnProposal(self)
        if not self.is_valid:
            raise AlreadyDecided(self)
        self._decide({"state": RETURNED, "reason": why}, by, now)

    @property
    def is_valid(self) -> bool:
        """Whether a leader accepted it, who may give it back later."""
        return self.state == ACCEPTED

    def _decide(self, values: Mapping[str, object], by: Account, now: datetime) -> None:
        self.change({**values, "decided_by_id": by.id, "decided_at": now}, str(self.version))


# So many letters a name has; a first clause shorter than this says too little.
SHORT, CLAUSE = 60, 24


def called(text: str) -> str:
    """The name of a task that nobody named: its first clause, at most `SHORT` letters, no quotation left open."""
    name = re.split(r"[;.:](?=\s|$)", text.strip(), maxsplit=1)[0].strip()
    if len(name) > SHORT:
        begun = name[: SHORT - 1]
        comma, word = begun.rfind(", "), begun.rfind(" ")
        name = begun[:comma] if comma >= CLAUSE else f"{begun[:word] if word > 0 else begun}…"
    quoted = max(name.rfind("“"), name.rfind('"'))
    if name.count("“") > name.count("”") or name.count('"') % 2:
        name = f"{name[:quoted].rstrip(' ,')}…" if quoted >= CLAUSE else f"{name[: SHORT - 2].rstrip(' …')}…”"
    return sentences.begun(name)
