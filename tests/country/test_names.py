"""Names: cleaned, found, told apart and sorted as Vietnam does it."""

import re
import sqlite3
import unicodedata
from pathlib import Path

import psycopg
import pytest
from hypothesis import given, settings, strategies as st

from app.country import names
from app.country.names import NameFault, UnusableName
from tests.namesakes import ONE, TWO
from tests.postgres import Cluster

FIXTURES = Path(__file__).parent / "names"
RESIDENTS = (FIXTURES / "residents.txt").read_text(encoding="utf-8").splitlines()
# Derandomised and without a store: the same examples on every machine, nothing left behind.
steady = settings(derandomize=True, database=None, max_examples=300)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def unescaped(text: str) -> str:
    signs = {"t": "\t", "n": "\n"}
    return re.sub(r"\\u([0-9a-f]{4})|\\([tn])", lambda m: chr(int(m[1], 16)) if m[1] else signs[m[2]], text)


def read_pairs() -> list[tuple[str, str, str, str]]:
    lines = (FIXTURES / "pairs.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(unescaped(left), unescaped(right), order, why) for left, right, order, why in rows]


# -- cleaning -----------------------------------------------------------------------------------------------------

KEPT = [
    "Nguyễn Thị Ngọc Ánh",
    "Trương Quỳnh Ưởng Nghiễm",
    "Đặng Đình Đức",
    "Công Tằng Tôn Nữ Thị Huyền Trân Bảo Ngọc Phương Anh",
    "H'Hen Niê",
    "Tâm",
    "Anne-Marie Trần",
    "Nguyễn Văn An (B)",
    "Björk Guðmundsdóttir".replace("ð", "đ"),
    "Y Ƀlô Kdăm",
    "Ama Č̣ñĕ",
    "Lê Жанна",
    "<b>An</b>",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "{{7*7}} An",
    "An%_\\",
]

CLEANED = [
    ("\u00d0ặng \u00d0ức", "Đặng Đức"),
    ("c\u00f4 \u00f0ào", "cô đào"),
    (nfd("Nguyễn Hữu Thọ"), "Nguyễn Hữu Thọ"),
    ("H’Hen Niê", "H'Hen Niê"),
    ("HʼHen H`Linh H‘Yéo H´Bia", "H'Hen H'Linh H'Yéo H'Bia"),
    ("Lan\u2011Anh", "Lan-Anh"),
    ("   Phạm   Văn\t Bách  ", "Phạm Văn Bách"),
    ("Phạm\u00a0Văn\u2003Bách\u2028", "Phạm Văn Bách"),
    ("Nguyễn\r\nSet-Cookie: x=1", "Nguyễn Set-Cookie: x=1"),
    ("Ng\u200buy\u1ec5n Lan", "Nguyễn Lan"),
    ("Nguyễn \u202eFDP.exe\u202c Lan", "Nguyễn FDP.exe Lan"),
    ("\ufeffLan\u2066 Anh\u2069\u00ad", "Lan Anh"),
    ("Lan\x00 \x1b[31mAnh\x7f", "Lan [31mAnh"),
    ("Lan\ue000\ufffe\ufdd0\ud800 Anh", "Lan Anh"),
    ("Lan\u3164\u2800\u034f\ufe0f Anh", "Lan Anh"),
    ("e\u200b\u0302m", "êm"),  # composes once the invisible sign between is gone
    ("Nguye\u0303\u0302n", "Nguyễn"),  # the tone typed before the circumflex
    ("Nguyé\u0302n", "Nguyến"),
    ("\u0301An", "An"),
    ("A \u0301\u0302n", "A n"),
    ("1\ufe0f\u20e3 An", "1 An"),
    ("a\u0301\u0301\u0301n", "án"),
    ("\u1fefA", "'A"),
    ("\t \n", ""),
]


@pytest.mark.parametrize("name", KEPT)
def test_a_name_as_people_write_it_is_kept(name: str) -> None:
    assert names.clean_name(name) == name
    assert names.clean_name(nfd(name)) == name


@pytest.mark.parametrize(("typed", "stored"), CLEANED)
def test_what_cannot_be_seen_is_removed(typed: str, stored: str) -> None:
    assert names.clean(typed) == stored


def test_a_letter_bears_three_marks_at_most() -> None:
    heap = "".join(map(chr, range(0x310, 0x330)))
    line = names.clean(f"A{heap}n")
    assert len(line) == 5
    assert line.startswith("A")
    assert line.endswith("n")
    assert "\u031b" in line  # the horn makes another letter: it stays first


@steady
@given(st.text(st.characters(codec=None)))
def test_clean_text_is_one_visible_line_and_stays_as_it_is(text: str) -> None:
    line = names.clean(text)
    assert names.clean(line) == line
    assert unicodedata.is_normalized("NFC", line)
    assert line == " ".join(line.split())
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"} for sign in line)
    line.encode("utf-8")


@steady
@given(st.text(st.sampled_from("aAđĐ eêơ'-\u0300\u0301\u0302\u0306\u031b\u0323\u0309\u200b\u00a0`ð1🌸"), max_size=12))
def test_marks_in_any_heap_come_out_the_same_every_time(text: str) -> None:
    line = names.clean(text)
    assert names.clean(line) == line
    assert names.clean(nfd(line)) == line
    assert names.sort_key(text) == names.sort_key(nfd(line))
    assert names.search_key(text) == names.search_key(nfd(line))


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", NameFault.EMPTY),
        (" \u200b\u202e\t", NameFault.EMPTY),
        ("🌸", NameFault.NO_LETTER),
        ("=1+1", NameFault.NO_LETTER),
        ("{{7*7}}", NameFault.NO_LETTER),
        ("0912 345 678", NameFault.NO_LETTER),
        ("Lan 🌸", NameFault.PICTURE),
        ("Lan 👍🏽", NameFault.PICTURE),
        ("Lan \U0001faf8", NameFault.PICTURE),  # newer than this Python's Unicode
        ("Á" * 301, NameFault.TOO_LONG),
    ],
)
def test_a_name_that_cannot_be_used_says_why(typed: str, reason: NameFault) -> None:
    with pytest.raises(UnusableName) as refused:
        names.clean_name(typed)
    assert refused.value.reason is reason
    assert refused.value.text in names.clean(typed)


