"""Indicators of mentorships: pairs open, ended, not met for long; people at their goals; skills learnt.

A person with two pairs, one after the other or with two ambassadors, is one người; pairs (cặp) are counted separately.
The last contact of a pair is the newest of its visits on which they met and of its help records.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select, SQLColumnExpression, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.country import clock, formats
from app.indicators import dimensions as by
from app.indicators.people import LOADS, ORDER, tells_people, with_person
from app.models import (
    Ambassador,
    HelpRecord,
    Mentorship,
    MentorshipSkill,
    MentorVisit,
    Person,
    Reached,
    Skill,
    SkillStep,
)
from app.models.helping.pairs.pairing import SILENT
from app.registers.indicator import PAIR_UNIT, PEOPLE, FigureRow, Indicator, Scope, Unit

# Days without contact after which the office's page lists a pair.
UNMET_DAYS = SILENT.days


def last_contact(day: date) -> SQLColumnExpression[date | None]:
    """SQL expression over `Mentorship`: day of the last contact up to a day; NULL where they never met."""
    met = (
        select(func.max(MentorVisit.day))
        .where(
            MentorVisit.mentorship_id == Mentorship.id,
            MentorVisit.met,
            MentorVisit.withdrawn_at.is_(None),
            MentorVisit.day <= day,
        )
        .correlate(Mentorship)
        .scalar_subquery()
    )
    helped = (
        select(func.max(HelpRecord.day))
        .where(HelpRecord.mentorship_id == Mentorship.id, HelpRecord.withdrawn_at.is_(None), HelpRecord.day <= day)
        .correlate(Mentorship)
        .scalar_subquery()
    )
    return case((met.is_(None), helped), (helped > met, helped), else_=met)


def last_contacts(session: Session, pair_ids: Collection[int], day: date) -> dict[int, date | None]:
    """Day of the last contact of some pairs, by id. One statement."""
    wanted = select(Mentorship.id, last_contact(day)).where(Mentorship.id.in_(pair_ids))
    return dict(session.execute(wanted).all())


def _pairs(scope: Scope) -> Select[Any]:
    wanted = select(Mentorship).join(Mentorship.ambassador)
    return wanted.where(Mentorship.unit_id.in_(scope.units), Mentorship.since <= scope.until)


def _open(scope: Scope) -> Select[Any]:
    return _pairs(scope).where(or_(Mentorship.until.is_(None), Mentorship.until > scope.until))


def _ended(scope: Scope) -> Select[Any]:
    return _pairs(scope).where(Mentorship.until.between(scope.since, scope.until))


def _unmet(scope: Scope) -> Select[Any]:
    newest = func.coalesce(last_contact(scope.until), Mentorship.since)
    return _open(scope).where(newest <= scope.until - timedelta(days=UNMET_DAYS))


def _reached(scope: Scope) -> Select[Any]:
    """Pairs whose mentee reached all goals for the first time, so that months add up to the people of their year."""
    every = with_person(select(Mentorship), Mentorship.mentee_id).where(Mentorship.unit_id.in_(scope.units))
    first = (
        every.with_only_columns(Person.id, func.min(Mentorship.reached_at).label("at")).group_by(Person.id).subquery()
    )
    wanted = with_person(_pairs(scope), Mentorship.mentee_id).join(first, first.c.id == Person.id)
    return wanted.where(
        Mentorship.reached_at == first.c.at,
        Mentorship.reached_at >= clock.at_local(scope.since),
        Mentorship.reached_at < clock.at_local(scope.until + timedelta(days=1)),
    )


def _learnt(scope: Scope) -> Select[Any]:
    """Skills whose newest step until the last day is "can do" and was recorded in the time."""
    pairs = Mentorship.unit_id.in_(scope.units)
    slips = select(MentorVisit.uuid).where(MentorVisit.withdrawn_at.is_not(None))
    steps = select(SkillStep).join(SkillStep.goal).join(MentorshipSkill.mentorship)
    steps = with_person(steps, Mentorship.mentee_id).where(
        pairs, SkillStep.at < clock.at_local(scope.until + timedelta(days=1)), SkillStep.visit_uuid.not_in(slips)
    )
    newest_first = SkillStep.at.desc(), SkillStep.visit_uuid.desc(), SkillStep.id.desc()
    place = func.row_number().over(partition_by=(Person.id, MentorshipSkill.skill_id), order_by=newest_first)
    newest = steps.with_only_columns(SkillStep.id, place.label("place")).subquery()
    wanted = select(MentorshipSkill).join(MentorshipSkill.mentorship).join(Mentorship.ambassador)
    wanted = wanted.join(SkillStep, SkillStep.goal_id == MentorshipSkill.id)
    return with_person(wanted, Mentorship.mentee_id).where(
        SkillStep.id.in_(select(newest.c.id).where(newest.c.place == 1)),
        SkillStep.reached == Reached.CAN_DO,
        SkillStep.at >= clock.at_local(scope.since),
    )


def _people(rows: Callable[[Scope], Select[Any]]) -> Callable[[Scope], Select[Any]]:
    return lambda scope: with_person(rows(scope), Mentorship.mentee_id)


def _tells(session: Session, rows: Sequence[Mentorship]) -> Iterable[FigureRow]:
    """Pairs by ambassador, with a link to their page, which records that it was opened."""
    last = last_contacts(session, [each.id for each in rows], clock.today())
    for each in rows:
        met = last[each.id]
        how = _("gặp lần cuối %(day)s", day=formats.date(met)) if met else _("chưa gặp lần nào")
        since = _("từ %(day)s", day=formats.date(each.since))
        place = {"pair_id": each.public_id}
        yield FigureRow(f"{each.ambassador.code} {each.ambassador.person.full_name}", f"{since} · {how}", _PAGE, place)


def _tells_unmet(session: Session, rows: Sequence[Mentorship]) -> Iterable[FigureRow]:
    """Pairs by the name of who is helped."""
    today = clock.today()
    last = last_contacts(session, [each.id for each in rows], today)
    for each in rows:
        met, who, group = last[each.id], each.ambassador, each.ambassador.residential_group
        how = _("chưa gặp lần nào từ %(day)s", day=formats.date(each.since))
        if met:
            how = _("gặp lần cuối %(day)s, %(days)s ngày trước", day=formats.date(met), days=(today - met).days)
        by_whom = f"{who.code} {who.person.full_name}, {group.name if group else _('chưa giao tổ')}"
        name = _("%(name)s, sinh %(year)s", name=each.mentee.full_name, year=each.mentee.birth_year)
        yield FigureRow(name, f"{how} · {by_whom}", _PAGE, {"pair_id": each.public_id})


_PAGE = "office.mentorships.show"
_LOADS = (joinedload(Mentorship.ambassador).joinedload(Ambassador.person),)
GROUP = by.groups(Ambassador.residential_group_id, unknown_label=_l("Chưa giao nơi nào"))
UNITS = by.units(Mentorship.unit_id)
OLDEST = (Mentorship.since, Mentorship.id)


def _of_people(
    key: str, words: object, how: object, rows: Callable[[Scope], Select[Any]], *more: Any, **options: Any
) -> Indicator:
    return Indicator(
        key, PEOPLE, words, how, Person, rows, tells_people, ORDER, (*more, GROUP, UNITS), what=Person.id, loads=LOADS,
        named=True, **options,
    )  # fmt: skip


def _of_pairs(
    key: str, words: object, how: object, rows: Callable[[Scope], Select[Any]], *more: Any, **options: Any
) -> Indicator:
    unit = Unit(PAIR_UNIT.words, adds=bool(more))
    return Indicator(
        key, unit, words, how, Mentorship, rows, _tells, OLDEST, (*more, GROUP, UNITS), loads=_LOADS, **options
    )


OPEN = _of_pairs("cap-dang-kem", _l("Cặp đang kèm"), _l("Cặp chưa kết thúc vào ngày cuối kỳ."), _open, standing=True)
MENTEES = _of_people(
    "nguoi-dang-duoc-kem", _l("Người đang được kèm"), _l("Người trong các cặp đang kèm, mỗi người một lần."),
    _people(_open), standing=True,
)  # fmt: skip
UNMET = _of_people(
    "nguoi-lau-chua-gap", _l("Người lâu chưa gặp"),
    _l("Người trong cặp đang kèm mà từ 30 ngày nay không lần gặp, không lượt hỗ trợ nào được ghi."),
    _people(_unmet), standing=True, beside="cap-lau-chua-gap",
)  # fmt: skip
UNMET_PAIRS = Indicator(
    "cap-lau-chua-gap", PAIR_UNIT, _l("Cặp lâu chưa gặp"),
    _l("Cặp đang kèm mà từ 30 ngày nay không lần gặp, không lượt hỗ trợ nào được ghi; lâu nhất lên trước."),
    Mentorship, _unmet, _tells_unmet, (func.coalesce(last_contact(date.max), Mentorship.since), Mentorship.id),
    (GROUP, UNITS), loads=Mentorship.people(), standing=True, named=True, beside="nguoi-lau-chua-gap",
)  # fmt: skip
ENDED = _of_pairs(
    "cap-da-ket-thuc", _l("Cặp đã kết thúc"), _l("Cặp kết thúc trong kỳ, vì lý do gì cũng tính."), _ended,
    by.months(Mentorship.until),
)  # fmt: skip
REACHED = _of_people(
    "nguoi-dat-muc-tieu", _l("Người được kèm đạt mọi mục tiêu"),
    _l("Người lần đầu đạt mọi việc đã đặt ra với Đại sứ số trong kỳ."), _reached, by.months(Mentorship.reached_at),
)  # fmt: skip
AT_WORK = _of_people(
    "nguoi-kem-tai-co-quan", _l("Người đang được kèm thuộc cơ quan, đơn vị"),
    _l("Trong những người đang được kèm, ai làm việc hoặc học ở một cơ quan, trường, doanh nghiệp có trong danh mục."),
    lambda scope: _people(_open)(scope).where(Person.organisation_id.is_not(None)),
    by.workplaces(Person.organisation_id),
    standing=True,
)  # fmt: skip
LEARNT = _of_people(
    "nguoi-tu-lam-duoc", _l("Người tự làm được nhờ kèm"),
    _l("Người được Đại sứ số ghi là tự làm được ít nhất một việc trong kỳ, mỗi người một lần."), _learnt,
    by.listed("ky-nang", _l("Kỹ năng"), MentorshipSkill.skill_id, Skill, joins=lambda wanted: wanted),
    by.months(SkillStep.at),
)  # fmt: skip
INDICATORS = (MENTEES, AT_WORK, OPEN, UNMET, UNMET_PAIRS, ENDED, REACHED, LEARNT)
