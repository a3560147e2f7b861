"""/van-phong/nhap/<id>/ghi: a list that was looked at is stored, in the background; its refused rows come back."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO
from uuid import UUID

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.exchange.exports import refused_rows
from app.exchange.exports.tables import CSV_TYPE, XLSX_TYPE, write_sheets, write_table
from app.exchange.exports.values import Sheet
from app.exchange.imports.columns import Columns
from app.exchange.imports.reading import opened
from app.exchange.imports.row_results import RowOutcome
from app.jobs import orders
from app.jobs.importing import imports_folder
from app.models import ImportRun, Job, Role
from app.routes.office.imports.import_pages import kind_asked, kind_here, results_of
from app.routes.office.imports.imports import note, ordered, run_here
from app.routes.office.lookups import unit_called
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer, personal

intakes = Blueprint("intakes", __name__)

BLOCK = 64 * 1024


@intakes.post("/nhap/<uuid:public_id>/ghi")
@requires(Role.OFFICER)
def create(public_id: UUID) -> Answer:
    """Store the list; pressed twice, it is stored once."""
    run_here(public_id)

    def take(session: Session, run: ImportRun) -> Job:
        run.ready()
        return orders.import_take(session, run, by=current_visitor().account_id)

    return ordered(public_id, _("Danh sách này đã ghi xong, hoặc còn cột chưa rõ. Chưa ghi thêm gì."), take)


@intakes.get("/nhap/<uuid:public_id>/dong-loi")
@requires(Role.OFFICER)
def show(public_id: UUID) -> Answer:
    """The refused rows as the same table with a column "Vì sao"; that it was fetched is noted."""
    run = run_here(public_id)
    why = {each.number: each.why for each in results_of(run) if each.outcome is RowOutcome.REFUSED}
    if not why or not run.file:
        abort(404)
    book, columns = opened(imports_folder().get(run.file)), Columns.of(run.read_as)
    with immediate() as session:
        note(session, "import.refused_exported", run_here(public_id), {"people": len(why)})
    heading, rows = refused_rows.heading(columns, kind_here(run).words), refused_rows.rows(book, columns, why)
    return list_file("dong-loi", heading, rows, title=_("Dòng chưa ghi được"), xlsx=True)


@intakes.get("/nhap/mau")
@requires(Role.OFFICER)
def new() -> Answer:
    """An empty sheet with the columns that an import understands (`?loai=` registrations, people, …)."""
    kind = kind_asked(unit_called(request.args.get("phuong"), Role.OFFICER))
    heading = [str(kind.words[meaning]) for meaning in kind.example]
    return list_file("mau", heading, [], title=_("Danh sách"), xlsx=True)


def list_file(name: str, heading: list[str], rows: refused_rows.Rows, *, title: str, xlsx: bool) -> Response:
    """A table as a file to keep, `name` being ASCII without its ending, `title` what a workbook says of itself;
    streamed through a file on disk."""
    return _kept(name, lambda file: write_table(file, title, heading, rows, xlsx=xlsx), xlsx=xlsx)


def sheets_file(name: str, sheets: Sequence[Sheet], *, title: str) -> Response:
    """Several tables as one workbook."""
    return _kept(name, lambda file: write_sheets(file, title, sheets), xlsx=True)


def _kept(name: str, write: Callable[[IO[bytes]], None], *, xlsx: bool) -> Response:
    with contextlib.ExitStack() as until_sent:
        file = until_sent.enter_context(tempfile.TemporaryFile())
        write(file)
        file.seek(0)
        until_sent.pop_all()
    kind, ending = (XLSX_TYPE, "xlsx") if xlsx else (CSV_TYPE, "csv")
    response = Response(_blocks(file), mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return personal(response)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """A file in pieces; closed after the last one, or when nobody listens any more."""
    with file:
        while block := file.read(BLOCK):
            yield block
