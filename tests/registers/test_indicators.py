"""What is asked of every figure: counted by hand, its parts, its rows, another ward's never, nothing for what is not
there, as many statements however much there is. What each must come to stands in `COME`."""

import itertools
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    Attendance,
    AuditEvent,
    Certificate,
    Course,
    CourseSkill,
    Event,
    HelpDesk,
    HelpTally,
    Household,
    Kiosk,
    KioskVisit,
    Mark,
    Matter,
    Membership,
    Mentorship,
    MentorshipSkill,
    MentorVisit,
    Organisation,
    Person,
    Reached,
    Registration,
    ResidentialGroup,
    Skill,
    SkillMark,
    SkillStep,
    Team,
    Ticket,
    Training,
)
from app.models.targets.task_owner import Owner
from app.registers.indicator import Every, Indicator, Scope
from tests import recording
from tests.factories import (
    make_account,
    make_approved_list,
    make_course,
    make_group,
    make_organisation,
    make_person,
    make_ward,
)
from tests.golden import assert_listed
from tests.helping import Counter
from tests.models.movement.test_events import SAID, plan, record, use
from tests.statements import counted
from tests.team_months import tell_month

MARCH, APRIL = (date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 4, 30))
SPRING, BEFORE = (MARCH[0], APRIL[1]), (date(2025, 3, 1), date(2025, 4, 30))
# What each figure comes to by hand: of both months, of March, of April; standing ones as of the last day of each.
COME: dict[str, tuple[int, int, int]] = {
    "lop": (2, 2, 1),
    "buoi": (3, 2, 1),
    "gio-hoc": (270, 180, 90),
    "luot-hoc": (5, 4, 1),
    "nguoi-hoc": (3, 3, 1),
    "nguoi-co-ky-nang": (2, 1, 2),
    "hoc-het-lop": (3, 2, 1),
    "can-bo-da-hoc": (1, 1, 1),
    "can-bo-hoc-het-lop": (1, 1, 1),
    "nguoi-hoc-het-lop": (2, 2, 1),
    "giay-da-cap": (1, 0, 1),
    "luot-ho-tro": (4, 2, 2),
    "nhap-bu": (12, 5, 7),
    "gio-ho-tro": (10, 4, 6),
    "nguoi-duoc-giup": (2, 1, 2),
    "ngay-co-ho-tro": (4, 2, 2),
    "nguoi-ghi-luot": (1, 1, 1),
    "luot-may-tu-phuc-vu": (3, 1, 2),
    "dai-su": (2, 2, 2),
    "co-quan-co-dai-su": (1, 1, 1),
    "co-quan-chua-co-dai-su": (1, 1, 1),
    "noi-chua-co-dai-su": (1, 1, 1),
    "dai-su-du-nguoi-kem": (1, 0, 1),
    "dai-su-chua-du-nguoi-kem": (1, 2, 1),
    "dai-su-da-tap-huan": (1, 0, 1),
    "dai-su-hoc-ai": (1, 1, 1),
    "dai-su-hoat-dong": (1, 1, 1),
    "nguoi-dang-duoc-kem": (2, 1, 2),
    "nguoi-kem-tai-co-quan": (1, 1, 1),
    "cap-dang-kem": (2, 2, 2),
    "nguoi-lau-chua-gap": (1, 0, 1),
    "cap-lau-chua-gap": (1, 0, 1),
    "cap-da-ket-thuc": (1, 0, 1),
    "nguoi-dat-muc-tieu": (1, 1, 0),
    "nguoi-tu-lam-duoc": (2, 1, 1),
    "to-dang-co": (2, 2, 2),
    "noi-co-to": (1, 1, 1),
    "noi-chua-co-to": (1, 1, 1),
    "to-hoat-dong": (1, 1, 0),
    "to-im-lang": (1, 1, 1),
    "to-da-tap-huan": (1, 1, 1),
    "to-chua-tap-huan": (1, 1, 1),
    "thanh-vien-to": (4, 3, 4),
    "thanh-vien-ban-chi-dao": (1, 0, 1),
    "to-da-du-lop": (1, 1, 1),
    "thanh-vien-da-tap-huan": (1, 1, 1),
    "nha-to-da-toi": (8, 8, 0),
    "luot-to-da-giup": (12, 12, 0),
    "lan-to-toi-nha": (3, 2, 1),
    "hoat-dong": (3, 2, 1),
    "viec-khac-phuc": (2, 1, 1),
    "viec-khac-phuc-xong": (1, 0, 1),
    "luot-du-lieu-ca-nhan": (3, 1, 2),
}
ACTS = "person.viewed", "registrations.exported", "person.erased", "course.published"
_numbers = itertools.count(1)


