"""What a form must hold is declared once, by its fields (app/web/forms/fields.py): the server and the phone, which asks
before it keeps a form without a connection, judge the same inputs alike. Every form of the public is asked."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from importlib import import_module
from pkgutil import walk_packages
from types import SimpleNamespace

import pytest
from flask import Flask, render_template_string
from flask_wtf import FlaskForm
from playwright.sync_api import Browser, Page
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList

from app.country import clock
from app.routes import public
from app.web.forms.asked import Asked
from app.web.forms.fields import BirthYearField, FullNameField, GroupField, GuardianField, PhoneField
from app.web.static_files import BUILT

# What is typed: refused by both (True), by the server alone, for a reason that no phone knows (None), or by neither.
INPUTS: Mapping[type[Asked], Mapping[str, bool | None]] = {
    FullNameField: {"": True, "  ": True, "123": True, "Lò Văn Pó": False, "é": False, "Lan 😀": None, "a" * 301: None},
    BirthYearField: {
        "": True, "54": True, "195": True, "19544": True, "1854": True, "2999": True, "năm 1954": True,
        "8/4": True, "19601961": True, "45/13/1950": True,
        "1954": False, " 1954 ": False, "8/4/1954": False, "08041954": False, "1954-04-08": False,
        "8 . 4 . 1954": False, "04/1954": False, "00/00/1954": False, "30/02/1955": None,
    },
    GroupField: {"": True, "khac": False},
    PhoneField: {"": True, "không có": True, "0912": None, "0912 345 678": False},
}  # fmt: skip
VALID = {FullNameField: "Nguyễn Thị Lan", BirthYearField: "1954", GroupField: "khac", PhoneField: "0912345678"}
PAGE = """{% from 'components/fields.html' import field %}<form><div data-people>{% for member in people %}<fieldset>
{% for f in member %}{{ field(f) }}{% endfor %}</fieldset>{% endfor %}</div>
{% for f in fields %}{{ field(f) }}{% endfor %}</form>"""
LACKING = """rows => rows.map(typed => {
  const form = document.forms[0];
  Object.entries(typed).forEach(([name, value]) => { form.elements[name].value = value; });
  return (FormNeeds.lacking(form) || { lacking: '' }).lacking;
})"""


def forms() -> Iterator[type[FlaskForm]]:
    """Every form of the public with such a field."""
    for module in walk_packages(public.__path__, f"{public.__name__}."):
        for name, each in vars(import_module(module.name)).items():
            own = isinstance(each, type) and each.__module__ == module.name and issubclass(each, FlaskForm)
            if own and name.endswith("Form"):
                yield each


def asked(form: FlaskForm) -> list[Asked]:
    """The fields of a form that a phone judges, those of a family's two rows among them."""
    found = list[Field]()
    for each in form:
        found += [part for row in each.entries for part in row.form] if isinstance(each, FieldList) else [each]
    return [each for each in found if isinstance(each, Asked)]


def kind(field: Asked) -> type[Asked]:
    return next(each for each in (*INPUTS, GuardianField) if isinstance(field, each))


def by_whom(field: Asked, text: str, refused: bool | None) -> bool | None:
    """Who refuses it here: what may be left out nobody does when it is, and of a number only the server."""
    if field.flags.required or not refused:
        return refused
    return (None if kind(field) is PhoneField else refused) if text.strip() else False


def laid_out(cls: type[FlaskForm], typed: Mapping[str, str] | None = None) -> FlaskForm:
    form = cls(MultiDict(typed) if typed else None, meta={"csrf": False})
    vars(form)["topics"] = {}  # of a request for help, which are not asked about
    while isinstance(people := getattr(form, "people", None), FieldList) and len(people.entries) < 2:
        people.append_entry()
    for field in asked(form):
        if isinstance(field, GroupField):
            field.offer([], "tổ dân phố")
    return form


class Case(SimpleNamespace):
    """What is typed into a form; the field that is looked at; who refuses it (see `INPUTS`)."""

    typed: Mapping[str, str]
    field: str
    refused: bool | None


def cases(cls: type[FlaskForm]) -> Iterator[Case]:
    """Each input in each field, the others right; a child with and without somebody who registers it."""
    fields = asked(laid_out(cls))
    right = {each.name: VALID.get(kind(each), "") for each in fields}
    for each in fields:
        for text, refused in INPUTS.get(kind(each), {}).items():
            yield Case(typed=right | {each.name: text}, field=each.name, refused=by_whom(each, text, refused))
    year, tomorrow = clock.today().year, clock.today() + timedelta(days=1)
    almost = tomorrow.replace(year=tomorrow.year - 16)
    births = [each.name for each in fields if kind(each) is BirthYearField]
    for guardian in (each.name for each in fields if kind(each) is GuardianField):
        for birth in births:
            for text, is_child in ((f"{year - 6}", True), (f"{almost:%d/%m/%Y}", True), (f"{year - 16}", False)):
                for who, is_there in (("", False), ("12", False), ("Trần Thị Mẹ", True)):
                    given = {birth: text, guardian: who}
                    yield Case(typed=right | given, field=guardian, refused=is_child and not is_there)
    if len(births) > 1:  # a row in which nothing is written is nobody
        blank = dict.fromkeys(births[1:] + [each.replace("birth_year", "full_name") for each in births[1:]], "")
        yield Case(typed=right | blank, field=births[1], refused=False)


@pytest.fixture
def judge(browser: Browser) -> Iterator[Page]:
    """An empty page."""
    with browser.new_page() as page:
        yield page


@pytest.fixture
def asking(app: Flask) -> Iterator[Flask]:
    """The app within a request: its forms are made and judged there."""
    with app.test_request_context():
        yield app


def drawn(form: FlaskForm) -> str:
    """The fields of a form as its page draws them."""
    people = [row.form for row in form["people"].entries] if "people" in form else []
    return render_template_string(PAGE, fields=[each for each in form if isinstance(each, Asked)], people=people)


def verdict(cls: type[FlaskForm], typed: Mapping[str, str]) -> set[str]:
    """The fields that the server refuses."""
    form = laid_out(cls, typed)
    form.validate()
    return {each.name for each in asked(form) if each.errors}


def test_what_a_form_must_have_the_phone_asks_as_the_server_does(asking: Flask, judge: Page) -> None:
    script = (BUILT / asking.extensions["static_names"]["sending.js"]).read_text(encoding="utf-8")
    wrong, looked = list[str](), 0
    for cls in (each for each in forms() if asked(laid_out(each))):
        judge.set_content(drawn(laid_out(cls)))
        judge.evaluate(script)
        asks = list(cases(cls))
        for case, lacking in zip(asks, judge.evaluate(LACKING, [each.typed for each in asks]), strict=True):
            refused = verdict(cls, case.typed)
            both, either = case.refused is True, case.refused is not False
            if (lacking == case.field) != both or (either and case.field not in refused):
                wrong.append(f"{cls.__name__}.{case.field} {case.typed[case.field]!r}: {lacking!r} of {refused}")
        looked += len(asks)
    assert looked > 200
    assert wrong == []
