"""The book of a programme about organisations: rows from the start, imports that name them, single ones left out."""

import io
from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock
from app.indicators.programmes import indicator_called
from app.models import Organisation, OrganisationSite, Programme, ProgrammeEntry, ProgrammeSubject
from app.models.movement.declaration_reading import read
from app.models.movement.merging import merge
from app.registers.indicator import Scope
from tests import recording
from tests.factories import make_organisation
from tests.pages import Page
from tests.routes.office.conftest import Office

SAID: dict[str, Any] = {
    "key": "plan", "shape": "recognise", "name": "Kế hoạch của trường", "noun": "trường", "subject": "organisation",
    "among": {"organisations": ["school"]},
    "fields": [{"key": "has", "label": "Có kế hoạch", "type": "yes_no", "counted": True}],
    "counts": [{"key": "all", "unit": "trường", "label": "Trường đã ghi"}],
}  # fmt: skip
SCHOOLS = ("Trường Mầm non Ánh Dương", "Trường THCS Ban Mai", "Trường Tiểu học Cầu Vồng")


def _use(office: Office, said: dict[str, Any]) -> str:
    with office.write() as session:
        unit = office.here(session)
        for each in SCHOOLS:
            make_organisation(session, unit, each)
        make_organisation(session, unit, "Công an phường", "police")
        programme = Programme.begun(session, unit, read(said), catalogue="", now=clock.now())
        programme.use_draft(seen="1", now=clock.now())
        session.flush()
        return f"/van-phong/phong-trao/{programme.id}"


@pytest.fixture
def book(office: Office) -> str:
    """The address of the book of a programme about schools."""
    return f"{_use(office, SAID)}/so"


def _rows(page: Page) -> list[str]:
    return [link.text or "" for link in page.all("a") if link.get("data-row")]


def _figure(office: Office) -> int:
    with office.read() as session:
        indicator = indicator_called(session, "plan.all", [office.ward.id])
        assert indicator
        return indicator.figure(session, Scope((office.ward.id,), clock.today(), clock.today()))


def _brought(office: Office, book: str, content: str) -> Page:
    slug = f"phong-trao-{book.split('/')[3]}"
    form = office.as_officer().get(f"/van-phong/nhap/moi?loai={slug}").form(button=None, action="/van-phong/nhap/moi")
    return form.submit({"file": (io.BytesIO(content.encode()), "t.csv")}, content_type="multipart/form-data")


def test_all_are_in_the_book_and_those_without_an_entry_come_first(office: Office, book: str) -> None:
    page = office.as_officer().get(book)
    assert _rows(page) == list(SCHOOLS)
    assert "Thêm trường" not in page.text
    office.as_officer().get(f"{book}/moi", status=404)
    edit = office.as_officer().get(_edit(office, book, SCHOOLS[0]))
    assert "Tên" not in edit.text
    edit.form(button="Lưu").submit({"a_has": "yes"})
    assert _rows(office.as_officer().get(book)) == [*SCHOOLS[1:], SCHOOLS[0]]
    assert _figure(office) == 1


def _edit(office: Office, book: str, name: str) -> str:
    with office.read() as session:
        row = session.scalars(select(OrganisationSite).where(OrganisationSite.name == name)).one()
    return f"{book}/{row.public_id}/sua"


def test_a_form_writes_no_name(office: Office, book: str) -> None:
    form = office.as_officer().get(_edit(office, book, SCHOOLS[0])).form(button="Lưu")
    form.submit({"name": "Khác", "code": "X", "a_has": "no"})
    with office.read() as session:
        assert set(session.scalars(select(OrganisationSite.name))) == set(SCHOOLS)


def test_an_import_finds_them_by_name_or_code_and_adds_none(office: Office, book: str) -> None:
    with office.read() as session:
        code = session.scalars(select(Organisation.code).where(Organisation.name == SCHOOLS[1])).one()
    page = _brought(office, book, f"Tên;Mã;Có kế hoạch\n{SCHOOLS[0].lower()};;có\n;{code};chưa\nTrường Ma;;có\n")
    assert "Sổ không có trường nào" in page.text
    assert "2 đã có" in page.text
    page.form("/ghi").submit()
    with office.read() as session:
        assert len(session.scalars(select(OrganisationSite)).all()) == 3
        assert sorted(each.answers for each in session.scalars(select(ProgrammeEntry))) == [
            '{"has": false}', '{"has": true}',
        ]  # fmt: skip


