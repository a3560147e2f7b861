"""What wards sent to a province of a span: which of it counts, added up, and what is said of wards that ended."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import formats, sentences
from app.indicators.reports.lines import Figures, TargetLine
from app.indicators.reports.rollup import RollUp, RollUpRow, rolled_up
from app.indicators.reports.target_lines import goal_of
from app.models import AdministrativeUnit, OutsideReport, Plan, Report, ReportArrival, Target
from app.registers.responses import Responses

# By the name of a ward, the names under which it and those that went into it stand in an earlier span.
Names = Mapping[str, Collection[str]]
# Spans are compared whose lengths differ by no more; one that ended so near to a year ago is that of the year before.
ALIKE, YEAR = timedelta(days=20), timedelta(days=365)


@dataclass(frozen=True)
class Arrived:
    """Newest report of each ward for a span at some provinces, by ward name, with its figures, and wards that lack
    one. `ended`: what is said of wards that ended, by name; those whose numbers lie within others' have no row."""

    rows: Mapping[str, ReportArrival | OutsideReport]
    figures: Mapping[str, Figures]
    lacking: Sequence[AdministrativeUnit]
    ended: Mapping[str, str]
    own: Sequence[TargetLine] = ()

    @cached_property
    def rolled(self) -> RollUp:
        """All that counts, added up by question: first what has a number, there the province's own targets, then those
        of the most wards."""
        found = rolled_up(self.figures, self.own)
        return replace(found, targets=sorted(found.targets, key=lambda row: (not row.parts, not row.own, -row.asked)))

    @property
    def shared(self) -> list[RollUpRow]:
        """The targets of the province: its own, and those that several wards have; of one that sent alone all."""
        return [row for row in self.rolled.targets if row.own or row.asked > 1 or len(self.rows) == 1]

    @property
    def expected(self) -> int:
        """How many are asked: who has sent what is added, and who has not sent."""
        return len(self.rows) + len(self.lacking)

    def responses(self, many: int, partly: int) -> Responses:
        """Who told a sum, of all wards of the province; `partly`: of some of them it is not of all whom they ask."""
        return Responses(many - partly, self.expected, noun=str(_("phường, xã")), partly=partly)

    def is_of_few(self, many: int) -> bool:
        """Whether fewer than half of those who sent tell something: it is of them, and no result of the province."""
        return 2 * many < len(self.rows)

    @property
    def late(self) -> Iterator[str]:
        """Who sent late: "Ủy ban nhân dân phường Quan Triều (ngày 18/9/2026, hạn 15/9/2026)"."""
        for name, each in self.rows.items():
            if each.is_late and each.due_on:
                days = _("(ngày %(day)s, hạn %(due)s)", day=formats.date(each.day), due=formats.date(each.due_on))
                yield f"{_('Ủy ban nhân dân')} {sentences.continued(name)} {days}"

    def names_in(self, other: "Arrived") -> Names:
        """By name of a ward, the names under which it and those that went into it stand in an earlier span; "": one
        that did not send. Of a ward that was founded since only those that went into it."""
        last = max((each.until for each in other.rows.values()), default=date.max)
        there = {code: name for name, each in other.rows.items() for code in {each.code, *other.figures[name].covers}}
        began = {each.code: each.ward.valid_from for each in self.rows.values() if isinstance(each, ReportArrival)}
        return {
            name: {there.get(code, "") for code in each.covers if (began.get(code) or date.min) <= last}
            for name, each in self.figures.items()
            if each.covers
        }


NOTHING = Arrived({}, {}, (), {})


def arrived(session: Session, unit_ids: Collection[int], span: str) -> Arrived:
    """The number of statements does not depend on the number of wards."""
    newest = ReportArrival.newest(session.scalars(ReportArrival.of_span(unit_ids, span)))
    newest.sort(key=lambda each: (each.ward.name, each.ward_id))
    titles = Counter(each.ward.title for each in newest)
    names = {
        each: each.ward.title if titles[each.ward.title] == 1 else f"{each.ward.title} ({each.code})" for each in newest
    }
    within, ended = ReportArrival.within(newest), ended_words(newest)
    rows: dict[str, ReportArrival | OutsideReport] = {name: each for each, name in names.items() if each not in within}
    for other in OutsideReport.newest(session, unit_ids, span):
        rows[f"{other.title} ({other.code})" if other.title in rows else other.title] = other
    sent = {each.ward_id for each in newest}
    lacking = [each for each in session.scalars(AdministrativeUnit.wards_of(unit_ids)) if each.id not in sent]
    figures = {name: Figures.read(each.figures) for name, each in rows.items()}
    own = [*_own(session, unit_ids, rows.values())]
    return Arrived(rows, figures, lacking, {names[each]: words for each, words in ended.items()}, own)


def _own(
    session: Session, unit_ids: Collection[int], rows: Iterable[ReportArrival | OutsideReport]
) -> Iterator[TargetLine]:
    """The targets of the provinces' plans on the last day of what came."""
    day = max((each.until for each in rows), default=date.min)
    running = Target.since <= day, Target.until >= day, Target.in_use(), Plan.in_use(), Plan.unit_id.in_(unit_ids)
    for each in session.scalars(select(Target).join(Target.plan).where(*running).order_by(Target.position, Target.id)):
        yield TargetLine(
            each.key, each.name, each.demand, each.each_words or each.unit_words, goal_of(each), "", "", "", None, "",
            each=each.each_demand, statement=each.statement, ceiling=each.is_ceiling, question=each.question,
        )  # fmt: skip


def ended_words(newest: Collection[ReportArrival]) -> dict[ReportArrival, str]:
    """Of what counts, what is said of each whose ward ended: in whose numbers its own lie, else where it went."""
    found = {}
    within = ReportArrival.within(newest)
    for each in newest:
        if each in within:
            others = ", ".join(sentences.continued(other.ward.title) for other in within[each])
            found[each] = str(_("đã gộp vào số của %(wards)s", wards=others))
        elif each.ward.valid_to:
            found[each] = str(_("nay thuộc %(ward)s", ward=each.ward.standing.full_name))
    return found


def earlier(session: Session, report: Report) -> tuple[Arrived, Arrived]:
    """What came of the span before and of that of a year ago, among spans of about this length."""
    days: dict[str, list[date]] = defaultdict(list)
    outside = session.execute(OutsideReport.spans([report.unit_id])).all()
    for span, since, until, _ward in (*session.execute(ReportArrival.spans([report.unit_id])), *outside):
        days[span] += (since, until)
    long = report.until - report.since
    alike = {
        max(each): span
        for span, each in days.items()
        if span != report.span and max(each) < report.until and abs(max(each) - min(each) - long) <= ALIKE
    }
    year = next((span for day, span in alike.items() if abs(report.until - YEAR - day) <= ALIKE), "")
    before = alike[max(alike)] if alike else ""
    spans = (before, "" if year == before else year)  # for a year both are the same
    first, second = (arrived(session, [report.unit_id], span) if span else NOTHING for span in spans)
    return first, second


def changes(before: Figures, now: Figures) -> list[tuple[str, str, str]]:
    """What two reports of one span say differently, as their annexes print it: name, before, now; "" is no line."""
    old, new = (
        {
            **{each.key: (each.name, "/".join(filter(None, (each.part, each.whole)))) for each in figures.targets},
            **{each.key: (each.words, each.now) for each in figures.counts},
        }
        for figures in (before, now)
    )
    every = [(name, old.get(key, ("", ""))[1], new.get(key, ("", ""))[1]) for key, (name, _cell) in (old | new).items()]
    return [each for each in every if each[1] != each[2]]
