"""The targets of the plans that ship count what their sentences say: each in a ward made by hand, where what was
counted before and what is meant differ. Which targets are asked is read in the plans."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.data.plans import catalogue
from app.data.programmes import catalogue as programmes
from app.exchange.plans import load
from app.indicators.figure_status import Reading, State
from app.indicators.named_figures import INDICATORS
from app.indicators.readings import status_of
from app.indicators.target_counts import counted
from app.indicators.target_faults import faults
from app.indicators.target_measures import indicator_of, meaning_of
from app.models import (
    AdministrativeUnit,
    Ambassador,
    Attendance,
    Course,
    CourseTemplate,
    Mark,
    Membership,
    Mentorship,
    Person,
    Programme,
    Target,
    Team,
)
from app.models.learning.course_template import common_templates
from app.models.movement.organisation import EMPLOYING
from app.models.people.group_history import GroupDays
from app.models.targets import narrowing
from tests.factories import (
    make_account,
    make_course,
    make_course_template,
    make_denominator,
    make_group,
    make_organisation,
    make_person,
    make_plan,
    make_target,
    make_ward,
)
from tests.following import make_rule
from tests.pairs import make_ambassador
from tests.registers.test_indicators import seated

PUBLIC = (
    "agency", "school", "staff_room", "health_station", "police", "military", "party_office", "front",
    "mass_organisation",
)  # fmt: skip
SHIPPED = [(plan, key, said) for plan, file in catalogue().items() for key, said in file.targets.items()]


def of(*, audience: str | None = None, key: str = "", measured_by: str | None = None) -> Any:
    """A parameter for each shipped target of an audience, a key or a measure, by its plan and key."""
    found = [
        pytest.param(plan, name, id=f"{plan}.{name}")
        for plan, name, said in SHIPPED
        if name.startswith(key)
        and (audience is None or said.get("audience") == audience)
        and (measured_by is None or said.get("measured_by", "") == measured_by)
    ]
    assert found
    return pytest.mark.parametrize(("plan", "key"), found)


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session, name="Thử")


def target_of(session: Session, ward: AdministrativeUnit, plan: str, key: str) -> Target:
    """A target of a plan that was loaded, asked of this year."""
    loaded = load(session, ward, catalogue()[plan]).plan
    assert loaded
    target = next(each for each in session.scalars(Target.of_plan(loaded.id)) if each.key == key)
    loaded.since = target.since = clock.today() - timedelta(days=300)
    loaded.until = target.until = clock.today() + timedelta(days=60)
    session.flush()
    return target


def reading(session: Session, target: Target) -> Reading | None:
    return counted(session, target, clock.today())


def nobody(session: Session, target: Target) -> bool:
    """Whether none of those who count was counted, in a book that began."""
    found = reading(session, target)
    return found is not None and found.numerator == 0


def hold(
    session: Session, ward: AdministrativeUnit, people: Sequence[Person], code: str = "", ago: int = 7, **given: Any
) -> Course:
    """A class of one lesson, of the template of that code, to which all of some people came."""
    if code:
        shipped = common_templates()[code]
        given = {"audience": shipped["audience"], "template": template_of(session, ward, code), **given}
    course = make_course(session, ward, lessons=1, first=clock.now() - timedelta(days=ago), **given)
    teacher, [lesson] = make_account(session, ward), course.lessons
    marks = [
        Mark(
            str(uuid.uuid4()), seated(session, course, each).id, "present", lesson.starts_at, lesson.starts_at, "phone"
        )
        for each in people
    ]
    Attendance.record(session, lesson, marks, by_id=None, now=lesson.starts_at)
    lesson.close(by=teacher, now=lesson.ends_at)
    session.flush()
    return course


def template_of(session: Session, ward: AdministrativeUnit, code: str) -> CourseTemplate:
    standing = session.scalars(CourseTemplate.called(ward.id, code)).one_or_none()
    if standing:
        return standing
    made = make_course_template(session, ward, code)
    made.code = code
    session.flush()
    return made


def workers_of_each_kind(session: Session, ward: AdministrativeUnit) -> dict[str, Person]:
    """Somebody of each kind of organisation to which people belong: a garment worker, a teacher, a clerk."""
    found = {}
    for kind in EMPLOYING:
        person = make_person(session, ward, f"Vi Thị {kind}", 1985)
        person.organisation_id = make_organisation(session, ward, f"Nơi {kind}", kind).id
        found[kind] = person
    session.flush()
    return found


@of(audience="cbccvc", measured_by="can-bo-hoc-het-lop")
def test_only_who_works_in_a_public_office_counts_among_the_staff(
    session: Session, ward: AdministrativeUnit, plan: str, key: str
) -> None:
    people = workers_of_each_kind(session, ward)
    make_denominator(session, ward, 412, "cbccvc")
    target = target_of(session, ward, plan, key)
    pupil = make_person(session, ward, "Vi Thị Trò", clock.today().year - 14)
    pupil.organisation_id = people["school"].organisation_id
    hold(session, ward, [pupil, *(each for kind, each in people.items() if kind not in PUBLIC)], "can-bo")
    assert nobody(session, target)  # the garment worker and the pupil are none
    hold(session, ward, [pupil, *people.values()], "can-bo")
    found = reading(session, target)
    assert found
    assert found.denominator
    assert (found.numerator, found.denominator.number) == (len(PUBLIC), 412)


def test_classes_of_a_ward_that_has_gone_into_this_one_are_found_by_their_template(
    session: Session, ward: AdministrativeUnit
) -> None:
    target = target_of(session, ward, "phan-dinh-phung", "cbccvc_2026")
    target.narrowed_to += "&mau=can-bo-ai"
    gone = make_ward(session)
    gone.valid_to, gone.successor_id = clock.today(), ward.id
    for each in (ward, gone):
        clerk = workers_of_each_kind(session, each)["agency"]
        hold(session, each, [clerk], "can-bo")
        hold(session, each, [clerk], "can-bo-ai")
    found = reading(session, target)
    assert found
    assert found.numerator == 2


@of(audience="adults", measured_by="nguoi-hoc-het-lop")
def test_adults_are_those_of_eighteen_who_live_here(
    session: Session, ward: AdministrativeUnit, plan: str, key: str
) -> None:
    # Of the class: in the first days of January it was last year.
    group, year = make_group(session, ward), (clock.today() - timedelta(days=7)).year
    target = target_of(session, ward, plan, key)
    pupil = make_person(session, ward, "Hà Văn Cháu", year - 12, group=group)
    guest = make_person(session, ward, "Hà Văn Khách", year - 40)  # lives elsewhere
    hold(session, ward, [pupil, guest])
    assert nobody(session, target)
    hold(session, ward, [pupil, guest, make_person(session, ward, "Hà Văn Lớn", year - 18, group=group)])
    found = reading(session, target)
    assert found
    assert found.numerator == 1


@of(audience="elderly", measured_by="nguoi-hoc")
def test_elderly_people_are_those_who_live_here(
    session: Session, ward: AdministrativeUnit, plan: str, key: str
) -> None:
    group, year = make_group(session, ward), clock.today().year
    target = target_of(session, ward, plan, key)
    guest, young = make_person(session, ward, "Hà Văn Khách", year - 70), make_person(session, ward, "Hà", year - 40)
    young.residential_group_id = group.id
    hold(session, ward, [guest, young], audience="elderly")
    assert nobody(session, target)
    hold(session, ward, [make_person(session, ward, "Hà Văn Cụ", year - 70, group=group)])
    found = reading(session, target)
    assert found
    assert found.numerator == 1


def test_whom_a_class_is_for_says_of_nobody_who_they_are() -> None:
    """A clerk in a class for workers is no worker. Of disabled people alone the plan is read so: nobody's disability is
    stored, and the target says that it counts who came to a class for them."""
    wrong = []
    for plan, key, said in SHIPPED:
        indicator = INDICATORS.get(said.get("measured_by", ""))
        narrowed = narrowing.read(said.get("narrowed_to", ""))
        if indicator and indicator.noun is Person and any(each.dimension == "doi-tuong" for each in narrowed):
            wrong.append(f"{plan}.{key}")
    assert wrong == ["gia-vien.disabled"]


def team_with(session: Session, ward: AdministrativeUnit, member: Person, name: str) -> Team:
    team = Team(name=name, unit=ward, created_at=clock.now() - timedelta(days=200))
    since = clock.today() - timedelta(days=200)
    session.add_all([team, Membership(team=team, person=member, since=since)])
    session.flush()
    return team


@of(key="teams_2026")
def test_a_team_is_trained_that_came_to_all_four_classes(
    session: Session, ward: AdministrativeUnit, plan: str, key: str
) -> None:
    target = target_of(session, ward, plan, key)
    one, two = (make_person(session, ward, f"Hà Văn {name}", 1980) for name in ("Một", "Hai"))
    team_with(session, ward, one, "Tổ một")
    team_with(session, ward, two, "Tổ hai")
    codes = [code for code, each in common_templates().items() if each["audience"] == "teams"]
    assert len(codes) == 4
    for code in codes[:-1]:
        hold(session, ward, [one, two], code)
    assert nobody(session, target)  # nothing of the last one
    hold(session, ward, [one], codes[-1])
    found = reading(session, target)
    assert found
    assert found.denominator
    assert found.numerator == 1
    assert found.denominator.number == 110  # of how many is what the plan says, not what the book has


@of(key="ambassador_network")
def test_a_network_of_ambassadors_is_there_or_not_and_is_half_of_what_is_asked(
    session: Session, ward: AdministrativeUnit, plan: str, key: str
) -> None:
    target = target_of(session, ward, plan, key)
    assert reading(session, target) is None
    for number in range(3):
        make_ambassador(session, ward, f"Hà Văn {number}")
    found = reading(session, target)
    assert found
    assert found.numerator == 1
    standing = status_of(target, [], lambda _day: {}, clock.today(), GroupDays({}))
    assert type(standing)(target, clock.today(), found).state is State.PROXY


@pytest.mark.parametrize(
    ("measured_by", "text", "stands_in"),
    [
        ("to-dang-co", "Nâng cao hiệu quả hoạt động của 24 Tổ công nghệ số cộng đồng", True),
        ("to-dang-co", "Thành lập 24 Tổ công nghệ số cộng đồng", False),
        ("nguoi-hoc", "100% người cao tuổi được tham dự các lớp “Bình dân học vụ số”", False),
        ("nguoi-hoc", "100% người dân trưởng thành có kỹ năng số", True),
        ("dai-su", "Có mạng lưới “Đại sứ số”; bố trí nhân sự hỗ trợ, hướng dẫn", True),
        ("dai-su", "Mỗi thôn có ít nhất một Đại sứ số", False),
    ],
)
def test_a_count_stands_in_where_the_plan_does_not_ask_for_just_it(
    session: Session, ward: AdministrativeUnit, measured_by: str, text: str, stands_in: bool
) -> None:
    target = make_target(session, ward, make_plan(session, ward), measured_by=measured_by, text=text)
    assert bool(meaning_of(target)) is stands_in


def test_what_units_tell_of_one_plan_measures_no_target_of_another(session: Session, ward: AdministrativeUnit) -> None:
    days = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    own, other = (make_plan(session, ward, style=style, **days) for style in ("state", "front"))
    with clock.shifted(clock.at_local(date(2026, 6, 1), 9) - clock.now()):
        for text, plans in (("Triển khai kế hoạch này đến 100% cán bộ", [own]), ("Phổ biến Phong trào", [own, other])):
            targets = [make_target(session, ward, each, measured_by="nguoi-hoc", text=text) for each in (own, other)]
            assert [each.plan for each in targets if indicator_of(session, each)] == plans


def test_what_a_name_ends_in_a_year_is_judged_until_its_end(session: Session, ward: AdministrativeUnit) -> None:
    plan, days = make_plan(session, ward), {"since": date(2025, 1, 1), "until": date(2026, 12, 31)}
    told, other = (make_target(session, ward, plan, name=f"Học sinh{end}", **days) for end in (", năm 2025", ""))
    assert (told.judged_until, other.judged_until) == (date(2025, 12, 31), date(2026, 12, 31))


@of(key="ambassador_per_unit")
def test_ambassadors_are_asked_of_groups_and_offices_together(
    session: Session, ward: AdministrativeUnit, plan: str, key: str
) -> None:
    target = target_of(session, ward, plan, key)
    with_one, _without = make_group(session, ward), make_group(session, ward)
    make_ambassador(session, ward, "Hà Văn Một", group=with_one)
    found = reading(session, target)
    assert found
    assert found.denominator is None
    offices = [make_organisation(session, ward, f"Phòng {number}", "agency") for number in range(3)]
    make_ambassador(session, ward, "Hà Văn Hai").organisation_id = offices[0].id
    session.flush()
    found = reading(session, target)
    assert found
    assert found.denominator
    assert (found.numerator, found.denominator.number) == (2, 5)


@of(key="mentees")
@pytest.mark.parametrize("least", [None, 3])
def test_an_ambassador_has_as_many_mentees_as_the_plan_asks_for(
    session: Session, ward: AdministrativeUnit, plan: str, key: str, least: int | None
) -> None:
    target = target_of(session, ward, plan, key)
    assert target.value == 5
    if least:
        ward.least_mentees, ward.least_mentees_source = least, "Quy định của phường"
    for taken in (3, 5):
        ambassador = make_ambassador(session, ward, f"Hà Văn {taken}")
        for number in range(taken):
            make_pair(session, ward, ambassador, make_person(session, ward, f"Vi Thị {taken}{number}", 1950))
    found = reading(session, target)
    assert found
    assert found.denominator
    assert (found.numerator, found.denominator.number) == (1, 2)


def make_pair(session: Session, ward: AdministrativeUnit, ambassador: Ambassador, mentee: Person) -> None:
    pair = Mentorship(
        unit_id=ward.id, ambassador=ambassador, mentee=mentee, since=date(2026, 2, 1), created_at=clock.now()
    )
    session.add(pair)
    session.flush()


@of(key="monthly_lessons")
def test_a_month_has_a_lesson_that_has_one_for_residents(
    session: Session, ward: AdministrativeUnit, plan: str, key: str
) -> None:
    target = target_of(session, ward, plan, key)
    people = [make_person(session, ward, "Hà Văn Một", 1980)]
    for audience in ("cbccvc", "teams", "teachers"):
        hold(session, ward, people, audience=audience, ago=3)
    found = reading(session, target)
    assert found is None or found.numerator == 0
    hold(session, ward, people, audience="people", ago=3)
    found = reading(session, target)
    assert found
    assert found.numerator == 1


def test_each_measure_of_a_shipped_plan_is_counted_and_fits_its_target(
    session: Session, ward: AdministrativeUnit
) -> None:
    """Which figures and wholes, the plans themselves say; each programme that ships is put to use as a ward does."""
    rule = make_rule(session, ward)
    for key, declared in programmes().items():
        made = Programme.begun(session, ward, declared, catalogue=key, now=clock.now())
        assert made.use_draft(seen=str(made.version), now=clock.now(), rule=rule)
    session.flush()
    wrong, of_programmes = [], 0
    for plan, file in catalogue().items():
        loaded = load(session, ward, file).plan
        assert loaded
        for target in session.scalars(Target.of_plan(loaded.id)):
            of_programmes += "." in target.measured_by
            wrong += [f"{plan}.{target.key}: {words}" for words in faults(session, target)]
    assert wrong == []
    assert of_programmes > 40


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"measured_by": "market.wiht_model"}, "not counted"),
        ({"measured_by": "staff.mooc", "share_of": "staff.stuff"}, "whole is not counted"),
        ({"measured_by": "staff.mooc", "share_of": "market.subjects"}, "other unit"),
        ({"measured_by": "staff.mooc", "share_of": "organisations.school"}, "other unit"),
        ({"measured_by": "market.with_model", "unit_words": "tổ"}, "other unit"),
        ({"measured_by": "market.with_model", "unit_words": "chợ"}, ""),
        ({"measured_by": "market.with_model", "share_of": "market.subjects"}, ""),
        ({"measured_by": "staff.sent", "share_of": "staff.expected"}, ""),
        ({"measured_by": "told.got_557", "share_of": "organisations"}, ""),
        ({"measured_by": "noi-co-to", "share_of": "groups"}, ""),
    ],
)
def test_a_measure_that_does_not_fit_is_named(
    session: Session, ward: AdministrativeUnit, said: dict[str, str], fault: str
) -> None:
    for key in ("staff", "market", "told"):
        made = Programme.begun(session, ward, programmes()[key], catalogue=key, now=clock.now())
        made.use_draft(seen=str(made.version), now=clock.now())
    target = make_target(session, ward, **{"unit_words": "%", **said})
    found = "; ".join(each.key for each in faults(session, target))
    assert (fault in found) if fault else found == ""
