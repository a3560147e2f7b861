"""Owners of tasks: an account of the ward, an organisation, a residential group or a team."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.movement.membership import Membership
from app.models.movement.organisation import Organisation
from app.models.movement.team import Team
from app.models.people.account import Account, by_name
from app.models.people.residential_group import ResidentialGroup

# Kind of an owner, and the nouns that are of it.
NOUNS: Mapping[str, Any] = {
    "account": Account,
    "organisation": Organisation,
    "residential_group": ResidentialGroup,
    "team": Team,
}
# Kinds that a plan's words may name: a plan names no account.
BODIES = tuple(kind for kind in NOUNS if kind != "account")


@dataclass(frozen=True)
class Owner:
    """Reference to a row of one of `NOUNS`. `slug` names it in forms and addresses, `trail_name` in the trail."""

    kind: str
    id: int
    name: str = field(default="", compare=False)
    trail_name: str = field(default="", compare=False)

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


def owners_of(rows: Iterable[Any]) -> list[Owner]:
    """Rows as owners, in their order."""
    return [Owner.of(row) for row in rows]


def possible_owners(session: Session, unit_id: int, day: date) -> list[Owner]:
    """Everybody in a ward to whom a task may be given on a day: accounts, then organisations, teams and groups in use.
    Four statements."""
    accounts = session.scalars(Membership.candidates(unit_id, day)).all()
    return owners_of([*by_name(accounts), *bodies_in(session, unit_id)])


def bodies_in(session: Session, unit_id: int) -> Sequence[Any]:
    """The organisations, teams and residential groups of a ward in use. Three statements."""
    return [
        *session.scalars(Organisation.of(unit_id)),
        *session.scalars(Team.standing_in([unit_id])),
        *session.scalars(select(ResidentialGroup).where(ResidentialGroup.unit_id == unit_id,
                                                        ResidentialGroup.in_use())
                         .order_by(ResidentialGroup.code)),
    ]  # fmt: skip
