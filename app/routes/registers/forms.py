"""The form of a register, or of another `RowForm`, made of its fields."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field as Input,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from app.models import AdministrativeUnit
from app.registers.field import NOTHING, Field, InvalidValue, Kind
from app.registers.parts import RowForm
from app.web.forms.days import DayField
from app.web.forms.fields import PhoneField
from app.web.forms.staff_fields import CountField, LineField, MoneyField, NumberField, one_of
from app.web.forms.versioned import VersionedForm

# Longer text gets an input of several lines.
LINE = 300


class TextField(LineField, TextAreaField):
    """One line of text in an input of several lines."""


class LinesField(TextAreaField):
    """Several lines of text."""

    value = property(lambda self: self.data or "")


class RegisterForm(VersionedForm):
    """The form of a row. `offered` are the rows to choose from, by field key and slug, `stands` the values of `row`."""

    register: RowForm
    offered: Mapping[str, Mapping[str, Any]]
    stands: Mapping[str, Any]
    row: Any = None

    @property
    def values(self) -> dict[str, Any]:
        """The submitted values by field key; after validation only."""
        return {field.key: self._value(field, self[field.key]) for field in self.register.written}

    def value_of(self, key: str) -> Any:
        """The submitted value of one field; after its validation only."""
        return self._value(self.register.by_key[key], self[key])

    def _value(self, field: Field, line: Any) -> Any:
        match field.kind:
            case Kind.YES_NO | Kind.ONE_OF:
                return line.data
            case Kind.ROW:
                return self.offered[field.key].get(line.data)
            case Kind.ROWS:
                return [each for slug, each in self.offered[field.key].items() if slug in (line.data or ())]
            case Kind.SOME_OF:
                return ",".join(each[0] for each in line.iter_choices() if each[2])
            case Kind.NUMBER | Kind.MONEY if not field.required:
                return line.count
            case Kind.PHONE:
                return line.value or ""
        return line.value

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Validate each field, then `RowForm.check` and `check_change`. What lacks an answer is named beside lines that
        cannot be read, so that all are mended at once."""
        if not super().validate(extra_validators):
            for field in self._lacking():
                self[field.key].errors = [str(_("Cần ghi: %(label)s.", label=field.label))]
            return False
        values = self.values
        wrong = {**self.register.check(values), **self.register.check_change(self.stands, values, self.row)}
        for key, words in wrong.items():
            self[key].errors = [str(words)]
        return not wrong

    def _lacking(self) -> list[Field]:
        """The fields that need a value, and have none and no other error."""
        needed = self.register.needed({each.key: self[each.key].data for each in self.register.written})
        return [each for each in needed if not self[each.key].errors and self[each.key].data in NOTHING]


def form_of(register: RowForm, unit: AdministrativeUnit, row: Any = None, *, typed: bool = True) -> RegisterForm:
    """The form of a row, or of a new row of a unit: as it was sent, if it was and `typed`, else filled from the row, or
    with defaults."""
    lines = {field.key: INPUTS[field.kind](field) for field in register.written}
    form: RegisterForm = type("Form", (RegisterForm,), {"register": register, **lines})(
        **({} if typed else {"formdata": None})
    )
    filled = not (typed and form.is_submitted())
    current = {field.key: register.value(row, field) if row else field.default for field in register.written}
    form.stands, form.row = current if row else {}, row
    form.offered = {each.key: _rows(each, unit, current[each.key] if row else None) for each in register.written}
    earlier = register.earlier(row) if row else {}
    for field in register.written:
        line: Any = form[field.key]
        line.id = field.key.replace(".", "-")  # a selector reads a dot in an id as the beginning of a class
        line.earlier = earlier.get(field.key, "")
        if field.choices:
            line.choices = field.labelled(unit, row)
        elif field.sought:
            answers = field.sought(unit, request.args.get("ai", "")[:100])
            known = [form.offered[field.key][line.data]] if line.data in form.offered[field.key] else []
            line.choices = [*((each.slug, each.label) for each in dict.fromkeys([*answers, *known])),
                            ("", str(field.empty_text).capitalize())]  # fmt: skip
        elif field.rows:
            none = [] if field.required or field.kind is Kind.ROWS else [("", str(field.empty_text))]
            line.choices = [*none, *field.options(form.offered[field.key])]
        if field.suggest:
            line.suggested = field.suggest(unit)
        if filled:
            line.data = None if field.sought else field.in_form(current[field.key])
            asked = None if row else request.args.get(field.key)  # a link may choose a row beforehand
            if asked in form.offered[field.key]:
                line.data = asked
    if filled:
        form.version.data = str(row.version) if row else None
    return form


def sent_form(register: RowForm, unit: AdministrativeUnit, row: Any = None) -> RegisterForm:
    """The form as it was sent, with what others changed of the row meanwhile; of a page that is opened as it stands."""
    form = form_of(register, unit, row)
    merges = row and form.is_submitted()
    return form.merge(row.version, lambda: form_of(register, unit, row, typed=False)) if merges else form


def _rows(field: Field, unit: AdministrativeUnit, current: Any) -> Mapping[str, Any]:
    """The rows to choose from by slug, the row's present ones too."""
    if field.rows is None:
        return {}
    current_rows = current if isinstance(current, list) else filter(None, [current])
    return {str(each.slug): each for each in (*field.rows(unit), *current_rows)}


def _line(field: Field) -> Input:
    def read(form: FlaskForm, line: Input) -> None:
        try:
            line.data = field.read(line.data or "") if field.read else line.data
        except InvalidValue as refused:
            raise ValidationError(str(refused)) from refused

    if field.kind is Kind.LINES:
        return LinesField(str(field.label), [read])
    kind = TextField if field.longest > LINE and not field.web else LineField
    return kind(str(field.label), longest=field.longest, required=field.required, validators=[read])


def _one_of(field: Field) -> Input:
    def read(form: FlaskForm, line: SelectField) -> None:
        if field.asked and line.data is None and "" in {choice[0] for choice in line.iter_choices()}:
            line.data = ""  # radios of which none is chosen are not sent
        one_of(form, line)

    kind = SelectField if field.hints is None and not field.sought else RadioField
    return kind(str(field.label), choices=[], validate_choice=False, validators=[read])


def _number(field: Field) -> Input:
    kind = NumberField if field.required else CountField
    return kind(str(field.label), least=field.least, most=field.most, unit=field.unit)


def _some_of(field: Field) -> Input:
    def few(form: FlaskForm, line: SelectMultipleField) -> None:
        if len(line.data or ()) > field.most:
            raise ValidationError(_("Nhiều nhất %(most)s mục.", most=field.most))

    return SelectMultipleField(str(field.label), choices=[], validate_choice=False, validators=[few])


INPUTS: Mapping[Kind, Callable[[Field], Input]] = {
    Kind.DAY: lambda field: DayField(str(field.label), come=field.past, required=field.required),
    Kind.PHONE: lambda field: PhoneField(str(field.label), required=field.required, staff=True),
    Kind.MONEY: lambda field: MoneyField(str(field.label), most=field.most, required=field.required),
    Kind.LINE: _line, Kind.LINES: _line, Kind.NUMBER: _number, Kind.ONE_OF: _one_of, Kind.ROW: _one_of,
    Kind.SOME_OF: _some_of, Kind.ROWS: _some_of, Kind.YES_NO: lambda field: BooleanField(str(field.label)),
}  # fmt: skip
