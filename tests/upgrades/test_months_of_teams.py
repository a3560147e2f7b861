"""What teams told of their months becomes entries of a return; figures of each past day read the same as before, and an
older release has the months again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.indicators.named_figures import INDICATORS
from app.models import Account, Programme, ProgrammeEntry, Reminder, Site, Team
from app.models.base import UtcDateTime
from app.models.movement import representing
from app.models.movement.team_month import KEY
from app.registers.indicator import Scope
from app.routes.counter.team_months import migrated_uuid
from app.web.database import db, immediate, schema
from tests.factories import make_account, make_ward

BEFORE = "0117"
# By team: the month, the figures, the ticks, what is in the way, and the day on which it was first sent.
TOLD: Mapping[str, Sequence[tuple[int, tuple[int, int, int], tuple[bool, bool, bool], str, date]]] = {
    "Tổ 1": [(8, (12, 30, 4), (True, False, False), "", date(2026, 8, 24)),
             (9, (7, 9, 2), (True, True, False), "Mất mạng", date(2026, 10, 3)),
             (10, (0, 0, 0), (False, False, True), "", date(2026, 10, 25))],
    "Tổ 2": [(9, (0, 0, 0), (False, False, False), "", date(2026, 9, 25)),
             (10, (3, 5, 1), (False, False, False), "", date(2026, 10, 12))],
    "Tổ 3": [(10, (0, 0, 0), (False, False, False), "Không ai đi được", date(2026, 10, 26))],
    "Tổ 4": [],
}  # fmt: skip
TICKS = ("met", "taught", "announced")
# The first month, the last one and its day.
SCOPES = (8, 8, 31), (8, 9, 30), (9, 10, 2), (9, 10, 31), (10, 10, 11), (10, 10, 24), (10, 10, 31), (1, 10, 31)
INSERT = text(
    "INSERT INTO team_month (team_id, month, visits, helps, went, met, taught, announced, trouble, sent_by_id, sent_at,"
    " version) VALUES (:team, :month, :visits, :helps, :went, :met, :taught, :announced, :trouble, :by, :at, 2)"
)
REMIND = text(
    "INSERT INTO reminder (unit_id, about, due_on, team_id, words, item, how, number, day, at, by_id) VALUES"
    " (:unit, 'team_month', :due, :team, '', :item, 'call', '', :due, :at, :by)"
)


def _rows() -> Iterator[tuple[str, date, tuple[int, int, int], tuple[bool, bool, bool], str, date]]:
    for team, months in TOLD.items():
        for month, numbers, ticks, trouble, sent in months:
            yield team, date(2026, month, 1), numbers, ticks, trouble, sent


def _read_before(since: date, until: date) -> tuple[int, int, int]:
    """Teams with any activity, homes, helps, as the release before counted them: months that ended by the last day, and
    of the one that runs what was sent by then."""
    complete = (until + timedelta(days=1)).day == 1
    read = [
        (team, numbers, ticks) for team, month, numbers, ticks, _trouble, sent in _rows()
        if since <= month <= until and (sent <= until or month < until.replace(day=1) or complete)
    ]  # fmt: skip
    busy = {team for team, numbers, ticks in read if any((*numbers, *ticks))}
    return len(busy), sum(numbers[0] for _, numbers, _ in read), sum(numbers[1] for _, numbers, _ in read)


def _read_now(session: Session, ward: int, since: date, until: date) -> tuple[int | None, ...]:
    keys = "to-hoat-dong", "nha-to-da-toi", "luot-to-da-giup"
    return tuple(INDICATORS[key].figure(session, Scope((ward,), since, until)) or 0 for key in keys)


def _make_teams(session: Session) -> tuple[int, dict[str, Team], Account]:
    ward = make_ward(session)
    began = clock.at_local(date(2026, 7, 1))
    teams = {name: Team(unit=ward, name=name, created_at=began) for name in TOLD}
    by = make_account(session, ward)
    session.add_all(teams.values())
    session.flush()
    return ward.id, teams, by


def _tell(session: Session, ward: int, teams: Mapping[str, Team], by: Account) -> None:
    """The months in the table of before, and that somebody was reminded of one."""
    at = bindparam("at", type_=UtcDateTime())
    for team, month, (visits, helps, went), ticks, trouble, sent in _rows():
        numbers = {"visits": visits, "helps": helps, "went": went, "trouble": trouble}
        said = {"team": teams[team].id, "month": month, "by": by.id, "at": clock.at_local(sent, 9)}
        session.execute(INSERT.bindparams(at), {**numbers, **dict(zip(TICKS, ticks, strict=True)), **said})
    row, due = teams["Tổ 4"], date(2026, 10, 25)
    item = f"team_month-0.{due.isoformat()}.team-{row.id}"
    values = {"unit": ward, "due": due, "team": row.id, "item": item, "at": clock.at_local(due, 9), "by": by.id}
    session.execute(REMIND.bindparams(at), values)


def test_months_of_before_are_entries_and_figures_read_the_same(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            ward, teams, by = _make_teams(session)
        schema.downgrade(BEFORE)
        with immediate() as session:
            _tell(session, ward, teams, by)
        schema.upgrade()
        session = db.session()
        programme = session.scalars(Programme.in_units([ward])).one()
        assert programme.is_untouched
        assert programme.current
        assert programme.current.said == catalogue()[KEY].stored
        for first, last, day in SCOPES:
            since, until = date(2026, first, 1), date(2026, last, day)
            assert _read_now(session, ward, since, until) == _read_before(since, until), (since, until)
        entries = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.programme_id == programme.id)).all()
        found = {(each.site.name, each.period): each for each in entries}
        assert set(found) == {(team, month) for team, month, *_said in _rows()}
        late = found["Tổ 1", date(2026, 9, 1)]
        assert (late.day, late.given["trouble"], late.by_id) == (date(2026, 10, 3), "Mất mạng", by.id)
        assert late.uuid == migrated_uuid(UUID(teams["Tổ 1"].public_id), date(2026, 9, 1), "2")
        assert [found["Tổ 2", date(2026, 9, 1)].outcome, found["Tổ 3", date(2026, 10, 1)].outcome] == [
            "nothing",
            "done",
        ]
        reminder = session.scalars(select(Reminder).where(Reminder.unit_id == ward)).one()
        assert (reminder.about, reminder.item.partition(".")[0]) == ("programme", f"programme-{programme.id}")
        assert representing.missing(session) == 0
        assert representing.differing(session) == []


def test_an_older_release_has_the_months_and_what_it_changes_is_a_newer_entry(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            ward, teams, by = _make_teams(session)
        schema.downgrade(BEFORE)
        with immediate() as session:
            _tell(session, ward, teams, by)
        schema.upgrade()
        schema.downgrade(BEFORE)
        with immediate() as session:
            own = [each.id for each in teams.values()]
            told = text("SELECT count(*) FROM team_month WHERE team_id IN :teams").bindparams(
                bindparam("teams", own, expanding=True)
            )
            assert session.scalar(told) == len([*_rows()])
            items = session.scalars(text("SELECT item FROM reminder WHERE about = 'team_month'")).all()
            assert items
            assert all(each.startswith("team_month-0.") for each in items)
            said = session.scalar(text("SELECT said FROM programme_version WHERE said LIKE '%\"team_month\"%'"))
            assert '"closes"' not in said
            changed = text("UPDATE team_month SET visits = 20, version = 2 WHERE team_id = :team AND month = :month")
            session.execute(changed, {"team": teams["Tổ 1"].id, "month": date(2026, 10, 1)})
        schema.upgrade()
        session = db.session()
        every = select(ProgrammeEntry).join(Site, Site.id == ProgrammeEntry.site_id).where(Site.team_id.in_(own))
        entries = session.scalars(every).all()
        assert len(entries) == len([*_rows()]) + 1
        assert _read_now(session, ward, date(2026, 10, 1), date(2026, 10, 31))[1] == 23
        assert session.scalars(Programme.in_units([ward])).one().is_untouched
