"""Lists of people: new people are added, known people stay, possibly known people wait for the office."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import formats, name_surroundings, names
from app.exchange.imports import people_rows
from app.exchange.imports.columns import ImportRow
from app.exchange.imports.groups_on_file import GroupsOnFile
from app.exchange.imports.people_rows import Candidate, UnusableRow
from app.exchange.imports.row_results import RowOutcome, RowResult
from app.exchange.imports.vocabulary import Meaning
from app.models import AdministrativeUnit, Organisation, Person, ResidentialGroup
from app.registers.definitions.people import WORDS

# The people of a ward who may be those of a list, loaded in batches, and the rule by which a row is one of them.
Key = tuple[str, int, int | None]
# A row is compared with so many people of its name, year and group; with more, only with those of its phone.
MOST_ALIKE = 50
_TOO_MANY = _l("Đã có %(most)s người cùng họ tên, năm sinh và tổ nên máy không phân biệt được. Anh chị xem lại tệp.")


class PeopleOnFile:
    """People similar to a batch of candidates, and earlier candidates: a list may name somebody twice.

    `rows`: the row in which each person came first, by public id.
    """

    def __init__(self, session: Session, unit_id: int, rows: dict[str, int]) -> None:
        self.session, self.unit_id, self.rows = session, unit_id, rows
        self._by_key: dict[Key, list[Person]] = defaultdict(list)  # in order of arrival
        self._by_phone: dict[tuple[Key, str | None], list[Person]] = defaultdict(list)
        self._looked_up: set[str] = set()

    def load(self, candidates: Iterable[Person], *, lock: bool) -> None:
        """Load the people who may be one of these. With `lock` nobody else adds or merges such people until the
        commit."""
        wanted = list(candidates)
        alike = select(Person).where(Person.unit_id == self.unit_id).order_by(Person.id)
        if lock:  # in one order, or two lists at once would wait for each other (see Person.recognise)
            ids = sorted({person.residential_group.id for person in wanted if person.residential_group})
            groups = select(ResidentialGroup.id).where(ResidentialGroup.id.in_(ids)).order_by(ResidentialGroup.id)
            self.session.execute(groups.with_for_update(key_share=True))
            alike = alike.with_for_update(read=True, key_share=True).execution_options(populate_existing=True)
        keys = {person.search_key for person in wanted} - self._looked_up
        self._looked_up |= keys
        for person in self.session.scalars(alike.where(Person.search_key.in_(keys))):
            self._note(person)

    def _note(self, person: Person) -> None:
        self._by_key[key_of(person)].append(person)
        self._by_phone[key_of(person), person.phone].append(person)

    def meant_by(self, row: Candidate, copies: Callable[[Person], bool]) -> Person | None:
        """The person of a row; None: nobody on file, and `row.person.unsure` says whether that is certain.

        The rule is `Person.among`. Beyond it, a row equal to somebody in every written field is that person, also
        beside a namesake, if `copies` allows it. So neither the same list twice nor an export that comes back adds
        anybody.

        Raises:
            UnusableRow: too many share its name, year and group, and none is surely meant.
        """
        candidate = row.person
        alike = self._by_key[key_of(candidate)]
        if crowded := len(alike) >= MOST_ALIKE:
            alike = self._by_phone[key_of(candidate), candidate.phone][-MOST_ALIKE:] if candidate.phone else []
        if (meant := candidate.among(candidate.comparable(alike))) is not None:
            return meant
        same = (person.standing for person in reversed(alike) if _says_the_same(person, row))
        if (copy := next(filter(copies, same), None)) is None and crowded:
            raise UnusableRow(str(_TOO_MANY) % {"most": MOST_ALIKE})
        if copy is None and row.by_age:
            candidate.unsure |= any(candidate.comparable(self._born_beside(candidate)))
        return copy

    def _born_beside(self, candidate: Person) -> list[Person]:
        """The people alike but for one year: of an age the year of birth is not certain."""
        name, year, group = key_of(candidate)
        keys = [(name, year + beside, group) for beside in (-1, 1)]
        return [person for key in keys for person in self._by_key.get(key, ())]

    def add(self, candidate: Person, row: int) -> None:
        """Add one person, from this row."""
        self._note(candidate)
        self.rows[candidate.public_id] = row


def _says_the_same(person: Person, row: Candidate) -> bool:
    """Whether a row has all that is written of a person on file, and nothing else. Of a workplace that a list may not
    set (`people_rows`), the name is compared."""
    candidate = row.person
    same = all(getattr(person, name) == getattr(candidate, name) for name in Person.LEARNT if name != "organisation_id")
    if candidate.organisation_id is None and person.organisation is not None:
        same = same and names.search_key(person.organisation.name) == names.search_key(row.workplace)
    else:
        same = same and person.organisation_id == candidate.organisation_id
    return same and names.identity_key(person.full_name) == names.identity_key(candidate.full_name)


def key_of(person: Person) -> Key:
    """The key by which people are similar."""
    group = person.residential_group.id if person.residential_group else person.residential_group_id
    return person.search_key, person.birth_year, group


def learnable(person: Person, candidate: Person) -> list[str]:
    """What `person.learn_from(candidate)` would take over."""
    return [name for name in Person.LEARNT if not getattr(person, name) and getattr(candidate, name)]


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
