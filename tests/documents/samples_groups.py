"""Content for the sheets of residential groups."""

from dataclasses import replace
from datetime import UTC, date, datetime

from app.documents.group_sheet import Figure, GroupLearner, GroupSheet, GroupSheets, HouseBook
from app.documents.lists.registers import Heading
from tests.documents import samples

FIGURES = (
    Figure("Người đã học", "11 người"),
    Figure("Lượt hỗ trợ", "1.234 lượt"),
    Figure("Người đạt trên VNeID", "421", "835", "50,42%", "phấn đấu trên 90%", "331"),
    Figure("Tổ đã tập huấn", "chưa có số", asked="100%"),
)
HEADINGS = (Heading("Nhà", main=True), Heading("Chủ hộ"), Heading("Kết quả"), Heading("Ngày ghi"), Heading("Công nhận"))


def sheet(houses: int = 9, learners: int = 12) -> GroupSheet:
    """The sheet of a group with so many houses and learners, the troublesome names among these."""
    rows = [(f"Số {number}, Ngõ 5", name, "Cả nhà" if number % 3 else "Chưa ghi", "10/11/2026", "")
            for number, name in enumerate(samples.names(houses), 1)]  # fmt: skip
    people = tuple(
        GroupLearner(
            row.name, row.birth_year or 1950, number % 3 + 1, samples.COURSE, 3, 4, "" if number % 4 else "vắng 17/11"
        )
        for number, row in enumerate(samples.rows(learners))
    )
    book = HouseBook("Gia đình số", "hộ", HEADINGS, rows, sum(row[2] == "Chưa ghi" for row in rows))
    return GroupSheet("Tổ dân phố Quang Trung 1", ("Tổ trưởng: Bùi Văn Quyết.",), FIGURES, (book,), people)


def sheets(*all_of_them: GroupSheet) -> GroupSheets:
    """The sheets in one file; without any, one of them."""
    return GroupSheets(
        samples.WARD,
        all_of_them or (sheet(),),
        date(2026, 1, 1),
        date(2026, 11, 25),
        datetime(2026, 11, 25, 3, tzinfo=UTC),
    )


def of_names(names: tuple[str, ...]) -> GroupSheets:
    """A sheet of people of these names."""
    one = sheet(0, 1)
    return sheets(replace(one, learners=tuple(replace(one.learners[0], name=name) for name in names)))
