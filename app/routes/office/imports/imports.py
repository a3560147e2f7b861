"""/van-phong/nhap: lists from outside: loaded, looked at, their columns settled, rows mended; what became of each."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.exchange.imports.columns import Columns
from app.exchange.imports.headers import understood
from app.exchange.imports.kinds import KINDS, ImportKind
from app.exchange.imports.reading import UnreadableFile, opened
from app.exchange.imports.refusals import file_sentence
from app.exchange.imports.row_results import RowOutcome
from app.jobs import orders
from app.jobs.importing import imports_folder
from app.models import AdministrativeUnit, Course, ImportRun, Job, Programme, ResidentialGroup, Role
from app.models.trust.import_run import NotReady
from app.routes.jobs import answer_with
from app.routes.office.imports.import_causes import answered, groups_meant, written
from app.routes.office.imports.import_forms import ColumnsForm, ListForm, columns_form
from app.routes.office.imports.import_pages import kind_asked, kind_here, preview, result, results_of
from app.routes.office.lookups import course_here, unit_called, unit_ids, units
from app.routes.trail import note_act
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.kept_files import keep
from app.web.responses import Answer, form_page, personal, refuse, see_other

imports = Blueprint("imports", __name__)

# The kinds that a ward takes in as a whole, by their word in the address.
SHOWN = 30


def run_here(public_id: UUID) -> ImportRun:
    """The import of an address with its unit and course; a 404 for one of another unit."""
    return one_or_404(ImportRun.called(str(public_id), unit_ids(Role.OFFICER)))


def note(session: Session, action: str, run: ImportRun, detail: dict[str, object] | None = None) -> None:
    """Note in the audit trail what the visitor does to a list."""
    course = session.get(Course, run.course_id) if run.course_id else None
    subject = ("course", course.code) if course else ("import", run.public_id)
    note_act(session, action, run.unit_id, subject, {"list": run.kind, "name": run.name, **(detail or {})})


@imports.get("/nhap")
@requires(Role.OFFICER)
def index() -> Answer:
    """The ward's lists, the newest first, and where a new one is loaded."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    runs = db.session.scalars(ImportRun.of(unit.id).limit(SHOWN)).all()
    programmes = db.session.scalars(Programme.in_units([unit.id])).all()
    titles = {kind.key: kind.title for kind in KINDS.values()} | {f"phong-trao-{p.id}": p.name for p in programmes}
    context = {"runs": runs, "unit": unit, "units": units(Role.OFFICER), "kinds": KINDS, "titles": titles}
    return render_template("office/imports/index.html", **context)


@imports.route("/nhap/moi", methods=["GET", "POST"])
@imports.route("/lop/<code>/nhap", methods=["GET", "POST"], endpoint="new_for_course")
@requires(Role.OFFICER)
def new(code: str = "") -> Answer:
    """Choose a file, or paste: people (`?loai=nguoi`), what a register keeps (its slug), or those of one course. The
    list is kept and looked at; nothing of it is stored yet, nobody registered."""
    form, wanted = ListForm(), _wanted(code)
    if not form.validate_on_submit():
        return form_page("office/imports/new.html", form, **wanted)
    return _loaded(form, **wanted)


def _wanted(code: str) -> dict[str, Any]:
    """Of what kind a list is and for whom: a ward, or the course of this code."""
    if code:
        course = course_here(code, Role.OFFICER)
        return {"kind": KINDS["registrations"], "unit": course.unit, "course": course}
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    return {"kind": kind_asked(unit), "unit": unit, "course": None}


@imports.get("/nhap/<uuid:public_id>")
@requires(Role.OFFICER)
def show(public_id: UUID) -> Answer:
    """How the list stands: being read or stored, to be settled, or what became of each row."""
    run = run_here(public_id)
    job = orders.import_under_way(db.session(), run)
    if job is not None and (not job.is_over or (run.is_open and not run.rows)):
        return see_other(url_for("jobs.show", room="van-phong", public_id=job.public_id))
    if run.is_open:
        return personal(Response(render_template("office/imports/show.html", form=_columns_form(run), **preview(run))))
    return personal(Response(render_template("office/imports/done.html", **result(run))))


@imports.post("/nhap/<uuid:public_id>/cot")
@requires(Role.OFFICER)
def update(public_id: UUID) -> Answer:
    """Read the list again, its columns as the officer says, or another sheet of it."""
    run = run_here(public_id)
    if not run.read_as:
        return see_other(url_for("office.imports.show", public_id=public_id))
    kind, form = kind_here(run), _columns_form(run)
    columns = Columns.of(run.read_as)
    if form.sheet.data in run.read_as["sheets"] and form.sheet.data != columns.sheet:
        columns = _columns_of(run, str(form.sheet.data), kind)
    elif not form.check(kind):
        return refuse("office/imports/show.html", form=form, **preview(run))
    else:
        columns = columns.with_meanings(form.meanings())
    sorry = _("Danh sách này đã ghi rồi, nên không đọc lại được. Anh chị nạp tệp mới.")
    return _read_again(public_id, sorry, lambda _session, _run: columns)