def test_a_picture_is_named_alone() -> None:
    with pytest.raises(UnusableName) as refused:
        names.clean_name("Lan 🌸 Hoa 🌻")
    assert refused.value.text == "🌸🌻"


def test_300_signs_are_a_name_however_they_are_composed() -> None:
    name = "Nguyễn " + "Á" * 293
    assert names.clean_name(nfd(name)) == name


# -- searching ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Nguyễn Thị Hoà", "nguyen thi hoa"),
        ("Nguyễn Thị Hòa", "nguyen thi hoa"),
        (nfd("ĐẶNG ĐÌNH ĐỨC"), "dang dinh duc"),
        ("H'Hen Niê", "hhen nie"),
        ("Anne-Marie Trần", "annemarie tran"),
        ("Y Ƀlô Č̣ñĕ", "y blo cne"),
        ("Søren Strauß Ægir Łukasz", "soren strauss aegir lukasz"),
        ("Lan 🌸 100%", "lan 100"),
        ("Жанна", "жанна"),
        ("Tổ dân phố số 10", "to dan pho so 10"),
        ("\ufb01nAn １２", "finan 12"),
        ("…", ""),
    ],
)
def test_the_search_key_has_no_accents(text: str, key: str) -> None:
    assert names.search_key(text) == key


@pytest.mark.parametrize(
    "query",
    [
        "nguyen",
        "NHUNG",
        "Nhung Nguyễn",
        "tuyet nh",
        "thị nhung",
        "uy uye",
        "nhung  thi tuyet nguyen",
        "",
        "  ",
        "%",
        "-",
    ],
)
def test_any_part_in_any_order_finds_the_name(query: str) -> None:
    assert names.matches(query, names.search_key("Nguyễn Thị Tuyết Nhung"))


