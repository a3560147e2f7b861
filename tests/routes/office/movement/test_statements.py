"""The map of programmes, their lists and who has not sent read what is stored, in as many statements for many rows as
for few."""

from datetime import date

import pytest

from app.models import Programme, Site
from tests.returns import make_returns, moment, send
from tests.routes.office.conftest import Office
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("november")
HERE = "/van-phong/phong-trao"
OCTOBER = date(2026, 10, 1)


def run(office: Office, key: str, sites: int) -> str:
    """A programme of so many sites, of which every second one sent; the address of its list."""
    with office.write() as session:
        programme, rows = make_returns(session, office.here(session), sites=sites, key=key, every="month")
        for number, each in enumerate(rows):
            each.created_at = moment(date(2026, 9, 20))
            if number % 2:
                send(session, programme, each, OCTOBER, date(2026, 11, 3), loans=number)
        return f"{HERE}/{programme.id}/so"


def asked(office: Office, address: str) -> int:
    """How many statements a page takes, once everything is warm."""
    reader = office.as_officer()
    reader.get(address)
    with counted() as statements:
        reader.get(address)
    return len(statements)


@pytest.fixture
def three(office: Office) -> str:
    """A programme of three sites."""
    return run(office, "first", 3)


def test_the_map_asks_as_often_for_six_programmes_as_for_one(office: Office, three: str) -> None:
    before = asked(office, HERE)
    for number in range(5):
        run(office, f"more_{number}", 12)
    assert asked(office, HERE) == before


@pytest.mark.parametrize("narrowed", ["", "?ket-qua=chua", "?ky=2026-09-01"])
def test_a_list_asks_as_often_for_thirty_sites_as_for_three(office: Office, three: str, narrowed: str) -> None:
    before = asked(office, three + narrowed)
    with office.write() as session:
        programme = session.get_one(Programme, int(three.split("/")[-2]))
        more = [Site(unit=programme.unit, name=f"Tủ {place}", programme_id=programme.id) for place in range(20)]
        session.add_all(more)
        session.flush()
        for each in more[::2]:
            each.created_at = moment(date(2026, 9, 20))
            send(session, programme, each, OCTOBER, date(2026, 11, 3), loans=1)
    assert asked(office, three + narrowed) == before


def test_who_has_not_sent_is_asked_once_for_all_programmes(office: Office, three: str) -> None:
    address = "/van-phong/nhac?viec=phong-trao"
    before = asked(office, address)
    for number in range(4):
        run(office, f"more_{number}", 9)
    assert asked(office, address) - before <= 4  # one for each programme that is late, none for a site
