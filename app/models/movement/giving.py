"""What a programme gives to whoever is recognised: a plate for the door, or a numbered paper (docs/decisions/0097)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from app.models.movement.question import Question, Type
from app.models.movement.rules import InvalidDeclaration


class PaperKind(StrEnum):
    """A plate (biển), a certificate of merit (giấy khen), of recognition (giấy công nhận), a letter of thanks (thư cảm
    ơn)."""

    PLATE = "plate"
    MERIT = "merit"
    RECOGNITION = "recognition"
    THANKS = "thanks"


# Kinds that may run out, and those that are given for one period.
LASTING = frozenset((PaperKind.PLATE, PaperKind.RECOGNITION))
OF_PERIODS = frozenset(PaperKind) - {PaperKind.PLATE}
# Kinds that a ward may also have as a Word file, to put them on its own printed form.
IN_WORD = OF_PERIODS


def same_book(one: PaperKind, other: PaperKind) -> bool:
    """Whether two kinds are numbered in one book and take each other's place: a plate and a recognition."""
    return one is other or {one, other} <= LASTING


# Types of fields that name somebody.
NAMING = frozenset((Type.TEXT, Type.PERSON, Type.ORGANISATION))
_KEYS = frozenset(("paper", "series", "to", "reason", "deed"))


@dataclass(frozen=True)
class Gives:
    """The paper that a programme gives. `series`: what its papers were numbered in by earlier releases. `to`: the
    fields that name who gets it, the first that is answered; none: the subject. `reason`: for what, in one sentence
    without its point; "": the sentence of the kind. `deed`: the field that says what was done, after that sentence; "":
    the title of the subject."""

    paper: PaperKind
    series: str
    to: tuple[str, ...] = ()
    reason: str = ""
    deed: str = ""


def read_gives(given: Mapping[str, Any], fields: Sequence[Question]) -> Gives | None:
    """What a definition gives; None where it gives nothing. Its series is the key of the programme where none is named.

    Raises:
        InvalidDeclaration: it does not fit the fields, the periods or the validity.
    """
    gives = given.get("gives") or None
    if gives is None:
        return None
    if not isinstance(gives, Mapping) or gives.get("paper") not in [*PaperKind] or set(gives) - _KEYS:
        raise InvalidDeclaration(("gives",), "{paper: plate, series: household}, merit, recognition or thanks")
    paper, series = PaperKind(gives["paper"]), gives.get("series", given["key"])
    if not str(series).isidentifier():
        raise InvalidDeclaration(("gives", "series"), "a word of its own: letters, digits, _")
    naming = {each.key for each in fields if each.type in NAMING}
    to = gives.get("to", [])
    if not isinstance(to, list) or not set(to) <= naming:
        raise InvalidDeclaration(("gives", "to"), "fields of type text, person or organisation")
    deed = gives.get("deed", "")
    if deed and deed not in {each.key for each in fields if each.type in (Type.TEXT, Type.LONG_TEXT)}:
        raise InvalidDeclaration(("gives", "deed"), "a field of type text or long_text")
    if not isinstance(gives.get("reason", ""), str):
        raise InvalidDeclaration(("gives", "reason"), "a sentence")
    if "valid_for" in given and paper not in LASTING:
        raise InvalidDeclaration(("valid_for",), "of a plate or a recognition")
    if "every" in given and paper not in OF_PERIODS:
        raise InvalidDeclaration(
            ("gives", "paper"), "with `every` no plate: merit, recognition or thanks, of each period"
        )
    return Gives(paper, str(series), tuple(to), gives.get("reason", ""), deed)


# One book of papers for each kind and year of a ward: its numbers go on without holes, and a paper is replaced by one
# of the same book (`giving.same_book`, docs/decisions/0097). Papers of earlier releases were numbered by series.
_PAPERS = table("plate", *map(column, ("programme_id", "kind", "state")))
_NEVER = ("declined", "dropped")


def kind_given(session: Session, programme_id: int, current: Gives | None) -> PaperKind | None:
    """The kind of paper that a programme, which gives what is `current`, gave last or proposes; None where it gave none
    yet."""
    gave = select(_PAPERS.c.kind).where(_PAPERS.c.programme_id == programme_id, _PAPERS.c.state.not_in(_NEVER))
    kinds = set(session.scalars(gave.distinct()))
    if current is not None and current.paper in kinds:
        return current.paper  # of several, where copies were merged
    return PaperKind(min(kinds)) if kinds else None


def is_other_book(before: PaperKind | None, gives: Gives) -> bool:
    """Whether papers would be of another book than those of the kind that was given `before`."""
    return before is not None and not same_book(before, gives.paper)
