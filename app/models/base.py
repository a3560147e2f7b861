"""The base of all nouns. Models know neither Flask nor the database object; `object_session` where one is needed."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Self, dataclass_transform

from sqlalchemy import CheckConstraint, DateTime, Dialect, Index, MetaData, Select, func, or_, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, registry, relationship
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeDecorator

from app.country import names


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite would drop the zone, so it is put back on reading.

    Raises:
        ValueError: a naive datetime was given.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value if value.tzinfo is UTC else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column, relationship))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """Declarative base; constructors are typed, equality is identity."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime()},
    )

    @classmethod
    def locked(cls, *ids: int) -> Select[Self]:
        """Some rows by id, in one order, read afresh and locked until the write transaction ends (on SQLite the gate
        did it)."""
        key: Any = cls.__mapper__.primary_key[0]
        wanted = select(cls).where(key.in_(ids)).order_by(key).with_for_update(of=cls)
        return wanted.execution_options(populate_existing=True)


class Keyed(Base):
    """A noun whose rows are told apart by a number that the database gives."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, init=False, sort_order=-2)


class Addressed(Keyed):
    """A noun whose rows have an address of their own, from which nobody guesses the next."""

    __abstract__ = True

    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: str(uuid.uuid4()), sort_order=-1)


def noun_of(table: str) -> type[Base]:
    """The noun whose rows a table holds; where several share them (kinds of sites), the one that all of them are.

    Raises:
        LookupError: no noun has such a table.
    """
    for mapper in Base.registry.mappers:
        if mapper.class_.__tablename__ == table:
            noun: type[Base] = mapper.base_mapper.class_
            return noun
    raise LookupError(table)


def count_of(rows: Select[Any]) -> Select[int]:
    """How many rows a query finds."""
    return select(func.count()).select_from(rows.order_by(None).subquery())


def holding(words: str, *keys: ColumnElement[str]) -> list[ColumnElement[bool]]:
    """The conditions that each part of what was typed stands in one of some search keys."""
    terms = [names.like_pattern(term) for term in names.search_terms(words)]
    return [or_(*(key.like(term, escape="\\") for key in keys)) for term in terms]


def known(column: str, words: Iterable[str], *, optional: bool = False) -> CheckConstraint:
    """That a column holds one of the states or kinds that its noun declares, or where it is optional none."""
    among = ", ".join(f"'{word}'" for word in words)
    unset = f"{column} IS NULL OR " if optional else ""
    return CheckConstraint(f"{unset}{column} IN ({among})", name=f"{column}_known")


def partial_index(name: str, *columns: str, where: str, unique: bool = True) -> Index:
    """An index over those rows alone that a condition of SQL holds for, on either engine. SQLite sees that
    an index fits a statement where both say the same: of a column of yes or no, `= 1`."""
    asked = f"{where} = 1" if where.isidentifier() else where
    return Index(name, *columns, unique=unique, sqlite_where=text(asked), postgresql_where=text(where))
