"""What lists write around a name: "Bà: Nông Thị Bà", "Đ/c Vi Văn Tư", "ThS. Lê Thị Hoa", "… (con ông Bảy)",
"… - Tổ trưởng", "… SN 1961". Like the case of a name (`name_case`) only ever an offer, and none that would drop a
person, or that somebody has died or left."""

import re
from pathlib import Path

from app.country import names

# Names in the case that Vietnam writes them in: "BÙI ĐỨC SƠN", "nguyễn văn THƯỜNG" as they stand on a certificate.
#
# Only ever an offer: somebody sees the old and the new name and agrees. `js/name-case.js` does the same on a phone.
_RUN = re.compile(r"[^\W\d_]+")  # letters without a sign between them
# A capital inside a word may be meant (McDonald), but not beside a letter with a Vietnamese accent (NguyỄn).
_ASCII = re.compile(r"[A-Za-z]+")
# A numeral behind a name: Cao Bá Quát II. Vi and Xi are names.
_NUMERAL = re.compile("II|III|IV|VII|VIII|IX|XII|XIII|XIV")


def rewritten(full_name: str) -> str:
    """The name (clean) with the case of its words set right; a name that is well written comes back as it is.

    A word is set anew when it is all small, all capitals, begins small, or has capitals where none can be meant. Each
    part between signs gets its capital: H'Hen, Mai-Anh, N.T. Nothing but case ever changes.
    """
    better = " ".join(_word(word) for word in full_name.split(" "))
    same = names.clean(better) == better and names.identity_key(better) == names.identity_key(full_name)
    return better if same and len(better) <= names.NAME_LIMIT else full_name


def _word(word: str) -> str:
    if _NUMERAL.fullmatch(word) or not _is_miswritten(_RUN.findall(word)):
        return word
    return _RUN.sub(lambda run: run[0][:1].upper() + run[0][1:].lower(), word)


def _is_miswritten(runs: list[str]) -> bool:
    return bool(runs) and (runs[0][:1].islower() or any(_has_stray_capitals(run) for run in runs))


def _has_stray_capitals(run: str) -> bool:
    """Whether capitals stand where none can be meant: BÙI, NGuyễn, NguyỄn; not Bùi, Y, McDonald."""
    inner = [sign for sign in run[1:] if sign.isupper()]
    return bool(inner) and (run[1].isupper() or not _ASCII.fullmatch(run))


# Titles that are part of no name, and forms of address that may be: Ông is a family name, Anh a given one.
_TITLES = re.compile(
    r"(?:đ\s*/\s*c|đồng chí|(?:pgs|gs|ths|th\.\s?s|ts|bs|bác sĩ|ks|cn|ls|nsưt|nsnd|mr|mrs|ms|dr)\s*\."
    r"|ths|pgs|thầy giáo|cô giáo|hộ(?: gia đình)?(?=\s*:?\s+\S+\s+\S))\s*[.:]?\s+|(?:pgs|gs|ths|ts|bs|ks|cn)\s*\.\s*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(ông|bà|anh|chị|cô|chú|bác|cụ|em|cháu)(\s*[:.])?\s+", re.IGNORECASE)
_MIDDLE = re.compile(r"(?:thị|văn|hữu|đức|ngọc|thanh|minh)\b", re.IGNORECASE)
_YEAR = re.compile(r"[\s,;(–-]*\b(?:(?:sinh năm|năm sinh|sinh|sn|ns|s)\s*[:.]?\s*)?(?:19|20)\d\d\)?\s*$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\s*")
_NOTE = re.compile(r"(?:\s+[-–—]\s*|\s*[-–—]\s+|\s*[,;/|]\s*).*$")
_NUMBER = re.compile(r"\s+\d{1,3}$")
_LISTED = re.sub("#.*", "", Path(__file__).with_name("family_names.txt").read_text("utf-8")).split()
_FAMILIES = frozenset([*_LISTED, *map(names.search_key, _LISTED)])
# How what is no name begins, though written with capitals: "Tổ Trưởng", "CHỦ HỘ".
_NO_NAME = re.compile(
    r"(?:bản|bí|bộ|bố|buôn|cán|chánh|cháu|chi|chỉ|chồng|chủ|con|cộng|cựu|đã|đảng|đội|em|giáo|hiệu|hộ|học|hội|hưu|khối|khu"
    r"|mẹ|người|nhà|nhân|phó|phố|phường|số|tdp|thành|thôn|thư|tổ|trưởng|ủy|vợ|xã|xóm)\s",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[/,;|()\[\]]|\s[-–—]|[-–—]\s|\bvà\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\w\s*[+&]|\bvợ chồng\b|^\s*(?:hai\s+)?ông bà\b|\bvà\s+(?:các|vợ|chồng|con|cháu|em)\b", re.IGNORECASE
)
# What stands before two names, or between them.
_TOGETHER = re.compile(r"^\s*(?:(?:hai )?vợ chồng|hai ông bà)\s*:?\s+", re.IGNORECASE)
_BOTH = re.compile(r"[/,;|+&]|\s[-–—]\s|\bvà\b(?:\s+(?:vợ|chồng|con|cháu|em)\b(?:\s+là\b)?\s*:?)?", re.IGNORECASE)
_GONE = re.compile(
    r"\b(?:đã|mới|vừa|da) (?:mất|chết|chuyển|x[óo][áa]|mat|chet|chuyen)\b(?! (?:đến|về|tới))"
    r"|\b(?:chuyển đi|chuyen di|x[óo][áa] tên|xoa ten|qua đời|từ trần|đi vắng|vắng mặt)\b"
    r"|[(\[,;/–—-]\s*(?:mất|chết|vắng|chuyển(?! (?:đến|về|tới))|x[óo][áa])\b",
    re.IGNORECASE,
)


