"""What phones send as "Ghi nhanh": each event once, whoever's it is, of open periods, with a clear no for the rest."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.data.programmes import catalogue
from app.entries.asked_now import asked_now
from app.entries.quick_entries import quick_entries
from app.entries.senders import EntrySender
from app.models import (
    Account,
    AdministrativeUnit,
    Event,
    Organisation,
    Programme,
    ResidentialGroup,
    Role,
    RoleGrant,
    Site,
)
from app.models.movement.declaration_reading import read
from app.models.movement.declared_periods import PeriodNotOpen
from app.models.movement.merging import merge as merge_organisations
from app.models.movement.represented import GroupSite, OrganisationSite
from tests import recording
from tests.factories import make_account, make_grant, make_organisation
from tests.following import make_following, make_rule
from tests.quick_entries import MEETING, TODAY, Quick
from tests.returns import moment
from tests.routes.outbox.test_entries import send as _send

SITES: dict[str, Any] = {
    "shape": "keep", "name": "Chợ số", "noun": "chợ", "subject": "site", "recorded_on": ["phone", "office"],
    "records": ["officer", "organisation.market_board"], "sees": ["officer", "leader"],
    "fields": [{"key": "open", "label": "Đang mở", "type": "yes_no", "counted": True}],
}  # fmt: skip

# As the one that ships.
GROUP_REPORT = catalogue()["group_report"].definition


@pytest.fixture
def quick(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Quick:
    """See `Quick`; it is a Wednesday of November."""
    monkeypatch.setattr(clock, "now", lambda: moment(TODAY))
    return Quick.build(app)


def send(quick: Quick, who: Account, *operations: dict[str, Any]) -> list[tuple[str, str]]:
    """What the server answers to each."""
    return _send(quick, who, *operations)  # type: ignore[arg-type]


def test_a_head_records_a_meeting_of_their_group_once(quick: Quick) -> None:
    said = quick.held(group=quick.group.code, starts_at="19 giờ 30", ends_at="21h", venue=" Nhà  văn hóa ")
    assert send(quick, quick.head, said, said) == [("done", ""), ("already_done", "")]
    assert send(quick, quick.head, said) == [("already_done", "")]
    [event], [entry] = quick.events(), quick.entries()
    assert (event.name, event.held_on, event.starts_at, event.ends_at, event.venue, event.state) == (
        "An toàn trên mạng", TODAY, "19:30", "21:00", "Nhà văn hóa", "held",
    )  # fmt: skip
    assert (event.residential_group_id, event.organisation_id) == (quick.group.id, None)
    assert (entry.given, entry.by_id, entry.organisation_id, entry.day, entry.counts) == (
        {"topic": "An toàn trên mạng", "present": 20, "members": 25}, quick.head.id, None, TODAY, True,
    )  # fmt: skip


def test_other_content_under_the_uuid_of_an_event_is_a_conflict(quick: Quick) -> None:
    said = quick.held(group=quick.group.code)
    send(quick, quick.head, said)
    other = {**said, "data": {**said["data"], "answers": {"present": 3}}}
    assert [status for status, _message in send(quick, quick.head, other)] == ["conflict"]
    assert len(quick.entries()) == 1


def test_one_event_from_two_phones_is_one_and_both_entries_stay(quick: Quick) -> None:
    first, second = quick.held(organiser=quick.school.code), quick.held({"present": 22}, organiser=quick.school.code)
    assert [send(quick, quick.teacher, each)[0] for each in (first, second)] == [("done", ""), ("done", "")]
    [event] = quick.events()
    assert event.organisation_id == quick.school.id
    assert [(each.site_id, each.latest, each.organisation_id) for each in quick.entries()] == [
        (event.id, False, quick.school.id), (event.id, True, quick.school.id),
    ]  # fmt: skip


def test_an_event_of_a_merged_group_or_organiser_is_one_with_that_of_those_that_stay(quick: Quick) -> None:
    said = {"group": quick.held(group=quick.group.code), "organiser": quick.held(organiser=quick.school.code)}
    assert send(quick, quick.head, said["group"]) == [("done", "")]
    with quick.write() as session:
        gone, into = (session.get_one(ResidentialGroup, each.id) for each in (quick.group, quick.other))
        gone.end(TODAY, into)
        school, other = (
            session.get_one(Organisation, quick.school.id),
            make_organisation(session, gone.unit, "Trường B"),
        )
        merge_organisations(session, school, other, TODAY)
        stay = into.id, other.id
    another = quick.held(group=quick.group.code, name="Chữ ký số")
    again = quick.held({"present": 22}, group=quick.group.code)
    answers = send(quick, quick.head, said["group"], again, another)
    assert [*answers, *send(quick, quick.teacher, said["organiser"])] == [
        ("already_done", ""), ("done", ""), ("done", ""), ("done", ""),
    ]  # fmt: skip
    kept = [(each.name, each.residential_group_id, each.organisation_id) for each in quick.events()]
    assert kept == [
        ("An toàn trên mạng", quick.group.id, None), ("Chữ ký số", stay[0], None),
        ("An toàn trên mạng", None, stay[1]),
    ]  # fmt: skip


@pytest.mark.parametrize("apart", ["name", "held_on", "group"])
def test_events_of_another_title_day_or_group_are_two(quick: Quick, apart: str) -> None:
    other = {"name": "Chữ ký số", "held_on": str(TODAY - timedelta(days=1)), "group": quick.other.code}
    first = {"organiser": quick.school.code, "group": quick.group.code}
    send(quick, quick.teacher, quick.held(**first), quick.held(**{**first, apart: other[apart]}))
    assert len(quick.events()) == 2


def test_two_events_without_a_title_stay_two(quick: Quick) -> None:
    fields = [each for each in MEETING["fields"] if each["key"] != "topic"]
    said = {key: each for key, each in MEETING.items() if key != "title"}
    with quick.write() as session:
        programme = session.get_one(Programme, quick.meeting)
        programme.redraft(session, read({**said, "fields": fields}), seen=str(programme.version), now=clock.now())
        programme.use_draft(seen=str(programme.version), now=clock.now())
    for _each in range(2):
        operation = quick.held(name=None, group=quick.group.code)
        operation["data"]["version"] = 2
        assert send(quick, quick.head, operation) == [("done", "")]
    assert [each.name for each in quick.events()] == ["Buổi sinh hoạt, 25/11/2026"] * 2


def ask_no_group(quick: Quick) -> None:
    """A version of the meeting that asks only hours of its events."""
    with quick.write() as session:
        programme = session.get_one(Programme, quick.meeting)
        said = read({**MEETING, "around": ["hours"]})
        programme.redraft(session, said, seen=str(programme.version), now=clock.now())
        programme.use_draft(seen=str(programme.version), now=clock.now())


def of_version(operation: dict[str, Any], number: int) -> dict[str, Any]:
    """What a phone sends of a form of a version."""
    operation["data"]["version"] = number
    return operation


def test_an_event_that_is_asked_no_group_is_of_the_group_of_its_head_and_of_others_of_none(quick: Quick) -> None:
    ask_no_group(quick)
    said = {
        "head": quick.held(group=quick.other.code), "teacher": quick.held(organiser=quick.school.code),
        "officer": quick.held(),
    }  # fmt: skip
    for who, each in said.items():
        assert send(quick, getattr(quick, who), of_version(each, 2)) == [("done", "")]
    where = [(each.residential_group_id, each.organisation_id) for each in quick.events()]
    assert where == [(quick.group.id, None), (None, quick.school.id), (None, None)]
    mended = of_version({**quick.held({"present": 21}), "uuid": str(uuid4())}, 2)
    mended["data"] |= {"subject": quick.events()[0].public_id, "made": None}
    assert send(quick, quick.head, mended) == [("done", "")], "its head mends what they recorded"


def test_an_event_that_is_asked_no_group_is_of_who_may_record_it_alone(quick: Quick) -> None:
    ask_no_group(quick)
    with quick.write() as session:
        stranger = make_account(session, session.get_one(ResidentialGroup, quick.group.id).unit, Role.COUNTER)
    mine = quick.held(), quick.held(group=quick.group.code)
    for who, said in ((stranger, mine[0]), (quick.teacher, mine[1])):
        assert [status for status, _message in send(quick, who, of_version(said, 2))] == ["refused"]
    assert quick.events() == []


def test_an_event_within_one_of_no_group_is_of_the_group_of_its_head(quick: Quick) -> None:
    with quick.write() as session:
        unit = session.get_one(ResidentialGroup, quick.group.id).unit
        numbers = []
        for said in ({"key": "fairs"}, {"key": "stalls", "within": "fairs"}):
            declared = read({**MEETING, "around": [], **said})
            programme = Programme.begun(session, unit, declared, catalogue="", now=clock.now())
            programme.use_draft(seen="1", now=clock.now())
            session.flush()
            numbers.append(programme.id)
        fair = Event(unit=unit, programme_id=numbers[0], name="Ngày hội", held_on=TODAY)
        session.add(fair)
        session.flush()
        within = fair.public_id
    said = quick.held(within=within)
    said["data"]["programme"] = numbers[1]
    assert send(quick, quick.head, said) == [("done", "")]
    assert [each.residential_group_id for each in quick.events()] == [None, quick.group.id]


def test_a_phone_that_still_asks_the_group_says_it(quick: Quick) -> None:
    ask_no_group(quick)
    said = quick.held(organiser=quick.school.code, group=quick.other.code)
    assert send(quick, quick.teacher, said) == [("done", "")]
    assert [each.residential_group_id for each in quick.events()] == [quick.other.id]


@pytest.mark.parametrize(
    ("who", "made"),
    [
        ("head", {"group": "other"}),
        ("head", {}),
        ("head", {"group": "group", "organiser": "school"}),
        ("teacher", {"group": "group"}),
        ("teacher", {"organiser": "elsewhere"}),
        ("teacher", {"organiser": "nobody"}),
    ],
)
def test_what_is_not_theirs_is_refused_and_nothing_is_made(quick: Quick, who: str, made: dict[str, str]) -> None:
    with quick.write() as session:
        group = session.get_one(ResidentialGroup, quick.group.id)
        elsewhere = make_organisation(session, group.unit, "Trường khác").code
    codes = {
        "group": quick.group.code, "other": quick.other.code, "school": quick.school.code, "elsewhere": elsewhere,
        "nobody": "DV99",
    }  # fmt: skip
    said = quick.held(**{key: codes[value] for key, value in made.items()})
    [(status, message)] = send(quick, getattr(quick, who), said)
    assert (status, message) == (
        "refused", "Nơi này không thuộc tổ, đơn vị anh chị phụ trách nên chưa ghi. Anh chị báo phường.",
    )  # fmt: skip
    assert (quick.events(), quick.entries()) == ([], [])


def test_a_right_that_ended_before_the_press_is_refused_and_one_that_ended_since_is_not(quick: Quick) -> None:
    said, late = quick.held(group=quick.group.code), quick.held(group=quick.group.code, name="Chữ ký số")
    late["at"] = moment(TODAY - timedelta(days=3)).isoformat()
    with quick.write() as session:
        grant = session.scalars(select(RoleGrant).where(RoleGrant.account_id == quick.head.id)).one()
        grant.until = TODAY - timedelta(days=2)
        make_grant(session, session.get_one(Account, quick.head.id), grant.unit, Role.COUNTER)
    assert [status for status, _message in send(quick, quick.head, said, late)] == ["refused", "done"]


@pytest.mark.parametrize(
    ("made", "answers", "why"),
    [
        ({"held_on": "2026-11-26"}, None, "Ngày này chưa tới."),
        ({"held_on": "mai"}, None, "chưa rõ ngày tổ chức"),
        ({"held_on": None}, None, "chưa rõ ngày tổ chức"),
        ({"name": ""}, None, "cần trả lời câu “Chủ đề”"),
        ({"name": "a" * 121}, None, "quá 120 chữ"),
        ({"starts_at": "tối"}, None, "Anh chị ghi giờ như"),
        ({"starts_at": "9:00", "ends_at": "8:00"}, None, "Giờ kết thúc phải sau"),
        ({}, {"members": 5}, "Cần ghi: Có mặt."),
        ({}, {"present": 30, "members": 5}, "Có mặt nhiều hơn tổng số"),
        ({}, {"present": "nhiều"}, "“Có mặt” trả lời chưa đúng"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_made(
    quick: Quick, made: dict[str, Any], answers: dict[str, Any] | None, why: str
) -> None:
    [(status, message)] = send(quick, quick.head, quick.held(answers, group=quick.group.code, **made))
    assert status == "refused"
    assert why in message
    assert (quick.events(), quick.entries()) == ([], [])


def test_an_event_against_a_check_is_kept_with_its_reason(quick: Quick) -> None:
    said = quick.held({"present": 30, "members": 5}, group=quick.group.code)
    said["data"]["reason"] = "Có khách"
    assert send(quick, quick.head, said) == [("done", "")]
    assert [each.reason for each in quick.entries()] == ["Có khách"]


def test_a_school_sends_its_return_for_an_open_period_once(quick: Quick) -> None:
    said = quick.sent("2026-07-01")
    assert send(quick, quick.teacher, said, said) == [("done", ""), ("already_done", "")]
    assert [(each.period, each.given, each.organisation_id) for each in quick.entries()] == [
        (date(2026, 7, 1), {"people": 40}, quick.school.id)
    ]  # fmt: skip
    assert send(quick, quick.teacher, quick.sent("2026-07-01", "nothing")) == [("done", "")]
    assert [each.counts for each in quick.entries()] == [False, True]


def test_a_running_quarter_is_taken_and_a_closed_one_refused(quick: Quick, monkeypatch: pytest.MonkeyPatch) -> None:
    assert send(quick, quick.teacher, quick.sent("2026-10-01")) == [("done", "")]
    assert [each.period for each in quick.entries()] == [date(2026, 10, 1)]
    late = moment(date(2027, 1, 21))
    monkeypatch.setattr(clock, "now", lambda: late)
    [(status, message)] = send(quick, quick.teacher, {**quick.sent("2026-07-01"), "at": late.isoformat()})
    assert status == "refused"
    assert "số liệu quý III/2026 gửi được từ 01/7/2026 đến 20/01/2027" in message


@pytest.mark.parametrize(
    ("period", "why"),
    [
        ("2027-01-01", "chưa rõ ghi cho kỳ nào"),
        ("2026-04-01", "chưa rõ ghi cho kỳ nào"),
        ("2026-07-02", "chưa rõ ghi cho kỳ nào"),
        ("quý III", "chưa rõ ghi cho kỳ nào"),
        (None, "chưa rõ ghi cho kỳ nào"),
    ],
)
def test_a_period_that_is_not_open_is_refused(quick: Quick, period: str | None, why: str) -> None:
    [(status, message)] = send(quick, quick.teacher, quick.sent(period))
    assert status == "refused"
    assert why in message
    assert quick.entries() == []


def test_a_period_is_open_by_the_day_of_the_press_and_closed_after_it(
    quick: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(date(2027, 1, 22)))
    in_time, late = quick.sent("2026-07-01"), quick.sent("2026-07-01", "nothing")
    in_time["at"], late["at"] = (moment(date(2027, 1, day)).isoformat() for day in (20, 21))
    answers = send(quick, quick.teacher, in_time, late)
    assert [status for status, _message in answers] == ["done", "refused"]


def test_the_office_enters_a_period_that_is_closed_to_senders(quick: Quick, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(date(2027, 3, 1)))
    with quick.write() as session:
        programme, now = session.get_one(Programme, quick.told), clock.now()
        site = session.scalars(OrganisationSite.of(quick.school.id)).one()
        told: dict[str, Any] = {"at": now, "now": now, "period": date(2026, 7, 1), "answers": {"people": 4}}
        assert programme.current
        sender = session.get_one(Account, quick.teacher.id)
        for more in ({"way": "office", "organisation_id": quick.school.id}, {"way": "doorstep"}):
            with pytest.raises(PeriodNotOpen):
                recording.record(session, site, programme.current, uuid="a" * 36, by=sender, **told, **more)
        recording.record(session, site, programme.current, uuid="b" * 36, by=None, way="office", **told)


def test_a_head_sends_the_report_of_their_own_group_alone(quick: Quick) -> None:
    with quick.write() as session:
        ward = session.get_one(AdministrativeUnit, quick.group.unit_id)
        programme = make_following(session, ward, make_rule(session, ward), **{**GROUP_REPORT, "among": None})
        own, other = (session.scalars(GroupSite.of(each.id)).one().public_id for each in (quick.group, quick.other))
        number, sender = programme.id, EntrySender.account(session, quick.head.id, [ward.id], clock.now())
        asked = quick_entries(asked_now(session, sender, clock.now()))
        [offered] = [each for each in asked if each.programme.id == number]
        assert [each.public_id for each in offered.own] == [own]
        period = str(offered.periods[0].key)
    data = {"programme": number, "version": 1, "outcome": "done", "answers": {"activities": 3}, "period": period}
    assert send(quick, quick.head, quick.operation(data | {"subject": own})) == [("done", "")]
    [(status, _message)] = send(quick, quick.head, quick.operation(data | {"subject": other}))
    assert status == "refused"
    assert [(each.site.public_id, str(each.period)) for each in quick.entries()] == [(own, period)]


def test_the_account_of_another_school_does_not_send_for_this_one(quick: Quick) -> None:
    with quick.write() as session:
        unit = session.get_one(ResidentialGroup, quick.group.id).unit
        other = make_account(session, unit)
        make_grant(session, other, unit, Role.UNIT, organisation=make_organisation(session, unit, "Trường khác"))
    assert [status for status, _message in send(quick, other, quick.sent("2026-07-01"))] == ["refused"]


def test_a_market_board_makes_its_market_once_and_stalls_within_it(quick: Quick) -> None:
    with quick.write() as session:
        unit = session.get_one(ResidentialGroup, quick.group.id).unit
        board = make_organisation(session, unit, "Ban Quản lý chợ", kind="market_board")
        trader = make_account(session, unit)
        make_grant(session, trader, unit, Role.UNIT, organisation=board)
        numbers = []
        for key, more in (("markets", {}), ("stalls", {"within": "markets"})):
            programme = Programme.begun(
                session, unit, read({**SITES, "key": key, **more}), catalogue="", now=clock.now()
            )
            programme.use_draft(seen="1", now=clock.now())
            session.flush()
            numbers.append(programme.id)
    market = {"programme": numbers[0], "version": 1, "outcome": "done", "answers": {"open": True}}
    stall = {**market, "programme": numbers[1]}
    made = {"name": "Chợ Tân Thịnh", "organiser": board.code, "group": quick.group.code}
    uuid, again = str(uuid4()), str(uuid4())
    sent = [
        quick.operation({**market, "subject": uuid, "made": made}),
        quick.operation({**market, "subject": again, "made": {**made, "group": ""}}),
        quick.operation({**stall, "subject": str(uuid4()), "made": {"name": "Quầy 1", "organiser": board.code}}),
        quick.operation({**stall, "subject": str(uuid4()), "made": {"name": "QUẦY 1", "organiser": board.code,
            "within": again}}),
    ]  # fmt: skip
    assert send(quick, trader, *sent) == [("done", "")] * 4
    with quick.read() as session:
        sites = session.scalars(select(Site).where(Site.kind == "own").order_by(Site.id)).all()
        assert [(each.name, each.residential_group_id, each.organisation_id) for each in sites] == [
            ("Chợ Tân Thịnh", quick.group.id, board.id), ("Quầy 1", quick.group.id, board.id),
        ]  # fmt: skip
        assert sites[1].within_id == sites[0].id
    refused = quick.operation({**market, "subject": str(uuid4()), "made": {**made, "organiser": ""}})
    assert [status for status, _message in send(quick, trader, refused)] == ["refused"]


def test_an_event_of_a_year_long_past_is_refused_in_words(quick: Quick) -> None:
    [(verdict, words)] = send(quick, quick.head, quick.held(group=quick.group.code, held_on="1930-01-01"))
    assert (verdict, words) == ("refused", "Ngày này trước năm 2020. Anh chị xem lại năm.")


def test_a_day_that_was_over_at_the_press_is_planned_no_more(quick: Quick) -> None:
    number = planned_ahead(quick)
    made = quick.held({}, group=quick.group.code, held_on=str(TODAY - timedelta(days=1)))
    made["data"] |= {"programme": number, "outcome": "planned", "answers": {}}
    [(verdict, words)] = send(quick, quick.head, made)
    assert (verdict, words[:16]) == ("refused", "Ngày này đã qua:")
    late = quick.operation(made["data"]) | {"at": moment(TODAY - timedelta(days=1)).isoformat()}
    assert send(quick, quick.head, late) == [("done", "")], "it was pressed on the day itself"
    again = quick.operation({**late["data"], "made": None, "outcome": "planned"})
    assert send(quick, quick.head, again)[0][0] == "refused", "of an event that is there too"


def planned_ahead(quick: Quick) -> int:
    """A programme in use of events that are planned ahead; its id."""
    with quick.write() as session:
        unit = session.get_one(ResidentialGroup, quick.group.id).unit
        said = read({**MEETING, "key": "ahead", "plans_ahead": True, "outcomes": ["done", "called_off"]})
        programme = Programme.begun(session, unit, said, catalogue="", now=moment(TODAY - timedelta(days=60)))
        programme.use_draft(seen="1", now=moment(TODAY - timedelta(days=60)))
        session.flush()
        return programme.id
