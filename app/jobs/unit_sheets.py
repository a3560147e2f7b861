"""Draws the table of what an organisation recorded for a programme, of a period where there are any."""

from flask_babel import gettext as _

from app.documents import lists
from app.documents.issuers import BY_HAND, SEALED, Signature
from app.jobs.drawing import draw_file, office_of, row_of
from app.jobs.register_lists import list_paper
from app.jobs.work import Impossible, Work
from app.models import Organisation, Programme
from app.registers.lists import Listing, lines
from app.registers.programmes.each_organiser import recorded_rows, sheet_of
from app.registers.programmes.opening import register_of
from app.web.database import db

HEAD = "THỦ TRƯỞNG ĐƠN VỊ"


def perform(work: Work) -> str:
    """Draw what `sender`, an organisation, recorded for `programme` and `period` ("" for none)."""
    gone = _("Phong trào này không còn nữa.")
    sender, programme = row_of(work, Organisation, "sender", gone), row_of(work, Programme, "programme", gone)
    session, unit = db.session(), sender.unit
    register = register_of(session, programme.standing, work.arguments["period"])
    if register is None:
        raise Impossible(gone)
    own = sheet_of(register, sender.id)
    listing = Listing.of(own, session, unit.id, "", {})
    ids = session.scalars(recorded_rows(register, sender.id)).all()
    if not ids:
        raise Impossible(_("Kỳ này đơn vị chưa gửi gì."))
    office = office_of(unit, work)
    paper = list_paper(
        unit, office, listing, lines(own.listing, unit.id, session, ids), part=work.arguments["part"],
        signers=(
            Signature("NGƯỜI LẬP BIỂU", BY_HAND, office.prepared_by),
            Signature(f"{HEAD}\n{sender.name.upper()}", SEALED, ""),
        ),
    )  # fmt: skip
    return draw_file(work, unit.code, lists.draw, paper)
