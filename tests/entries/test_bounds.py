"""A number above what the ward knows of the place (`bound`) is asked about at every door."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import ResidentialGroup
from tests.entries.doors import DOORS, Door, OfficeForm, QuickForm
from tests.entries.ward import GROUP, PEOPLE
from tests.factories import make_denominator

pytestmark = pytest.mark.usefixtures("november")
TOLD: dict[str, Any] = {**PEOPLE, "label": "Số hộ", "bound": "households", "required": True}
OF_THE_GROUP = "“Số hộ”: tổ dân phố có 348 hộ, anh chị ghi 9.999. Số đúng là như vậy thì anh chị ghi lý do"


def known(door: Door, number: int, *, of_group: bool = True, audience: str = "households") -> None:
    """Say how many there are in the group, or in all of the ward."""
    with door.ward.write() as session:
        group = session.scalars(select(ResidentialGroup).where(ResidentialGroup.name == GROUP)).one()
        make_denominator(session, group.unit, number, audience, **({"residential_group": group} if of_group else {}))


def opened(app: Flask, kind: type[Door], **said: Any) -> Door:
    """A door of a ward whose group has 348 households."""
    door: Door = kind.of(app, **{"fields": [TOLD], "checks": [], **said})
    known(door, 348)
    return door


@pytest.fixture(params=DOORS, ids=lambda door: door.__name__)
def door(app: Flask, request: pytest.FixtureRequest) -> Door:
    """Each door, nothing recorded yet."""
    return opened(app, request.param)


def test_a_number_above_what_is_known_is_asked_about_and_nothing_is_stored(door: Door) -> None:
    sent = door.post({"people": "9999"})
    assert (sent.status, sent.stored) == (422, [])
    assert OF_THE_GROUP in sent.words


def test_who_says_why_is_believed(door: Door) -> None:
    [entry] = door.post({"people": "9999"}, reason="Hộ tạm trú ở khu công nghiệp").stored
    assert (entry.given, entry.reason) == ({"people": 9999}, "Hộ tạm trú ở khu công nghiệp")


def test_a_number_up_to_what_is_known_is_stored_without_a_reason(door: Door) -> None:
    [entry] = door.post({"people": "348"}, reason="Lý do thừa").stored
    assert (entry.given, entry.reason) == ({"people": 348}, "")


@pytest.mark.parametrize("kind", [OfficeForm, QuickForm])
def test_a_form_without_script_shows_what_was_typed_and_where_to_say_why(app: Flask, kind: type[Door]) -> None:
    door = opened(app, kind)
    form = door.page(door.open(), door.open().press({"a_people": "9999", "outcome": "done"})).form(button="Lưu")
    assert form.fields["a_people"] == ["9999"]
    said = door.page(form, form.press({"reason": "Đếm cả hộ tạm trú"}))
    assert (said.status, [each.reason for each in door.ward.entries()]) == (200, ["Đếm cả hộ tạm trú"])


@pytest.mark.postgresql
def test_where_nothing_is_known_of_the_group_the_whole_ward_bounds(app: Flask) -> None:
    door: Door = OfficeForm.of(app, fields=[TOLD], checks=[])
    assert door.post({"people": "9999"}).is_taken
    known(door, 6808, of_group=False)
    assert "có 6.808 hộ, anh chị ghi 9.998" in door.post({"people": "9998"}).words


def test_the_whole_of_which_others_are_shares_may_grow(app: Flask) -> None:
    counts = [
        {"key": "all", "unit": "hộ", "label": "Tất cả", "sum": "people"},
        {"key": "part", "unit": "hộ", "label": "Một phần", "sum": "some", "of": "all"},
    ]
    some = {**TOLD, "key": "some", "label": "Trong đó"}
    del some["required"]
    door = opened(app, OfficeForm, fields=[TOLD, some], counts=counts)
    assert door.post({"people": "696"}).is_taken
    assert "tổ dân phố có 348 hộ, anh chị ghi 697" in door.post({"people": "697"}).words
    assert "tổ dân phố có 348 hộ, anh chị ghi 349" in door.post({"people": "600", "some": "349"}).words
