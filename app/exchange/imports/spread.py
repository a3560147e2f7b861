"""What lists say once for several rows: the group of people, the kind or place of the rows of a register."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.country import clock, names
from app.exchange.imports.cells import UnusableCell
from app.exchange.imports.groups_on_file import GroupsOnFile
from app.exchange.imports.people import Target
from app.exchange.imports.register_rows import NOWHERE, RegisterIntake
from app.exchange.imports.vocabulary import Meaning, fold, stands_beside
from app.models import AdministrativeUnit, ResidentialGroup
from app.registers.field import NOTHING, Field, InvalidValue, Kind
from app.registers.register import Register

# With its accents: "Tô Thị Hoa" is no tổ; a group that the ward does not have is asked for like that of a cell.
_GROUP = re.compile(
    r"(?:tổ dân phố|tổ|tdp|khu phố|kp|thôn|bản|xóm|khối|ấp|buôn|tiểu khu)\b(?! trưởng| phó)\.?\s.+", re.IGNORECASE
)


@dataclass(frozen=True)
class Spread:
    """A meaning whose value a list may say once for several rows; `says` tells whether a text is such a value, `named`
    the codes of those that a title names. `title` heads a column of it; `asked`: a list without any is asked once."""

    meaning: str
    title: str
    says: Callable[[str], bool]
    named: Callable[[str], set[str]] = lambda _title: set()
    asked: bool = False


def of_people(title: object, session: Session, unit_id: int) -> Sequence[Spread]:
    """What lists of people of a ward say so: the group."""
    unit = session.get_one(AdministrativeUnit, unit_id)
    there = session.scalars(ResidentialGroup.of(unit_id)).all()
    groups = GroupsOnFile(there, unit.group_word)

    def says(text: str) -> bool:
        try:
            groups.meant_by(text)
        except UnusableCell:
            return bool(groups.found(text)) or bool(_GROUP.fullmatch(names.clean(text)) and not stands_beside(text))
        return bool(fold(text))

    def named(text: str) -> set[str]:
        return {group.code for group in groups.named_in(text)}

    return [Spread(str(Meaning.GROUP), str(title), says, named, asked=bool(there))]


def of_register(register: Register[Any], session: Session, unit_id: int) -> Sequence[Spread]:
    """What lists of a register say so: one of some choices, or another row."""
    kinds = (Kind.ONE_OF, Kind.ROW)
    fields = [field for field in register.fields if field.kind in kinds and not field.copied]
    if not fields:
        return []
    intake = RegisterIntake(register, session, Target(unit_id, clock.now()), store=False)
    return [Spread(field.key, str(field.label), partial(_reads, intake, field)) for field in fields]


def _reads(intake: RegisterIntake, field: Field, text: str) -> bool:
    try:
        return bool(fold(text)) and intake.read(field, text) not in (*NOTHING, NOWHERE)
    except (UnusableCell, InvalidValue):
        return False
