"""Draws the list of a ward's ambassadors with results."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.country import clock
from app.documents import lists
from app.documents.lists.ambassadors import ambassador, ambassador_list
from app.documents.tables import Row
from app.indicators.ambassadors import without_one
from app.jobs.drawing import draw_file, office_of, row_of
from app.jobs.work import Work
from app.models import AdministrativeUnit, ResidentialGroup
from app.models.helping.ambassadors import ambassador_results
from app.models.helping.ambassadors.ambassador_results import AmbassadorRow
from app.web.database import db
from app.web.words.ambassadors import training_short


def perform(work: Work) -> str:
    """Draw the list of `unit`, of one `group` if named, with ended appointments if `ended`."""
    unit = row_of(work, AdministrativeUnit, "unit", _("Đơn vị này không còn nữa."))
    group = db.session.get(ResidentialGroup, int(work.arguments["group"] or 0))
    group_id, ended = group.id if group else None, work.arguments["ended"] == "1"
    listed = ambassador_results.rows(db.session(), unit.id, group_id=group_id, ended=ended)
    totals = ambassador_results.totals(db.session(), listed)
    paper = ambassador_list(
        office_of(unit, work),
        [_row(each) for each in listed],
        open=totals.open,
        reached=totals.reached,
        times=totals.times,
        drawn_at=clock.now(),
        subject=group.name if group else "",
        target=unit.least_mentees,
        without=_without(unit) if group is None else (),
    )
    return draw_file(work, unit.code, lists.draw, paper)


def _without(unit: AdministrativeUnit) -> list[tuple[str, Sequence[str]]]:
    groups, organisations = without_one(db.session(), unit.id, clock.today())
    return [(unit.group_word, groups), (_("cơ quan, đơn vị"), organisations)]


def _row(row: AmbassadorRow) -> Row:
    each, results = row.ambassador, row.results
    return ambassador(
        name=each.person.full_name,
        code=each.code,
        year=each.person.birth_year,
        group=row.group,
        cluster=each.household_cluster,
        organisation=each.organisation,
        decision=each.decision_no,
        since=each.since,
        training=training_short(each),
        open=results.open,
        reached=results.reached,
        times=results.help_times,
        note=_("Thôi từ %(day)s", day=f"{each.until:%d/%m/%Y}") if each.until else "",
    )
