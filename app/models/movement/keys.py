"""Keys of a programme are for good: by them what was recorded is known. What a version in use named keeps its key; a
field keeps its type; the key of what was taken out is given to nothing else (docs/decisions/0066)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.country import names
from app.models.movement.declaration import Asked, Criterion, Declaration, Subject, Type


class KeyTaken(Exception):
    """A key of a version in use would mean something else: `label` is what it stood for, `type` how that was answered
    (None: it was a criterion, or a part of a person)."""

    def __init__(self, key: str, label: str, kind: Type | None) -> None:
        super().__init__(key)
        self.key, self.label, self.type = key, label, kind


@dataclass(frozen=True)
class Keys:
    """What some versions of a programme named, the newest of each key: fields with what the version says of them,
    criteria likewise, choices by the key of their field with the words that they had last."""

    fields: Mapping[str, tuple[Asked, Mapping[str, Any]]]
    criteria: Mapping[str, tuple[Criterion, Mapping[str, Any]]]
    choices: Mapping[str, Mapping[str, str]]
    parts: Mapping[str, str]

    @classmethod
    def of(cls, declarations: Iterable[Declaration]) -> "Keys":
        """Those of some versions, the oldest first."""
        fields: dict[str, tuple[Asked, Mapping[str, Any]]] = {}
        criteria: dict[str, tuple[Criterion, Mapping[str, Any]]] = {}
        choices: dict[str, dict[str, str]] = {}
        parts: dict[str, str] = {}
        for each in declarations:
            fields |= {made.key: (made, said) for made, said in _both(each.fields, each.said.get("fields", ()))}
            criteria |= {made.key: (made, said) for made, said in _both(each.criteria, each.said.get("criteria", ()))}
            for field in each.fields:
                choices.setdefault(field.key, {}).update(field.choices)
                parts |= {part.key: field.label for part in field.parts(each.subject) if part.key != field.key}
        return cls(fields, criteria, choices, parts)

    @property
    def taken(self) -> frozenset[str]:
        """All keys of fields, their parts and criteria."""
        return frozenset((*self.fields, *self.criteria, *self.parts))

    def check(self, declared: Declaration) -> None:
        """Let a new version give no key another meaning.

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
        """What a key stood for, in words."""
        if key in self.fields:
            return self.fields[key][0].label
        return self.criteria[key][0].text if key in self.criteria else self.parts[key]

    def without(self, declared: Declaration) -> tuple[Sequence[Asked], Sequence[Criterion]]:
        """The fields and criteria that a newer version has no more."""
        there = {*(each.key for each in declared.fields), *(each.key for each in declared.criteria)}
        return (
            [made for key, (made, _said) in self.fields.items() if key not in there],
            [made for key, (made, _said) in self.criteria.items() if key not in there],
        )


def same_words(one: str, other: str) -> bool:
    """Whether two choices say the same: case and spaces do not count, accents do."""
    return names.clean(one).casefold() == names.clean(other).casefold()


def _keys(field: Asked, subject: Subject) -> list[str]:
    return [field.key, *(part.key for part in field.parts(subject) if part.key != field.key)]


def _both(made: Sequence[Any], said: Sequence[Mapping[str, Any]]) -> Iterable[tuple[Any, Mapping[str, Any]]]:
    return zip(made, said, strict=True)
