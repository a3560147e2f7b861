"""What a report that is written still lacks: targets without a figure, a task list that nobody marked, passages that
say nothing; each with the place where it is entered."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.country import clock, formats
from app.data.plan_slips import slips_in
from app.indicators.readings import figure_statuses
from app.indicators.reports.binding import Bound, keys_in, parts
from app.indicators.reports.drafting import CAUSES, RECEIVERS, TITLES
from app.indicators.reports.following import Current
from app.indicators.reports.lines import SILENT, TARGET, TASKS, Figures, TargetLine
from app.indicators.reports.task_figures import NOBODY
from app.indicators.share_words import NO_PAPER
from app.indicators.shares import Verdict
from app.models import Report, ReportState, Target
from app.models.movement.bounds import insisted
from app.registers.programmes.listed import KY
from app.web.database import db

# Keys of passages that the machine never fills: a part's own, a wish, and those that somebody added (UUID).
_LEFT_OPEN = re.compile(r"ky-toi|kien-nghi|nguyen-nhan|\w+\.trong|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


# What is missing: words to be written, an unknown number, who answers of a number, the paper that says it, or the use
# of one that is newer than the report's days.
Lacks = StrEnum("Lacks", ["WORDS", "NUMBER", "ANSWERS", "PAPER", "NEWER"])


class Gap(NamedTuple):
    """Something missing in a part: what, and where it is entered."""

    part: str
    words: str
    href: str = ""
    kind: Lacks = Lacks.WORDS


def gaps_of(row: Report, texts: Sequence[Current], figures: Figures) -> list[Gap]:
    """In the order of the parts, the same for who writes and who decides, until it is locked; none of a report whose
    ward has ended."""
    if row.state == ReportState.LOCKED or row.unit.valid_to:
        return []
    targets = db.session.scalars(Target.of_plan(row.plan_id or 0)).all()
    found = [
        *_plan(row, targets),
        *_targets(row, figures, targets),
        *_newer(row, texts),
        *_tasks(row, figures),
        *_insisted(row),
        *_passages(row, texts, figures),
    ]
    return sorted(found, key=lambda each: list(TITLES).index(each.part))


def _plan(row: Report, targets: Sequence[Target]) -> Iterator[Gap]:
    """What of the plan a paper would cite or print as it should not."""
    if row.plan is None:
        return
    if not row.plan.is_citable:
        href = url_for("office.plans.edit", row=row.plan.public_id)
        yield Gap("I", str(_("Kế hoạch chưa có số, ngày ký hoặc cơ quan ban hành")), href)
    for each in targets:
        for wrong in slips_in(each.text) if row.since <= each.until else ():
            href = url_for("office.targets.edit", row=each.public_id)
            yield Gap("II", str(_("%(target)s: lời kế hoạch nghi sai, “%(slip)s”", target=each.name, slip=wrong)), href)


def _targets(row: Report, figures: Figures, targets: Sequence[Target]) -> Iterator[Gap]:
    unknown = [each for each in figures.targets if each.met is None and not each.wards and _is_lacking(each)]
    rows = {each.key: each for each in targets}
    for line in unknown:
        if (target := rows.get(line.key)) is not None:
            answered = f"{line.answered:02}/{line.expected:02}" if line.is_partial else line.reported
            words = f"{target.name} ({answered})" if answered else target.name
            kind = Lacks.PAPER if line.reported == str(NO_PAPER) else Lacks.NUMBER
            yield Gap("II", words, _entered_at(row, target, line), Lacks.ANSWERS if line.is_partial else kind)


def _newer(row: Report, texts: Sequence[Current]) -> Iterator[Gap]:
    """Entered figures of a day after those of the report, each with the passage that tells the older one."""
    today = clock.today()
    statuses = figure_statuses(db.session(), row.plan, today) if row.plan and row.until < today else []
    for each in statuses:
        now, key = each.now, f"{TARGET}.{each.target.key}."
        if now is None or now.is_counted or now.day <= row.until:
            continue
        source = next((one for one in texts if any(key in figure for figure in keys_in([one.text]))), None)
        if source is not None and formats.number(now.numerator) not in source.text:
            at = url_for("office.report_passages.edit", report=row.public_id, passage=source.passage.id, _anchor="text")
            values = {"target": each.target.name, "day": formats.date(now.day), "number": formats.number(now.numerator)}
            words = _("%(target)s: có số mới hơn, ngày %(day)s: %(number)s; dùng?", **values)
            yield Gap(source.passage.part, words, at, Lacks.NEWER)


def _is_lacking(line: TargetLine) -> bool:
    """Whether its figure, or of how many it is, is still to be entered or reported."""
    return line.verdict == Verdict.PARTIAL or line.part in SILENT or (line.share != "" and line.share in SILENT)


def _entered_at(row: Report, target: Target, line: TargetLine) -> str:
    """Where a target's figure is entered, or its denominator; of one that is counted, its page says what is missing."""
    if line.reported == str(NO_PAPER):
        return url_for("office.measurements.index", phuong=row.unit.code, giay="thieu-giay", tim=target.name)
    if line.part not in SILENT and not line.is_partial and not line.reported:
        return url_for("office.target_denominators.edit", row=target.public_id)
    if target.measured_by or line.is_partial:
        return url_for("office.targets.target", row=target.public_id)
    return url_for("office.measurements.new", phuong=row.unit.code, target=target.public_id)


