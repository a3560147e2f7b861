"""The draft of a report follows its figures until somebody edits it, passage by passage: a sentence appears once its
figure is known, and goes with it. What was edited, and all of a report that was sent, stays."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.indicators.reports.binding import keys_in
from app.indicators.reports.drafting import drafted
from app.indicators.reports.figures import counted
from app.indicators.reports.lines import Figures
from app.models import Report, ReportArrival, ReportPassage
from app.models.reports.outside import OutsideReport
from app.models.reports.receivers import receivers

_SENTENCE_END = re.compile(r"(?<=\.) ")
_NUMBERED = re.compile(r"\d+\.")


@dataclass(frozen=True)
class Current:
    """A passage as it reads now. Numbered leads ("3.") count those that are printed. `news`: the sentences that a draft
    has now and had not when somebody edited the passage."""

    passage: ReportPassage
    lead: str
    text: str
    news: str = ""

    @property
    def title(self) -> str:
        """Its own heading, without those that it is below."""
        return self.lead.rpartition("\n")[2]


def current(report: Report, passages: Sequence[ReportPassage], figures: Figures) -> list[Current]:
    """The passages of a report in order, those that nobody edited as the figures are now. Writes nothing."""
    leads = {row.lead for row in passages if row.text and row.text != row.drafted}
    anew = {each.key: each for each in drafted(figures, receivers(report), leads)} if report.is_open else {}
    places = {key: place for place, key in enumerate(anew)}
    numbers: Counter[str] = Counter()
    found = []
    for row in sorted(passages, key=lambda row: (row.part, places.get(row.key, len(places)))):
        lead, text = row.lead, row.text
        if report.is_open and row.key in anew:
            lead = anew[row.key].lead
        if report.is_open and row.text == row.drafted:
            text = anew[row.key].text if row.key in anew else ""
        if text and _NUMBERED.fullmatch(lead):
            numbers[row.part] += 1
            lead = f"{numbers[row.part]}."
        news = _news(row, anew[row.key].text) if row.key in anew and row.text != row.drafted else ""
        found.append(Current(row, lead, text, news))
    return found


def _news(row: ReportPassage, text: str) -> str:
    known = keys_in([row.text, row.drafted])
    return " ".join(each for each in _SENTENCE_END.split(text) if not keys_in([each]) <= known)


def follow(session: Session, arrived: ReportArrival | OutsideReport, today: date) -> None:
    """Regenerates the open report of the province and span of an arrival, if there is one."""
    for report in session.scalars(Report.under_way(arrived.unit_id, *Report.read_span(arrived.span))):
        report.lock(session)
        draft_anew(session, report, counted(session, report, today) if report.is_written else None)


def draft_anew(session: Session, report: Report, figures: Figures | None) -> None:
    """Stores the draft as the figures are now, in a report that is still written; load it locked. Of a province, whose
    reports arrive one by one, new passages come with it. A passage that the draft no longer has becomes empty."""
    if not report.is_written or figures is None:
        return
    there = session.scalars(ReportPassage.of(report.id)).all()
    for place, each in enumerate(current(report, there, figures)):
        row = each.passage
        row.position = place
        if (row.text, row.lead) != (each.text, each.lead):
            drafted_text = each.text if row.text == row.drafted else row.drafted
            row.lead, row.text, row.drafted = each.lead, each.text, drafted_text
            row.version += 1
    known = {row.key for row in there}
    for place, wanted in enumerate(drafted(figures, receivers(report)) if not report.unit.is_ward else ()):
        if wanted.key not in known:
            session.add(
                ReportPassage(
                    report=report, key=wanted.key, part=wanted.part, position=place, lead=wanted.lead,
                    text=wanted.text, drafted=wanted.text,
                )
            )  # fmt: skip
    session.flush()
