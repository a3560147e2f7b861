"""The 34 provinces and cities with their codes: Quyết định 19/2025/QĐ-TTg, in force since 1 July 2025."""

from typing import NamedTuple


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
