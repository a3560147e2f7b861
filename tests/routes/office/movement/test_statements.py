"""The map of programmes, their lists and who has not sent read what is stored, in as many statements for many rows as
for few."""

from datetime import date

import pytest
from sqlalchemy import select

from app.models import Event, Programme, Site
from app.models.movement.represented import eligible
from tests.factories import make_group, make_organisation
from tests.following import make_following, make_rule
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


def test_the_map_tells_at_once_what_was_recorded(office: Office) -> None:
    with office.write() as session:
        make_returns(session, office.here(session))
    told = "Chưa ghi gì"
    for _again in range(2):
        assert told in office.as_officer().get(HERE).text
    with office.write() as session:
        programme, site = session.scalars(select(Programme)).one(), session.scalars(select(Site)).first()
        assert site
        send(session, programme, site, OCTOBER, date(2026, 11, 3), loans=1)
    page = office.as_officer().get(HERE).text
    assert told not in page
    assert "Đã ghi 1, gần nhất 03/11/2026" in page


def test_the_map_tells_each_what_they_may_see(office: Office) -> None:
    with office.write() as session:
        programme, rows = make_returns(session, office.here(session), sees=["officer"])
        send(session, programme, rows[0], OCTOBER, date(2026, 11, 3), loans=1)
    for _again in range(2):
        assert "Đã ghi 1" in office.as_officer().get(HERE).text
        page = office.as_leader().get(HERE).text
        assert "Chỉ người được phân công mới xem những gì đã ghi" in page
        assert "Đã ghi 1" not in page


def test_the_map_asks_as_often_for_programmes_that_follow_rules(office: Office, three: str) -> None:
    def follow(number: int) -> None:
        with office.write() as session:
            ward = office.here(session)
            make_organisation(session, ward, f"Trường {number}")
            make_following(session, ward, make_rule(session, ward), key=f"rule_{number}")

    follow(0)
    before = asked(office, HERE)
    for number in range(1, 4):
        follow(number)
    assert asked(office, HERE) == before


@pytest.mark.parametrize("subject", ["organisation", "group", "event"])
def test_a_list_of_each_kind_asks_as_often_for_many_as_for_two(office: Office, subject: str) -> None:
    event = subject == "event"
    more = {"among": {"organisations": ["school"]}} if subject == "organisation" else {}
    when = {"every": None, "due": None, "outcomes": None} if event else {}
    with office.write() as session:
        programme, _sites = make_returns(
            session, office.here(session), sites=0, key="these", subject=subject, **more, **when
        )
        number = programme.id

    def add(first: int, many: int) -> None:
        with office.write() as session:
            ward, programme = office.here(session), session.get_one(Programme, number)
            for place in range(first, first + many):
                group = make_group(session, ward, f"Tổ {place}")
                school = make_organisation(session, ward, f"Trường {place}")
                if event:
                    told = {"name": f"Buổi {place}", "held_on": date(2026, 10, 1 + place), "organisation": school}
                    session.add(Event(unit=ward, programme_id=number, residential_group=group, **told))
            session.flush()
            assert programme.current
            wanted = select(Site).where(eligible(number, programme.current.declared)).order_by(Site.id)
            for site in session.scalars(wanted).all()[first::2]:
                site.created_at = moment(date(2026, 9, 20))
                send(session, programme, site, None if event else OCTOBER, date(2026, 11, 3), loans=1)

    add(0, 2)
    before = asked(office, f"{HERE}/{number}/so")
    add(2, 18)
    assert asked(office, f"{HERE}/{number}/so") == before


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


def test_a_programme_and_all_figures_ask_as_often_for_nine_counts_as_for_two(office: Office) -> None:
    def build(key: str, many: int) -> list[str]:
        fields = [{"key": f"f{place}", "label": f"Số {place}", "type": "number", "counted": True} for place in range(9)]
        counts = [
            {"key": f"c{place}", "unit": "cuốn", "label": f"Cuốn {place}", "sum": f"f{place}", "by": ["group"]}
            for place in range(many)
        ]
        with office.write() as session:
            programme, rows = make_returns(
                session, office.here(session), key=key, fields=fields, counts=counts, criteria=[]
            )
            send(session, programme, rows[0], OCTOBER, date(2026, 11, 3), f0=1)
            return [f"{HERE}/{programme.id}", f"/van-phong/so-lieu?muc={key}"]

    few, many = build("few", 2), build("many", 9)
    assert [asked(office, each) for each in many] == [asked(office, each) for each in few]


def test_who_has_not_sent_is_asked_once_for_all_programmes(office: Office, three: str) -> None:
    address = "/van-phong/nhac?viec=phong-trao"
    before = asked(office, address)
    for number in range(4):
        run(office, f"more_{number}", 9)
    assert asked(office, address) - before <= 4  # one for each programme that is late, none for a site
