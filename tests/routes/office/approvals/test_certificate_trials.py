"""Papers are drawn on trial before numbers are taken: what cannot be drawn is said while nothing is lost by it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs import dry_run_orders, orders, queue, work
from app.models import Certificate, CertificateRegister, CertificateState, Course, Job, JobState, Registration, Role
from tests.documents.ruler import Paper
from tests.factories import make_account, make_approved_list, make_attended_course, make_course
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office

LIST = "/van-phong/lop/DEM5/duyet"
HOST_42 = "lopso.phuonghoankiem.thanhpho.hanoi.gov.vn"
NAME_45 = "Nguyễn Hoàng Phương Thảo Nguyên Vy Khánh Linh"


def submitted(office: Office, people: int = 3, name: str = "", **given: object) -> None:
    """DEM5, its list before the leader; everybody is called by a long name where one is given."""
    with office.write() as session:
        course = make_attended_course(session, office.here(session), code="DEM5", people=people, **given)
        called(session, course.id, name)
    office.as_officer().get("/van-phong/lop/DEM5/trinh-duyet").form("/trinh-duyet").submit()


def called(session: Session, course_id: int, name: str) -> None:
    """Everybody's name on paper, where one is given."""
    for seat in session.scalars(select(Registration).where(Registration.course_id == course_id)):
        seat.paper_name = name or seat.paper_name


At = Callable[[str], None]


@pytest.fixture
def at(office: Office, monkeypatch: pytest.MonkeyPatch) -> At:
    """Move the server to another address."""

    def move(address: str) -> None:
        settings = replace(office.app.extensions["settings"], public_url=address)
        monkeypatch.setitem(office.app.extensions, "settings", settings)

    return move


def certificates(office: Office) -> list[Certificate]:
    with office.read() as session:
        return list(session.scalars(select(Certificate).order_by(Certificate.number)))


def last_number(office: Office) -> int:
    with office.read() as session:
        return session.scalar(CertificateRegister.last_number_of(office.ward.id, clock.today().year)) or 0


def trials(office: Office) -> list[Job]:
    with office.read() as session:
        return list(session.scalars(select(Job).where(Job.kind == dry_run_orders.KIND).order_by(Job.id)))


def approve(page: Page, status: int = 200) -> Page:
    return page.form("/duyet").submit(status=status)


def test_38_a5_papers_with_long_names_come_out_on_a_server_with_a_name_of_42_letters(office: Office, at: At) -> None:
    assert (len(HOST_42), len(NAME_45)) == (42, 45)
    at(f"https://{HOST_42}")
    submitted(office, people=38, name=NAME_45, certificate_size="A5")
    leader = office.as_leader()

    done = approve(leader.get(LIST).follow("Duyệt 38 giấy…"))

    assert done.h1 == "38 giấy chứng nhận"
    rows = certificates(office)
    assert [row.number for row in rows] == list(range(1, 39))
    assert {row.state for row in rows} == {CertificateState.ISSUED}
    papers = office.app.extensions["settings"].data_dir / "papers"
    paper = Paper((papers / str(rows[0].file)).read_bytes())
    assert f"{HOST_42}/g" in paper.words()
    assert paper.codes() == [f"https://{HOST_42}/g/{rows[0].code}"]


def test_a_name_that_cannot_be_printed_is_found_before_any_number_is_taken(office: Office) -> None:
    submitted(office, people=3, name="Nguyễn 😀 An")
    leader = office.as_leader()

    page = leader.get(LIST)
    assert "Giấy vẽ thử không in được, nên chưa duyệt được" in page.text
    assert "“Nguyễn 😀 An” có ký tự không in được: 😀" in page.text
    assert "sửa tên in trên giấy" in page.text
    assert not [link for link in page.links() if link.startswith("Duyệt") and link.endswith("…")]
    assert leader.get(f"{LIST}/cap-so").h1 == "Duyệt 3 giấy"  # back to the reading
    pressed = leader.post(
        LIST, {"csrf_token": page.form("/ve-thu").fields["csrf_token"], "so": f"{clock.today().year}-1-3"}, status=409
    )

    assert "Chưa cấp số nào: giấy vẽ thử không in được." in pressed.text
    assert (certificates(office), last_number(office)) == ([], 0)