Question = Callable[[Session, AdministrativeUnit, Indicator], None]


def every(question: Question) -> Callable[[Session, AdministrativeUnit], None]:
    """Ask it of each indicator, over one and the same ward; what fails names the one it failed for."""

    def asked(session: Session, ward: AdministrativeUnit) -> None:
        for indicator in INDICATORS.values():
            try:
                question(session, ward, indicator)
            except Exception as error:
                error.add_note(f"of the indicator {indicator.key}")
                raise

    return asked


def happen(session: Session, ward: AdministrativeUnit, counter: Counter | None = None) -> Counter:
    """March and April of a ward, by hand: Ân, who is on file twice, Bé, Cả; two ambassadors, two groups. With its
    counter: the same again."""
    counter = counter or Counter(session, ward)
    ward.least_mentees, ward.least_mentees_source = 2, "Kế hoạch 12/KH-UBND, mục 5"
    ward.ambassador_kinds = "mass_organisation"
    group, without = make_group(session, ward), make_group(session, ward)
    group.valid_from = without.valid_from = date(2026, 1, 1)
    an, again, be, ca = (
        make_person(session, ward, f"Lò Văn {name} {next(_numbers)}", year, group=where)
        for name, year, where in (("Ân", 1950, group), ("An", 1950, group), ("Bé", 1990, None), ("Cả", 2012, group))
    )
    again.merged_into_id = an.id
    an.organisation_id = make_organisation(session, ward).id
    group.hardships = "remote,border"
    learn(session, ward, an, again, be, ca)
    helped(session, ward, counter, (an, again, be))
    taken_by_the_hand(session, ward, group, an, be)
    went_out(session, ward, group, ca)
    gathered(session, ward, group)
    here = update(Organisation).where(Organisation.unit_id == ward.id)
    session.execute(here.values(valid_from=date(2026, 1, 1)))
    session.flush()
    return counter


def learn(session: Session, ward: AdministrativeUnit, an: Person, again: Person, be: Person, ca: Person) -> None:
    """Ân comes to both lessons of one class, Bé to its first; Cả and Ân, as the other row, to the one of another."""
    one, other = (make_course(session, ward, lessons=n, first=clock.at_local(date(2026, 3, 3), 8)) for n in (2, 1))
    one.lessons[1].starts_at += timedelta(weeks=4)
    one.lessons[1].ends_at += timedelta(weeks=4)
    for course, person, numbers in ((one, an, (0, 1)), (one, be, (0,)), (other, ca, (0,)), (other, again, (0,))):
        seat = seated(session, course, person)
        for number in numbers:
            lesson = course.lessons[number]
            mark = Mark(str(uuid.uuid4()), seat.id, "present", lesson.starts_at, lesson.starts_at, "phone")
            Attendance.record(session, lesson, [mark], by_id=None, now=lesson.starts_at)
    teacher = make_account(session, ward)
    asked_what_they_can(session, one, teacher)
    for lesson in (*one.lessons, *other.lessons):
        lesson.close(by=teacher, now=lesson.ends_at)
    given = clock.at_local(date(2026, 4, 8))
    approval = make_approved_list(session, other, now=given)
    paper = session.scalars(Certificate.of_approval(approval.id)).all()[0]
    paper.issue(file=f"{paper.code}.pdf", sha256="0" * 64, now=given)


def asked_what_they_can(session: Session, course: Course, teacher: Account) -> None:
    """Of the class with Ân and Bé: in March neither can, in April Ân can."""
    CourseSkill.ask(session, course.id, session.scalars(Skill.of(course.unit_id)).all()[2:3])
    [asked] = session.scalars(CourseSkill.of(course.id))
    on_it = select(Registration.id).where(Registration.course_id == course.id).order_by(Registration.id)
    seats = session.scalars(on_it).all()
    for lesson, who, can in ((course.lessons[0], seats, False), (course.lessons[1], seats[:1], True)):
        press: dict[str, Any] = {"uuid": str(uuid.uuid4()), "by_id": teacher.id, "at": lesson.ends_at}
        SkillMark.say(session, lesson, asked, who, can=can, **press)


