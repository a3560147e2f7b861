"""Answers against a check of the programme need a reason: in the office, in a list from outside and at the door."""

import io
from typing import Any

import pytest
from flask import Flask

from app.models.movement.declaration_reading import read
from app.models.movement.entry_recording import NeedsReason
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.rules import InvalidDeclaration
from app.models.movement.site import Site
from tests.asking import SITE, Asking, definition
from tests.pages import Pages

FIELDS: list[dict[str, Any]] = [
    {"key": "all", "label": "Tất cả", "type": "number", "counted": True},
    {"key": "some", "label": "Trong đó", "type": "number", "counted": True},
    {"key": "few", "label": "Ít hơn", "type": "number"},
]
CHECKS = [
    {"text": "Trong đó nhiều hơn tất cả", "rule": {"not_more_than": {"some": "all"}}},
    {"text": "Ít hơn nhiều hơn trong đó", "rule": {"not_more_than": {"few": "some"}}, "missing": "zero"},
]


@pytest.fixture
def asking(app: Flask) -> Asking:
    """A ward whose programme has two checks."""
    return Asking.build(app, FIELDS, checks=CHECKS)


def test_the_office_says_why_or_mends(asking: Asking) -> None:
    page = asking.form().submit({"a_all": "3", "a_some": "4"}, status=422)
    assert "Trong đó nhiều hơn tất cả. Số đúng là như vậy" in page.text
    assert asking.entries() == []
    page = page.form(button="Lưu").submit({"reason": "Nhập gộp hai chợ"})
    assert "Lý do: Nhập gộp hai chợ" in page.text
    assert [each.reason for each in asking.entries()] == ["Nhập gộp hai chợ"]
    asking.written(some="5")  # the reason that stands goes along
    asking.written(some="2")
    assert [each.reason for each in asking.entries()] == ["Nhập gộp hai chợ", "Nhập gộp hai chợ", ""]
    history = page.pages.get(f"{page.address}/lich-su").text
    assert "Nhập gộp" not in history


def test_an_empty_box_holds_or_is_nothing_as_the_check_says(asking: Asking) -> None:
    asking.written(some="4")
    assert asking.given() == {"some": 4}
    page = asking.form().submit({"a_some": "", "a_few": "1"}, status=422)
    assert "Ít hơn nhiều hơn trong đó" in page.text


def test_a_line_of_a_list_waits_for_its_reason(asking: Asking) -> None:
    rows = f"{SITE};Tổ Tân Thịnh 1;3;4;\nChợ Đán;Tổ Tân Thịnh 1;1;2;Đúng vậy\n"
    pages = Pages(asking.app.test_client()).sign_in(asking.officer)
    form = pages.get(f"/van-phong/nhap/moi?loai=phong-trao-{asking.programme}").form(
        button=None, action="/van-phong/nhap/moi"
    )
    content = f"Tên;Địa bàn;Tất cả;Trong đó;Lý do\n{rows}".encode()
    page = form.submit({"file": (io.BytesIO(content), "c.csv")}, content_type="multipart/form-data")
    assert "Trong đó nhiều hơn tất cả" in page.text
    page.form("/ghi").submit()
    assert [(each.given, each.reason) for each in asking.entries()] == [({"all": 1, "some": 2}, "Đúng vậy")]


def test_at_the_door_the_same_is_asked(asking: Asking) -> None:
    said = {"a_all": "3", "a_some": "4", "outcome": "done"}
    page = asking.at_the_door().submit(said, status=422)
    assert "Trong đó nhiều hơn tất cả" in page.text
    form = next(each for each in page.forms() if each.element.get("id") == "nha")
    assert form.fields["a_some"] == ["4"]
    form.submit({"reason": "Đếm hai lần", "outcome": "done"})
    assert [each.reason for each in asking.entries()] == ["Đếm hai lần"]


def test_the_entry_itself_refuses_answers_without_their_reason(asking: Asking) -> None:
    with asking.write() as session:
        site = session.query(Site).filter(Site.public_id == asking.site).one()
        entry = asking.record(session, site, {"all": 1, "some": 1})
        assert entry.reason == ""
        with pytest.raises(NeedsReason):
            asking.record(session, site, {"all": 1, "some": 2})
    assert isinstance(asking.entries()[0], ProgrammeEntry)


@pytest.mark.parametrize(
    ("check", "path"),
    [
        ({"rule": {"filled": "all"}}, "checks.0.text"),
        ({"text": "Sai"}, "checks.0.rule"),
        ({"text": "Sai", "rule": {"not_more_than": {"all": "none"}}}, "checks.0.rule"),
        ({"text": "Sai", "rule": {"filled": "all"}, "missing": "never"}, "checks.0.missing"),
        ({"text": "Sai", "rule": {"filled": "all"}, "more": 1}, "checks.0.more"),
    ],
)
def test_a_check_that_cannot_be_is_refused_with_its_place(check: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidDeclaration) as refused:
        read(definition(FIELDS, checks=[check]))
    assert ".".join(map(str, refused.value.path)) == path
