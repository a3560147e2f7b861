"""What a standing reads as: its figure, how it goes, and the one thing to do next."""

from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _, lazy_gettext as _l

from app.country import figures, formats
from app.indicators.ambassadors import LEAST
from app.indicators.figure_status import FigureStatus, Reading, State
from app.indicators.share_words import VERDICTS, answered_words, waiting_words
from app.indicators.shares import Verdict
from app.indicators.target_counts import BY_GROUP, TargetPart, has_least
from app.indicators.target_measures import AS_ONE, meaning_of
from app.models import Target
from app.routes.office.targets.unused import Unused

NEVER = 12  # months after the last day from which a delay is not counted any more
# The word of a state, its colour and its icon; the worst first.
STATES = {
    State.OVER: (_l("Vượt mức"), "bad", "triangle-alert"),
    State.BEHIND: (_l("Chậm"), "bad", "triangle-alert"),
    State.MISSED: (VERDICTS[Verdict.MISSED], "warn", "hourglass"),
    State.CLOSE: (_l("Sát hạn"), "warn", "hourglass"),
    State.MISSING: (_l("Thiếu số"), "", "circle"),
    State.PARTIAL: (VERDICTS[Verdict.PARTIAL], "", "hourglass"),
    State.PROXY: (VERDICTS[Verdict.PROXY], "", "circle"),
    State.ON_PACE: (_l("Đạt nhịp"), "good", "check"),
    State.MET: (VERDICTS[Verdict.MET], "good", "check"),
}


class Next(NamedTuple):
    """What to do: where, and the words of the link."""

    address: str
    words: str


class StandingLine(NamedTuple):
    """A standing in words; `origin`: where the figure is from, of what is counted and was entered; `beside`: the figure
    of the other source, with its origin, in short (`aside`) where it is counted and not all have answered; `answered`:
    who answered, where not all did."""

    standing: FigureStatus
    figure: str
    parts: str
    word: str
    look: str
    icon: str
    pace: str
    next: Next
    behind: str
    meaning: str = ""
    origin: str = ""
    beside: str = ""
    answered: str = ""
    aside: str = ""

    @property
    def width(self) -> float:
        """How far the bar goes, in percent; what is over a hundred fills it."""
        reached, target = self.standing.reached or 0, self.standing.target
        return min(100.0, reached if target.is_share else reached * 100 / max(target.goal, 1))

    @property
    def mark(self) -> int:
        """Where the goal stands on it."""
        target = self.standing.target
        return min(target.goal, 100) if target.is_share else 100


def line_of(standing: FigureStatus, *, officer: bool, unused: Unused | None = None) -> StandingLine:
    """All that is said of one to an officer, who can do something, or to who reads alone. `unused`: the programme that
    would count it and that the ward does not use."""
    word, look, icon = STATES[standing.state]
    unused = unused if standing.state is State.MISSING and not (unused and unused.of_denominator) else None
    target, now, both = standing.target, standing.now, standing.both
    entered = now is not None and not now.is_counted
    return StandingLine(
        standing, _figure(standing), _parts(standing), str(word), look, icon,
        str(_("sổ chưa mở")) if unused else _pace(standing),
        _view(target) if unused or not officer else _next(standing),
        rows_behind(target, standing.day, entered=entered) if now else "", "" if entered else meaning_of(target),
        now.origin if now and target.measured_by and (both or entered) else "",
        reading_words(target, both[1]) if both else "",
        answered_words(standing.share) if standing.share else "",
        _aside(target, both[1]) if both else "",
    )  # fmt: skip


def rows_behind(
    target: Target, day: date, part: TargetPart | None = None, by: str = "", *, entered: bool = False
) -> str:
    """The address of the rows of its figure as of a day, or of a part of it: what was entered, or what is counted; of
    what asks something of each, the table of these; "" without such a row. `entered`: it is entered though counted."""
    unit = target.unit.code
    entered = entered or not target.measured_by or (part is not None and part.entered)
    if not entered and not target.unit.is_ward:  # rows open in their ward alone
        return ""
    if entered:
        if part is None:
            return url_for("office.measurements.index", phuong=unit, tim=target.name)
        return url_for("office.measurements.show", row=part.key) if part.key else ""
    by = by or (part.by if part else "") or next(iter(target.places), BY_GROUP)
    asked: dict[str, Any] = {"key": target.measured_by, "phuong": unit}
    asked |= {"tu": formats.date(target.since), "den": formats.date(min(day, target.until))}
    asked |= {each.dimension: each.expression for each in target.narrowings}
    if has_least(target):
        asked[LEAST] = target.value
    if part is not None:
        asked |= {by: part.key}
        return url_for("office.figures.rows", **asked) if part.numerator else ""
    if target.each_of not in ("", AS_ONE):
        return url_for("office.figures.show", theo=by, **asked)
    return url_for("office.figures.rows", **asked)


def _figure(standing: FigureStatus) -> str:
    """What was reached; of which not all have answered, the number alone."""
    if standing.state is not State.MISSING and standing.reached is None and standing.numerator is not None:
        return figures.count(standing.numerator)
    return figure_of(standing.target, standing.reached)


def _aside(target: Target, other: Reading) -> str:
    """What was counted beside an entered figure: "máy đếm 1.154 (08/24 tổ dân phố đã báo)"."""
    answered = answered_words(other.share(target)) if other.is_counted else ""
    number = formats.number(other.numerator)
    return str(_("máy đếm %(number)s (%(answered)s)", number=number, answered=answered)) if answered else ""


