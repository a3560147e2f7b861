"""Classes and events that also serve another movement: typed, counted once each, told, as workbook and paper."""

import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.indicators.other_movements import Served, sentence, served_in
from app.models import AdministrativeUnit, Course, Event, Programme
from app.models.movement.declaration_reading import read
from app.models.movement.other_movements import known_movements, split_movements
from app.registers.indicator import Scope
from tests.documents.ruler import Paper
from tests.factories import make_attended_course, make_course, make_ward
from tests.models.movement.test_events import SAID
from tests.pages import Page
from tests.routes.office.conftest import Office
from tests.routes.office.movement.test_event_rows import in_days

AT = "/van-phong/long-ghep"
LEARNING, FAMILY, COUNTRYSIDE = "Xã hội học tập", "Gia đình học tập", "Nông thôn mới"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("xã hội học tập", LEARNING),
        ("XÃ HỘI HỌC TẬP, gia đình học tập", f"{LEARNING}|{FAMILY}"),
        ("gia đình học tập; Gia đình học tập,", FAMILY),
        (" , ", ""),
    ],
)
def test_a_movement_is_stored_once_and_in_one_spelling(typed: str, stored: str) -> None:
    assert split_movements(typed) == stored


def serving(rows: list[Served], movement: str) -> list[Served]:
    return [each for each in rows if movement in each.movements]


def _teach(office: Office, movements: str, **given: Any) -> str:
    with office.write() as session:
        unit = office.here(session)
        return make_attended_course(session, unit, lessons=2, title="Lớp đêm", other_movements=movements, **given).code


def _hold(office: Office, typed: str, **more: str) -> tuple[str, Page]:
    """The address of the book of a programme about events, and the page of one that was held yesterday."""
    with office.write() as session:
        programme = Programme.begun(session, office.here(session), read(SAID), catalogue="", now=clock.now())
        programme.use_draft(seen="1", now=clock.now())
        session.flush()
        book = f"/van-phong/phong-trao/{programme.id}/so"
    form = office.as_officer().get(f"{book}/moi").form(button="Lưu")
    said = {"name": "Ra quân", "held_on": in_days(-1), "outcome": "done", "a_kind": "day", "a_came": "90"}
    return book, form.submit({**said, "other_movements": typed, **more})


def test_the_form_of_a_class_keeps_it_and_a_class_like_it_begins_with_it(office: Office) -> None:
    with office.write() as session:
        code = make_course(session, office.here(session)).code
    form = office.as_officer().get(f"/van-phong/lop/{code}/sua").form(button="Lưu")
    page = form.submit({"other_movements": "gia đình học tập, xã hội học tập"})
    assert f"{FAMILY}, {LEARNING}" in page.text
    like = office.as_officer().get(f"/van-phong/lop/moi?nhu={code}")
    assert like.form(button="Lưu bản nháp").fields["other_movements"] == [f"{FAMILY}, {LEARNING}"]
    [offered] = [each for each in like.all("datalist") if each.get("id") == "phong-trao-khac"]
    assert [each.get("value") for each in offered] == [FAMILY, COUNTRYSIDE, LEARNING]


def test_the_form_of_an_event_keeps_it(office: Office) -> None:
    book, page = _hold(office, "xã hội học tập, nông thôn mới")
    assert f"{LEARNING}, {COUNTRYSIDE}" in page.text
    with office.read() as session:
        event = session.scalars(select(Event)).one()
        assert event.other_movements == f"{LEARNING}|{COUNTRYSIDE}"
    edit = office.as_officer().get(f"{book}/{event.public_id}/sua").form(button="Lưu")
    edit.submit({"other_movements": ""})
    with office.read() as session:
        assert session.scalars(select(Event)).one().other_movements == ""


def test_each_is_in_each_of_its_extracts_once_and_counted_once_in_all(office: Office) -> None:
    _teach(office, f"{LEARNING}|{COUNTRYSIDE}", people=3)
    _teach(office, LEARNING, people=2)
    _teach(office, "", people=4)
    _hold(office, LEARNING)
    with office.write() as session:
        unit, other = office.here(session), make_ward(session)
        make_attended_course(session, other, people=5, other_movements=LEARNING)
        make_course(session, unit, other_movements=FAMILY)  # to come
        year = clock.today().year
        every = served_in(session, unit.id, year)
        rows = serving(every, LEARNING)
        assert [each.cells[4:] for each in rows] == [[2, 3], [2, 2], [None, None]]
        assert rows[2].what == "Ra quân"
        said = sentence(rows, year, LEARNING)
        assert "02 lớp đã học (04 buổi, 05 người học" in said
        assert "01 hoạt động" in said
        assert [each.cells[5] for each in serving(every, COUNTRYSIDE)] == [3]
        assert len(every) == 3
        assert not served_in(session, unit.id, year - 1)
        scope = Scope((unit.id,), clock.today().replace(month=1, day=1), clock.today()).narrowed("long-ghep", "co")
        figures = {key: INDICATORS[key].figure(session, scope) for key in ("lop", "buoi", "luot-hoc", "hoat-dong")}
        assert figures == {"lop": 2, "buoi": 4, "luot-hoc": 10, "hoat-dong": 1}
        assert known_movements(unit) == [FAMILY, COUNTRYSIDE, LEARNING]


@pytest.mark.postgresql
def test_the_extract_is_a_page_a_workbook_and_a_paper(office: Office) -> None:
    code = _teach(office, LEARNING, people=3)
    _hold(office, "xã hội học tập")
    pages = office.as_officer()
    page = pages.get(AT)
    [taught] = [address for words, address in page.links().items() if words.startswith("Lớp đêm")]
    assert taught.endswith(f"/lop/{code}")
    assert "01 lớp đã học (02 buổi, 03 người học, mỗi người một lần) và 01 hoạt động" in page.text
    with pages.client.get(page.links()["Tải Excel"]) as answer:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[1], row[4], row[5]) for row in rows] == [
        ("Lớp học", "Lớp đêm", 2, 3), ("Hoạt động", "Ra quân", None, None),
    ]  # fmt: skip
    form = page.form(button="In bản trích")
    with pages.client.post(form.action, data=form.fields, follow_redirects=True) as answer:
        text = Paper(answer.data).words()
    for words in ("TRÍCH DANH SÁCH LỚP HỌC, HOẠT ĐỘNG LỒNG GHÉP", f"Phong trào “{LEARNING}”", "Lớp đêm", "Ra quân"):
        assert words in text
    assert "Lê Thị Thanh Mơ" not in text


def test_a_year_without_any_says_where_it_is_typed(office: Office) -> None:
    pages = office.as_officer()
    assert "chưa có lớp, hoạt động nào lồng ghép" in pages.get(AT).text
    assert pages.client.get(f"{AT}?nam={clock.today().year + 1}").status_code == 404


def test_what_a_former_ward_taught_stays_in_its_extract(office: Office) -> None:
    """A class that moved counts there from then on; the words move with it, as they are the class's own."""
    code = _teach(office, FAMILY, people=1)
    with office.write() as session:
        course = session.scalars(Course.called(code)).one()
        ward = session.get_one(AdministrativeUnit, course.unit_id)
        new = make_ward(session)
        course.unit, course.began_in_id, course.moved_at = new, ward.id, clock.now()
        session.flush()
        year = clock.today().year
        assert [each.movements for each in served_in(session, ward.id, year)] == [[FAMILY]]
        assert served_in(session, new.id, year) == []
        assert FAMILY in known_movements(new)
