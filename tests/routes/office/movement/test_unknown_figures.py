"""Figures of a question that nobody answered are not known, on the page of a programme and in tables; a 0 is said."""

from datetime import date

import pytest

from tests.factories import make_group
from tests.indicators.test_programme_zeros import COUNTS, OCTOBER
from tests.pages import words
from tests.returns import make_returns, send
from tests.routes.office.conftest import Office

pytestmark = pytest.mark.usefixtures("november")


def test_pages_and_tables_say_what_is_not_known(office: Office) -> None:
    with office.write() as session:
        programme, sites = make_returns(session, office.here(session), counts=COUNTS)
        groups = [make_group(session, programme.unit, f"Tổ {number}") for number in (1, 2)]
        for site, group in zip(sites, groups, strict=False):
            site.residential_group, site.created_at = group, programme.created_at
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=0)
        at = f"/van-phong/phong-trao/{programme.id}"
    reader = office.as_officer()
    told = [words(row) for row in reader.get(at).all("li")]
    assert any("Sách đang có" in each and "chưa có số liệu" in each for each in told)
    assert any("Lượt mượn" in each and "0 lượt" in each for each in told)
    assert any("Mở cửa" in each and "0 tủ sách" in each for each in told)
    table = reader.get("/van-phong/so-lieu/libraries.loans?theo=to&tu=2026-09-01&den=2026-11-19")
    rows = [words(row) for row in table.all("tr")]
    assert [each.split()[-1] for each in rows if each.startswith("Tổ ")] == ["0", "–"]
