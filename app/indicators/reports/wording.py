"""Content of a report's paper as plain data, stored as JSON when the report gets its number."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from textwrap import shorten
from typing import Any

from flask_babel import gettext as _

from app.country import formats, sentences
from app.indicators.reports.binding import keys_in, printed
from app.indicators.reports.drafting import RECEIVERS, TITLES
from app.indicators.reports.following import Current, current
from app.indicators.reports.headings import new_levels
from app.indicators.reports.lines import SILENT, Figures
from app.models import Report, ReportPassage
from app.models.mixins.issued import issued_under
from app.models.reports.report_kind import ReportKind

# Signs of a cell in an annex.
LONGEST_CELL = 400


def subject_of(report: Report) -> str:
    """Subject, for the title and the register of papers."""
    values = {"span": report.name, "place": _place(report)}
    if report.kind == ReportKind.INTERIM:
        return str(_("Sơ kết %(span)s triển khai Phong trào “Bình dân học vụ số” trên địa bàn %(place)s", **values))
    if report.kind == ReportKind.FINAL:
        return str(_("Tổng kết %(span)s triển khai Phong trào “Bình dân học vụ số” trên địa bàn %(place)s", **values))
    return str(_("Kết quả triển khai Phong trào “Bình dân học vụ số” %(span)s trên địa bàn %(place)s", **values))


def _place(report: Report) -> str:
    name = report.unit.full_name
    return name[:1].lower() + name[1:]


def paper_content(
    report: Report, passages: Sequence[ReportPassage], figures: Figures, *, now: datetime
) -> dict[str, Any]:
    """Content of the paper: parts with their non-empty paragraphs, annexes, receivers, the letterhead of its style."""
    texts, counted = current(report, passages, figures), date.fromisoformat(figures.as_of or report.until.isoformat())
    return {
        **issued_under(report.unit, now),
        **report.letterhead.content,
        "subject": subject_of(report),
        "span": report.span,
        "plan": report.plan.cited if report.plan else "",
        "since": formats.date(report.since),
        "until": formats.date(report.until),
        "counted_to": formats.date(min(report.until, counted)),
        "parts": [
            {"numeral": part, "title": str(title), "paragraphs": _paragraphs(texts, part, figures)}
            for part, title in TITLES.items()
        ],
        "receivers": [
            line for each in texts if each.passage.part == RECEIVERS for line in each.text.splitlines() if line
        ],
        "targets": [asdict(each) | {"verdict_word": each.verdict_word} for each in figures.targets],
        "senders": [asdict(each) for each in figures.senders],
        "answers": _further_answers(report, texts, figures),
        "counts": [asdict(each) for each in figures.counts if not {each.now, each.before, each.year_before} <= SILENT],
    }  # fmt: skip


def _further_answers(report: Report, texts: Sequence[Current], figures: Figures) -> list[dict[str, str]]:
    """What was done for tasks, without what the text says and what was left out."""
    here = keys_in(each.text for each in texts) | {*report.passed_over.split()}
    more = [each for each in figures.answers if each.key not in here]
    cells = [{"task": each.task, "lead": each.lead, "text": each.text} for each in more]
    return [{key: shorten(text, LONGEST_CELL, placeholder="…") for key, text in each.items()} for each in cells]


def _paragraphs(passages: Sequence[Current], part: str, figures: Figures) -> list[dict[str, Any]]:
    """The paragraphs of a part: what stands under one heading is one, the headings above it stand alone."""
    found: list[dict[str, Any]] = []
    before = ""
    for each in passages:
        first, *rest = [*filter(None, printed(each.text, figures.by_key).splitlines()), ""]
        if each.passage.part != part or not first:
            continue
        levels = new_levels(each.lead, before)
        if each.lead and not levels:
            found[-1]["text"] += f" {sentences.quoted(first)}"
        else:
            found += [{"lead": level.rstrip("."), "text": ""} for level in levels[:-1]]
            lead = {"lead": levels[-1] if levels else "", "text": sentences.quoted(first)}
            found.append(lead | ({"level": 2} if "\n" in each.lead else {}))
        found += [{"lead": "", "text": sentences.quoted(line)} for line in rest if line]
        before = each.lead or before
    return found
