"""The one judge of what was read: which answers an entry would store, and what is wrong with them, in words; and why an
entry is not recorded, as exceptions that carry the sentence for the person."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.entries.reading import AT_THE_DOOR, HOW, Changes, Posted, is_answered_by_going
from app.entries.ward_lists import WardLists
from app.entries.words import words_of
from app.models import ProgrammeEntry, ProgrammeVersion
from app.models.movement.bounds import NOTHING_KNOWN, Exceeded, KnownNumber, doubted
from app.models.movement.declaration import ANSWERED, Check, Declaration, Outcome, Subject
from app.models.movement.entry_recording import WrongAnswer, checked
from app.models.movement.question import REFERRING, Type
from app.models.movement.rules import Answers

REASON = "reason"
NAMED_WHEN = _l("Chỉ ghi tên khi người ấy từ 16 tuổi và đồng ý: chọn tuổi và chọn Có ở dòng đồng ý, hoặc để trống tên.")
NO_ANSWER = _l("Anh chị trả lời ít nhất một câu rồi bấm Lưu.")
_NOBODY_IN = _l("Chưa trả lời câu nào. Nhà không có ai hay không muốn thì bấm nút ấy.")
_TOO_LITTLE = _l("Việc này không đủ nội dung.")


class Fault(NamedTuple):
    """What is wrong: the key of the question whose box says so, "outcome" or "reason"; and the words."""

    key: str
    words: str


class NotRecorded(Exception):
    """An entry is not recorded; `message` is the reason, `faults` all that is wrong with its answers. Raised before
    anything was written, or in a savepoint. `entry_id`: the stored entry that is in the way."""

    status, entry_id = 422, 0

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.message, self.faults = message, faults


def check(faults: Sequence[Fault]) -> None:
    """Raises NotRecorded with the words of the first fault, if there is any."""
    if faults:
        raise NotRecorded(faults[0].words, faults)


class AlreadySent(NotRecorded):
    """The uuid is used by another entry, or by one that is no longer current. `same_site`: the same person recorded it
    for the same site."""

    status = 409

    def __init__(self, entry: ProgrammeEntry, *, same_site: bool) -> None:
        super().__init__(
            _(
                "Điều này đã gửi trước đó và không còn là lần ghi mới nhất ở đây, nên máy chưa ghi lại. "
                "Anh chị xem rồi bấm lưu lần nữa."
            )
            if same_site
            else _(
                "Trang này đã gửi trước đó cho một nơi khác, nên điều vừa nhập chưa ghi. Đúng là một nơi nữa thì anh "
                "chị bấm lưu lần nữa; tên hay số nhà ghi nhầm thì anh chị báo phường sửa."
            )
        )
        self.entry_id, self.same_site = entry.id, same_site


class Overtaken(NotRecorded):
    """Somebody else changed the same answers, to questions of some labels, since the form was drawn."""

    status = 409

    def __init__(self, entry: ProgrammeEntry, labels: list[str]) -> None:
        super().__init__(
            _("Trong lúc anh chị ghi, có người ghi khác ở: %(labels)s. Anh chị xem cả hai rồi bấm lưu lần nữa.",
              labels=", ".join(labels))
        )  # fmt: skip
        self.entry_id = entry.id


class Judged(NamedTuple):
    """The answers that an entry would store, and all that is wrong, in the order in which it is said."""

    answers: Mapping[str, Any]
    faults: Sequence[Fault]


class JudgedPost(NamedTuple):
    """What is to be stored: the version whose form has the answers, the outcome, these, those of them that do not stand
    yet, their reason, and the keys of the photos that follow."""

    asked: ProgrammeVersion
    outcome: str
    answers: Answers
    fresh: Answers
    reason: str
    photos: Sequence[str]

    def equal_entry(self, entry: ProgrammeEntry) -> ProgrammeEntry:
        """The entry that was sent before of the same site, if it says the same but for its title.

        Raises:
            AlreadySent: it does not.
        """
        title = self.asked.declared.title
        mine, its = ({key: each for key, each in of.items() if key != title} for of in (self.answers, entry.given))
        if (self.outcome, mine) != (entry.outcome, its):
            raise AlreadySent(entry, same_site=True)
        return entry


def judge(
    asked: ProgrammeVersion, outcome: str, answers: Answers, *, standing: Answers | None = None, reason: str = "",
    filed: bool = False, known: Mapping[str, KnownNumber] = NOTHING_KNOWN,
) -> Judged:  # fmt: skip
    """Judge the answers that somebody gave, with an outcome and a reason. `standing`: what stands, which may be sent
    again though it is offered no more. `filed`: photos or files answer too. `known`: what is known of the
    place (Bounds.at)."""
    declared, event = asked.declared, asked.declared.subject is Subject.EVENT
    if outcome not in ANSWERED and outcome in declared.possible_outcomes and answers:
        return Judged({}, [Fault("outcome", superfluous(declared, outcome, answers))])
    try:
        given = checked(asked, outcome, answers, standing)
    except WrongAnswer as wrong:
        if wrong.field is None:
            return Judged({}, [Fault("outcome", str(_TOO_LITTLE))])
        return Judged(
            {}, [Fault(wrong.key, _("Chưa ghi: câu “%(label)s” trả lời chưa đúng.", label=wrong.field.label))]
        )
    if outcome not in ANSWERED:
        return Judged({}, [])
    faults = [
        Fault(each.parts(declared.subject)[0].key, _("Cần ghi: %(label)s.", label=each.label))
        for each in declared.lacking(given, outcome)
    ]
    if not (given or event or faults or filed):
        visited = Outcome.ABSENT in declared.possible_outcomes
        faults.append(Fault("outcome", str(_NOBODY_IN if visited else NO_ANSWER)))
    if outcome == Outcome.DONE and (against := doubted(declared, given, known)) and not reason:
        faults.append(Fault(REASON, needs_reason(against)))
    return Judged(given, faults)


def judge_posted(
    asked: ProgrammeVersion, posted: Posted, before: Answers, known: Mapping[str, KnownNumber] = NOTHING_KNOWN, *,
    filed: bool = False,
) -> JudgedPost:  # fmt: skip
    """What to store of what is posted `before` which other answers stand. A form, unlike a phone, is told whom it may
    not name. `filed`, `known`: see `judge`.

    Raises:
        NotRecorded: something is wrong: the first thing is said.
    """
    declared, changes = asked.declared, Changes.of(asked.declared, posted)
    unnamed = unnameable(declared, posted.answers) if posted.compares else []
    if not (changes.shown or changes.given):  # of a form that showed nothing: nothing is said
        before = {}
    photos = [
        each.key for each in declared.photos if posted.outcome == Outcome.DONE and each.key in posted.photographed
    ]
    filed = filed or bool(photos or (posted.files_follow and (declared.photos or declared.files)))
    answers, faults = judge(
        asked, posted.outcome, changes.merged(declared, before), standing=before, reason=posted.reason, filed=filed,
        known=known,
    )  # fmt: skip
    check([*unnamed, *faults])
    fresh = {key: each for key, each in answers.items() if each != before.get(key)}
    return JudgedPost(asked, posted.outcome, answers, fresh, posted.reason, photos)


def completed(session: Session, judged: JudgedPost, current: ProgrammeEntry | None) -> JudgedPost:
    """What was judged, with what going there says. Where a newer form is answered already than the one that was asked,
    with the version of that, which keeps what only it asks; what it asks no more is not recorded beside it.

    Raises:
        NotRecorded: an answer names what the ward's lists do not offer.
    """
    asked, answers = judged.asked, judged.answers
    check(unlisted(session, asked, judged.fresh))
    how = asked.declared.by_key.get(HOW)
    if answers and HOW not in answers and how and is_answered_by_going(asked.declared, how):
        answers = {**answers, HOW: AT_THE_DOOR}
    if current is None or not current.asked_by.is_newer_than(asked):
        return judged._replace(answers=answers)
    newer, given = current.asked_by, current.given
    only = newer.declared.by_key.keys() - asked.declared.by_key.keys()
    kept = {key: each for key, each in answers.items() if key in newer.declared.by_key}
    kept |= {key: given[key] for key in only if key in given}
    photos = [each.key for each in newer.declared.photos if each.key in judged.photos]
    # Checks that only the newer form shows are not held against who filled in the older one.
    return judged._replace(asked=newer, answers=kept, reason=judged.reason or str(_("Ghi theo mẫu cũ")), photos=photos)


def unnameable(declared: Declaration, answers: Answers) -> list[Fault]:
    """Persons who may not be named: under 16, or without agreement. No entry stores their names, whoever sends them."""
    named = [each for each in declared.persons if answers.get(each.key) and not each.agreed(answers)]
    return [Fault(each.key, str(NAMED_WHEN)) for each in named]


def unlisted(session: Session, asked: ProgrammeVersion, answers: Answers) -> list[Fault]:
    """Answers that name what the ward's lists do not offer; what was merged since is offered. One statement a list."""
    of_lists = [each for each in asked.declared.fields if each.type is Type.LIST or each.type in REFERRING]
    named = [each for each in of_lists if each.key in answers]
    lists, faults = WardLists.of(session, asked.programme.unit_id, named), list[Fault]()
    for each in named:
        answer = lists.standing(each, answers[each.key])
        known = lists.skills.keys() if each.type is Type.LIST else lists.offered(each).keys()
        if not {str(one) for one in (answer if isinstance(answer, list) else [answer])} <= known:
            words = _("Chưa ghi: “%(label)s” không còn trong danh mục của phường.", label=each.label)
            faults.append(Fault(each.key, words))
    return faults


def superfluous(declared: Declaration, outcome: str, keys: Collection[str]) -> str:
    """What is said where questions of some keys were answered though the outcome has no answers."""
    by_key = declared.by_key
    labels = ", ".join(by_key[each].label if each in by_key else each for each in keys)
    return str(
        _("Anh chị chọn “%(outcome)s” nhưng còn ghi: %(labels)s. Anh chị chọn lại kết quả, hoặc xóa các ô ấy.",
          outcome=words_of(declared)[Outcome(outcome)], labels=labels)
    )  # fmt: skip


def needs_reason(against: Sequence[Check | Exceeded]) -> str:
    """What is said where answers do not meet checks, or exceed what is known."""
    texts = "; ".join(each.text for each in against)
    return str(_("%(texts)s. Số đúng là như vậy thì anh chị ghi lý do; ghi nhầm thì sửa lại.", texts=texts))