def names_several(written: str) -> bool:
    """Whether a cell as it is written, with its line breaks, may name several people: "… và …", "… + con"."""
    text = names.unlisted(written)
    text = _TITLES.sub("", text, count=1) if _TITLES.match(text) else text
    parts, lines = _BETWEEN.split(names.clean(text)), text.splitlines()
    return bool(_SEVERAL.search(text)) or _has_second(parts, 2) or _has_second(lines, 3)


def each_name(written: str) -> tuple[str, ...]:
    """The names of a cell that names several people and nothing else; none where a part of it is no whole name, or says
    that somebody is gone ("Vi Văn Tư + con")."""
    if not names_several(written) or says_gone(written):
        return ()
    text = _TOGETHER.sub("", names.unlisted(written))
    parts = [part for line in text.splitlines() for each in _BOTH.split(line) if (part := bared(_core(each)))]
    return tuple(parts) if len(parts) > 1 and all(map(is_name, parts)) else ()


def says_gone(written: str) -> bool:
    """Whether a cell says beside the name that the person has died, left or was struck off; Vắng is a name, too."""
    text = names.clean(written)
    *_others, before, last = ["", "", *text.split()]
    return bool(_GONE.search(text)) or (before[:1].isupper() and last in ("mất", "chết", "vắng"))


def check_one(written: str) -> None:
    """Check that a cell as it is written names one person, who is there.

    Raises:
        UnusableName: it may name several, or says that somebody is gone.
    """
    if says_gone(written):
        raise names.UnusableName(names.NameFault.GONE, names.clean(written))
    if names_several(written):
        raise names.UnusableName(names.NameFault.SEVERAL, names.clean(written))


def is_name(text: str) -> bool:
    """Whether a text reads as a name: two to six words, capitalised or behind a family name."""
    words = (text := _core(text)).split()
    if not 2 <= len(words) <= 6 or not re.sub(r"['. -]", "", text).isalpha():
        return False
    capitalised = all(word[0].isupper() for word in words)
    return words[0].lower() in _FAMILIES or (capitalised and not _NO_NAME.match(text))


def _has_second(parts: list[str], least: int) -> bool:
    """Whether a name follows what may be one: of so many words, or with a family name."""
    first, *others = [part for each in parts if (part := _core(each))] or [""]
    return sum(not word.isdigit() for word in first.split()) > 1 and any(
        is_name(each) and (len(each.split()) >= least or each.split()[0].lower() in _FAMILIES) for each in others
    )


def _core(text: str) -> str:
    return _YEAR.sub("", _without_address(names.clean(text))).strip(" .:,;")


def bared(full_name: str) -> str:
    """The name without titles, notes and years around it; as it is where nothing that could be a name would be left."""
    bare = _BRACKETS.sub(" ", full_name).strip()
    bare = _without_address(_TITLES.sub("", bare, count=1) if _TITLES.match(bare) else bare)
    while (shorter := _NUMBER.sub("", _NOTE.sub("", _YEAR.sub("", bare)))) != bare:
        bare = shorter
    bare = names.clean(bare).strip(' .:,;"')
    return bare if len(bare.split()) > 1 and not any(map(str.isdigit, bare)) else full_name


def _without_address(name: str) -> str:
    found = _ADDRESS.match(name)
    if found is None:
        return name
    rest = name[found.end() :]
    words = len(rest.split())
    plain = found[2] or found[1].islower()
    sure = words > 1 if plain else words > 2 and not _MIDDLE.match(rest)
    return rest if sure else name


def tidied(full_name: str) -> str:
    """The name (clean) without what stands around it, its words in their case; a name that is well written comes back
    as it is, and so does what names several people or says that somebody is gone, or is of an old font."""
    kept = names_several(full_name) or says_gone(full_name) or names.OLD_LETTERS & {*full_name}
    return full_name if kept else rewritten(bared(full_name))
