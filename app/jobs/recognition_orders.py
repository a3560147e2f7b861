"""Orders of papers of the movement: recognition lists with their plates, sheets of entries and of groups."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country.periods import Period
from app.jobs.ordering import order
from app.models import Job, Organisation, Programme, ProgrammeEntry, Recognition, ResidentialGroup
from app.registers.programmes.words import given_words

_TITLES: Mapping[str, object] = {
    "plates": _l("Vẽ %(paper)s %(name)s"),
    "plates_file": _l("Tệp in %(paper)s %(name)s"),
    "plates_word": _l("Tệp Word %(paper)s %(name)s"),
    "recognition_list": _l("Danh sách công nhận %(name)s"),
}


def paper(session: Session, row: Recognition, kind: str, *, by: int | None) -> Job:
    """A paper of a list; of its plates only those without a file are drawn."""
    title = str(_TITLES[kind]) % {"name": row.programme.name, "paper": given_words(row.asked_by.declared).name}
    return order(session, kind, _wanted(row), title, unit_id=row.unit_id, by=by, about=("recognition", row.public_id))


def asked(session: Session, row: Recognition, kind: str) -> Job | None:
    """The newest job for a paper of a list, in any state, or None."""
    return session.scalars(Job.newest(kind, _wanted(row), row.unit_id).limit(1)).first()


def _wanted(row: Recognition) -> dict[str, str]:
    return {"recognition": str(row.id)}


# Orders the sheet of one entry of a programme, and the table of all that an organisation recorded for a period.
def entry_sheet(session: Session, entry: ProgrammeEntry, *, by: int | None) -> Job:
    """The order of an entry's sheet, which is noted in the trail."""
    title = _("Phiếu ghi %(name)s", name=entry.asked_by.declared.name)
    wanted = {"entry": str(entry.id), "programme": str(entry.programme_id)}
    about = ("programme_site", entry.site.public_id)
    return order(session, "entry_sheet", wanted, title, unit_id=entry.unit_id, by=by, about=about)


def unit_sheet(
    session: Session, programme: Programme, period: Period | None, sender: Organisation, *, by: int | None
) -> Job:
    """The order of that table, which is noted in the trail."""
    title = _("Bảng kỳ %(name)s", name=programme.name) if period else _("Bảng tổng hợp %(name)s", name=programme.name)
    part = ", ".join(filter(None, (period.name if period else "", sender.name)))
    wanted = {"sender": str(sender.id), "programme": str(programme.id), "period": str(period.key) if period else ""}
    about = ("movement_programme", programme.key)
    return order(session, "unit_sheet", {**wanted, "part": part}, title, unit_id=sender.unit_id, by=by, about=about)


def unit_year(session: Session, sender: Organisation, year: int, *, by: int | None) -> Job:
    """The order of the sheet of a year of an organisation."""
    title, about = _("Phiếu năm %(year)s", year=year), ("organisation", sender.code or str(sender.id))
    wanted = {"sender": str(sender.id), "year": str(year), "part": sender.name}
    return order(session, "unit_year", wanted, title, unit_id=sender.unit_id, by=by, about=about)


# Orders of papers of residential groups.
def group_sheet(session: Session, groups: Sequence[ResidentialGroup], *, by: int) -> Job:
    """The sheets of one residential group or of several of a ward, in one file; drawn anew for each order."""
    unit = groups[0].unit
    one = groups[0] if len(groups) == 1 else None
    title = (
        _("Phiếu tổng hợp %(group)s", group=one.name)
        if one
        else _("Phiếu tổng hợp %(count)s %(word)s", count=len(groups), word=unit.group_word)
    )
    wanted = {"unit": str(unit.id), "groups": ",".join(str(each.id) for each in groups)}
    about = ("residential_group", f"{unit.code}/{one.code}") if one else ("unit", unit.code)
    return order(session, "group_sheet", wanted, title, unit_id=unit.id, by=by, about=about)
