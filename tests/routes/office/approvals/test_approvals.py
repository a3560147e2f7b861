"""A course's list on its way: the office submits, a leader approves or sends it back, numbers follow at once."""

from datetime import timedelta

from sqlalchemy import select

from app.country import clock
from app.country.names import sort_key
from app.jobs import orders
from app.models import (
    Account,
    Approval,
    ApprovalState,
    Attendance,
    AuditEvent,
    Certificate,
    CertificateState,
    Course,
    Job,
    JobState,
    Mark,
    Registration,
    Role,
)
from app.models.learning.certificate_numbers import enter
from tests.factories import make_account, make_attended_course, make_course, make_ward
from tests.pages import Page, Pages, words
from tests.routes.office.conftest import Office
from tests.statements import counted


def finished(office: Office, people: int = 3, seldom: int = 1) -> None:
    """DEM5, over, with its attendance."""
    with office.write() as session:
        make_attended_course(session, office.here(session), code="DEM5", people=people, seldom=seldom)


def submitted(office: Office, people: int = 3, seldom: int = 1) -> None:
    """DEM5, its list before the leader."""
    finished(office, people, seldom)
    office.as_officer().get("/van-phong/lop/DEM5/trinh-duyet").form("/trinh-duyet").submit()


def lists(office: Office) -> list[Approval]:
    with office.read() as session:
        return list(session.scalars(Approval.of(office.course("DEM5").id)))


def token(page: Page) -> dict[str, str]:
    """A form's token, to press what a page does not offer."""
    return {"csrf_token": page.forms()[0].fields["csrf_token"][0]}


def certificates(office: Office) -> list[Certificate]:
    with office.read() as session:
        return list(session.scalars(select(Certificate).order_by(Certificate.number)))


def test_the_officer_sees_who_met_the_rule_and_who_not_and_why(office: Office) -> None:
    finished(office, people=3, seldom=1)

    page = office.as_officer().get("/van-phong/lop/DEM5").follow("Trình lãnh đạo duyệt")

    assert page.h1 == "Trình lãnh đạo duyệt"
    assert "4 người học, 3 người đủ điều kiện" in page.text
    assert "có mặt từ 80% số buổi, ở lớp này là 4/4 buổi" in page.text
    rows = [words(row) for row in page.all("tr") if "Buổi 1" in words(row)]
    assert len([row for row in rows if "4/4 buổi" in row]) == 3
    seldom = next(row for row in rows if "1/4 buổi" in row)
    assert "vắng 3 buổi không phép, cần 4/4" in seldom
    assert "Buổi 1: có mặt Buổi 2: vắng Buổi 3: vắng Buổi 4: vắng" in seldom
    assert "Trình lãnh đạo duyệt 3 giấy" in [words(press) for press in page.all("button")]


def test_submitted_it_waits_for_the_leader(office: Office) -> None:
    submitted(office)

    page = office.as_officer().get("/van-phong/lop/DEM5")

    assert "Đang chờ lãnh đạo duyệt" in page.text
    assert [made.state for made in lists(office)] == [ApprovalState.SUBMITTED]
    assert office.acts("DEM5") == ["approval.submitted"]
    assert "3 giấy chứng nhận" in office.as_leader().get("/van-phong").text
    assert "3 giấy chứng nhận" in office.as_leader().get("/van-phong/duyet").text


def test_classes_without_a_list_are_gone_through_one_after_the_other(office: Office) -> None:
    with office.write() as session:
        for code in ("DEM5", "DEM6", "DEM7", "DEM8"):
            make_attended_course(session, office.here(session), code=code, people=2)
    pages = office.as_officer()

    page = pages.get("/van-phong").follow("Soát: 4 lớp học xong chưa trình giấy")
    assert page.h1 == "Soát 1/4"
    assert "DEM5" in page.text
    page = page.follow("Sang lớp sau")
    assert page.h1 == "Soát 2/4"
    page = page.follow("Xem tên trên giấy")
    page = page.pages.get(next(each for words, each in page.links().items() if each.endswith("?soat=chua-trinh")))
    assert page.h1 == "Soát 2/4"
    third = page.links()["Sang lớp sau"]
    with office.write() as session:  # meanwhile, by somebody else
        course = Course.in_units({office.ward.id}).where(Course.code == "DEM7")
        by = session.get_one(Account, office.officer.id)
        Approval.submit(session, session.scalars(course).one().id, by=by, now=clock.now())
    page = page.form("/trinh-duyet").submit()

    assert page.h1 == "Soát 2/2"
    assert "DEM8" in page.text
    assert "Đã trình lãnh đạo duyệt 2 giấy." in page.text
    assert pages.get(third).h1 == "Soát 2/2"
    left = page.form("/trinh-duyet").submit()
    assert left.h1 == "Lớp học"
    assert "DEM5" in left.text


