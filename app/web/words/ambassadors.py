"""Wording for ambassadors and their pairs: training, work done, a mentee's progress, how a pair ended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import clock, formats
from app.models import Ambassador, Evidence, Mentorship, PairOutcome, Reached, Training

TRAINING: Mapping[str, object] = {
    Training.NONE: _l("Chưa tập huấn"),
    Training.BASIC: _l("Cơ bản"),
    Training.ADVANCED: _l("Nâng cao"),
}
# Organisations that send ambassadors (S0, S2); others are typed.
ORGANISATIONS = (
    _l("Chi bộ, cấp ủy"),
    _l("Đoàn Thanh niên"),
    _l("Hội Liên hiệp Phụ nữ"),
    _l("Hội Cựu chiến binh"),
    _l("Hội Nông dân"),
    _l("Hội Người cao tuổi"),
    _l("Mặt trận Tổ quốc"),
    _l("Công đoàn"),
    _l("Trường học"),
    _l("Tổ công nghệ số cộng đồng"),
    _l("Công an phường, xã"),
)


def training_words(training: str) -> str:
    """The label of a training."""
    return str(TRAINING.get(training, training))


def training_short(ambassador: Ambassador) -> str:
    """A short label for a column: "Chưa", "Cơ bản", "Nâng cao, AI"."""
    level = _("Chưa") if ambassador.training == Training.NONE else training_words(ambassador.training)
    return ", ".join([level, "AI"]) if ambassador.ai_trained_on else str(level)


def sending_body(organisation: str, group: str) -> str:
    """Who sends somebody, as a card and a letter say it beside their group: "" where that is the group itself, "Trường
    học" alone with what it is for."""
    if group.casefold().startswith(organisation.casefold()):
        return ""
    return f"{organisation} cử" if organisation in map(str, ORGANISATIONS) else organisation


def done_words(letter: Mapping[str, Any]) -> str:
    """The counts of a letter in one sentence; counts of 0 are left out, and counts are not added up."""
    counts = (
        (letter["mentees"], "kèm {} người"),
        (letter["reached"], "{} người đã tự làm được"),
        (letter["visits"], "{} lượt đến gặp"),
        (letter["help_times"], "{} lượt giúp"),
    )
    parts = [words.format(formats.count_in_sentence(count)) for count, words in counts if count]
    if not parts:
        return ""
    since, until = (formats.date(date.fromisoformat(letter[name])) for name in ("since", "until"))
    return f"Từ ngày {since} đến ngày {until}: {'; '.join(parts)}."


# Wording for pairs: a mentee's progress and its evidence, how a pair ended, whom to visit next and why.
REACHED: Mapping[str, object] = {
    Reached.NOT_STARTED: _l("chưa biết"),
    Reached.LEARNING: _l("đang học"),
    Reached.CAN_DO: _l("tự làm được"),
}
# State → the style of a dot (components/numbers.html).
DOTS: Mapping[str, str] = {Reached.NOT_STARTED: "no", Reached.LEARNING: "ask", Reached.CAN_DO: "yes"}
EVIDENCE: Mapping[str, object] = {
    Evidence.SEEN: _l("tận mắt thấy làm"),
    Evidence.VNEID: _l("mở VNeID cho xem"),
    Evidence.COURSE: _l("đã học lớp"),
    Evidence.STATED: _l("tự nói là làm được"),
}
OUTCOMES: Mapping[str, object] = {
    PairOutcome.REACHED: _l("Đã tự làm được các việc muốn học"),
    PairOutcome.PARTLY: _l("Làm được một phần"),
    PairOutcome.MOVED: _l("Chuyển đi nơi khác"),
    PairOutcome.STOPPED: _l("Không tiếp tục nữa"),
    PairOutcome.HANDED_OVER: _l("Chuyển cho Đại sứ số khác"),
}
# Days without a meeting until the ambassador's page reminds; the office's does after a month (`PairShelf.SILENT`).
QUIET_DAYS = 14


@dataclass(frozen=True)
class Turn:
    """A pair in the order of visits: a smaller `rank` comes sooner; the reason in words; `urgent` if it is due."""

    pair: Mentorship
    rank: tuple[int, int]
    why: str
    urgent: bool


def turn(pair: Mentorship, today: date) -> Turn:
    """The rank of a pair's next visit, and the reason."""
    met = clock.local(pair.last_met_at).date() if pair.last_met_at else None
    planned = pair.next_visit_on
    if planned is not None and planned <= today:
        late = (today - planned).days
        why = _("Hẹn %(day)s, đã qua %(days)s ngày", day=formats.day_month(planned), days=late) if late else ""
        return Turn(pair, (int(late > 0), -late), why or _("Hẹn hôm nay"), True)
    if met is None:
        return Turn(pair, (2, -(today - pair.since).days), _never(pair, today, planned), True)
    quiet = (today - met).days
    if quiet >= QUIET_DAYS and planned is None:
        return Turn(pair, (3, -quiet), _("%(days)s ngày chưa gặp", days=quiet), True)
    if planned is not None:
        return Turn(pair, (4, (planned - today).days), _("Hẹn %(day)s", day=formats.day_month(planned)), False)
    return Turn(pair, (5, -quiet), last_met(pair, today), False)


def _never(pair: Mentorship, today: date, planned: date | None) -> str:
    if planned is not None:
        return str(_("Chưa gặp lần nào, hẹn %(day)s", day=formats.day_month(planned)))
    days = (today - pair.since).days
    return str(_("Chưa gặp lần nào, nhận kèm %(days)s ngày rồi", days=days) if days else _("Chưa gặp lần nào"))


def in_turn(pairs: Iterable[Mentorship], today: date) -> list[Turn]:
    """Pairs in the order of their next visits."""
    return sorted((turn(pair, today) for pair in pairs), key=lambda each: (each.rank, each.pair.id))


def last_met(pair: Mentorship, today: date) -> str:
    """The last meeting: "Gặp hôm qua", "Gặp 21 ngày trước", "Chưa gặp lần nào"."""
    if pair.last_met_at is None:
        return str(_("Chưa gặp lần nào"))
    days = (today - clock.local(pair.last_met_at).date()).days
    if days <= 0:
        return str(_("Gặp hôm nay"))
    return str(_("Gặp hôm qua") if days == 1 else _("Gặp %(days)s ngày trước", days=days))


def goal_dots(pair: Mentorship) -> list[tuple[str, str]]:
    """A pair's goals as dots, each with a text for screen readers."""
    return [
        (DOTS[goal.reached], _("%(skill)s: %(state)s", skill=goal.skill.label, state=str(REACHED[goal.reached])))
        for goal in pair.goals
    ]
