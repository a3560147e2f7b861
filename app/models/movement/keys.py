"""Keys of a programme never change meaning, because entries refer to them. A field or criterion of a version in use
keeps its key, a field keeps its type, and the key of a removed one is not reused (docs/decisions/0066)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.country import names
from app.models.movement.declaration import Criterion, Declaration, Subject
from app.models.movement.question import AGE, AGREED, WHO, Question, Type


class KeyTaken(Exception):
    """A key of a version in use would change its meaning: `label` and `type` are those of the field that has it (None:
    it is a criterion or a part of a person)."""

    def __init__(self, key: str, label: str, kind: Type | None) -> None:
        super().__init__(key)
        self.key, self.label, self.type = key, label, kind


@dataclass(frozen=True)
class Keys:
    """The keys of some versions of a programme, each with its newest meaning: fields and criteria with their
    definition, choices by the key of their field with their last wording."""

    fields: Mapping[str, tuple[Question, Mapping[str, Any]]]
    criteria: Mapping[str, tuple[Criterion, Mapping[str, Any]]]
    choices: Mapping[str, Mapping[str, str]]
    parts: Mapping[str, str]

    @classmethod
    def of(cls, declarations: Iterable[Declaration]) -> "Keys":
        """The keys of some versions, given oldest first."""
        fields: dict[str, tuple[Question, Mapping[str, Any]]] = {}
        criteria: dict[str, tuple[Criterion, Mapping[str, Any]]] = {}
        choices: dict[str, dict[str, str]] = {}
        parts: dict[str, str] = {}
        for each in declarations:
            fields |= {
                made.key: (made, definition)
                for made, definition in _both(each.fields, each.definition.get("fields", ()))
            }
            criteria |= {
                made.key: (made, definition)
                for made, definition in _both(each.criteria, each.definition.get("criteria", ()))
            }
            for field in each.fields:
                choices.setdefault(field.key, {}).update(field.choices)
                parts |= {part.key: field.label for part in field.parts(each.subject) if part.key != field.key}
        return cls(fields, criteria, choices, parts)

    @property
    def taken(self) -> frozenset[str]:
        """All keys of fields, of their parts, and of criteria."""
        return frozenset((*self.fields, *self.criteria, *self.parts))

    def check(self, declared: Declaration) -> None:
        """Check that a new version gives no key another meaning.

        Raises:
            KeyTaken: it does.
        """
        for field in declared.fields:
            if field.key in self.fields:
                was = self.fields[field.key][0]
                if was.type is not field.type or (field.type is Type.LIST and was.of != field.of):
                    raise KeyTaken(field.key, was.label, was.type)
                continue
            for key in _keys(field, declared.subject):
                if key in self.taken:
                    raise KeyTaken(key, self.label(key), None)
        for criterion in declared.criteria:
            if criterion.key not in self.criteria and criterion.key in self.taken:
                raise KeyTaken(criterion.key, self.label(criterion.key), None)

    def label(self, key: str) -> str:
        """The label of the field or criterion of a key."""
        if key in self.fields:
            return self.fields[key][0].label
        return self.criteria[key][0].text if key in self.criteria else self.parts[key]

    def without(self, declared: Declaration) -> tuple[Sequence[Question], Sequence[Criterion]]:
        """The fields and criteria that a newer version no longer has."""
        there = {*(each.key for each in declared.fields), *(each.key for each in declared.criteria)}
        return (
            [made for key, (made, _definition) in self.fields.items() if key not in there],
            [made for key, (made, _definition) in self.criteria.items() if key not in there],
        )


def names_of(part: str, piece: Mapping[str, Any]) -> set[str]:
    """What a field, criterion or count of a definition is called in a programme for good: its key, its choices and
    parts after it; counts have keys of their own."""
    if part == "counts":
        return {f"#{piece['key']}"}
    choices = piece.get("of", {}) if part == "fields" and isinstance(piece.get("of"), Mapping) else {}
    parts = [WHO, AGE, AGREED] if piece.get("type") == Type.PERSON else []
    key = piece["key"] if part in ("fields", "criteria") else ""
    return {key, *(f"{key}.{each}" for each in choices), *(key + each for each in parts)} - {""}


def all_names(definition: Mapping[str, Any]) -> set[str]:
    """The names of all pieces of a definition."""
    parts = ("fields", "criteria", "counts")
    return {name for part in parts for each in definition.get(part, ()) for name in names_of(part, each)}


def same_words(one: str, other: str) -> bool:
    """Whether two choices have the same wording: ignores case and spaces, not accents."""
    return names.clean(one).casefold() == names.clean(other).casefold()


def _keys(field: Question, subject: Subject) -> list[str]:
    return [field.key, *(part.key for part in field.parts(subject) if part.key != field.key)]


def _both(made: Sequence[Any], definitions: Sequence[Mapping[str, Any]]) -> Iterable[tuple[Any, Mapping[str, Any]]]:
    return zip(made, definitions, strict=True)
