"""Somebody who only reads the page makes a programme: a name, three things, one criterion; all else follows."""

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.country import clock
from app.indicators.programmes import indicator_called
from app.indicators.reports.binding import printed
from app.indicators.reports.figures import counted
from app.models import AuditEvent, Plate, Programme, Site
from app.registers.indicator import Scope
from app.routes.office.movement.draft_forms import BasicsForm
from tests import recording
from tests.factories import make_group, make_report, make_ward
from tests.pages import Page
from tests.routes.office.conftest import Office
from tests.routes.office.movement.test_programmes import brought, programme_of
from tests.routes.office.movement.test_recognitions import approved, list_of

HERE = "/van-phong/phong-trao"


@pytest.fixture
def shelves(office: Office) -> Office:
    """The programme "Tủ sách số tổ dân phố": a site, three fields, one criterion, in use."""
    with office.write() as session:
        make_group(session, office.here(session), "Tổ dân phố 1")
    page = office.as_officer().get(f"{HERE}/moi").form(button="Lưu").submit(
        {"name": "Tủ sách số tổ dân phố", "noun": "tủ sách", "subject": "site", "helpers": ["group_head"]}
    )  # fmt: skip
    assert page.h1 == "Soạn Tủ sách số tổ dân phố"
    page = add(office, page, label="Có mạng cho bà con dùng", type="yes_no", counted="y")
    page = add(office, page, label="Số đầu sách quét mã", type="number", most="5000", counted="y")
    page = add(office, page, label="Mở khi nào", type="choice", choices="Buổi sáng\nBuổi tối\nCả ngày", counted="y")
    rule = next(key for key, words in options(office, page) if "Số đầu sách" in words and "trở lên" in words)
    page = office.as_officer().get(f"{page.address}/tieu-chi").form(button="Lưu tiêu chí").submit(
        {"text": "Có từ 20 đầu sách", "rule": rule, "number": "20"}
    )  # fmt: skip
    page.form(button="Dùng bản này từ bây giờ").submit()
    return office


def add(office: Office, page: Page, **said: str) -> Page:
    """One more thing to write."""
    return office.as_officer().get(f"{page.address}/muc").form(button="Lưu mục này").submit(said)


def options(office: Office, page: Page) -> list[tuple[str, str]]:
    """What a criterion may ask."""
    form = office.as_officer().get(f"{page.address}/tieu-chi")
    return [(each.get("value") or "", each.text or "") for each in form.all("option")]


def figure(office: Office, count: str) -> int | None:
    """A count of the one programme."""
    with office.read() as session:
        indicator = indicator_called(session, f"{programme_of(office).key}.{count}", [office.ward.id])
        assert indicator
        today = clock.today()
        return indicator.figure(session, Scope((office.ward.id,), today.replace(month=1, day=1), today))


def test_a_programme_made_on_the_page_has_list_form_import_and_figures(shelves: Office) -> None:
    number = programme_of(shelves).id
    form = shelves.as_officer().get(f"{HERE}/{number}/so/moi").form(button="Lưu")
    page = form.submit(
        {"name": "Tủ sách nhà văn hóa", "a_so_dau_sach_quet_ma": "32", "a_co_mang_cho_ba_con_dung": "yes"}
    )
    assert page.h1 == "Tủ sách nhà văn hóa"
    rows = "Tên;Tổ;Số đầu sách quét mã;Mở khi nào\nTủ nhà bà Hoa;Tổ dân phố 1;12;Buổi tối\nTủ trường;;40;Cả ngày\n"
    brought(shelves, rows).form("/ghi").submit()
    assert (figure(shelves, "recorded"), figure(shelves, "met_co_tu_20_dau_sach")) == (3, 2)
    listed = shelves.as_leader().get(f"{HERE}/{number}/so").text
    assert "Tủ nhà bà Hoa" in listed
    assert "Có từ 20 đầu sách" in shelves.as_leader().get(f"{HERE}/{number}").text
    assert shelves.as_leader().client.get(f"{HERE}/{number}/so/danh-sach.xlsx").status_code == 200
    assert shelves.acts(programme_of(shelves).key) == [
        "movement_programme.begun", *["movement_programme.drafted"] * 4, "movement_programme.put_to_use"
    ]  # fmt: skip


