"""Cards of all who are in a team, with an account or without: asked on its page or of several teams, and what the code
of one tells anybody."""

from flask import current_app
from sqlalchemy import select, update

from app.country import clock
from app.models import Job, Membership, Team
from app.registers.personal_data.emptying import NAMELESS
from tests.documents.ruler import Paper
from tests.factories import make_group
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office, office

__all__ = ["office"]


def a_team(office: Office, name: str, *people: str) -> str:
    with office.write() as session:
        unit = office.here(session)
        said = {"name": name, "groups": [make_group(session, unit, name.replace("Tổ", "Tổ dân phố"))]}
        team = Team.made(session, unit, said)
        session.add(team)
        for each in people:
            team.name_in(session, each, "+84912345678", day=clock.today())
        return team.public_id


def printed(page: Page) -> None:
    """Press it: what comes is no page."""
    form = page.form("/doi/the")
    pressed = [each.get("value") for each in form.element.iter("button") if each.get("name") == "ai"]
    answer = page.pages.client.post(form.action, data={"ai": pressed, **form.fields})
    assert answer.status_code == 303


def members(office: Office) -> dict[str, Membership]:
    with office.read() as session:
        return {each.full_name: each for each in session.scalars(select(Membership))}


def test_one_press_prints_a_card_for_each_of_a_team_who_has_no_account_too(office: Office) -> None:
    one = a_team(office, "Tổ số 1", "Ma Văn Cường", "Nông Thị Hoa")
    with office.write() as session:
        team = session.scalars(Team.called(one, [office.ward.id])).one()
        team.take_in(session, session.merge(office.leader), leads=True, day=clock.today())
    printed(office.as_officer().get(f"/van-phong/doi/{one}"))

    with office.read() as session:
        job = session.scalars(select(Job).where(Job.kind == "team_cards")).one()
        drawn = Paper((current_app.extensions["settings"].data_dir / "papers" / job.result).read_bytes())
        assert job.title == "Thẻ thành viên: Tổ số 1"
    assert [sheet.size for sheet in drawn.sheets] == ["A4 portrait"] * 2
    for told in ("Ma Văn Cường", "Nông Thị Hoa", office.leader.full_name, "TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG", "Tổ số 1"):
        assert told in drawn.words(1)
    assert "912 345 678" not in drawn.words()
    assert {code.rpartition("/t/")[2] for code in drawn.codes(1, dpi=200)} == {
        each.token for each in members(office).values()
    }


def test_the_cards_of_several_teams_are_one_file(office: Office) -> None:
    wanted = [a_team(office, f"Tổ số {number}", f"Ma Văn {number * 'A'}") for number in (1, 2)]
    a_team(office, "Tổ số 3")
    page = office.as_officer().get("/van-phong/doi")
    page = office.as_officer().get(page.links()["In thẻ thành viên"])
    assert page.html.count(" checked") == 2  # nobody is named in the third
    assert "chọn ít nhất một tổ" in page.form("/doi/the").submit({"ai": []}, status=422).text
    printed(page)

    with office.read() as session:
        job = session.scalars(select(Job).where(Job.kind == "team_cards")).one()
        teams = session.scalars(select(Team).where(Team.public_id.in_(wanted)).order_by(Team.search_key))
        assert job.given == {"teams": ",".join(str(each.id) for each in teams)}


def test_what_a_card_leads_to_says_what_stands_on_it_and_whether_it_holds(office: Office, pages: Pages) -> None:
    a_team(office, "Tổ số 1", "Ma Văn Cường")
    (card,) = members(office).values()
    page = pages.get(f"/t/{card.token.lower()}")
    assert page.h1 == "Đang là thành viên của tổ"
    for told in ("Ma Văn Cường", card.card_number, "Tổ số 1", "Tổ dân phố số 1", office.ward.title, "không bao giờ"):
        assert told in page.text
    assert "345 678" not in page.text
    assert "noindex" in page.response.headers["X-Robots-Tag"]
    assert pages.get("/t/0123456789ABCDEF", status=404).h1 == "Không có thẻ nào mang mã này"

    with office.write() as session:
        team = session.scalars(select(Team)).one()
        team.let_go(session.get_one(Membership, card.id), day=clock.today())
    assert pages.get(f"/t/{card.token}").h1 == "Không còn là thành viên của tổ"
    with office.write() as session:  # as erasing leaves them
        session.execute(update(Membership).values(name=NAMELESS, phone=""))
    gone = pages.get(f"/t/{card.token}")
    assert gone.h1 == "Không còn là thành viên của tổ"
    assert "Ma Văn Cường" not in gone.text
    assert NAMELESS not in gone.text