@pytest.mark.parametrize("query", ["nhungg", "nguyen van", "tuyet_", "x"])
def test_a_part_that_is_not_there_does_not_find_it(query: str) -> None:
    assert names.matches(query, names.search_key("Nguyễn Thị Nhung")) is False


@pytest.mark.parametrize("query", ["H'Hen", "h’hen", "hhen", "h hen", "hen", "nie h'hen"])
def test_an_apostrophe_may_be_left_out(query: str) -> None:
    assert names.matches(query, names.search_key("H'Hen Niê"))


@pytest.mark.parametrize(
    ("query", "begun"), [("yen", False), ("nguy", True), ("hoa ng", True), ("", True), ("oa", False)]
)
def test_a_part_begins_a_word_or_stands_within_one(query: str, begun: bool) -> None:
    assert names.begins(query, names.search_key("Nguyễn Thị Hòa")) is begun
    assert names.begins("yen thi", names.search_key("Nguyễn Thị Yến"))


def test_a_search_has_no_more_parts_than_a_query_can_bear() -> None:
    assert names.search_terms("a b a") == ["a", "b"]
    assert len(names.search_terms(" ".join("abcdefghijklmnop"))) == 8


def test_a_pattern_finds_its_own_percent_signs_as_text() -> None:
    table = sqlite3.connect(":memory:")
    find = r"SELECT ? LIKE ? ESCAPE '\'"
    assert names.like_pattern("100%_\\") == r"%100\%\_\\%"
    assert table.execute(find, ("giảm 100%_\\ phí", names.like_pattern("100%_\\"))).fetchone() == (1,)
    assert table.execute(find, ("giảm 100 phí", names.like_pattern("100%"))).fetchone() == (0,)
    table.close()


# -- the same name ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("HOÀNG THỊ HÒA", "Hoàng Thị Hoà"),
        ("  Trần  Văn   Minh ", "Trần Văn Minh"),
        (nfd("Đỗ Thị Tuyết Nhung"), "Đỗ Thị Tuyết Nhung"),
        ("Nguyễn Thị Thuý", "nguyễn thị thúy"),
        ("Lê Văn Khoẻ", "Lê Văn Khỏe"),
        ("Trần Thị Qúy", "Trần Thị Quý"),
        ("H’Hen Niê", "H'HEN NIÊ"),
        ("\u00d0ặng Đức", "Đặng Đức"),
    ],
)
def test_two_ways_to_write_one_name(left: str, right: str) -> None:
    assert names.identity_key(left) == names.identity_key(right)
    assert names.search_key(left) == names.search_key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [("Hoàng Thị Hòa", "Hoàng Thị Hoa"), ("Trần Văn Minh", "tran van minh"), ("Lê Đan", "Lê Dan"), ("Bjørn", "Bjorn")],
)
def test_accents_tell_two_names_apart_but_not_for_searching(left: str, right: str) -> None:
    assert names.identity_key(left) != names.identity_key(right)
    assert names.search_key(left) == names.search_key(right)


def test_an_identity_key_is_ascii_exactly_when_nothing_was_accented() -> None:
    assert [name for name in RESIDENTS if names.identity_key(name).isascii() is not name.isascii()] == []


@pytest.mark.parametrize(("one", "other"), TWO)
def test_names_that_differ_by_a_mark_are_two(one: str, other: str) -> None:
    assert names.search_key(one) == names.search_key(other)
    assert not names.is_one_name(one, other)
    assert not names.is_one_name(other, one)


@pytest.mark.parametrize(("one", "other"), ONE)
def test_a_name_written_otherwise_or_without_its_marks_is_one(one: str, other: str) -> None:
    assert names.is_one_name(one, other)
    assert names.is_one_name(other, one)


