"""Indicator of what people can do: said at classes by whoever taught them, seen at visits by whoever takes them by the
hand.

Each word is of a person and a skill (by its key, which wards share); of both books the newest stands. At a class a word
counts while its press was not taken back and the person came to the lesson; at a visit, while that was not withdrawn,
that they can do it where more than their own word says so, and that they cannot any more after that. Learners of whom
no word stands were not asked: while there are such, the figure is of those who were.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import DateTime, Integer, Select, String, and_, case, func, literal, literal_column, select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators import denominators, dimensions as by, learning
from app.indicators.learning_rows import unit_then, within_then
from app.indicators.people import LOADS, ORDER, tells_people, with_person
from app.models import (
    Course,
    CourseSkill,
    Evidence,
    Lesson,
    LessonState,
    Mentorship,
    MentorshipSkill,
    MentorVisit,
    Person,
    Reached,
    Registration,
    Skill,
    SkillMark,
    SkillStep,
)
from app.models.movement.denominator import PEOPLE as PEOPLE_THERE
from app.registers.indicator import PEOPLE, Dimension, Entry, Indicator, Key, Scope
from app.registers.responses import LEARNERS, Responses

CLASS, PAIR = "lop", "kem"
SEEN = (Evidence.SEEN, Evidence.COURSE, Evidence.VNEID)


def _class_words(scope: Scope, end: Any) -> Select[Any]:
    wanted = select(SkillMark).join(Registration, Registration.id == SkillMark.registration_id)
    wanted = wanted.join(Lesson, Lesson.id == SkillMark.lesson_id).join(Course, Course.id == Lesson.course_id)
    wanted = wanted.join(CourseSkill, CourseSkill.id == SkillMark.course_skill_id).join(Skill)
    return with_person(wanted, Registration.person_id).where(
        within_then(Lesson.starts_at, scope.units),
        Lesson.starts_at < end,
        Lesson.state != LessonState.CANCELLED,
        SkillMark.stands(),
    ).with_only_columns(
        Person.id.label("person_id"), Skill.key.label("skill"), SkillMark.at.label("at"), SkillMark.uuid.label("uuid"),
        SkillMark.can.label("can"), Lesson.starts_at.label("day"), unit_then(Lesson.starts_at).label("unit_id"),
        literal(CLASS).label("source"),
    )  # fmt: skip


def _pair_words(scope: Scope, end: Any) -> Select[Any]:
    """That they can do it where it was seen, and the first step after that which says less; others say nothing."""
    slips = select(MentorVisit.uuid).where(MentorVisit.withdrawn_at.is_not(None))
    can = SkillStep.reached == Reached.CAN_DO
    seen = and_(can, SkillStep.evidence.in_(SEEN))
    steps = select(SkillStep).join(SkillStep.goal).join(MentorshipSkill.mentorship).join(MentorshipSkill.skill)
    steps = with_person(steps, Mentorship.mentee_id).where(
        Mentorship.unit_id.in_(scope.units), SkillStep.at < end, SkillStep.visit_uuid.not_in(slips), seen | ~can
    )
    order = SkillStep.at, SkillStep.visit_uuid, SkillStep.id
    before = func.lag(case((seen, 1), else_=0)).over(partition_by=(Person.id, Skill.key), order_by=order)
    step = steps.with_only_columns(
        Person.id.label("person_id"), Skill.key.label("skill"), SkillStep.at.label("at"),
        SkillStep.visit_uuid.label("uuid"), seen.label("can"), Mentorship.unit_id.label("unit_id"),
        before.label("before"),
    ).subquery("step")  # fmt: skip
    columns = step.c.person_id, step.c.skill, step.c.at, step.c.uuid, step.c.can, step.c.at.label("day"), step.c.unit_id
    return select(*columns, literal(PAIR).label("source")).where(step.c.can | (step.c.before == 1))


def _words(scope: Scope) -> Any:
    """The words of both books until the last day; `place` 1 is the newest of a person on a skill."""
    end = clock.at_local(scope.until + timedelta(days=1))
    words = _class_words(scope, end).union_all(_pair_words(scope, end)).subquery("words")
    newest = func.row_number().over(
        partition_by=(words.c.person_id, words.c.skill), order_by=(words.c.at.desc(), words.c.uuid.desc())
    )
    return select(words, newest.label("place")).subquery("word")


def _people(scope: Scope, *, asked: bool) -> Select[Any]:
    """People of the time with a word that they can do something; with `asked` those whom a class asked."""
    word = _words(scope)
    wanted = select(Person).join(word, word.c.person_id == Person.id)
    if scope.since > date.min:  # what was ever asked
        wanted = wanted.where(word.c.day >= clock.at_local(scope.since))
    return wanted.where(word.c.source == CLASS) if asked else wanted.where(word.c.place == 1, word.c.can)


def _can(scope: Scope) -> Select[Any]:
    return _people(scope, asked=False)


def _asked(scope: Scope) -> Select[Any]:
    return _people(scope, asked=True)


def _responses(session: Session, scope: Scope, dimension: str) -> Mapping[Key, Responses]:
    """How many of the learners of the time were asked, in all or by a dimension that tells learners apart, too."""
    learners = next(each for each in learning.INDICATORS if each.key == "nguoi-hoc")
    if dimension and not (learners.covers(scope, dimension) and dimension in SKILLED.by_key):
        return {}
    every = replace(scope, only={key: each for key, each in scope.only.items() if key in learners.by_key})
    of_classes = replace(scope, only={key: each for key, each in scope.only.items() if key != SOURCE.key})
    counting = replace(SKILLED, rows=_asked)
    if not dimension:
        found = {None: learners.figure(session, every)}
        asked = {None: counting.figure(session, of_classes)}
    else:
        found = learners.table(session, every, learners.by_key[dimension])
        asked = counting.table(session, of_classes, SKILLED.by_key[dimension])
    return {key: Responses(asked.get(key, 0), count, noun=str(LEARNERS)) for key, count in found.items() if count}


def _skills(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
    """The skills that the units offer and those that occur, each key once, by the first label."""
    rows = session.scalars(
        select(Skill).where((Skill.unit_id.in_(scope.units) & Skill.retired_at.is_(None)) | Skill.key.in_(found))
        .order_by(case((Skill.unit_id.in_(scope.units), 0), else_=1), Skill.position, Skill.id)
    )  # fmt: skip
    labels: dict[str, str] = {}
    for row in rows:
        labels.setdefault(row.key, row.label)
    return [Entry(key, key, label) for key, label in labels.items()]


def _there(session: Session, scope: Scope, names: Collection[str]) -> Mapping[str, tuple[Key, ...]]:
    """Of some keys those that the units have; a ward may lack one that came with a later release."""
    wanted = select(Skill.key).where(Skill.unit_id.in_(scope.units), Skill.key.in_(names))
    have = {*session.scalars(wanted)}
    return {name: (name,) if name in have else () for name in names}


_DAY = literal_column("word.day", DateTime(timezone=True))
SKILL = Dimension(
    "ky-nang", _l("Kỹ năng"), literal_column("word.skill", String), _skills, ward_specific=True, keys=_there
)
SOURCE = by.worded(
    "nguon", _l("Nhờ đâu"), literal_column("word.source", String),
    {CLASS: _l("Người dạy ghi ở lớp"), PAIR: _l("Đại sứ số thấy khi kèm")},
)  # fmt: skip
SKILLED = Indicator(
    "nguoi-co-ky-nang", PEOPLE, _l("Người tự làm được ít nhất một việc số"),
    _l(
        "Người mà lời ghi mới nhất, của người dạy ở lớp hoặc của Đại sứ số khi kèm, nói là tự làm được ít nhất một "
        "việc, mỗi người một lần. Ai chưa được hỏi thì chưa tính là không làm được."
    ),
    Person, _can, tells_people, ORDER,
    (
        SKILL, SOURCE, by.months(_DAY), by.units(literal_column("word.unit_id", Integer)), *learning.OF_PEOPLE,
        learning.KIND_AT_WORK, learning.of_age(learning.year_of(_DAY)), learning.HERE,
    ),
    what=Person.id, loads=LOADS, named=True, of=denominators.of(PEOPLE_THERE), of_words=_l("số dân"), recorded=_asked,
    responses=_responses,
)  # fmt: skip
INDICATORS = (SKILLED,)
