"""The questions of a programme as fields of a register, and the own fields of houses and sites."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats, links, names
from app.country.periods import Period
from app.models import Organisation, Place, ProgrammeVersion, ResidentialGroup
from app.models.movement.declaration import ANSWERED, Check, Declaration, Outcome, Subject
from app.models.movement.question import LONGEST as LONGEST_ANSWER, REFERRING, SEVERAL, Question, Type
from app.models.movement.rules import is_filled
from app.models.movement.site import LONGEST, LONGEST_NAME, MOST_MEMBERS
from app.registers.field import Asked, Field, Kind, Refused, rows_of
from app.registers.programmes.rule_words import rule_json, rule_words, warnings
from app.registers.programmes.ward_lists import WardLists

# Prefix of the keys of questions, so that none equals a column.
PREFIX = "a_"
OUTCOMES: Mapping[str, object] = {
    "": _l("Chưa ghi"),
    Outcome.DONE: _l("Đã ghi"),
    Outcome.ABSENT: _l("Đi vắng"),
    Outcome.REFUSED: _l("Không muốn"),
    Outcome.MOVED: _l("Đã chuyển đi"),
    Outcome.NOTHING: _l("Không phát sinh"),
}
EVENT_OUTCOMES: Mapping[str, object] = {
    Outcome.PLANNED: _l("Sẽ tổ chức"),
    Outcome.DONE: _l("Đã tổ chức"),
    Outcome.CALLED_OFF: _l("Không tổ chức nữa"),
}
OUTCOME_WORDS: Mapping[Subject, Mapping[str, object]] = {
    each: EVENT_OUTCOMES if each is Subject.EVENT else OUTCOMES for each in Subject
}
YES_NO: Mapping[str, object] = {"": _l("Chưa ghi"), "yes": _l("Có"), "no": _l("Chưa")}

NAMED_WHEN = _l("Chỉ ghi tên khi người ấy từ 16 tuổi và đồng ý: chọn tuổi và chọn Có ở dòng đồng ý, hoặc để trống tên.")


@dataclass(frozen=True)
class Former:
    """Former choices by the key of a field: removed ones (`gone`) with the words of their version, and earlier words of
    current ones (`also`, separated by "|"), which imported lists may still use."""

    gone: Mapping[str, Mapping[str, str]]
    also: Mapping[str, Mapping[str, str]]


# So many choices stand side by side in a form, the one that says nothing among them.
MOST_SIDE_BY_SIDE = 3
StoredChoices = Callable[[Any, str], Collection[str]]

_GROUP = Field(
    "residential_group", _l("Tổ dân phố, thôn"), _l("địa bàn"), Kind.ROW, rows=rows_of(ResidentialGroup.of),
    empty_text=_l("Chưa rõ"), headings="group_code|tổ|thôn|khu phố|địa bàn|mã tổ",
)  # fmt: skip
_CODE = Field(
    "code", _l("Mã trong danh sách"), _l("mã"), longest=40, headings="code|mã|mã hộ",
    hint=_l("Để trống nếu không có. Nhập lại cùng một danh sách, máy nhận ra theo mã này."),
)  # fmt: skip


def read_hour(typed: str) -> str:
    """A typed hour as "07:30"; "" where nothing is typed.

    Raises:
        Refused: it is no hour of a day.
    """
    found = _HOUR.fullmatch(names.search_key(typed))
    if not typed.strip():
        return ""
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise Refused(_("Anh chị ghi giờ như 7 giờ 30 hoặc 14:00."))
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


_HOUR = re.compile(r"(\d{1,2}) ?(?:gio|[hg:.])? ?(\d{2})?(?: ?(?:p|phut))?")
# Of what represents an organisation, a group or a team: copied, so that an import finds it by them.
_COPIED = (
    Field("name", _l("Tên"), _l("tên"), required=True, longest=160, headings="tên gọi|đơn vị|tên đơn vị",
        copied=True, optional_in_import=True),
    Field("code", _l("Mã"), _l("mã"), longest=40, headings="code|mã", copied=True),
)  # fmt: skip
_IN_GROUP = replace(_GROUP, copied=True)
_ORGANISER = Field(
    "organisation", _l("Đơn vị tổ chức"), _l("đơn vị tổ chức"), Kind.ROW, rows=rows_of(Organisation.of),
    row_word=_l("đơn vị"), match_key=names.search_key, empty_text=_l("Phường"), headings="đơn vị|tổ chức bởi",
)  # fmt: skip
# Of a site whose records or readers are organisations.
_KEPT_BY = replace(_ORGANISER, label=_l("Đơn vị phụ trách"), word=_l("đơn vị phụ trách"))
OF_SUBJECT: Mapping[Subject, tuple[Field, ...]] = {
    Subject.HOUSEHOLD: (
        Field("number", _l("Số nhà"), _l("số nhà"), longest=LONGEST["number"], headings="số"),
        Field("alley", _l("Ngõ, đường, xóm"), _l("ngõ"), longest=LONGEST["alley"], headings="ngõ|đường|xóm|hẻm"),
        _GROUP,
        Field(
            "head", _l("Chủ hộ"), _l("chủ hộ"), longest=LONGEST["head"], personal=True,
            headings="họ tên chủ hộ|tên chủ hộ", hint=_l("Chỉ tên người đứng tên nhà. Không ghi ai khác trong nhà."),
        ),
        Field("members", _l("Số người trong nhà"), _l("số người"), Kind.NUMBER, least=1, most=MOST_MEMBERS,
            headings="nhân khẩu|số nhân khẩu|số người|members"),
        _CODE,
    ),
    Subject.SITE: (
        Field("name", _l("Tên"), _l("tên"), required=True, longest=LONGEST_NAME, headings="tên gọi"),
        _GROUP,
        _CODE,
    ),
    Subject.EVENT: (
        Field("name", _l("Tên"), _l("tên"), required=True, longest=LONGEST_NAME, headings="tên gọi"),
        Field("held_on", _l("Ngày tổ chức"), _l("ngày tổ chức"), Kind.DAY, required=True, headings="ngày|day|date"),
        Field("starts_at", _l("Bắt đầu lúc"), _l("giờ bắt đầu"), longest=12, read=read_hour, headings="giờ|bắt đầu",
            hint=_l("Ví dụ: 7 giờ 30, 14:00")),
        Field("ends_at", _l("Kết thúc lúc"), _l("giờ kết thúc"), longest=12, read=read_hour, headings="kết thúc|đến"),
        Field("place", _l("Ở địa điểm của phường"), _l("địa điểm"), Kind.ROW, rows=rows_of(Place.of),
            row_word=_l("địa điểm"), match_key=names.search_key, empty_text=_l("Nơi khác"), headings="địa điểm"),
        Field("venue", _l("Nơi khác"), _l("nơi tổ chức"), longest=LONGEST_NAME, headings="nơi tổ chức|ở đâu"),
        _ORGANISER,
        _GROUP,
        _CODE,
    ),
    Subject.ORGANISATION: (*_COPIED, _IN_GROUP),
    Subject.GROUP: _COPIED,
    Subject.TEAM: (*_COPIED[:1], _IN_GROUP),
}  # fmt: skip
# The decision of the office about a row of those that a programme is among: why it is left out, or that it is chosen.
LEFT_OUT = Field(
    "left_out", _l("Đưa ra khỏi sổ vì"), _l("vì sao không ghi"), longest=200, empty_text=_l("đang trong sổ"),
    hint=_l("Để trống là vẫn ghi. Đã ghi vì sao thì từ hôm nay không hỏi và không tính nữa."),
)  # fmt: skip
INCLUDED = Field(
    "included", _l("Chọn vào sổ"), _l("trong sổ"), Kind.YES_NO, default=False, headings="chọn|được chọn",
)  # fmt: skip
OUTCOME = Field(
    "outcome", _l("Kết quả"), _l("kết quả"), Kind.ONE_OF, headings="tình trạng ghi",
    choices=lambda unit, row: tuple(OUTCOMES), show=lambda key: str(OUTCOMES[key]),
)  # fmt: skip
DAY = Field(
    "day", _l("Ngày ghi"), _l("ngày ghi"), Kind.DAY, past=True, headings="ngày|reached_on|ngày tới",
    hint=_l("Để trống là hôm nay."),
)  # fmt: skip


REASON = Field(
    "reason", _l("Vì sao số liệu như vậy"), _l("lý do"), longest=500, personal=True, headings="lý do|giải thích",
    hint=_l("Chỉ ghi khi có dòng nhắc ở trên mà số liệu vẫn đúng."), is_reason=True,
)  # fmt: skip


def outcomes_of(declared: Declaration) -> Mapping[str, object]:
    """The words of the outcomes that a programme may have, "" first: nothing was recorded."""
    words = words_of(declared)
    return {key: each for key, each in words.items() if key in ("", *declared.possible_outcomes)}


def words_of(declared: Declaration) -> Mapping[str, object]:
    """The words of all outcomes: those of the subject, or the programme's own."""
    own = {"": declared.words.get("not_yet"), Outcome.DONE: declared.words.get("recorded")}
    return {key: own.get(key) or words for key, words in OUTCOME_WORDS[declared.subject].items()}


