"""The mentorship book under the ruler."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.documents import mentorship_book
from app.documents.faults import Unprintable
from app.documents.mentorship_book import Goal, Mentee, MentorshipBook, Visit
from tests.documents.ruler import Paper, assert_sound
from tests.documents.samples import HOSTILE, LONG_47, LONG_300, SHORT, WARD, WORD_297, names

GOALS = (
    Goal("Dùng VNeID: đăng nhập, xem giấy tờ, xác nhận", "tự làm được", "mở VNeID cho xem", date(2026, 10, 3)),
    Goal("Thanh toán không dùng tiền mặt", "đang học", "", date(2026, 11, 9)),
    Goal("Tự bảo vệ: mật khẩu, lừa đảo, dữ liệu cá nhân", "chưa biết"),
)


def book(people: tuple[str, ...], visits: int = 12) -> MentorshipBook:
    """An ambassador with some mentees and visits."""
    mentees = tuple(
        Mentee(
            name=name,
            birth_year=1947 + number,
            group="Tổ dân phố Túc Duyên 1",
            since=date(2026, 9, 1),
            goals=GOALS[: number % 4],
            wish="gọi video cho con ở xa" if number % 2 else "",
            last_met=date(2026, 11, 9) if number else None,
            until=date(2026, 11, 15) if number == 1 else None,
            outcome="đã tự làm được các việc muốn học" if number == 1 else "",
        )
        for number, name in enumerate(people)
    )
    noted = tuple(
        Visit(
            date(2026, 9, 1 + number % 28),
            people[number % len(people)],
            number % 5 > 0,
            30,
            "Dùng VNeID: tự làm được. Bác đã đổi mật khẩu, cần xem lại phần thanh toán lần sau",
        )
        for number in range(visits)
    )
    return MentorshipBook(
        issuer=WARD,
        ambassador="Hoàng Văn Bảy",
        code="DSS07",
        address="https://lopso.example/dai-su/ABCDEFGHJKMNPQRS",
        first=date(2026, 1, 1),
        last=date(2026, 11, 20),
        mentees=mentees,
        visits=noted,
        group="Túc Duyên 1",
        organisation="Chi bộ Túc Duyên 1",
        printed_at=datetime(2026, 11, 20, 3, 5, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def paper() -> Paper:
    return assert_sound(mentorship_book.draw(book((*names(6), LONG_47, SHORT), visits=30)))


def test_the_book_is_a_working_sheet(paper: Paper):
    assert {sheet.size for sheet in paper.sheets} == {"A4 portrait"}
    assert all(sheet.overlaps() == [] for sheet in paper.sheets)
    for sheet in paper.sheets:
        margins = sheet.margins(above=12)
        assert margins["left"] >= 19.5
        assert margins["right"] >= 10.5
    assert min(line.size for sheet in paper.sheets for line in sheet.lines) >= 8.5
    assert paper.codes() == ["https://lopso.example/dai-su/ABCDEFGHJKMNPQRS"]


def test_it_says_whose_it_is_who_is_in_it_and_how_far_they_are(paper: Paper):
    text = " ".join(" ".join(line.text for line in sheet.lines) for sheet in paper.sheets)
    for words in (
        "SỔ KÈM CẶP",
        "Đại sứ số: Hoàng Văn Bảy",
        "Mã số: DSS07, Tổ dân phố: Túc Duyên 1, Chi bộ Túc Duyên 1",
        "Từ ngày 01/01/2026 đến ngày 20/11/2026",
        "ĐẠI SỨ SỐ",
        "XÁC NHẬN CỦA ĐƠN VỊ",
        "Chưa gặp lần nào",
    ):
        assert words in text, words
    rows = [row for sheet in paper.sheets for table in sheet.tables for row in table.rows]
    cells = " ".join(" ".join(cell.split()) for row in rows for cell in row if cell)
    assert "tự làm được mở VNeID cho xem, 03/10/2026" in cells
    assert "Kết thúc 15/11/2026: đã tự làm được các việc muốn học" in cells
    assert "Gặp lần cuối: 09/11/2026" in cells


def test_long_names_wrap_and_what_is_hostile_is_text():
    names = (LONG_300, WORD_297, *HOSTILE)
    drawn = assert_sound(mentorship_book.draw(book((*names, "Nông Thị Sen"), visits=2)))
    assert all(sheet.overlaps() == [] for sheet in drawn.sheets)
    shown = "".join("".join(line.text.split()) for sheet in drawn.sheets for line in sheet.lines)
    assert [name for name in names if "".join(name.split())[:12] not in shown] == []


def test_a_book_without_anybody_is_a_book(paper: Paper):
    empty = assert_sound(mentorship_book.draw(replace(book(("Nông Thị Sen",)), mentees=(), visits=())))
    assert len(empty.sheets) == 1
    assert "Chưa nhận kèm ai" in " ".join(line.text for line in empty.sheets[0].lines)
    assert len(paper.sheets) > 1


def test_people_are_counted_once_however_often_they_were_taken_by_the_hand():
    once = book(("Nông Thị Sen", "Chu Văn An")).mentees
    known = tuple(replace(each, goals=GOALS[:1], person=str(number)) for number, each in enumerate(once))
    drawn = Paper(mentorship_book.draw(replace(book(("Nông Thị Sen",), visits=0), mentees=(*known, known[0]))))
    text = " ".join(line.text for sheet in drawn.sheets for line in sheet.lines)
    assert "Tổng số 02 người (3 lần nhận kèm); đã tự làm được mọi việc muốn học: 02 người." in text


def test_what_nobody_would_read_is_not_drawn():
    with pytest.raises(Unprintable):
        mentorship_book.draw(book(("x" * 401,)))
