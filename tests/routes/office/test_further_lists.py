"""The supplementary list: who meets the rule after the approval, from the day's page to the papers of every list."""

from datetime import timedelta

from app.country import clock
from app.models import Approval, Attendance, Certificate, CertificateState, Course, CourseState, Mark, Registration
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office
from tests.routes.office.papers import LIST, certificates, finished, issued, token, unmet
from tests.statements import counted

COURSE = "/van-phong/lop/DEM5"


def put_right(office: Office, seat: Registration, status: str = "present") -> None:
    """A signed paper turns up after the approval: they were there every time (or were not)."""
    with office.write() as session:
        for lesson in session.scalars(Course.called("DEM5")).one().lessons:
            at = lesson.starts_at + timedelta(minutes=50 if status == "present" else 55)
            mark = Mark(f"{status}-{seat.id}-{lesson.number}", seat.id, status, at, at, "office")
            Attendance.record(session, lesson, [mark], by_id=None, now=at)


def late(office: Office, people: int = 2) -> Registration:
    """DEM5 with its first list issued, and somebody who met the rule since."""
    finished(office, people, seldom=2)
    office.as_officer().get(f"{COURSE}/trinh-duyet").form("/trinh-duyet").submit()
    office.as_leader().get(LIST + "/cap-so").form("/duyet").submit()
    seat = unmet(office)[0]
    put_right(office, seat)
    return seat


def submitted(office: Office) -> Page:
    return office.as_officer().get(f"{COURSE}/trinh-duyet").form("/trinh-duyet").submit()


def printed(pages: Pages, page: Page, address: str, **fields: str) -> bytes:
    """What a press on a printer button brings."""
    with pages.client.post(address, data={"csrf_token": token(page), **fields}, follow_redirects=True) as answer:
        assert answer.mimetype == "application/pdf", address
        return bytes(answer.data)


def test_from_the_day_to_the_paper(office: Office) -> None:
    seat = late(office)
    officer, leader = office.as_officer(), office.as_leader()
    name = seat.person.full_name
    assert "người đủ điều kiện mà chưa có giấy" in officer.get("/van-phong").text
    assert "1 người đủ điều kiện mà chưa có giấy" in officer.get(COURSE).text

    page = officer.get(COURSE).follow("Danh sách bổ sung lần 1")
    assert page.h1 == "Danh sách bổ sung lần 1"
    assert "2 người chưa có giấy, 1 người đủ điều kiện" in page.text
    assert "2 người đã có giấy" in page.text
    told = page.form("/trinh-duyet").submit()
    assert "Đã trình lãnh đạo duyệt 1 giấy." in told.text
    assert "Danh sách bổ sung lần 1. Lường Thị Bích Đào trình" in told.text
    assert "Xem giấy đã cấp" in told.text
    assert "người đủ điều kiện mà chưa có giấy" not in officer.get("/van-phong").text
    assert "Danh sách bổ sung lần 1 đang chờ lãnh đạo duyệt" in officer.get(f"{COURSE}/giay").text

    assert "1 giấy chứng nhận của DEM5" in leader.get("/van-phong").text
    assert "Danh sách bổ sung lần 1. Lường Thị Bích Đào trình" in leader.get("/van-phong/duyet").text
    shown = leader.get(LIST)
    assert "Danh sách bổ sung lần 1. 2 người khác của lớp đã có giấy." in shown.text
    done = shown.follow("Duyệt 1 giấy…").form("/duyet").submit()

    assert f"Đã duyệt 1 giấy, số 003/{clock.today().year}." in done.text
    assert done.h1 == "3 giấy chứng nhận"
    assert "Danh sách cấp giấy" in done.text
    assert "Danh sách bổ sung lần 1" in done.text
    assert [row.paper["full_name"] for row in certificates(office)][2] == name
    assert all(row.file for row in certificates(office))
    assert "Danh sách bổ sung lần 1: Lê Hồng Thái duyệt ngày" in officer.get(COURSE).text
    assert "Danh sách bổ sung lần 1" in officer.get(f"{COURSE}/giay-to").text


def test_every_paper_of_every_list_is_printed_from_the_certificates_page(office: Office) -> None:
    late(office)
    submitted(office)
    leader = office.as_leader()
    page = leader.get(LIST + "/cap-so").form("/duyet").submit()
    here = [form.action for form in page.forms()]

    for number in (1, 2):
        for what in (f"/giay?ds={number}", f"/giay/phu-luc?ds={number}", f"/giay/trao-giay?ds={number}"):
            assert COURSE + what in here
            assert printed(leader, page, COURSE + what).startswith(b"%PDF-")
    for what in ("ho-so", "bang-diem-danh"):
        assert f"{COURSE}/giay-to/{what}" in here
        assert printed(leader, page, f"{COURSE}/giay-to/{what}").startswith(b"%PDF-")
    extract = f"/van-phong/so-cap/{office.ward.code}/{clock.today().year}/trich"
    assert here.count(extract) == 2
    assert "In trích sổ 001 đến 002" in page.text
    assert "In trích sổ 003 " in page.text
    assert "In trích sổ 003 đến" not in page.text
    assert printed(leader, page, extract, first="3", last="3").startswith(b"%PDF-")