def outcome_of(declared: Declaration) -> Field:
    """The field of the outcome with what a programme offers."""
    words, shown_words = outcomes_of(declared), words_of(declared)
    return replace(OUTCOME, choices=lambda unit, row: tuple(words), show=lambda key: str(shown_words[key]))


def period_of(period: Period) -> Field:
    """The field of the period of a list: what it says is always that period, so a line of another one is refused."""
    return Field(
        "period", _l("Kỳ"), _l("kỳ"), Kind.ONE_OF, default=period.key.isoformat(), headings="kỳ báo cáo|period",
        choices=lambda unit, row: (period.key.isoformat(),), show=lambda key: period.name,
    )  # fmt: skip


def _of_organisations(relation: str) -> bool:
    return relation == "unit" or relation.startswith("organisation.")


def own_fields(declared: Declaration) -> tuple[Field, ...]:
    """The own fields of what a programme is about: its title in the words of the declaration; an event without a title
    is named by organiser and day."""
    own, title = OF_SUBJECT[declared.subject], declared.by_key.get(declared.title)
    if declared.subject is Subject.SITE and any(
        _of_organisations(each) for each in (*declared.records, *declared.sees)
    ):
        own = (*own[:-1], _KEPT_BY, own[-1])
    if title is not None:
        heads = "|".join(filter(None, (title.key, title.headings)))
        named = replace(own[0], label=title.label, word=title.label[:1].lower() + title.label[1:], headings=heads)
        return (replace(named, hint=title.hint), *own[1:])
    return own[1:] if declared.subject is Subject.EVENT else own


