"""Attendance is corrected under an issued paper: the page says so before, a leader keeps or revokes, lists show it."""

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import AuditEvent, Certificate, KeptCertificate, Registration
from app.models.learning.mark_correction import correct
from tests.pages import Page
from tests.routes.office.conftest import Office
from tests.routes.office.papers import issued

LIST = "/van-phong/so-cap/khong-con-du"


def first(office: Office) -> tuple[str, int, str]:
    """The first paper: its person's name and number, and its entry's address."""
    with office.read() as session:
        row = session.scalars(select(Certificate).order_by(Certificate.number)).first()
        assert row
        return (
            row.paper["full_name"],
            row.number,
            f"/van-phong/so-cap/{office.ward.code}/{row.register.year}/{row.number}",
        )


def absent(office: Office, *lessons: int) -> None:
    """The office corrects lessons of whoever has the first paper."""
    with office.write() as session:
        row = session.scalars(select(Certificate).order_by(Certificate.number)).first()
        assert row
        seat = session.get_one(Registration, row.registration_id)
        for lesson in seat.course.lessons:
            if lesson.number in lessons:
                said = {"reason": "Nhầm người.", "officer": True, "by_id": office.officer.id, "device": "form"}
                correct(session, lesson, seat.id, "absent", now=clock.now(), **said)


def opened(page: Page, words: str) -> Page:
    """What the link leads to whose text has these words."""
    return page.follow(next(each for each in page.links() if words in each))


@pytest.fixture
def page(office: Office) -> Page:
    """Three papers, the first one's attendance put below the rule."""
    issued(office)
    absent(office, 1, 2)
    return office.as_leader().get("/van-phong")


def test_the_edit_page_says_so_before_and_after(office: Office) -> None:
    issued(office)
    absent(office, 1)
    name, number, _entry = first(office)
    edit = opened(office.as_officer().get("/giang-vien/lop/DEM5/buoi/2"), name)
    assert f"Đã cấp giấy số {number:03d}/" in edit.text
    assert "lãnh đạo được hỏi giữ hay thu hồi" in edit.text

    done = edit.form(action="/sua").submit({"status": "absent", "reason": "Nhầm người."})

    assert "đã cấp nhưng không còn đủ số buổi. Lãnh đạo được hỏi" in done.text


def test_the_way_to_reopen_a_lesson_says_whose_paper_hangs_on_it(office: Office) -> None:
    issued(office)
    absent(office, 1)
    name, number, entry = first(office)
    paper = f"{number:03d}/{entry.split('/')[-2]} {name}"

    absent_then, came = (office.as_officer().get(f"/giang-vien/lop/DEM5/buoi/{lesson}") for lesson in (1, 2))

    assert "Giấy đã cấp nhờ buổi này" in absent_then.text  # of the others
    assert paper not in absent_then.text
    assert paper in came.text
    assert "Đã mở lại buổi" in came.form(action="/mo-lai").submit({"reason": "Ghi nhầm buổi."}).text


def test_a_leader_finds_it_on_the_start_page_and_keeps_it(office: Office, page: Page) -> None:
    name, number, entry = first(office)
    paper = f"{number:03d}/{entry.split('/')[-2]}"
    question = opened(page, f"Giữ hay thu hồi giấy số {paper}")
    assert name in question.text
    refused = question.form(button="Giữ giấy").submit({"decision": "keep", "reason": ""}, status=422)
    assert "Lý do" in refused.text

    kept = refused.form(button="Giữ giấy").submit({"decision": "keep", "reason": "Nghỉ vì nằm viện."})

    assert kept.address == entry
    assert f"Đã giữ giấy số {paper}." in kept.text
    assert "giữ giấy dù không còn đủ số buổi" in kept.text
    assert "Nghỉ vì nằm viện." in kept.text
    assert "Giấy nào cũng đủ" in kept.pages.get(LIST).text
    with office.read() as session:
        row = session.scalars(select(KeptCertificate)).one()
        assert (row.reason, row.by_id) == ("Nghỉ vì nằm viện.", office.leader.id)
        assert session.scalars(select(AuditEvent).where(AuditEvent.action == "certificate.kept")).one()
    absent(office, 3)
    assert f"Giữ hay thu hồi giấy số {paper}" in office.as_leader().get("/van-phong").text


def test_a_leader_revokes_it_once(office: Office, page: Page) -> None:
    form = opened(page, "Giữ hay thu hồi").form(button="Giữ giấy")

    gone = form.submit({"decision": "revoke", "reason": "Không đủ buổi."})

    assert "Giấy này đã bị thu hồi" in gone.text
    assert "không còn gì phải quyết" in form.submit({"decision": "keep", "reason": "Muộn."}).text


def test_every_list_of_certificates_shows_it_while_the_paper_is_valid(office: Office, page: Page) -> None:
    name, _number, entry = first(office)
    officer = office.as_officer()
    for address in ("/van-phong/lop/DEM5/giay", "/van-phong/lop/DEM5/trao-giay", "/van-phong/so-cap"):
        assert "không còn đủ: có mặt" in officer.get(address).text, address
    assert "Đã cấp nhưng không còn đủ số buổi" in officer.get(entry).text
    shown = officer.get(LIST)
    assert name in shown.text
    question = opened(shown, "Giữ hay thu hồi")
    assert "Chờ lãnh đạo quyết" in question.text
    with office.read() as session:
        row = session.scalars(select(Certificate).order_by(Certificate.number)).first()
        assert row
        code = row.code
    assert "Giấy thật, đang có giá trị" in officer.get(f"/g/{code}").text
