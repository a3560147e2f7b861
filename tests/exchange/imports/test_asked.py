"""What is asked once about a whole list: where all its people live, the order of its dates, the year of its ages; and
what stays unread, said."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.exchange.imports.headers import understood
from app.exchange.imports.reading import opened
from app.exchange.imports.row_results import RowOutcome
from app.models import AdministrativeUnit, Person, ResidentialGroup
from app.models.people.residential_group import GROUP_WORDS
from tests.exchange.imports.conftest import Take
from tests.exchange.imports.sheets import text, xlsx
from tests.factories import make_group, make_person, make_ward

Asks = Callable[..., dict[str, Any]]
HEAD = ("Họ và tên", "Năm sinh")
PEOPLE = (("Hà Thị Mơ", 1954), ("Vi Thị Mùi", 1955))


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    """A ward with groups of several kinds of names."""
    made = make_ward(session)
    for name in ("Túc Duyên 1", "Túc Duyên 2", "Túc Duyên 11", "Thôn Tân Lập", "Tổ dân phố số 5"):
        make_group(session, made, name)
    return made


@pytest.fixture
def asks(session: Session, take: Take, ward: AdministrativeUnit) -> Asks:
    """What is asked about a list of people, by key."""

    def asks(content: bytes, **more: Any) -> dict[str, Any]:
        take("people", content, ward.id, store=False, **more)
        found: dict[str, Any] = session.info["survey"].questions
        return found

    return asks


def kept(name: str) -> bytes:
    """A list of tests/data/lists."""
    return next(Path("tests/data/lists").glob(f"{name}-*")).read_bytes()


def groups(session: Session) -> list[str]:
    """The groups of all people, in order of arrival."""
    people = session.scalars(select(Person).order_by(Person.id))
    return [person.residential_group.name if person.residential_group else "" for person in people]


@pytest.mark.parametrize("name", ["44", "45"])
def test_the_group_in_the_title_is_offered_for_the_whole_list(
    session: Session, take: Take, ward: AdministrativeUnit, asks: Asks, name: str
) -> None:
    question = asks(kept(name))["all:group"]
    code = question["answers"][0]
    assert "TÚC DUYÊN 1" in question["title"]
    assert question["answers"] == [code, "khong"]
    assert session.info["survey"].columns.open == ("all:group",)
    take("people", kept(name), ward.id, answers={"all:group": code})
    assert {*groups(session)} == {"Túc Duyên 1"}
    assert "all:group" in session.info["survey"].questions, "its answer can be taken back"


@pytest.mark.parametrize(
    ("title", "offered"),
    [
        ("Danh sách lớp, tdp Túc Duyên 11", "Túc Duyên 11"),
        ("DANH SÁCH HỌC VIÊN THÔN TÂN LẬP", "Thôn Tân Lập"),
        ("TỔ 5 - KHÓA 2", "Tổ dân phố số 5"),
        ("UBND phường Tân Lập, lớp số 5, khóa 1", ""),
        ("Tổ Túc Duyên 1 và Túc Duyên 2", ""),
        ("Danh sách", ""),
    ],
)
def test_titles_name_a_group_by_its_name_or_after_its_kind(
    session: Session, ward: AdministrativeUnit, asks: Asks, title: str, offered: str
) -> None:
    answers = asks(xlsx([(title,), HEAD, *PEOPLE]))["all:group"]["answers"]
    codes = {group.code: group.name for group in ward_groups(session, ward)}
    assert [codes.get(each) for each in answers] == ([offered, None] if offered else [None])


def ward_groups(session: Session, ward: AdministrativeUnit) -> Any:
    """The groups of the ward."""
    return session.scalars(ResidentialGroup.of(ward.id)).all()


def test_the_name_of_the_file_names_a_group(asks: Asks) -> None:
    found = asks(xlsx([HEAD, *PEOPLE]), name="DS lop Tuc Duyen 2.xlsx")["all:group"]
    assert found["title"] == "DS lop Tuc Duyen 2.xlsx"


@pytest.mark.parametrize(
    "rows",
    [
        [(*HEAD, "Tổ"), ("Hà Thị Mơ", 1954, "Túc Duyên 1"), ("Vi Thị Mùi", 1955, "Túc Duyên 1")],
        [(*HEAD, "Tổ"), ("Hà Thị Mơ", 1954, "Nơi khác"), ("Vi Thị Mùi", 1955, "Nơi khác")],
        [(*HEAD, "Tổ"), ("Hà Thị Mơ", 1954, "Túc Duyên 1"), ("Vi Thị Mùi", 1955, "Túc Duyên 1"), ("Lò A", 1956, None)],
        [HEAD, ("Tổ dân phố Túc Duyên 1", None), *PEOPLE],
        [HEAD],
    ],
)
def test_a_list_that_says_a_group_is_not_asked(asks: Asks, rows: list[tuple[Any, ...]]) -> None:
    assert "all:group" not in asks(xlsx(rows))


def test_a_list_without_any_group_asks_once(session: Session, take: Take, ward: AdministrativeUnit) -> None:
    empty = xlsx([(*HEAD, "Tổ"), ("Hà Thị Mơ", 1954, None), ("Vi Thị Mùi", 1955, None)])
    take("people", empty, ward.id, store=False)
    assert session.info["survey"].columns.open == ("all:group",)
    take("people", empty, ward.id, answers={"all:group": "khong"})
    assert session.info["survey"].columns.open == ()
    assert groups(session) == ["", ""]


def test_a_ward_without_groups_is_not_asked(session: Session, take: Take) -> None:
    take("people", xlsx([HEAD, *PEOPLE]), make_ward(session).id, store=False)
    assert session.info["survey"].questions == {}


def test_house_numbers_are_no_groups(session: Session, take: Take, ward: AdministrativeUnit) -> None:
    asked = [(*HEAD, "Địa chỉ"), ("Hà Thị Mơ", 1954, "Số 2, Ngõ 5"), ("Vi Thị Mùi", 1955, "Số 4, Ngõ 5")]
    take("people", xlsx(asked), ward.id, store=False)
    assert ("group" in session.info["survey"].columns.meanings, session.info["survey"].columns.asked) == (False, ())
    named = [*asked, ("Lò Thị A", 1956, "Số 2, tổ dân phố Túc Duyên 2")]
    take("people", xlsx(named), ward.id, store=False)
    assert session.info["survey"].columns.asked == (2,)
    refused = take("people", xlsx([(*HEAD, "Tổ"), *named[1:]]), ward.id)
    assert [each.outcome for each in refused] == [RowOutcome.REFUSED, RowOutcome.REFUSED, RowOutcome.NEW]


# -- dates ----------------------------------------------------------------------------------------------------------


def test_one_month_first_date_among_day_first_ones_asks_with_both_sides(
    session: Session, take: Take, ward: AdministrativeUnit, asks: Asks
) -> None:
    question = asks(kept("48"))["month:birth_date"]
    assert question["answers"] == ["khong", "co"], "the side with more dates first"
    assert question["sides"] == {"khong": [4, "25/12/1955"], "co": [1, "12/31/1957"]}
    told = take("people", kept("48"), ward.id, answers={"month:birth_date": "khong"})
    assert [each.wrong for each in told if each.wrong] == [(("birth_year", "12/31/1957"),)]
    born = {person.full_name: person.birth_date for person in session.scalars(select(Person))}
    assert (born["Hạng Thị Trúc"], born["Hạng Thị Sen"]) == (date(1958, 6, 5), date(1960, 3, 2))


def test_dates_that_contradict_the_answer_are_refused(take: Take, ward: AdministrativeUnit) -> None:
    told = take("people", kept("48"), ward.id, answers={"month:birth_date": "co"})
    wrong = [dict(each.wrong)["birth_year"] for each in told if each.wrong]
    assert wrong == ["25/12/1955", "30/04/1956", "19/05/1959", "22/12/1961"]
    assert "ghi ngày trước, khác cả cột" in told[0].why


def test_a_register_refuses_dates_that_contradict_the_answer(take: Take, ward: AdministrativeUnit) -> None:
    rows = text("Tên đội;Loại;Ngày quyết định", "Đội A;;12/31/2024", "Đội B;;25/12/2024")
    told = take("teams", rows, ward.id, answers={"month:decision_on": "co"})
    assert "ghi ngày trước, khác cả cột" in told[1].why
    assert "ngày" not in told[0].why


# -- ages -----------------------------------------------------------------------------------------------------------


def test_a_column_of_ages_counts_from_the_year_of_the_list(
    session: Session, take: Take, ward: AdministrativeUnit, asks: Asks
) -> None:
    this_year = clock.today().year
    question = asks(kept("47"))["ages"]
    assert (question["count"], question["answers"][0]) == (3, str(this_year))
    take("people", kept("47"), ward.id, answers={"ages": str(this_year - 1)})
    born = {person.full_name: person.birth_year for person in session.scalars(select(Person))}
    assert born == {
        "Phàn Thị Tuổi": this_year - 67, "Phàn Văn Tác": this_year - 71, "Phàn Thị Sau": this_year - 62,
    }  # fmt: skip


@pytest.mark.parametrize("title", ["Danh sách tính đến 30/6/{}", "HỘ NGHÈO NĂM {}"])
def test_the_title_says_the_year_of_the_ages(asks: Asks, title: str) -> None:
    year = clock.today().year - 1
    rows = [(title.format(year),), ("Họ và tên", "Tuổi"), ("Hà Thị Mơ", "66 tuổi")]
    assert asks(xlsx(rows))["ages"]["answers"][0] == str(year)


def test_a_year_beside_an_age_counts(session: Session, take: Take, ward: AdministrativeUnit, asks: Asks) -> None:
    rows = xlsx([(*HEAD, "Tuổi"), ("Hà Thị Mơ", 1954, 66), ("Vi Thị Mùi", 1955, 66)])
    assert "ages" not in asks(rows)
    take("people", rows, ward.id)
    assert [person.birth_year for person in session.scalars(select(Person).order_by(Person.id))] == [1954, 1955]


def test_an_age_that_is_none_is_refused(take: Take, ward: AdministrativeUnit) -> None:
    told = take("people", xlsx([("Họ và tên", "Tuổi"), ("Hà Thị Mơ", "già"), ("Vi Thị Mùi", 300)]), ward.id)
    assert [each.outcome for each in told] == [RowOutcome.REFUSED] * 2


def test_who_by_an_age_may_be_a_year_older_is_no_certain_newcomer(
    session: Session, take: Take, ward: AdministrativeUnit
) -> None:
    group, this_year = make_group(session, ward, "Gia Sàng 1"), clock.today().year
    make_person(session, ward, "Hà Thị Mơ", this_year - 67, group=group)
    make_person(session, ward, "Vi Thị Mùi", this_year - 66, group=group)
    rows = [("Họ và tên", "Tuổi", "Tổ")]
    rows += [(name, 66, "Gia Sàng 1") for name in ("Hà Thị Mơ", "Vi Thị Mùi", "Lò Thị A")]  # type: ignore[misc]
    told = take("people", xlsx(rows), ward.id)
    assert [each.outcome for each in told] == [RowOutcome.DOUBTFUL, RowOutcome.KNOWN, RowOutcome.NEW]


# -- what stays unread ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "marked"),
    [("24", ["03/11/2026", "10/11/2026"]), ("27", ["Trạng thái"]), ("31", ["Có mặt"])],
)
def test_columns_of_marks_stay_behind_and_are_named(session: Session, asks: Asks, name: str, marked: list[str]) -> None:
    asks(kept(name))
    survey = session.info["survey"]
    assert survey.marked == marked
    assert not {*marked} & {survey.columns.titles[place] for place in survey.columns.asked}


@pytest.mark.parametrize("word", GROUP_WORDS)
def test_the_question_of_the_wards_own_pages_heads_the_groups(word: str) -> None:
    asked = "Bác ở %(word)s nào?"
    assert f'_("{asked}"' in Path("app/templates/public/self_marks/groups.html").read_text(encoding="utf-8")
    columns = understood({"": opened(text(f"Ông/Bà;Năm sinh;{asked % {'word': word}}", "Hà Thị Mơ;1954;1")).head("")})
    assert (columns.meanings, columns.asked) == (("full_name", "birth_year", "group"), ())
