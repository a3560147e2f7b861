"""What waits to be confirmed does not count; the one before goes on counting until it is."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import Account, Programme, ProgrammeEntry, ReopenedPeriod, Site
from app.models.movement import entry_recording
from app.models.movement.declaration_reading import read
from app.models.movement.entry_lists import unconfirmed
from app.models.movement.rules import InvalidDeclaration
from app.web.database import immediate
from tests import recording
from tests.factories import make_account, make_organisation
from tests.returns import DECLARED, make_returns, moment, send

OCTOBER, DAY = date(2026, 10, 1), date(2026, 11, 3)


def waiting(session: Session) -> tuple[Programme, list[Site], Account]:
    programme, sites = make_returns(session, confirmed_by=["officer"])
    return programme, sites, make_account(session, programme.unit)


def standing(session: Session) -> list[tuple[bool, bool, bool]]:
    """Of each entry whether it is the newest, counts, waits."""
    rows = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
    return [(each.latest, each.counts, each.waits) for each in rows]


@pytest.mark.postgresql
def test_the_confirmed_one_goes_on_counting_until_the_next_is_confirmed(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites, officer = waiting(session)
        first = send(session, programme, sites[0], OCTOBER, DAY, loans=1)
        assert standing(session) == [(True, False, True)]
        assert entry_recording.decide(session, first, officer, moment(DAY))
        assert standing(session) == [(True, True, False)]
        second = send(session, programme, sites[0], OCTOBER, DAY + timedelta(days=1), loans=2)
        assert standing(session) == [(False, True, False), (True, False, True)]
        assert entry_recording.decide(session, second, officer, moment(DAY))
        assert standing(session) == [(False, False, False), (True, True, False)]
        assert not entry_recording.decide(session, second, officer, moment(DAY))
        assert (second.confirmed_at, second.confirmed_by_id) == (moment(DAY), officer.id)


def test_what_is_returned_counts_not_and_is_sent_again(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites, officer = waiting(session)
        first = send(session, programme, sites[0], OCTOBER, DAY, loans=1)
        assert entry_recording.decide(session, first, officer, moment(DAY), returned="Ghi nhầm tháng")
        assert (first.returned_words, first.confirmed_at) == ("Ghi nhầm tháng", None)
        assert standing(session) == [(True, False, False)]
        again = send(session, programme, sites[0], OCTOBER, DAY + timedelta(days=1), loans=2)
        entry_recording.decide(session, again, officer, moment(DAY))
        assert standing(session) == [(False, False, False), (True, True, False)]


@pytest.mark.postgresql
def test_only_the_newest_of_a_period_is_decided(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites, officer = waiting(session)
        first = send(session, programme, sites[0], OCTOBER, DAY, loans=1)
        send(session, programme, sites[0], OCTOBER, DAY + timedelta(days=1), loans=2)
        assert not entry_recording.decide(session, first, officer, moment(DAY))
        assert standing(session) == [(False, False, True), (True, False, True)]


def test_that_nothing_happened_and_what_who_confirms_recorded_wait_for_nobody(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites, officer = waiting(session)
        send(session, programme, sites[0], OCTOBER, DAY)
        assert programme.current
        recording.record(
            session, sites[1], programme.current, uuid="own", by=officer, way="office", at=moment(DAY), period=OCTOBER,
            answers={"loans": 3}, confirms=True, now=moment(DAY),
        )  # fmt: skip
        assert standing(session) == [(True, True, False), (True, True, False)]


def test_who_is_named_stays_named_while_it_waits(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites, officer = waiting(session)
        named = {"keeper": "Ma Thị Lan", "keeper_agreed": True, "keeper_age": "60_up"}
        first = send(session, programme, sites[0], OCTOBER, DAY, loans=1, **named)
        assert first.given["keeper"] == "Ma Thị Lan"
        entry_recording.decide(session, first, officer, moment(DAY), returned="Ghi nhầm")
        assert "keeper" not in first.given


def test_one_that_waits_is_taken_back(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites, _officer = waiting(session)
        entry = send(session, programme, sites[0], OCTOBER, DAY, loans=1)
        assert entry_recording.withdraw(session, entry, moment(DAY))
        assert standing(session) == [(False, False, False)]


def test_who_confirms_sees_and_is_of_the_office() -> None:
    with pytest.raises(InvalidDeclaration, match="confirmed_by"):
        read({**DECLARED, "confirmed_by": ["group_head"]})
    with pytest.raises(InvalidDeclaration, match="who confirms also sees"):
        read({**DECLARED, "confirmed_by": ["leader"], "sees": ["officer"]})
    assert read({**DECLARED, "confirmed_by": ["officer", "leader"]}).confirmed_by == ("officer", "leader")


def test_what_was_confirmed_counts_until_it_is_returned_to_who_asked_for_it(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites, officer = waiting(session)
        first = send(session, programme, sites[0], OCTOBER, DAY, loans=1)
        assert not entry_recording.ask_back(session, first, "Ghi nhầm", moment(DAY)), "it is not confirmed"
        entry_recording.decide(session, first, officer, moment(DAY))
        asked_at = moment(DAY) + timedelta(hours=1)
        assert entry_recording.ask_back(session, first, "Ghi nhầm", asked_at)
        assert not entry_recording.ask_back(session, first, "Lần nữa", asked_at + timedelta(hours=1))
        assert standing(session) == [(True, True, False)]
        [waits] = unconfirmed(session, [programme.unit_id], ["officer"])
        assert (waits.entry, waits.since) == (first, asked_at)
        assert entry_recording.decide(
            session, first, officer, asked_at + timedelta(hours=2), returned="Sửa rồi gửi lại"
        )
        assert standing(session) == [(True, False, False)]
        assert unconfirmed(session, [programme.unit_id], ["officer"]) == []


def test_what_is_confirmed_once_more_stays_and_is_asked_for_again(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites, officer = waiting(session)
        first = send(session, programme, sites[0], OCTOBER, DAY, loans=1)
        for hours in (0, 2):
            entry_recording.decide(session, first, officer, moment(DAY) + timedelta(hours=hours))
            assert not first.is_asked_back
            assert entry_recording.ask_back(session, first, "Ghi nhầm", moment(DAY) + timedelta(hours=hours + 1))
        assert standing(session) == [(True, True, False)]


def test_what_is_returned_after_its_period_closed_is_open_again_for_who_sent_it_alone(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites, officer = waiting(session)
        organisation, closed = make_organisation(session, programme.unit), date(2026, 12, 10)
        assert programme.current
        for site, by in ((sites[0], organisation.id), (sites[1], None)):
            sent = recording.record(
                session, site, programme.current, uuid=site.public_id, by=None, organisation_id=by, way="office",
                at=moment(DAY), period=OCTOBER, answers={"loans": 3}, now=moment(DAY),
            )  # fmt: skip
            assert entry_recording.decide(session, sent, officer, moment(closed), returned="Thiếu một tủ")
        rows = session.scalars(select(ReopenedPeriod)).all()
        assert [(each.site_id, each.period_key, each.reason) for each in rows] == [
            (sites[0].id, OCTOBER, "Thiếu một tủ")
        ]


def test_what_nobody_confirms_is_asked_back_once_its_period_is_closed_and_answered_by_officers(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session)
        first = send(session, programme, sites[0], OCTOBER, DAY, loans=1)
        assert not entry_recording.ask_back(session, first, "Ghi nhầm", moment(DAY)), "they may send it again"
        closed = moment(date(2026, 12, 10))
        assert entry_recording.ask_back(session, first, "Ghi nhầm", closed)
        assert not entry_recording.ask_back(session, first, "Lần nữa", closed + timedelta(hours=1))
        assert standing(session) == [(True, True, False)]
        by = {role: unconfirmed(session, [programme.unit_id], [role]) for role in ("officer", "leader", "group_head")}
        assert {role: len(found) for role, found in by.items()} == {"officer": 1, "leader": 0, "group_head": 0}
        officer = make_account(session, programme.unit)
        assert entry_recording.decide(session, first, officer, closed + timedelta(hours=2))
        assert unconfirmed(session, [programme.unit_id], ["officer"]) == []
        assert standing(session) == [(True, True, False)]


def test_what_officers_do_not_see_leaders_give_back(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session, sees=["leader"])
        first = send(session, programme, sites[0], OCTOBER, DAY, loans=1)
        assert entry_recording.ask_back(session, first, "Ghi nhầm", moment(date(2026, 12, 10)))
        found = {role: len(unconfirmed(session, [programme.unit_id], [role])) for role in ("officer", "leader")}
        assert found == {"officer": 0, "leader": 1}


@pytest.mark.postgresql
def test_what_waits_is_not_asked_back(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites, _officer = waiting(session)
        first = send(session, programme, sites[0], OCTOBER, DAY, loans=1)
        first.asked_back_at, first.asked_back_words = moment(DAY), "Ghi nhầm"
        with pytest.raises(IntegrityError, match=r"asked_back_once_it_counted|CHECK"):
            session.flush()
        session.rollback()