def went_out(session: Session, ward: AdministrativeUnit, group: ResidentialGroup, ca: Person) -> None:
    """A team of one group that Cả leads, who came to a class for teams; in March it visited eight homes, in April it
    did nothing. Another, of nobody's group, of which nothing is known."""
    since, by = date(2026, 1, 1), make_account(session, ward)
    session.scalars(select(Course).join(Registration).where(Registration.person_id == ca.id)).one().audience = "teams"
    teams = [Team.made(session, ward, {"name": f"Tổ công nghệ số {next(_numbers)}"}) for _number in range(2)]
    teams[0].groups = [group]
    for team in teams:
        team.created_at = clock.at_local(since)
    rows = [Membership(team=teams[0], person=ca, since=since, leads=True)]
    rows += [Membership(team=teams[0], name="Lò Văn Tên", since=since)]
    rows += [Membership(team=teams[1], name="Lò Văn Tên", since=APRIL[0])]
    committee = Team.made(session, ward, {"name": f"Ban Chỉ đạo {next(_numbers)}"})
    committee.created_at = clock.at_local(since)
    rows += [Membership(team=committee, name="Vi Văn Trưởng", since=APRIL[0], leads=True)]
    rows += [Membership(team=teams[0], account=by, since=since)]
    session.add_all([*teams, committee, *rows])
    session.flush()
    tell_month(session, teams[0], MARCH[0], MARCH[0], visits=8, helps=12)
    tell_month(session, teams[0], APRIL[0], APRIL[0], visits=0, helps=0)
    at_houses(session, ward, group, by)


def at_houses(session: Session, ward: AdministrativeUnit, group: ResidentialGroup, by: Account) -> None:
    """A member of a team met one house twice and another once; one was empty, one visit was before they were in it."""
    asked = {"key": "open", "label": "Có người học", "type": "yes_no", "counted": True}
    said = {
        "key": f"houses{next(_numbers)}", "name": "Sổ hộ", "shape": "recognise", "subject": "household", "noun": "hộ",
        "fields": [asked], "outcomes": ["done", "absent"], "recorded_on": ["doorstep", "office"],
    }  # fmt: skip
    programme = use(session, ward, said)
    assert programme.current
    houses = [
        Household(unit=ward, number=str(number), alley="ngõ 3", head="", residential_group=group) for number in (1, 2)
    ]
    session.add_all(houses)
    session.flush()
    for number, day, outcome in (
        (0, MARCH[0], "done"), (1, MARCH[1], "done"), (0, APRIL[0], "done"), (1, APRIL[0], "absent"),
        (0, date(2025, 12, 31), "done"),
    ):  # fmt: skip
        at = clock.at_local(day, 9)
        recording.record(
            session, houses[number], programme.current, uuid=str(uuid.uuid4()), by=by, way="doorstep", at=at,
            outcome=outcome, answers={"open": True} if outcome == "done" else {}, now=at,
        )  # fmt: skip


def gathered(session: Session, ward: AdministrativeUnit, group: ResidentialGroup) -> None:
    """Three events of two programmes that were held, one of them by a union; one that is planned, one that was called
    off, and one of a programme that officers do not see."""
    union = make_organisation(session, ward, f"Hội Nông dân {next(_numbers)}", "mass_organisation")
    launch, meeting, opinion = (
        use(session, ward, {**SAID, "key": f"events{next(_numbers)}", **more})
        for more in ({}, {}, {"sees": ["leader", "organisation.front"]})
    )
    for programme, day, outcome, by in (
        (launch, MARCH[0], "done", None),
        (meeting, MARCH[1], "done", union),
        (launch, APRIL[1], "done", None),
        (launch, APRIL[0], "planned", None),
        (meeting, APRIL[0], "called_off", union),
        (opinion, APRIL[0], "done", None),
    ):
        name = f"Ra quân {next(_numbers)}"
        event = plan(session, programme, day, name, organisation=by, residential_group=group)
        record(session, event, outcome, **({"came": 5} if outcome == "done" else {}))
        if outcome == "done" and by is None:
            asked_for(session, event, day)


