"""A report of the Front's plan in a ward of the state: asked who signs, sent to be signed, entered as issued."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select, update

from app.country import clock
from app.jobs.reports import content_of
from app.models import AuditEvent, Document, Letterhead, Measurement, Plan, Report, ReportState, Role
from tests.factories import PAPER, make_account, make_ward
from tests.models.people.test_letterheads import FRONT
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office
from tests.routes.office.reports.test_reports import HERE, address, approve, kept, planned, said_of
from tests.stores import puts
from tests.web.test_office_files import PDF, letter

BUTTON = "Đã ban hành, khóa báo cáo"


def fronts(office: Office, style: str = "front") -> Page:
    """The report of a plan of another style, begun."""
    planned(office)
    with office.write() as session:
        session.execute(update(Plan).values(style=style))
    return office.as_officer().get(HERE).form(button="Lập báo cáo").submit()


def stored(office: Office, **lines: str) -> None:
    with office.write() as session:
        Letterhead.write(session, office.here(session), "front", {**FRONT, **lines}, "")


def to_sign(office: Office) -> Page:
    asked = office.as_officer().get(address(office)).form(button="Đưa đi ký").submit()
    return asked.form(button="Vẫn đưa đi ký").submit()


def signed(file: bytes = PDF, **more: str) -> dict[str, Any]:
    return {"number": "7", "day": f"{clock.today():%d/%m/%Y}", "file": (BytesIO(file), "bc.pdf"), **more}


def test_who_signs_is_asked_once_before_the_first_is_sent(office: Office) -> None:
    page = fronts(office)
    assert "lãnh đạo UBND không duyệt" in page.text
    asked = page.form(button="Đưa đi ký").submit()
    assert asked.h1 == "Ai ký báo cáo của Mặt trận?"
    assert "Phường chưa ghi ai ký giấy của Mặt trận" in asked.text
    form = asked.form(button="Lưu")
    assert form.fields["parent"] == ["ỦY BAN MTTQ VIỆT NAM PHƯỜNG PHAN ĐÌNH PHÙNG"]
    refused = form.submit({"signer_name": " ", "capacity": "a" * 300}, status=422)
    assert "Anh chị chưa ghi dòng này." in refused.text
    assert "Dòng này dài 300 chữ." in refused.text
    assert refused.form(button="Lưu").fields["capacity"] == ["a" * 300]
    other = office.as_officer().get(f"{HERE}/dau-giay/front").form(button="Lưu")
    back = form.submit({"signer_name": "Đàm Thị Minh Phương", "capacity": "phó chủ tịch"})
    assert back.h1.startswith("Báo cáo năm")
    late = other.submit({"signer_name": "Người Khác"}, status=409)
    assert "Có người vừa sửa trước anh chị" in late.text
    assert "Đàm Thị Minh Phương" in late.text
    assert "Đưa đi ký" not in to_sign(office).text
    assert office.as_officer().get(HERE).follow("Đầu giấy của Mặt trận").form(button="Lưu").fields["capacity"] == [
        "PHÓ CHỦ TỊCH"
    ]
    assert "unit.letterhead_written" in said_of(office)
    office.as_officer().get(f"{HERE}/dau-giay/state", status=404)
    office.as_leader().get(f"{HERE}/dau-giay/front", status=403)


def test_the_party_signs_in_the_name_of_its_standing_committee_or_of_the_whole(office: Office) -> None:
    form = fronts(office, "party").form(button="Đưa đi ký").submit().form(button="Lưu")
    assert form.fields["in_the_name_of"] == ["T/M BAN THƯỜNG VỤ"]
    form.submit({"signer_name": "Trần Doãn Tuấn", "in_the_name_of": "T/M CHI BỘ"}, status=422)
    form.submit({"signer_name": "Trần Doãn Tuấn", "in_the_name_of": "T/M ĐẢNG ỦY"})
    with office.read() as session:
        assert session.scalars(select(Letterhead.in_the_name_of)).one() == "T/M ĐẢNG ỦY"


def test_the_leader_does_not_decide_what_another_body_signs(office: Office) -> None:
    fronts(office)
    stored(office)
    page = to_sign(office)
    assert "Chờ Mặt trận ký, ban hành" in page.text
    assert "Báo cáo năm" not in office.as_leader().get("/van-phong/duyet").text
    leader = office.as_leader().get(address(office))
    assert "Duyệt báo cáo" not in leader.text
    assert "Ghi số đã ban hành" not in leader.links()
    office.as_leader().get(f"{address(office)}/ban-hanh", status=403)
    assert "Ghi số đã ban hành" in office.as_officer().get(f"{HERE}?xem=cho-so").text
    with office.write() as session:
        another = make_account(session, office.here(session), Role.OFFICER, full_name="Hoàng Quang Khải")
    back = Pages(office.app.test_client()).sign_in(another).get(address(office)).form(button="Rút báo cáo về").submit()
    assert "Bản nháp" in back.text
    assert kept(office).figures == ""
    office.as_officer().get(f"{address(office)}/ban-hanh")
    assert said_of(office)[-2:] == ["report.sent_to_sign", "report.withdrawn"]


def test_what_was_issued_is_entered_with_its_number_day_and_file_and_locked(office: Office) -> None:
    fronts(office)
    stored(office)
    form = to_sign(office).follow("Ghi số đã ban hành").form(button=BUTTON)
    assert form.fields["number"] == [""]
    done = form.submit(signed())
    assert "Đã ban hành số 07/BC-MTTQ-BTT" in done.text
    assert "Mặt trận đã ký." in done.text
    with office.read() as session:
        filed = session.scalars(select(Document)).one()
        assert (filed.kind, filed.register_number, filed.signed_on) == ("BC.front", "07/BC-MTTQ-BTT", clock.today())
        assert (filed.paper["style"], filed.paper["signer_formula"]) == ("front", "TM. BAN THƯỜNG TRỰC")
        row = session.scalars(select(Report)).one()
        assert (row.state, row.decided_by_id, bool(row.figures)) == (ReportState.LOCKED, None, True)
        place = f"/van-phong/so-van-ban/{filed.public_id}.pdf"
        assert session.scalars(select(AuditEvent.action).where(AuditEvent.action == "report.issued")).one()
    given = office.as_leader().client.get(place)
    assert (given.data, given.mimetype) == (PDF, "application/pdf")
    office.as_officer().get(f"{address(office)}/ban-hanh")
    with office.write() as session:
        code = make_ward(session).code
    office.as_officer().get(f"{HERE}/dau-giay/front?phuong={code}", status=404)


def test_what_the_books_say_otherwise_since_it_was_sent_is_told_before_it_is_entered_as_issued(office: Office) -> None:
    fronts(office)
    stored(office)
    to_sign(office)
    changed = "Từ lúc gửi, sổ đã khác ở 2 số của báo cáo"
    assert changed not in office.as_officer().get(f"{address(office)}/ban-hanh").text
    with office.write() as session:
        target = session.scalars(select(Measurement)).one().target
        told = {"from_words": "Công an phường", "counted_on": clock.today(), "numerator": 600}
        session.add(Measurement(unit=target.unit, target=target, **PAPER, **told))
    asked = office.as_officer().get(f"{address(office)}/ban-hanh")
    for page in (asked, asked.form(button=BUTTON).submit(signed(number=""), status=422)):
        assert changed in page.text
        assert "541/1.000 → 600/1.000" in page.text


def test_a_signed_paper_is_stored_while_no_row_is_locked(office: Office) -> None:
    fronts(office)
    stored(office)
    form = to_sign(office).follow("Ghi số đã ban hành").form(button=BUTTON)
    with puts(office.app) as seen:
        form.submit(signed())
    assert seen == [False]


def test_a_second_press_and_a_second_officer_enter_nothing_more(office: Office) -> None:
    fronts(office)
    stored(office)
    page = to_sign(office)
    form = page.follow("Ghi số đã ban hành").form(button=BUTTON)
    with office.write() as session:
        another = make_account(session, office.here(session), Role.OFFICER, full_name="Hoàng Quang Khải")
    theirs = Pages(office.app.test_client()).sign_in(another).get(f"{address(office)}/ban-hanh").form(button=BUTTON)
    form.submit(signed())
    assert "07/BC-MTTQ-BTT" in form.submit(signed()).text
    late = theirs.submit(signed(number="8"), status=409)
    assert "đã ghi là đã ban hành" in late.text
    with office.read() as session:
        assert session.scalars(select(Document.number)).all() == [7]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day": "1/1/2031"}, "chưa tới"),
        ({"day": "31/12/2019"}, "trước kỳ báo cáo"),
        ({"day": ""}, "Anh chị ghi ngày"),
        ({"number": "0"}, "Anh chị ghi một số từ 1"),
        ({"file": b""}, "Anh chị chọn một tệp"),
        ({"file": b"MZ..."}, "không phải PDF"),
        ({"file": letter()}, "tệp Word, Excel không nhận"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_cannot_be_is_refused_and_enters_nothing(office: Office, wrong: dict[str, Any], words: str) -> None:
    fronts(office)
    stored(office)
    form = to_sign(office).follow("Ghi số đã ban hành").form(button=BUTTON)
    assert words in form.submit(signed(**wrong), status=422).text
    with office.read() as session:
        assert session.scalars(select(Document)).all() == []
        assert session.scalars(select(Report.state)).one() == ReportState.SIGNING


def test_each_body_has_numbers_of_its_own_and_none_twice(office: Office) -> None:
    fronts(office)
    stored(office)
    with office.write() as session:
        unit, by, now = office.here(session), session.scalars(select(Report)).one().proposed_by, clock.now()
        for kind, number in (("BC", 7), ("BC.front", 8)):
            session.add(Document(
                unit=unit, kind=kind, year=clock.today().year, number=number, pattern="…", signed_on=clock.today(),
                subject="Trước", made_by=by, made_at=now,
            ))  # fmt: skip
    form = to_sign(office).follow("Ghi số đã ban hành").form(button=BUTTON)
    refused = form.submit(signed(number="8"), status=409)
    assert "Số này đã ghi cho báo cáo khác trong năm." in refused.text
    assert kept(office).state == ReportState.SIGNING
    assert "07/BC-MTTQ-BTT" in refused.form(button=BUTTON).submit(signed()).text


@pytest.mark.parametrize(
    ("style", "who"),
    [
        ("front", "Ban Thường trực Ủy ban MTTQ Việt Nam phường Phan Đình Phùng báo cáo"),
        ("party", "Ban Thường vụ Đảng ủy phường Phan Đình Phùng báo cáo"),
        ("state", "Ủy ban nhân dân phường Phan Đình Phùng báo cáo"),
    ],
)
def test_the_opening_names_who_reports(office: Office, style: str, who: str) -> None:
    from app.indicators.reports.figures import counted
    from app.indicators.reports.wording import paper_content

    fronts(office, style)
    with office.read() as session:
        row = session.scalars(select(Report)).one()
        said = paper_content(row, [], counted(session, row, clock.today(), ()), now=clock.now())
        assert who in content_of(said, None, 2026).opening
        earlier = {key: each for key, each in said.items() if key != "counted_to"} | {"as_of": "2026-05-19"}
        assert ", số liệu đến hết ngày 19/5/2026) như sau:" in content_of(earlier, None, 2026).opening


def test_the_leaders_outline_names_the_gaps_that_the_officers_does(office: Office) -> None:
    planned(office)
    with office.write() as session:
        from tests.factories import make_target

        make_target(session, office.here(session), session.scalars(select(Plan)).one(), name="Chưa ai đếm")
    office.as_officer().get(HERE).form(button="Lập báo cáo").submit()

    def outline(page: Page) -> list[str]:
        return [line for line in page.html.split("aria-label=\"Các phần\">")[1].split("</nav>")[0].split("<li>")
                if "chưa có số" in line or "rỗng" in line]  # fmt: skip

    officers = outline(office.as_officer().get(address(office)))
    assert officers
    asked = office.as_officer().get(address(office)).form(button="Gửi lãnh đạo").submit()
    asked.form(button="Vẫn gửi lãnh đạo").submit()
    assert outline(office.as_leader().get(address(office))) == officers


def test_what_a_leader_has_before_him_stays_the_wards_own(office: Office) -> None:
    """Whatever becomes of its plan's style meanwhile."""
    planned(office)
    office.as_officer().get(HERE).form(button="Lập báo cáo").submit()
    approve(office)
    with office.write() as session:
        session.execute(update(Plan).values(style="front"))
    with office.read() as session:
        assert session.scalars(select(Report)).one().style == "state"
    assert "1/BC-UBND" in office.as_officer().get(f"{address(office)}/so").form(button="Cho số và khóa").submit().text
