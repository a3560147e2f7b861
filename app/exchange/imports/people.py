"""Lists of people: new people are added, known people stay, possibly known people wait for the office."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import formats, name_surroundings, names
from app.exchange.imports import people_rows
from app.exchange.imports.columns import ImportRow
from app.exchange.imports.groups_on_file import GroupsOnFile
from app.exchange.imports.people_on_file import PeopleOnFile, learnable
from app.exchange.imports.people_rows import Candidate, UnusableRow
from app.exchange.imports.row_results import RowOutcome, RowResult
from app.exchange.imports.vocabulary import Meaning
from app.models import AdministrativeUnit, Organisation, Person, ResidentialGroup
from app.registers.definitions.people import WORDS


@dataclass
class Target:
    """Where a list is taken into. `rows` is carried from batch to batch: the row in which each person came first."""

    unit_id: int
    now: datetime
    course_id: int | None = None
    by_id: int | None = None
    source: str = ""
    rows: dict[str, int] = field(default_factory=dict)


class NotTaken(Exception):
    """The list as a whole cannot be taken now; the message says why, in a sentence for staff."""


class PeopleIntake:
    """Takes a list into a ward's people. With `store` inside a write transaction, a new intake for each."""

    def __init__(self, session: Session, target: Target, *, store: bool) -> None:
        self.session, self.target, self.store = session, target, store
        self.unit = session.get_one(AdministrativeUnit, target.unit_id)
        self.groups = GroupsOnFile(session.scalars(ResidentialGroup.of(target.unit_id)), self.unit.group_word)
        there = session.scalars(Organisation.of(target.unit_id))
        self.bodies = GroupsOnFile(there, str(_("cơ quan")), names.search_key)
        self.on_file = PeopleOnFile(session, target.unit_id, target.rows)

    def take(self, rows: Sequence[ImportRow]) -> list[RowResult]:
        """The outcomes of some rows, in order."""
        read = [self._read(row) for row in rows]
        candidates = [each.person for each in read if isinstance(each, Candidate)]
        self.on_file.load(candidates, lock=self.store)
        both = zip(rows, read, strict=True)
        results = [each if isinstance(each, RowResult) else self._result_or_refusal(row, each) for row, each in both]
        if self.store:
            self.session.flush()
        return results

    def _read(self, row: ImportRow) -> Candidate | RowResult:
        try:
            return people_rows.candidate(row, self.unit, self.groups, self.bodies, self.target.now)
        except UnusableRow as unusable:
            name = people_rows.name_in(row.given)
            usable = Meaning.FULL_NAME not in dict(unusable.wrong)
            better = name_surroundings.tidied(name) if usable else name
            shown, better = (better, "") if row.renamed or better == name else (name, better)
            why, wrong = str(unusable), unusable.wrong
            return RowResult(row.number, RowOutcome.REFUSED, shown, why=why, wrong=wrong, better=better)

    def _result_or_refusal(self, row: ImportRow, candidate: Candidate) -> RowResult:
        try:
            return self._result(row, candidate)
        except UnusableRow as crowd:
            return result_of(row, candidate, RowOutcome.REFUSED, why=str(crowd))

    def _result(self, row: ImportRow, candidate: Candidate) -> RowResult:
        person, known = self.recognised(row, candidate)
        if known:
            why = self.twice(person) or _("Đã có trong sổ.")
            return result_of(row, candidate, RowOutcome.KNOWN, why=why, notices=self.learnt(person, candidate))
        return self.new(row, candidate)

    def recognised(self, row: ImportRow, candidate: Candidate) -> tuple[Person, bool]:
        """The person of a candidate, and whether they were known; a new person is remembered, and stored with
        `store`."""
        meant = self.on_file.meant_by(candidate, self.may_be_copy)
        if meant is not None:
            return meant, True
        self.on_file.add(candidate.person, row.number)
        if self.store:
            self.session.add(candidate.person)
        return candidate.person, False

    def may_be_copy(self, person: Person) -> bool:
        """Whether a person on file who equals a row exactly may be that row again."""
        return True

    def learnt(self, person: Person, candidate: Candidate) -> tuple[str, ...]:
        """Take over what was unknown of a person, and name it."""
        news = learnable(person, candidate.person)
        if self.store or (person.public_id in self.target.rows and person not in self.session):
            person.learn_from(candidate.person)
        if not news:
            return ()
        return (_("Bổ sung %(what)s.", what=", ".join(str(WORDS[name]) for name in news)),)

    def twice(self, person: Person) -> str:
        """The sentence that the person came in an earlier row; empty if not."""
        earlier = self.target.rows.get(person.public_id)
        return str(_("Trùng dòng %(row)s của tệp.", row=earlier)) if earlier else ""

    def new(self, row: ImportRow, candidate: Candidate, *notices: str) -> RowResult:
        """The outcome of a row with a new person, with the rewritten name."""
        name = candidate.person.full_name
        better = name_surroundings.tidied(name)
        if name != candidate.written:
            notices = (*notices, _("Tên “%(written)s” viết lại.", written=candidate.written))
        outcome, why = RowOutcome.NEW, ""
        if candidate.person.unsure:
            outcome = RowOutcome.DOUBTFUL
            why = _("Có thể là người đã có trong sổ, máy chưa chắc. Ghi riêng, chờ anh chị xem.")
        made = result_of(row, candidate, outcome, why=why, notices=notices)
        return replace(made, better=better) if better != name else made


def result_of(
    row: ImportRow,
    candidate: Candidate,
    outcome: RowOutcome,
    *,
    why: str = "",
    notices: Sequence[str] = (),
    wrong: tuple[tuple[str, str], ...] = (),
) -> RowResult:
    """The outcome of a readable row."""
    person = candidate.person
    group = person.residential_group.short_name if person.residential_group else _("nơi khác")
    return RowResult(
        number=row.number,
        outcome=outcome,
        name=person.full_name,
        about=f"{formats.date(person.birth_date) if person.birth_date else person.birth_year} · {group}",
        why=why,
        notices=(*notices, *candidate.notices),
        wrong=wrong,
    )
