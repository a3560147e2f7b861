"""The course grid under the ruler: held, to sign, of many lessons, with names that make trouble."""

from dataclasses import replace

import pytest

from app.documents.course_grid import draw
from app.documents.faults import Unprintable
from app.documents.issuers import Issuer
from tests.documents import samples, samples_course
from tests.documents.ruler import Paper, assert_sound


@pytest.fixture(scope="module")
def held() -> Paper:
    return assert_sound(draw(samples_course.grid()))


def body(paper: Paper) -> list[list[str]]:
    return [row for sheet in paper.sheets for table in sheet.tables for row in table.rows]


def test_thirty_people_and_eight_lessons_stand_on_the_two_sides_of_one_sheet(held: Paper):
    assert [sheet.size for sheet in held.sheets] == ["A4 landscape"] * 2
    assert [row[0] for row in body(held)[:30]] == [str(number) for number in range(1, 31)]
    assert [table.header[4:6] for sheet in held.sheets for table in sheet.tables] == [("B1 18/3", "B2 25/3")] * 2


def test_rows_margins_and_type_keep_to_the_rules(held: Paper):
    assert min(height for sheet in held.sheets for table in sheet.tables for height in table.heights) >= 8.0
    for sheet in held.sheets:
        margins = sheet.margins(above=0, below=190)
        assert margins["left"] == pytest.approx(20, abs=0.4)
        assert margins["right"] == pytest.approx(12, abs=0.4)
        assert sheet.overlaps() == []
        assert min(line.size for line in sheet.lines) >= 8.5
    assert held.sheets[0].line("BẢNG ĐIỂM DANH KHÓA HỌC").size == 14
    assert held.sheets[0].line("CỘNG HÒA").size == 12


def test_marks_sums_and_rule_follow_from_the_statuses(held: Paper):
    rows = body(held)
    assert rows[20][4:] == ["x", "x", "x", "x", "K", "K", "K", "K", "4/8", "50,0", "–"]
    assert rows[1][-3:] == ["8/8", "100,0", "Đạt"]
    assert "M" in {cell for row in rows[:30] for cell in row}
    assert rows[30][4] == "27 90,0"
    assert rows[30][-3:-1] == ["212", "88,3"]
    assert samples_course.RULE in held.words()
    assert held.codes(1) == ["https://lopso.example/l/DEM4"]


def test_people_stand_in_the_order_given(held: Paper):
    assert [row[1] for row in body(held)[:30]] == [person.name for person in samples_course.learners()]


def test_what_is_to_sign_has_empty_fields_and_the_same_columns(held: Paper):
    empty = assert_sound(draw(samples_course.grid(marked=False)))
    assert empty.sheets[0].tables[0].header == held.sheets[0].tables[0].header
    assert all(cell == "" for row in body(empty)[:30] for cell in row[4:])


def test_lessons_not_held_yet_are_left_to_sign_beside_those_that_were():
    people = tuple(replace(each, statuses=(*each.statuses[:2], "")) for each in samples_course.learners(5, 3))
    rows = body(Paper(draw(samples_course.grid(5, 3, people=people))))
    assert all(row[4] and not row[6] for row in rows)


@pytest.mark.parametrize(("lessons", "grids"), [(1, 1), (12, 1), (13, 2), (25, 3)])
def test_more_than_twelve_lessons_go_on_in_further_grids(lessons: int, grids: int):
    paper = assert_sound(draw(samples_course.grid(5, lessons)))
    headers = [table.header for sheet in paper.sheets for table in sheet.tables]
    assert len(headers) == grids == len(paper.sheets)
    told = [head.split()[0] for header in headers for head in header[4:] if head.startswith("B")]
    assert told == [f"B{number}" for number in range(1, lessons + 1)]
    assert [header[-1] == "Đủ 80%" for header in headers] == [False] * (grids - 1) + [True]
    assert all(sheet.overlaps() == [] for sheet in paper.sheets)
    assert ("(1/2)" in paper.sheets[0].text) == (grids == 2)


def test_every_name_is_printed_letter_for_letter():
    names = (*samples.TROUBLE, *samples.HOSTILE)
    person = replace(samples_course.learners(1)[0], statuses=("present",) * 12)
    people = tuple(replace(person, name=name) for name in names)
    paper = assert_sound(draw(samples_course.grid(1, 12, people=people)))
    assert ["".join(row[1].split()) for row in body(paper)[: len(names)]] == ["".join(name.split()) for name in names]
    assert all(sheet.overlaps() == [] for sheet in paper.sheets)


def test_while_lessons_are_to_come_shares_say_of_what_they_are():
    people = tuple(
        replace(person, statuses=("present", "", ""), came=1, counted=3, met=False, open=place > 0)
        for place, person in enumerate(samples_course.learners(3, 3))
    )
    lessons = tuple(replace(column, held=column.number == 1) for column in samples_course.columns(3))
    paper = Paper(draw(replace(samples_course.grid(3, 3), people=people, lessons=lessons)))
    assert "Đã học 01/03 buổi. Tỷ lệ của từng người tính trên số buổi theo kế hoạch" in paper.words()
    assert [row[-1] for row in body(paper)[:3]] == ["–", "còn", "còn"]
    assert "kế hoạch" not in Paper(draw(samples_course.grid(3, 3))).words()


def test_the_partys_grid_has_the_partys_head():
    issuer = Issuer("ĐẢNG BỘ TỈNH QUẢNG NINH", "ĐẢNG ỦY PHƯỜNG HÀ TU", "Hà Tu", "party")
    first = Paper(draw(samples_course.grid(3, issuer=issuer))).sheets[0]
    assert first.line("ĐẢNG CỘNG SẢN VIỆT NAM").size == 15
    assert first.line("BẢNG ĐIỂM DANH").size == 15
    assert "CỘNG HÒA" not in first.text


def test_a_course_without_lessons_and_a_name_beyond_measure_are_refused_in_words():
    with pytest.raises(Unprintable, match="chưa có buổi học nào"):
        draw(replace(samples_course.grid(3), lessons=(), people=()))
    with pytest.raises(Unprintable, match="Dòng của “xxx"):
        draw(samples_course.grid(people=(replace(samples_course.learners(1)[0], name="x" * 401),)))


def test_many_people_and_few_lessons_stand_upright_where_that_saves_sheets():
    paper = assert_sound(draw(samples_course.grid(60, 3)))
    assert {sheet.size for sheet in paper.sheets} == {"A4 portrait"}
    assert len(body(paper)) == 61
    assert all(sheet.overlaps() == [] for sheet in paper.sheets)
