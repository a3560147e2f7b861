"""Content of a report's paper as plain data, stored as JSON when the report gets its number."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from textwrap import shorten
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import object_session

from app.country import formats, sentences
from app.indicators.named_figures import SHELVES
from app.indicators.reports.binding import keys_in, printed
from app.indicators.reports.drafting import RECEIVERS, TITLES, printed_parts
from app.indicators.reports.following import Current, current
from app.indicators.reports.headings import new_levels
from app.indicators.reports.lines import COUNT, OF_PART, SILENT, CountLine, Figures, TargetLine
from app.indicators.reports.report_sentences import questions
from app.models import Document, Report, ReportPassage
from app.models.mixins.issued import issued_under
from app.models.reports.report_terms import ReportKind

# Signs of a cell in an annex.
LONGEST_CELL = 400
# Rows of the annex of counts, unless the text alone names more.
MOST_ROWS = 60
# From so many signs on what is told next under a heading begins a paragraph.
LONGEST_PARAGRAPH = 700


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
    session = object_session(report)
    before = session.scalars(Document.replaced_by(report)).first() if session else None
    texts, counted = current(report, passages, figures), date.fromisoformat(figures.as_of or report.until.isoformat())
    return {
        **issued_under(report.unit, now),
        **report.letterhead.content,
        "subject": subject_of(report),
        "span": report.span,
        "plan": plan.cited if (plan := report.followed) else "",
        "replaces": _("Báo cáo số %(number)s %(day)s", number=before.register_number,
                      day=formats.long_date(before.signed_on)) if before else "",
        "since": formats.date(report.since),
        "until": formats.date(report.until),
        "counted_to": formats.date(min(report.until, counted)),
        "parts": printed_parts({part: _paragraphs(texts, part, figures) for part in TITLES}),
        "receivers": [
            line for each in texts if each.passage.part == RECEIVERS for line in each.text.splitlines() if line
        ],
        "targets": [_target_row(each, figures) for each in figures.targets],
        "wards": [asdict(each) for each in figures.wards],
        "senders": [asdict(each) for each in figures.senders],
        "answers": _further_answers(report, texts, figures),
        "counts": [asdict(each) | {"group": group, "words": each.words + each.clause}
                   for group, each in annexed_counts(texts, figures)],
    }  # fmt: skip


def _target_row(line: TargetLine, figures: Figures) -> dict[str, Any]:
    """A row of the annex of targets: in the plan's words, as the text has it. What another source says stays on the
    page: a ward sends up one number."""
    name = line.official_name + (f" ({line.counted})" if line.counted else "")
    note = line.note if figures.senders else line.note.partition("; ")[0]
    return asdict(line) | {"name": name, "verdict_word": line.verdict_word, "note": note}


def annexed_counts(texts: Sequence[Current], figures: Figures) -> Iterator[tuple[str, CountLine]]:
    """The counts that a reader of paper gets, with what they are of: those that say a number; of two answers to a
    question the one in the text. Where that is too much, all that the text names, and whole groups while there is room,
    first those of which it tells; a last line says how many more the workbook has."""
    here = [f"{key}.".replace(OF_PART, ".") for key in keys_in(each.text for each in texts)]
    in_text = {each.key for each in figures.counts if any(key.startswith(f"{COUNT}.{each.key}.") for key in here)}
    other = {key for keys in questions() if not in_text.isdisjoint(keys) for key in keys} - in_text
    known = [each for each in figures.counts if not {each.now, each.before, each.year_before} <= {*SILENT, "0"}]
    known = [each for each in known if each.key not in other]
    house = {each.key: str(words) for words, shelf in SHELVES for each in shelf}
    groups: dict[str, list[CountLine]] = {}
    for each in known:
        groups.setdefault(each.programme or house.get(each.key, ""), []).append(each)
    printed_keys = {each.key for each in known if each.key in in_text}
    for lines in sorted(groups.values(), key=lambda lines: in_text.isdisjoint(each.key for each in lines)):
        with_all = printed_keys | {each.key for each in lines}
        printed_keys = with_all if len(with_all) <= MOST_ROWS else printed_keys
    for group, lines in groups.items():
        yield from ((group, each) for each in lines if each.key in printed_keys)
    if left := len(known) - len(printed_keys):
        yield str(_("Còn %(count)s dòng trong bảng tính gửi kèm", count=left)), CountLine("", "", "", "", "", "")


def _further_answers(report: Report, texts: Sequence[Current], figures: Figures) -> list[dict[str, str]]:
    """What was done for tasks, without what the text says and what was left out."""
    here = keys_in(each.text for each in texts) | {*report.passed_over.split()}
    more = [each for each in figures.answers if each.key not in here]
    cells = [{"task": each.task, "lead": each.lead, "text": each.text} for each in more]
    return [{key: shorten(text, LONGEST_CELL, placeholder="…") for key, text in each.items()} for each in cells]


def _paragraphs(passages: Sequence[Current], part: str, figures: Figures) -> list[dict[str, Any]]:
    """The paragraphs of a part: what stands under one heading is one while it is short, the headings above it stand
    alone."""
    found: list[dict[str, Any]] = []
    before = ""
    for each in passages:
        first, *rest = [*filter(None, printed(each.text, figures.by_key).splitlines()), ""]
        if each.passage.part != part or not first:
            continue
        levels = new_levels(each.lead, before)
        if each.lead and not levels and len(found[-1]["text"]) < LONGEST_PARAGRAPH:
            found[-1]["text"] += f" {sentences.quoted(first)}"
        else:
            found += [{"lead": level.rstrip("."), "text": ""} for level in levels[:-1]]
            lead = {"lead": levels[-1] if levels else "", "text": sentences.quoted(first)}
            found.append(lead | ({"level": 2} if "\n" in each.lead else {}))
        found += [{"lead": "", "text": sentences.quoted(line)} for line in rest if line]
        before = each.lead or before
    return found