def test_one_list_has_its_papers_without_a_number(office: Office) -> None:
    leader = issued(office, people=2)
    page = leader.get(f"{COURSE}/giay")
    here = [form.action for form in page.forms()]

    assert f"{COURSE}/giay" in here
    assert f"{COURSE}/giay/phu-luc" in here
    assert "Danh sách cấp giấy" not in page.text
    assert "In cả lớp, 2 giấy" in page.text
    assert "Danh sách bổ sung" not in page.text  # a leader makes no lists
    assert "Danh sách bổ sung lần 1" in office.as_officer().get(f"{COURSE}/giay").text


def test_each_list_has_the_number_of_its_own_decision(office: Office) -> None:
    late(office)
    submitted(office)
    office.as_leader().get(LIST + "/cap-so").form("/duyet").submit()
    officer = office.as_officer()

    form = officer.get(f"{COURSE}/quyet-dinh?ds=2").form("/quyet-dinh")
    assert "Danh sách bổ sung lần 1" in form.page.text
    form.submit({"number": "301/QĐ-UBND", "day": "20/11/2026"})
    officer.get(f"{COURSE}/quyet-dinh?ds=1").form("/quyet-dinh").submit({"number": "214/QĐ-UBND", "day": "1/11/2026"})

    with office.read() as session:
        lists = session.scalars(Approval.approved_of(office.course("DEM5").id)).all()
        assert [one.decision_number for one in lists] == ["214/QĐ-UBND", "301/QĐ-UBND"]


def test_nobody_new_is_said_and_sent_back_it_is_made_again(office: Office) -> None:
    seat = late(office)
    form = office.as_officer().get(f"{COURSE}/trinh-duyet").form("/trinh-duyet")
    put_right(office, seat, "absent")

    assert "Ai đủ số buổi có mặt đều đã có giấy, nên chưa có gì để trình bổ sung." in form.submit(status=409).text

    put_right(office, next(other for other in unmet(office) if other.id != seat.id))
    form.submit()
    leader = office.as_leader()
    leader.get(f"{COURSE}/tra-lai").form("/tra-lai").submit({"reason": "Thiếu tờ ký."})
    page = office.as_officer().get(COURSE)
    assert "Danh sách bổ sung lần 1. Lê Hồng Thái ghi: Thiếu tờ ký." in page.text
    assert "Xem giấy đã cấp" in page.text
    page.follow("Trình lãnh đạo duyệt").form("/trinh-duyet").submit()
    assert "Duyệt 1 giấy" in leader.get(LIST).text


def test_while_a_list_is_before_the_leader_the_class_is_not_closed(office: Office) -> None:
    late(office)
    close = office.as_officer().get(COURSE).form("/khep")
    submitted(office)

    assert "Danh sách đang chờ lãnh đạo duyệt. Duyệt xong rồi khép lớp." in close.submit().text
    assert office.course("DEM5").state == CourseState.OPEN
    office.as_leader().get(LIST + "/cap-so").form("/duyet").submit()
    assert "Đã khép lớp." in close.submit().text


def test_a_revoked_paper_is_told_beside_the_name(office: Office) -> None:
    late(office)
    with office.write() as session:
        row = session.scalars(Certificate.of_course(office.course("DEM5").id)).first()
        assert row is not None
        row.end_as(CertificateState.REVOKED, reason="Cấp nhầm.", now=clock.now())

    page = office.as_officer().get(f"{COURSE}/trinh-duyet")

    assert "3 người chưa có giấy, 2 người đủ điều kiện" in page.text
    assert f"Giấy số 001/{clock.today().year} đã thu hồi ngày" in page.text


def test_the_papers_of_all_lists_are_handed_over_on_one_page(office: Office) -> None:
    late(office)
    submitted(office)
    office.as_leader().get(LIST + "/cap-so").form("/duyet").submit()
    officer = office.as_officer()

    page = officer.get(f"{COURSE}/trao-giay")
    assert "Cả 3 giấy ở dưới" in page.text
    everybody = ",".join(row.name for row in certificates(office))
    assert "Đã ghi trao 3 giấy." in page.form("/trao-giay").submit({"papers": everybody}).text


def test_the_pages_cost_the_same_with_further_lists(office: Office) -> None:
    late(office, people=6)
    officer = office.as_officer()
    officer.get(COURSE)
    asked = []
    for address in ("/van-phong", COURSE, f"{COURSE}/trinh-duyet", f"{COURSE}/giay"):
        with counted() as seen:
            officer.get(address)
        asked.append(len(seen))
    submitted(office)
    office.as_leader().get(LIST + "/cap-so").form("/duyet").submit()
    put_right(office, unmet(office)[0])
    for address, before in zip(("/van-phong", COURSE, f"{COURSE}/trinh-duyet", f"{COURSE}/giay"), asked, strict=True):
        with counted() as seen:
            officer.get(address)
        assert len(seen) <= before, (address, seen)