def test_a_name_put_right_is_drawn_anew_and_approved(office: Office) -> None:
    submitted(office, people=3, name="Nguyễn 😀 An")
    course_id = office.course("DEM5").id
    with office.write() as session:
        called(session, course_id, "Nguyễn Thị An")

    page = office.as_leader().get(LIST)
    assert "Máy chưa vẽ thử theo tên, khổ giấy và địa chỉ của hôm nay." in page.text
    again = page.form("/ve-thu").submit()
    assert "Đã vẽ thử cả 3 giấy, giấy nào cũng in được." in again.text
    approve(again.follow("Duyệt 3 giấy…"))

    assert [row.state for row in certificates(office)] == [CertificateState.ISSUED] * 3


def test_what_the_leader_opens_is_every_paper_marked_as_a_trial_and_without_a_number(office: Office) -> None:
    submitted(office, people=3)
    leader = office.as_leader()

    page = leader.get(LIST)
    with leader.client.get(page.links()["Xem đúng bản in, cả 3 giấy"]) as file:
        paper = Paper(file.data)

    assert len(paper.sheets) == 3
    for number in (1, 2, 3):
        assert "BẢN VẼ THỬ, CHƯA CẤP" in paper.words(number)
        assert f"……/{clock.today().year}" in paper.words(number)
    assert certificates(office) == []


def test_where_nobody_draws_the_leader_hears_what_waits_and_no_number_is_taken(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "enqueue", lambda job_id: None)
    monkeypatch.setattr("app.routes.jobs.PATIENCE", 0)
    submitted(office, people=3)
    leader = office.as_leader()

    last_look = leader.get(LIST).follow("Duyệt 3 giấy…")
    assert "Giấy chưa vẽ thử xong." in last_look.text
    page = approve(last_look, status=409)
    assert "Chưa cấp số nào: máy còn đang vẽ thử giấy của danh sách này." in page.text
    assert last_number(office) == 0

    with office.app.app_context():
        work.run(trials(office)[0].id)
    assert approve(page.follow("Duyệt 3 giấy…")).h1 == "3 giấy chứng nhận"
    assert [row.number for row in certificates(office)] == [1, 2, 3]


def test_another_address_another_size_or_another_style_is_tried_anew_by_the_worker(office: Office, at: At) -> None:
    submitted(office, people=2)
    with office.app.app_context():
        assert dry_run_orders.order_missing() == []
    at(f"https://{HOST_42}")
    with office.app.app_context():
        queue.enqueue_dry_runs()
    course_id = office.course("DEM5").id
    with office.write() as session:
        session.get_one(Course, course_id).certificate_size = "A5"
    with office.app.app_context():
        queue.enqueue_dry_runs()
    with office.write() as session:
        office.here(session).paper_style = "front"
    with office.app.app_context():
        queue.enqueue_dry_runs()
        assert dry_run_orders.order_missing() == []

    assert [job.state for job in trials(office)] == [JobState.DONE] * 4


def test_what_failed_is_not_drawn_again_every_minute(office: Office) -> None:
    submitted(office, people=2, name="Nguyễn 😀 An")

    with office.app.app_context():
        assert dry_run_orders.order_missing() == []

    assert [job.state for job in trials(office)] == [JobState.FAILED]


def test_numbers_that_another_list_took_meanwhile_are_told_and_asked_again(office: Office) -> None:
    submitted(office, people=3)
    last_look = office.as_leader().get(f"{LIST}/cap-so")
    assert f"Cấp số 001–003/{clock.today().year}." in last_look.text
    with office.write() as session:
        make_approved_list(session, make_attended_course(session, office.here(session), people=4))

    again = approve(last_look, status=409)
    assert "Đã khác lúc anh chị xem" in again.text
    assert f"Cấp số 005–007/{clock.today().year}. Không rút lại được." in again.text
    assert len(certificates(office)) == 4

    approve(again)
    assert [row.number for row in certificates(office)] == list(range(1, 8))


