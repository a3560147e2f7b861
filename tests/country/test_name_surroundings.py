"""What stands around a name in a cell: two people, and whoever is gone, are known, and never cut away."""

from itertools import product
from pathlib import Path

import pytest

from app.country import names
from app.country.name_surroundings import each_name, is_name, names_several, says_gone, tidied

NAMES = (Path(__file__).parent / "names" / "residents.txt").read_text(encoding="utf-8").splitlines()
# Of two names with these between them, neither is a note beside the other.
BETWEEN = ("\n", "/", " / ", ", ", "; ", " + ", " & ", " và ", " - ", " – ", " | ", " (")
TWO = [name for name in NAMES if 3 <= len(name.split()) <= 4][:40]


@pytest.mark.parametrize("case", [str, str.upper], ids=["as written", "capitals"])
def test_a_name_alone_is_one_person_who_is_there(case: type[str]) -> None:
    for name in map(case, NAMES):
        assert not names_several(name)
        assert not says_gone(name)
        assert is_name(name) or len(name.split()) == 1


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("case", [str, str.upper], ids=["as written", "capitals"])
def test_no_name_beside_another_is_cut(between: str, case: type[str]) -> None:
    for one, other in product(TWO[:20], TWO[20:]):
        cell = case(one) + between.upper() + case(other) if case is str.upper else one + between + other
        assert names_several(cell)
        line = names.clean(cell)
        assert tidied(line) == line or (
            between == "\n" and names.identity_key(tidied(line)) == names.identity_key(line)
        )


@pytest.mark.parametrize(
    "cell",
    ["cù văn a, trần thị b", "nguyen van a, tran thi b", "Ông bà Cù Văn A", "hai vợ chồng ông Cù", "Cù Văn A và vợ",
     "A Páo + 2 con", "1. Ông Cù Văn A\r\nBà Cù Thị B", "H'Hen Niê/Y Bhem Niê", "ĐỒNG CHÍ NÔNG VĂN A / NÔNG THỊ B"],
)  # fmt: skip
def test_several_people_in_other_words(cell: str) -> None:
    assert names_several(cell)


@pytest.mark.parametrize(
    ("cell", "better"),
    [
        ("Hà Thị\nMơ", "Hà Thị Mơ"),
        ("Nguyễn Thị\nHoa Mai", "Nguyễn Thị Hoa Mai"),
        ("NÔNG VĂN VAI - TỔ TRƯỞNG", "Nông Văn Vai"),
        ("Nông Văn Vai, phó bí thư", "Nông Văn Vai"),
        ("Nông Văn Vai - Túc Duyên 2", "Nông Văn Vai"),
        ("Nông Thị Chú (con ông Bảy)", "Nông Thị Chú"),
        ("HỘ ÔNG SẦM VĂN CHỦ", "Sầm Văn Chủ"),
        ("Hộ gia đình: Sầm Văn Chủ", "Sầm Văn Chủ"),
        ('"Sầm Văn Chủ', "Sầm Văn Chủ"),
        ("VÀ BÁ XỬ", "Và Bá Xử"),
        ("Giàng A Và", "Giàng A Và"),
        ("Mïa V¨n BÖ", "Mïa V¨n BÖ"),
    ],
)
def test_one_person_with_a_note(cell: str, better: str) -> None:
    assert not names_several(cell)
    assert tidied(names.clean(cell)) == better


@pytest.mark.parametrize(
    "note", ["(đã chuyển đi)", "(đã mất)", "- chết", "(vắng)", ", xóa tên", "(mất 2020)", "đã mất", "mất", "(da mat)"]
)
def test_who_is_gone_is_known(note: str) -> None:
    for cell in (f"Sầm Văn Đi {note}", f"SẦM VĂN ĐI {note}"):
        assert says_gone(cell)
        assert tidied(cell) == cell
    assert says_gone(f"{note} Sầm Văn Đi") or note == "mất"


@pytest.mark.parametrize(
    "cell", ["Nguyễn Thị Vắng", "NGUYỄN THỊ VẮNG", "nguyễn thị vắng", "Sầm Văn Đi (mới chuyển đến)"]
)
def test_a_name_like_it_is_there(cell: str) -> None:
    assert not says_gone(cell)


@pytest.mark.parametrize(
    "cell",
    ["Nguyễn Văn An và Trần Thị Bình", "Vợ chồng Nguyễn Văn An, Trần Thị Bình", "Nguyễn Văn An\nTrần Thị Bình",
     "1. Ông Nguyễn Văn An (1955) / Bà Trần Thị Bình (1958)", "Nguyễn Văn An và vợ: Trần Thị Bình"],
)  # fmt: skip
def test_each_name_returns_the_people_of_a_cell(cell: str) -> None:
    assert each_name(cell) == ("Nguyễn Văn An", "Trần Thị Bình")


@pytest.mark.parametrize(
    "cell",
    ["Vi Văn Tư + con", "Vi Văn Tư và vợ", "Vi Văn Tư - Tổ trưởng", "An, Bình", "Vi Văn Tư",
     "hai vợ chồng ông Vi Văn Tư", "Vi Văn Tư (đã mất), Hà Thị Bình"],
)  # fmt: skip
def test_each_name_returns_nothing_where_a_part_is_no_whole_name(cell: str) -> None:
    assert each_name(cell) == ()
