"""The words of what an entry comes to, and of when it may be sent."""

from collections.abc import Mapping

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.country.periods import Period
from app.models.movement.declaration import Declaration, Outcome, Subject

OUTCOMES: Mapping[str, object] = {
    "": _l("Chưa ghi"),
    Outcome.DONE: _l("Đã ghi"),
    Outcome.ABSENT: _l("Đi vắng"),
    Outcome.REFUSED: _l("Không muốn"),
    Outcome.MOVED: _l("Đã chuyển đi"),
    Outcome.NOTHING: _l("Kỳ này không có"),
}

EVENT_OUTCOMES: Mapping[str, object] = {
    Outcome.PLANNED: _l("Sẽ tổ chức"),
    Outcome.DONE: _l("Đã tổ chức"),
    Outcome.CALLED_OFF: _l("Không tổ chức nữa"),
}

OUTCOME_WORDS: Mapping[Subject, Mapping[str, object]] = {
    each: EVENT_OUTCOMES if each is Subject.EVENT else OUTCOMES for each in Subject
}


def noun_of(declared: Declaration) -> str:
    """What one of its subjects is called in a sentence."""
    return str(_("nhà")) if declared.subject is Subject.HOUSEHOLD else declared.noun


def outcomes_of(declared: Declaration) -> Mapping[str, object]:
    """The words of the outcomes that a programme may have, "" first: nothing was recorded."""
    words = words_of(declared)
    return {key: each for key, each in words.items() if key in ("", *declared.possible_outcomes)}


def words_of(declared: Declaration) -> Mapping[str, object]:
    """The words of all outcomes: those of the subject, or the programme's own."""
    own = {"": declared.words.get("not_yet"), Outcome.DONE: declared.words.get("recorded")}
    return {key: own.get(key) or words for key, words in OUTCOME_WORDS[declared.subject].items()}


def not_open_words(period: Period) -> str:
    """The sentence to a sender that says when a period is open."""
    return str(
        _(
            "Chưa ghi: số liệu %(period)s gửi được từ %(opens)s đến %(closes)s. Anh chị nhờ văn phòng phường ghi.",
            period=period.name, opens=formats.date(period.opens), closes=formats.date(period.closes),
        )
    )  # fmt: skip
