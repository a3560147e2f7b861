"""Sentences of a report that a programme declares: words around counts, left out while these are unknown or 0.

{key}            the count
{key/}           with its denominator: 3.553/4.430
{key%}           its share
{key-}           what lacks to the denominator
{key d=a|b}      of some entries of a dimension; {key d!=a|b}: of all others
{key by d}       its parts by a dimension: "tại quầy 206 lượt; tại nhà 86 lượt"
{key titles}     the titles of what is counted
{group} {ward}   the ward's own words for its groups and itself
{plan}           the plan of which units tell: "Kế hoạch"; unknown in the report of another one
[ … ]            goes when an element in it is unknown or 0; an element outside takes the sentence with it
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.models.movement.rules import InvalidDeclaration

_ELEMENT = re.compile(
    r"(?P<count>[a-z0-9_.-]*[a-z0-9_])(?P<form>[/%-]?)"
    r"(?: (?P<titles>titles)| by (?P<by>[a-z_-]+)| (?P<dimension>[a-z_-]+)(?P<sign>!?=)(?P<entries>[A-Za-z0-9_|-]+))?"
)
_PIECE = re.compile(r"\{([^{}\[\]]*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_WORDS, _KEYS = ("in", "text"), {"in", "text", "for", "lack"}
# What a sentence among the shortcomings begins with.
SHORTCOMING = "Còn "
# What the ward calls its groups and itself, and its plan.
WORDS = ("group", "ward", "plan")
# Elements outside brackets, and in all: more stand in no sentence that is read aloud.
MOST_NEEDED, MOST = 4, 7


class Form(StrEnum):
    """What is printed of a count."""

    COUNT = ""
    PARTS = "/"
    SHARE = "%"
    LACKING = "-"


@dataclass(frozen=True)
class Element:
    """A count in a sentence; `entries` of `dimension` narrow it, or with `without` all others; `by`: its parts."""

    count: str
    form: Form = Form.COUNT
    dimension: str = ""
    entries: tuple[str, ...] = ()
    without: bool = False
    by: str = ""
    titles: bool = False

    @classmethod
    def read(cls, text: str) -> "Element | None":
        """That of the text between { and }; None where it is none."""
        found = _ELEMENT.fullmatch(text)
        if found is None:
            return None
        entries = tuple((found["entries"] or "").split("|")) if found["entries"] else ()
        return cls(
            found["count"], Form(found["form"]), found["dimension"] or "", entries, found["sign"] == "!=",
            found["by"] or "", bool(found["titles"]),
        )  # fmt: skip

    @property
    def narrowing(self) -> str:
        """As a part of its key, as targets store theirs: "doi-tuong/students+teachers", "doi-tuong/!teams"."""
        return f"{self.dimension}/{'!' if self.without else ''}{'+'.join(self.entries)}" if self.dimension else ""


@dataclass(frozen=True)
class Sentence:
    """A sentence under a theme; `styles`: the papers that may print it (none: all whose readers see the programme);
    `lack`: it stands among the shortcomings."""

    theme: str
    text: str
    styles: tuple[str, ...] = ()
    lack: bool = False

    @property
    def elements(self) -> tuple[Element, ...]:
        """All elements, in order."""
        return tuple(_elements(self.text))

    @property
    def needed(self) -> tuple[Element, ...]:
        """The elements outside brackets, each of which can silence the sentence."""
        return tuple(_elements(_OPTIONAL.sub("", self.text)))

    def filled(self, value_of: Callable[[Element], str], words: Mapping[str, str]) -> str:
        """The sentence with the values of its elements; "" where a needed one has none. `value_of` returns "" for what
        is unknown or 0; `words`: those of WORDS."""
        text = _OPTIONAL.sub(lambda found: _filled(found[1], value_of, words), self.text)
        return _filled(text, value_of, words)


def _filled(text: str, value_of: Callable[[Element], str], words: Mapping[str, str]) -> str:
    """A text with its elements; "" where one has no value."""
    values = {}
    for body in _PIECE.findall(text):
        element = None if body in WORDS else Element.read(body)
        values[body] = value_of(element) if element else words.get(body, "")
        if not values[body]:
            return ""
    return _PIECE.sub(lambda found: values[found[1]], text)


def _elements(text: str) -> Iterator[Element]:
    for body in _PIECE.findall(text):
        if body not in WORDS and (element := Element.read(body)):
            yield element


def check_form(sentence: Sentence) -> None:
    """Check what needs no declaration: brackets, elements, the full stop, how many there are.

    Raises:
        InvalidDeclaration: with the path below the sentence.
    """
    text, path = sentence.text, ("text",)
    if not text.endswith("."):
        raise InvalidDeclaration(path, "a sentence ends with a full stop")
    rest = _OPTIONAL.sub("", text)
    if set(rest) & set("[]") or set(_PIECE.sub("", text)) & set("{}"):
        raise InvalidDeclaration(path, "brackets that close, none in another")
    for body in _PIECE.findall(text):
        if body not in WORDS and Element.read(body) is None:
            raise InvalidDeclaration(path, f"{{{body}}}: no element")
    if any(not [*_elements(each)] for each in _OPTIONAL.findall(text)):
        raise InvalidDeclaration(path, "brackets around an element, which can leave them out")
    needed = sentence.needed
    if not needed:
        raise InvalidDeclaration(path, "an element outside brackets, which can silence the sentence")
    if any(each.form is Form.SHARE for each in needed):
        raise InvalidDeclaration(path, "a share in brackets: it is unknown while not all have answered")
    if len(needed) > MOST_NEEDED or len(sentence.elements) > MOST:
        raise InvalidDeclaration(path, f"at most {MOST_NEEDED} elements outside brackets, {MOST} in all")


def read_sentence(given: Any, path: tuple[str | int, ...] = ()) -> Sentence:
    """A sentence from its mapping: {in, text, for, lack}.

    Raises:
        InvalidDeclaration: a key is unknown, or a word is lacking.
    """
    if not isinstance(given, Mapping) or set(given) - _KEYS or not all(isinstance(given.get(k), str) for k in _WORDS):
        raise InvalidDeclaration(path, "{in, text}, and perhaps for and lack")
    return Sentence(given["in"], given["text"], tuple(given.get("for", ())), given.get("lack", False) is True)


# Themes of a report's third part: under which heading of a plan a sentence stands (docs/decisions/0110).
# A theme takes its sub-themes along ("quy-dinh" has "quy-dinh.co-che") unless another heading names them.
THEMES: Mapping[str, object] = {
    "chi-dao": _l("Chỉ đạo, điều hành, kiểm tra"),
    "truyen-thong": _l("Truyền thông và tuyên truyền"),
    "truyen-thong.ba-nha": _l("Mô hình “3 Nhà”"),
    "quy-dinh": _l("Quy định, hướng dẫn; đánh giá kỹ năng số"),
    "quy-dinh.co-che": _l("Cơ chế, chính sách; thu hút cộng đồng, doanh nghiệp"),
    "thi-dua": _l("Thi đua, khen thưởng, sáng kiến"),
    "chuong-trinh": _l("Chương trình, tài liệu; đào tạo nghề"),
    "nen-tang": _l("Các nền tảng số, dịch vụ số"),
    "phuc-vu": _l("Hỗ trợ tại nơi làm thủ tục và lưu động"),
    "can-bo": _l("Cán bộ, công chức, viên chức, người lao động trong cơ quan, đơn vị; đảng viên"),
    "hoc-sinh": _l("Học sinh, sinh viên, giáo viên"),
    "lao-dong": _l("Người lao động trong doanh nghiệp, hợp tác xã"),
    "nguoi-dan": _l("Người dân"),
    "nguoi-dan.y-te": _l("Y tế số"),
    "mo-hinh.ai": _l("Bình dân học AI"),
    "mo-hinh.dai-su": _l("Mạng lưới “Đại sứ số”"),
    "mo-hinh.gia-dinh": _l("Phong trào “Gia đình số”"),
    "mo-hinh.cho": _l("Mô hình “Chợ số - Nông thôn số”; sản phẩm trên mạng"),
    "mo-hinh.danh-tinh": _l("Mô hình “Mỗi công dân - Một danh tính số”"),
    "mo-hinh.to": _l("Tổ công nghệ số cộng đồng, Tổ Đề án 06, Tổ ứng cứu"),
    "mo-hinh.thanh-nien": _l("Thanh niên chung tay phổ cập kỹ năng số"),
    "mo-hinh.doan-the": _l("Mô hình của đoàn thể"),
    "mo-hinh.don-vi-so": _l("Đơn vị số, cộng đồng số"),
    "mo-hinh.nhan-rong": _l("Nhân rộng mô hình, điển hình"),
    "an-toan": _l("An toàn, an ninh mạng"),
    "giam-sat": _l("Giám sát, phản biện; nắm tình hình Nhân dân"),
    "nguon-luc": _l("Kinh phí, xã hội hóa"),
}
# Always of the first part.
DIRECTING = "chi-dao"


def theme_words(keys: str) -> str:
    """Themes in words; their keys have commas between."""
    return "; ".join(str(THEMES[each]) for each in keys.split(",") if each)
