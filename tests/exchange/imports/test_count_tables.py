"""A table of counts, a line a group and a column an audience: each number is a row, and of a line all are or none."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AdministrativeUnit, Denominator
from tests.exchange.imports.conftest import Take
from tests.exchange.imports.sheets import text
from tests.exchange.imports.test_people import outcomes
from tests.factories import make_group, make_ward

HEADING = "STT;Tổ dân phố;Dân số;Số hộ;Người cao tuổi;Tính đến ngày;Nguồn"
LIST = text(
    HEADING,
    "1;Tổ dân phố số 1;1.204;311;khoảng 160;01/02/2026;Công an phường",
    "2;2;999;nhiều;;01/02/2026;Công an phường",
    "3;Tổ 9;1;1;;01/02/2026;Công an phường",
    "4;Tổ 2;;-;;01/02/2026;Công an phường",
)


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    """A ward with two groups."""
    ward = make_ward(session)
    for number in (1, 2):
        make_group(session, ward, f"Tổ dân phố số {number}")
    return ward


@pytest.mark.parametrize("store", [False, True])
def test_every_line_has_its_fate(session: Session, ward: AdministrativeUnit, take: Take, store: bool) -> None:
    told = take("count_table", LIST, ward.id, store=store)
    assert outcomes(told) == ["new", "refused", "refused", "refused"]
    assert told[0].about == "số người 1.204 · số hộ 311 · người cao tuổi khoảng 160"
    assert '"nhiều" chưa phải số đếm' in told[1].why
    assert told[1].wrong == (("households", "nhiều"),)
    assert "Không có tổ dân phố nào là" in told[2].why
    assert told[3].why == "Chưa có số nào."
    rows = session.scalars(Denominator.in_units([ward.id]).order_by(None).order_by(Denominator.id)).all()
    kept = [(each.audience, each.number, each.approximate, each.counted_on, each.source) for each in rows]
    whence = (date(2026, 2, 1), "Công an phường")
    assert kept == (
        [("people", 1204, False, *whence), ("households", 311, False, *whence), ("elderly", 160, True, *whence)]
        if store else []
    )  # fmt: skip


def test_the_same_table_twice_changes_nothing_and_another_number_of_the_day_corrects(
    session: Session, ward: AdministrativeUnit, take: Take
) -> None:
    take("count_table", LIST, ward.id)
    assert outcomes(take("count_table", LIST, ward.id))[0] == "known"
    later = text(HEADING, "1;Tổ dân phố số 1;1.210;;;01/02/2026;Công an phường")
    assert take("count_table", later, ward.id)[0].notices == ("Cập nhật số lượng 1.210.",)
    people = select(Denominator.number).where(Denominator.audience == "people", Denominator.unit_id == ward.id)
    assert session.scalars(people).all() == [1210]


def test_a_table_of_a_hundred_and_ten_groups(session: Session, take: Take) -> None:
    ward = make_ward(session)
    for number in range(1, 111):
        make_group(session, ward, f"Tổ dân phố số {number}")
    lines = [f"Tổ {number};{1000 + number};{200 + number}" for number in range(1, 111)]
    told = take("count_table", text("Tổ;Dân số;Số hộ", *lines), ward.id, size=50)
    assert outcomes(told) == ["new"] * 110
    rows = session.scalars(Denominator.in_units([ward.id])).all()
    assert len(rows) == 220
    assert all(each.source.startswith("tệp danh sách.csv, nhập ngày ") for each in rows)
