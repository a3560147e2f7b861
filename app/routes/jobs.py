"""/van-phong/viec/<id>, also of /giang-vien, /quay, /don-vi and /quan-tri: how far background work is, and its file at
the end.

The one who asked sees it, and the officers and leaders of its unit, a ward or a province; nobody else learns that it
is there.
"""

import threading
from datetime import timedelta
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    render_template,
    request,
    session as cookie_session,
    url_for,
)
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, names
from app.jobs import queue
from app.models import (
    Approval,
    Course,
    Document,
    ImportRun,
    Job,
    JobState,
    Lesson,
    Programme,
    ProgrammeEntry,
    Recognition,
    Role,
    ThanksLetter,
)
from app.models.movement.relations import sees_entry
from app.models.trust.job import NotOver
from app.registers.papers import APART, IN_CHARGE
from app.registers.programmes.opening import SLUG
from app.routes.trail import note_act
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, htmx, personal, see_other, send_paper

jobs = Blueprint("jobs", __name__)
job_files = Blueprint("job_files", __name__)

OFFICE, TEACHING, COUNTER, UNIT, ADMIN = "van-phong", "giang-vien", "quay", "don-vi", "quan-tri"
LAYOUTS = {
    OFFICE: "office/layout.html",
    TEACHING: "teaching/layout.html",
    COUNTER: "counter/layout.html",
    UNIT: "unit/layout.html",
    ADMIN: "admin/layout.html",
}
ADDRESS = f'/<any("{OFFICE}","{TEACHING}","{COUNTER}","{UNIT}","{ADMIN}"):room>/viec/<uuid:public_id>'
# How long a request waits for a paper before it shows the progress instead.
PATIENCE = 2.0
# So long after it failed the start page of who ordered it says so, once a browser; the last one that was said, in the
# session cookie.
NOTICE_PERIOD, NOTICED = timedelta(days=2), "failed_job"
# Of the server's four threads two may wait for paper; the others have people to serve.
_waiting = threading.BoundedSemaphore(2)
# Any role may order something; whose it is to see, `job_here` says.
STAFF = tuple(Role)


def answer_with(job: Job, room: str = OFFICE, *, done: str | None = None) -> Response:
    """Enqueue a job, after the commit that made it: 303 to its file, or to `done`, when it is done within two seconds;
    else to the page that shows how far it is."""
    job = give_a_moment(job)
    if job.state == JobState.DONE:
        return see_other(done or outcome(job, room)[0] or url_for("jobs.show", room=room, public_id=job.public_id))
    return see_other(url_for("jobs.show", room=room, public_id=job.public_id))


def give_a_moment(job: Job) -> Job:
    """Enqueue a job; how it stands once it is over, or after two seconds, or at once when others wait already.

    Whatever the caller had loaded is stale afterwards.
    """
    queue.enqueue(job.id)
    patient = _waiting.acquire(blocking=False)
    try:
        return queue.wait(job.public_id, PATIENCE if patient else 0)
    finally:
        if patient:
            _waiting.release()


def outcome(job: Job, room: str) -> tuple[str, str]:
    """Where a job that is done leads, and what the link says; empty once its file was tidied away."""
    if job.result is not None:
        words = _("Tải tệp Word") if job.result.endswith(".docx") else _("Mở tệp PDF")
        return url_for("job_files.show", room=room, public_id=job.public_id), words
    if job.kind == "backup":
        return url_for("admin.machine.index"), _("Xem máy chủ")
    approval = db.session.get(Approval, int(job.given.get("approval", 0)))
    if approval is not None and job.kind == "course_certificates":
        return url_for("office.certificates.index", code=approval.course.code), _("Xem giấy đã cấp")
    letter = db.session.get(ThanksLetter, int(job.given.get("letter", 0)))
    if letter is not None:
        return url_for("office.thanks_letters.show", letter=letter.public_id), _("Mở thư cảm ơn")
    recognition = db.session.get(Recognition, int(job.given.get("recognition", 0)))
    if recognition is not None:
        return url_for("office.recognitions.show", recognition=recognition.public_id), _("Xem danh sách")
    document = db.session.get(Document, int(job.given.get("document", 0)))
    if document is not None and document.report is not None:
        return url_for("office.reports.show", report=document.report.public_id), _("Mở báo cáo")
    run = db.session.get(ImportRun, int(job.given.get("run", 0)))
    if run is not None:
        return url_for("office.imports.show", public_id=run.public_id), _("Xem danh sách")
    return "", ""


def tell_failures() -> None:
    """Flash what failed of the visitor's orders and was neither told nor seen on its page. One statement where there
    is something new, else none."""
    visitor, after = current_visitor(), int(cookie_session.get(NOTICED, 0))
    if visitor.failed_job <= after:
        return
    cookie_session[NOTICED] = visitor.failed_job
    for job in db.session.scalars(Job.failed_for(visitor.account_id, after, clock.now() - NOTICE_PERIOD)):
        flash(_("%(what)s: máy chưa làm được. %(why)s", what=job.title, why=job.reason), "bad")


