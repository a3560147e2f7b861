"""Every column that may tell of a person is declared: what, why, how long, and what becomes of it; or why it is not."""

from pathlib import Path
from unittest.mock import MagicMock

from flask import Flask
from flask_babel import Babel
from sqlalchemy import Column, Date, String

from app.country import clock
from app.exchange.imports.people import LEARNT_WORDS
from app.models import Base, Person
from app.models.learning.merging import CHOICES
from app.registers.acts import ACTS
from app.registers.personal_data.fields import FIELDS, OF_COLUMN
from app.registers.personal_data.personal import Then
from app.registers.personal_data.plain import COLUMNS, TABLES
from app.routes.office.people.people import PersonForm, standing

TEMPLATES = Path(__file__).resolve().parents[2] / "app/templates"
BORN = "birth_year"
# Of two rows that are one person nobody chooses the work: that of the row which stays holds.
NOT_CHOSEN = {"organisation_id", "position"}
# A group is part of who somebody is; a position comes with the organisation.
NOT_LEARNT = {"residential_group_id", "position"}


def tells(column: Column[object]) -> bool:
    """Whether a column is one of those that are asked about: text, a date, a year of birth."""
    return isinstance(column.type, (String, Date)) or column.name.endswith(BORN)


ASKED = [
    f"{table.name}.{column.name}"
    for table in Base.metadata.sorted_tables
    if table.name not in TABLES
    for column in table.columns
    if tells(column)
]


def test_a_column_of_a_person_says_why_it_is_kept_and_how_long() -> None:
    fields = {".".join(place) for place in OF_COLUMN}
    assert [place for place in ASKED if place not in fields | set(COLUMNS)] == [], "declare it, see registers/plain.py"
    assert fields & set(COLUMNS) == set(), "declared and said to be plain"


def test_what_is_declared_is_there() -> None:
    there = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns}
    assert {f"{table}.{column}" for table, column in OF_COLUMN} | set(COLUMNS) <= there
    assert set(TABLES) <= set(Base.metadata.tables)
    assert len(OF_COLUMN) == sum(len(field.places) for field in FIELDS), "a column is declared twice"


def test_each_declaration_can_be_read_aloud() -> None:
    words = {field.key: (field.label, field.why, field.time.words) for field in FIELDS}
    assert [key for key, said in words.items() if not all(str(each).strip() for each in said)] == []
    odd = [field.key for field in FIELDS if bool(str(field.stays)) != (field.then == Then.STAY)]
    assert odd == [], "what stays says why, and nothing else does"


def test_what_an_officer_writes_of_a_person_is_told_wherever_it_stands() -> None:
    """The recipe "a column of a person" of CONTRIBUTING names these places; one that lacks is named here."""
    written = set(PersonForm.said.fget(MagicMock()))  # type: ignore[attr-defined]
    person = Person(unit=MagicMock(spec=[]), full_name="Đỗ Thị Na", birth_year=1954, created_at=clock.now())
    words = Flask(__name__)
    Babel(words)
    with words.test_request_context():
        shown = set(standing(person, MagicMock()))
    page = (TEMPLATES / "office/people/edit.html").read_text(encoding="utf-8")
    lines = [name for name, value in vars(PersonForm).items() if hasattr(value, "field_class")]
    trail = set(ACTS["person.changed"].lines)
    merged = {column for columns in CHOICES.values() for column in columns}
    assert [name for name in lines if f"form.{name}" not in page and name != "version"] == [], "the page of the form"
    assert written - shown == set(), "both versions: standing() of app/routes/office/people/people.py"
    assert written - trail == set(), "the trail: _LINES of app/registers/acts/people.py"
    assert set(Person.LEARNT) - set(LEARNT_WORDS) == set(), "a list tells what it adds: app/exchange/imports/people.py"
    assert written - merged - NOT_CHOSEN == set(), "a merge: CHOICES of app/models/learning/merging.py"
    assert written - {"full_name", "birth_year"} - set(Person.LEARNT) - NOT_LEARNT == set(), "lists: Person.LEARNT"
