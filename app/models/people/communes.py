"""The 3,321 wards, communes and special zones with their codes: Quyết định 19/2025/QĐ-TTg, in force since 1 July 2025.

Read from communes.txt at first use: only the first run and a new unit need it.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from app.country import names, sentences


# The 34 provinces and cities with their codes: Quyết định 19/2025/QĐ-TTg, in force since 1 July 2025.
class Province(NamedTuple):
    """A unit of the upper level: two-digit code, kind and name."""

    code: str
    kind: str
    name: str

    @property
    def full_name(self) -> str:
        """Kind and name within a sentence: "tỉnh Thái Nguyên"."""
        return f"{self.kind} {self.name}"


_CITIES = {"01", "31", "46", "48", "79", "92"}
_NAMES = """
01 Hà Nội
04 Cao Bằng
08 Tuyên Quang
11 Điện Biên
12 Lai Châu
14 Sơn La
15 Lào Cai
19 Thái Nguyên
20 Lạng Sơn
22 Quảng Ninh
24 Bắc Ninh
25 Phú Thọ
31 Hải Phòng
33 Hưng Yên
37 Ninh Bình
38 Thanh Hóa
40 Nghệ An
42 Hà Tĩnh
44 Quảng Trị
46 Huế
48 Đà Nẵng
51 Quảng Ngãi
52 Gia Lai
56 Khánh Hòa
66 Đắk Lắk
68 Lâm Đồng
75 Đồng Nai
79 Hồ Chí Minh
80 Tây Ninh
82 Đồng Tháp
86 Vĩnh Long
91 An Giang
92 Cần Thơ
96 Cà Mau
"""
PROVINCES = {
    line[:2]: Province(line[:2], "thành phố" if line[:2] in _CITIES else "tỉnh", line[3:])
    for line in _NAMES.strip().splitlines()
}


KINDS = {"P": "phường", "X": "xã", "Đ": "đặc khu"}
MOST = 12


class Commune(NamedTuple):
    """A unit of the lower level: five-digit code, kind, name and province."""

    code: str
    kind: str
    name: str
    province: Province

    @property
    def title(self) -> str:
        """Kind and name at the start of a line: "Phường Phan Đình Phùng"."""
        return f"{sentences.begun(self.kind)} {self.name}"


@cache
def communes() -> dict[str, Commune]:
    """All communes by code."""
    found, province = {}, None
    text = Path(__file__).with_name("communes.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        code, _, rest = line.partition(" ")
        if not rest:
            province = PROVINCES[code]
            continue
        assert province is not None
        kind, _, name = rest.partition(" ")
        found[code] = Commune(code, KINDS[kind], name, province)
    return found


def look_up(query: str, most: int = MOST) -> list[Commune]:
    """Find units by code, or by words that all occur in the unit's name with its province's, ignoring accents.

    Names that start with the typed text come first, then by name; limited in number.
    """
    code = query.strip()
    if code in communes():
        return [communes()[code]]
    terms = names.search_terms(query)
    if not terms:
        return []
    begins = names.search_key(query)
    fitting = [
        commune
        for commune in communes().values()
        if all(term in f"{_key(commune)} {names.search_key(commune.province.name)}" for term in terms)
    ]
    return sorted(fitting, key=lambda each: (*_rank(each, begins), each.code))[:most]


def _rank(commune: Commune, begins: str) -> tuple[bool, str]:
    return not names.search_key(commune.name).startswith(begins), names.sort_key(commune.name)


@cache
def _key(commune: Commune) -> str:
    return names.search_key(f"{commune.kind} {commune.name}")