def job_here(public_id: UUID) -> Job:
    """The job, if it is the visitor's to see; else a 404."""
    visitor = current_visitor()
    run_by_visitor = visitor.units(*IN_CHARGE)
    job = one_or_404(Job.visible_to(visitor.account_id, run_by_visitor).where(Job.public_id == str(public_id)))
    hidden = job.kind in APART and job.unit_id not in visitor.units(*APART[job.kind])
    by_relation = job.asked_by_id == visitor.account_id and not {"entry", "sender"}.isdisjoint(job.given)
    if hidden or (not by_relation and not _sees_entries(job)):
        abort(404)  # who asked may no longer see the programme
    if job.unit_id in run_by_visitor:
        return job
    if groups := job.given.get("groups"):  # who asked may no longer head them
        return job if {int(each) for each in groups.split(",")} <= set(visitor.groups) else abort(404)
    teachable = Course.teachable_by(visitor.account_id, clock.today())  # who asked may no longer teach that course
    if lesson_id := job.given.get("lesson"):
        one_or_404(teachable.join(Lesson, Lesson.course_id == Course.id).where(Lesson.id == int(lesson_id)))
    if course_id := job.given.get("course"):
        one_or_404(teachable.where(Course.id == int(course_id)))
    if (sender := job.given.get("sender")) and int(sender) not in visitor.organisations:
        abort(404)
    entry = db.session.get(ProgrammeEntry, int(job.given.get("entry", 0)))
    if entry is not None and not sees_entry(db.session(), entry, visitor.account_id, clock.now()):
        abort(404)  # who asked may no longer record for that organisation
    return job


def _sees_entries(job: Job) -> bool:
    """Whether the visitor sees what is on a paper of a programme."""
    given, listed = job.given, SLUG.fullmatch(job.given.get("list", ""))
    number = given.get("programme") or (listed[1] if listed else "")
    programme = db.session.get(Programme, int(number)) if number else None
    if recognition := db.session.get(Recognition, int(given.get("recognition", 0))):
        programme = recognition.programme
    return programme is None or programme.is_seen_by(current_visitor().roles_in(programme.standing.unit_id))


@jobs.get(ADDRESS)
@requires(*STAFF)
def show(room: str, public_id: UUID) -> Answer:
    """How far it is. htmx asks every second and hears 204 while nothing moved: screen readers are left alone."""
    job = job_here(public_id)
    if htmx() and request.args.get("thay") == moved(job):
        return personal(make_response("", 204))
    fragment = htmx() and not htmx().history_restore_request
    elsewhere = outcome(job, room)[0] if job.state == JobState.DONE and job.result is None else ""
    if elsewhere and not fragment:  # done while the way here was under way: nothing would ask again
        return see_other(elsewhere)
    page = make_response(
        render_template(
            "jobs/_progress.html" if fragment else "jobs/show.html", layout=LAYOUTS[room], **progress_of(job, room)
        )
    )
    if elsewhere:  # what it did stands on another page
        page.headers["HX-Redirect"] = elsewhere
    page.vary.add("HX-Request")
    if job.state == JobState.FAILED and job.asked_by_id == current_visitor().account_id:
        cookie_session[NOTICED] = max(job.id, int(cookie_session.get(NOTICED, 0)))
    return personal(page)


def progress_of(job: Job, room: str = OFFICE) -> dict[str, object]:
    """What the fragment jobs/_progress.html needs."""
    address, words = outcome(job, room) if job.state == JobState.DONE else ("", "")
    return {"job": job, "room": room, "seen": moved(job), "outcome": address, "outcome_words": words}


def moved(job: Job) -> str:
    """Changes whenever there is something new to show."""
    return f"{job.state}-{job.done}-{job.attempts}-{int(job.cancel)}"


@jobs.post(f"{ADDRESS}/dung")
@requires(*STAFF)
def destroy(room: str, public_id: UUID) -> Answer:
    """Call it off: at once while it waits, at its next step while it runs. What is over stays over."""
    job_id = job_here(public_id).id
    with immediate() as session:
        job = session.get_one(Job, job_id, with_for_update=True)
        job.call_off(now=clock.now())
        _note(session, job, "job.called_off")
    return see_other(url_for("jobs.show", room=room, public_id=public_id))


@jobs.post(f"{ADDRESS}/lam-lai")
@requires(*STAFF)
def update(room: str, public_id: UUID) -> Answer:
    """Start anew what failed or was called off; pressed twice, it starts once."""
    job_id = job_here(public_id).id
    try:
        with immediate() as session:
            job = session.get_one(Job, job_id, with_for_update=True)
            job.ask_again()
            _note(session, job, "job.asked_again")
    except NotOver:
        return see_other(url_for("jobs.show", room=room, public_id=public_id))
    return answer_with(job, room)


def _note(session: Session, job: Job, action: str) -> None:
    note_act(session, action, job.unit_id, ("job", job.public_id), {"kind": job.kind})


@job_files.get(f"{ADDRESS}/tep.pdf", endpoint="show")
@requires(*STAFF)
def file(room: str, public_id: UUID) -> Answer:
    """The file, to who may see the job; a 404 until it is done, and after it was tidied away."""
    job = job_here(public_id)
    if job.state != JobState.DONE or job.result is None:
        abort(404)
    return send_paper(job.result, file_name(job))


def file_name(job: Job) -> str:
    """What the file is called where it is kept: "danh-sach-ky-dem4-3_2026-11-21.pdf", as the job is on the page, with
    the day on which it was asked for. A job's title holds codes and numbers, and nothing that somebody typed."""
    words = names.search_key(job.title.replace("/", " ")).replace(" ", "-")
    ending = (job.result or "").rpartition(".")[2] or "pdf"
    return f"{words}_{clock.local(job.created_at).date().isoformat()}.{ending}"
