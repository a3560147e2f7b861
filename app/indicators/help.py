"""Indicators of help: lượt recorded one by one, lượt of paper tallies, minutes, and people where they are known.

A lượt is a help, a người a person: they are never added or mixed. Records and paper tallies are counted separately;
where paper does not record something (a result, an age), its count is None, never 0. A record with two topics is one
lượt: counts by topic may add up to more than the lượt.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.country import formats
from app.country.audiences import tells
from app.indicators import dimensions as by_
from app.indicators.dimensions import LocalHour
from app.indicators.people import LOADS, ORDER, tells_people, with_person
from app.models import (
    AgeBand,
    HelpDesk,
    HelpReason,
    HelpRecord,
    HelpResult,
    HelpTally,
    HelpTopic,
    Meaning,
    Membership,
    Organisation,
    Person,
    Role,
    RoleGrant,
    Team,
    Workplace,
    help_record_topic,
)
from app.models.helping.log import other_words
from app.registers.help_words import MEANINGS, PLACES, place_words
from app.registers.indicator import DAYS, HOURS, PEOPLE, TIMES, Dimension, Entry, FigureRow, Indicator, Scope

NAMED, TIMED, WORDS = "ten", "phut", "khac"


class By(StrEnum):
    """Keys of the dimensions of lượt."""

    TOPIC = "viec"
    MEANING = "ket-qua"
    REASON = "ly-do"
    AGE = "tuoi"
    PLACE = "noi"
    DESK = "quay"
    GROUP = "to"
    HOUR = "gio"
    DAY = "ngay"
    HELPER = "nguoi-ghi"


def _records(scope: Scope) -> Select[Any]:
    wanted = select(HelpRecord).join(HelpResult, HelpResult.id == HelpRecord.result_id)
    return wanted.where(
        HelpRecord.unit_id.in_(scope.units),
        HelpRecord.day.between(scope.since, scope.until),
        HelpRecord.withdrawn_at.is_(None),
    )


def _strokes(scope: Scope) -> Select[Any]:
    return (
        select(HelpTally)
        .join(HelpDesk, HelpDesk.id == HelpTally.desk_id)
        .where(
            HelpTally.unit_id.in_(scope.units),
            HelpTally.day.between(scope.since, scope.until),
            HelpTally.withdrawn_at.is_(None),
        )
    )


def _topics(wanted: Select[Any]) -> Select[Any]:
    return wanted.join(help_record_topic, help_record_topic.c.record_id == HelpRecord.id)


def _hours(value: Any) -> Dimension:
    """By hour; lists office hours, and earlier or later ones that occur."""

    def entries(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
        every = range(min([OPENS, *found]), max([CLOSES - 1, *found]) + 1)
        return [Entry(hour, str(hour), str(_("%(hour)s giờ", hour=hour))) for hour in every]

    return Dimension(By.HOUR, _l("Giờ trong ngày"), value, entries)


def _other_words() -> Dimension:
    """By the words noted under "Việc khác", spellings gathered."""

    def entries(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
        groups = [one for unit in scope.units for one in other_words.gathered(session, unit, scope.since, scope.until)]
        return [
            Entry(
                (one.wording, *one.also), one.key, str(_("Việc khác: %(words)s", words=one.wording)), tells(one.wording)
            )
            for one in groups
        ]

    return Dimension(WORDS, _l("Việc khác"), HelpRecord.other_words, entries, tabulated=False)


def _tells_records(session: Session, rows: Sequence[HelpRecord]) -> Iterable[FigureRow]:
    """Lines without names: the record's own page shows the name, and opening that page is recorded."""
    for each in rows:
        ended = each.result.label + (f" ({each.reason.label})" if each.reason else "")
        facts = [
            formats.moment(each.at),
            each.desk.name if each.desk else place_words(each.place_kind),
            ended,
            each.age_band.label if each.age_band else "",
            each.residential_group.name if each.residential_group else "",
            _("%(count)s phút", count=each.minutes) if each.minutes is not None else "",
            _("có ghi tên") if each.person_id else "",
        ]
        what = f"{each.topic_words}: {each.shown_words}" if each.shown_words else each.topic_words
        yield FigureRow(what, " · ".join(filter(None, facts)), "counter.records.show", {"uuid": each.uuid})


