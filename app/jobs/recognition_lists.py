"""Draws the list of sites proposed for recognition, or recognised, in the layout of every printed list."""

from flask_babel import gettext as _

from app.country import formats
from app.documents import lists
from app.documents.lists.recognised import recognition_list
from app.documents.lists.registers import Heading
from app.jobs.drawing import draw_file, office_of
from app.jobs.plates import recognition_of
from app.jobs.work import Work
from app.models import Household, Plate, PlateState
from app.models.movement.declaration import Subject
from app.web.database import db

LEFT_OUT = (PlateState.DECLINED, PlateState.DROPPED)


def perform(work: Work) -> str:
    """Draw the list `recognition` in its present state: the proposals, or the plates with their numbers."""
    row = recognition_of(work)
    unit, declared = row.unit, row.asked_by.declared
    houses, waits = declared.subject is Subject.HOUSEHOLD, row.waits
    last_headings = (_("Ngày ghi"),) if waits else (_("Số"), _("Có giá trị tới"))
    others = (*((_("Chủ hộ"),) if houses else ()), _("Tổ dân phố, thôn"), *last_headings)
    title = _("Danh sách đề nghị công nhận %(name)s") if waits else _("Danh sách được công nhận %(name)s")
    plates = db.session.scalars(Plate.of(row.id).where(Plate.state.not_in(LEFT_OUT)))
    paper = recognition_list(
        office_of(unit, work),
        title % {"name": declared.name},
        [Heading(_("Nhà") if houses else _("Tên"), main=True), *map(Heading, others)],
        [_line(each, houses, waits) for each in plates],
        waits=waits,
        counted=declared.noun or (_("hộ") if houses else _("nơi")),
        subject="; ".join(each.text for each in declared.criteria if each.key in declared.recognised_when),
    )
    return draw_file(work, unit.code, lists.draw, paper)


def _line(plate: Plate, houses: bool, waits: bool) -> tuple[str, ...]:
    site, content = plate.site, plate.paper
    head = (content.get("full_name") or (site.head if isinstance(site, Household) else ""),) if houses else ()
    group = content.get("group") or (site.residential_group.name if site.residential_group else "")
    until = formats.date(plate.valid_until) if plate.valid_until else str(_("lâu dài"))
    last_cells = (formats.date(plate.entry.day),) if waits else (plate.register_number, until)
    return (site.name, *head, group, *last_cells)