def fields_of(
    declared: Declaration,
    lists: WardLists,
    former: Former | None = None,
    stored_choices: StoredChoices = lambda row, key: (),
) -> tuple[Field, ...]:
    """A field per question, for form, list, import and export; `lists` are those of the ward that they refer to.
    `former`: the choices of older versions, which rows may still have (`stored_choices`: those of a row, by the key of
    a question)."""
    made = [_field(each, lists, former or Former({}, {}), stored_choices) for each in declared.asked]
    placed = [replace(each, asked=asked, section=section)
              for each, (asked, section) in zip(made, _placed(declared), strict=True)]  # fmt: skip
    return tuple(each for each in placed if each.key != PREFIX + declared.title)


def _placed(declared: Declaration) -> Iterator[tuple[Asked, tuple[object, object] | None]]:
    """What scripts know of each question of a form, and the heading before it."""
    before, warned = "", warnings(declared)
    for each in declared.fields:
        rule = each.shown_when
        when = (rule_json(rule), rule_words(rule, {one.key: one for one in declared.fields})) if rule else ("", "")
        parts = each.parts(declared.subject)
        for part in parts:
            heading = (each.section, "") if each.section and each.section != before else None
            before = each.section
            needs = each.required and (part.key == each.key or bool(part.tally))
            warns = warned.get(each.key, ()) if part is parts[-1] else ()
            yield Asked(part.key, part.type.value, needs, *when, warns), heading