def _tasks(row: Report, figures: Figures) -> Iterator[Gap]:
    every = figures.by_key.get(f"{TASKS}.tong")
    href = url_for("office.matters.index", phuong=row.unit.code, viec="tat-ca")
    if every is not None and every.number is None:
        yield Gap("I", str(_("Nhiệm vụ của kế hoạch chưa ai ghi tiến độ")), href, Lacks.NUMBER)
    nobody = figures.by_key.get(f"{TASKS}.{NOBODY}")
    if nobody is not None and nobody.number:
        yield Gap("V", str(_("%(count)s nhiệm vụ kỳ tới chưa ghi ai làm", count=nobody.told)), href)


def _insisted(row: Report) -> Iterator[Gap]:
    """What was told above what the ward knows of the place: its sender said why, the ward says whether it is so."""
    for entry, found in insisted(db.session(), row.unit_id, row.since, row.until):
        at: dict[str, Any] = {"programme": entry.programme_id, "row": entry.site.public_id}
        at |= {KY: str(entry.period)} if entry.period else {}
        values = {"who": entry.site.name, "number": formats.number(found.number), "label": found.asked.label,
                "known": found.known.words, "reason": entry.reason}  # fmt: skip
        words = _("%(who)s gửi %(number)s ở “%(label)s”, %(known)s: “%(reason)s”", **values)
        yield Gap("III", str(words), url_for("office.programme_rows.show", **at))


def _passages(row: Report, texts: Sequence[Current], figures: Figures) -> Iterator[Gap]:
    """Passages that are left to be written, those that somebody wrote round an unknown figure, and parts of which a
    paper would print nothing."""
    asked = {each.passage.part for each in texts if each.text or is_blank(each, texts)}
    for part, first in {each.passage.part: each.passage for each in reversed(texts)}.items():
        if part not in {*asked, RECEIVERS}:
            href = url_for("office.report_passages.edit", report=row.public_id, passage=first.id, _anchor="text")
            yield Gap(part, str(_("%(part)s: chưa có câu nào", part=TITLES[part])), href)
    for each in texts:
        one = each.passage
        if one.part == RECEIVERS:
            continue
        href = url_for("office.report_passages.edit", report=row.public_id, passage=one.id, _anchor="text")
        name = each.title.rstrip(".") or str(TITLES[one.part])
        if is_blank(each, texts):
            yield Gap(one.part, name, href)
        elif one.text != one.drafted and any(_is_unknown(piece) for piece in parts(each.text, figures.by_key)):
            yield Gap(one.part, str(_("%(passage)s: có chỗ chưa có số", passage=name)), href, Lacks.NUMBER)


def is_blank(each: Current, texts: Sequence[Current]) -> bool:
    """Whether a passage waits for words; one that only lacks its figure does not, nor that of a part that had nothing
    and has now, nor causes of nothing."""
    one = each.passage
    others = any(other.text for other in texts if other.passage.part == one.part and other is not each)
    if (one.key.endswith(".trong") and others) or (one.key == CAUSES and not others):
        return False
    return not each.text and (one.text != one.drafted or _LEFT_OPEN.fullmatch(one.key) is not None)


def _is_unknown(piece: str | Bound) -> bool:
    return isinstance(piece, Bound) and not piece.typed and (piece.figure is None or piece.figure.number is None)
