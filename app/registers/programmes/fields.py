"""The questions of a programme as fields of a register, and the own fields of houses and sites."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import names
from app.models import ProgrammeVersion, ResidentialGroup, Skill
from app.models.movement.declaration import Declaration, Outcome, Question, Subject, Type
from app.models.movement.site import LONGEST, LONGEST_NAME, MOST_MEMBERS
from app.registers.field import Field, Kind, rows_of

# Prefix of the keys of questions, so that none equals a column.
PREFIX = "a_"
OUTCOMES: Mapping[str, object] = {
    "": _l("Chưa ghi"),
    Outcome.DONE: _l("Đã ghi"),
    Outcome.ABSENT: _l("Đi vắng"),
    Outcome.REFUSED: _l("Không muốn"),
    Outcome.MOVED: _l("Đã chuyển đi"),
}
YES_NO: Mapping[str, object] = {"": _l("Chưa ghi"), "yes": _l("Có"), "no": _l("Chưa")}

NAMED_WHEN = _l("Chỉ ghi tên khi người ấy từ 16 tuổi và đồng ý: chọn tuổi và chọn Có ở dòng đồng ý, hoặc để trống tên.")


@dataclass(frozen=True)
class Former:
    """Former choices by the key of a field: removed ones (`gone`) with the words of their version, and earlier words of
    current ones (`also`, separated by "|"), which imported lists may still use."""

    gone: Mapping[str, Mapping[str, str]]
    also: Mapping[str, Mapping[str, str]]


StoredChoices = Callable[[Any, str], Collection[str]]

_GROUP = Field(
    "residential_group", _l("Tổ dân phố, thôn"), _l("địa bàn"), Kind.ROW, rows=rows_of(ResidentialGroup.of),
    empty_text=_l("Chưa rõ"), headings="group_code|tổ|thôn|khu phố|địa bàn|mã tổ",
)  # fmt: skip
_CODE = Field(
    "code", _l("Mã trong danh sách"), _l("mã"), longest=40, headings="code|mã|mã hộ",
    hint=_l("Để trống nếu không có. Nhập lại cùng một danh sách, máy nhận ra theo mã này."),
)  # fmt: skip
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
}  # fmt: skip
OUTCOME = Field(
    "outcome", _l("Kết quả"), _l("kết quả"), Kind.ONE_OF, headings="tình trạng ghi",
    choices=lambda unit, row: ("", *OUTCOMES), show=lambda key: str(OUTCOMES[key]),
)  # fmt: skip
DAY = Field(
    "day", _l("Ngày ghi"), _l("ngày ghi"), Kind.DAY, past=True, headings="ngày|reached_on|ngày tới",
    hint=_l("Để trống là hôm nay."),
)  # fmt: skip


def fields_of(
    questions: Sequence[Question],
    skills: Mapping[str, Skill],
    former: Former | None = None,
    stored_choices: StoredChoices = lambda row, key: (),
) -> tuple[Field, ...]:
    """A field per question, for form, list, import and export; `skills` are the entries of the ward's list. `former`:
    the choices of older versions, which rows may still have (`stored_choices`: those of a row, by the key of a
    question)."""
    return tuple(_field(each, skills, former or Former({}, {}), stored_choices) for each in questions)


def _field(question: Question, skills: Mapping[str, Skill], former: Former, stored_choices: StoredChoices) -> Field:
    common: dict[str, Any] = {
        "key": PREFIX + question.key, "label": question.label, "word": question.label[:1].lower() + question.label[1:],
        "hint": question.hint, "headings": "|".join(filter(None, (question.key, question.headings))),
        "longest": 500, "personal": question.personal,
        "aliases": {**former.also.get(question.key, {}), **question.also},
    }  # fmt: skip
    gone = former.gone.get(question.key, {})

    def still(row: Any) -> tuple[str, ...]:
        return tuple(each for each in stored_choices(row, question.key) if each in gone) if row is not None else ()

    match question.type:
        case Type.NUMBER:
            return Field(**common, kind=Kind.NUMBER, most=question.most)
        case Type.DATE:
            return Field(**common, kind=Kind.DAY)
        case Type.YES_NO:
            return Field(
                **common, kind=Kind.ONE_OF, choices=lambda unit, row: tuple(YES_NO), show=lambda key: str(YES_NO[key])
            )
        case Type.CHOICE:
            words = {"": str(_l("Chưa ghi")), **question.choices}
            return Field(
                **common, kind=Kind.ONE_OF, choices=lambda unit, row: (*words, *still(row)),
                show=lambda key: words.get(key) or gone.get(key, key),
            )  # fmt: skip
        case Type.CHOICES:
            return Field(
                **common, kind=Kind.SOME_OF, choices=lambda unit, row: (*question.choices, *still(row)),
                show=lambda key: question.choices.get(key) or gone.get(key, key),
            )  # fmt: skip
        case Type.LIST:
            offered = tuple(listed(question, skills))
            return Field(
                **common, kind=Kind.SOME_OF, choices=lambda unit, row: offered,
                show=lambda key: skills[key].label if key in skills else key,
            )  # fmt: skip
    return Field(**common)


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


def listed(question: Question, skills: Mapping[str, Skill]) -> dict[str, str]:
    """The current entries of a ward's list that a question offers, by key, in list order."""
    every = {key: each for key, each in skills.items() if each.retired_at is None}
    return {key: each.label for key, each in every.items() if not question.only or key in question.only}


def stored(question: Question, value: Any) -> Any:
    """A value of a form or import as an entry stores it; None where empty."""
    if value in (None, ""):
        return None
    match question.type:
        case Type.YES_NO:
            return value == "yes"
        case Type.CHOICES | Type.LIST:
            return [each for each in value.split(",") if each]
        case Type.DATE:
            return value.isoformat()
    return value


def shown(question: Question, answer: Any) -> Any:
    """A stored answer as a form value: the inverse of `stored`."""
    if answer is None:
        return None if question.type in (Type.NUMBER, Type.DATE) else ""
    match question.type:
        case Type.YES_NO:
            return "yes" if answer else "no"
        case Type.CHOICES | Type.LIST:
            return ",".join(answer)
        case Type.DATE:
            return date.fromisoformat(answer)
    return answer
