"""A list of people: each row has one outcome, looked at or stored, and the same list twice changes nothing."""

import csv
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.exchange.imports.row_results import RowOutcome, RowResult
from app.models import AdministrativeUnit, Person, ResidentialGroup
from tests.exchange.imports.conftest import Take
from tests.exchange.imports.sheets import text, xlsx
from tests.factories import make_group, make_organisation, make_person, make_ward

SAMPLE = Path("app/commands/demo_ward/data/residents.csv")
HEADING = "STT;Họ và tên;Năm sinh;Giới tính;Tổ dân phố;Số điện thoại"
LIST = (
    "ỦY BAN NHÂN DÂN PHƯỜNG;;;;;",
    "DANH SÁCH;;;;;",
    HEADING,
    "1;Lương Doãn Thiệu;1947;nam;Tổ 1;912345671",
    "2;Chu Thị Pjảo;1952;nữ;1;0912345672",
    "3;Lương Doãn Thiệu;1947;nam;Tổ dân phố số 01;",
    "4;Vi Thị Mùi;19;nữ;Tổ 1;12",
    HEADING,
    "5;Hà Thị Mơ;1954;;Nơi khác;",
    ";;;;;",
    "Tổng cộng: 5 người;;;;;",
)


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    """A ward with one group."""
    ward = make_ward(session)
    session.add(ResidentialGroup(unit=ward, code="TDP01", name="Tổ dân phố số 1"))
    session.flush()
    return ward


def people(session: Session) -> list[Person]:
    return list(session.scalars(select(Person).order_by(Person.id)))


def outcomes(told: list[RowResult]) -> list[str]:
    return [each.outcome.value for each in told]


@pytest.mark.parametrize("store", [False, True])
def test_every_row_has_its_fate(session: Session, ward: AdministrativeUnit, take: Take, store: bool) -> None:
    told = take("people", text(*LIST), ward.id, store=store)
    assert [each.number for each in told] == [4, 5, 6, 7, 8, 9, 11]
    assert outcomes(told) == ["new", "new", "known", "refused", "skipped", "new", "skipped"]
    assert told[2].why == "Trùng dòng 4 của tệp."
    assert "Năm sinh" in told[3].why
    assert "Số điện thoại" in told[3].why  # all that is wrong, at once
    assert "số 0 ở đầu" in told[0].notices[0]
    assert len(people(session)) == (3 if store else 0)


def test_totals_and_who_signed_are_no_people(ward: AdministrativeUnit, take: Take) -> None:
    told = take(
        "people",
        text(
            HEADING,
            "1;Hà Thị Mơ;1954;;Tổ 1;",
            "Cộng: 1;;;;;",
            "2;Danh Sách;1960;;Tổ 1;",
            "3;Công Thị Hoa;;;Tổ 1;",
            ";TỔNG CỘNG: 3;;;;",
            ";;;;Ngày 20 tháng 11 năm 2026;",
            ";NGƯỜI LẬP BIỂU;;;;",
            ";Trần Thị Mai;;;;",
        ),
        ward.id,
        store=False,
    )
    assert outcomes(told) == ["new", "skipped", "new", "refused", "skipped", "skipped", "skipped", "skipped"]


def test_the_sign_for_text_that_excel_leaves_in_a_cell(session: Session, ward: AdministrativeUnit, take: Take) -> None:
    told = take("people", text(HEADING, "1;'Hà Thị Mơ;'1954;;'1;'0912345671", "2;’H'Hen Niê;’1992;;;"), ward.id)
    assert [each.name for each in told] == ["Hà Thị Mơ", "H'Hen Niê"]
    assert (people(session)[0].birth_year, people(session)[0].phone) == (1954, "+84912345671")


def test_a_number_is_a_group_of_which_no_other_ends_so(session: Session, ward: AdministrativeUnit, take: Take) -> None:
    for code, name in (("GS2", "Gia Sàng 2"), ("TD3", "Túc Duyên 3"), ("GS3", "Gia Sàng 3")):
        session.add(ResidentialGroup(unit=ward, code=code, name=name))
    session.flush()
    told = take("people", text(HEADING, "1;Hà Thị Mơ;1954;;Tổ 2;", "2;Vi Thị Mùi;1976;;tổ 3;"), ward.id, store=False)
    assert (told[0].outcome, told[0].about) == (RowOutcome.NEW, "1954 · Gia Sàng 2")
    assert "có thể là Gia Sàng 3, Túc Duyên 3" in told[1].why
    assert told[1].wrong == (("group", "tổ 3"),)