def test_every_resident_s_name_without_marks_is_theirs_or_a_name_of_its_own() -> None:
    """Of a ward's names only those with a family name that has no mark may stay in doubt."""
    bare = [(name, names.search_key(name)) for name in RESIDENTS if not name.isascii()]
    left = {name.split()[0] for name, key in bare if not names.is_one_name(name, key)}
    assert all(family.isascii() for family in left)


# -- sorting ------------------------------------------------------------------------------------------------------


def test_pairs_checked_by_hand() -> None:
    def order_of(left: str, right: str) -> str:
        here, there = names.sort_key(left), names.sort_key(right)
        return "<" if here < there else ">" if here > there else "="

    assert [pair for pair in read_pairs() if order_of(*pair[:2]) != pair[2]] == []


def test_there_are_enough_pairs_and_none_twice() -> None:
    pairs = [(left, right) for left, right, _, _ in read_pairs()]
    assert len(pairs) >= 200
    assert len(set(pairs)) == len(pairs)


def test_a_sign_in_sheet_comes_out_in_its_order() -> None:
    sheet = (FIXTURES / "sheet.txt").read_text(encoding="utf-8").splitlines()
    mixed = sheet[::-1]
    mixed.sort(key=names.sort_key)
    assert mixed == sheet


def test_a_database_sorts_the_keys_as_we_do() -> None:
    table = sqlite3.connect(":memory:")
    table.execute("CREATE TABLE person (full_name TEXT, sort_key TEXT)")
    table.executemany("INSERT INTO person VALUES (?, ?)", [(name, names.sort_key(name)) for name in RESIDENTS])
    listed = [name for (name,) in table.execute("SELECT full_name FROM person ORDER BY sort_key, rowid")]
    table.close()
    assert listed == sorted(RESIDENTS, key=names.sort_key)


def test_postgresql_sorts_the_keys_as_we_do_and_takes_the_longest_into_an_index(postgres: Cluster) -> None:
    longest = [sign * 300 for sign in "Áợđ漢\ufdfa𒐫"]
    people = RESIDENTS + longest
    database = postgres.create()
    address = postgres.url(database).replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE person (full_name TEXT, sort_key TEXT, search_key TEXT)")
        connection.execute("CREATE INDEX ON person (sort_key)")
        connection.execute("CREATE INDEX ON person (search_key)")
        rows = [(name, names.sort_key(name), names.search_key(name)) for name in people]
        connection.cursor().executemany("INSERT INTO person VALUES (%s, %s, %s)", rows)
        for collation in ("default", "C", "und-x-icu", "vi-x-icu"):
            ordered = connection.execute(f'SELECT sort_key FROM person ORDER BY sort_key COLLATE "{collation}"')
            assert [key for (key,) in ordered] == sorted(map(names.sort_key, people))
    postgres.drop(database)


@steady
@given(st.text(max_size=400))
def test_a_key_is_short_and_of_signs_that_sort_alike_everywhere(text: str) -> None:
    assert re.fullmatch(r"[0-9a-z]{1,1000}", names.sort_key(text))
    assert len(names.search_key(text).encode()) <= 2400


def test_the_longest_names_fit_an_index_row_of_postgresql() -> None:
    for sign in "Áợđ漢\ufdfa":
        assert len(names.sort_key(sign * 300)) <= 1000
        assert len(names.search_key(sign * 300).encode()) <= 2400
    longest = names.sort_key("ợ" * 300)
    assert len(longest) < 1000
    assert longest < names.sort_key("ợ" * 299 + "u")


# -- showing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Nguyễn Thị Tuyết Nhung", "N. T. T. Nhung"),
        (nfd("Đặng Ánh Ước Ngọc"), "Đ. A. Ư. Ngọc"),
        ("H'Hen Niê", "H. Niê"),
        ("tran van minh", "T. V. minh"),
        ("Tâm", "Tâm"),
        ("<b>Lê</b> - An 2", "B. An"),
        ("=1+1", ""),
        ("", ""),
    ],
)
def test_initials_leave_the_given_name_alone(name: str, masked: str) -> None:
    assert names.initials_masked(name) == masked
