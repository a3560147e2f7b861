"""Owners of tasks: an account of the ward, an organisation, a residential group or a team."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.country import names
from app.models.movement.membership import Membership
from app.models.movement.organisation import Organisation
from app.models.movement.team import Team
from app.models.people.account import Account, by_name
from app.models.people.residential_group import ResidentialGroup
from app.models.people.role import RoleGrant
from app.models.people.role_words import ROLES

# Kind of an owner, and the nouns that are of it.
NOUNS: Mapping[str, Any] = {
    "account": Account,
    "organisation": Organisation,
    "residential_group": ResidentialGroup,
    "team": Team,
}
# Kinds that a plan's words may name: a plan names no account.
BODIES = tuple(kind for kind in NOUNS if kind != "account")
KINDS: Mapping[str, object] = {
    "organisation": _l("đơn vị"), "residential_group": _l("tổ dân phố, thôn"), "team": _l("đội"),
}  # fmt: skip
# So many answer typed words.
MOST = 12


@dataclass(frozen=True)
class Owner:
    """Reference to a row of one of `NOUNS`. `slug` names it in forms and addresses, `trail_name` in the trail; `beside`
    a person's roles, or the kind of a body, where one chooses among several."""

    kind: str
    id: int
    name: str = field(default="", compare=False)
    trail_name: str = field(default="", compare=False)
    beside: str = field(default="", compare=False)

    @classmethod
    def of(cls, row: Any) -> "Owner":
        """The owner that is this row."""
        kind = next(kind for kind, noun in NOUNS.items() if isinstance(row, noun))
        if isinstance(row, Account):
            return cls(kind, row.id, row.full_name, row.username)
        return cls(kind, row.id, row.name, row.name)

    @property
    def slug(self) -> str:
        """Its kind and id."""
        return f"{self.kind}-{self.id}"

    code = slug

    @property
    def label(self) -> str:
        """Its name with what stands beside it."""
        return ", ".join(filter(None, (self.name, self.beside)))


def owners_of(rows: Iterable[Any]) -> list[Owner]:
    """Rows as owners, in their order."""
    return [Owner.of(row) for row in rows]


def possible_owners(session: Session, unit_id: int, day: date) -> list[Owner]:
    """Everybody in a ward to whom a task may be given on a day: accounts, then organisations, teams and groups in use;
    no two with the same label. Five statements."""
    accounts = by_name(session.scalars(Membership.candidates(unit_id, day)))
    roles = _roles_in(session, unit_id, day)
    people = [replace(Owner.of(each), beside=", ".join(roles[each.id])) for each in accounts]
    return _distinct([*people, *_with_kinds(session, unit_id)])


def possible_bodies(session: Session, unit_id: int) -> list[Owner]:
    """The same without accounts, whose roles are the office's to know. Three statements."""
    return _distinct(_with_kinds(session, unit_id))


def _with_kinds(session: Session, unit_id: int) -> list[Owner]:
    return [replace(each, beside=str(KINDS[each.kind])) for each in owners_of(bodies_in(session, unit_id))]


def _distinct(every: Sequence[Owner]) -> list[Owner]:
    often = Counter(each.label for each in every)
    return [
        replace(each, beside=f"{each.beside} ({each.trail_name if each.kind == 'account' else each.id})")
        if often[each.label] > 1 else each
        for each in every
    ]  # fmt: skip


def _roles_in(session: Session, unit_id: int, day: date) -> Mapping[int, Mapping[str, None]]:
    """The roles of each account in a ward, in words, with the group or the organisation that they are for."""
    grants = select(RoleGrant).where(RoleGrant.unit_id == unit_id, RoleGrant.in_force(day)).order_by(RoleGrant.id)
    loads = joinedload(RoleGrant.residential_group), joinedload(RoleGrant.organisation)
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for each in session.scalars(grants.options(*loads)):
        of, role = each.residential_group or each.organisation, str(ROLES[each.role])
        found[each.account_id][" ".join(filter(None, (f"{role[:1].lower()}{role[1:]}", of.name if of else "")))] = None
    return found


def found_owners(every: Sequence[Owner], words: str) -> list[Owner]:
    """Those whose label holds all typed words, whatever their signs; at most `MOST`."""
    wanted = names.search_key(words).split()
    return [each for each in every if all(word in names.search_key(each.label) for word in wanted)][:MOST]


def bodies_in(session: Session, unit_id: int) -> Sequence[Any]:
    """The organisations, teams and residential groups of a ward in use. Three statements."""
    return [
        *session.scalars(Organisation.of(unit_id)),
        *session.scalars(Team.standing_in([unit_id])),
        *session.scalars(select(ResidentialGroup).where(ResidentialGroup.unit_id == unit_id,
                                                        ResidentialGroup.in_use())
                         .order_by(ResidentialGroup.code)),
    ]  # fmt: skip