def asked_for(session: Session, event: Event, day: date) -> None:
    """A task that an event of the ward asked for that day; what was asked in March is accepted in April."""
    owner, by = Owner.of(make_organisation(session, event.unit)), make_account(session, event.unit)
    given = clock.at_local(day, 9)
    task = Matter.found_at(event, "Lập sổ trực", owner, None, unit=event.unit, by=by, now=given)
    session.add(task)
    session.flush()
    if day < APRIL[0]:
        task.report(session, "Đã lập", by=by, now=given)
        seen = task.proposed_at.isoformat() if task.proposed_at else ""
        task.accept(session, by=make_account(session, event.unit), now=clock.at_local(APRIL[0], 9), seen=seen)


def seated(session: Session, course: Course, person: Person) -> Registration:
    """A seat of somebody on file."""
    now = clock.at_local(date(2026, 3, 1))
    ticket = Ticket(course=course, created_at=now)
    seat = Registration(
        course=course, ticket=ticket, person=person, state="seated", way="desk", created_at=now, seated_at=now
    )
    session.add_all([ticket, seat])
    course.seated += 1
    session.flush()
    return seat


def helped(session: Session, ward: AdministrativeUnit, counter: Counter, people: tuple[Person, Person, Person]) -> None:
    """Four helps, one with two topics, one taken out; strokes of paper; three turns at a tablet."""
    an, again, be = people
    for month, day, person, minutes, topics, gone in (
        (3, 4, an, 4, ["vneid_cai_dat"], False),
        (3, 20, None, None, ["khai_sinh"], False),
        (4, 2, again, 6, ["khai_sinh"], False),
        (4, 3, be, None, ["vneid_cai_dat", "khai_sinh"], False),
        (4, 4, be, 9, ["khai_sinh"], True),
    ):
        at = clock.at_local(date(2026, month, day), 9)
        counter.record(at, topics, person=person, minutes=minutes, withdrawn_at=clock.now() if gone else None)
    hour = 8 + (session.scalar(select(func.count()).where(HelpTally.unit_id == ward.id)) or 0)
    counter.tally(date(2026, 3, 5), hour, "khai_sinh", 5)
    counter.tally(date(2026, 4, 5), hour, "vneid_cai_dat", 7)
    desk = session.scalars(select(HelpDesk).where(HelpDesk.unit_id == ward.id)).first()
    assert desk is not None
    kiosk, _token = Kiosk.pair(session, desk, name="Bàn 1", by=counter.helper, now=clock.now())
    for month, topic in ((3, "khai_sinh"), (4, "khai_sinh"), (4, None)):
        on = date(2026, month, 9)
        visit = KioskVisit(
            uuid=str(uuid.uuid4()), unit_id=ward.id, kiosk=kiosk, topic=counter.topics[topic] if topic else None,
            day=on, began_at=clock.at_local(on, 9), ended_at=clock.at_local(on, 10),
        )  # fmt: skip
        session.add(visit)
    then = (clock.at_local(date(2026, month, 12), 9) for month in (3, 4, 4))
    # The last is of today: the newest act of the trail says which day it is.
    for action, at in zip(ACTS, (*then, clock.now()), strict=True):
        AuditEvent.note(
            session, action, at=at, account_id=counter.helper.id, unit_id=ward.id, subject=("unit", ward.code)
        )
    AuditEvent.seal(session)


