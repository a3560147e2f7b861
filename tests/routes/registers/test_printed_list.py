"""The list of any register on paper: ordered from its page, drawn by the worker, measured with a ruler."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock, formats, names
from app.models import AuditEvent, Job, JobState
from app.registers.definitions import REGISTERS
from app.registers.lists import STATE, Listing
from app.registers.register import Register
from tests.documents.ruler import Paper, assert_sound
from tests.documents.samples import LONG_300
from tests.factories import make_account, make_ward
from tests.pages import Form, Pages
from tests.routes.office.conftest import Office
from tests.routes.registers.test_registers import CALLED, ONE, SOME_ENDING, SOME_NAMED, address, asked_of, made, make

MANY = 100


def asked(office: Office, register: Register[Any], asks: str = "") -> Form:
    """The form on the list with its button."""
    press = str(register.listing.on_paper.press or "In danh sách")
    return office.as_leader().get(f"{address(register)}{asks}").form(button=press)


def printed(form: Form) -> tuple[bytes, str]:
    """What comes of pressing it: the file, and what it is called."""
    with form.page.pages.client.post(form.action, data=form.fields, follow_redirects=True) as answer:
        return answer.data, answer.headers["Content-Disposition"]


def body(paper: Paper) -> list[list[str]]:
    """The rows of all sheets, without the headings of groups."""
    return [row for sheet in paper.sheets for table in sheet.tables for row in table.rows if row[0].isdigit()]


@asked_of(CALLED)
def test_every_row_stands_on_an_internal_paper_below_the_office(office: Office, register: Register[Any]) -> None:
    count = MANY if register.name == "teams" else 3
    first, *others = made(office, register, count)
    with office.write() as session:
        make(session, register, make_ward(session), count + 1)
        session.get_one(register.noun, first.id).name = LONG_300
    paper = assert_sound(printed(asked(office, register))[0])
    assert len(paper.sheets) > 2 or count < MANY  # a first one, a last one, and what lies between
    lines = body(paper)
    assert [line[0] for line in lines] == [str(number) for number in range(1, count + 1)]
    assert {"".join(line[1].split()) for line in lines} == {
        "".join(name.split()) for name in (LONG_300, *(row.name for row in others))
    }
    assert str(register.listing.title).upper() in paper.words(1)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" not in paper.words()
    assert "Số:" not in paper.words()
    assert office.ward.signer_capacity.upper() not in paper.words()
    assert f"Bản in nội bộ, {formats.time(clock.now())[:2]}" in paper.words(1)
    assert re.search(rf"Danh sách có {count:02} [^.]+\.", paper.words())
    assert " dòng" not in paper.words()
    for number, sheet in enumerate(paper.sheets, 1):
        margins = sheet.margins(above=10)
        assert 19 <= margins["left"] <= 22
        assert 10 <= margins["right"] <= 13
        assert f"Trang {number}/{len(paper.sheets)}" in sheet.text
        assert min(height for table in sheet.tables for height in table.heights) >= 8.0
    assert len({table.header for sheet in paper.sheets for table in sheet.tables}) == 1


@SOME_NAMED
def test_the_paper_holds_what_was_looked_for_and_is_called_as_the_list(office: Office, register: Register[Any]) -> None:
    made(office, register, 12)
    pdf, named = printed(asked(office, register, f"?tim=uoc+1&sap=-{register.listing.first}"))
    paper = assert_sound(pdf)
    assert [line[1] for line in body(paper)] == ["Đỗ Ước 12", "Đỗ Ước 11", "Đỗ Ước 10", "Đỗ Ước 1"]
    assert re.search(r"Danh sách có 04 (.+), trong 12 \1 của sổ\.", paper.words())
    assert all(sheet.overlaps() == [] for sheet in paper.sheets)
    called = names.search_key(str(register.listing.title)).replace(" ", "-")
    assert f"danh-sach-{called}_{clock.today().isoformat()}.pdf" in named
    with office.read() as session:
        job = session.scalars(select(Job)).one()
        act = session.scalars(select(AuditEvent).where(AuditEvent.action == "paper.asked")).one()
        assert str(register.listing.title) in act.detail
        assert "uoc" not in act.detail + job.arguments
    with office.write() as session:
        elsewhere = make_account(session, make_ward(session), "officer")
    Pages(office.app.test_client()).sign_in(elsewhere).get(f"/van-phong/viec/{job.public_id}", status=404)


@SOME_ENDING
def test_the_paper_says_which_part_of_the_register_it_is(office: Office, register: Register[Any]) -> None:
    assert register.archive.retire
    first, _second = made(office, register, 2)
    office.as_officer().get(address(register, first, "/sua")).form(button=str(register.archive.retire.label)).submit()
    with office.read() as session:
        state = register.archive.state_of(session.get_one(register.noun, first.id))
    assert [line[-1] for line in body(Paper(printed(asked(office, register))[0]))] == ["", state]
    part = Paper(printed(asked(office, register, f"?{STATE}=da-thoi"))[0])
    assert str(register.archive.retired) in part.words(1)
    assert len(body(part)) == 1


@pytest.mark.parametrize(
    "register", [each for each in REGISTERS if each.listing.narrowings], ids=lambda each: str(each.name)
)
def test_the_paper_says_what_the_list_was_narrowed_to(office: Office, register: Register[Any]) -> None:
    made(office, register)
    with office.read() as session:
        choices = Listing.of(register, session, office.ward.id, "", {}).choices
        found = [(one, [it for it in one.options if it.many and it.key != one.all_rows][-1:]) for one in choices]
    assert any(last for _one, last in found)
    for one, each in [(one, it) for one, last in found for it in last]:
        paper = Paper(printed(asked(office, register, f"?{one.key}={each.key}"))[0])
        assert str(each.words) in paper.words(1)
        if one.all_rows:
            every = Paper(printed(asked(office, register, f"?{one.key}={one.all_rows}"))[0])
            assert str(one.options[-1].words) not in every.words(1)


@ONE
def test_what_no_row_fits_is_no_paper(office: Office, register: Register[Any]) -> None:
    made(office, register)
    form = asked(office, register)
    form.page.pages.client.post(f"{address(register)}/in?tim=khong+co", data=form.fields)
    with office.read() as session:
        job = session.scalars(select(Job)).one()
        assert (job.state, job.reason) == (JobState.FAILED, "Danh sách này chưa có dòng nào để in.")


@pytest.mark.postgresql
def test_the_same_rows_are_one_job_however_many(office: Office) -> None:
    told = {"rows": ",".join(map(str, range(1000)))}
    with office.write() as session:
        asking = {"unit_id": office.ward.id, "asked_by_id": None, "now": clock.now(), "title": "x"}
        first = Job.ask(session, "register_list", told, **asking)
        assert Job.ask(session, "register_list", told, **asking) is first
        assert Job.ask(session, "register_list", {"rows": told["rows"] + ",1"}, **asking) is not first
