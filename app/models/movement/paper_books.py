"""One book of papers for each kind and year of a ward: its numbers go on without holes, and a paper is replaced by one
of the same book (`giving.same_book`, docs/decisions/0097). Papers of earlier releases were numbered by series."""

from typing import TYPE_CHECKING

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from app.models.movement.giving import Gives, PaperKind, same_book

if TYPE_CHECKING:
    from app.models.movement.programme import Programme

_PAPERS = table("plate", *map(column, ("programme_id", "kind", "state")))
_NEVER = ("declined", "dropped")


def kind_given(session: Session, programme: "Programme") -> PaperKind | None:
    """The kind of paper that a programme gave last or proposes; None where it gave none yet."""
    gave = select(_PAPERS.c.kind).where(_PAPERS.c.programme_id == programme.id, _PAPERS.c.state.not_in(_NEVER))
    kinds = set(session.scalars(gave.distinct()))
    current = programme.current.declared.gives if programme.current else None
    if current is not None and current.paper in kinds:
        return current.paper  # of several, where copies were merged
    return PaperKind(min(kinds)) if kinds else None


def is_other_book(session: Session, programme: "Programme", gives: Gives) -> bool:
    """Whether a programme would give papers of another book than those that it gave."""
    before = kind_given(session, programme)
    return before is not None and not same_book(before, gives.paper)
