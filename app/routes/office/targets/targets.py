"""/van-phong/chi-tieu: how the targets of a plan stand, the worst first; one of them, and what measures it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock, sentences
from app.indicators.figure_status import FigureStatus
from app.indicators.programmes import DOT
from app.indicators.readings import figure_statuses, month_ends
from app.indicators.reports.target_lines import would_say
from app.indicators.share_words import answered_words
from app.indicators.shares import Share
from app.indicators.target_counts import (
    BY_GROUP,
    how_narrowed,
    known_denominator,
    matrix_of,
    name_of,
    parts_of,
)
from app.indicators.target_measures import denominator_indicator, indicator_of
from app.jobs.measuring import keep, measure, recount
from app.models import Measurement, Plan, Programme, Role, SourceFile, Target
from app.models.targets.measurement import COMPUTED
from app.registers.definitions.plans import PLAN_READERS, PLAN_WRITERS
from app.registers.definitions.targets import TARGETS
from app.registers.indicator import Indicator, Scope
from app.registers.lists import STATE
from app.routes.office.lookups import unit_called, unit_ids, units
from app.routes.office.targets.measure_choices import FOUND, SUGGESTED, lines_of
from app.routes.office.targets.measure_form import MeasureForm
from app.routes.office.targets.standing import by_verdict, is_running, standing_lines
from app.routes.office.targets.unused import unused_programmes
from app.routes.office.targets.words import StandingLine, figure_of, line_of, month_words, reading_words, rows_behind
from app.routes.registers.rows import note
from app.web.access import one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, form_page, see_other

targets = Blueprint("targets", __name__)
OFFICER = (Role.OFFICER,)
MONTHS = 6
BY = {"": _l("Chỉ tiêu"), BY_GROUP: _l("Nơi"), "doi-tuong": _l("Đối tượng"), "thang": _l("Tháng")}
APART = (BY_GROUP, "doi-tuong")


@targets.get("/chi-tieu")
@requires(*PLAN_READERS)
def show() -> Answer:
    """Each target, the worst first, or those of one verdict (`?tinh-trang=`). Statements as for one target."""
    unit = unit_called(request.args.get("phuong"), *PLAN_READERS)
    session, today = db.session(), clock.today()
    plans = session.scalars(Plan.running(unit.id, today)).all()
    plan = next((each for each in plans if each.public_id == request.args.get("ke-hoach")), next(iter(plans), None))
    ends = list(month_ends(plan.since, today)) if plan else []
    day = next((each for each in ends if each.isoformat() == request.args.get("den")), today)
    by, officer = request.args.get("theo", ""), unit.id in unit_ids(*OFFICER) and unit.valid_to is None
    standing = standing_lines(session, plan, day, officer=officer) if plan else []
    running = [each for each in standing if is_running(each, day)]
    lines, verdicts = by_verdict(running)
    state = request.args.get(STATE, "") if not by else ""
    return render_template(
        "office/targets/index.html",
        unit=unit,
        units=units(*PLAN_READERS),
        plans=plans,
        plan=plan,
        lines=[each for each in lines if state in ("", each.standing.state)],
        verdicts=verdicts,
        state=state,
        ended=[each for each in standing if each not in running],
        today=today,
        day=day,
        ends=ends,
        by=by if by in BY else "",
        ways=BY,
        matrix=matrix_of(session, [each.standing.target for each in running], day, by) if by in APART else None,
        months=[*[each for each in ends if each < day][-MONTHS:], day],
        lacking_papers=Measurement.lacking_papers(session, unit.id),
        words={"month": month_words, "name": name_of, "rows": rows_behind},
        counted_at=_counted_at(standing),
        officer=officer,
        may_load=unit.id in unit_ids(*PLAN_WRITERS) and unit.valid_to is None,
    )


def _counted_at(standing: Sequence[StandingLine]) -> datetime | None:
    """When the newest of these figures was counted."""
    read = [each.standing.now for each in standing if each.standing.now]
    return max((each.made_at for each in read if each.made_at and each.source == COMPUTED), default=None)


def target_here(row: object, roles: tuple[Role, ...] = PLAN_READERS) -> Target:
    """The target of an address; a 404 for another ward's."""
    wanted = Target.in_units(unit_ids(*roles)).where(Target.at(row))
    return cast("Target", one_or_404(wanted))


@targets.get("/chi-tieu/<uuid:row>")
@requires(*PLAN_READERS)
def target(row: object) -> Answer:
    """One target: its sentence, how it was counted, month by month, by group, what was entered beside what was
    counted."""
    kept, session, today = target_here(row), db.session(), clock.today()
    standing = next((each for each in figure_statuses(session, kept.plan, today) if each.target.id == kept.id), None)
    if standing is None:
        abort(404)
    then = {each.day: each.numerator for each in standing.earlier}
    unused = unused_programmes(session, [kept]).get(kept.id)
    return render_template(
        "office/targets/target.html",
        target=kept,
        unit=kept.unit,
        line=line_of(standing, officer=True, unused=unused),
        unused=unused,
        both=[(each, reading_words(kept, each)) for each in standing.both],
        standing=standing,
        history=[(each, *month_words(kept, each)) for each in standing.months],
        late={
            each.day: (figure_of(kept, each.reached(kept)), each.numerator - then[each.day]) for each in standing.late
        },
        **_how(session, kept, standing, today),
        sources=_sources(session, standing),
        parts=parts_of(session, kept, today),
        rows_behind=rows_behind,
        day=today,
        officer=kept.unit_id in unit_ids(*OFFICER) and kept.unit.valid_to is None,
    )


