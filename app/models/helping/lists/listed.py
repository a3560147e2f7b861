"""A ward's lists as phones name them, all in one statement: what a batch of help records is read against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, bindparam, case, literal, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import BindParameter

from app.models.helping.lists.help_desk import HelpDesk
from app.models.helping.lists.ward_list import AgeBand, HelpReason, HelpResult, HelpTopic
from app.models.people.residential_group import ResidentialGroup
from app.models.storing import send


class ListEntry(NamedTuple):
    """An entry of a list. `more` is a result's meaning, a desk's kind of place, "asks" for a topic that wants words,
    "sensitive" for one beside which nobody is named, both with a space between; "merged" for a group that was."""

    id: int
    key: str
    label: str
    more: str


@dataclass(frozen=True)
class HelpLists:
    """The entries of a ward by their keys, retired ones too: an older saved page may still offer them."""

    topics: Mapping[str, ListEntry] = field(default_factory=dict)
    results: Mapping[str, ListEntry] = field(default_factory=dict)
    reasons: Mapping[str, ListEntry] = field(default_factory=dict)
    age_bands: Mapping[str, ListEntry] = field(default_factory=dict)
    desks: Mapping[str, ListEntry] = field(default_factory=dict)
    groups: Mapping[str, ListEntry] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, unit_id: int) -> "HelpLists":
        """All lists of a ward. One statement."""
        found: dict[str, dict[str, ListEntry]] = {name: {} for name in cls.__dataclass_fields__}
        for row in send(session, _everything(), {"unit_id": unit_id}).all():
            found[row[0]][row[2]] = tuple.__new__(ListEntry, row[1:])  # what `_make` does, for as many as a ward has
        return cls(**found)


@cache  # asked with every batch: made once, its value left open
def _everything() -> CompoundSelect[Any]:
    unit: BindParameter[int] = bindparam("unit_id")
    nothing, desk, group = literal("").label("more"), HelpDesk, ResidentialGroup
    merged = case((group.merged_into_id.is_not(None), "merged"), else_="").label("more")
    lists: list[tuple[str, Any, Any]] = [
        ("results", HelpResult, HelpResult.meaning.label("more")),
        ("reasons", HelpReason, nothing),
        ("age_bands", AgeBand, nothing),
    ]
    return union_all(
        select(
            literal("topics").label("name"),
            HelpTopic.id,
            HelpTopic.key,
            HelpTopic.label,
            case(
                (HelpTopic.asks_words & HelpTopic.sensitive, "asks sensitive"),
                (HelpTopic.asks_words, "asks"),
                (HelpTopic.sensitive, "sensitive"),
                else_="",
            ).label("more"),
        ).where(HelpTopic.unit_id == unit),
        *(
            select(literal(name).label("name"), noun.id, noun.key, noun.label, more).where(noun.unit_id == unit)
            for name, noun, more in lists
        ),
        select(literal("desks"), desk.id, desk.key, desk.name, desk.place_kind).where(desk.unit_id == unit),
        select(literal("groups"), group.id, group.code, group.name, merged).where(group.unit_id == unit),
    )
