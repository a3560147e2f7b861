"""…/so-nhap/…/tep: the file from which an entered figure is; opened by who sees the figure, which is noted."""

import hashlib

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.country import clock
from app.country.names import clean
from app.models import Measurement, Role, SourceFile
from app.models.targets.source_file import KINDS
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.trail import note_act
from app.web import office_files
from app.web.access import current_account, one_or_404, requires
from app.web.database import immediate
from app.web.office_files import UnusableFile
from app.web.responses import Answer, personal, see_other

source_files = Blueprint("source_files", __name__)

PLACE = "/so-nhap/<uuid:row>/tep"
LONGEST_NAME = 120


@source_files.url_value_preprocessor
def take_files(endpoint: str | None, values: dict[str, object] | None) -> None:
    """These addresses take more bytes than a form; what is somewhat too heavy is told so."""
    request.max_content_length = 2 * office_files.MOST_BYTES


@source_files.get(PLACE)
@requires(*STAFF)
def show(row: object) -> Answer:
    with immediate() as session:
        kept = one_or_404(SourceFile.in_units(unit_ids(*STAFF)).where(Measurement.at(row)))
        note_act(session, "measurement.file_opened", kept.measurement.unit_id, _subject(kept.measurement))
        answer, name = Response(kept.file, mimetype=KINDS[kept.kind]), f"nguon-so-lieu.{kept.kind}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return personal(answer)


@source_files.post(PLACE)
@requires(Role.OFFICER)
def create(row: object) -> Answer:
    """Keep a file, in the place of one before; one that cannot be kept is told why."""
    _here(row)
    sent = request.files.get("file")
    try:
        kind, content = office_files.read(sent.read(office_files.MOST_BYTES + 1) if sent else b"")
    except UnusableFile as refused:
        flash(refused.message, "bad")
        return _back(row)
    with immediate() as session:
        figure = _here(row, locked=True)
        SourceFile.take_away(session, figure.id, clock.now())
        digest = hashlib.sha256(content).hexdigest()
        session.add(
            SourceFile(
                measurement=figure, name=_named(sent), kind=kind, sha256=digest, content=SourceFile.stored(content),
                sent_by=current_account(), sent_at=clock.now(),
            )
        )  # fmt: skip
        detail: dict[str, object] = {"kind": kind, "sha256": digest}
        note_act(session, "measurement.file_added", figure.unit_id, _subject(figure), detail)
    flash(_("Đã lưu tệp."))
    return _back(row)


@source_files.post(f"{PLACE}/bo")
@requires(Role.OFFICER)
def destroy(row: object) -> Answer:
    """Take it away; that it was there stays."""
    with immediate() as session:
        figure = _here(row, locked=True)
        if SourceFile.take_away(session, figure.id, clock.now()):
            note_act(session, "measurement.file_removed", figure.unit_id, _subject(figure))
    flash(_("Đã bỏ tệp."))
    return _back(row)


def _here(row: object, *, locked: bool = False) -> Measurement:
    wanted = Measurement.in_units(unit_ids(Role.OFFICER)).where(Measurement.at(row))
    return one_or_404(wanted.with_for_update(of=Measurement) if locked else wanted)


def _subject(figure: Measurement) -> tuple[str, str]:
    return "measurement", figure.public_id


def _named(sent: FileStorage | None) -> str:
    return clean((sent.filename or "") if sent else "")[-LONGEST_NAME:] or _("tệp không tên")


def _back(row: object) -> Answer:
    return see_other(url_for("office.measurements.show", row=row))
