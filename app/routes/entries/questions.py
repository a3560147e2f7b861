"""The questions of a programme as a form of the field: those of the office's form, in the order in which one asks at a
door."""

from collections.abc import Iterable

from app.entries.judging import Fault
from app.entries.reading import is_answered_by_going
from app.entries.ward_lists import WardLists
from app.models import AdministrativeUnit
from app.models.movement.declaration import Declaration
from app.registers.field import Field
from app.registers.parts import RowForm
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.question_fields import fields_of
from app.registers.programmes.subject_fields import REASON
from app.routes.registers.forms import RegisterForm, form_of


def question_form(
    declared: Declaration, lists: WardLists, unit: AdministrativeUnit, *, at: str = "", typed: bool = False,
    faults: Iterable[Fault] = (),
) -> RegisterForm:  # fmt: skip
    """The form of the questions without photos, persons last; where no field says a section those first that are asked
    first. `at` begins its ids; `typed`: filled with the form of the request, with `faults` at their boxes."""
    by_going = {PREFIX + each.key for each in declared.asked if is_answered_by_going(declared, each)}
    quick = {PREFIX + part.key for each in declared.fields if each.quick for part in each.parts(declared.subject)}
    in_sections = any(each.section for each in declared.fields)

    def place(each: Field) -> tuple[bool, bool]:
        return bool(each.fold), not (in_sections or each.key in quick)

    fields = sorted((each for each in fields_of(declared, lists) if each.key not in by_going), key=place)
    reason = [REASON] if declared.asks_reason else []
    form = form_of(RowForm(fields=(*fields, *reason)), unit, typed=typed)
    for line in form:
        line.id = at + line.id
    say_faults(form, faults)
    return form


def say_faults(form: RegisterForm, faults: Iterable[Fault]) -> bool:
    """Say at its box what is wrong; returns whether any has one."""
    boxes = [(form[key], each) for each in faults for key in (PREFIX + each.key, each.key) if key in form]
    for box, each in boxes:
        box.errors = [each.words]
    return bool(boxes)