def test_a_name_in_the_wrong_case_is_told_and_goes_in_as_it_came(
    session: Session, ward: AdministrativeUnit, take: Take
) -> None:
    told = take("people", text(HEADING, "1;BÙI ĐỨC SƠN;1954;;1;", "2;H'Hen Niê;1992;;1;"), ward.id)
    assert [each.better for each in told] == ["Bùi Đức Sơn", ""]
    refused = take("people", text(HEADING, "1;PHẠM thị hạnh;58;;1;"), ward.id, store=False)
    assert [(each.outcome, each.better) for each in refused] == [(RowOutcome.REFUSED, "Phạm Thị Hạnh")]
    assert people(session)[0].full_name == "BÙI ĐỨC SƠN"


def test_the_same_list_twice_changes_nothing(session: Session, ward: AdministrativeUnit, take: Take) -> None:
    take("people", text(*LIST), ward.id)
    before = {person.public_id: (person.full_name, person.phone, person.unsure) for person in people(session)}
    again = take("people", text(*LIST), ward.id)
    assert Counter(outcomes(again)) == Counter(known=4, refused=1, skipped=2)
    assert {person.public_id: (person.full_name, person.phone, person.unsure) for person in people(session)} == before


def test_who_might_be_somebody_on_file_is_written_apart_once(
    session: Session, ward: AdministrativeUnit, take: Take
) -> None:
    group = session.scalars(ResidentialGroup.of(ward.id)).one()
    for phone in ("+84912345671", "+84912345672"):
        make_person(session, ward, "Trần Văn Minh", 1966, group=group, phone=phone)
    content = text(HEADING, "1;Trần Văn Minh;1966;;Tổ 1;", "2;tran van minh;1966;;Tổ 1;0912345672")
    first = take("people", content, ward.id)
    assert outcomes(first) == ["doubtful", "known"]
    assert [person.unsure for person in people(session)] == [False, False, True]
    assert outcomes(take("people", content, ward.id)) == ["known", "known"]
    assert len(people(session)) == 3


@pytest.mark.parametrize("store", [False, True])
def test_names_that_differ_by_a_mark_are_people_of_their_own(
    session: Session, ward: AdministrativeUnit, take: Take, store: bool
) -> None:
    """Twins with one phone and one day of birth; a name in four writings of two people."""
    lines = (
        "Họ và tên,Năm sinh,Ngày sinh,Tổ,Điện thoại",
        "Lưu Ngọc An,1990,05/03/1990,Tổ 1,0912345821", "Lưu Ngọc Ân,1990,05/03/1990,Tổ 1,0912345821",
        "Lưu Thị Hoa,1991,,Tổ 1,", "Lưu Thị Hòa,1991,,Tổ 1,", "Lưu Thị Hoà,1991,,Tổ 1,", "Lưu Thi Hoa,1991,,Tổ 1,",
        "LƯU THỊ HOA,1991,,Tổ 1,",
    )  # fmt: skip
    told = take("people", text(*lines), ward.id, store=store, size=2)
    assert outcomes(told) == ["new", "doubtful", "new", "new", "known", "new", "known"]
    assert [told[4].why, told[6].why] == ["Trùng dòng 5 của tệp.", "Trùng dòng 4 của tệp."]
    if store:
        assert outcomes(take("people", text(*lines), ward.id)) == ["known"] * 7
        assert len(people(session)) == 5


def test_what_was_not_known_of_somebody_is_learnt_and_told(
    session: Session, ward: AdministrativeUnit, take: Take
) -> None:
    group = session.scalars(ResidentialGroup.of(ward.id)).one()
    person = make_person(session, ward, "Chu Thị Pjảo", 1952, group=group)
    content = text(HEADING, "1;Chu Thị Pjảo;02/9/1952;nữ;Tổ 1;0912345672")
    looked = take("people", content, ward.id, store=False)
    assert person.phone is None
    assert looked == take("people", content, ward.id)
    assert looked[0].notices == ("Bổ sung ngày sinh, giới tính, số điện thoại.",)
    session.refresh(person)
    assert (person.phone, person.sex) == ("+84912345672", "nữ")


@pytest.mark.parametrize(
    ("written", "why"),
    [("Tổ 9", 'Không có tổ dân phố nào là "Tổ 9".'), ("Số 5 ngõ 3, tổ 1, phường", ""), ("TDP01", ""), ("", "")],
)
def test_a_group_is_found_or_the_row_refused(
    session: Session, ward: AdministrativeUnit, take: Take, written: str, why: str
) -> None:
    told = take("people", text(HEADING, f'1;Hà Thị Mơ;1954;;"{written}";'), ward.id)
    assert outcomes(told) == ["refused" if why else "new"]
    assert told[0].why.startswith(why)


def test_two_groups_that_a_name_may_mean(session: Session, ward: AdministrativeUnit, take: Take) -> None:
    make_group(session, ward, "Thôn 1")
    told = take("people", text(HEADING, "1;Hà Thị Mơ;1954;;1;", "2;Vi Thị Mùi;1976;;Thôn 1;"), ward.id)
    assert outcomes(told) == ["refused", "new"]
    assert "Tổ dân phố số 1" in told[0].why
    assert "Thôn 1" in told[0].why


