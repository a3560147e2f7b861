"""/van-phong/bao-cao/mau-word: the Word file for a ward's reports: ours, or its own after a dry run."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.country import clock
from app.country.names import clean
from app.jobs import report_orders
from app.models import AdministrativeUnit, Job, JobState, Role, WordTemplate
from app.routes.jobs import answer_with, give_a_moment, progress_of
from app.routes.office.lookups import unit_called, unit_ids, units
from app.routes.office.reports.pages import PLACE, READERS, WRITERS, report_here
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import WORD, Answer, personal, refuse, see_other

word_templates = Blueprint("word_templates", __name__)

HERE, PAGE = "/bao-cao/mau-word", "office/reports/word_template.html"
MOST_BYTES, LONGEST_NAME = 2_000_000, 120


class FileForm(FlaskForm):
    file = FileField(_l("Tệp mẫu Word (.docx)"))
    content, name = b"", ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether one was chosen that is not too heavy; what stands in it is for the worker to say."""
        sent = self.file.data if isinstance(self.file.data, FileStorage) else None
        self.content = sent.read(MOST_BYTES + 1) if sent else b""
        self.name = clean((sent.filename or "") if sent else "")[-LONGEST_NAME:]
        if not super().validate(extra_validators):
            return False
        if not self.content or not self.name.lower().endswith(".docx"):
            self.file.errors = [_("Anh chị chọn một tệp Word .docx.")]
        elif len(self.content) > MOST_BYTES:
            self.file.errors = [_("Tệp mẫu Word nặng quá 2 MB.")]
        return not self.file.errors


@word_templates.get(HERE)
@requires(*READERS)
def show() -> Answer:
    """Which file is used, and how the dry run of one that was sent came out."""
    unit = unit_called(request.args.get("phuong"), *READERS)
    return render_template(PAGE, form=FileForm(formdata=None), **_page(unit))


def _page(unit: AdministrativeUnit) -> dict[str, Any]:
    rows = db.session.scalars(WordTemplate.in_units([unit.id])).all()
    sent = next((row for row in rows if row.used_at is None), None)
    job = _dry_run(db.session(), sent) if sent else None
    return {
        "unit": unit,
        "units": units(*READERS),
        "officer": unit.id in unit_ids(*WRITERS),
        "used": next((row for row in rows if row.used_at), None),
        "sent": sent,
        "dry_run": job,
        "progress": progress_of(job) if job else None,
    }


def _dry_run(session: Session, row: WordTemplate) -> Job | None:
    newest = Job.newest("word_template", report_orders.tried(row), row.unit_id)
    return session.scalars(newest.limit(1)).first()


@word_templates.post(HERE)
@requires(*WRITERS)
def create() -> Answer:
    """Keep a file and try it; reports go on in the one before."""
    unit, form = unit_called(request.args.get("phuong"), *WRITERS), FileForm()
    if not form.validate():
        return refuse(PAGE, form=form, **_page(unit))
    code = unit.code
    with immediate() as session:
        here = session.scalars(AdministrativeUnit.locked(unit.id)).one()
        row = WordTemplate.send(session, here, form.name, form.content, by=current_account(), now=clock.now())
        _note(session, "word_template.sent", row)
        job = report_orders.template(session, here, row, by=current_visitor().account_id)
    give_a_moment(job)
    return see_other(url_for("office.word_templates.show", phuong=code))


@word_templates.post(f"{HERE}/co-san")
@requires(*READERS)
def order() -> Answer:
    """The file that ships, to be changed in Word."""
    unit = unit_called(request.args.get("phuong"), *READERS)
    with immediate() as session:
        job = report_orders.template(session, unit, None, by=current_visitor().account_id)
    return answer_with(job)


@word_templates.get(f"{HERE}/<uuid:template>.docx")
@requires(*READERS)
def file(template: UUID) -> Response:
    """A ward's own file as it was sent."""
    row = _here(template, *READERS)
    answer = Response(row.file, mimetype=WORD)
    answer.headers.set("Content-Disposition", "attachment", filename="mau-bao-cao.docx")
    return personal(answer)


@word_templates.post(f"{HERE}/<uuid:template>/dung")
@requires(*WRITERS)
def update(template: UUID) -> Answer:
    """Write reports in it from now on; only after its dry run."""
    row, done = _here(template, *WRITERS), False
    code = row.unit.code
    with immediate() as session:
        session.scalars(AdministrativeUnit.locked(row.unit_id)).one()
        row = _here(template, *WRITERS)
        job = _dry_run(session, row)
        if job is not None and job.state == JobState.DONE:
            done = True
            row.use(session, clock.now())
            _note(session, "word_template.used", row)
    if done:
        flash(_("Từ giờ báo cáo Word viết trong mẫu này."), "good")
    else:
        flash(_("Mẫu này chưa điền thử được, nên chưa dùng."), "warn")
    return see_other(url_for("office.word_templates.show", phuong=code))


@word_templates.post(f"{HERE}/<uuid:template>/bo")
@requires(*WRITERS)
def destroy(template: UUID) -> Answer:
    """Back to the file that ships; one that was only sent is thrown away."""
    row = _here(template, *WRITERS)
    code = row.unit.code
    with immediate() as session:
        session.scalars(AdministrativeUnit.locked(row.unit_id)).one()
        row = _here(template, *WRITERS)
        _note(session, "word_template.ended", row)
        if row.used_at is None:
            session.delete(row)
        else:
            row.ended_at = clock.now()
    return see_other(url_for("office.word_templates.show", phuong=code))


@word_templates.post(f"{PLACE}/word")
@requires(*READERS)
def report(report: UUID) -> Answer:
    with immediate() as session:
        row = report_here(report)
        job = report_orders.draft(session, row, by=current_visitor().account_id, word=True)
    return answer_with(job)


def _here(template: UUID, *roles: Role) -> WordTemplate:
    row: WordTemplate = one_or_404(
        WordTemplate.in_units(unit_ids(*roles)).where(WordTemplate.public_id == str(template))
    )
    return row


def _note(session: Session, act: str, row: WordTemplate) -> None:
    note_act(session, act, row.unit_id, ("word_template", row.public_id), {"name": row.name})
