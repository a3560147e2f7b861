"""From a draft to a poster on the wall, and back while nobody has registered."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import Approval, CourseState, Job, JobState, Registration
from tests.documents.ruler import Paper
from tests.factories import make_attended_course, make_course, make_registration
from tests.routes.office.conftest import Office


def test_a_draft_is_published_and_its_poster_drawn(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", state=CourseState.DRAFT)
        office.here(session).phone = None

    page = office.as_officer().get("/van-phong/lop/DEM1").form(button="Công bố lớp").submit()

    assert page.h1 == "Áp phích và mã QR"
    assert "lopso.example/l/DEM1" in page.text
    assert "đăng ký tại: https://lopso.example/l/DEM1" in (page.all("textarea")[0].text or "")
    assert "Chưa có số điện thoại để bà con hỏi" in page.text
    assert "chỉ mở được trên máy này" not in page.text
    assert office.course("DEM1").state == CourseState.OPEN
    assert "course.published" in office.acts("DEM1")
    with page.pages.client.get(page.links()["Mở áp phích PDF"]) as poster:
        content = poster.data
    assert (poster.status_code, poster.mimetype) == (200, "application/pdf")
    assert poster.headers["Cache-Control"] == "no-store"
    assert poster.headers["X-Content-Type-Options"] == "nosniff"
    assert content.startswith(b"%PDF-")


def test_a_poster_that_only_this_machine_opens_is_warned_of_before_it_is_printed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    here = replace(office.app.extensions["settings"], public_url="http://127.0.0.1:8000")
    monkeypatch.setitem(office.app.extensions, "settings", here)

    page = office.as_officer().get("/van-phong/lop/DEM1/ap-phich")

    assert "Mã QR này chỉ mở được trên máy này" in page.text


def test_published_twice_it_is_published_once(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", state=CourseState.DRAFT)
    form = office.as_officer().get("/van-phong/lop/DEM1").form(button="Công bố lớp")

    form.submit()
    form.submit()

    assert office.acts("DEM1").count("course.published") == 1
    with office.read() as session:
        jobs = session.scalars(select(Job).where(Job.unit_id == office.ward.id)).all()
        assert {(job.kind, job.state) for job in jobs} == {("poster", JobState.DONE), ("link_picture", JobState.DONE)}
        assert len(jobs) == 2


def test_a_course_without_lessons_is_not_published(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", lessons=0, state=CourseState.DRAFT)

    page = office.as_officer().get("/van-phong/lop/DEM1").form(button="Công bố lớp").submit()

    assert "Lớp chưa có buổi học nào. Anh chị thêm buổi học rồi công bố." in page.text
    assert office.course("DEM1").state == CourseState.DRAFT


def test_it_is_taken_back_while_nobody_has_registered(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")

    page = office.as_officer().get("/van-phong/lop/DEM1").form(button="Rút về bản nháp").submit()

    assert "Lớp đã về bản nháp." in page.text
    assert office.course("DEM1").state == CourseState.DRAFT


def test_it_is_not_taken_back_once_somebody_has(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1")
    form = office.as_officer().get("/van-phong/lop/DEM1").form(button="Rút về bản nháp")
    with office.write() as session:
        make_registration(session, session.merge(course))

    page = form.submit()

    assert "Đã có người đăng ký, nên không rút lớp về được nữa." in page.text
    assert office.course("DEM1").state == CourseState.OPEN
    assert not [form for form in page.forms() if form.action.endswith("/rut-ve")]


def test_a_changed_course_gets_a_new_poster(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", state=CourseState.DRAFT)
    pages = office.as_officer()
    before = pages.get("/van-phong/lop/DEM1").form(button="Công bố lớp").submit().links()["Mở áp phích PDF"]

    pages.get("/van-phong/lop/DEM1/sua").form("/sua").submit({"title": "Tên mới"})

    assert pages.get("/van-phong/lop/DEM1/ap-phich").links()["Mở áp phích PDF"] != before


def test_a_poster_that_was_never_drawn_can_be_asked_for(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")

    page = office.as_leader().get("/van-phong/lop/DEM1/ap-phich").form(button="Vẽ áp phích").submit()

    assert "Mở áp phích PDF" in page.links()


def test_the_large_poster_is_drawn_beside_the_small_one_and_once(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    shown = office.as_officer().get("/van-phong/lop/DEM1/ap-phich").form(button="Vẽ áp phích").submit()

    form = shown.form(button="Khổ A3")
    for size in ("A3", "A3", "A5"):
        sent = form.press({"kho": size})
        with shown.pages.client.post(form.action, data=sent, follow_redirects=True) as answer:
            paper = Paper(answer.data)
        assert [sheet.size for sheet in paper.sheets] == [f"{size} portrait"]
        assert paper.codes() == ["https://lopso.example/l/DEM1"]
        assert "0208 3855 555" in paper.words()
    assert shown.pages.client.post(form.action, data=form.press({"kho": "A0"})).status_code == 404

    with office.read() as session:
        assert sorted(job.title for job in session.scalars(select(Job))) == [
            "Áp phích A3 lớp DEM1",
            "Áp phích A5 lớp DEM1",
            "Áp phích lớp DEM1",
        ]
    assert "Mở áp phích PDF" in office.as_leader().get("/van-phong/lop/DEM1/ap-phich").links()


def test_a_poster_from_before_the_ward_had_a_telephone_hangs_on_until_it_is_drawn_anew(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        ward.phone = None
        make_course(session, ward, code="DEM1")
    staff = office.as_officer()
    shown = staff.get("/van-phong/lop/DEM1/ap-phich").form(button="Vẽ áp phích").submit()
    assert "Chưa có số điện thoại để bà con hỏi" in shown.text
    assert "Vẽ lại có số điện thoại" not in shown.text

    with office.write() as session:
        office.here(session).phone = "+842083855555"
    shown = staff.get("/van-phong/lop/DEM1/ap-phich")
    assert "Chưa có số điện thoại" not in shown.text
    with staff.client.get("/l/DEM1/poster.pdf") as older:
        assert "3855" not in Paper(older.data).words()
    shown.form(button="Vẽ lại có số điện thoại").submit()
    with staff.client.get("/l/DEM1/poster.pdf") as newer:
        assert "0208 3855 555" in Paper(newer.data).words()


def test_a_draft_has_no_poster(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", state=CourseState.DRAFT)

    assert office.as_officer().get("/van-phong/lop/DEM1/ap-phich").address == "/van-phong/lop/DEM1"


def test_a_course_that_is_taught_is_closed_and_its_needs_forgotten(office: Office) -> None:
    with office.write() as session:
        course = make_attended_course(session, office.here(session), code="DEM5", people=2)
        session.scalars(Registration.seated_on(course.id)).first().needs = "wheel"
    pages = office.as_officer()
    assert "học xong, chưa trình giấy" in pages.get("/van-phong").text

    page = pages.get("/van-phong/lop/DEM5").form(button="Khép lớp").submit()

    assert "Đã khép lớp." in page.text
    assert office.course("DEM5").state == CourseState.CLOSED
    assert office.acts("DEM5") == ["course.closed"]
    with office.read() as session:
        assert {seat.needs for seat in session.scalars(Registration.of(course.id))} == {""}
    assert "học xong, chưa trình giấy" not in pages.get("/van-phong").text


def test_a_course_is_not_closed_before_its_end_nor_while_its_list_waits(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
        over = make_attended_course(session, office.here(session), code="DEM5")
        Approval.submit(session, over.id, by=session.merge(office.officer), now=clock.now())
    pages = office.as_officer()
    token = {"csrf_token": pages.get("/van-phong").forms()[0].fields["csrf_token"][0]}

    assert "Lớp chưa học xong" in pages.post("/van-phong/lop/DEM1/khep", token).text
    assert "đang chờ lãnh đạo duyệt" in pages.post("/van-phong/lop/DEM5/khep", token).text
    assert {office.course(code).state for code in ("DEM1", "DEM5")} == {CourseState.OPEN}
