"""Two versions of a form side by side: what is stored by now, and what was typed."""

from flask_babel import gettext as _
from wtforms import BooleanField, Field, HiddenField
from wtforms.fields.choices import SelectFieldBase
from wtforms.form import BaseForm

Difference = tuple[str, str, str]


def differences(stored: BaseForm, typed: BaseForm) -> list[Difference]:
    """Each line on which two forms of one kind do not agree: its label, what is stored, what was typed."""
    pairs = [(field, words(field), words(typed[field.short_name])) for field in stored]
    return [
        (str(field.label.text), before or _("(trống)"), after or _("(trống)"))
        for field, before, after in pairs
        if before != after and not isinstance(field, HiddenField)
    ]


def words(field: Field) -> str:
    """What a field says, in the words a person chose from, or as typed."""
    if isinstance(field, SelectFieldBase):
        return ", ".join(str(choice[1]) for choice in field.iter_choices() if choice[2] and choice[0])
    if isinstance(field, BooleanField):
        return str(_("có") if field.data else _("không"))
    return str(field.data or "")