def _tells_strokes(session: Session, rows: Sequence[HelpTally]) -> Iterable[FigureRow]:
    for each in rows:
        where = _("%(day)s, %(hour)s giờ, %(desk)s", day=formats.date(each.day), hour=each.hour, desk=each.desk.name)
        yield FigureRow(each.topic.label, where)


# In which teams of the ward the helper was on the day; a help of who is in two is one of both.
_MEMBERS = (
    select(Membership.account_id, Membership.since, Membership.until, Membership.team_id, Team.unit_id)
    .join(Team, Team.id == Membership.team_id)
    .subquery("helper_team")
)


def _teams(wanted: Select[Any]) -> Select[Any]:
    of, day = _MEMBERS.c, HelpRecord.day
    there = of.since <= day, or_(of.until.is_(None), of.until >= day), HelpRecord.of_ward(of.unit_id)
    return wanted.outerjoin(_MEMBERS, and_(of.account_id == HelpRecord.helper_id, *there))


# Hours always shown in a day's chart: office hours.
OPENS, CLOSES = 7, 17
TOPIC = by_.listed(By.TOPIC, _l("Việc"), help_record_topic.c.topic_id, HelpTopic, joins=_topics)
MEANING = by_.worded(By.MEANING, _l("Kết quả"), HelpResult.meaning, MEANINGS)
REASON = by_.listed(
    By.REASON, _l("Lý do chưa xong"), HelpRecord.reason_id, HelpReason, unknown_label=_l("Không ghi lý do")
)
DAY = by_.days(HelpRecord.day)
# Organisation of the helper, in the ward where the help was recorded: for which they were let help that day, else where
# they work.
_HERE = RoleGrant.account_id == HelpRecord.helper_id, RoleGrant.unit_id == HelpRecord.unit_id
_LET_HELP = (
    RoleGrant.role == Role.UNIT_HELPER, HelpRecord.day.between(RoleGrant.since, RoleGrant.until),
    or_(RoleGrant.revoked_at.is_(None), RoleGrant.revoked_at >= HelpRecord.at),
)  # fmt: skip
_WORKS = func.coalesce(
    select(func.max(RoleGrant.organisation_id)).where(*_HERE, *_LET_HELP).scalar_subquery(),
    select(Workplace.organisation_id)
    .where(Workplace.account_id == HelpRecord.helper_id, Workplace.unit_id == HelpRecord.unit_id)
    .scalar_subquery(),
)
DIMENSIONS = (
    by_.months(HelpRecord.day),
    TOPIC,
    MEANING,
    REASON,
    by_.listed(By.AGE, _l("Tuổi"), HelpRecord.age_band_id, AgeBand, unknown_label=_l("Chưa ghi tuổi")),
    by_.worded(By.PLACE, _l("Nơi giúp"), HelpRecord.place_kind, PLACES),
    by_.groups(HelpRecord.residential_group_id),
    by_.hardships(HelpRecord.residential_group_id),
    by_.listed(By.DESK, _l("Quầy"), HelpRecord.desk_id, HelpDesk, "name", unknown_label=_l("Ngoài quầy")),
    _hours(LocalHour(HelpRecord.at)),
    by_.registered("co-quan-ghi", _l("Cơ quan của người ghi"), _WORKS, Organisation, _l("Chưa ghi cơ quan"),
                   Organisation.employs),
    replace(by_.registered("doi", _l("Tổ, đội của người ghi"), _MEMBERS.c.team_id, Team, _l("Không thuộc tổ, đội nào"),
                           slug="public_id"), joins=_teams),
    DAY,
    by_.units(HelpRecord.unit_id),
    by_.worded(NAMED, _l("Tên"), case((HelpRecord.person_id.is_(None), by_.NO), else_=by_.YES),
               {by_.YES: _l("có ghi tên"), by_.NO: _l("không ghi tên")}, tabulated=False),
    by_.worded(TIMED, _l("Phút"), case((HelpRecord.minutes.is_(None), by_.NO), else_=by_.YES),
               {by_.YES: _l("có ghi phút"), by_.NO: _l("không ghi phút")}, tabulated=False),
    _other_words(),
    Dimension(By.HELPER, _l("Người ghi"), HelpRecord.helper_id, lambda session, scope, found: (), tabulated=False),
)  # fmt: skip
_RECORD_LOADS = (
    joinedload(HelpRecord.result), joinedload(HelpRecord.reason), joinedload(HelpRecord.desk),
    joinedload(HelpRecord.age_band), joinedload(HelpRecord.residential_group), selectinload(HelpRecord.topics),
)  # fmt: skip
_NEWEST = (HelpRecord.at.desc(), HelpRecord.id.desc())
_OF_TALLIES = (
    by_.months(HelpTally.day),
    by_.listed(By.TOPIC, _l("Việc"), HelpTally.topic_id, HelpTopic),
    by_.worded(By.PLACE, _l("Nơi giúp"), HelpDesk.place_kind, PLACES),
    by_.listed(By.DESK, _l("Quầy"), HelpTally.desk_id, HelpDesk, "name"),
    _hours(HelpTally.hour),
    by_.days(HelpTally.day),
    by_.units(HelpTally.unit_id),
)
HELPS = Indicator(
    "luot-ho-tro", TIMES, _l("Lượt hỗ trợ"),
    _l("Mỗi lần giúp đã ghi vào sổ là một lượt, lượt đã bỏ không tính. Một lượt có hai việc được đếm ở cả hai."),
    HelpRecord, _records, _tells_records, _NEWEST, DIMENSIONS, loads=_RECORD_LOADS, beside="nhap-bu",
)  # fmt: skip
TALLIES = Indicator(
    "nhap-bu", TIMES, _l("Lượt nhập bù từ giấy"),
    _l("Cộng số gạch trên phiếu giấy, nhập vào sau. Đếm riêng, không cộng vào lượt ghi từng người."),
    HelpTally, _strokes, _tells_strokes, (HelpTally.day, HelpTally.desk_id, HelpTally.hour, HelpTally.id), _OF_TALLIES,
    amount=HelpTally.count, loads=(joinedload(HelpTally.topic), joinedload(HelpTally.desk)), beside="luot-ho-tro",
)  # fmt: skip
MINUTES = Indicator(
    "gio-ho-tro", HOURS, _l("Giờ hỗ trợ"),
    _l("Cộng số phút của những lượt có ghi phút; lượt không ghi phút không tính."),
    HelpRecord, lambda scope: _records(scope).where(HelpRecord.minutes.is_not(None)), _tells_records, _NEWEST,
    DIMENSIONS, amount=HelpRecord.minutes, loads=_RECORD_LOADS,
)  # fmt: skip
HELPED = Indicator(
    "nguoi-duoc-giup", PEOPLE, _l("Người được giúp, để lại tên"),
    _l("Chỉ đếm người để lại tên, mỗi người một lần; lượt không ghi tên không đoán là ai."),
    Person, lambda scope: with_person(_records(scope), HelpRecord.person_id), tells_people, ORDER, DIMENSIONS,
    what=Person.id, loads=LOADS, named=True,
)  # fmt: skip
# Two wards have each their days.
_DAYS_OF_WARDS = cast(HelpRecord.unit_id, String) + "/" + cast(HelpRecord.day, String)
DAYS_OF_HELP = Indicator(
    "ngay-co-ho-tro", DAYS, _l("Ngày có người hỗ trợ"),
    _l("Những ngày có ít nhất một lượt hỗ trợ ghi vào sổ, mỗi ngày một lần dù ghi mấy lượt; xem được theo cơ quan của "
       "người ghi."),
    HelpRecord, _records, _tells_records, _NEWEST, DIMENSIONS, each=_DAYS_OF_WARDS, loads=_RECORD_LOADS,
)  # fmt: skip
HELPERS = replace(
    HELPS, key="nguoi-ghi-luot", unit=PEOPLE, words=_l("Người có ghi lượt hỗ trợ"),
    how=_l("Những người có ít nhất một lượt hỗ trợ ghi vào sổ, mỗi người một lần dù ghi mấy lượt."),
    each=HelpRecord.helper_id, beside="",
)  # fmt: skip
INDICATORS = (HELPS, TALLIES, MINUTES, HELPED, DAYS_OF_HELP, HELPERS)


def unfinished(scope: Scope) -> Scope:
    """Unfinished help of a scope: subjects for the next class."""
    return scope.narrowed(By.MEANING, Meaning.UNFINISHED)