def _read_again(public_id: UUID, sorry: str, change: Callable[[Session, ImportRun], Columns]) -> Answer:
    def look(session: Session, run: ImportRun) -> Job:
        run.set_columns({**run.read_as, **change(session, run).kept()})
        return orders.import_look(session, run, by=current_visitor().account_id)

    return ordered(public_id, sorry, look)


def ordered(public_id: UUID, sorry: str, order: Callable[[Session, ImportRun], Job]) -> Answer:
    """Go to the job that is ordered for a list; back to its page, with this sentence, where it is not ready for it."""
    page = url_for("office.imports.show", public_id=public_id)
    try:
        with immediate() as session:
            job = order(session, _locked(session, public_id))
    except NotReady:
        flash(sorry, "warn")
        return see_other(page)
    return answer_with(job, done=page)


def _locked(session: Session, public_id: UUID) -> ImportRun:
    return session.scalars(ImportRun.locked_called(str(public_id), unit_ids(Role.OFFICER))).one()


@imports.post("/nhap/<uuid:public_id>/bo")
@requires(Role.OFFICER)
def destroy(public_id: UUID) -> Answer:
    """Think better of it: the files go, what was stored stays."""
    run_here(public_id)
    with immediate() as session:
        run = _locked(session, public_id)
        if run.is_open:
            note(session, "import.left", run)
        run.forget_files(session, clock.now())
        course = session.get(Course, run.course_id) if run.course_id else None
    flash(_("Đã bỏ danh sách %(name)s.", name=run.name), "good")
    lists = url_for("office.imports.index")
    return see_other(url_for("office.registration_lists.index", code=course.code) if course else lists)


def _loaded(form: ListForm, kind: ImportKind, unit: AdministrativeUnit, course: Course | None) -> Answer:
    """Keep the file, then the row and the job that looks at it."""
    public_id, by = str(uuid.uuid4()), current_visitor().account_id
    file, course_id = f"{public_id}.{form.form_of}", course.id if course else None
    run = ImportRun(
        public_id=public_id,
        unit_id=unit.id,
        course_id=course_id,
        kind=kind.key,
        name=form.name,
        file=file,
        sha256=hashlib.sha256(form.content).hexdigest(),
        by_id=by,
        created_at=clock.now(),
    )
    keep(imports_folder(), file, form.content)
    with immediate() as session:
        session.add(run)
        session.flush()
        note(session, "import.looked_at", run)
        job = orders.import_look(session, run, by=by)
    return answer_with(job, done=url_for("office.imports.show", public_id=public_id))


def _columns_form(run: ImportRun) -> ColumnsForm:
    columns = Columns.of(run.read_as)
    return columns_form(kind_here(run), columns, run.read_as["sheets"])


def _columns_of(run: ImportRun, sheet: str, kind: ImportKind) -> Columns:
    """How another sheet of the file wants to be read; as before when it cannot be read at all."""
    try:
        book = opened(imports_folder().get(run.file))
        return understood({sheet: book.head(sheet)}, words=kind.headings)
    except UnreadableFile as refused:
        flash(file_sentence(refused), "bad")
        return Columns.of(run.read_as)


@imports.post("/nhap/<uuid:public_id>/sua")
@requires(Role.OFFICER)
def mend(public_id: UUID) -> Answer:
    """Read the list again with what was written beside it; the file stays as it came."""
    run = run_here(public_id)
    refused = [each for each in results_of(run) if each.outcome is RowOutcome.REFUSED]
    codes = [group.code for group in db.session.scalars(ResidentialGroup.of(run.unit_id))]
    cells, groups = written(refused, request.form), groups_meant(refused, request.form, codes)
    names = {"viet-lai": True, "nhu-tep": False}.get(request.form.get("ten", ""))
    split = {"tach": True, "nhu-tep": False}.get(request.form.get("nhieu-nguoi", ""))
    answers = answered(run, request.form, codes)
    if not cells and not groups and not answers and names is None and split is None:
        flash(_("Anh chị chưa sửa ô nào."), "warn")
        return see_other(url_for("office.imports.show", public_id=public_id))

    def mended(session: Session, run: ImportRun) -> Columns:
        columns = Columns.of(run.read_as).with_answers(answers)
        pressed: dict[str, Any] = {"names": names, "split": split}
        pressed = {key: each for key, each in pressed.items() if each is not None}
        amended = replace(columns.amended.with_cells(cells, groups), **pressed)
        note(session, "import.mended", run, {"people": len(cells), "groups": len(groups), "names": amended.names})
        return replace(columns, amended=amended)

    sorry = _("Danh sách này đã ghi rồi, nên không sửa ở đây được. Anh chị nạp tệp mới.")
    return _read_again(public_id, sorry, mended)
