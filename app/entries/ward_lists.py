"""The lists of a ward that fields of a programme refer to: skills, organisations, residential groups, courses."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Course, Organisation, ResidentialGroup, Skill
from app.models.learning.course_terms import CourseState
from app.models.movement.question import REFERRING, Question, Type


class ChosenRow(NamedTuple):
    """A row that may be chosen: its label, its code, its kind ("" where it has none); `offered`: it is in use."""

    label: str
    code: str
    kind: str
    offered: bool


Rows = Mapping[int, ChosenRow]
_ENDED = frozenset((CourseState.CANCELLED,))


@dataclass(frozen=True)
class WardLists:
    """The rows by what a field refers to; `standing` maps a merged row to the one into which it was merged."""

    skills: Mapping[str, Skill] = field(default_factory=dict)
    rows: Mapping[Type, Rows] = field(default_factory=dict)
    merged: Mapping[Type, Mapping[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, unit_id: int, questions: Iterable[Question]) -> "WardLists":
        """The lists that some fields refer to. One statement a list."""
        types = {each.type for each in questions}
        nouns = {REFERRING[each] for each in types if each in REFERRING}
        rows, merged = dict[Type, Rows](), dict[Type, Mapping[int, int]]()
        for noun in nouns:
            rows[noun], merged[noun] = _LOADED[noun](session, unit_id)
        skills = session.scalars(Skill.of(unit_id)) if Type.LIST in types else ()
        return cls({each.key: each for each in skills}, rows, merged)

    def offered(self, question: Question) -> dict[str, str]:
        """The labels by key of what a field offers, in the order of the list."""
        if question.type is Type.LIST:
            used = {key: each for key, each in self.skills.items() if each.retired_at is None}
            return {key: each.label for key, each in used.items() if not question.only or key in question.only}
        rows = self._rows(question)
        offered = {
            str(key): each
            for key, each in rows.items()
            if each.offered and (not question.only or each.kind in question.only)
        }
        often = Counter(each.label for each in offered.values())
        return {
            key: f"{each.label} ({each.code})" if often[each.label] > 1 else each.label for key, each in offered.items()
        }

    def others(self, question: Question) -> dict[str, str]:
        """The labels by key of rows that are no longer offered, but may be answers."""
        offered = self.offered(question)
        if question.type is Type.LIST:
            return {key: each.label for key, each in self.skills.items() if key not in offered}
        return {str(key): each.label for key, each in self._rows(question).items() if str(key) not in offered}

    def codes(self, question: Question) -> dict[str, str]:
        """The codes of rows by key, by which imported lists may name them."""
        return {str(key): each.code for key, each in self._rows(question).items() if each.code}

    def standing(self, question: Question, answer: Any) -> Any:
        """An answer with merged rows replaced by those into which they were merged, each once."""
        merged = self.merged.get(REFERRING.get(question.type, question.type), {})
        if isinstance(answer, list):
            return list(dict.fromkeys(merged.get(each, each) for each in answer))
        return merged.get(answer, answer) if isinstance(answer, int) else answer

    def _rows(self, question: Question) -> Rows:
        return self.rows.get(REFERRING.get(question.type, question.type), {})


def _organisations(session: Session, unit_id: int) -> tuple[Rows, Mapping[int, int]]:
    wanted = select(Organisation).where(Organisation.unit_id == unit_id)
    every = session.scalars(wanted.order_by(Organisation.search_key, Organisation.id)).all()
    rows = {each.id: ChosenRow(each.name, each.code, each.kind, each.retired_on is None) for each in every}
    return rows, _last({each.id: each.merged_into_id for each in every})


def _groups(session: Session, unit_id: int) -> tuple[Rows, Mapping[int, int]]:
    wanted = select(ResidentialGroup).where(ResidentialGroup.unit_id == unit_id)
    every = session.scalars(wanted.order_by(ResidentialGroup.code, ResidentialGroup.id)).all()
    rows = {each.id: ChosenRow(each.short_name, each.code, "", each.valid_to is None) for each in every}
    return rows, _last({each.id: each.merged_into_id for each in every})


def _courses(session: Session, unit_id: int) -> tuple[Rows, Mapping[int, int]]:
    wanted = select(Course.id, Course.title, Course.code, Course.state).where(Course.unit_id == unit_id)
    every = session.execute(wanted.order_by(Course.created_at.desc(), Course.id.desc())).all()
    return {row.id: ChosenRow(f"{row.title} ({row.code})", row.code, "", row.state not in _ENDED) for row in every}, {}


def _last(merged: Mapping[int, int | None]) -> Mapping[int, int]:
    """The row at the end of each chain of merges."""
    ends: dict[int, int] = {}
    for key in merged:
        end = key
        while (into := merged.get(end)) is not None:
            end = into
        if end != key:
            ends[key] = end
    return ends


_LOADED: Mapping[Type, Any] = {
    Type.ORGANISATION: _organisations,
    Type.GROUP: _groups,
    Type.COURSE: _courses,
}