def taken_by_the_hand(
    session: Session, ward: AdministrativeUnit, group: ResidentialGroup, an: Person, be: Person
) -> None:
    """Bảy takes Ân and then Bé; Sáu, of no group, had Ân for a while, who reached all goals with him first."""
    bay, sau = (
        Ambassador(
            unit=ward, code=f"DSS{next(_numbers):04d}",
            person=make_person(session, ward, f"{name} {next(_numbers)}", 1970),
            residential_group=where, since=date(2026, 1, 1), created_at=clock.now(),
        )
        for name, where in (("Hoàng Văn Bảy", group), ("Hoàng Văn Sáu", None))
    )  # fmt: skip
    bay.organisation_id = make_organisation(session, ward, "Hội Phụ nữ", "mass_organisation").id
    bay.training, bay.trained_on, bay.ai_trained_on = Training.BASIC, date(2026, 4, 1), date(2026, 2, 1)
    sau.until = date(2026, 5, 1)
    session.add_all([bay, sau])
    first, second, shared = (
        Mentorship(
            unit_id=ward.id, ambassador=by, mentee=whom, since=since, until=until, shared_why=why,
            created_at=clock.now(), outcome="reached" if until else None,
        )
        for by, whom, since, until, why in (
            (bay, an, date(2026, 3, 1), None, ""),
            (bay, be, date(2026, 4, 1), None, ""),
            (sau, an, date(2026, 3, 2), date(2026, 4, 10), "Cùng xóm."),
        )
    )  # fmt: skip
    shared.reached_at, first.reached_at = clock.at_local(date(2026, 3, 20)), clock.at_local(date(2026, 4, 15))
    session.add_all([first, second, shared])
    session.flush()
    skills, noted = session.scalars(Skill.of(ward.id)).all(), make_account(session, ward)
    for pair, skill, day in ((first, skills[0], date(2026, 3, 25)), (second, skills[1], date(2026, 4, 20))):
        at = clock.at_local(day, 10)
        learnt = MentorshipSkill(mentorship=pair, skill=skill, reached=Reached.CAN_DO, evidence="seen", at=at)
        visit = MentorVisit(uuid=str(uuid.uuid4()), mentorship=pair, met=True, day=day, at=at, received_at=at)
        said = SkillStep(goal=learnt, reached=Reached.CAN_DO, evidence="seen", visit_uuid=visit.uuid, by=noted, at=at)
        session.add_all([learnt, visit, said])


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    """A ward with its months, beside another with the same."""
    here = make_ward(session)
    happen(session, here)
    happen(session, make_ward(session))
    return here


def of(ward: AdministrativeUnit, days: tuple[date, date] = SPRING, **only: Any) -> Scope:
    return Scope((ward.id,), *days, only)


def rows_of(session: Session, indicator: Indicator, scope: Scope) -> list[Any]:
    return list(session.scalars(indicator.behind(scope)).unique())


@every
def test_it_comes_to_what_was_counted_by_hand(session: Session, ward: AdministrativeUnit, indicator: Indicator) -> None:
    found = tuple(indicator.figure(session, of(ward, days)) for days in (SPRING, MARCH, APRIL))
    assert found == COME[indicator.key]


@every
@pytest.mark.core("a figure opens as many rows as it says")
def test_as_many_rows_stand_behind_a_figure(session: Session, ward: AdministrativeUnit, indicator: Indicator) -> None:
    for days in (SPRING, MARCH, APRIL):
        rows = rows_of(session, indicator, of(ward, days))
        assert len(rows) == len(set(rows)) == indicator.many(session, of(ward, days))
        told = list(indicator.tells(session, rows))
        assert len(told) == len(rows)
        assert all(each.text for each in told)
        if indicator.amount is None and indicator.each is None:
            assert len(rows) == (indicator.figure(session, of(ward, days)) or 0)


@every
def test_its_parts_come_to_the_whole_or_never_exceed_it(
    session: Session, ward: AdministrativeUnit, indicator: Indicator
) -> None:
    whole = indicator.figure(session, of(ward)) or 0
    for by in indicator.dimensions:
        found = indicator.table(session, of(ward), by)
        if by.tabulated:
            assert (sum(found.values()) == whole) or not indicator.adds_by(by), by.key
        assert sum(found.values()) >= whole, by.key
        assert max(found.values()) <= whole, by.key
        entries = {each.key: each for each in indicator.entries(session, of(ward), by, found)} if by.tabulated else {}
        assert set(found) <= set(entries) or not by.tabulated, by.key
        assert len({each.name for each in entries.values()}) == len(entries), by.key
        for key, count in found.items():
            part = of(ward).narrowed(by.key, key)
            assert indicator.figure(session, part) == count, by.key
            assert len(rows_of(session, indicator, part)) == indicator.many(session, part), by.key


@every
def test_a_filter_of_several_entries_counts_rows_of_any_or_of_all_once(
    session: Session, ward: AdministrativeUnit, indicator: Indicator
) -> None:
    for by in indicator.dimensions:
        keys = [each for each in indicator.table(session, of(ward), by) if each is not None][:2]
        if len(keys) == 2:
            one, other = ({*rows_of(session, indicator, of(ward).narrowed(by.key, key))} for key in keys)
            for filter_, rows in ((tuple(keys), one | other), (Every(tuple((key,) for key in keys)), one & other)):
                part = of(ward).narrowed(by.key, filter_)
                assert {*rows_of(session, indicator, part)} == rows, by.key
                assert indicator.many(session, part) == len(rows), by.key
                if indicator.amount is None and indicator.each is None:
                    assert indicator.figure(session, part) == len(rows), by.key


