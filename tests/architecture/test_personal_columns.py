"""Every column that may tell of a person is declared: what, why, how long, and what becomes of it; or why it is not."""

from sqlalchemy import Column, Date, MetaData, String

from app.models import Base
from app.models.people.person import PHONES, WRITTEN_COLUMNS
from app.registers.acts import ACTS
from app.registers.definitions.people import PEOPLE
from app.registers.field import Kind
from app.registers.personal_data.fields import FIELDS, OF_COLUMN
from app.registers.personal_data.personal import Then
from app.registers.personal_data.plain import COLUMNS, TABLES
from app.registers.personal_data.searched import UNSEARCHED, is_text, searched, why_unsearched

BORN = "birth_year"
# Made of what is written, or what addresses call somebody.
NOT_WRITTEN = {"public_id", "search_key", "sort_key"}


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
    assert [place for place in ASKED if place not in fields | set(COLUMNS)] == [], (
        "declare it, see app/registers/personal_data/plain.py"
    )
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
    """Form, page, trail, merging and lists go by `WRITTEN_COLUMNS` and the fields; one in neither is named here."""
    written = {column for columns in WRITTEN_COLUMNS.values() for column in columns}
    columns = {column.name for column in Base.metadata.tables["person"].columns if tells(column)}
    assert columns - written - NOT_WRITTEN == set(), (
        "written of a person: WRITTEN_COLUMNS of app/models/people/person.py"
    )
    assert {*WRITTEN_COLUMNS, "position"} == set(PEOPLE.by_key), (
        "its line: FIELDS of app/registers/definitions/people.py"
    )
    assert {field.key for field in PEOPLE.fields if field.kind is Kind.PHONE} == set(PHONES), (
        "found by, read from lists"
    )
    assert written - set(ACTS["person.changed"].lines) == set(), "the trail: app/registers/definitions/people.py"


def test_a_text_is_searched_at_an_erasure_or_says_why_not() -> None:
    texts = [column for table in Base.metadata.sorted_tables for column in table.columns if is_text(column)]
    neither = {str(column) for column in texts if column not in searched(column.table) and not why_unsearched(column)}
    assert neither == set(), "its reason: app/registers/personal_data/searched.py"
    assert set(UNSEARCHED) <= {str(column) for column in texts}, "declared and not there"


def test_a_text_that_is_added_to_any_table_is_searched() -> None:
    copies = MetaData()
    left_out = []
    for table in Base.metadata.sorted_tables:
        added = Column[str]("remark", String)
        copy = table.to_metadata(copies)
        copy.append_column(added)
        if added not in searched(copy):
            left_out.append(table.name)
    assert left_out == []
