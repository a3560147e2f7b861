"""/quay/nho-giup: what is given to somebody or their team; names, homes and numbers for who accepted."""

import uuid
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from app.country import clock, formats
from app.data.help_lists import supply
from app.models import Account, AdministrativeUnit, Ambassador, HelpRequest, HelpTopic, Role, Team
from app.models.helping.requests.asking import ask, cancel
from app.models.helping.requests.assigning import assign
from app.models.helping.requests.requesting import NewRequest
from app.web.database import db, immediate
from tests.factories import make_account, make_person
from tests.pages import Pages
from tests.routes.counter.conftest import Desk
from tests.statements import counted

HERE = "/quay/nho-giup"


@pytest.fixture
def given(desk: Desk) -> int:
    """A request given to the ward's ambassador; its number."""
    with desk.app.app_context(), immediate() as session:
        ward = session.get_one(AdministrativeUnit, desk.ward.id)
        supply(session, ward)
        account = session.get_one(Account, desk.accounts[Role.AMBASSADOR].id)
        person = make_person(session, ward, "Trần Thị Lan", 1980)
        lan = Ambassador(
            unit=ward, code="DSS01", person=person, account=account, since=date(2026, 1, 5), created_at=clock.now()
        )
        session.add(lan)
        session.flush()
        return _asked(desk, lan)


def _asked(desk: Desk, to: Ambassador | Team, key: str = "vneid_cai_dat") -> int:
    session = db.session()
    topic = session.scalars(HelpTopic.called(desk.ward.id, [key])).one()
    form = NewRequest(
        unit=to.unit, submission=str(uuid.uuid4()), full_name="Nguyễn Thị Hoa", phone="+84912345678", topic=topic,
        where="Số 12 ngõ 3", group=None, suits="buổi sáng",
    )  # fmt: skip
    request = ask(session, form, clock.now())
    assert request is not None
    by = session.get_one(Account, desk.accounts[Role.OFFICER].id)
    assign(session, request, to, by=by, version="1", now=clock.now())
    return request.id


def team_of(desk: Desk, *roles: Role) -> int:
    """A request given to a team of these; its number."""
    with desk.app.app_context(), immediate() as session:
        ward = session.get_one(AdministrativeUnit, desk.ward.id)
        team = Team(unit=ward, name="Tổ công nghệ số", created_at=clock.now())
        session.add(team)
        session.flush()
        for role in roles:
            team.take_in(session, session.get_one(Account, desk.accounts[role].id), leads=False, day=clock.today())
        return _asked(desk, team, "lua_dao")


def state(desk: Desk, number: int) -> tuple[str, int | None]:
    """Where the request stands, and whose it is."""
    with desk.app.app_context():
        request = db.session.get_one(HelpRequest, number)
        return request.state, request.accepted_by_id


def plain(page_html: str) -> str:
    """The page with ordinary spaces."""
    return page_html.replace("\xa0", " ")


def test_accept_say_when_and_note_the_help(desk: Desk, given: int) -> None:
    page = desk.as_(Role.AMBASSADOR).get(HERE)
    assert "Chờ anh chị nhận" in page.text
    for private in ("Nguyễn Thị Hoa", "0912 345 678", "+84912345678", "ngõ 3"):
        assert private not in plain(page.html)
    page = page.form(button="Tôi nhận").submit()
    for told in ("Nguyễn Thị Hoa", "0912 345 678", "Số 12 ngõ 3"):
        assert told in plain(page.html)
    with desk.app.app_context():
        token = db.session.get_one(HelpRequest, given).token
    assert page.links()["Ghi lượt giúp"] == f"/quay?yeu-cau={token}&viec=vneid_cai_dat"
    assert page.links()["Xem đường đi"].startswith("https://www.google.com/maps/search/?api=1&query=S%E1%BB%91+12")
    form = page.form(button="Lưu giờ hẹn")
    day, hour = (name for name in form.fields if name.endswith(("day", "hour")))
    form.submit({day: "hôm nọ", hour: "sáng"}, status=422)
    form.submit({day: (clock.today() - timedelta(days=1)).isoformat(), hour: "8"}, status=422)
    tomorrow = clock.today() + timedelta(days=1)
    page = form.submit({day: tomorrow.isoformat(), hour: "8 giờ 30"})
    when = f"{formats.weekday(tomorrow)} {formats.date(tomorrow)}, 8 giờ 30"
    assert f"Hẹn {when}" in page.text
    asker = Pages(desk.app.test_client()).get(f"/nho-giup/phieu/{token}")
    assert f"Trần Thị Lan sẽ tới {when}" in asker.text
    assert "quét mã trên thẻ" in asker.text
    actions = ("help_request.accepted", "help_request.visit_set")
    assert [len(desk.acts(action)) for action in actions] == [1, 1]