@every
def test_months_add_up_for_times_and_not_for_people(
    session: Session, ward: AdministrativeUnit, indicator: Indicator
) -> None:
    whole, march, april = (count or 0 for count in COME[indicator.key])
    if indicator.unit.adds:
        assert march + april == whole
    elif not indicator.standing:
        assert max(march, april) <= whole <= march + april
    if month := indicator.by_key.get("thang"):
        found = indicator.table(session, of(ward), month)
        assert found == {name: count for name, count in (("2026-03", march), ("2026-04", april)) if count}
    else:
        assert indicator.standing


@every
def test_where_nothing_was_recorded_it_is_zero(
    session: Session, ward: AdministrativeUnit, indicator: Indicator
) -> None:
    """It is 0; months and groups stay in their tables all the same."""
    nothing = of(ward, BEFORE)
    assert indicator.figure(session, nothing) == 0
    assert rows_of(session, indicator, nothing) == []
    for by in indicator.dimensions:
        assert indicator.table(session, nothing, by) == {}
    if month := indicator.by_key.get("thang"):
        assert [each.key for each in indicator.entries(session, nothing, month, {})] == ["2025-03", "2025-04"]
    if groups := indicator.by_key.get("to"):
        assert len(indicator.entries(session, of(ward), groups, {})) == 2


@every
def test_another_ward_is_never_counted(session: Session, ward: AdministrativeUnit, indicator: Indicator) -> None:
    """Nor in the rows, nor in the lines of a table; two wards together are two of the same."""
    every_ward = select(AdministrativeUnit.id).where(AdministrativeUnit.least_mentees.is_not(None))
    both = Scope(tuple(session.scalars(every_ward)), *SPRING)
    assert len(both.units) == 2
    assert indicator.figure(session, both) == 2 * (COME[indicator.key][0])
    assert len(rows_of(session, indicator, both)) == 2 * len(rows_of(session, indicator, of(ward)))
    split = indicator.table(session, both, indicator.by_key["don-vi"])
    assert split == dict.fromkeys(both.units, COME[indicator.key][0])
    empty = Scope((make_ward(session).id,), *SPRING)
    assert indicator.figure(session, empty) == 0


def test_it_takes_as_many_statements_however_much_there_is(session: Session) -> None:
    def asked(indicator: Indicator) -> int:
        session.expire_all()
        scope = of(session.get_one(AdministrativeUnit, ward_id))
        with counted() as seen:
            indicator.figure(session, scope)
            for by in indicator.dimensions:
                indicator.entries(session, scope, by, indicator.table(session, scope, by))
            list(indicator.tells(session, rows_of(session, indicator, scope)))
        return len(seen)

    ward = make_ward(session)
    counter, ward_id = happen(session, ward), ward.id
    before = {key: asked(indicator) for key, indicator in INDICATORS.items()}
    happen(session, ward, counter)
    assert {key: asked(indicator) for key, indicator in INDICATORS.items()} == before


@pytest.mark.either
def test_each_says_in_a_sentence_how_it_was_counted(session: Session) -> None:
    assert_listed(INDICATORS, COME, "COME of tests/registers/test_indicators.py", "add what each must come to there")
    for key, indicator in INDICATORS.items():
        assert key == indicator.key
        assert str(indicator.how).endswith(".")
        assert not indicator.beside or indicator.beside in INDICATORS
        assert not {"phuong", "ky", "tu", "den", "theo", "trang", "key"} & indicator.by_key.keys()
        assert not any(each.tabulated for each in indicator.dimensions if each.key == "nguoi-ghi")


def test_visits_of_members_are_counted_by_team_and_by_week(session: Session, ward: AdministrativeUnit) -> None:
    visits = INDICATORS["lan-to-toi-nha"]
    weeks, teams = (visits.table(session, of(ward), visits.by_key[key]) for key in ("tuan", "to-doi"))
    assert weeks == {"2026-02-23": 1, "2026-03-30": 2}  # Sunday 1 March; Tuesday 31 March and Wednesday 1 April
    [team] = teams
    assert teams == {team: 3}
    assert visits.table(session, of(ward, **{"to-doi": team}), visits.by_key["tuan"]) == weeks
