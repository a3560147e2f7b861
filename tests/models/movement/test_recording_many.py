"""Many entries recorded at once are the same rows as one after another, in few statements."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, Answer, Programme, ProgrammeEntry, ProgrammeVersion, Role, Site
from app.models.movement import entry_recording
from app.models.movement.entry_recording import NeedsReason, Recording
from app.web.database import immediate
from tests import recording
from tests.factories import make_account
from tests.models.movement.test_sites_within import make_market, meets, record
from tests.recording import record_all
from tests.returns import make_returns, moment
from tests.statements import counted

pytestmark = pytest.mark.core("many entries stored at once")
PERIODS = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
SITES = 5
NO_TIME = datetime(1971, 1, 1, tzinfo=UTC)
CHECK = [{"text": "Mượn nhiều hơn số sách", "rule": {"not_more_than": {"loans": "books"}}}]
OF_ENTRY = (
    "day", "at", "period_key", "outcome", "answers", "reason", "latest", "counts", "superseded_on", "waits",
    "withdrawn_at", "confirmed_at", "returned_at", "organisation_id", "way",
)  # fmt: skip


def version(programme: Programme) -> ProgrammeVersion:
    """The version in use."""
    assert programme.current
    return programme.current


def rows(session: Session, programme: Programme) -> list[Any]:
    """Everything that stands of a programme, by the order of its sites: entries with their answers, and versions."""
    session.expire_all()
    sites = session.scalars(select(Site).where(Site.programme_id == programme.id).order_by(Site.id)).all()
    place = {each.id: number for number, each in enumerate(sites)}
    entries = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.programme_id == programme.id)).all()
    said: dict[int, list[Any]] = {}
    for each in session.scalars(select(Answer).where(Answer.programme_id == programme.id)):
        said.setdefault(each.entry_id, []).append((each.key, each.value, str(each.number), each.day))
    of = [
        [place[each.site_id], *(str(getattr(each, key)) for key in OF_ENTRY), sorted(said.get(each.id, []))]
        for each in entries
    ]
    return [sorted(of), [each.version for each in sites]]


def some(pick: random.Random, sites: list[Site], on: date) -> list[Recording]:
    """What is recorded of some sites: later, earlier, without a time, that nothing happened, against a check."""
    made = []
    for site in pick.sample(sites, pick.randint(1, len(sites))):
        at = moment(on - timedelta(days=pick.choice((0, 0, 1, 7)))) if pick.random() < 0.9 else NO_TIME
        answers: dict[str, Any] = {"loans": pick.randint(0, 9), "books": pick.randint(0, 9), "open": True}
        if pick.random() < 0.5:
            answers |= {"keeper": "Ma Thị Lan", "keeper_agreed": True, "keeper_age": "60_up"}
        nothing = pick.random() < 0.2
        made.append(
            Recording(
                site=site, uuid=str(uuid4()), at=at, outcome="nothing" if nothing else "done", reason="Mượn lại",
                answers={} if nothing else answers,
            )
        )  # fmt: skip
    return made


def after(pick: random.Random, session: Session, programme: Programme, by: Account, now: datetime) -> None:
    """Withdraw, confirm or return one of the entries, the same in both copies."""
    entries = session.scalars(
        select(ProgrammeEntry).where(ProgrammeEntry.programme_id == programme.id).order_by(ProgrammeEntry.id)
    ).all()
    entry, act = entries[pick.randrange(len(entries))], pick.choice(("withdraw", "confirm", "return"))
    if act == "withdraw":
        entry_recording.withdraw(session, entry, now)
    else:
        entry_recording.decide(session, entry, by, now, returned="Ghi nhầm" if act == "return" else "")


@pytest.mark.parametrize("seed", range(6))
def test_many_at_once_are_the_same_rows_as_one_after_another(app: Flask, seed: int) -> None:
    with app.app_context(), immediate() as session:
        confirmed = ["officer"] if seed % 2 else None
        copies = [make_returns(session, sites=SITES, confirmed_by=confirmed, checks=CHECK) for _ in range(2)]
        officer = make_account(session, copies[0][0].unit, Role.OFFICER)
        picks, day = (random.Random(seed), random.Random(seed)), date(2026, 11, 2)
        for step in range(8):
            now, confirms = moment(day + timedelta(days=step)), bool(step % 3 == 0)
            writer: dict[str, Any] = {"by": officer, "way": "office", "confirms": confirms, "now": now}
            period = PERIODS[picks[0].randrange(3)], PERIODS[picks[1].randrange(3)]
            one, many = (some(*each, now.date()) for each in zip(picks, (copies[0][1], copies[1][1]), strict=True))
            for each in one:
                recording.record(
                    session, each.site, version(copies[0][0]), uuid=each.uuid, at=each.at, outcome=each.outcome,
                    answers=each.answers, reason=each.reason, period=period[0], **writer,
                )  # fmt: skip
            record_all(session, version(copies[1][0]), many, period=period[1], **writer)
            assert rows(session, copies[0][0]) == rows(session, copies[1][0])
            for pick, (programme, _sites) in zip(picks, copies, strict=True):
                after(pick, session, programme, officer, now)


def test_the_stalls_of_one_table_judge_their_markets_once(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        markets = [make_market(session, 8) for _ in range(2)]
        for market, _stalls in markets:
            record(session, market, running=True)
        for stall in markets[0][1]:
            record(session, stall, cashless=True)
        programme = session.get_one(Programme, markets[1][1][0].programme_id)
        said = [
            Recording(site=each, uuid=str(uuid4()), at=clock.now(), answers={"cashless": True})
            for each in markets[1][1]
        ]
        record_all(session, version(programme), said, by=None, way="office", now=clock.now())
        assert all(meets(session, market) for market, _stalls in markets)


def test_a_table_of_130_lines_takes_few_statements(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session, sites=130)
        for step, on in enumerate((date(2026, 11, 5), date(2026, 11, 6), date(2026, 11, 4))):
            said = [
                Recording(site=each, uuid=str(uuid4()), at=moment(on), answers={"loans": step, "books": 9})
                for each in sites
            ]
            with counted() as statements:
                record_all(session, version(programme), said, by=None, way="office", period=PERIODS[1], now=moment(on))
            assert len(statements) <= 10, statements
        with counted() as statements:
            recording.record(
                session, sites[0], version(programme), uuid=str(uuid4()), by=None, way="office",
                at=moment(date(2026, 11, 7)), period=PERIODS[1], answers={"loans": 3}, now=moment(date(2026, 11, 7)),
            )  # fmt: skip
        assert len(statements) <= 10, statements


def test_one_wrong_line_stores_none(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session, sites=2, checks=CHECK)
        answers: list[dict[str, Any]] = [{"loans": 1, "books": 2}, {"loans": 3, "books": 2}]
        said = [
            Recording(site=site, uuid=str(uuid4()), at=moment(date(2026, 11, 5)), answers=each)
            for site, each in zip(sites, answers, strict=True)
        ]
        with pytest.raises(NeedsReason):
            record_all(
                session, version(programme), said, by=None, way="office", period=PERIODS[1], now=said[0].at
            )  # fmt: skip
        assert session.scalars(select(ProgrammeEntry)).all() == []
