"""Draws the list of a ward's ambassadors with results."""

from flask_babel import gettext as _

from app.country import clock
from app.documents import ambassador_list
from app.documents.ambassador_list import AmbassadorList, Entry, Totals
from app.documents.issuers import Signer
from app.jobs import facts
from app.jobs.drawing import drawing, issuer_of
from app.jobs.work import Impossible, Work
from app.models import AdministrativeUnit, ResidentialGroup
from app.models.helping.ambassadors import ambassador_rows
from app.models.helping.ambassadors.ambassador_rows import AmbassadorRow
from app.web.database import db
from app.web.kept_files import keep
from app.web.words.ambassadors import training_short


def perform(work: Work) -> str:
    """Draw the list of `unit`, of one `group` if named, with ended appointments if `ended`."""
    unit = db.session.get(AdministrativeUnit, int(work.arguments["unit"]))
    if unit is None:
        raise Impossible(_("Đơn vị này không còn nữa."))
    group = db.session.get(ResidentialGroup, int(work.arguments["group"] or 0))
    content = _paper(unit, group, ended=work.arguments["ended"] == "1", asked_by_id=work.asked_by_id)
    name = work.file_of(unit.code)
    db.session.rollback()
    with drawing():
        drawn = ambassador_list.draw(content)
    keep(work.papers, name, drawn)
    return name


def _paper(
    unit: AdministrativeUnit, group: ResidentialGroup | None, *, ended: bool, asked_by_id: int | None
) -> AmbassadorList:
    session = db.session()
    listed = ambassador_rows.rows(session, unit.id, group_id=group.id if group else None, ended=ended)
    counted = ambassador_rows.totals(session, listed)
    return AmbassadorList(
        issuer=issuer_of(unit),
        signer=Signer(unit.signer_formula, unit.signer_capacity, unit.signer_name),
        entries=tuple(_entry(row) for row in listed),
        totals=Totals(counted.open, counted.reached, counted.times),
        day=clock.today(),
        drawn_at=clock.now(),
        subject=group.name if group else "",
        target=unit.least_mentees,
        group_label=facts.group_label(unit),
        prepared_by=facts.name_of(asked_by_id),
    )


def _entry(row: AmbassadorRow) -> Entry:
    each, results = row.ambassador, row.results
    return Entry(
        code=each.code,
        name=each.person.full_name,
        birth_year=each.person.birth_year,
        group=row.group,
        organisation=each.organisation,
        decision=each.decision_no,
        since=each.since,
        training=training_short(each),
        open=results.open,
        reached=results.reached,
        times=results.help_times,
        note=_("Thôi từ %(day)s", day=f"{each.until:%d/%m/%Y}") if each.until else "",
    )