def test_what_meets_the_criteria_of_ones_own_programme_is_given_a_plate(shelves: Office) -> None:
    number = programme_of(shelves).id
    officer, here = shelves.as_officer(), f"{HERE}/{number}/ban-moi"
    form = officer.get(f"{here}/cong-nhan").form(button="Lưu việc công nhận")
    assert "Anh chị ghi" in form.submit({"criteria": ["co_tu_20_dau_sach"], "years": "40"}, status=422).text
    page = form.submit({"criteria": ["co_tu_20_dau_sach"], "years": "3"})
    assert "Đạt đủ thì lãnh đạo cấp biển, có giá trị 3 năm." in page.text
    page.form(button="Dùng bản này từ bây giờ").submit()
    for name, books in (("Tủ nhà văn hóa", "32"), ("Tủ trường", "12")):
        row = officer.get(f"{HERE}/{number}/so/moi").form(button="Lưu")
        row.submit({"name": name, "a_so_dau_sach_quet_ma": books})

    made = officer.get(f"{HERE}/{number}/de-nghi").form("/de-nghi").submit()
    assert "Đã trình lãnh đạo 1 tủ sách." in made.text
    approved(shelves, list_of(made))

    with shelves.read() as session:
        plate = session.scalars(select(Plate)).one()
        assert (plate.series, plate.paper["full_name"]) == ("book:plate", "Tủ nhà văn hóa")
        assert plate.valid_until
        assert plate.valid_until.year == clock.today().year + 3
    assert [figure(shelves, each) for each in ("recorded", "recognised", "lapsed")] == [2, 1, 0]
    page = officer.get(f"{here}/cong-nhan").form(button="Lưu việc công nhận").submit({"paper": "none", "criteria": []})
    assert "Đạt đủ" not in page.text


def test_a_report_says_what_the_ward_wrote_of_its_own_programme(shelves: Office) -> None:
    number = programme_of(shelves).id
    here, officer = f"{HERE}/{number}/ban-moi", shelves.as_officer()
    row = officer.get(f"{HERE}/{number}/so/moi").form(button="Lưu")
    row.submit({"name": "Tủ nhà văn hóa", "a_so_dau_sach_quet_ma": "32"})
    form = officer.get(f"{here}/cau-bao-cao").form(button="Lưu câu báo cáo")
    every, met = "«Đã ghi: Tủ sách số tổ dân phố»", "«Có từ 20 đầu sách»"
    for wrong in ("Có «Số tủ» tủ", "Các tổ đều có tủ", f"Phải gửi {every}", f"Có [{every}", f"Có {every}{' tủ' * 200}"):
        refused = form.submit({"theme": "mo-hinh.don-vi-so", "text": wrong}, status=422)
        assert wrong in refused.form(button="Lưu câu báo cáo").fields["text"][0]
    form.submit({"theme": "mo-hinh.don-vi-so", "text": f"Các {{group}} có {every} tủ sách[, {met} tủ đủ sách]"})
    assert "Báo cáo kỳ có 1 câu" in officer.get(here).text
    said = "Các (group) có 01 tủ sách, 01 tủ đủ sách."
    assert said in officer.get(f"{here}/cau-bao-cao").text
    officer.get(here).form(button="Dùng bản này từ bây giờ").submit()
    with shelves.write() as session:
        days = {"since": clock.today(), "until": clock.today()}
        report = make_report(session, shelves.here(session), by=shelves.officer, **days)
        found = counted(session, report, clock.today(), ())
        (line,) = [each for each in found.sentences if each.theme == "mo-hinh.don-vi-so"]
        assert printed(line.text, found.by_key) == said

    page = officer.get(here).form(action=f"{here}/tieu-chi/1", button=None).submit({"bo": "1"})
    assert "Câu báo cáo “Các (group) có" in page.text
    assert officer.get(f"{here}/cau-bao-cao").form(button="Lưu câu báo cáo").fields["text"] == [""]


