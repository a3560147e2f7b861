"""Draws the list of sites proposed for recognition, or recognised, in the layout of every printed list."""

from flask_babel import gettext as _

from app.country import formats
from app.country.periods import name_of
from app.documents import lists
from app.documents.lists.recognised import recognition_list
from app.documents.lists.registers import Heading
from app.jobs.drawing import draw_file, office_of
from app.jobs.plates import recognition_of
from app.jobs.work import Work
from app.models import Household, Plate, PlateState
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.giving import LASTING, PaperKind
from app.models.movement.recipients import recipient_words
from app.registers.programmes.given_words import given_words
from app.web.database import db

LEFT_OUT = (PlateState.DECLINED, PlateState.DROPPED)


def perform(work: Work) -> str:
    """Draw the list `recognition` in its present state: the proposals, or the plates with their numbers."""
    row = recognition_of(work)
    unit, declared = row.unit, row.asked_by.declared
    houses, waits = declared.subject is Subject.HOUSEHOLD, row.waits
    last_headings = (_("Ngày ghi"),) if waits else (_("Số"), *([_("Có giá trị tới")] if lasts(declared) else []))
    to = (_("Chủ hộ"),) if houses else (_("Người, nơi nhận"),) if declared.gives and declared.gives.to else ()
    others = (*to, _("Tổ dân phố, thôn"), *last_headings)
    title = str(given_words(declared).lists[0 if waits else 1]) % {"name": declared.name}
    plates = db.session.scalars(Plate.of(row.id).where(Plate.state.not_in(LEFT_OUT))).all()
    if declared.every and plates:
        title += f", {name_of(declared.every, plates[0].period)}"
    paper = recognition_list(
        office_of(unit, work),
        title,
        [Heading(_("Nhà") if houses else _("Tên"), main=True), *map(Heading, others)],
        [_line(each, declared, waits) for each in plates],
        waits=waits,
        counted=declared.noun or (_("hộ") if houses else _("nơi")),
        subject="; ".join(each.text for each in declared.criteria if each.key in declared.recognised_when),
        letter=str(_("Thư cảm ơn")) if declared.gives and declared.gives.paper is PaperKind.THANKS else "",
    )
    return draw_file(work, unit.code, lists.draw, paper)


def lasts(declared: Declaration) -> bool:
    """Whether what is given may run out."""
    return declared.gives is not None and declared.gives.paper in LASTING


def _line(plate: Plate, declared: Declaration, waits: bool) -> tuple[str, ...]:
    site, content = plate.site, plate.paper
    named = declared.subject is Subject.HOUSEHOLD or bool(declared.gives and declared.gives.to)
    head = site.head if isinstance(site, Household) else recipient_words(declared, site, plate.entry)["full_name"]
    group = content.get("group") or (site.residential_group.name if site.residential_group else "")
    until = formats.date(plate.valid_until) if plate.valid_until else str(_("lâu dài"))
    given = (plate.register_number, *([until] if lasts(declared) else []))
    last_cells = (formats.date(plate.entry.shown_on),) if waits else given
    return (site.name, *([content.get("full_name") or head] if named else []), group, *last_cells)
