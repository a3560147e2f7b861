"""/van-phong/lop/<code>/buoi/<number>/danh-sach: a lesson's sign-in sheet, to sign by hand or with the marks."""

from flask import Blueprint, request

from app.jobs import orders, queue
from app.models import Lesson
from app.routes.jobs import answer_with
from app.routes.office.lookups import STAFF, course_here
from app.web.access import current_visitor, found, requires
from app.web.database import immediate
from app.web.responses import Answer

sheets = Blueprint("sheets", __name__)


@sheets.post("/lop/<code>/buoi/<int:number>/danh-sach")
@requires(*STAFF)
def create(code: str, number: int) -> Answer:
    """Draw it: `marked` set prints the marks. A sheet that takes longer than two seconds shows its progress."""
    marked = request.form.get("marked") == "1"
    with immediate() as session:
        course = course_here(code)
        lesson = found(Lesson.numbered(course.id, number))
        job = orders.sign_in_sheet(session, lesson, marked=marked, by=current_visitor().account_id)
    queue.enqueue(job.id)
    return answer_with(job)