def _field(question: Question, lists: WardLists, former: Former, stored_choices: StoredChoices) -> Field:
    label = f"{question.label} ({question.unit})" if question.unit else question.label
    common: dict[str, Any] = {
        "key": PREFIX + question.key, "label": label, "word": question.label[:1].lower() + question.label[1:],
        "hint": question.hint, "headings": "|".join(filter(None, (question.key, question.headings))),
        "longest": LONGEST_ANSWER.get(question.type, 500), "personal": question.personal,
        "row_of": question.tally, "short": question.short,
        "aliases": {**former.also.get(question.key, {}), **question.also},
    }  # fmt: skip
    gone: Mapping[str, str] = former.gone.get(question.key, {})

    def still(row: Any) -> tuple[str, ...]:
        return tuple(each for each in stored_choices(row, question.key) if each in gone) if row is not None else ()

    match question.type:
        case Type.YES_NO:
            words: Mapping[str, object] = YES_NO
            common["hints"] = {}
        case Type.CHOICE:
            words = {"": _l("Chưa ghi"), **question.choices}
            common["hints"] = {} if len(words) <= MOST_SIDE_BY_SIDE else None
        case Type.CHOICES:
            words = question.choices
        case each if each is Type.LIST or each in REFERRING:
            several = each in SEVERAL
            words = {**({} if several else {"": _l("Chưa ghi")}), **lists.offered(question)}
            gone = lists.others(question)
            common["aliases"] = lists.codes(question) or common["aliases"]
        case _:
            return Field(**common, **_WRITTEN.get(question.type, {}), most=question.largest)
    return Field(
        **common, kind=Kind.SOME_OF if question.type in SEVERAL else Kind.ONE_OF,
        choices=lambda unit, row: (*words, *(still(row) if question.type is not Type.LIST else ())),
        show=lambda key: str(words.get(key) or gone.get(key) or (_("nơi khác") if question.type in REFERRING else key)),
    )  # fmt: skip


def _https(text: str) -> str:
    if text and not links.is_https(text):
        raise Refused(_("Anh chị dán địa chỉ bắt đầu bằng https://, ví dụ https://dichvucong.gov.vn."))
    return text


def _no_longer(text: str) -> str:
    most = LONGEST_ANSWER[Type.LONG_TEXT]
    if len(text) > most:
        raise Refused(
            _("Phần này dài %(length)s chữ, nhiều nhất %(most)s chữ. Anh chị ghi gọn lại.",
              length=formats.number(len(text)), most=formats.number(most))
        )  # fmt: skip
    return text.replace("\r\n", "\n").strip()


_WRITTEN: Mapping[Type, dict[str, Any]] = {
    Type.NUMBER: {"kind": Kind.NUMBER},
    Type.MONEY: {"kind": Kind.MONEY},
    Type.DATE: {"kind": Kind.DAY},
    Type.PHONE: {"kind": Kind.PHONE},
    Type.LONG_TEXT: {"kind": Kind.LINES, "read": _no_longer},
    Type.LINK: {"read": _https, "web": True},
}


