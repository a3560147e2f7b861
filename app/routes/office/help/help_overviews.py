"""/van-phong/ho-tro: the counter's and the ambassadors' work as the office sees it; each figure opens its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.indicators import ambassadors, mentorships, residential_groups
from app.indicators.help import DAY, HELPED, HELPS, REASON, TOPIC, unfinished
from app.indicators.help_counts import total
from app.indicators.named_figures import INDICATORS
from app.indicators.people import EACH
from app.indicators.zeros import recorded_since
from app.models import Course, CourseInvitee, HelpReason, HelpTopic, Person, Role
from app.models.helping.log import other_words
from app.registers.indicator import Scope
from app.routes.figures.periods import CHOICES, Period, period_asked
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer

# Topics week by week, as a page draws them: the small columns and the table beneath are made of the same numbers.
WEEK = timedelta(days=7)
# A picture of fewer weeks says nothing, one of more cannot be read on a phone.
FEWEST, MOST = 8, 26


@dataclass(frozen=True)
class Trend:
    """One topic: lượt of each week, the oldest first."""

    topic: HelpTopic
    weeks: tuple[int, ...]

    @property
    def total(self) -> int:
        """Lượt of all weeks."""
        return sum(self.weeks)


@dataclass(frozen=True)
class Weeks:
    """The weeks of a picture by their Mondays, and the topics that occur, by how often."""

    mondays: tuple[date, ...]
    trends: tuple[Trend, ...]
    until: date
    recorded_since: date = date.min

    @property
    def highest(self) -> int:
        """The greatest number of a week: all pictures have one scale."""
        return max((count for trend in self.trends for count in trend.weeks), default=0)

    @property
    def known(self) -> tuple[bool, ...]:
        """Of each week whether the ward recorded by then: before, a topic's figure is not known, which is not 0."""
        return tuple(last >= self.recorded_since for _monday, last in self.spans)

    @property
    def spans(self) -> list[tuple[date, date]]:
        """Each week's days, as far as the last day that is counted."""
        return [(monday, min(monday + WEEK - timedelta(days=1), self.until)) for monday in self.mondays]

    @property
    def labels(self) -> list[str]:
        """Each week by its first day: "16/11"."""
        return [formats.date(monday)[:5] for monday in self.mondays]


def mondays_of(since: date, until: date) -> list[date]:
    """The weeks that a period touches, never fewer than `FEWEST` nor more than `MOST`, the last being `until`'s."""
    last = until - timedelta(days=until.weekday())
    first = since - timedelta(days=since.weekday())
    count = min(max((last - first) // WEEK + 1, FEWEST), MOST)
    return [last - WEEK * back for back in range(count - 1, -1, -1)]


def weeks_of(
    found: Mapping[tuple[int, date], int], topics: Mapping[int, HelpTopic], mondays: Sequence[date], until: date,
    recorded_since: date,
) -> Weeks:  # fmt: skip
    """Lượt by topic and day as far as a day, added up to weeks."""
    place = {monday: number for number, monday in enumerate(mondays)}
    counts: dict[int, list[int]] = {}
    for (topic_id, day), count in found.items():
        number = place[day - timedelta(days=day.weekday())]
        counts.setdefault(topic_id, [0] * len(mondays))[number] += count
    made = [Trend(topics[topic_id], tuple(weeks)) for topic_id, weeks in counts.items()]
    made.sort(key=lambda trend: (-trend.total, trend.topic.position))
    return Weeks(tuple(mondays), tuple(made), until, recorded_since)


help_overviews = Blueprint("help_overviews", __name__)

# What stands on a day, beside what is counted over a time.
STANDING = (*ambassadors.INDICATORS, mentorships.MENTEES, mentorships.OPEN, mentorships.UNMET, mentorships.UNMET_PAIRS)
# So many topics stand on the page as pictures; the table beneath has them all.
SHOWN = 8


@dataclass(frozen=True)
class Failure:
    """A topic that was not finished: lượt, lượt by reason (most first, "" where unsaid) with the reason's key, how many
    people are known who agreed to be asked again, and the draft of a class that stands for it."""

    topic: HelpTopic
    times: int
    reasons: list[tuple[str, str, int]]
    people: int
    draft: Course | None


@help_overviews.get("/ho-tro")
@requires(*STAFF)
def show() -> Answer:
    """A period's lượt and people, what is not finished, what no topic names, topics week by week, groups
    and pairs that wait for somebody.
    The same number of statements however much there is."""
    unit, period, session, today = unit_called(request.args.get("phuong")), period_asked(), db.session(), clock.today()
    scope, standing = Scope((unit.id,), period.since, period.until), Scope((unit.id,), today, today)
    since, until = other_words.lately(today)
    return render_template(
        "office/help/show.html",
        unit=unit,
        units=units(),
        period=period,
        choices=CHOICES,
        officer=unit.id in unit_ids(Role.OFFICER),
        total=total(session, scope),
        failed=_failed(session, scope),
        weeks=_weeks(session, scope, period),
        shown=SHOWN,
        figures={each.key: each.figure(session, standing) for each in STANDING},
        groups=residential_groups.STANDING.figure(session, standing),
        least=unit.least_mentees,
        unmet_days=mentorships.UNMET_DAYS,
        active_days=ambassadors.ACTIVE_DAYS,
        since=since,
        until=until,
        found=other_words.gathered(session, unit.id, since, until),
    )


def _failed(session: Session, scope: Scope) -> list[Failure]:
    by_topic: dict[int, dict[int | None, int]] = {}
    for (topic_id, reason_id), count in HELPS.table(session, unfinished(scope), TOPIC, REASON).items():
        by_topic.setdefault(topic_id, {})[reason_id] = count
    topics = HelpTopic.by_id(session, by_topic)
    reasons = HelpReason.by_id(session, {reason for counts in by_topic.values() for reason in counts})
    known: dict[int, set[int]] = {}
    for topic_id, person_id in HELPED.table(session, unfinished(scope), TOPIC, EACH):
        known.setdefault(topic_id, set()).add(person_id)
    everybody = {person for people in known.values() for person in people}
    agreed = set(session.scalars(CourseInvitee.agreed(everybody).with_only_columns(Person.id).order_by(None)))
    drafts: dict[int | None, Course] = {}
    for topic_id, course in session.execute(CourseInvitee.drafts_on(*scope.units)):
        drafts.setdefault(topic_id, course)
    found = []
    for topic_id, counts in by_topic.items():
        ordered = sorted(counts.items(), key=lambda each: -each[1])
        by_reason = [
            (reasons[key].key, reasons[key].label, count) if key else ("", "", count) for key, count in ordered
        ]
        people = len(known.get(topic_id, set()) & agreed)
        found.append(Failure(topics[topic_id], sum(counts.values()), by_reason, people, drafts.get(topic_id)))
    return sorted(found, key=lambda each: (-each.times, each.topic.position))


def _weeks(session: Session, scope: Scope, period: Period) -> Weeks:
    mondays = mondays_of(period.since, period.until)
    found = HELPS.table(session, replace(scope, since=mondays[0]), TOPIC, DAY)
    return weeks_of(found, HelpTopic.by_id(session, {topic for topic, _day in found}), mondays, period.until,
                    recorded_since(session, scope.units).of(INDICATORS[HELPS.key]).day)  # fmt: skip
