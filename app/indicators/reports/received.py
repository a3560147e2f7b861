"""Figures of a province's report: sums of what its wards reported of the span, and the wards that have not reported.
While the report is written, they follow what arrives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import figures as shown, formats, sentences
from app.indicators.reports.arrivals import Arrived, Names, arrived, earlier
from app.indicators.reports.drafting import HINDERS
from app.indicators.reports.headings import headings_of
from app.indicators.reports.lines import (
    CLAUSE,
    COUNT,
    EARLIER,
    OF_PART,
    PARTS,
    SENT,
    SHARE,
    TARGET,
    CountLine,
    Figure,
    Figures,
    SenderLine,
    TargetLine,
    WardLine,
)
from app.indicators.reports.report_sentences import of_the_house, sentence_lines
from app.indicators.reports.rollup import RollUpRow, named
from app.indicators.reports.task_figures import PlanTasks, plan_tasks
from app.indicators.share_words import source_clause
from app.models import AdministrativeUnit, Report, ReportArrival
from app.models.reports.due import due_above, next_due

# Counts of distinct people within a ward: somebody may be in two, so the sum is in the annex and in no sentence.
ONCE = frozenset({"nguoi-hoc"})
# What a ward's number lacks of which not all have answered whom it asks.
SHORT = _l("chưa đủ số liệu")
# Suffix of a key of names: how many they are.
MANY = ".so"


def received(session: Session, report: Report, today: date) -> Figures:
    here, (before, year) = arrived(session, [report.unit_id], report.span), earlier(session, report)
    then, last = before.rolled, {each.key: each for each in year.rolled.counts}
    were, were_last = here.names_in(before), here.names_in(year)
    targets, counts = ({each.key: each for each in rows} for rows in (then.targets, then.counts))
    how = str(_("Cộng từ báo cáo đã khóa của %(count)s phường, xã.", count=len(here.rows)))
    lines = [_target(each, targets.get(each.key), how, here) for each in here.shared]
    counted = [
        _count(each, counts.get(each.key), last.get(each.key), how, here, were, were_last)
        for each in here.rolled.counts
    ]
    asked = (each for each in due_above(session, [report.unit_id], today) if each.span == report.span)
    due = {each.ward_id: each.due for each in asked}
    senders = tuple(_senders(here, due, today))
    found = (
        *_sent(here, [each for each in here.lacking if due.get(each.id, report.until) < today]),
        *_parts(here, how),
        *(figure for _line, found in (*lines, *counted) for figure in found),
    )
    until, plan = min(report.until, today), report.followed
    tasks = (
        plan_tasks(session, report, plan, until, next_due(session, report), today)
        if plan
        else PlanTasks({}, (), (), ())
    )
    figures = {each.key: each for each in found} | tasks.figures
    # What one ward alone counts is in the workbook, and in a sentence with who told it.
    shared = {each.key for each in here.rolled.counts if len(each.parts) > 1 or len(here.rows) == 1}
    words = {"group": str(_("địa bàn")), "ward": str(_("phường, xã"))}
    few = [f"{COUNT}.{each.key}" for each in here.rolled.counts if here.is_of_few(len(each.parts))]
    of_few = tuple(f"{each}{sign}" for each in few for sign in (".", OF_PART))
    spoken = {key: each for key, each in figures.items() if not f"{key}.".startswith(of_few)}
    return Figures(
        figures, tuple(line for line, _found in lines), tuple(line for line, _found in counted if line.key in shared),
        (),
        tasks.late, tasks.coming, until.isoformat(), senders,
        tuple(sentence_lines(of_the_house(), spoken, words)), tasks.answers,
        tuple(headings_of(plan, numbered=False)) if plan else (), wards=tuple(_ward_lines(here)),
    )  # fmt: skip


# -- lines -------------------------------------------------------------------------------------------------------------


def _target(row: RollUpRow, then: RollUpRow | None, how: str, here: Arrived) -> tuple[TargetLine, tuple[Figure, ...]]:
    part, denominator = _part(row), formats.number(row.denominator) if row.denominator else ""
    share = shown.share(row.share)
    before = shown.share(then.share) if then and then.share is not None else ""
    missed, key = row.judged - row.met, f"{TARGET}.{row.key}"
    reached = f"{row.met}/{missed}" if row.judged else shown.UNKNOWN_CELL
    responses = here.responses(len(row.parts), row.partly)
    line = TargetLine(
        row.key, row.name, "", row.unit, row.goal, denominator or (shown.UNKNOWN_CELL if row.is_share else ""), part,
        shown.share_cell(row.share).removesuffix("%") if row.is_share else "", None, row.gap_words, reached, row.noun,
        statement=row.statement, counted=row.counted, ceiling=row.ceiling,
        clause=source_clause(responses, SHORT),
    )  # fmt: skip
    counts = {"noi-co": len(row.parts), "noi-dat": row.met, "noi-chua": missed}
    parts = "/".join(sentences.counts_in_sentence(each) for each in (part, denominator) if each)
    names = named(row.by_ward)
    return line, (
        Figure(f"{key}.{PARTS}", row.number, parts, row.name, how, **responses.kept),
        Figure(f"{key}{CLAUSE}", len(row.parts), line.clause, row.name, how),
        Figure(f"{key}.{SHARE}", row.share, share, row.name, how, before),
        *(Figure(f"{key}.{name}", many, shown.count_in_sentence(many), row.name, how) for name, many in counts.items()),
        Figure(f"{key}.noi-ten", len(row.parts), names or shown.unknown(), row.name, how),
    )


def _count(
    row: RollUpRow,
    then: RollUpRow | None,
    year: RollUpRow | None,
    how: str,
    here: Arrived,
    were: Names,
    were_last: Names,
) -> tuple[CountLine, tuple[Figure, ...]]:
    before, compared = _of_the_same(row, then, were)
    notes = [row.gap_words]
    if then and compared < len(row.parts):
        notes.append(str(_("kỳ trước cộng %(some)s/%(all)s nơi này", some=compared, all=len(row.parts))))
    words = f"{row.name} ({note})" if (note := "; ".join(filter(None, notes))) else row.name
    ago, text = _of_the_same(row, year, were_last)[0], _part(row)
    last, year_before = ("" if each is None else shown.count(each) for each in (before, ago))
    then_of_all = before if compared == len(row.parts) else None
    share, grown = shown.growth(row.number, then_of_all), shown.growth_words(row.number, then_of_all)
    key, responses = f"{COUNT}.{row.key}", here.responses(len(row.parts), row.partly)
    figures = (
        Figure(key, row.number, sentences.counts_in_sentence(text), row.name, how, last, year_before, **responses.kept),
        Figure(f"{key}{CLAUSE}", len(row.parts), source_clause(responses, SHORT), row.name, how),
        Figure(f"{key}{EARLIER}", share, grown, str(_("%(words)s, so với kỳ trước", words=row.name)), how),
    )
    line = CountLine(row.key, words, row.unit, text, last, year_before, row.programme)
    return line, () if row.key in ONCE else figures


def _parts(here: Arrived, how: str) -> Iterator[Figure]:
    """Sums of the parts of counts that sentences name; none where a ward that has the count does not say its parts."""
    every = {each.key: each for sentence in of_the_house() for each in sentence.counts.values() if not each.is_plain}
    for each in every.values():
        count = f"{COUNT}.{each.indicator.key}"
        known = [found.by_key for found in here.figures.values() if count in found.by_key]
        known = [found for found in known if found[count].number is not None]
        lines = [
            [figure for key, figure in found.items() if key.startswith(each.key) and not key.endswith(CLAUSE)]
            for found in known
            if found[count].number
        ]
        if each.indicator.key in ONCE or not all(lines):
            continue
        sums: dict[str, Figure] = {}
        responses = here.responses(len(known), sum(any(one.is_partial for one in found) for found in lines))
        for line in (figure for found in lines for figure in found):
            number = (line.number or 0) + (sums[line.key].number or 0 if line.key in sums else 0)
            text = shown.count_in_sentence(number)
            sums[line.key] = replace(line, number=number, told=text, how=how, **responses.kept)
        yield from sums.values()
        yield Figure(f"{each.base}{CLAUSE}", len(known), source_clause(responses, SHORT), "", how)


def _of_the_same(row: RollUpRow, other: RollUpRow | None, were: Names) -> tuple[float | None, int]:
    """Sum over another span of the wards that have a figure now, and how many of them have one there, they and all that
    went into them."""
    there = other.by_ward if other else {}
    found = [were.get(each.ward, [each.ward]) for each in row.parts]
    numbers = [sum(there[name].number for name in names) for names in found if names and there.keys() >= set(names)]
    return (sum(numbers), len(numbers)) if numbers else (None, 0)


def _ward_lines(here: Arrived) -> Iterator[WardLine]:
    """What each ward has of each target; none of a single ward."""
    for row in here.shared if len(here.rows) > 1 else ():
        for ward in here.rows if row.parts else ():
            part = row.by_ward.get(ward)
            denominator = formats.number(part.denominator) if part and part.denominator else shown.UNKNOWN_CELL
            share = shown.share_cell(part.share if part else None).removesuffix("%")
            number = shown.count_cell(part.number if part else None)
            yield WardLine(ward, denominator, number, share, row.statement or row.name)


def _part(row: RollUpRow) -> str:
    if row.number is None:
        return shown.UNKNOWN_CELL
    number = shown.count(row.number)
    return str(_("khoảng %(number)s", number=number)) if row.approximate else number


# -- who sent ----------------------------------------------------------------------------------------------------------


def _senders(here: Arrived, due: Mapping[int, date], today: date) -> Iterator[SenderLine]:
    """Wards that have not sent first, then the reports that came."""
    for ward in here.lacking:
        day = due.get(ward.id)
        note = _("chưa gửi") if day is None else _("chưa gửi, quá hạn") if day < today else _("chưa đến hạn")
        yield SenderLine(ward.title, formats.date(day) if day else "", "", "", str(note))
    for name, each in here.rows.items():
        until = formats.date(each.due_on) if each.due_on else ""
        late = str(_("gửi muộn")) if each.is_late else ""
        note = "; ".join(filter(None, (late, here.ended.get(name))))
        yield SenderLine(name, until, formats.date(each.day), each.number, note)
    yield from (SenderLine(name, "", "", "", words) for name, words in here.ended.items() if name not in here.rows)


def _sent(here: Arrived, overdue: Sequence[AdministrativeUnit]) -> Iterator[Figure]:
    """Who sent, and who did not though it is past the day: until then that is no shortcoming."""
    how = str(_("Đếm theo báo cáo đã khóa mà phường, xã gửi lên."))
    papers = [each.paper for each in here.rows.values() if isinstance(each, ReportArrival)]
    numerals = [
        [part.get("part", part["numeral"]) for part in paper["parts"] if part["paragraphs"]] for paper in papers
    ]
    many, words = len(here.rows), _("Phường, xã đã gửi báo cáo")
    counts: Mapping[str, tuple[object, int | None]] = {
        "da": (words, many),
        "cong": (words, many if many > 1 else None),
        "tong": (_("Phường, xã của tỉnh"), here.expected),
        "con": (_("Phường, xã chưa đến hạn gửi báo cáo"), len(here.lacking) - len(overdue) or None),
        "neu": (_("Phường, xã nêu tồn tại, hạn chế"), sum(HINDERS in each for each in numerals) or None),
    }
    for key, (words, count) in counts.items():
        yield Figure(f"{SENT}.{key}", count, shown.count_in_sentence(count or 0), str(words), how)
    names: Mapping[str, tuple[object, list[str]]] = {
        "chua": (_("Phường, xã chưa gửi báo cáo"), [sentences.continued(each.title) for each in overdue]),
        "muon": (_("Phường, xã gửi muộn"), [*here.late]),
    }
    for key, (words, found) in names.items():
        yield Figure(f"{SENT}.{key}", len(found), ", ".join(found) or str(_("không có")), str(words), how)
        yield Figure(f"{SENT}.{key}{MANY}", len(found), shown.count_in_sentence(len(found)), str(words), how)
    ended = "; ".join(f"{sentences.continued(name)} {note}" for name, note in here.ended.items())
    yield Figure(f"{SENT}.gop", len(here.ended) or None, ended, str(_("Phường, xã đã hết")), how)
    every = shown.count_in_sentence(here.expected)
    sent = _("Có %(some)s/%(all)s phường, xã", some=shown.count_in_sentence(many), all=every)
    if many == here.expected > 1:
        sent = _("Cả %(all)s phường, xã", all=every)
    yield Figure(f"{SENT}.nao", many, str(sent), str(words), how)
    yield Figure(f"{SENT}.mot", many if many == 1 else None, named(here.rows), str(words), how)
