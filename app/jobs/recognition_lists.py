"""Draws the list of sites proposed for recognition, or recognised, in the layout of every printed list."""

from flask_babel import gettext as _

from app.country import clock, formats
from app.documents import register_list
from app.documents.issuers import Signer
from app.documents.register_list import Heading, RegisterList
from app.jobs import facts
from app.jobs.drawing import drawing, issuer_of
from app.jobs.plates import recognition_of
from app.jobs.work import Work
from app.models import Household, Plate, PlateState, Recognition
from app.models.movement.declaration import Subject
from app.web.database import db
from app.web.kept_files import keep

LEFT_OUT = (PlateState.DECLINED, PlateState.DROPPED)


def perform(work: Work) -> str:
    """Draw the list `recognition` in its present state: the proposals, or the plates with their numbers."""
    row = recognition_of(work)
    content = _content(row, facts.name_of(work.asked_by_id))
    name = work.file_of(row.unit.code)
    db.session.rollback()
    with drawing():
        drawn = register_list.draw(content)
    keep(work.papers, name, drawn)
    return name


def _content(row: Recognition, by: str) -> RegisterList:
    unit, declared = row.unit, row.asked_by.declared
    houses, waits = declared.subject is Subject.HOUSEHOLD, row.waits
    last_headings = (
        (Heading(str(_("Số"))), Heading(str(_("Có giá trị tới")))) if not waits else (Heading(str(_("Ngày ghi"))),)
    )
    headings = (
        Heading(str(_("Nhà")) if houses else str(_("Tên")), main=True),
        *((Heading(str(_("Chủ hộ"))),) if houses else ()),
        Heading(str(_("Tổ dân phố, thôn"))),
        *last_headings,
    )
    title = _("Danh sách đề nghị công nhận %(name)s") if waits else _("Danh sách được công nhận %(name)s")
    rows = db.session.scalars(Plate.of(row.id).where(Plate.state.not_in(LEFT_OUT)))
    lines = tuple(_line(each, houses, waits) for each in rows)
    criteria = "; ".join(each.text for each in declared.criteria if each.key in declared.recognised_when)
    return RegisterList(
        issuer=issuer_of(unit),
        signer=Signer(unit.signer_formula, unit.signer_capacity, unit.signer_name),
        title=title % {"name": declared.name},
        headings=headings,
        rows=lines,
        total=len(lines),
        day=clock.local(row.decided_at).date() if row.decided_at and not waits else clock.today(),
        subject=criteria,
        prepared_by=by,
    )


def _line(plate: Plate, houses: bool, waits: bool) -> tuple[str, ...]:
    site, content = plate.site, plate.paper
    head = (content.get("full_name") or (site.head if isinstance(site, Household) else ""),) if houses else ()
    group = content.get("group") or (site.residential_group.name if site.residential_group else "")
    until = formats.date(plate.valid_until) if plate.valid_until else str(_("lâu dài"))
    last_cells = (formats.date(plate.entry.day),) if waits else (plate.register_number, until)
    return (site.name, *head, group, *last_cells)
