"""/van-phong/lop/<code>/giay/kho: numbered certificates that could not be drawn are drawn on another size."""

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _

from app.jobs import orders, queue
from app.models import Course
from app.models.learning.certificate_lists import left_of
from app.routes.jobs import give_a_moment
from app.routes.office.lookups import STAFF, approved_list_asked, course_here
from app.routes.trail import note
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

certificate_sizes = Blueprint("certificate_sizes", __name__)

SIZES = ("A4", "A5")


@certificate_sizes.post("/lop/<code>/giay/kho")
@requires(*STAFF)
def update(code: str) -> Answer:
    """Draw what is left of a list (`?ds=`) on the size `kho`: numbers and words stay, and what has a file stays as it
    is."""
    size, job = request.form.get("kho", ""), None
    with immediate() as session:
        course = course_here(code)
        if size not in SIZES:
            abort(400)
        session.scalars(Course.locked(course.id)).one()
        approval = approved_list_asked(course)
        left = session.scalars(left_of(approval.id)).all() if approval else []
        for row in left:
            row.draw_on(size)
        if approval is not None and left:
            numbers = [row.register_number for row in left]
            note(session, "certificates.resized", course, {"size": size, "numbers": [numbers[0], numbers[-1]]})
            job = orders.certificates(session, approval, by=current_visitor().account_id, again=True)
    if job is None:
        flash(_("Giấy đã vẽ xong cả, nên khổ giấy giữ nguyên."), "warn")
        return see_other(url_for("office.certificates.index", code=code))
    queue.enqueue(job.id)
    give_a_moment(job)
    flash(_("Đã đổi %(count)s giấy chưa vẽ được sang khổ %(size)s, số giữ nguyên.", count=len(left), size=size), "good")
    return see_other(url_for("office.certificates.index", code=code))
