"""Forms of rows that others change too: of a form that met a newer version only what its writer changed is written
(docs/promises.md, "In the field nothing is lost")."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from typing import Any, ClassVar, NamedTuple, Self

from flask import flash
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectFieldBase
from wtforms.form import BaseForm

from app.models.people.changing import Overtaken
from app.web.database import db
from app.web.responses import Answer

# What a browser leaves out where nothing of it is ticked; without another box it was not drawn.
TICKED = (BooleanField, SelectMultipleField)


class Conflict(NamedTuple):
    """A box that two people changed: its label, what is stored by now, what was typed."""

    label: str
    stored: str
    typed: str


class StoodField(HiddenField):
    """A digest of the version and of each box as the form was drawn, as `name=digest` with spaces between; an answered
    form keeps what it brought."""

    form: Any

    def _value(self) -> str:
        if self.raw_data is None and self.form.version.data is not None:  # a form of a row
            boxes = {each.name: _filled(each) for each in _boxes(self.form)}
            drawn = {"version": [_folded(self.form.version.data)], **boxes}
            return " ".join(f"{name}={_digest(values)}" for name, values in drawn.items())
        return self.data or ""

    @property
    def digests(self) -> dict[str, str]:
        """The digests by name; none of a form that says nothing that can be read, or of another version: the draft of
        a release that knew none, filled into a newer form."""
        pairs = (each.rpartition("=") for each in (self.data or "").split(" "))
        drawn = {name: digest for name, _equals, digest in pairs if name}
        return drawn if drawn.get("version") == _digest([_folded(self.form.version.data)]) else {}


class VersionedForm(FlaskForm):
    """A form that carries the version of its row, and how its boxes stood at that version. TOGETHER: names of boxes
    that say one thing. `conflicts` and `taken`, a sentence about what others changed besides: see `merge`."""

    TOGETHER: ClassVar[Sequence[frozenset[str]]] = ()

    version = HiddenField()
    stood = StoodField()
    conflicts: Sequence[Conflict] = ()
    taken = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stood.form = self

    def merge(self, version: object, stored: Callable[[], Self]) -> Self:
        """The form as it stands, which `stored` makes; after a press this one, with the boxes that were left as they
        were drawn filled from the row, where it has another version by now. Boxes that somebody else changed too, to
        other values, are `conflicts`, and the form is not valid until it is sent again. Call it before `validate`. What
        a form without digests left as it was nobody knows: there every difference is a conflict."""
        if not self.is_submitted():
            return stored()
        if (self.version.data or "") == str(version):
            return self
        now, drawn = stored(), self.stood.digests
        filled = {each.short_name: _filled(each) for each in _boxes(now)}
        typed = {name: _sent(self[name]) for name in filled}
        fits = {name: drawn.get(self[name].name) for name in filled}
        mine = {name for name in filled if _answered(self[name]) and _digest(typed[name]) != fits[name]}
        theirs = {name for name in filled if _digest(filled[name]) != fits[name]}
        mine |= {name for group in self.TOGETHER if group & mine for name in group & filled.keys()}
        for name in filled.keys() - mine:
            self[name].process(MultiDict((self[name].name, each) for each in filled[name]))
        both = [name for name in filled if name in mine & theirs and filled[name] != typed[name]]
        self.conflicts = [Conflict(_label(now[name]), *map(_words_or_none, (now[name], self[name]))) for name in both]
        self.version.data, self.stood.data = str(version), now.stood._value()
        taken = ", ".join(_label(now[name]) for name in filled if name in theirs - mine) if drawn else ""
        self.taken = str(_("Có người vừa sửa: %(boxes)s. Ô đó giữ như họ sửa.", boxes=taken)) if taken else ""
        if taken and (own := ", ".join(_label(now[name]) for name in filled if name in mine)):
            self.taken += " " + str(_("Ô anh chị sửa thì giữ như anh chị sửa: %(boxes)s.", boxes=own))
        if taken and not self.conflicts:
            flash(self.taken)
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """See `merge`."""
        return bool(super().validate(extra_validators)) and not self.conflicts


def merges_again(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """A view that merges its form, run anew where the row was changed between `merge` and the write (`Overtaken`)."""

    @wraps(view)
    def run(*args: Any, **kwargs: Any) -> Answer:
        try:
            return view(*args, **kwargs)
        except Overtaken:
            db.session.rollback()
        return run(*args, **kwargs)

    return run


def words(field: Field) -> str:
    """What a field says, in the words a person chose from, or as typed."""
    if isinstance(field, SelectFieldBase):
        return ", ".join(str(choice[1]) for choice in field.iter_choices() if choice[2] and choice[0])
    if isinstance(field, BooleanField):
        return str(_("có") if field.data else _("không"))
    return str(field.data or "")


def _words_or_none(field: Field) -> str:
    return words(field) or str(_("(trống)"))


def _label(field: Field) -> str:
    return str(field.label.text)


def _boxes(form: BaseForm) -> Iterator[Field]:
    return (each for each in form if not isinstance(each, HiddenField))


def _filled(field: Any) -> list[str]:
    """What a browser sends of a box that is left as it is filled."""
    if isinstance(field, BooleanField):
        return ["y"] if field.data else []
    if isinstance(field, SelectFieldBase):
        choices = list(field.iter_choices())
        chosen = [str(each[0]) for each in choices if each[2]]
        first = [] if isinstance(field, RadioField | SelectMultipleField) else [str(each[0]) for each in choices[:1]]
        return sorted(chosen or first)
    return [_folded(field._value())]


def _sent(field: Field) -> list[str]:
    """What a browser sent of a box."""
    return sorted(_folded(each) for each in field.raw_data or ())


def _answered(field: Field) -> bool:
    return bool(field.raw_data) or isinstance(field, TICKED)


def _folded(text: object) -> str:
    """Text as two browsers send it alike."""
    return "\n".join(str(text or "").splitlines()).strip()


def _digest(values: Iterable[str]) -> str:
    return format(zlib.crc32("\0".join(values).encode()), "x")
