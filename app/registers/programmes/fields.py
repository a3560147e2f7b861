"""What a programme asks, as fields of a register; and what every house, or every site of its own, says of itself."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import names
from app.models import ProgrammeVersion, ResidentialGroup, Skill
from app.models.movement.declaration import Asked, Declaration, Outcome, Subject, Type
from app.models.movement.site import LONGEST, LONGEST_NAME, MOST_MEMBERS
from app.registers.field import Field, Kind, rows_of

# Begins the keys of what is asked: none is ever that of a column.
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
    """By the key of a field: choices that are `gone`, each with the words of the version that asked, and how choices
    that stand were called before (`also`, parted by "|"), as lists from outside may call them still."""

    gone: Mapping[str, Mapping[str, str]]
    also: Mapping[str, Mapping[str, str]]


Held = Callable[[Any, str], Collection[str]]

_GROUP = Field(
    "residential_group", _l("Tổ dân phố, thôn"), _l("địa bàn"), Kind.ROW, rows=rows_of(ResidentialGroup.of),
    none=_l("Chưa rõ"), headings="group_code|tổ|thôn|khu phố|địa bàn|mã tổ",
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
    asked: Sequence[Asked], skills: Mapping[str, Skill], former: Former | None = None, held: Held = lambda row, key: ()
) -> tuple[Field, ...]:
    """What is asked, each a field of a form, a list, an import and an export; of a list of the ward by its `skills`.
    `former`: the choices of older versions, which rows may still hold (`held`: those of a row, by the key of what is
    asked)."""
    return tuple(_field(each, skills, former or Former({}, {}), held) for each in asked)


def _field(asked: Asked, skills: Mapping[str, Skill], former: Former, held: Held) -> Field:
    said: dict[str, Any] = {
        "key": PREFIX + asked.key, "label": asked.label, "word": asked.label[:1].lower() + asked.label[1:],
        "hint": asked.hint, "headings": "|".join(filter(None, (asked.key, asked.headings))),
        "longest": 500, "also": {**former.also.get(asked.key, {}), **asked.also}, "personal": asked.personal,
    }  # fmt: skip
    gone = former.gone.get(asked.key, {})

    def still(row: Any) -> tuple[str, ...]:
        return tuple(each for each in held(row, asked.key) if each in gone) if row is not None else ()

    match asked.type:
        case Type.NUMBER:
            return Field(**said, kind=Kind.NUMBER, most=asked.most)
        case Type.DATE:
            return Field(**said, kind=Kind.DAY)
        case Type.YES_NO:
            return Field(
                **said, kind=Kind.ONE_OF, choices=lambda unit, row: tuple(YES_NO), show=lambda key: str(YES_NO[key])
            )
        case Type.CHOICE:
            words = {"": str(_l("Chưa ghi")), **asked.choices}
            return Field(
                **said, kind=Kind.ONE_OF, choices=lambda unit, row: (*words, *still(row)),
                show=lambda key: words.get(key) or gone.get(key, key),
            )  # fmt: skip
        case Type.CHOICES:
            return Field(
                **said, kind=Kind.SOME_OF, choices=lambda unit, row: (*asked.choices, *still(row)),
                show=lambda key: asked.choices.get(key) or gone.get(key, key),
            )  # fmt: skip
        case Type.LIST:
            offered = tuple(listed(asked, skills))
            return Field(
                **said, kind=Kind.SOME_OF, choices=lambda unit, row: offered,
                show=lambda key: skills[key].label if key in skills else key,
            )  # fmt: skip
    return Field(**said)


def former_choices(versions: Sequence[ProgrammeVersion]) -> Former:
    """What the last of some versions in use calls otherwise, or has no more, by the key of a field and of a choice."""
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
    """An answer that the newest version does not offer, in the words of the one that asked."""
    return str(_("theo bản %(number)s: %(words)s", number=number, words=words))


def unnameable(declared: Declaration, said: Mapping[str, Any]) -> Mapping[str, object]:
    """What is wrong with who is named: nobody under 16 is, nor who did not agree."""
    given = {key.removeprefix(PREFIX): value for key, value in said.items()}
    answers = {key: stored(each, given.get(key)) for key, each in declared.by_key.items()}
    return {
        PREFIX + each.key: NAMED_WHEN for each in declared.persons if answers[each.key] and not each.agreed(answers)
    }


def listed(asked: Asked, skills: Mapping[str, Skill]) -> dict[str, str]:
    """The entries of a ward's list that are asked for today, by key, in its order."""
    every = {key: each for key, each in skills.items() if each.retired_at is None}
    return {key: each.label for key, each in every.items() if not asked.only or key in asked.only}


def stored(asked: Asked, value: Any) -> Any:
    """What a form or a list wrote of it, as an entry keeps it; None of nothing."""
    if value in (None, ""):
        return None
    match asked.type:
        case Type.YES_NO:
            return value == "yes"
        case Type.CHOICES | Type.LIST:
            return [each for each in value.split(",") if each]
        case Type.DATE:
            return value.isoformat()
    return value


def shown(asked: Asked, answer: Any) -> Any:
    """What an entry keeps of it, as a form takes it: the opposite of `stored`."""
    if answer is None:
        return None if asked.type in (Type.NUMBER, Type.DATE) else ""
    match asked.type:
        case Type.YES_NO:
            return "yes" if answer else "no"
        case Type.CHOICES | Type.LIST:
            return ",".join(answer)
        case Type.DATE:
            return date.fromisoformat(answer)
    return answer
