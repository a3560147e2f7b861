"""/van-phong/phong-trao: the programmes that a ward runs, those that ship, one with its figures and its book."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, names
from app.data.plans import MOST_PROGRAMMES
from app.data.programmes import catalogue, shelves
from app.indicators.programmes import indicators_of
from app.indicators.share_words import answered_words
from app.indicators.shares import Share
from app.indicators.target_measures import indicator_share
from app.models import (
    AdministrativeUnit,
    Plate,
    Programme,
    ProgrammeEntry,
    ProgrammeVersion,
    ReportingRule,
    Role,
)
from app.models.kept_reading import kept
from app.models.movement.candidates import candidate_count
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.declared_periods import NeedsRule
from app.models.movement.denominator_values import DenominatorValue
from app.models.movement.entry_lists import unconfirmed
from app.models.movement.programme import AlreadyThere
from app.models.movement.site_holdings import lookalikes
from app.models.reports.handing_down import offered_rules, offered_to
from app.registers.indicator import Indicator, Scope
from app.registers.joint_counts import known_figures
from app.registers.programmes.listed import KY
from app.registers.programmes.opening import register_of
from app.registers.programmes.register import ProgrammeRegister
from app.registers.programmes.words import given_words
from app.registers.register import OFFICER
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.routes.office.movement.refused_drafts import lacks_rule
from app.routes.office.targets.unused import planned_programmes
from app.routes.registers.rows import with_offers
from app.routes.registers.views import addresses_below
from app.routes.trail import note_act
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

programmes = Blueprint("programmes", __name__)
PAGE = "office/movement/show.html"


def programme_here(number: int, roles: Sequence[Role] = STAFF) -> Programme:
    """The programme of an address, with its unit and versions: its declaration, whoever sees its entries."""
    programme: Programme = one_or_404(Programme.in_units(unit_ids(*roles)).where(Programme.id == number)).standing
    return programme


def sees_entries(programme: Programme) -> bool:
    """Whether the visitor sees entries and figures of a programme."""
    return programme.is_seen_by(current_visitor().roles_in(programme.unit_id))


def entries_here(number: int, roles: Sequence[Role] = STAFF) -> Programme:
    """The programme of an address for a page of its entries; a 404 where the visitor does not see them."""
    programme = programme_here(number, roles)
    return programme if sees_entries(programme) else abort(404)


def row_address(programme: Programme, row: object) -> str:
    """The page of a row of its book, of the period that the address names (`?ky=`)."""
    place: dict[str, Any] = {KY: given} if (given := request.args.get(KY)) else {}
    return url_for("office.programme_rows.show", programme=programme.id, row=row, **place)


def note(session: Session, act: str, programme: Programme, **detail: object) -> None:
    """Note in the audit trail what the visitor does to a programme."""
    note_act(session, act, programme.unit_id, ("movement_programme", programme.key), {"name": programme.name, **detail})


@programmes.get("/phong-trao")
@requires(*STAFF)
def index() -> Answer:
    """What the ward runs, each with how much was recorded, for who sees that; below it what ships and is not run yet:
    first what its plans need, no more than a person reads at once, then the shelves; `?tim=` finds among all."""
    unit = unit_called(request.args.get("phuong"), *STAFF)
    every = _listed(db.session(), unit.id, current_visitor().roles_in(unit.id))
    there = {each.key for each in every}
    offered = [each for key, each in catalogue().items() if key not in there]
    planned = planned_programmes(db.session(), unit.id, clock.today())
    words = request.args.get("tim", "")
    first = sorted((each for each in offered if each.key in planned), key=lambda each: planned.index(each.key))
    first = [] if words else first[:MOST_PROGRAMMES]
    rest = [each for each in offered if each not in first and names.matches(words, each.searched)]
    return render_template(
        "office/movement/index.html",
        unit=unit,
        units=units(*STAFF),
        running=_shelved([(each.shelf, each) for each in every if each.retired_on is None]),
        retired=[each for each in every if each.retired_on is not None],
        news=sum(each.is_old for each in every),
        words=words,
        offered=offered,
        planned=first,
        shelved=_shelved([(each.shelf, each) for each in rest]),
        rules=offered_rules(db.session(), unit.id, offered, clock.today()),
        officer=unit.id in unit_ids(Role.OFFICER),
    )


class ListedProgramme(NamedTuple):
    """A programme of a ward in the list. `shelf`: that of what ships of which it is a copy, "" of a ward's own;
    `is_old`: a newer edition ships; `seen`: whether the visitor sees its entries; `recorded`: of how many sites one
    counts, `day`: the newest."""

    id: int
    key: str
    name: str
    shelf: str
    retired_on: date | None
    is_old: bool
    widening: bool
    seen: bool
    waiting: int
    recorded: int = 0
    day: date | None = None


@kept
def _listed(session: Session, unit_id: int, roles: frozenset[Role]) -> Sequence[ListedProgramme]:
    """The programmes of a unit by name, as holders of some roles see them."""
    every = session.scalars(Programme.in_units([unit_id]).where(Programme.merged_into_id.is_(None))).all()
    counts = {row[0]: row[1:] for row in session.execute(ProgrammeEntry.counted_in(unit_id))}
    waiting = {row[0]: row[1] for row in session.execute(ProgrammeEntry.waiting_in(unit_id))}
    shelf, old = {key: each.shelf for key, each in catalogue().items()}, {each.id for each, _new in with_news(every)}
    return [
        ListedProgramme(
            each.id, each.key, each.name, shelf.get(each.catalogue, ""), each.retired_on, each.id in old,
            bool(each.widening), each.is_seen_by(roles), waiting.get(each.id, 0), *counts.get(each.id, ()),
        )
        for each in every
    ]  # fmt: skip


def _shelved(lines: Sequence[tuple[str, Any]]) -> dict[str, list[Any]]:
    """What stands on each shelf, in the order of the shelves; under "" what stands on none."""
    by_shelf = {shelf: [each for name, each in lines if name == shelf] for shelf in (*shelves(), "")}
    return {shelf: found for shelf, found in by_shelf.items() if found}


@programmes.post("/phong-trao")
@requires(Role.OFFICER)
def create() -> Answer:
    """Take one over that ships (`mau`); it is asked from now on. Pressed twice, the ward has it once."""
    unit, key = unit_called(request.args.get("phuong"), Role.OFFICER), request.form.get("mau", "")
    if (declared := catalogue().get(key)) is None:
        flash(_("Anh chị chọn một phong trào có sẵn."), "warn")
        return see_other(url_for("office.programmes.index", phuong=unit.code))
    try:
        with immediate() as session:
            unit = unit_called(unit.code, Role.OFFICER)
            programme = begin(session, unit, key)
            address = url_for("office.programmes.show", programme=programme.id)
    except AlreadyThere:
        flash(_("Phường đang có phong trào này rồi."), "warn")
        return see_other(url_for("office.programmes.index", phuong=unit.code))
    except NeedsRule:
        flash(lacks_rule(declared.name), "warn")
        return see_other(url_for("office.programmes.index", phuong=unit.code))
    flash(_("Đã dùng phong trào %(name)s.", name=declared.name))
    return see_other(address)


def begin(session: Session, unit: AdministrativeUnit, key: str) -> Programme:
    """Put one that ships to use in a unit, as the visitor's act.

    Raises:
        AlreadyThere: the unit has it.
        NeedsRule: its periods are those of a reporting rule, and the unit has none.
    """
    declared = catalogue()[key]
    programme = Programme.begun(session, unit, declared, catalogue=key, now=clock.now())
    programme.use_draft(seen=str(programme.version), now=clock.now(), rule=rule_pressed(programme, declared))
    session.flush()
    note(session, "movement_programme.begun", programme, **{"from": declared.name})
    return programme


def rule_pressed(programme: Programme, declared: Declaration) -> ReportingRule | None:
    """The reporting rule that was chosen for a programme (`che-do`), else the one that is offered first; None where the
    ward has none, or the declaration asks for none."""
    rules = offered_to(db.session(), programme, declared, clock.today())
    chosen = request.form.get("che-do", "")
    return next((each for each in rules if each.public_id == chosen), None) if chosen else next(iter(rules), None)


@programmes.get("/phong-trao/<int:programme>")
@requires(*STAFF)
def show(programme: int) -> Answer:
    """One programme: its figures as of today, its book, what it asks and when it is met."""
    return render_template(PAGE, **page_of(programme_here(programme)))


def page_of(kept: Programme) -> dict[str, Any]:
    """What the page of a programme shows."""
    today, session, seen = clock.today(), db.session(), sees_entries(kept)
    version, scope = kept.current, Scope((kept.unit_id,), clock.today().replace(month=1, day=1), today)
    officer, houses = kept.unit_id in unit_ids(Role.OFFICER), version and version.declared.subject is Subject.HOUSEHOLD
    indicators = indicators_of(kept.used) if seen else []
    totals, register = known_figures(session, scope, indicators), register_of(session, kept) if seen else None
    figures = [(each, totals[each.key], *_share(session, each, scope, totals[each.key])) for each in indicators]
    return {
        "programme": kept,
        "unit": kept.unit,
        "version": version,
        "declared": version.declared if version else None,
        "words": given_words(version.declared) if version else None,
        "register": register,
        "in_book": register.count_in_use(session) if register and officer and not kept.retired_on else 0,
        "seen": seen,
        "figures": figures,
        "waiting": _waiting(kept),
        "recognised": _recognised(kept, version) if seen else None,
        "newer": bool(with_news([kept])),
        "officer": officer,
        "alike": len(lookalikes(session, [kept.unit_id])) if officer and houses and seen else 0,
        "rules": offered_to(session, kept, version.declared, today) if officer and version else [],
        "today": today,
        "typed": request.form,
    }


def _share(
    session: Session, indicator: Indicator, scope: Scope, count: int | None
) -> tuple[DenominatorValue | None, float | None, str]:
    """Of how many a figure is, how many percent that are, and who answered where not all did."""
    of, share = indicator_share(session, scope, indicator, count) if indicator.of else (None, Share(count))
    return of, share.percent, answered_words(share)


@programmes.post("/phong-trao/<int:programme>/dung")
@requires(Role.OFFICER)
def destroy(programme: int) -> Answer:
    """Run it no longer; with `chay-lai` run it again. What was recorded stays. Twice changes nothing."""
    again = "chay-lai" in request.form
    kept = programme_here(programme, (Role.OFFICER,))
    with immediate() as session:
        kept = session.scalars(Programme.locked(kept.id)).one()
        if kept.retire(None if again else clock.today()):
            act = "movement_programme.brought_back" if again else "movement_programme.retired"
            note(session, act, kept)
        name, code = kept.name, kept.unit.code
    flash(_("%(name)s chạy trở lại.", name=name) if again else _("Đã dừng %(name)s.", name=name))
    return see_other(url_for("office.programmes.index", phuong=code))


def _waiting(programme: Programme) -> int:
    """How many of its entries wait for the visitor to decide about them."""
    roles = current_visitor().roles_in(programme.unit_id)
    every = unconfirmed(db.session(), [programme.unit_id], roles)
    return sum(each.programme.id == programme.id for each in every)


def _recognised(programme: Programme, version: ProgrammeVersion | None) -> dict[str, int] | None:
    """Who may be proposed, how many plates are due to be renewed; None where nobody is recognised."""
    if version is None or not version.declared.recognises:
        return None
    session, today = db.session(), clock.today()
    due = session.scalar(Plate.count_due(programme.id, today)) or 0
    period = programme.shown_period(today)
    key = period.key if period else None
    return {"candidates": candidate_count(session, version, today, key), "due": due}


def with_news(programmes: Iterable[Programme]) -> list[tuple[Programme, Declaration]]:
    """Those of some programmes of which a newer edition ships that was not put aside, with it."""
    shipped = catalogue()
    found = [(each, shipped[each.catalogue]) for each in programmes if each.catalogue in shipped]
    return [(programme, edition) for programme, edition in found if programme.is_older_than(edition)]


@kept
def news_of(session: Session, unit_ids: Sequence[int]) -> int:
    """Of how many programmes in use of some units a newer edition ships."""
    return len(with_news(Programme.running(session, unit_ids)))


def _called(arguments: dict[str, Any]) -> ProgrammeRegister:
    programme = entries_here(arguments.pop("programme"))
    asked = request.args.get(KY) or request.form.get("period", "")  # a form says of which period it is
    register = register_of(db.session(), programme, asked) or abort(404)
    return with_offers(register)


programme_rows = addresses_below(
    "/phong-trao/<int:programme>/so", "uuid", "bo", "programme_rows", _called, (STAFF, OFFICER), fill=STAFF
)
