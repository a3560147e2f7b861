"""What lists write around a name: "Bà: Nông Thị Bà", "Đ/c Vi Văn Tư", "ThS. Lê Thị Hoa", "… (con ông Bảy)",
"… - Tổ trưởng", "… SN 1961". Like the case of a name (`name_case`) only ever an offer."""

import re

from app.country import name_case, names

# Titles that are part of no name, and forms of address that may be: Ông is a family name, Anh a given one.
_TITLES = re.compile(
    r"(?:đ\s*/\s*c|đồng chí|(?:pgs|gs|ths|th\.\s?s|ts|bs|bác sĩ|ks|cn|ls|nsưt|nsnd|mr|mrs|ms|dr)\s*\."
    r"|ths|pgs|thầy giáo|cô giáo)\s*[.:]?\s+|(?:pgs|gs|ths|ts|bs|ks|cn)\s*\.\s*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(ông|bà|anh|chị|cô|chú|bác|cụ|em|cháu)(\s*[:.])?\s+", re.IGNORECASE)
_MIDDLE = re.compile(r"(?:thị|văn|hữu|đức|ngọc|thanh|minh)\b", re.IGNORECASE)
_YEAR = re.compile(r"[\s,;(–-]*\b(?:(?:sinh năm|năm sinh|sinh|sn|ns|s)\s*[:.]?\s*)?(?:19|20)\d\d\)?\s*$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\s*")
_NOTE = re.compile(r"(?:\s+[-–—]\s*|\s*[-–—]\s+|\s*[,;/|]\s*).*$")
_NUMBER = re.compile(r"\s+\d{1,3}$")


def bared(full_name: str) -> str:
    """The name without titles, notes and years around it; as it is where nothing that could be a name would be left."""
    bare = _BRACKETS.sub(" ", full_name).strip()
    bare = _without_address(_TITLES.sub("", bare, count=1) if _TITLES.match(bare) else bare)
    while (shorter := _NUMBER.sub("", _NOTE.sub("", _YEAR.sub("", bare)))) != bare:
        bare = shorter
    bare = names.clean(bare).strip(" .:,;")
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
    as it is."""
    return name_case.rewritten(bared(full_name))
