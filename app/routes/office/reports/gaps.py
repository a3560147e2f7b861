"""What a report that is written still lacks: targets without a figure, a task list that nobody marked, passages that
say nothing; each with the place where it is entered."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.country import formats
from app.indicators.reports.binding import Bound, parts
from app.indicators.reports.drafting import RECEIVERS, TITLES
from app.indicators.reports.following import Current
from app.indicators.reports.lines import SILENT, TASKS, Figures, TargetLine
from app.indicators.shares import Verdict
from app.models import Report, Target
from app.models.movement.bounds import insisted
from app.models.reports.due import DONE
from app.registers.programmes.listed import KY
from app.web.database import db

# Keys of passages that the machine never fills: a part's own, a wish, and those that somebody added (UUID).
_LEFT_OPEN = re.compile(r"kien-nghi|\w+\.trong|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Gap(NamedTuple):
    """Something missing in a part: what, and where it is entered; an unknown `number`, or a `partial` one of which not
    all who answer did; else words to be written."""

    part: str
    words: str
    href: str = ""
    number: bool = False
    partial: bool = False


def gaps_of(row: Report, texts: Sequence[Current], figures: Figures) -> list[Gap]:
    """In the order of the parts, the same for who writes and who decides; none of a report that was decided, nor of one
    whose ward has ended."""
    if row.state in DONE or row.unit.valid_to:
        return []
    found = [*_targets(row, figures), *_tasks(row, figures), *_insisted(row), *_passages(row, texts, figures)]
    return sorted(found, key=lambda each: list(TITLES).index(each.part))


def _targets(row: Report, figures: Figures) -> Iterator[Gap]:
    unknown = [each for each in figures.targets if each.met is None and not each.wards and _is_lacking(each)]
    rows = {each.key: each for each in db.session.scalars(Target.of_plan(row.plan_id or 0))} if unknown else {}
    for line in unknown:
        if (target := rows.get(line.key)) is not None:
            answered = f" ({line.answered:02}/{line.expected:02})" if line.is_partial else ""
            yield Gap("II", f"{target.name}{answered}", _entered_at(row, target, line), True, line.is_partial)


def _is_lacking(line: TargetLine) -> bool:
    """Whether its figure, or of how many it is, is still to be entered or reported."""
    return line.verdict == Verdict.PARTIAL or line.part in SILENT or (line.share != "" and line.share in SILENT)


def _entered_at(row: Report, target: Target, line: TargetLine) -> str:
    """Where a target's figure is entered, or its denominator; of one that is counted, its page says what is missing."""
    if line.part not in SILENT and not line.is_partial:
        return url_for("office.target_denominators.edit", row=target.public_id)
    if target.measured_by or line.is_partial:
        return url_for("office.targets.target", row=target.public_id)
    return url_for("office.measurements.new", phuong=row.unit.code, target=target.public_id)


def _tasks(row: Report, figures: Figures) -> Iterator[Gap]:
    every = figures.by_key.get(f"{TASKS}.tong")
    if every is not None and every.number is None:
        href = url_for("office.matters.index", phuong=row.unit.code, viec="tat-ca")
        yield Gap("I", str(_("Nhiệm vụ của kế hoạch chưa ai ghi tiến độ")), href, number=True)


def _insisted(row: Report) -> Iterator[Gap]:
    """What was told above what the ward knows of the place: its sender said why, the ward says whether it is so."""
    for entry, found in insisted(db.session(), row.unit_id, row.since, row.until):
        at: dict[str, Any] = {"programme": entry.programme_id, "row": entry.site.public_id}
        at |= {KY: str(entry.period)} if entry.period else {}
        said = {"who": entry.site.name, "number": formats.number(found.number), "label": found.asked.label,
                "known": found.known.words, "reason": entry.reason}  # fmt: skip
        words = _("%(who)s gửi %(number)s ở “%(label)s”, %(known)s: “%(reason)s”", **said)
        yield Gap("III", str(words), url_for("office.programme_rows.show", **at))


def _passages(row: Report, texts: Sequence[Current], figures: Figures) -> Iterator[Gap]:
    """Passages that are left to be written, and those that somebody wrote round an unknown figure."""
    for each in texts:
        one = each.passage
        if one.part == RECEIVERS:
            continue
        href = url_for("office.report_passages.edit", report=row.public_id, passage=one.id, _anchor="text")
        name = each.title.rstrip(".") or str(TITLES[one.part])
        if is_blank(each, texts):
            yield Gap(one.part, name, href)
        elif one.text != one.drafted and any(_is_unknown(piece) for piece in parts(each.text, figures.by_key)):
            yield Gap(one.part, str(_("%(passage)s: có chỗ chưa có số", passage=name)), href, number=True)


def is_blank(each: Current, texts: Sequence[Current]) -> bool:
    """Whether a passage waits for words; one that only lacks its figure does not, nor that of a part that had nothing
    and has now."""
    one = each.passage
    if one.key.endswith(".trong") and any(other.text for other in texts if other.passage.part == one.part):
        return False
    return not each.text and (one.text != one.drafted or _LEFT_OPEN.fullmatch(one.key) is not None)


def _is_unknown(piece: str | Bound) -> bool:
    return isinstance(piece, Bound) and not piece.typed and (piece.figure is None or piece.figure.number is None)
