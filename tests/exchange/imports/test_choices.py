"""What a list that goes out says of a choice is understood when it comes in, of every register."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import supply
from app.data.programmes import catalogue
from app.entries.ward_lists import WardLists
from app.exchange.imports.cells import UnusableCell
from app.exchange.imports.choices import chosen
from app.exchange.imports.people import Target
from app.exchange.imports.register_rows import RegisterIntake
from app.models import AdministrativeUnit
from app.registers.definitions import REGISTERS
from app.registers.definitions.teams import TEAMS
from app.registers.field import Field, Kind
from app.registers.programmes.question_fields import fields_of
from tests.factories import make_group, make_ward

pytestmark = pytest.mark.either


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    """A ward with its lists."""
    ward = make_ward(session)
    supply(session, ward)
    session.flush()
    return ward


def fields(session: Session, ward: AdministrativeUnit) -> Iterator[tuple[str, Field, list[str]]]:
    """Every field with choices of every register and of every programme that ships, and its choices."""
    asked = [(register.name, field) for register in REGISTERS for field in register.fields]
    for key, declared in catalogue().items():
        lists = WardLists.of(session, ward.id, declared.fields)
        asked += [(key, field) for field in fields_of(declared, lists)]
    for name, field in asked:
        if field.kind in (Kind.ONE_OF, Kind.SOME_OF) and field.choices:
            yield f"{name}.{field.key}", field, [key for key in field.choices(ward, None) if key]


def test_each_choice_of_each_register_is_understood_as_it_is_written(
    session: Session, ward: AdministrativeUnit
) -> None:
    misread: list[tuple[str, str, str]] = []
    with_commas = 0
    for name, field, keys in fields(session, ward):
        several = [[key] for key in keys]
        if field.kind is Kind.SOME_OF and keys:
            several += [*map(list, combinations(keys, 2)), keys]
        for wanted in several:
            written = field.words(",".join(wanted))
            with_commas += len(wanted) == 1 and "," in written
            try:
                read = chosen(field, field.choices(ward, None) if field.choices else (), written)
            except UnusableCell as refused:
                read = str(refused)
            if read != ",".join(wanted):
                misread.append((name, written, read))
    assert misread == []
    assert with_commas, "no choice has a comma in its words: nothing was asked"


def test_what_means_no_choice_is_told_with_the_choices_apart(session: Session, ward: AdministrativeUnit) -> None:
    name, field, keys = next(each for each in fields(session, ward) if "," in "".join(map(each[1].words, each[2])))
    with pytest.raises(UnusableCell) as refused:
        chosen(field, keys, "không phải")
    assert "; ".join(map(field.words, keys)) in str(refused.value), name


def test_rows_whose_names_hold_commas_are_named_in_one_cell(session: Session, ward: AdministrativeUnit) -> None:
    groups = [make_group(session, ward, each) for each in ("Thôn Đồng, Bản Cọ", "Thôn Ngòi", "Thôn Đồng")]
    intake: Any = RegisterIntake(TEAMS, session, Target(ward.id, clock.now()), store=False)
    field = TEAMS.by_key["groups"]
    for several in (groups, groups[:1], groups[1:], groups[:2]):
        assert sorted(each.name for each in intake._rows(field, field.words(several))) == sorted(
            each.name for each in several
        )