def test_years_of_men_and_women_in_two_columns(session: Session, ward: AdministrativeUnit, take: Take) -> None:
    content = xlsx(
        [
            ("TT", "Họ và tên", "Năm sinh", None, "Thôn"),
            (None, None, "Nam", "Nữ", None),
            (1, "Hà Thị Mơ", None, 1954, "Tổ 1"),
            (2, "Vi Văn Mùi", 1976, None, "Tổ 1"),
            (3, "Hai Năm", 1976, 1954, "Tổ 1"),
        ],
        merged=("C1:D1",),
    )
    told = take("people", content, ward.id)
    assert outcomes(told) == ["new", "new", "refused"]
    assert [(person.sex, person.birth_year) for person in people(session)] == [("nữ", 1954), ("nam", 1976)]


def test_day_month_and_year_in_three_columns(session: Session, ward: AdministrativeUnit, take: Take) -> None:
    told = take(
        "people",
        text(
            "MSSV,Họ lót,Tên,Ngày,Tháng,Năm,Giới tính,Địa chỉ,Email",
            "SV001,Tiêu Thị,Ba,03,05,1999,Nữ,Tổ 1,a@x.vn",
            "SV002,Tiêu Văn,Cột,31,12,2000,Nam,Tổ 1,b@x.vn",
            "SV003,Tiêu Văn,Em,,,1998,Nam,Tổ 1,",
            "SV004,Tiêu Văn,Năm,31,2,1998,Nam,Tổ 1,",
        ),
        ward.id,
    )
    assert outcomes(told) == ["new", "new", "new", "refused"]
    assert told[3].wrong == (("birth_year", "31/2/1998"),)
    born = [(each.birth_date, each.birth_year) for each in people(session)]
    assert born == [(date(1999, 5, 3), 1999), (date(2000, 12, 31), 2000), (None, 1998)]


@pytest.mark.parametrize(
    "name",
    ["=1+1", "@SUM(A1)", "<script>alert(1)</script>", "{{7*7}}", "\u202eMai", "A\u0000n", "'; DROP TABLE person"],
)
def test_hostile_names_are_text(session: Session, ward: AdministrativeUnit, take: Take, name: str) -> None:
    told = take("people", xlsx([("Họ tên", "Năm sinh"), (name.replace("\0", ""), 1954)]), ward.id)
    assert told[0].outcome in (RowOutcome.NEW, RowOutcome.REFUSED)
    assert told[0].why or people(session)[0].full_name == told[0].name


def test_a_list_of_another_ward_knows_nobody_here(session: Session, ward: AdministrativeUnit, take: Take) -> None:
    take("people", text(*LIST), ward.id)
    other = make_ward(session)
    told = take("people", text(HEADING, "1;Hà Thị Mơ;1954;;;", "2;Vi Thị Mùi;1976;;Tổ 1;"), other.id)
    assert outcomes(told) == ["new", "refused"]


def test_five_thousand_rows(session: Session, take: Take) -> None:
    """Mixed: names composed and not, days written three ways, phones without their zero, lines twice."""
    ward = make_ward(session)
    for number in range(1, 41):
        session.add(ResidentialGroup(unit=ward, code=f"TDP{number:02d}", name=f"Tổ dân phố số {number}"))
    content, wanted = five_thousand()
    told = take("people", content, ward.id, size=200)
    assert len(told) == 5_000
    assert Counter(each.outcome for each in told) == wanted
    assert session.scalar(select(func.count(Person.id))) == wanted[RowOutcome.NEW] + wanted[RowOutcome.DOUBTFUL]
    assert Counter(outcomes(take("people", content, ward.id, size=200))) == Counter(
        known=5_000 - wanted[RowOutcome.REFUSED], refused=wanted[RowOutcome.REFUSED]
    )


def five_thousand() -> tuple[bytes, Counter[RowOutcome]]:
    """A CSV of five thousand rows, and the outcome that each has on an empty ward."""
    names = (Path(__file__).parents[2] / "country" / "names" / "residents.txt").read_text(encoding="utf-8").splitlines()
    lines, wanted = ["DANH SÁCH HỌC VIÊN;;;;", "STT;Họ và tên;Ngày, tháng, năm sinh;Tổ;SĐT"], Counter[RowOutcome]()
    for number in range(5_000):
        name = names[number % len(names)] + (f" {'ABCDEFGHIKLMNOPQRSTUVXY'[number // len(names) % 23]}")
        year, group = 1940 + number % 60, number % 40 + 1
        outcome = RowOutcome.NEW
        if number % 500 == 499:  # a line twice
            lines.append(lines[-1])
            wanted[RowOutcome.KNOWN] += 1
            continue
        if number % 100 == 50:
            year, outcome = 54, RowOutcome.REFUSED
        born = (str(year), f"{number % 28 + 1:02d}/{number % 12 + 1:02d}/{year}", f"{year}-01-02")[number % 3]
        name = unicodedata.normalize("NFD", name) if number % 4 == 0 else name
        lines.append(f"{number};{name};{born};Tổ {group};9{10_000_000 + number}")
        wanted[outcome] += 1
    return text(*lines), wanted