def month_words(target: Target, reading: Reading | None) -> tuple[str, str]:
    """What was known at the end of a month, and who had answered where not all had."""
    if reading is None:
        return "", ""
    reached, answered = reading.reached(target), answered_words(reading.share(target))
    if reached is None:
        return figures.count(reading.numerator), answered or str(_("chưa có tổng số"))
    return figure_of(target, reached), answered


def figure_of(target: Target, reached: float | None) -> str:
    """What was reached, as people read it."""
    return figures.share(reached) if target.is_share or reached is None else figures.count(round(reached))


def reading_words(target: Target, reading: Reading) -> str:
    """A figure with its origin, its day and who answered: "gõ tay, Công an phường: 29/40 ngày 12/3/2026"."""
    words = f"{reading.origin}: {halves_of(target, reading)} {reading.days}"
    answered = answered_words(reading.share(target))
    return f"{words} ({answered})" if answered else words


def _parts(standing: FigureStatus) -> str:
    return halves_of(standing.target, standing.now) if standing.now else figures.unknown()


def halves_of(target: Target, now: Reading) -> str:
    """Both halves of a share, or what lacks."""
    number = formats.number(now.numerator)
    number = _("khoảng %(number)s", number=number) if now.approximate else number
    if not target.is_share:
        return f"{number} {target.unit_words}"
    if now.denominator is None or not now.denominator.number:
        return str(_("%(number)s, chưa có tổng số", number=number))
    if not (of := now.share(target).printed_of):
        return str(number)
    return f"{number}/{now.denominator.text if of == now.denominator.number else formats.number(of)}"


def _pace(standing: FigureStatus) -> str:
    target, state, on = standing.target, standing.state, standing.reaches_on
    if state is State.MISSING:
        if standing.share:
            return answered_words(standing.share) or str(_("chưa có tổng số"))
        if target.measured_by:
            return str(_("chưa có gì để đếm"))
        return str(_("chưa chọn cách đo") if target.is_unchosen else _("chưa ai gõ số"))
    if state is State.PROXY:
        return str(_("chưa xét đạt"))
    if state in (State.PARTIAL, State.MISSED) and standing.share:
        return waiting_words(standing.share) or str(_("đã hết hạn"))
    if target.is_ceiling:
        return _pace_of_ceiling(standing)
    if state is State.MET:
        first = next((day for day, reached in standing.known if target.is_met(reached)), standing.day)
        return str(_("từ %(month)s", month=f"{first:%m/%Y}"))
    if on is None:
        return str(_("hai tháng nay không tăng") if standing.knows_its_pace else _("so với thời gian đã qua"))
    months = (on.year - target.until.year) * 12 + on.month - target.until.month
    if months > NEVER:
        return str(_("không kịp trong kỳ"))
    late = _(", chậm %(count)s tháng", count=months) if months > 0 else ""
    return str(_("nhịp này đạt vào %(month)s", month=f"{on:%m/%Y}")) + str(late)


def _pace_of_ceiling(standing: FigureStatus) -> str:
    """When a limit was passed, or would be at this pace."""
    target, state, on = standing.target, standing.state, standing.reaches_on
    if state is State.MET:
        return str(_("giữ được đến hết kỳ"))
    if state is State.OVER:
        first = next((day for day, reached in standing.known if not target.is_met(reached)), standing.day)
        return str(_("đã vượt từ %(month)s", month=f"{first:%m/%Y}"))
    if on is None:
        return str(_("hai tháng nay không tăng") if standing.knows_its_pace else _("chưa vượt"))
    if on <= target.until:
        return str(_("nhịp này vượt vào %(month)s", month=f"{on:%m/%Y}"))
    return str(_("nhịp này không vượt trong kỳ"))


def _view(target: Target) -> Next:
    return Next(url_for("office.targets.target", row=target.public_id), str(_("Xem chi tiết")))


def _entry(standing: FigureStatus) -> Next | None:
    """What a number that lacks needs: what measures it, of how many, the number; None where nobody enters one."""
    target = standing.target
    if standing.now is None and target.is_unchosen:
        return Next(url_for("office.targets.edit", row=target.public_id), str(_("Chọn cách đo")))
    if standing.state is State.MISSING and standing.now is not None:
        return Next(url_for("office.target_denominators.edit", row=target.public_id), str(_("Nhập tổng số")))
    if not target.measured_by and standing.state in (State.MISSING, State.CLOSE, State.BEHIND, State.MISSED):
        where = url_for("office.measurements.new", phuong=target.unit.code, target=target.public_id)
        return Next(where, str(_("Gõ số mới")))
    return None


def _next(standing: FigureStatus) -> Next:
    """The one thing that helps: a number that lacks first, then where the work is done."""
    if entry := _entry(standing):
        return entry
    target = standing.target
    unit, key = target.unit.code, target.measured_by
    if standing.state in (State.MET, State.ON_PACE) or not key or target.is_ceiling:
        return _view(target)
    if key == "to-da-tap-huan":
        return Next(url_for("office.figures.rows", key="to-chua-tap-huan", phuong=unit), str(_("Xem tổ chưa tập huấn")))
    if key == "to-da-du-lop":
        return Next(url_for("office.figures.show", key=key, theo="mau", phuong=unit), str(_("Xem tổ đã học gì")))
    if key in ("noi-co-to", "to-dang-co"):
        return Next(url_for("office.figures.rows", key="noi-chua-co-to", phuong=unit), str(_("Xem nơi chưa có tổ")))
    if key.startswith("dai-su"):
        return Next(url_for("office.ambassadors.index", phuong=unit), str(_("Xem Đại sứ số")))
    if "." in key:
        return Next(url_for("office.programmes.index", phuong=unit), str(_("Mở sổ phong trào")))
    return Next(url_for("office.new_courses.new", phuong=unit), str(_("Mở lớp")))
