"""What is asked about a list (`app/exchange/imports/survey.py`), in words: a heading, a text, the press of each answer
and what the page says once it is given."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.exchange.imports.columns import ALL, NO, YES
from app.models import ResidentialGroup

ANY = ""  # an answer that is a value: a year, the code of a group
_WORDS: Mapping[str, tuple[object, object, Mapping[str, tuple[object, object]]]] = {
    "down": (
        _l("Cột %(title)s: lấy theo ô trên?"),
        _l("%(number)s dòng trống dưới “%(example)s” và các ô tương tự. Để trống là nơi khác hoặc chưa rõ."),
        {YES: (_l("Lấy theo ô trên"), _l("Cột %(title)s: %(number)s ô trống lấy theo ô trên.")),
         NO: (_l("Để trống"), _l("Cột %(title)s: %(number)s ô trống để trống."))},
    ),
    "month": (
        _l("Cột %(title)s ghi tháng trước hay ngày trước?"),
        _l("%(sides)s Ô ngược với cả cột thì chưa nhập, anh chị sửa ở dưới."),
        {YES: (_l("Cả cột tháng trước"), _l("Cột %(title)s: đọc tháng trước.")),
         NO: (_l("Cả cột ngày trước"), _l("Cột %(title)s: đọc ngày trước."))},
    ),
    "ages": (
        _l("Tuổi tính theo năm nào?"),
        _l("%(number)s dòng chỉ ghi tuổi: năm sinh lấy năm của danh sách trừ tuổi, có thể lệch một năm."),
        {ANY: (_l("Danh sách năm %(answer)s"), _l("Tuổi tính theo danh sách năm %(answer)s."))},
    ),
    "all": (
        _l("Cả danh sách ở %(first)s?"), _l("%(number)s dòng đều không ghi %(word)s. %(above)s"),
        {ANY: (_l("Ở %(name)s"), _l("Cả danh sách ở %(name)s.")),
         NO: (_l("Nơi khác"), _l("Cả danh sách ở nơi khác."))},
    ),
}  # fmt: skip


class ImportQuestion(NamedTuple):
    """A question; `given` is what the page says once it is answered. With `free` any group may be the answer."""

    key: str
    heading: str
    text: str
    presses: list[tuple[str, str]]
    given: str
    free: bool


def asked(
    kept: Mapping[str, Any], given: Mapping[str, str], groups: Sequence[ResidentialGroup], word: str
) -> list[ImportQuestion]:
    """The questions about a list, with the answers given; `word` is the ward's for its groups."""
    names, made = {group.code: group.choice_name for group in groups}, []
    for key, values in kept.items():
        heading, text, pairs = _WORDS[key.partition(":")[0]]
        offered = values.get("answers", (YES, NO))
        plain = {
            **values, "number": formats.number(values["count"]), "sides": _sides(values), "word": word,
            "first": names.get(offered[0], _("đâu")), "above": _above(values),
        }  # fmt: skip
        of_each = {
            each: [str(words) % {**plain, "answer": each, "name": names.get(each, each)} for words in pair]
            for each in dict.fromkeys((*offered, *filter(None, (given.get(key),))))
            if (pair := pairs.get(each) or pairs.get(ANY))
        }
        presses = [(each, of_each[each][0]) for each in offered]
        answered = of_each.get(given.get(key, ""), ["", ""])[1]
        made.append(
            ImportQuestion(key, str(heading) % plain, str(text) % plain, presses, answered, key.startswith(ALL))
        )
    return made


def _above(values: Mapping[str, Any]) -> str:
    return str(_("Phía trên bảng ghi “%(title)s”.", title=values["title"])) if values.get("title") else ""


def _sides(values: Mapping[str, Any]) -> str:
    """How many dates can be read in one order only, the order with more of them first."""
    words = {
        YES: _l("%(count)s ô chỉ đọc được khi tháng đứng trước: %(example)s."),
        NO: _l("%(count)s ô chỉ đọc được khi ngày đứng trước: %(example)s."),
    }
    sides = values.get("sides", {})
    parts = [(sides[each], words[each]) for each in values.get("answers", ()) if each in sides]
    return " ".join(str(each) % {"count": formats.number(count), "example": one} for (count, one), each in parts)