def test_a_new_version_judges_what_comes_and_leaves_what_was(shelves: Office) -> None:
    number = programme_of(shelves).id
    form = shelves.as_officer().get(f"{HERE}/{number}/so/moi").form(button="Lưu")
    form.submit({"name": "Tủ A", "a_so_dau_sach_quet_ma": "25"})
    here = f"{HERE}/{number}/ban-moi"
    edit = shelves.as_officer().get(f"{here}/tieu-chi/1").form(button="Lưu tiêu chí")
    assert edit.fields["number"] == ["20"]
    page = edit.submit({"number": "30"})
    assert "Bản mới này chưa dùng. Đang ghi theo bản 1." in page.text
    assert figure(shelves, "met_co_tu_20_dau_sach") == 1
    page.form(button="Dùng bản này từ bây giờ").submit()
    assert figure(shelves, "met_co_tu_20_dau_sach") == 1
    form = shelves.as_officer().get(f"{HERE}/{number}/so/moi").form(button="Lưu")
    form.submit({"name": "Tủ B", "a_so_dau_sach_quet_ma": "25"})
    assert figure(shelves, "met_co_tu_20_dau_sach") == 1
    with shelves.read() as session:
        versions = session.get_one(Programme, number).versions
        assert [each.number for each in versions] == [1, 2]


def test_a_field_that_a_criterion_asks_for_stays(shelves: Office) -> None:
    here = f"{HERE}/{programme_of(shelves).id}/ban-moi"
    page = shelves.as_officer().get(here).form(action=f"{here}/muc/2", button=None).submit({"bo": "1"})
    assert "Tiêu chí “Có từ 20 đầu sách” còn hỏi mục này" in page.text
    page = shelves.as_officer().get(here).form(action=f"{here}/tieu-chi/1", button=None).submit({"bo": "1"})
    page = shelves.as_officer().get(here).form(action=f"{here}/muc/2", button=None).submit({"bo": "1"})
    assert "Số đầu sách" not in page.text.partition("Những mục đã bỏ")[0]


def test_the_second_of_two_officers_keeps_what_was_typed(shelves: Office) -> None:
    here = f"{HERE}/{programme_of(shelves).id}/ban-moi"
    mine, theirs = (shelves.as_officer().get(f"{here}/muc/1").form(button="Lưu mục này") for _ in range(2))
    mine.submit({"label": "Có mạng"})
    page = theirs.submit({"label": "Có wifi"}, status=409)
    assert "Có người vừa sửa bản này" in page.text
    assert "Có wifi" in page.form(button="Lưu mục này").submit().text


