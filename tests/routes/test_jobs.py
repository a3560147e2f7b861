"""Background work on screen: how far it is, called off, begun anew, and who may see it."""

import re
import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.country import clock
from app.jobs import ordering, orders, work
from app.models import Account, AdministrativeUnit, AuditEvent, Course, Job, JobState, Role, RoleGrant
from app.registers.papers import PAPERS
from app.routes import jobs as jobs_room
from app.routes.jobs import file_name
from app.web.database import db, immediate
from app.web.kept_files import keep
from tests.factories import make_account, make_approved_list, make_attended_course, make_course, make_ward
from tests.jobs import kinds
from tests.pages import Pages


@pytest.fixture
def ward(app: Flask, monkeypatch: pytest.MonkeyPatch) -> AdministrativeUnit:
    """A ward with DEM4; the worker does what the test says."""
    monkeypatch.setattr(work, "KINDS", dict.fromkeys(work.KINDS, "tests.jobs.kinds"))
    kinds.script.clear()
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        make_attended_course(session, ward, code="DEM4", people=2)
    return ward


def signed_in(app: Flask, ward: AdministrativeUnit, *roles: Role, course: str | None = None) -> tuple[Pages, Account]:
    """A browser of a new member of staff."""
    with app.app_context(), immediate() as session:
        here = session.get_one(AdministrativeUnit, ward.id)
        taught = session.scalars(Course.called(course)).one() if course else None
        account = make_account(session, here, *roles, course=taught)
    return Pages(app.test_client()).sign_in(account), account


def asked(app: Flask, by: Account, **changes: object) -> Job:
    """A sheet of DEM4 asked for by somebody, not enqueued."""
    with app.app_context(), immediate() as session:
        course = session.scalars(Course.called("DEM4")).one()
        job = orders.sign_in_sheet(session, course.lessons[0], marked=False, by=by.id)
        for name, value in changes.items():
            setattr(job, name, value)
        return job


def stored(app: Flask, job: Job) -> Job:
    with app.app_context():
        return db.session.get_one(Job, job.id)


def address(job: Job, what: str = "", room: str = "van-phong") -> str:
    return f"/{room}/viec/{job.public_id}{what}"


def test_a_job_that_runs_shows_numbers_and_asks_again_by_itself(app: Flask, ward: AdministrativeUnit) -> None:
    pages, officer = signed_in(app, ward, Role.OFFICER)
    job = asked(app, officer, state=JobState.RUNNING, done=18, total=40)

    page = pages.get(address(job))

    assert page.h1 == "Danh sách ký DEM4/1"
    assert "18/40" in page.text
    assert "Rời trang này việc vẫn chạy tiếp." in page.text
    poll = page.html.partition("<main")[2].partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
    assert 'hx-trigger="every 1s"' in page.html
    assert re.search(r'<noscript>\s*<meta http-equiv="refresh"', page.html)
    htmx = {"HX-Request": "true"}
    assert pages.client.get(poll, headers=htmx).status_code == 204  # nothing moved: nothing is said
    with app.app_context(), immediate() as session:
        session.get_one(Job, job.id).done = 19
    moved = pages.client.get(poll, headers=htmx)
    assert "19/40" in moved.text
    assert "<html" not in moved.text
    assert "HX-Request" in moved.headers["Vary"]
    assert moved.headers["Cache-Control"] == "no-store"


def test_the_fragment_is_part_of_the_page(app: Flask, ward: AdministrativeUnit) -> None:
    pages, officer = signed_in(app, ward, Role.OFFICER)
    job = asked(app, officer, state=JobState.DONE, result="sheets/1.pdf", done=1, total=1)

    page, fragment = pages.get(address(job)), pages.get(address(job), headers={"HX-Request": "true"})

    assert fragment.html.strip() in page.html
    assert "hx-get" not in page.html.partition("<main")[2]  # it is over: nobody asks any more