def former_choices(versions: Sequence[ProgrammeVersion]) -> Former:
    """The choices that the last of some versions in use renamed or removed, by the keys of field and choice."""
    gone: dict[str, dict[str, str]] = {}
    also: dict[str, dict[str, str]] = {}
    for field in versions[-1].declared.asked if versions else ():
        today = {names.search_key(each) for each in field.choices.values()}
        for version in reversed(versions[:-1]):
            older = version.declared.by_key.get(field.key)
            for key, words in older.choices.items() if older else ():
                if key not in field.choices:
                    gone.setdefault(field.key, {}).setdefault(key, of_version(version.number, words))
                elif names.search_key(words) not in today:
                    known = also.setdefault(field.key, {})
                    known[key] = "|".join(filter(None, (known.get(key), words)))
    return Former(gone, also)


def of_version(number: object, words: str) -> str:
    """A choice that the newest version does not offer, in the words of its own version."""
    return str(_("theo bản %(number)s: %(words)s", number=number, words=words))


def unnameable(declared: Declaration, values: Mapping[str, Any]) -> Mapping[str, object]:
    """Errors for persons who may not be named: under 16, or without agreement."""
    given = {key.removeprefix(PREFIX): value for key, value in values.items()}
    answers = {key: stored(each, given.get(key)) for key, each in declared.by_key.items()}
    return {
        PREFIX + each.key: NAMED_WHEN for each in declared.persons if answers[each.key] and not each.agreed(answers)
    }


def unfit(declared: Declaration, stands: Mapping[str, Any], values: Mapping[str, Any]) -> Mapping[str, object]:
    """Errors of a changed entry: required questions that are empty, checks that are not met without a reason; none
    where no answer differs from those that stand."""
    changed = [key for key in values if key.startswith(PREFIX) and (values[key] or None) != (stands.get(key) or None)]
    outcome, event = values.get("outcome") or Outcome.DONE, declared.subject is Subject.EVENT
    told = event and (not stands or outcome != (stands.get("outcome") or Outcome.DONE))
    answers = {key: stored(each, values.get(PREFIX + key)) for key, each in declared.by_key.items()}
    answers = {key: value for key, value in answers.items() if is_filled(value)}
    if outcome not in ANSWERED or not (changed or told) or not (answers or event):
        return {}
    wrong: dict[str, object] = {
        PREFIX + each.parts(declared.subject)[0].key: _("Cần ghi: %(label)s.", label=each.label)
        for each in declared.lacking(answers, outcome)
    }
    if (against := declared.contradicted(answers)) and not values.get(REASON.key):
        wrong[REASON.key] = needs_reason(against)
    return wrong


def needs_reason(against: Sequence[Check]) -> str:
    """What is said where answers do not meet checks."""
    texts = "; ".join(each.text for each in against)
    return str(_("%(texts)s. Số đúng là như vậy thì anh chị ghi lý do; ghi nhầm thì sửa lại.", texts=texts))


def stored(question: Question, value: Any) -> Any:
    """A value of a form or import as an entry stores it; None where empty."""
    if value in (None, ""):
        return None
    match question.type:
        case Type.YES_NO:
            return value == "yes"
        case Type.CHOICES | Type.LIST:
            return [each for each in value.split(",") if each]
        case Type.ORGANISATIONS | Type.GROUPS:
            return [int(each) for each in value.split(",") if each.isdecimal()]
        case Type.ORGANISATION | Type.GROUP | Type.COURSE:
            return int(value) if value.isdecimal() else value
        case Type.DATE:
            return value.isoformat()
    return value


def shown(question: Question, answer: Any) -> Any:
    """A stored answer as a form value: the inverse of `stored`."""
    if answer is None:
        return None if question.type in (Type.NUMBER, Type.MONEY, Type.DATE) else ""
    match question.type:
        case Type.YES_NO:
            return "yes" if answer else "no"
        case each if each in SEVERAL:
            return ",".join(map(str, answer))
        case each if each in REFERRING:
            return str(answer)
        case Type.DATE:
            return date.fromisoformat(answer)
    return answer