def test_a_press_that_saw_no_numbers_gives_none(office: Office) -> None:
    """A page saved before there was a last look, or a program: the numbers are shown first."""
    submitted(office, people=3)
    leader = office.as_leader()
    seen = leader.get(f"{LIST}/cap-so").form("/duyet").fields["csrf_token"]

    page = leader.post(LIST, {"csrf_token": seen})

    assert f"Cấp số 001–003/{clock.today().year}." in page.text
    assert certificates(office) == []


def test_the_last_look_writes_nothing_and_is_the_leaders_alone(office: Office) -> None:
    submitted(office, people=1)
    before = office.acts("DEM5")
    page = office.as_leader().get(f"{LIST}/cap-so")
    assert f"Cấp số 001/{clock.today().year}." in page.text
    assert page.follow("Chưa, đọc lại").h1 == "Duyệt 1 giấy"
    office.as_officer().get(f"{LIST}/cap-so", status=403)

    assert office.acts("DEM5") == before
    assert certificates(office) == []


def test_who_submitted_gets_no_last_look(office: Office) -> None:
    with office.write() as session:
        make_attended_course(session, office.here(session), code="DEM5", people=2)
        both = make_account(session, office.here(session), Role.OFFICER, Role.LEADER)
    pages = Pages(office.app.test_client()).sign_in(both)
    pages.get("/van-phong/lop/DEM5/trinh-duyet").form("/trinh-duyet").submit()

    assert pages.get(f"{LIST}/cap-so").h1 == "Duyệt 2 giấy"


# The widest letters: three lines of A4 hold them, those of A5 do not.
WIDE_HOST = "m" * 64 + ".vn"


def stuck(office: Office, at: At) -> list[Certificate]:
    """DEM5, approved by an older release on A5, whose papers do not hold the address."""
    at(f"https://{WIDE_HOST}")
    with office.write() as session:
        course = make_attended_course(session, office.here(session), code="DEM5", people=3, certificate_size="A5")
        job = orders.certificates(session, make_approved_list(session, course), by=None)
    with office.app.app_context():
        work.run(job.id)
    return certificates(office)


def test_numbered_papers_that_cannot_be_drawn_are_drawn_on_another_size_by_an_act_that_is_noted(
    office: Office, at: At
) -> None:
    before = stuck(office, at)
    assert {row.state for row in before} == {CertificateState.APPROVED}

    page = office.as_officer().get("/van-phong/lop/DEM5/giay")
    assert "Số và mọi chữ trên giấy giữ nguyên, chỉ đổi khổ giấy từ A5 sang A4" in page.text
    done = page.form("/giay/kho").submit()

    assert "Đã đổi 3 giấy chưa vẽ được sang khổ A4, số giữ nguyên." in done.text
    after = certificates(office)
    assert [(row.number, row.code, row.content) for row in after] == [
        (row.number, row.code, row.content) for row in before
    ]
    assert {(row.state, row.size) for row in after} == {(CertificateState.ISSUED, "A4")}
    assert "certificates.resized" in office.acts("DEM5")
    paper = Paper((office.app.extensions["settings"].data_dir / "papers" / str(after[0].file)).read_bytes())
    assert paper.sheets[0].size == "A4 landscape"


def test_a_paper_with_a_file_keeps_its_size_whoever_presses(office: Office, at: At) -> None:
    stuck(office, at)
    form = office.as_officer().get("/van-phong/lop/DEM5/giay").form("/giay/kho")
    form.submit()
    files = [row.sha256 for row in certificates(office)]

    again = form.submit({"kho": "A5"})

    assert "Giấy đã vẽ xong cả, nên khổ giấy giữ nguyên." in again.text
    assert [row.sha256 for row in certificates(office)] == files
    form.submit({"kho": "A3"}, status=400)
    with pytest.raises(DatabaseError), office.write() as session:
        session.scalars(select(Certificate)).first().drawn_size = "A5"


def test_the_form_of_a_class_warns_where_the_address_may_not_fit(office: Office, at: At) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    officer = office.as_officer()
    assert "có thể không đủ chỗ in" not in officer.get("/van-phong/lop/DEM1/sua").text
    at(f"https://{WIDE_HOST}")
    assert "khổ A5 có thể không đủ chỗ in" in officer.get("/van-phong/lop/DEM1/sua").text