def test_one_is_left_out_with_a_reason_and_comes_back(office: Office, book: str) -> None:
    address = _edit(office, book, SCHOOLS[0])
    office.as_officer().get(address).form(button="Lưu").submit({"a_has": "yes"})
    office.as_officer().get(address).form(button="Lưu").submit({"left_out": "Sáp nhập, không còn dạy"})
    assert SCHOOLS[0] not in _rows(office.as_officer().get(book))
    assert _rows(office.as_officer().get(f"{book}?so=ra")) == [SCHOOLS[0]]
    assert _figure(office) == 0
    told = office.as_leader().get(address.replace("/sua", "/lich-su")).text
    assert "Đưa ra khỏi sổ" in told
    with office.read() as session:
        decided = session.scalars(select(ProgrammeSubject)).one()
        assert (decided.included, decided.reason) == (False, "Sáp nhập, không còn dạy")
    page = office.as_officer().get(f"{book}?so=ra")
    page.form(button="Đưa lại vào sổ").submit({"dong": address.split("/")[-2], "v": "returned"})
    assert SCHOOLS[0] in _rows(office.as_officer().get(book))
    assert _figure(office) == 1


def test_of_chosen_ones_only_these_are_in_the_book(office: Office) -> None:
    book = f"{_use(office, {**SAID, 'among': {'organisations': ['school'], 'chosen': True}})}/so"
    page = office.as_officer().get(book)
    assert _rows(page) == []
    row = _edit(office, book, SCHOOLS[2]).split("/")[-2]
    page.follow("Xem những nơi có thể ghi").form(button="Chọn vào sổ").submit({"dong": row, "v": "included"})
    assert _rows(office.as_officer().get(book)) == [SCHOOLS[2]]
    assert "Xem những nơi có thể ghi" not in office.as_leader().get(book).text


@pytest.mark.postgresql
def test_a_book_of_periods_is_sorted_by_who_was_recorded_in_the_period(office: Office) -> None:
    address = _use(office, {**SAID, "every": "month", "outcomes": ["done", "nothing"]})
    with office.write() as session:
        programme = session.get_one(Programme, int(address.split("/")[-1]))
        row = session.scalars(select(OrganisationSite).where(OrganisationSite.name == SCHOOLS[0])).one()
        assert programme.current
        assert programme.schedule
        month = programme.schedule.until(clock.today())[-1].key
        recording.record(
            session, row, programme.current, uuid="1", by=None, way="office", at=clock.now(), outcome="nothing",
            period=month, now=clock.now(),
        )  # fmt: skip
    assert _rows(office.as_officer().get(f"{address}/so")) == [*SCHOOLS[1:], SCHOOLS[0]]


def test_what_a_merged_school_also_sent_for_the_period_is_shown(office: Office) -> None:
    at = _use(office, {**SAID, "every": "year", "records": ["own_organisation", "officer"]})
    with office.write() as session:
        rows = {each.name: each for each in session.scalars(select(OrganisationSite))}
        into, gone = rows[SCHOOLS[0]], rows[SCHOOLS[1]]
        programme = session.get_one(Programme, int(at.rpartition("/")[2]))
        assert programme.current
        for each in (into, gone):
            recording.record(
                session, each, programme.current, uuid=each.public_id, by=None, way="office", at=clock.now(),
                organisation_id=each.organisation_id, answers={"has": True}, now=clock.now(),
                period=clock.today().replace(month=1, day=1),
            )  # fmt: skip
        merge(session, gone.noun, into.noun, clock.today())
        address = f"{at}/so/{into.public_id}"
    page = office.as_officer().get(address)
    assert "Nơi đã nhập vào đây cũng gửi kỳ này" in page.text
    link = next(each for each in page.links() if each.startswith(SCHOOLS[1]))
    assert "Có kế hoạch" in page.follow(link).text
