"""A market and its stalls: what it meets by them changes with each entry of one, in the same transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.programmes import indicators_of
from app.models import AdministrativeUnit, Answer, Programme, ProgrammeEntry, Role, Site
from app.models.movement import entry_ranking, entry_recording, site_merging
from app.models.movement.declaration_reading import read
from app.models.movement.declaration_subjects import ConflictingDeclarations, check_together
from app.models.movement.effects import effects
from app.models.movement.rules import InvalidDeclaration
from app.models.movement.site_merging import merge_sites
from app.registers.indicator import Scope
from app.web.database import db, immediate
from tests import recording
from tests.at_once import at_once
from tests.factories import make_account, make_ward

# Of the catalogue of the movement, in the keys that the product knows.
MARKET: dict[str, Any] = {
    "key": "market", "shape": "recognise", "name": "Chợ số 4T", "noun": "chợ", "subject": "site", "title": "name",
    "fields": [
        {"key": "name", "label": "Tên chợ", "type": "text", "required": True},
        {"key": "running", "label": "Đang làm mô hình Chợ số", "type": "yes_no", "counted": True},
    ],
    "criteria": [
        {"key": "model", "text": "Đang làm mô hình Chợ số", "rule": {"is": {"running": True}}},
        {"key": "most", "text": "Từ 80% quầy đã hỏi nhận thanh toán không dùng tiền mặt, đã hỏi ít nhất 5 quầy",
         "rule": {"parts": {"of": "market_stall", "met": "cash_free", "share_at_least": 80, "at_least": 5}}},
    ],
    "counts": [
        {"key": "all", "unit": "chợ", "label": "Chợ trên địa bàn"},
        {"key": "cash_free", "unit": "chợ", "label": "Chợ có từ 80% quầy", "where": {"all": ["most"]}},
    ],
}  # fmt: skip
STALL: dict[str, Any] = {
    "key": "market_stall", "shape": "recognise", "name": "Tiểu thương 4T", "noun": "quầy", "subject": "site",
    "within": "market", "title": "name", "outcomes": ["done", "absent"],
    "fields": [
        {"key": "name", "label": "Quầy số mấy, của ai", "type": "text", "required": True},
        {"key": "cashless", "label": "Nhận chuyển khoản, mã QR", "type": "yes_no", "counted": True},
    ],
    "criteria": [{"key": "cash_free", "text": "Không dùng tiền mặt", "rule": {"is": {"cashless": True}}}],
    "counts": [{"key": "asked", "unit": "quầy", "label": "Quầy đã hỏi", "by": ["within", "month"]}],
}  # fmt: skip


def use(session: Session, unit: AdministrativeUnit, said: dict[str, Any]) -> Programme:
    """A programme that is put to use."""
    programme = Programme.begun(session, unit, read(said), catalogue="", now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    session.flush()
    return programme


def record(session: Session, site: Site, at: datetime | None = None, **answers: Any) -> ProgrammeEntry:
    """An entry about a site of its programme."""
    programme = session.get_one(Programme, site.programme_id)
    assert programme.current
    return recording.record(
        session, site, programme.current, uuid=str(uuid4()), by=None, way="office", at=at or clock.now(),
        answers=answers, now=clock.now(),
    )  # fmt: skip


def make_market(session: Session, stalls: int = 9) -> tuple[Site, list[Site]]:
    """A market in a ward, with stalls of which nothing is recorded."""
    unit = make_ward(session)
    market, stall = use(session, unit, MARKET), use(session, unit, STALL)
    outer = Site(unit=unit, programme_id=market.id, name="Chợ Gia Sàng")
    session.add(outer)
    session.flush()
    inner = [Site(unit=unit, programme_id=stall.id, name=f"Quầy {each}", within=outer) for each in range(stalls)]
    session.add_all(inner)
    session.flush()
    return outer, inner


def meets(session: Session, market: Site) -> bool:
    """Whether the entry of a market that counts meets what is asked of its stalls."""
    entry = ProgrammeEntry
    own = select(entry.id).where(entry.site_id == market.id, entry.counts)
    return session.scalars(select(Answer).where(Answer.entry_id.in_(own), Answer.key == "most")).first() is not None


def test_the_stall_that_makes_it_flips_the_market_and_its_withdrawal_flips_it_back(session: Session) -> None:
    market, stalls = make_market(session)
    record(session, market, running=True)
    for stall in stalls[:4]:
        record(session, stall, cashless=True)
        assert not meets(session, market)
    last = record(session, stalls[4], cashless=True)
    assert meets(session, market)
    entries = session.scalars(ProgrammeEntry.of([market.id], market.programme_id or 0)).all()
    assert [(each.way, each.counts) for each in entries] == [("office", True)]
    record(session, stalls[5], cashless=False)
    assert meets(session, market)  # five of six
    record(session, stalls[6], cashless=False)
    assert not meets(session, market)
    record(session, stalls[6], cashless=True)
    assert meets(session, market)
    entry_recording.withdraw(session, last, clock.now())
    assert meets(session, market)  # five of six
    stalls[3].retire(clock.today())
    session.flush()
    entry_ranking.judge_within(session, market.id)
    assert meets(session, market)  # four of five
    stalls[2].retire(clock.today())
    session.flush()
    entry_ranking.judge_within(session, market.id)
    assert not meets(session, market)


def test_of_two_markets_that_are_one_the_later_entry_is_judged_by_the_stalls_of_both_and_alone_once_they_are_two(
    session: Session,
) -> None:
    kept, stalls = make_market(session, 5)
    gone = Site(unit=kept.unit, programme_id=kept.programme_id, name="chợ gia sàng")
    session.add(gone)
    session.flush()
    own, later = record(session, kept, running=True), record(session, gone, running=True)
    past = clock.today() - timedelta(days=2)
    own.day, own.at = past, clock.at_local(past, 9)
    later.day, later.at = past, clock.at_local(past, 10)
    for stall in stalls:
        record(session, stall, cashless=True)
    assert (meets(session, kept), meets(session, gone)) == (True, False)
    by, seen = make_account(session, kept.unit, Role.OFFICER), (str(kept.version), str(gone.version))
    made = site_merging.merge(session, kept.id, gone.id, seen=seen, by=by, now=clock.now())
    assert (meets(session, kept), later.counts) == (True, True)
    assert site_merging.undo(session, made, by=by, now=clock.now())
    assert (meets(session, kept), meets(session, gone)) == (True, False)
    assert (own.counts, later.counts, later.site_id) == (True, True, gone.id)
    entries = session.scalars(ProgrammeEntry.of([kept.id], kept.programme_id or 0)).all()
    assert [each.way for each in entries] == ["office", "parts"]


def test_without_an_entry_of_the_market_nothing_is_stored_until_the_first_comes(session: Session) -> None:
    market, stalls = make_market(session)
    for stall in stalls[:5]:
        record(session, stall, cashless=True)
    assert session.scalars(ProgrammeEntry.of([market.id], market.programme_id or 0)).all() == []
    record(session, market, running=False)
    assert meets(session, market)


def test_a_figure_of_a_day_reads_what_the_market_met_on_that_day(session: Session) -> None:
    market, stalls = make_market(session)
    entry = record(session, market, running=True)
    past = clock.today() - timedelta(days=9)
    session.flush()
    entry.day, entry.at = past, clock.at_local(past, 9)
    session.flush()
    for stall in stalls[:5]:
        record(session, stall, cashless=True)
    programme = session.get_one(Programme, market.programme_id)
    [count] = [each for each in indicators_of(programme.used) if each.key == "market.cash_free"]
    days = clock.today(), clock.today() - timedelta(days=1)
    assert [count.figure(session, Scope((market.unit_id,), day, day)) for day in days] == [1, 0]


def test_a_market_meets_it_from_the_day_of_the_stalls_that_were_recorded_later(session: Session) -> None:
    market, stalls = make_market(session)
    asked = clock.today() - timedelta(days=5)
    entry = record(session, market, running=True)
    entry.day, entry.at = asked - timedelta(days=4), clock.at_local(asked - timedelta(days=4), 9)
    session.flush()
    for stall in stalls[:5]:
        late = record(session, stall, cashless=True, at=clock.at_local(asked, 10))
    assert (late.day, entry.day) == (asked, asked)
    programme = session.get_one(Programme, market.programme_id)
    [count] = [each for each in indicators_of(programme.used) if each.key == "market.cash_free"]
    days = clock.today(), asked, asked - timedelta(days=1)
    assert [count.figure(session, Scope((market.unit_id,), day, day)) for day in days] == [1, 1, 0]
    stalls[0].retire(clock.today())
    session.flush()
    entry_ranking.judge_within(session, market.id)
    assert [count.figure(session, Scope((market.unit_id,), day, day)) for day in days] == [0, 1, 0]


def test_a_draft_that_asks_for_more_says_how_many_would_meet_it(session: Session) -> None:
    market, stalls = make_market(session)
    record(session, market, running=True)
    for number, stall in enumerate(stalls[:6]):
        record(session, stall, cashless=number > 0)
    programme = session.get_one(Programme, market.programme_id)
    parts = {**MARKET["criteria"][1]["rule"]["parts"], "share_at_least": 90}
    more = {**MARKET["criteria"][1], "rule": {"parts": parts}}
    draft = read({**MARKET, "criteria": [MARKET["criteria"][0], more]})
    programme.redraft(session, draft, seen=str(programme.version), now=clock.now())
    assert [(each.before, each.after) for each in effects(session, programme, programme.draft.declared)] == [(1, 0)]


def test_stalls_are_counted_by_their_market(session: Session) -> None:
    market, stalls = make_market(session)
    for stall in stalls[:3]:
        record(session, stall, cashless=True)
    programme = session.get_one(Programme, stalls[0].programme_id)
    [count] = indicators_of(programme.used)
    today = clock.today()
    scope, by = Scope((market.unit_id,), today, today), count.by_key["nam-o"]
    assert count.table(session, scope, by) == {market.id: 3}
    assert [(each.name, each.label) for each in by.entries(session, scope, [])] == [(market.public_id, market.name)]


def test_the_entry_before_a_withdrawn_one_is_judged_by_what_lies_within(session: Session) -> None:
    market, stalls = make_market(session)
    first = record(session, market, running=False)
    slip = record(session, market, running=True)
    for stall in stalls[:5]:
        record(session, stall, cashless=True)
    entry_recording.withdraw(session, slip, clock.now())
    entry = ProgrammeEntry
    counting = session.scalars(select(entry).where(entry.site_id == market.id, entry.counts)).one()
    assert (counting.given["running"], counting.at, meets(session, market)) == (False, first.at, True)
    entry_recording.withdraw(session, first, clock.now())
    assert session.scalars(select(entry).where(entry.site_id == market.id, entry.counts)).all() == []


def test_what_lies_within_a_merged_market_lies_in_the_other(session: Session) -> None:
    market, stalls = make_market(session)
    other = Site(unit=market.unit, programme_id=market.programme_id, name="Chợ Gia Sang")
    session.add(other)
    session.flush()
    record(session, other, running=True)
    for stall in stalls[:5]:
        record(session, stall, cashless=True)
    session.scalars(Site.locked(market.id, other.id)).all()
    merge_sites(session, market, other, clock.now())
    assert {each.within_id for each in stalls} == {other.id}
    assert meets(session, other)


def test_three_at_one_market_lose_and_double_nothing(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        market, stalls = make_market(session)
        record(session, market, running=True)
        slips = [record(session, stall, cashless=False) for stall in stalls[:1]]
        for stall in stalls[1:5]:
            record(session, stall, cashless=True)
        market_id, ids, slip = market.id, [each.id for each in stalls], slips[0].id

    def tell(site_id: int, **answers: Any) -> None:
        with app.app_context(), immediate() as session:
            record(session, session.get_one(Site, site_id), **answers)

    def withdraw() -> None:
        with app.app_context(), immediate() as session:
            entry_recording.withdraw(session, session.get_one(ProgrammeEntry, slip), clock.now())

    outcomes = at_once(
        [lambda: tell(ids[5], cashless=True), lambda: tell(market_id, running=False), withdraw],
    )
    assert [str(each) for each in outcomes] == ["None"] * 3
    with app.app_context():
        session = db.session()
        assert meets(session, session.get_one(Site, market_id))
        entry = ProgrammeEntry
        counting = session.scalars(select(entry).where(entry.site_id == market_id, entry.counts)).one()
        assert counting.given["running"] is False
        assert len(session.scalars(select(entry).where(entry.site_id.in_(ids), entry.counts)).all()) == 5


@pytest.mark.parametrize(
    ("said", "change", "path"),
    [
        (STALL, {"subject": "household", "title": None}, "within"),
        (STALL, {"within": "market_stall"}, "within"),
        (STALL, {"criteria": MARKET["criteria"][1:]}, "criteria.0.rule"),
        (MARKET, {"counts": [{**MARKET["counts"][0], "where": MARKET["criteria"][1]["rule"]}]}, "counts.0.where"),
        (MARKET, {"criteria": [{**MARKET["criteria"][1], "rule": {"parts": {"of": "x"}}}]}, "criteria.0.rule.parts"),
    ],
)
def test_what_lies_within_nothing_is_refused_with_its_place(
    said: dict[str, Any], change: dict[str, Any], path: str
) -> None:
    wrong = {key: each for key, each in {**said, **change}.items() if each is not None}
    with pytest.raises(InvalidDeclaration) as refused:
        read(wrong)
    assert ".".join(map(str, refused.value.path)) == path


def test_programmes_that_ship_fit_together() -> None:
    market, stall = read(MARKET), read(STALL)
    check_together({"market": market, "market_stall": stall})
    inmost = read({**STALL, "key": "drawer", "within": "market_stall", "criteria": []})
    wrong = [
        {"market_stall": stall},
        {"market": market, "market_stall": read({**STALL, "criteria": []})},
        {"market": market, "market_stall": stall, "drawer": inmost},
    ]
    for together in wrong:
        with pytest.raises(ConflictingDeclarations):
            check_together(together)