def test_submitted_twice_it_waits_once(office: Office) -> None:
    finished(office)
    pages = office.as_officer()
    form = pages.get("/van-phong/lop/DEM5/trinh-duyet").form("/trinh-duyet")

    form.submit()
    page = form.submit()

    assert "Danh sách này đã được trình rồi." in page.text
    assert len(lists(office)) == 1


def test_a_course_that_is_not_over_has_no_list_yet(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM5")

    pages = office.as_officer()
    page = pages.post(
        "/van-phong/lop/DEM5/trinh-duyet", token(pages.get("/van-phong/lop/DEM5/trinh-duyet")), status=409
    )

    assert "Lớp chưa học xong" in page.text
    assert lists(office) == []


def test_where_nobody_met_the_rule_there_is_nothing_to_submit(office: Office) -> None:
    finished(office, people=0, seldom=2)

    pages = office.as_officer()
    page = pages.post(
        "/van-phong/lop/DEM5/trinh-duyet", token(pages.get("/van-phong/lop/DEM5/trinh-duyet")), status=409
    )

    assert "Chưa có ai đủ số buổi có mặt" in page.text


def test_the_leader_reads_then_approves_in_two_presses_and_the_papers_are_there(office: Office) -> None:
    submitted(office, people=3, seldom=1)
    pages = office.as_leader()

    page = pages.get("/van-phong/lop/DEM5/duyet")
    assert page.h1 == "Duyệt 3 giấy"
    assert "4 người học, 3 người đủ điều kiện" in page.text
    last_look = page.follow("Duyệt 3 giấy…")
    year = clock.today().year
    assert f"Cấp số 001–003/{year}. Không rút lại được." in last_look.text
    assert "Lê Hồng Thái, PHÓ CHỦ TỊCH" in last_look.text
    assert certificates(office) == []
    assert last_look.form("/duyet").buttons == {"Cấp 3 giấy"}
    done = last_look.form("/duyet").submit()

    assert done.h1 == "3 giấy chứng nhận"
    assert f"Đã duyệt 3 giấy, số 001/{year} đến 003/{year}." in done.text
    rows = certificates(office)
    assert [(row.number, row.state) for row in rows] == [(n, CertificateState.ISSUED) for n in (1, 2, 3)]
    assert [made.state for made in lists(office)] == [ApprovalState.APPROVED]
    assert {"approval.approved", "certificates.issued"} <= set(office.acts("DEM5"))
    names = [row.paper["full_name"] for row in rows]
    assert names == sorted(names, key=sort_key)  # numbered in the order of names
    with office.read() as session:
        assert AuditEvent.first_broken(session) is None


def test_each_paper_is_served_as_it_was_issued(office: Office) -> None:
    submitted(office)
    pages = office.as_leader()
    pages.get("/van-phong/lop/DEM5/duyet/cap-so").form("/duyet").submit()
    row = certificates(office)[1]
    kept = (office.app.extensions["settings"].data_dir / "papers" / str(row.file)).read_bytes()

    answer = pages.client.get(f"/van-phong/so-cap/{office.ward.code}/{clock.today().year}/2.pdf")

    assert answer.status_code == 200
    assert answer.data == kept
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f'inline; filename="giay-chung-nhan-002-{clock.today().year}.pdf"'


def test_the_whole_class_in_one_file(office: Office) -> None:
    submitted(office)
    pages = office.as_leader()
    page = pages.get("/van-phong/lop/DEM5/duyet/cap-so").form("/duyet").submit()

    with pages.client.post(
        "/van-phong/lop/DEM5/giay", data={"csrf_token": page.form("/giay").fields["csrf_token"]}, follow_redirects=True
    ) as file:
        assert file.mimetype == "application/pdf"
        assert file.data.startswith(b"%PDF-")


def test_sent_back_with_a_reason_it_can_be_submitted_again(office: Office) -> None:
    submitted(office)
    leader = office.as_leader()

    form = leader.get("/van-phong/lop/DEM5/duyet").follow("Trả lại").form("/tra-lai")
    assert "Anh chị chưa ghi dòng này." in form.submit({"reason": " "}, status=422).text
    page = form.submit({"reason": "Thiếu điểm danh buổi 3."})

    assert "Đã trả danh sách về cho cán bộ." in page.text
    officer = office.as_officer().get("/van-phong/lop/DEM5")
    assert "Lê Hồng Thái ghi: Thiếu điểm danh buổi 3." in officer.text
    officer.follow("Trình lãnh đạo duyệt").form("/trinh-duyet").submit()
    assert [made.state for made in lists(office)] == [ApprovalState.SUBMITTED, ApprovalState.SENT_BACK]
    leader.get("/van-phong/lop/DEM5/duyet/cap-so").form("/duyet").submit()
    assert len(certificates(office)) == 3


def test_sent_back_meanwhile_it_is_not_approved(office: Office) -> None:
    submitted(office)
    with office.write() as session:
        other = make_account(session, office.here(session), Role.LEADER, full_name="Ma Đình Tuyên")
    approve = office.as_leader().get("/van-phong/lop/DEM5/duyet/cap-so").form("/duyet")
    back = Pages(office.app.test_client()).sign_in(other).get("/van-phong/lop/DEM5/tra-lai").form("/tra-lai")

    back.submit({"reason": "Thiếu một buổi."})

    assert "Ma Đình Tuyên đã trả danh sách này về lúc" in approve.submit(status=409).text
    assert certificates(office) == []


def test_marks_taken_back_after_the_list_was_made_stop_the_approval(office: Office) -> None:
    submitted(office, people=2, seldom=0)
    with office.write() as session:
        course = session.scalars(Course.called("DEM5")).one()
        lesson = course.lessons[0]
        seat = session.scalars(Registration.seated_on(course.id)).first()
        assert seat is not None
        name = seat.person.full_name
        at = lesson.starts_at + timedelta(minutes=30)
        Attendance.record(
            session, lesson, [Mark("taken-back", seat.id, "absent", at, at, "phone")], by_id=None, now=clock.now()
        )
    pages = office.as_leader()

    page = pages.get("/van-phong/lop/DEM5/duyet")
    refused = pages.post("/van-phong/lop/DEM5/duyet", token(page), status=409)

    assert f"{name} không còn đủ số buổi, hoặc đã có giấy." in page.text
    assert "Duyệt 2 giấy</button>" not in page.html
    assert f"{name} không còn đủ số buổi, hoặc đã có giấy." in refused.text
    assert certificates(office) == []


def test_another_wards_leader_learns_nothing(office: Office) -> None:
    submitted(office)
    office.as_leader().get("/van-phong/lop/DEM5/duyet/cap-so").form("/duyet").submit()
    with office.write() as session:
        stranger = make_account(session, make_ward(session), Role.LEADER)
    pages = Pages(office.app.test_client()).sign_in(stranger)
    token = pages.get("/van-phong").forms()[0].fields["csrf_token"]

    pages.get("/van-phong/lop/DEM5/duyet", status=404)
    pages.get("/van-phong/lop/DEM5/giay", status=404)
    pages.get(f"/van-phong/so-cap/{office.ward.code}/{clock.today().year}/1.pdf", status=404)
    pages.get(f"/van-phong/so-cap?phuong={office.ward.code}", status=404)
    pages.post("/van-phong/lop/DEM5/duyet", {"csrf_token": token}, status=404)
    assert "Không có gì chờ duyệt" in pages.get("/van-phong/duyet").text


def test_until_the_papers_are_drawn_the_page_shows_how_far_they_are(office: Office) -> None:
    submitted(office)
    with office.write() as session:  # approved, the worker not there yet
        approval = session.scalars(Approval.of(office.course("DEM5").id)).one()
        approval.approve(session, by=session.merge(office.leader), now=clock.now())
        enter(session, approval, now=clock.now())
        job = orders.certificates(session, approval, by=office.leader.id)
    pages = office.as_leader()

    page = pages.get("/van-phong/lop/DEM5/giay")

    assert "Đang chờ tới lượt" in page.text
    assert page.text.count("Chờ vẽ") >= 3
    assert f"/van-phong/viec/{job.public_id}" in page.html
    assert "hx-trigger" in page.html
    assert "giấy chờ vẽ" in pages.get("/van-phong").text
    with office.read() as session:
        assert session.get_one(Job, job.id).state == JobState.QUEUED


def test_the_pages_cost_the_same_however_many_people(office: Office) -> None:
    asked = []
    for code, people in (("DEM5", 3), ("DEM6", 30)):
        with office.write() as session:
            make_attended_course(session, office.here(session), code=code, people=people)
        officer, leader = office.as_officer(), office.as_leader()
        with counted() as new:
            form = officer.get(f"/van-phong/lop/{code}/trinh-duyet").form("/trinh-duyet")
        form.submit()
        with counted() as show:
            page = leader.get(f"/van-phong/lop/{code}/duyet")
        with counted() as last_look:
            page = page.follow(f"Duyệt {people} giấy…")
        page.form("/duyet").submit()
        with counted() as index:
            leader.get(f"/van-phong/lop/{code}/giay")
        asked.append((len(new), len(show), len(last_look), len(index)))
    assert asked[0] == asked[1]
    assert max(asked[0]) <= 18
