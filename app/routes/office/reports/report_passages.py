"""/van-phong/bao-cao/<id>/doan/<số>: a passage is written; what stood there before; a new one; what is to be mended."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.country.names import clean_lines
from app.indicators.reports.binding import for_writing, keys_in, named, parts, printed, taken_over
from app.indicators.reports.drafting import TITLES
from app.indicators.reports.figures import figures_of
from app.indicators.reports.following import current
from app.models import Report, ReportEdit, ReportPassage, ReportRemark, Role
from app.models.people.changing import Overtaken
from app.models.reports.passage import LONGEST, NEVER_EMPTY, Unexplained
from app.models.reports.report_terms import NotWritten
from app.routes.office.reports.pages import PLACE, READERS, WRITERS, note, page_of, report_here, text_now
from app.routes.office.reports.report_words import PRESSES, answers_now, press
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, htmx, personal, see_other

report_passages = Blueprint("report_passages", __name__)

PASSAGE = f"{PLACE}/doan/<int:passage>"
LONGEST_REMARK = 1000


@report_passages.get(PASSAGE)
@requires(*WRITERS)
def edit(report: UUID, passage: int) -> Answer:
    row, one = _here(report, passage)
    return render_template("office/reports/show.html", **_opened(row, one))


def _here(report: UUID, passage: int) -> tuple[Report, ReportPassage]:
    row = report_here(report, *WRITERS)
    return row, one_or_404(ReportPassage.of(row.id).where(ReportPassage.id == passage))


def _opened(row: Report, one: ReportPassage, written: str | None = None) -> dict[str, Any]:
    page = page_of(row, asked=request.args.get("so", ""), every=True)
    now = next(each for each in page["texts"] if each.passage.id == one.id)
    stands = for_writing(now.text, page["figures"].by_key)
    return {
        **page,
        "editing": one,
        "written": stands if written is None else written,
        "stands": stands,
        "offered": sorted((each for each in page["figures"].by_key.values() if each.number is not None),
                          key=lambda each: each.words),
        "news": printed(now.news, page["figures"].by_key),
        "longest": LONGEST,
        "asks_reason": one.key == NEVER_EMPTY,
    }  # fmt: skip


@report_passages.post(PASSAGE)
@requires(*WRITERS)
def update(report: UUID, passage: int) -> Answer:
    """Take over what was written (`text`, of what stood there: `stood`), at `version`; with `nhu-may` it is again as
    the machine wrote it, with `chen` a figure is put behind it, with `them` what a draft says now. Where somebody else
    wrote meanwhile both stand there: 409. The page itself asks by htmx while one writes, and hears the new version."""
    written = clean_lines(request.form.get("text", ""))
    row, one = _here(report, passage)
    if len(written) > LONGEST:
        flash(_("Đoạn này dài quá %(longest)s chữ. Anh chị chia làm hai đoạn.", longest=LONGEST), "warn")
        return Response(render_template("office/reports/show.html", **_opened(row, one, written)), 422)
    text, answers = text_now(row, one), answers_now(row, request.form)
    try:
        with immediate() as session:
            row, one = _here(report, passage)
            row.write(session)
            if one.text == one.drafted:  # what stood in the box, not what stood when the report was begun
                one.text = one.drafted = text
            reason = clean_lines(request.form.get("ly-do", ""))[:LONGEST_REMARK]
            changed = one.rewrite(
                session, _wanted(session, row, one, written), request.form.get("version", ""),
                by=current_account(), now=clock.now(), reason=reason,
            )  # fmt: skip
            if changed and not htmx():
                note(session, "report.written", row, part=one.part, lead=one.title)
            press(session, row, request.form, answers)
    except Overtaken:
        db.session.rollback()
        return _overtaken(report, passage, written)
    except Unexplained:
        db.session.rollback()
        return _unexplained(report, passage)
    except NotWritten:
        db.session.rollback()
        row = report_here(report)
        flash(str(NotWritten.words(row)), "warn")
        page = {**page_of(row), "lost": written}
        return Response(render_template("office/reports/show.html", **page), 409)
    return _kept(report, passage)


def _wanted(session: Session, row: Report, one: ReportPassage, written: str) -> str:
    """The text to be stored: as it was drafted, as it stood before (`ban`), or as it was written."""
    known = figures_of(session, row, clock.today(), {*keys_in([one.text]), request.form.get("chen-so", "")})
    figures = known.by_key
    if "nhu-may" in request.form:
        return one.drafted
    if (number := request.form.get("ban", "")).isdecimal():
        return one_or_404(ReportEdit.of(one.id).where(ReportEdit.id == int(number))).text
    text = taken_over(written, one.text, request.form.get("stood", ""), figures)
    key = request.form.get("chen-so", "")
    more = f"{text} {named(key)}".strip() if "chen" in request.form and key in figures else text
    if "them" in request.form:
        more = f"{text} {current(row, [one], known)[0].news}".strip()
    return more if len(more) <= LONGEST else text


def _kept(report: UUID, passage: int) -> Answer:
    if htmx():
        row, one = _here(report, passage)
        figures = figures_of(db.session(), row, clock.today(), keys_in([one.text]))
        shown = for_writing(one.text, figures.by_key)
        return personal(make_response(render_template("office/reports/_saved.html", one=one, stands=shown)))
    stays, pressed = {"chen", "nhu-may", "them", *PRESSES} & request.form.keys(), PRESSES & request.form.keys()
    view = "office.report_passages.edit" if stays else "office.reports.show"
    place = {"report": report, "passage": passage} if stays else {"report": report}
    return see_other(url_for(view, **place, _anchor="text" if stays - pressed else f"doan-{passage}"))


def _unexplained(report: UUID, passage: int) -> Answer:
    """A passage that says what is not known is not emptied without a reason."""
    words = _("Chưa lưu. Muốn bỏ trống câu này thì anh chị ghi vì sao ở ô dưới.")
    if htmx():
        return personal(make_response(words))
    flash(words, "warn")
    return Response(render_template("office/reports/show.html", **_opened(*_here(report, passage), "")), 422)


def _overtaken(report: UUID, passage: int, written: str) -> Answer:
    row, one = _here(report, passage)
    if htmx():
        return personal(make_response(render_template("office/reports/_overtaken.html", one=one)))
    return Response(render_template("office/reports/show.html", **_opened(row, one, written), overtaken=True), 409)


@report_passages.post(f"{PLACE}/doan")
@requires(*WRITERS)
def create(report: UUID) -> Answer:
    """A new passage at the end of a part (`phan`), opened at once."""
    part = request.form.get("phan", "")
    with immediate() as session:
        row = report_here(report, *WRITERS)
        row.write(session)
        if part not in TITLES:
            abort(400)
        last = session.scalars(ReportPassage.of(row.id).where(ReportPassage.part == part)).all()
        made = ReportPassage(report=row, part=part, position=(last[-1].position if last else 0) + 1)
        session.add(made)
        session.flush()
        number = made.id
    return see_other(url_for("office.report_passages.edit", report=report, passage=number, _anchor="text"))


@report_passages.get(f"{PASSAGE}/ban-truoc")
@requires(*READERS)
def history(report: UUID, passage: int) -> Answer:
    """How the passage stood before, the newest first, each with who wrote it."""
    row = report_here(report)
    one = one_or_404(ReportPassage.of(row.id).where(ReportPassage.id == passage))
    edits = db.session.scalars(ReportEdit.of(one.id)).all()
    figures = figures_of(db.session(), row, clock.today(), keys_in([one.text, *(each.text for each in edits)]))
    versions = [(each, parts(each.text, figures.by_key), for_writing(each.text, figures.by_key)) for each in edits]
    return render_template(
        "office/reports/history.html", row=row, unit=row.unit, one=one, edits=versions,
        stands=for_writing(one.text, figures.by_key), officer=page_of(row)["officer"] and row.is_open,
    )  # fmt: skip


# -- what is to be mended ----------------------------------------------------------------------------------------------


@report_passages.post(f"{PLACE}/nhan-xet")
@requires(Role.LEADER)
def remark(report: UUID) -> Answer:
    """A leader says what is to be mended (`loi`), in a passage (`doan`) or in the whole; while it waits."""
    words = clean_lines(request.form.get("loi", ""))
    if not 0 < len(words) <= LONGEST_REMARK:
        flash(_("Anh chị ghi cần sửa gì, trong %(longest)s chữ.", longest=LONGEST_REMARK), "warn")
        page = {**page_of(report_here(report, Role.LEADER)), "lost": words}
        return Response(render_template("office/reports/show.html", **page), 422)
    with immediate() as session:
        row = report_here(report, Role.LEADER)
        row.lock(session)
        row.must_wait()
        number = request.form.get("doan", "")
        one = (
            one_or_404(ReportPassage.of(row.id).where(ReportPassage.id == int(number))) if number.isdecimal() else None
        )
        session.add(ReportRemark(report=row, passage=one, text=words, by=current_account(), at=clock.now()))
        note(session, "report.remarked", row, part=one.part if one else "")
        part = one.part if one else None
    there = url_for("office.reports.show", report=report, phan=part)
    return see_other(there + (f"#doan-{number}" if part else "#nhan-xet"))


@report_passages.post(f"{PLACE}/nhan-xet/<int:remark_id>")
@requires(*WRITERS)
def settle(report: UUID, remark_id: int) -> Answer:
    """An officer says that it is mended; with `lai`, that it is not."""
    with immediate() as session:
        row = report_here(report, *WRITERS)
        row.write(session)
        one = one_or_404(ReportRemark.of(row.id).where(ReportRemark.id == remark_id))
        one.done_at = None if "lai" in request.form else clock.now()
    return see_other(url_for("office.reports.show", report=report) + "#nhan-xet")