def test_of_a_team_the_first_has_it(desk: Desk, given: int) -> None:
    number = team_of(desk, Role.COUNTER, Role.GROUP_HEAD)
    counter, head = desk.as_(Role.COUNTER).get(HERE), desk.as_(Role.GROUP_HEAD).get(HERE)
    assert "ai nhận trước người ấy đi" in counter.text
    counter.form(button="Tôi nhận").submit()
    late = head.form(button="Tôi nhận").submit()
    assert "vừa nhận việc này trước" in late.text
    assert "Người khác trong đội đã nhận" in late.text
    for private in ("Nguyễn Thị Hoa", "0912 345 678", "ngõ 3"):
        assert private not in plain(late.html)
    assert state(desk, number) == ("accepted", desk.accounts[Role.COUNTER].id)
    assert "Chưa có việc nào" in desk.as_(Role.OFFICER).get(HERE).text


def test_given_back_with_a_reason(desk: Desk, given: int) -> None:
    page = desk.as_(Role.AMBASSADOR).get(HERE).form(button="Tôi nhận").submit()
    form = page.form(button="Trả lại văn phòng")
    (why,) = (name for name in form.fields if name.endswith("why"))
    wrong = form.submit({why: ""}, status=422)
    assert "Anh chị chưa ghi dòng này" in wrong.text
    assert "Cán bộ sẽ giao cho người khác" in form.submit({why: "bị ốm"}).text
    assert state(desk, given) == ("new", None)
    assert form.submit({why: "bị ốm"}, status=404).status == 404  # no longer theirs
    assert len(desk.acts("help_request.handed_back")) == 1


def test_who_set_out_is_told_that_it_is_called_off(desk: Desk, given: int) -> None:
    page = desk.as_(Role.AMBASSADOR).get(HERE).form(button="Tôi nhận").submit()
    with desk.app.app_context(), immediate() as session:
        cancel(session, session.get_one(HelpRequest, given), now=clock.now())
    form = page.form(button="Lưu giờ hẹn")
    day, hour = (name for name in form.fields if name.endswith(("day", "hour")))
    late = form.submit({day: clock.today().isoformat(), hour: "23 giờ"})
    assert "anh chị không cần đi nữa" in late.text
    assert "Không cần tới nữa" in late.text


def test_the_list_is_kept_on_the_phone_and_asks_little(desk: Desk, given: int) -> None:
    pages = desk.as_(Role.AMBASSADOR)
    assert pages.get(HERE).response.headers["X-Offline"] == "1"
    with counted() as seen:
        pages.get(HERE)
    assert len(seen) <= 4


def test_an_ambassador_who_ended_sees_nothing(desk: Desk, given: int, client: FlaskClient) -> None:
    with desk.app.app_context(), immediate() as session:
        for ambassador in session.query(Ambassador):
            ambassador.until = clock.today()
        make_account(session, session.get_one(AdministrativeUnit, desk.ward.id), Role.COUNTER)
    assert "Chưa có việc nào" in desk.as_(Role.AMBASSADOR).get(HERE).text