def test_what_a_colleague_writes_during_the_press_stays(shelves: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    here = f"{HERE}/{programme_of(shelves).id}/ban-moi"
    mine, theirs = (shelves.as_officer().get(f"{here}/ten").form(button="Lưu") for _ in range(2))
    judge = BasicsForm.validate

    def meanwhile(form: BasicsForm, **given: Any) -> bool:
        monkeypatch.setattr(BasicsForm, "validate", judge)
        theirs.submit({"source": "Kế hoạch 15"})
        return judge(form, **given)

    monkeypatch.setattr(BasicsForm, "validate", meanwhile)
    mine.submit({"name": "Kệ sách số"})
    with shelves.read() as session:
        draft = session.get_one(Programme, programme_of(shelves).id).draft
        assert draft
        assert (draft.declared.name, draft.declared.source) == ("Kệ sách số", "Kế hoạch 15")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"label": "", "type": "yes_no"}, "Anh chị chưa ghi dòng này."),
        ({"label": "Màu gì", "type": "choice", "choices": "Đỏ"}, "từ 2 đến 12 lựa chọn khác nhau"),
        ({"label": "Màu gì", "type": "choice", "choices": "\n".join(map(str, range(10_000)))}, "từ 2 đến 12 lựa chọn"),
        ({"label": "Màu gì", "type": "choice", "choices": "Đỏ\n" + "x" * 201}, "Một lựa chọn dài quá 200 chữ"),
        ({"label": "x" * 300, "type": "text"}, "Anh chị ghi gọn trong 80 chữ."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_line(shelves: Office, said: dict[str, str], words: str) -> None:
    here = f"{HERE}/{programme_of(shelves).id}/ban-moi"
    page = shelves.as_officer().get(f"{here}/muc").form(button="Lưu mục này").submit(said, status=422)
    assert words in page.text


def test_a_programme_that_asks_nothing_is_not_put_to_use(office: Office) -> None:
    page = office.as_officer().get(f"{HERE}/moi").form(button="Lưu").submit({"name": "Chợ số", "noun": "chợ"})
    page = page.form(button="Dùng bản này từ bây giờ").submit()
    assert "Anh chị thêm ít nhất một mục." in page.text
    office.as_leader().get(f"{HERE}/{programme_of(office).id}/so", status=404)


def test_what_two_wards_made_and_call_alike_is_never_added_up(shelves: Office) -> None:
    with shelves.write() as session:
        here, other = shelves.here(session), make_ward(session)
        mine = session.scalars(Programme.in_units([here.id])).one()
        assert mine.current
        theirs = Programme.begun(session, other, mine.current.declared, catalogue="", now=clock.now())
        theirs.use_draft(seen="1", now=clock.now())
        site = Site(unit=other, name="Tủ của phường bên", programme_id=theirs.id)
        session.add(site)
        session.flush()
        assert theirs.current
        recording.record(
            session, site, theirs.current, uuid=str(uuid4()), by=None, way="office", at=clock.now(),
            answers={"so_dau_sach_quet_ma": 50}, now=clock.now(),
        )  # fmt: skip
        units = (here.id, other.id)
    key, today = f"{programme_of(shelves).key}.recorded", clock.today()
    with shelves.read() as session:
        own = indicator_called(session, key, [units[0]])
        assert own
        assert own.figure(session, Scope(units, today.replace(month=1, day=1), today)) == 0
        assert indicator_called(session, key, units) is None


def test_heads_of_groups_record_sites_too_where_the_programme_says_so(shelves: Office) -> None:
    with shelves.read() as session:
        current = session.scalars(Programme.in_units([shelves.ward.id])).one().current
        assert current
        assert (current.declared.records, current.declared.outcomes) == (("officer", "group_head"), ("done",))
    book = shelves.as_leader().get(f"{HERE}/{programme_of(shelves).id}/so")
    assert "tổ trưởng cũng ghi được từ điện thoại" in book.text
    draft = shelves.as_officer().get(f"{HERE}/{programme_of(shelves).id}/ban-moi")
    assert "Ngoài cán bộ, ghi bằng điện thoại: Tổ trưởng, trưởng thôn." in draft.text


def test_a_version_with_further_recorders_waits_for_the_leader(shelves: Office) -> None:
    programme = programme_of(shelves)
    here, officer = f"{HERE}/{programme.id}/ban-moi", shelves.as_officer()
    officer.get(f"{here}/ten").form(button="Lưu").submit({"helpers": ["group_head", "team_member"]})
    page = officer.get(here)
    assert "Thêm người ghi: Thành viên tổ công nghệ số." in page.text
    assert "Dùng bản này từ bây giờ" not in page.text
    stale = {
        "csrf_token": officer.client.get("/dong-bo").get_json()["csrf_token"],
        "version": str(programme_of(shelves).version),
    }
    assert officer.client.post(here, data=stale).status_code == 303  # a page opened before the draft was widened
    assert "lãnh đạo bấm dùng" in officer.get(here).text
    assert current_records(shelves) == ("officer", "group_head")

    leader = shelves.as_leader()
    assert "Bản mới chờ lãnh đạo dùng" in leader.get(HERE).text
    page = leader.get(here)
    assert "Sửa tên, người ghi" not in page.text
    page.form(button="Dùng bản này từ bây giờ").submit()
    assert current_records(shelves) == ("officer", "group_head", "team_member")
    with shelves.read() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event
        assert json.loads(event.detail)["records"] == "Thành viên tổ công nghệ số"


def test_a_leader_puts_no_page_of_an_officer_into_a_draft(shelves: Office) -> None:
    here = f"{HERE}/{programme_of(shelves).id}/ban-moi"
    for page in ("ten", "muc", "tieu-chi", "cong-nhan"):
        assert shelves.as_leader().client.get(f"{here}/{page}").status_code == 403


def current_records(office: Office) -> tuple[str, ...]:
    """Who may record by the version in use."""
    with office.read() as session:
        current = session.get_one(Programme, programme_of(office).id).current
        assert current
        return current.declared.records
