"""A list of groups with their counts: new ones are added, known ones brought up to date, contradictions refused."""

import pytest
from sqlalchemy.orm import Session

from app.models import AdministrativeUnit, ResidentialGroup
from tests.exchange.imports.conftest import Take
from tests.exchange.imports.sheets import text
from tests.exchange.imports.test_people import outcomes
from tests.factories import make_ward

LIST = text(
    "STT;Mã;Tên tổ;Số hộ;Nhân khẩu",
    "1;TDP01;Tổ dân phố số 1;120;1.234",
    "2;;Thôn Nà Pjảo;;",
    "3;TDP01;Tổ dân phố số 2;1;1",
    "4;TDP03;Tổ dân phố số 3;nhiều;1",
    "5;;tổ 1;130;",
)


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    """A ward without groups."""
    return make_ward(session)


def groups(session: Session, ward: AdministrativeUnit) -> list[ResidentialGroup]:
    return list(session.scalars(ResidentialGroup.of(ward.id)))


@pytest.mark.parametrize("store", [False, True])
def test_every_row_has_its_fate(session: Session, ward: AdministrativeUnit, take: Take, store: bool) -> None:
    told = take("residential_groups", LIST, ward.id, store=store)
    assert outcomes(told) == ["new", "new", "refused", "refused", "known"]
    assert 'Mã "TDP01" đang là của Tổ dân phố số 1.' in told[2].why
    assert told[4].why == "Trùng dòng 2 của tệp."
    kept = [(group.code, group.kind, group.population, group.households) for group in groups(session, ward)]
    assert kept == ([("TDP01", "tổ dân phố", 1234, 120), ("TDP02", "thôn", None, None)] if store else [])


def test_counts_are_brought_up_to_date_with_their_source(
    session: Session, ward: AdministrativeUnit, take: Take
) -> None:
    take("residential_groups", LIST, ward.id)
    again = take("residential_groups", LIST, ward.id)
    assert outcomes(again) == ["known", "known", "refused", "refused", "known"]
    assert [each.notices for each in again if each.notices] == []
    version = groups(session, ward)[0].version
    later = take("residential_groups", text("Mã;Tên;Số hộ", "TDP01;Tổ dân phố số 1;125"), ward.id)
    first = groups(session, ward)[0]
    assert later[0].notices == ("Cập nhật số hộ 125.",)
    assert (first.households, first.population, first.version) == (125, 1234, version + 1)
    assert first.count_source.startswith("tệp danh sách.csv, nhập ngày ")


def test_a_hundred_and_ten_groups(session: Session, ward: AdministrativeUnit, take: Take) -> None:
    lines = [f"T{number:03d},Tổ dân phố số {number}" for number in range(1, 111)]
    told = take("residential_groups", text("code,name", *lines), ward.id, size=50)
    assert outcomes(told) == ["new"] * 110
    assert len(groups(session, ward)) == 110
