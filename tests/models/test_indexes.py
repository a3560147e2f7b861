"""Indexes over some rows: on SQLite one is used only by a statement that says its condition to the letter."""

import pytest
from sqlalchemy import Index, select
from sqlalchemy.dialects import sqlite

from app.models import Base

OF_YES_OR_NO = sorted(
    (
        index
        for table in Base.metadata.tables.values()
        for index in table.indexes
        if str(index.dialect_options["postgresql"]["where"]) in table.columns
    ),
    key=lambda index: str(index.name),
)


@pytest.mark.parametrize("index", OF_YES_OR_NO, ids=lambda index: str(index.name))
def test_a_column_of_yes_or_no_is_asked_for_as_its_index_says_it(index: Index) -> None:
    assert index.table is not None
    column = index.table.columns[str(index.dialect_options["postgresql"]["where"])]
    asked = str(select(column).where(column).compile(dialect=sqlite.dialect()))
    assert asked.endswith(f"WHERE {index.table.name}.{index.dialect_options['sqlite']['where']}")
