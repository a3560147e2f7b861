"""The people of a ward who may be those of a list, loaded in batches, and the rule by which a row is one of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import names
from app.exchange.imports.people_rows import Candidate, UnusableRow
from app.models import Person, ResidentialGroup

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
