"""What is done with several rows of any register at once, from its list."""

import io
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import select

from app.models import Job
from app.models.mixins.of_unit import OfUnit
from app.registers.action import PRINT, WORKBOOK
from app.registers.register import Register
from tests.factories import make_ward
from tests.pages import Form, Page
from tests.routes.office.conftest import Office
from tests.routes.registers.test_registers import ENDING, SOME, SOME_ENDING, address, made, make, rows, whole


def picked(office: Office, register: Register[Any], *chosen: object, again: bool = False) -> Page:
    """What is asked after some rows of the list were ticked and its button was pressed."""
    assert register.archive.retire
    step = register.archive.restore if again else register.archive.retire
    assert step
    form = office.as_officer().get(whole(register)).form(button=str(step.label))
    return form.submit({"dong": list(map(str, chosen)), "v": step.key})


def sure(register: Register[Any], page: Page, again: bool = False) -> Form:
    """The form that does it."""
    assert register.archive.retire
    return page.form(
        button=str(step.label if (step := register.archive.restore if again else register.archive.retire) else "")
    )


def standing(office: Office, register: Register[Any]) -> list[bool]:
    """Whether each row of the ward is used, the oldest first."""
    with office.read() as session:
        kept = session.scalars(register.noun.in_units([office.ward.id]))
        return [row.retired_on is None for row in sorted(kept, key=lambda row: row.id)]


@ENDING
def test_several_rows_end_at_once_after_they_were_named(office: Office, register: Register[Any]) -> None:
    first, second, third = made(office, register, 3)
    page = picked(office, register, first.slug, third.slug)
    assert all(name in page.text for name in (first.name, third.name, "2 dòng"))
    assert second.name not in page.text
    assert standing(office, register) == [True] * 3
    done = sure(register, page).submit()
    assert f"đã xong 2 dòng ({first.name}, {third.name})" in done.text
    assert rows(done)[0] == str(second.slug)
    assert standing(office, register) == [False, True, False]
    assert register.archive.retire
    for row, acts in ((first, 1), (second, 0), (third, 1)):
        assert office.acts(register.subject(row)[1]) == [f"{register.key}.{register.archive.retire.key}"] * acts


@SOME_ENDING
def test_what_was_ended_before_is_named_and_left(office: Office, register: Register[Any]) -> None:
    first, second = made(office, register, 2)
    end(office, register, first)
    page = picked(office, register, first.slug, second.slug)
    assert "1 dòng" in page.h1
    assert f"Để nguyên, không làm được {first.name}: " in page.text
    assert sure(register, page).fields["dong"] == [str(second.slug)]
    assert "Về danh sách" in picked(office, register, first.slug).links()


@SOME_ENDING
def test_who_was_slower_is_told_what_was_left(office: Office, register: Register[Any]) -> None:
    first, second = made(office, register, 2)
    asked = sure(register, picked(office, register, first.slug, second.slug))
    end(office, register, first)
    page = asked.submit()
    assert f"đã xong 1 dòng ({second.name})" in page.text
    assert f"Có người vừa làm trước anh chị, nên để nguyên: {first.name} (" in page.text
    assert "đã xong" not in asked.submit().text
    assert register.archive.retire
    assert office.acts(register.subject(first)[1]) == [f"{register.key}.{register.archive.retire.key}"]


@SOME_ENDING
def test_all_or_none_are_ended(office: Office, register: Register[Any], monkeypatch: Any) -> None:
    first, second = made(office, register, 2)
    form = sure(register, picked(office, register, first.slug, second.slug))
    retire = register.noun.retire

    def breaking(row: OfUnit, on: Any) -> bool:
        assert row.id != second.id
        return retire(row, on)

    monkeypatch.setattr(register.noun, "retire", breaking)
    form.submit(status=500)
    assert standing(office, register) == [True, True]


@SOME_ENDING
def test_rows_that_are_chosen_are_used_again(office: Office, register: Register[Any]) -> None:
    assert register.archive.retire
    (row,) = made(office, register)
    buttons = {button for form in office.as_officer().get(whole(register)).forms() for button in form.buttons}
    assert not register.archive.restore or str(register.archive.restore.label) not in buttons
    end(office, register, row)
    if register.archive.restore:
        sure(register, picked(office, register, row.slug, again=True), again=True).submit()
        assert standing(office, register) == [True]


@SOME_ENDING
def test_another_wards_rows_are_not_chosen(office: Office, register: Register[Any]) -> None:
    assert register.archive.retire
    (mine,) = made(office, register)
    with office.write() as session:
        other = make(session, register, make_ward(session), 2)
    page = picked(office, register, mine.slug, other.slug)
    assert other.name not in page.text
    assert "1 dòng đã chọn không còn trong danh sách" in page.text
    done = sure(register, page).submit({"dong": [str(mine.slug), str(other.slug)]})
    assert "1 dòng đã chọn không còn trong danh sách" in done.text
    with office.read() as session:
        assert session.get_one(register.noun, other.id).retired_on is None


@SOME_ENDING
def test_nothing_chosen_is_told(office: Office, register: Register[Any]) -> None:
    made(office, register)
    assert "Anh chị chọn dòng trước đã" in picked(office, register).text
    office.as_officer().get(address(register, end="/da-chon?v=khong-co"), status=404)


@SOME
def test_rows_are_chosen_only_by_who_keeps_them_and_where_something_can_be_done(
    office: Office, register: Register[Any]
) -> None:
    made(office, register)
    for pages, may in ((office.as_officer(), bool(register.archive.retire)), (office.as_leader(), False)):
        boxes = [each for each in pages.get(whole(register)).all("input") if each.get("name") == "dong"]
        assert len(boxes) == may


def end(office: Office, register: Register[Any], row: OfUnit) -> None:
    """Somebody ends a row from its form."""
    assert register.archive.retire
    page = office.as_officer().get(address(register, row, "/sua"))
    page.form(button=str(register.archive.retire.label)).submit()


@SOME_ENDING
def test_chosen_rows_go_on_paper_and_into_a_workbook_before_they_are_offered_to_end(
    office: Office, register: Register[Any]
) -> None:
    assert register.archive.retire
    first, second, third = made(office, register, 3)
    page = office.as_officer().get(whole(register))
    offered = [each.get("value") for each in page.all("button") if each.get("name") == "v"]
    assert offered[-3:] == [PRINT.key, WORKBOOK.key, register.archive.retire.key]
    bar = page.form(button=str(register.archive.retire.label))

    ticked = {"dong": [str(first.slug), str(third.slug)], "v": PRINT.key}
    page.pages.client.post(bar.action, data={**bar.fields, **ticked})
    with office.read() as session:
        job = session.scalars(select(Job).where(Job.kind == "register_list")).one()
        assert set(job.given["rows"].split(",")) == {str(first.id), str(third.id)}
    sent = office.as_officer().client.get(address(register, end=f"/danh-sach.xlsx?dong={second.slug}")).data
    (sheet,) = load_workbook(io.BytesIO(sent)).worksheets
    assert first.name not in str(list(sheet.values))
    assert "Anh chị chọn dòng trước đã" in bar.submit({"dong": [], "v": PRINT.key}).text
