"""What programmes with periods are sent: of whom a period is expected, who sent it; and for reports by a rule what the
programmes that follow it were sent."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Exists, Select, String, and_, cast, exists, literal, or_, select, true, union_all
from sqlalchemy.orm import Session

from app.country import clock
from app.country.periods import Period, PeriodType
from app.models.movement.declaration import Declaration, EntryWay, Outcome, Subject
from app.models.movement.entry_recording import Recording, SiteGone, Submission, record, withdraw
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.programme_subject import ProgrammeSubject
from app.models.movement.represented import REPRESENTING, asked, kept_by_id
from app.models.movement.site import Site
from app.models.people.account import Account
from app.models.people.role import Role
from app.models.reports.receipt import ReceiptState, ReportReceipt
from app.models.targets.reporting_rule import ReportingRule

# By which kind and column of a site its sender is known (`Sender.key`).
SENDERS: Mapping[Subject, tuple[str, Any]] = {
    Subject.ORGANISATION: ("organisation", Site.organisation_id),
    Subject.GROUP: ("group", Site.residential_group_id),
    Subject.TEAM: ("team", Site.team_id),
}


def expected_of(
    programme: Programme, declared: Declaration, period: Period, id_: Any = None, day: date | None = None
) -> ColumnElement[bool]:
    """Condition for the sites of which a programme asks a period: those that were there before it was due, in use when
    it ended, and not excused. `id_`: the id of the programme, where it is an expression. What is
    asked, ended, was left out, chosen or excused is read as it was by a `day`, or as it stands today; what was left
    out for all of the period is not asked for it, though it is again."""
    asks = declared if day is None else programme.declared_on(day)
    return _expected(programme.id if id_ is None else id_, programme.rule_id, asks, declared, period, day)


@kept_by_id
def _expected(
    id_: Any, rule_id: int | None, asks: Declaration, declared: Declaration, period: Period, day: date | None
) -> ColumnElement[bool]:
    due, last = (min(each, day or each) for each in (period.due or period.last, period.last))
    in_use = Site.merged_into_id.is_(None), Site.begun_by(due), Site.stood_on(last)
    of = asked(id_, asks, day)
    if declared.subject in REPRESENTING:
        of = and_(of, ~ProgrammeSubject.left_out_throughout(id_, Site.id, period.first, period.last))
    return and_(of, *in_use, *_unexcused(rule_id, declared, period, day))


def asked_for(
    programme: Programme, declared: Declaration, period: Period, id_: Any = None, day: date | None = None
) -> ColumnElement[bool]:
    """Condition for the sites that figures of a period and lists of who sent it hold: of which it is expected
    (`expected_of`), and of which it was sent unasked."""
    own, until = programme.id if id_ is None else id_, day or clock.today()
    unasked = [Site.merged_into_id.is_(None), Site.stood_on(min(period.last, until)), sent_of(own, period)]
    if declared.subject in REPRESENTING:
        unasked.append(~ProgrammeSubject.left_out(own, Site.id, until))
    return or_(expected_of(programme, declared, period, id_, day), and_(*unasked))


def _unexcused(
    rule_id: int | None, declared: Declaration, period: Period, day: date | None
) -> Sequence[ColumnElement[bool]]:
    if rule_id is None or declared.subject not in SENDERS:
        return ()
    kind, column = SENDERS[declared.subject]
    same = [ReportReceipt.rule_id == rule_id, ReportReceipt.due_on == period.key]
    same += [] if day is None else [ReportReceipt.at < clock.at_local(day + timedelta(days=1))]
    sender = ReportReceipt.sender == literal(f"{kind}-") + cast(column, String)
    return (~exists().where(*same, sender, ReportReceipt.state == ReceiptState.EXCUSED),)


@kept_by_id
def sent_of(programme: Any, period: Period) -> Exists:
    """Condition for the sites of which an entry of all of a period was sent to a programme (its id)."""
    own = ProgrammeEntry.site_id == Site.id, ProgrammeEntry.programme_id == programme
    of_period = ProgrammeEntry.of_period(period.key), ProgrammeEntry.is_of_all(period)
    return exists().where(*own, *of_period, ProgrammeEntry.was_sent())


def sites_unsent(id_: int, unit_id: int, rule_id: int | None, declared: Declaration, period: Period) -> Select[Site]:
    """The sites of a unit that a programme of it (its id) expects for a period, unless it was sent and not returned."""
    expected = _expected(id_, rule_id, declared, declared, period, None)
    return select(Site).where(Site.unit_id == unit_id, expected, ~sent_of(id_, period))


def is_listed(programme: Programme) -> bool:
    """Whether the list of senders of its rule shows who sent: it asks those who send, and officers and leaders both see
    its entries."""
    declared = programme.current.declared if programme.current else None
    return bool(
        declared and programme.rule_id is not None and declared.every is PeriodType.REPORT
        and declared.subject in SENDERS and {Role.OFFICER, Role.LEADER} <= {*declared.sees}
    )  # fmt: skip


def late_by_rule(programme: Programme, day: date) -> bool:
    """Whether who is late with a programme is late with the report of its rule, so that one line says it."""
    rule = programme.rule
    return bool(rule and rule.unit_id == programme.unit_id and rule.runs_on(day) and is_listed(programme))


class Return(NamedTuple):
    """What a programme asks of a sender (by its key) for a period, or got unasked: the first day on which it was sent,
    and its newest entry; neither where it was not."""

    sender: str
    programme: Programme
    period: Period
    site: Site
    day: date | None = None
    entry: ProgrammeEntry | None = None
    asked: bool = True

    @property
    def is_on_paper(self) -> bool:
        """Whether only that it came was recorded."""
        return self.entry is not None and self.entry.outcome == Outcome.DONE and not self.entry.given

    @property
    def officer_records(self) -> bool:
        """Whether an officer may record it."""
        return bool(self.programme.current and Role.OFFICER in self.programme.current.declared.records)


def returns_to(
    session: Session, unit_id: int, days: Collection[tuple[int, date]], *, unasked: bool = False
) -> Mapping[tuple[int, date], list[Return]]:
    """What programmes ask for some days of rules (by id), with `unasked` also what they got so, of each sender by name.
    Six statements at most, two where no programme follows a rule."""
    rules = {rule for rule, _day in days}
    every = Programme.running(session, [unit_id]) if rules else ()
    found = [each for each in every if each.rule_id in rules and is_listed(each)]
    wanted_for = [
        (rule, day, each, period) for rule, day in days for each in found
        if each.rule_id == rule and (period := _period(each, day)) is not None
    ]  # fmt: skip
    sites = _sites(session, wanted_for, unasked=unasked)
    entries = _entries(session, wanted_for)
    received: dict[tuple[int, date], list[Return]] = {}
    for rule, day, programme, period in wanted_for:
        assert programme.current
        kind, column = SENDERS[programme.current.declared.subject]
        for site, is_asked in sites[programme.id, period.key]:
            own = entries.get((programme.id, period.key, site.id), [])
            first, newest = (min(each.day for each in own), own[-1]) if own else (None, None)
            key = f"{kind}-{getattr(site, column.key)}"
            received.setdefault((rule, day), []).append(Return(key, programme, period, site, first, newest, is_asked))
    return received


Asked = tuple[int, date, Programme, Period]


def _period(programme: Programme, due: date) -> Period | None:
    """The period of a programme for a day of its rule; where the rule was edited since, the one that was recorded."""
    schedule = programme.schedule
    return schedule.called(schedule.days.place_of(due)) if schedule else None


def _sites(
    session: Session, days: Sequence[Asked], *, unasked: bool
) -> dict[tuple[int, date], list[tuple[Site, bool]]]:
    """Of each programme and period the sites of which it is expected, or with `unasked` was sent, in their order, and
    whether it is expected."""
    among = asked_for if unasked else expected_of
    pairs = [
        select(
            literal(each.id),
            cast(literal(period.key.isoformat()), String),
            Site.id,
            expected_of(each, each.current.declared, period) if unasked else true(),
        ).where(Site.unit_id == each.unit_id, among(each, each.current.declared, period))
        for _rule, _day, each, period in days
        if each.current
    ]
    rows = session.execute(union_all(*pairs)).all() if pairs else []
    wanted = select(Site).where(Site.id.in_({row[2] for row in rows})).order_by(Site.order_key, Site.id)
    sites = session.scalars(wanted).all() if rows else []
    found: dict[tuple[int, date], dict[int, bool]] = {(each.id, period.key): {} for _r, _d, each, period in days}
    for programme, day, id_, is_asked in rows:
        found[programme, date.fromisoformat(day)][id_] = bool(is_asked)
    return {of: [(each, own[each.id]) for each in sites if each.id in own] for of, own in found.items()}


def _entries(session: Session, days: Sequence[Asked]) -> dict[tuple[int, date, int], list[ProgrammeEntry]]:
    """What was sent to some programmes for some periods, by programme, period and site, the newest last."""
    if not days:
        return {}
    entry = ProgrammeEntry
    own = entry.programme_id.in_({each.id for _r, _d, each, _p in days})
    of_period = entry.period_key.in_({period.key for *_more, period in days})
    wanted = select(entry).where(own, of_period, entry.was_sent()).order_by(entry.at, entry.id)
    found: dict[tuple[int, date, int], list[ProgrammeEntry]] = {}
    for each in session.scalars(wanted):
        found.setdefault((each.programme_id, each.period_key, each.site_id), []).append(each)
    return found


# Reports that came on paper, recorded as entries of the programmes that asked for them: that they came, and on which
# day; what they say is added in the book.
# Why an entry without answers goes against a check.
REASON = _l("Báo cáo bằng giấy, chưa nhập nội dung.")
NOON = 12


def lock_senders(session: Session, rule: ReportingRule) -> None:
    """Lock who sent for a rule: of two who write it down the second sees the first."""
    session.scalars(select(ReportingRule.id).where(ReportingRule.id == rule.id).with_for_update()).one()


def record_on_paper(session: Session, returns: Iterable[Return], day: date, *, by: Account, now: datetime) -> int:
    """Record of what was not sent that it came on a day. The caller has locked the senders and read them since. Returns
    how many entries; there is none of a sender that is gone meanwhile."""
    recorded = 0
    for each in returns:
        asked = each.programme.current
        assert asked
        if each.entry is not None:
            continue
        with suppress(SiteGone):
            at = now if day == clock.local(now).date() else clock.at_local(day, NOON)
            recording = Recording(site=each.site, uuid=str(uuid.uuid4()), at=at, reason=str(REASON))
            confirms = Role.OFFICER in asked.declared.confirmed_by
            sent = Submission(
                asked=asked, entries=[recording], by=by, way=EntryWay.OFFICE, period=each.period.key, confirms=confirms
            )
            record(session, sent, now)
            recorded += 1
    return recorded


def withdraw_paper(session: Session, returns: Iterable[Return], now: datetime) -> int:
    """Withdraw what only says that it came; entries with answers stay. Returns how many."""
    return sum(each.is_on_paper and each.entry is not None and withdraw(session, each.entry, now) for each in returns)
