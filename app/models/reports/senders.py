"""Who below a unit is expected to send a report for a rule: its words ("các cơ sở giáo dục, Tổ công nghệ số cộng đồng")
become a line for each school and team; and what is known of each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.country import names
from app.models.movement.organisation import Organisation
from app.models.movement.team import Team, TeamKind
from app.models.movement.team_month import DUE_DAY, first_sent
from app.models.people.residential_group import ResidentialGroup
from app.models.reports.due import Period
from app.models.reports.receipt import ReceiptState, ReportReceipt
from app.models.reports.returns import Return, returns_to
from app.models.targets.reporting_rule import ReportingRule

# What plans call many at once, and which organisations are meant; accents part "bản" from "ban".
_TEAMS = re.compile(r"\btổ (công nghệ số|cnscđ|chuyển đổi số)")
_GROUPS = re.compile(r"\b(thôn|bản|tiểu khu|tổ dân phố|khu phố|khối phố|khối|xóm|ấp|buôn)\b")
_KINDS: Sequence[tuple[re.Pattern[str], frozenset[str]]] = (
    (re.compile(r"\b(cơ sở giáo dục|nhà trường|các trường)\b"), frozenset({"school"})),
    (re.compile(r"\b(phòng, ban|cơ quan|đơn vị)\b"), frozenset({"agency", "health_station", "police", "military"})),
    (re.compile(r"\b(chính trị - xã hội|đoàn thể)\b"), frozenset({"mass_organisation"})),
    (re.compile(r"\b(chi, đảng bộ|chi bộ|đảng bộ)\b"), frozenset({"party_cell"})),
    (re.compile(r"\bdoanh nghiệp\b"), frozenset({"enterprise"})),
    (re.compile(r"\bhợp tác xã\b"), frozenset({"cooperative"})),
)


# The one kind of period of which a month that a team tells is the report.
MONTHLY = "monthly"


class ReportSender(NamedTuple):
    """One who is expected to send: by key, and its name."""

    key: str
    name: str


class Sent(NamedTuple):
    """What is known of a sender: it came on `day`, `by_itself` where the team told the product the month that is
    asked for; or it is not asked for (`reason`). `returns`: what programmes that follow the rule ask of it. `named`:
    the words of the rule name it; others the ward asks besides, of its own."""

    sender: ReportSender
    day: date | None = None
    late: bool = False
    reason: str = ""
    by_itself: bool = False
    receipt: ReportReceipt | None = None
    returns: tuple[Return, ...] = ()
    named: bool = True

    @property
    def is_lacking(self) -> bool:
        """Whether it has not come and is asked for."""
        return not self.day and not self.reason

    @property
    def came_unasked(self) -> bool:
        """Whether nobody asked it for what it sent."""
        return not self.named and bool(self.returns) and not any(each.asked for each in self.returns)

    @property
    def is_undone(self) -> bool:
        """Whether what was written down here may be taken back."""
        return self.receipt is not None or any(each.is_on_paper for each in self.returns)


@dataclass(frozen=True)
class Subordinates:
    """All who could send to a unit, loaded once for any number of rules."""

    teams: Sequence[Team]
    groups: Sequence[ResidentialGroup]
    organisations: Sequence[Organisation]

    @classmethod
    def load(cls, session: Session, unit_id: int) -> "Subordinates":
        """Those of any day."""
        teams = Team.in_units([unit_id]).where(Team.kind == TeamKind.COMMUNITY)
        return cls(
            session.scalars(teams).all(),
            session.scalars(ResidentialGroup.in_units([unit_id])).all(),
            session.scalars(Organisation.in_units([unit_id])).all(),
        )

    def on(self, day: date) -> "Subordinates":
        """Those who were there at the end of a day, the organisations by name: what was added or ended later changes
        nobody of whom a report was expected."""
        return Subordinates(
            [each for each in self.teams if each.was_there_on(day)],
            [each for each in self.groups if each.was_there_on(day)],
            sorted(
                (each for each in self.organisations if each.was_there_on(day)),
                key=lambda each: (each.search_key, each.id),
            ),
        )

    def expected(self, rule: ReportingRule) -> list[ReportSender]:
        """Who is expected to send for a rule, each once, in the order in which it names them. Nobody where it goes to
        the province: there the unit itself is the sender."""
        parts = () if rule.goes_up else filter(None, (part.strip() for part in rule.senders.split(";")))
        found = [each for part in parts for each in self._meant(part)]
        return list({each.key: each for each in found}.values())

    def _meant(self, part: str) -> Iterator[ReportSender]:
        words = part.lower()
        same = [each for each in self.organisations if each.search_key == names.search_key(part)]
        kinds = {kind for pattern, meant in _KINDS if pattern.search(words) for kind in meant}
        for each in same or (each for each in self.organisations if each.kind in kinds):
            yield ReportSender(f"organisation-{each.id}", each.name)
        teams, groups = _TEAMS.search(words), _GROUPS.search(words)
        for team in self.teams if teams else ():
            yield ReportSender(f"team-{team.id}", team.name)
        for group in self.groups if groups else ():
            yield ReportSender(f"group-{group.id}", group.name)
        if not (same or kinds or teams or groups):
            yield ReportSender(f"name-{names.search_key(part)}"[:200], part)


def reported_months(
    session: Session, unit_id: int, asked: Sequence[tuple[ReportingRule, Period]]
) -> Mapping[int, Sequence[tuple[date, date]]]:
    """What teams told of the months in which some periods end, and of those before, by team (`first_sent`): of rules
    that ask for each month, as a month is no report of a half-year. One statement."""
    periods = [period for rule, period in asked if rule.every == MONTHLY]
    if not periods:
        return {}
    return first_sent(session, unit_id, min(map(_newest_month, periods)), max(each.until for each in periods))


def _newest_month(period: Period) -> date:
    """The newest month of a period that was to be told before it ends: one told since then tells that a team is there
    and reports."""
    this = period.until.replace(day=1)
    return this if this.replace(day=DUE_DAY) <= period.until else (this - timedelta(days=1)).replace(day=1)


@dataclass(frozen=True)
class ReturnsLookup:
    """What is known of who sends to a unit for some days of rules: who could send, what officers wrote down, what teams
    and programmes were told."""

    below: Subordinates
    receipts: Sequence[ReportReceipt]
    months: Mapping[int, Sequence[tuple[date, date]]]
    returns: Mapping[tuple[int, date], Sequence[Return]]

    @classmethod
    def load(
        cls, session: Session, unit_id: int, asked: Sequence[tuple[ReportingRule, Period]], *, unasked: bool = False
    ) -> "ReturnsLookup":
        """The same number of statements however many days; with `unasked` who sent so, too."""
        below = Subordinates.load(session, unit_id)
        receipts = session.scalars(ReportReceipt.of({rule.id for rule, _period in asked})).all()
        days = {(rule.id, period.due): None for rule, period in asked}
        return cls(
            below,
            receipts,
            reported_months(session, unit_id, asked),
            returns_to(session, unit_id, days, unasked=unasked),
        )

    def lines(self, rule: ReportingRule, period: Period) -> list[Sent]:
        """What is known of each who is expected by the words of a rule and by the programmes that follow it, and of who
        sent and is no more. What an officer wrote goes before what the product was told."""
        written = {each.sender: each for each in self.receipts if (each.rule_id, each.due_on) == (rule.id, period.due)}
        returns: dict[str, list[Return]] = {}
        for each in self.returns.get((rule.id, period.due), ()):
            returns.setdefault(each.sender, []).append(each)
        named = self.below.on(period.until).expected(rule)
        asked = {key: ReportSender(key, own[0].site.name) for key, own in returns.items()}
        gone = {key: ReportSender(key, each.name) for key, each in written.items()}
        everybody = {each.key: each for each in named}
        everybody = {**everybody, **{key: each for key, each in asked.items() if key not in everybody}}
        everybody = {**everybody, **{key: each for key, each in gone.items() if key not in everybody}}
        months = self.months if rule.every == MONTHLY else {}
        besides = asked.keys() - {each.key for each in named}
        lines = (
            _sent(each, period, written.get(each.key), months, tuple(returns.get(each.key, ())))
            for each in everybody.values()
        )
        return [each._replace(named=each.sender.key not in besides) for each in lines]


def _sent(
    sender: ReportSender, period: Period, row: ReportReceipt | None, months: Mapping[int, Sequence[tuple[date, date]]],
    returns: tuple[Return, ...],
) -> Sent:  # fmt: skip
    if row is not None and row.state == ReceiptState.EXCUSED:
        return Sent(sender, reason=row.reason, receipt=row)
    if row is not None and row.day:
        return Sent(sender, row.day, row.day > period.due, receipt=row)
    if returns:
        came = [each.day for each in returns if each.day]
        day = max(came) if len(came) == len(returns) else None
        return Sent(sender, day, bool(day and day > period.due), returns=returns)
    kind, _dash, number = sender.key.partition("-")
    reported = months.get(int(number), []) if kind == "team" else []
    days = [day for month, day in reported if _newest_month(period) <= month <= period.until]
    return Sent(sender, min(days), min(days) > period.due, by_itself=True) if days else Sent(sender)


def sent_by(session: Session, rule: ReportingRule, period: Period) -> list[Sent]:
    """What is known of each who is expected to send for a day of a rule, and of who sent unasked."""
    return ReturnsLookup.load(session, rule.unit_id, [(rule, period)], unasked=True).lines(rule, period)
