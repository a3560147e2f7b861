"""Who answered a count of a programme: of how many who are asked, now or by an older period; in all and by place."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.programmes import indicators_of
from app.indicators.share_words import answered_words, clause
from app.indicators.shares import Share
from app.indicators.target_measures import indicator_share
from app.models import Programme, Site
from app.models.reports.returns import sites_unsent
from app.registers.indicator import Indicator, Scope
from tests.factories import make_group, make_organisation, make_ward
from tests.following import rows_of
from tests.returns import make_returns, moment, send

SEPTEMBER, OCTOBER, DAY = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 20)
COUNTS = [
    {"key": "books", "unit": "cuốn", "label": "Sách đang có", "sum": "books", "by": ["group"]},
    {"key": "loans", "unit": "lượt", "label": "Lượt mượn", "sum": "loans", "over_time": "sum"},
]


def shelves(session: Session, **said: Any) -> tuple[Programme, list[Site]]:
    """Three shelves that were there when the programme was put to use."""
    programme, sites = make_returns(session, **{"counts": COUNTS, **said})
    for each in sites:
        each.created_at = programme.created_at
    return programme, sites


def figure(programme: Programme, key: str) -> Indicator:
    return next(each for each in indicators_of(programme.used) if each.key == f"{programme.key}.{key}")


def answered(session: Session, programme: Programme, key: str, until: date = DAY, by: str = "") -> dict[Any, Any]:
    """The responses of a count: now, expected, carried, by key."""
    session.flush()
    indicator = figure(programme, key)
    assert indicator.responses
    found = indicator.responses(session, Scope((programme.unit_id,), SEPTEMBER, until), by)
    return {key: (each.now, each.expected, each.carried) for key, each in found.items()}


@pytest.mark.postgresql
def test_who_sent_the_newest_due_period_answered_and_who_an_older_one_is_carried(session: Session) -> None:
    programme, sites = shelves(session)
    groups = [make_group(session, programme.unit, f"Tổ {number}") for number in (1, 2)]
    for site, group in zip(sites, (*groups, groups[1]), strict=True):
        site.residential_group = group
    send(session, programme, sites[0], SEPTEMBER, date(2026, 10, 3), books=4)
    send(session, programme, sites[1], OCTOBER, date(2026, 11, 4))  # that nothing happened

    assert answered(session, programme, "books") == {None: (1, 3, 1)}
    assert answered(session, programme, "books", by="to") == {groups[0].id: (0, 1, 1), groups[1].id: (1, 2, 0)}
    assert answered(session, programme, "books", until=date(2026, 10, 4)) == {None: (1, 3, 0)}  # September runs late


def test_who_began_after_the_newest_was_due_is_one_of_all_and_told_apart_until_he_answers(session: Session) -> None:
    programme, sites = shelves(session)
    sites[2].created_at = moment(date(2026, 11, 9))
    for site in sites[:2]:
        send(session, programme, site, OCTOBER, date(2026, 11, 3), books=4)

    def words(until: date = DAY) -> str:
        session.flush()
        scope = Scope((programme.unit_id,), SEPTEMBER, until)
        return answered_words(indicator_share(session, scope, figure(programme, "books"), 8)[1])

    assert answered(session, programme, "books", date(2026, 11, 8)) == {None: (2, 2, 0)}
    assert answered(session, programme, "books") == {None: (2, 3, 0)}
    assert words() == "02/03 tủ sách đã báo, 01 nơi mới chưa phải gửi"
    send(session, programme, sites[2], date(2026, 11, 1), date(2026, 11, 12), books=4)  # while November runs
    assert words() == ""


@pytest.mark.postgresql
def test_a_flow_is_answered_by_who_sent_every_period_that_ended(session: Session) -> None:
    programme, sites = shelves(session)
    for period, day in ((SEPTEMBER, date(2026, 10, 3)), (OCTOBER, date(2026, 11, 3))):
        send(session, programme, sites[0], period, day, loans=1)
    send(session, programme, sites[1], OCTOBER, date(2026, 11, 3), loans=1)

    def share() -> Share:
        return indicator_share(session, Scope((programme.unit_id,), SEPTEMBER, DAY), figure(programme, "loans"), 3)[1]

    assert answered(session, programme, "loans") == {None: (1, 3, 0)}
    assert clause(share()) == " (theo báo cáo của 02/03 tủ sách, trong đó 01 nơi chưa gửi đủ các kỳ)"
    assert answered_words(share()) == "02/03 tủ sách đã báo, 01 nơi chưa đủ các kỳ"
    send(session, programme, sites[1], SEPTEMBER, date(2026, 11, 9), loans=1)
    assert answered(session, programme, "loans") == {None: (2, 3, 0)}
    assert clause(share()) == " (theo báo cáo của 02/03 tủ sách)"


def test_of_a_flow_who_sent_the_running_period_alone_is_heard_since_its_number_is_added(session: Session) -> None:
    programme, sites = shelves(session)
    send(session, programme, sites[0], OCTOBER, date(2026, 10, 12), loans=9)
    scope = Scope((programme.unit_id,), SEPTEMBER, date(2026, 10, 20))
    assert figure(programme, "loans").figure(session, scope) == 9
    share = indicator_share(session, scope, figure(programme, "loans"), 9)[1]
    assert clause(share) == " (theo báo cáo của 01/03 tủ sách, trong đó 01 nơi chưa gửi đủ các kỳ)"


def test_what_is_sent_of_a_running_month_speaks_as_of_its_day_and_is_asked_for_again(session: Session) -> None:
    programme, sites = shelves(session, sites=2)
    for site in sites:
        send(session, programme, site, SEPTEMBER, date(2026, 10, 3), books=4)
    send(session, programme, sites[0], OCTOBER, date(2026, 10, 12), books=7, loans=9)
    running, over, due = date(2026, 10, 20), date(2026, 11, 1), date(2026, 11, 6)
    books, sent, loans = (figure(programme, key) for key in ("books", "sent", "loans"))

    def read(indicator: Indicator, day: date, since: date = SEPTEMBER) -> int:
        return indicator.figure(session, Scope((programme.unit_id,), since, day))

    assert [read(books, day) for day in (date(2026, 10, 11), running, due)] == [8, 11, 11]
    # September is due until October is; who sent October while it ran told that number before.
    assert answered(session, programme, "books", running) == {None: (2, 2, 0)}
    assert answered(session, programme, "books", over) == {None: (2, 2, 0)}
    assert answered(session, programme, "books", due) == {None: (0, 2, 2)}
    assert [read(sent, day) for day in (running, over, due)] == [2, 2, 0]
    assert programme.schedule
    october = programme.schedule.called(OCTOBER)
    assert october
    declared = programme.used[-1].declared
    with clock.shifted(moment(due) - clock.now()):
        unsent = sites_unsent(programme.id, programme.unit_id, programme.rule_id, declared, october)
        assert set(session.scalars(unsent)) == set(sites)
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 4), books=8, loans=20)
        assert session.scalars(unsent).all() == [sites[1]]
    assert answered(session, programme, "books", due) == {None: (1, 2, 1)}
    # A flow of a month that ran is none of all of it.
    assert read(loans, due, OCTOBER) == 20


def test_a_part_of_a_month_is_counted_and_is_no_answer_for_the_month(session: Session) -> None:
    programme, sites = shelves(session, sites=1, began=date(2026, 10, 1))
    send(session, programme, sites[0], OCTOBER, date(2026, 10, 12), loans=9)
    days = (date(2026, 10, 12), date(2026, 10, 20), date(2026, 11, 6))
    assert [answered(session, programme, "loans", day)[None] for day in days] == [(0, 1, 0)] * 3
    assert figure(programme, "loans").figure(session, Scope((programme.unit_id,), OCTOBER, days[2])) == 9


def test_of_what_only_stands_a_number_that_was_sent_while_the_month_ran_is_an_answer(session: Session) -> None:
    programme, sites = shelves(session, sites=2, counts=COUNTS[:1])
    send(session, programme, sites[0], OCTOBER, date(2026, 10, 12), books=7)
    assert answered(session, programme, "books", date(2026, 11, 6)) == {None: (1, 2, 0)}
    assert programme.schedule
    october, declared = programme.schedule.called(OCTOBER), programme.used[-1].declared
    assert october
    unsent = sites_unsent(programme.id, programme.unit_id, programme.rule_id, declared, october)
    assert session.scalars(unsent).all() == [sites[1]]


def test_what_waits_to_be_confirmed_or_was_returned_is_no_answer(session: Session) -> None:
    programme, sites = shelves(session, confirmed_by=["officer"])
    for site in sites[:2]:
        send(session, programme, site, OCTOBER, date(2026, 11, 3), books=4)
    assert answered(session, programme, "books") == {None: (0, 3, 0)}


@pytest.mark.postgresql
def test_a_list_of_organisations_is_answered_by_any_entry(session: Session) -> None:
    ward = make_ward(session)
    for name in ("Trường Một", "Trường Hai"):
        make_organisation(session, ward, name)
    counts = [{"key": "books", "unit": "cuốn", "label": "Sách", "sum": "books"}]
    programme, _sites = make_returns(
        session, ward, sites=0, counts=counts, subject="organisation", among={"organisations": ["school"]}, every=None,
        due=None, outcomes=None,
    )  # fmt: skip
    schools = rows_of(session, programme)
    assert answered(session, programme, "books") == {None: (0, 2, 0)}
    send(session, programme, schools[0], None, date(2026, 11, 3), books=4)
    assert answered(session, programme, "books", by="co-quan") == {
        schools[0].organisation_id: (1, 1, 0), schools[1].organisation_id: (0, 1, 0)
    }  # fmt: skip


def test_houses_and_events_are_books_of_the_ward(session: Session) -> None:
    programme, _sites = make_returns(session, every=None, due=None, outcomes=None)
    assert [each.responses for each in indicators_of(programme.used)] == [None]


def test_a_yes_or_no_that_is_left_empty_is_no_answer(session: Session) -> None:
    counts = [
        {"key": "open", "unit": "nơi", "label": "Tủ sách mở cửa", "where": {"is": {"open": True}}, "of": "subjects"}
    ]
    programme, sites = shelves(session, counts=counts)
    for site, said in zip(sites, ({"open": True}, {}, {"open": False}), strict=True):
        send(session, programme, site, OCTOBER, date(2026, 11, 3), books=1, **said)
    assert answered(session, programme, "open") == {None: (2, 3, 0)}