def _how(session: Session, target: Target, standing: FigureStatus, day: date) -> dict[str, Any]:
    """How it is counted, and of how many: what the books say beside its own number, and whether nobody told."""
    indicator = indicator_of(session, target)
    share, denominator = target.is_share and not target.each_of, standing.denominator
    known_value = known_denominator(session, target, day) if share and denominator is None else None
    book = known_denominator(session, target, day, own=False) if share and target.own_denominator_value else None
    counted = bool(standing.now and standing.now.is_counted and denominator is not None and indicator)
    of_count = counted and target.share_of and not target.own_denominator_value
    counting = denominator_indicator(session, target) if of_count else None
    return {
        "indicator": indicator,
        "narrowed": how_narrowed(session, target, indicator, day) if indicator else [],
        "lacking": target.is_share
        and denominator is None
        and known_value is None
        and (share or standing.now is not None),
        **_answered(session, target, standing, indicator, day),
        "whole": counting.words if counting else "",
        "book": book if book and book.number != target.own_denominator else None,
    }


def _answered(
    session: Session, target: Target, standing: FigureStatus, indicator: Indicator | None, day: date
) -> dict[str, Any]:
    """Who answered where not all did, also before the first answer, and the programme that waits for the rest."""
    share = standing.share
    if share is None and indicator and indicator.responses:
        scope = Scope((target.unit_id,), target.since, day)
        share = Share(None, responses=indicator.responses(session, scope, "").get(None))
    answered = answered_words(share) if share else ""
    lacking = share and share.responses and not share.responses.is_complete
    ids = {row.key: row.id for row in session.execute(Programme.ids_by_key(target.unit_id))} if lacking else {}
    return {
        "answered": sentences.begun(answered),
        "programme": ids.get(target.measured_by.partition(DOT)[0]),
    }


def _sources(session: Session, standing: FigureStatus) -> list[SourceFile]:
    """The files from which what was entered is, of the days that the page tells."""
    readings = [each for each in (standing.now, standing.beside) if each and each.source != COMPUTED]
    return [row for each in readings for row in session.scalars(SourceFile.behind(standing.target.id, each.day))]


@targets.post("/chi-tieu/dem-lai")
@requires(*PLAN_READERS)
def create() -> Answer:
    """Count what the machine counts of a plan now."""
    unit = unit_called(request.args.get("phuong"), *PLAN_READERS)
    session, today = db.session(), clock.today()
    many = 0
    for plan in session.scalars(Plan.running(unit.id, today)).all():
        many += keep(measure(db.session(), plan, today), clock.now())
    flash(_("Đã đếm lại %(count)s chỉ tiêu.", count=many))
    return see_other(url_for("office.targets.show", phuong=unit.code))


def _measure(target: Target, form: MeasureForm) -> dict[str, Any]:
    """What the page shows: figures that were sought, else suggested ones after what stands; what a report would say."""
    session, words = db.session(), _typed("tim")
    offered = form.offered
    found = offered.sought(target, words) if words else offered.suggested(target)[:SUGGESTED]
    standing = [] if words else [offered.figures[key] for key in (target.measured_by,) if key]
    shown = [*{each.key: each for each in [*standing, *found[:FOUND]]}.values()]
    return {
        "target": target,
        "unit": target.unit,
        "sought": words,
        "whole": _typed("tong"),
        "found": lines_of(session, target, shown),
        "many": len(found),
        "sentence": would_say(session, target, form.values, form.indicator) if form.is_chosen else "",
    }


def _typed(name: str) -> str:
    return request.args.get(name, "").strip()[:80]


@targets.route("/chi-tieu/<uuid:row>/cach-do", methods=["GET", "POST"])
@requires(*OFFICER)
def edit(row: object) -> Answer:
    """What measures a target: a figure (`?so=`) and what that can be asked, or entered for a reason; with `?thu=` only
    the sentence that it would come to; then count at once."""
    kept = target_here(row, OFFICER)
    form = MeasureForm.of(kept, request.form.get("measured_by"), request.args.get("so"), _typed("tong"))
    if not form.validate_on_submit():
        return form_page("office/targets/measure.html", form, **_measure(kept, form))
    if "thu" in request.args:
        return render_template("office/targets/measure.html", form=form, **_measure(kept, form))
    with immediate() as session:
        session.scalars(Target.locked(kept.id)).one()
        kept = target_here(row, OFFICER)
        if changed := kept.change(form.values, str(kept.version)):
            Measurement.begin_anew(session, kept, changed)
            session.flush()
            note(TARGETS, session, "measured", kept, {"name": kept.name, **changed})
        name, slug = kept.name, kept.public_id
    recount(target_here(slug, OFFICER))
    flash(_("Đã chọn cách đo %(name)s.", name=name))
    return see_other(url_for("office.targets.target", row=slug))