def test_the_sample_of_a_ward(session: Session, take: Take) -> None:
    """The residents of the demo: two rows of one name, year and group, one without a phone, are one; it is told."""
    ward = make_ward(session)
    rows = list(csv.DictReader(SAMPLE.read_text(encoding="utf-8").splitlines()))
    for code in sorted({row["group"] for row in rows}):
        session.add(ResidentialGroup(unit=ward, code=code, name=f"Tổ dân phố {code}"))
    told = take("people", SAMPLE.read_bytes(), ward.id, size=100)
    count = Counter(outcomes(told))
    assert (len(told), count["refused"]) == (len(rows), 0) == (240, 0)
    assert session.scalar(select(func.count(Person.id))) == count["new"] + count["doubtful"]
    assert [each.why.split()[0] for each in told if each.outcome is RowOutcome.KNOWN] == ["Trùng"]


def test_who_is_sent_by_a_place_of_work_is_kept_as_of_it_and_nobody_as_a_member(
    session: Session, ward: AdministrativeUnit, take: Take
) -> None:
    school = make_organisation(session, ward, "Trường THCS Túc Duyên")
    make_organisation(session, ward, "Hội LHPN phường", "mass_organisation")
    make_organisation(session, ward, "Chi bộ Tổ 5", "party_cell")
    lines = (
        "Họ và tên;Năm sinh;Đơn vị;Chức vụ", "Lò Thị Én;1980;trường thcs túc duyên;Giáo viên",
        "Vi Thị Mùi;1981;Hội LHPN phường;Chủ tịch", "Hà Thị Mơ;1954;Nơi chưa có;Kế toán", "Chu Văn Pá;1960;;Bí thư",
        "Má Thị Di;1979;Chi bộ Tổ 5;Bí thư",
    )  # fmt: skip
    told = take("people", text(*lines), ward.id)
    kept = {person.full_name: person for person in session.scalars(Person.in_units([ward.id]))}
    assert (kept["Lò Thị Én"].organisation_id, kept["Lò Thị Én"].position) == (school.id, "Giáo viên")
    for name in ("Vi Thị Mùi", "Hà Thị Mơ", "Chu Văn Pá", "Má Thị Di"):
        assert (kept[name].organisation_id, kept[name].position) == (None, "")
    assert "có cán bộ hưởng lương" in told[1].notices[0]
    assert "không ghi ai là hội viên" in told[4].notices[0]
    assert "“Nơi chưa có” chưa có trong danh mục" in told[2].notices[0]


@pytest.mark.parametrize("store", [False, True])
def test_a_list_of_equal_names_is_read_in_linear_time(
    session: Session, ward: AdministrativeUnit, take: Take, monkeypatch: pytest.MonkeyPatch, store: bool
) -> None:
    compared = Counter[str]()
    agrees = Person.agrees_with

    def counting(mine: Person, other: Person) -> bool:
        compared["pairs"] += 1
        return agrees(mine, other)

    monkeypatch.setattr(Person, "agrees_with", counting)

    def pairs(rows: int, name: str) -> int:
        lines = [f"{each};{name};1950;;Tổ 1;09{each:08}" for each in range(rows)]
        told = take("people", text(HEADING, *lines), ward.id, store=store, size=100)
        assert Counter(outcomes(told)) == {"new": 1, "doubtful": 49, "refused": rows - 50}
        assert "Đã có 50 người cùng họ tên, năm sinh và tổ" in told[-1].why
        return compared.pop("pairs")

    assert pairs(400, "Nguyễn Văn An") == pairs(200, "Nguyễn Văn Ân Hai")


def test_of_many_namesakes_on_file_the_phone_still_tells(
    session: Session, ward: AdministrativeUnit, take: Take
) -> None:
    group = session.scalars(select(ResidentialGroup).where(ResidentialGroup.unit_id == ward.id)).one()
    for each in range(60):
        make_person(session, ward, full_name="Nguyễn Văn An", birth_year=1950, group=group, phone=f"+84912345{each:03}")
    told = take("people", text(HEADING, "1;Nguyễn Văn An;1950;;Tổ 1;0912345055"), ward.id)
    assert [each.why for each in told] == ["Đã có trong sổ."]
    assert outcomes(told) == ["known"]
    assert len(people(session)) == 60