def test_when_the_papers_of_a_list_are_drawn_the_page_moves_on_to_them(app: Flask, ward: AdministrativeUnit) -> None:
    pages, leader = signed_in(app, ward, Role.LEADER)
    with app.app_context(), immediate() as session:
        course = session.scalars(Course.called("DEM4")).one()
        approval = make_approved_list(session, course)
        job = orders.certificates(session, approval, by=leader.id)
        job.state = JobState.DONE

    answer = pages.client.get(address(job), headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == "/van-phong/lop/DEM4/giay"
    whole = pages.client.get(address(job))  # done before the page of its progress was there: nothing would ask again
    assert (whole.status_code, whole.location) == (303, "/van-phong/lop/DEM4/giay")


def test_a_paper_done_within_two_seconds_comes_at_once(app: Flask, ward: AdministrativeUnit) -> None:
    pages, _officer = signed_in(app, ward, Role.OFFICER)
    with app.app_context():
        papers = app.extensions["settings"].data_dir / "papers"
    (papers / "sheets").mkdir(parents=True, exist_ok=True)
    (papers / "sheets/quick.pdf").write_bytes(b"%PDF-quick")
    kinds.script.append(lambda _work: "sheets/quick.pdf")

    with _press(pages, "/van-phong/lop/DEM4/buoi/1/danh-sach") as answer:
        assert answer.data == b"%PDF-quick"
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("inline; filename=danh-sach-ky-dem4-1_")


def test_a_slow_one_shows_its_progress_instead(
    app: Flask, ward: AdministrativeUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, _officer = signed_in(app, ward, Role.OFFICER)
    monkeypatch.setattr(jobs_room.queue, "enqueue", lambda job_id: None)  # the worker is busy
    monkeypatch.setattr(jobs_room, "PATIENCE", 0.05)

    with _press(pages, "/van-phong/lop/DEM4/buoi/1/danh-sach") as answer:
        assert "Đang chờ tới lượt" in answer.text


def test_no_more_than_two_requests_wait_for_paper(
    app: Flask, ward: AdministrativeUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, _officer = signed_in(app, ward, Role.OFFICER)
    monkeypatch.setattr(jobs_room.queue, "enqueue", lambda job_id: None)
    monkeypatch.setattr(jobs_room, "PATIENCE", 60.0)
    monkeypatch.setattr(jobs_room, "_waiting", threading.BoundedSemaphore(1))
    assert jobs_room._waiting.acquire(blocking=False)

    with _press(pages, "/van-phong/lop/DEM4/buoi/1/danh-sach") as answer:  # answered at once, not after a minute
        assert "Đang chờ tới lượt" in answer.text


def test_it_is_called_off_and_begun_anew(app: Flask, ward: AdministrativeUnit) -> None:
    pages, officer = signed_in(app, ward, Role.OFFICER)
    job = asked(app, officer)

    stopped = pages.get(address(job)).form(button="Dừng việc này").submit()
    assert stored(app, job).state == JobState.CANCELLED
    assert "Đã dừng" in stopped.text
    kinds.script.append(lambda _work: "sheets/anew.pdf")
    with _press(pages, address(job, "/lam-lai"), follow=False) as answer:
        assert answer.headers["Location"] == address(job, "/tep.pdf")

    assert stored(app, job).state == JobState.DONE
    with app.app_context():
        acts = [act.action for act in db.session.scalars(AuditEvent.about("job", job.public_id))]
    assert acts == ["job.asked_again", "job.called_off"]


def test_called_off_while_it_runs_it_says_that_it_is_stopping(app: Flask, ward: AdministrativeUnit) -> None:
    pages, officer = signed_in(app, ward, Role.OFFICER)
    job = asked(app, officer, state=JobState.RUNNING, done=1, total=3)

    page = pages.get(address(job)).form(button="Dừng việc này").submit()

    assert "Đang dừng, đợi hết bước này." in page.text
    assert (stored(app, job).state, stored(app, job).cancel) == (JobState.RUNNING, True)


def test_what_failed_says_why_and_offers_to_begin_anew(app: Flask, ward: AdministrativeUnit) -> None:
    pages, officer = signed_in(app, ward, Role.OFFICER)
    job = asked(app, officer, state=JobState.FAILED, reason="Tên lớp dài quá, không in được.")

    page = pages.get(address(job))

    assert "Tên lớp dài quá, không in được." in page.text
    assert page.form(button="Làm lại")


def test_what_is_done_is_not_begun_anew(app: Flask, ward: AdministrativeUnit) -> None:
    pages, officer = signed_in(app, ward, Role.OFFICER)
    job = asked(app, officer, state=JobState.DONE, result="sheets/1.pdf")

    _press(pages, address(job, "/lam-lai")).close()

    assert stored(app, job).attempts == 0
    assert stored(app, job).state == JobState.DONE


@pytest.mark.parametrize(
    ("role", "start"),
    [(Role.OFFICER, "/van-phong"), (Role.LEADER, "/van-phong"), (Role.INSTRUCTOR, "/giang-vien")],
)
def test_who_left_a_job_that_failed_is_told_once_on_their_start_page(
    app: Flask, ward: AdministrativeUnit, role: Role, start: str
) -> None:
    said = "Danh sách ký DEM4/1: máy chưa làm được. Hết giấy."
    failed = {"state": JobState.FAILED, "reason": "Hết giấy.", "finished_at": clock.now()}
    pages, account = signed_in(app, ward, role, course="DEM4" if role == Role.INSTRUCTOR else None)

    asked(app, account, **failed)
    assert [said in pages.get(start).text for _look in range(2)] == [True, False]
    seen = asked(app, account, **failed)
    asked(app, account, **{**failed, "finished_at": clock.now() - timedelta(days=3)})
    pages.get(address(seen))
    assert said not in pages.get(start).text


def test_a_file_is_named_in_words_for_whoever_keeps_thirty_of_them(app: Flask) -> None:
    asked_at = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    job = Job(kind="x", arguments="{}", same="", title="Sổ hỗ trợ tháng 11/2026", unit_id=1, created_at=asked_at)
    assert file_name(job) == "so-ho-tro-thang-11-2026_2026-11-21.pdf"


def test_a_file_that_was_tidied_away_can_be_drawn_again(app: Flask, ward: AdministrativeUnit) -> None:
    pages, officer = signed_in(app, ward, Role.OFFICER)
    job = asked(app, officer, state=JobState.DONE, result=None)

    page = pages.get(address(job))

    assert "Tệp này đã được dọn đi." in page.text
    pages.get(address(job, "/tep.pdf"), status=404)
    kinds.script.append(lambda _work: "sheets/again.pdf")
    _press(pages, address(job, "/lam-lai"), follow=False).close()
    assert stored(app, job).result == "sheets/again.pdf"


def test_only_who_asked_and_who_runs_the_unit_learn_of_it(app: Flask, ward: AdministrativeUnit) -> None:
    asker_pages, asker = signed_in(app, ward, Role.INSTRUCTOR, course="DEM4")
    job = asked(app, asker, state=JobState.RUNNING)

    assert asker_pages.get(address(job, room="giang-vien")).h1 == "Danh sách ký DEM4/1"
    for roles in ((Role.OFFICER,), (Role.LEADER,)):
        signed_in(app, ward, *roles)[0].get(address(job))
    with app.app_context(), immediate() as session:
        elsewhere = make_ward(session)
        make_course(session, elsewhere, code="DEM9")
    for there, roles, course in ((ward, (Role.INSTRUCTOR,), "DEM4"), (elsewhere, (Role.OFFICER,), None)):
        stranger = signed_in(app, there, *roles, course=course)[0]
        for what in ("", "/tep.pdf"):
            stranger.get(address(job, what), status=404)
        token = _token(stranger)
        for what in ("/dung", "/lam-lai"):
            stranger.post(address(job, what), {"csrf_token": token}, status=404)
    assert stored(app, job).cancel is False


def test_who_no_longer_teaches_the_course_no_longer_sees_its_sheet(app: Flask, ward: AdministrativeUnit) -> None:
    pages, asker = signed_in(app, ward, Role.INSTRUCTOR, course="DEM4")
    job = asked(app, asker, state=JobState.DONE, result="sheets/1.pdf")
    with app.app_context(), immediate() as session:
        here = session.get_one(AdministrativeUnit, ward.id)
        grant = session.scalars(RoleGrant.of(asker.id)).one()
        grant.revoke(clock.now())
        course = make_course(session, here, code="DEM2")
        session.add(
            RoleGrant(
                account=session.get_one(Account, asker.id),
                role=Role.INSTRUCTOR,
                unit=here,
                course_id=course.id,
                since=clock.today(),
                created_at=clock.now(),
            )
        )

    pages.get(address(job, "/tep.pdf", room="giang-vien"), status=404)


def test_an_unknown_job_is_not_there(app: Flask, ward: AdministrativeUnit) -> None:
    pages, _officer = signed_in(app, ward, Role.OFFICER)
    pages.get(f"/van-phong/viec/{uuid4()}", status=404)


def _token(pages: Pages) -> str:
    """A form's token, from a page that everybody of the staff has."""
    return pages.get("/dang-xuat").forms()[0].fields["csrf_token"][0]


def _press(pages: Pages, path: str, *, follow: bool = True) -> TestResponse:
    return pages.client.post(path, data={"csrf_token": _token(pages), "marked": "0"}, follow_redirects=follow)


@pytest.mark.parametrize("role", sorted({role for paper in PAPERS.values() for role in paper.orders}))
def test_whoever_may_order_a_paper_may_fetch_it(app: Flask, ward: AdministrativeUnit, role: Role) -> None:
    one, another = (_who_orders(app, ward, role) for _each in range(2))
    unit_id = (role is Role.PROVINCE_OFFICER and ward.parent_id) or ward.id
    ordered = [(kind, [_ordered(app, kind, by, unit_id) for _pages, by in (one, another)]) for kind in _papers_of(role)]
    for kind, (own, same) in ordered:
        for room in jobs_room.LAYOUTS:
            assert one[0].get(address(own, room=room)).h1 == f"Giấy {kind}", room
        assert another[0].get(address(same)).h1 == f"Giấy {kind}", "of who asked second"
    with app.app_context(), immediate() as session:
        for job_id in {job.id for _kind, jobs in ordered for job in jobs}:
            session.get_one(Job, job_id).finish(result=_kept_file(app), now=clock.now())
    for kind, (own, same) in ordered:
        fetched = {
            f"{room} {kind}": one[0].client.get(address(own, "/tep.pdf", room=room)) for room in jobs_room.LAYOUTS
        }
        fetched["of who asked second"] = another[0].client.get(address(same, "/tep.pdf"))
        for case, answer in fetched.items():
            with answer:
                assert answer.status_code == 200, (kind, case)


def _papers_of(role: Role) -> list[str]:
    return [kind for kind, paper in PAPERS.items() if role in paper.orders]


def _who_orders(app: Flask, ward: AdministrativeUnit, role: Role) -> tuple[Pages, Account]:
    """A browser of somebody new with a role over the ward, its province, or DEM4."""
    if role is Role.INSTRUCTOR:
        return signed_in(app, ward, role, course="DEM4")
    with app.app_context():
        above = db.session.get_one(AdministrativeUnit, ward.id).parent
    return signed_in(app, above if role is Role.PROVINCE_OFFICER and above else ward, role)


def _ordered(app: Flask, kind: str, by: Account, unit_id: int) -> Job:
    """A paper of which no worker hears; an instructor's is about the first lesson of DEM4."""
    with app.app_context(), immediate() as session:
        teaches = Role.INSTRUCTOR in {grant.role for grant in session.scalars(RoleGrant.of(by.id))}
        wanted = {"lesson": str(session.scalars(Course.called("DEM4")).one().lessons[0].id)} if teaches else {}
        return ordering.order(session, kind, wanted, f"Giấy {kind}", unit_id=unit_id, by=by.id)


def _kept_file(app: Flask) -> str:
    """The name of a file among the papers."""
    keep(app.extensions["settings"].papers, "reports/any.pdf", b"%PDF-1.7")
    return "reports/any.pdf"
