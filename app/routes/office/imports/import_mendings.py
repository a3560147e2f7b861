"""/van-phong/nhap/<id>/sua: what keeps rows out is mended on the page; names are rewritten, or left as they came."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from app.exchange.imports.headers import Columns
from app.exchange.imports.row_results import RowOutcome
from app.jobs import orders, queue
from app.models import ImportRun, ResidentialGroup, Role
from app.models.trust.import_run import NotReady
from app.routes.jobs import answer_with
from app.routes.office.imports.import_causes import groups_meant, written
from app.routes.office.imports.import_pages import results_of
from app.routes.office.imports.imports import note, run_here
from app.routes.office.lookups import unit_ids
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

import_mendings = Blueprint("import_mendings", __name__)


@import_mendings.post("/nhap/<uuid:public_id>/sua")
@requires(Role.OFFICER)
def update(public_id: UUID) -> Answer:
    """Read the list again with what was written beside it; the file stays as it came."""
    page = url_for("office.imports.show", public_id=public_id)
    run = run_here(public_id)
    refused = [each for each in results_of(run) if each.outcome is RowOutcome.REFUSED]
    codes = [group.code for group in db.session.scalars(ResidentialGroup.of(run.unit_id))]
    cells, groups = written(refused, request.form), groups_meant(refused, request.form, codes)
    names = {"viet-lai": True, "nhu-tep": False}.get(request.form.get("ten", ""))
    if not cells and not groups and names is None:
        flash(_("Anh chị chưa sửa ô nào."), "warn")
        return see_other(page)
    try:
        with immediate() as session:
            run = session.scalars(ImportRun.locked_called(str(public_id), unit_ids(Role.OFFICER))).one()
            columns = Columns.of(run.read_as)
            amended = columns.amended.with_cells(cells, groups)
            if names is not None:
                amended = replace(amended, names=names)
            run.set_columns({**run.read_as, **replace(columns, amended=amended).kept()})
            note(session, "import.mended", run, {"people": len(cells), "groups": len(groups), "names": amended.names})
            job = orders.import_look(session, run, by=current_visitor().account_id)
    except NotReady:
        flash(_("Danh sách này đã ghi rồi, nên không sửa ở đây được. Anh chị nạp tệp mới."), "warn")
        return see_other(page)
    queue.enqueue(job.id)
    return answer_with(job, done=page)
