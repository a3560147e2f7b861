"""A superior records for the organisations below it: in the form, in the table, on the start page; for its events it
says whose they are."""

import re
from dataclasses import dataclass
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import Account, AdministrativeUnit, Event, Organisation, ProgrammeEntry
from app.models.movement import entry_recording
from app.models.movement.represented import OrganisationSite
from tests.documents.ruler import Paper
from tests.factories import make_organisation
from tests.pages import Pages
from tests.routes.office.movement.test_prints import printed
from tests.routes.office.movement.test_tables import form_of, pressed
from tests.routes.unit.conftest import School
from tests.routes.unit.test_recordings import entries, programme
from tests.statements import counted

MEMBERS = {"key": "members", "label": "Đảng viên", "type": "number", "counted": True, "required": True}
OF_CELLS = {"among": {"organisations": ["party_cell"]}, "fields": [MEMBERS], "recorded_on": ["table", "office"]}


@dataclass
class Party:
    """A party office with two cells below it; who records for it, and for the first cell."""

    ward: School
    office: Organisation
    cells: list[Organisation]
    head: Account
    secretary: Account

    def superior(self) -> Pages:
        """A browser of who records for the office."""
        return Pages(self.ward.app.test_client()).sign_in(self.head)

    def cell(self) -> Pages:
        """A browser of who records for the first cell."""
        return Pages(self.ward.app.test_client()).sign_in(self.secretary)

    def asked(self, **said: object) -> int:
        """A programme about the cells, which their superior records too."""
        records = ["own_organisation", "superior", "officer"]
        return programme(self.ward, "organisation", **{**OF_CELLS, "records": records, "sees": ["officer"], **said})

    def keys(self) -> dict[str, str]:
        """The public ids of the sites of the cells, by name."""
        with self.ward.read() as session:
            return {each.name: each.public_id for each in session.scalars(select(OrganisationSite))}


@pytest.fixture
def party(school: School) -> Party:
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        office = make_organisation(session, unit, "Đảng ủy phường", "party_office")
        cells = [make_organisation(session, unit, f"Chi bộ {each}", "party_cell") for each in (5, 6)]
        make_organisation(session, unit, "Chi bộ 9", "party_cell")
        for each in cells:
            each.superior = office
    return Party(school, office, cells, school.other(office), school.other(cells[0]))


def test_the_start_page_says_for_how_many_is_still_to_be_recorded(party: Party) -> None:
    number = party.asked()
    page = party.superior().get("/don-vi")
    [line] = [each for each in page.links() if "Ghi cho cơ sở" in each]
    assert "Ghi cho cơ sở (2 chưa ghi)" in line
    table = page.follow(line)
    assert table.address.startswith(f"/don-vi/{number}/bang")
    assert {*form_of(table).fields} >= {f"o|{party.keys()[each]}|a_members" for each in ("Chi bộ 5", "Chi bộ 6")}
    assert "Chi bộ 9" not in table.text
    pressed(pressed(table, "look", {f"o|{party.keys()['Chi bộ 6']}|a_members": "30"}), "save", {})
    assert "Ghi cho cơ sở (1 chưa ghi)" in party.superior().get("/don-vi").text
    assert "Ghi cho cơ sở" not in party.cell().get("/don-vi").text


def test_the_table_records_for_each_cell_and_says_who(party: Party) -> None:
    number, keys = party.asked(), party.keys()
    table = party.superior().get(f"/don-vi/{number}/bang")
    look = pressed(table, "look", {f"o|{keys[each]}|a_members": "30" for each in ("Chi bộ 5", "Chi bộ 6")})
    assert "Sẽ ghi 2 dòng" in look.text
    assert "Đã ghi 2 dòng" in pressed(look, "save", {}).text
    assert entries(party.ward) == [(each.name, party.head.id, each.id, {"members": 30}) for each in party.cells]
    mine = party.cell().get(f"/don-vi/{number}/{keys['Chi bộ 5']}")
    assert mine.form(button="Lưu").fields["a_members"] == ["30"]
    assert "Chi bộ 5" in party.cell().get("/don-vi/da-ghi").text
    listed = party.superior().get("/don-vi/da-ghi").text
    assert all(each.name in listed for each in party.cells)
    party.cell().get(f"/don-vi/{number}/bang", status=404)


def test_the_form_records_for_the_cell_and_shows_what_the_cell_sent(party: Party) -> None:
    number, keys = party.asked(), party.keys()
    at = f"/don-vi/{number}/{keys['Chi bộ 5']}"
    party.cell().get(at).form(button="Lưu").submit({"a_members": "28"})
    form = party.superior().get(at).form(button="Lưu")
    assert form.fields["a_members"] == ["28"]
    form.submit({"a_members": "29"})
    assert entries(party.ward) == [
        ("Chi bộ 5", party.secretary.id, party.cells[0].id, {"members": 28}),
        ("Chi bộ 5", party.head.id, party.cells[0].id, {"members": 29}),
    ]
    party.superior().get(f"/don-vi/{number}/{keys['Chi bộ 9']}", status=404)


def test_without_the_word_nobody_records_for_another(party: Party) -> None:
    number, keys = party.asked(records=["own_organisation", "officer"]), party.keys()
    party.cell().get(f"/don-vi/{number}/{keys['Chi bộ 5']}").form(button="Lưu").submit({"a_members": "28"})
    pages = party.superior()
    for at in ("", "/bang", f"/{keys['Chi bộ 5']}"):
        pages.get(f"/don-vi/{number}{at}", status=404)
    assert "Chi bộ 5" not in pages.get("/don-vi/da-ghi").text
    with party.ward.read() as session:
        uuid = session.scalars(select(ProgrammeEntry.uuid)).one()
    pages.get(f"/don-vi/da-ghi/{uuid}", status=404)


def test_an_event_is_the_cells_where_its_superior_says_so(party: Party) -> None:
    number = programme(party.ward, "event", records=["officer", "unit", "superior"], sees=["officer"])
    form = party.superior().get(f"/don-vi/{number}/moi").form(button="Lưu")
    form.submit({"held_on": f"{clock.today():%d/%m/%Y}", "organiser": party.cells[1].code, "outcome": "done"})
    with party.ward.read() as session:
        event, entry = session.scalars(select(Event)).one(), session.scalars(select(ProgrammeEntry)).one()
        assert (event.organisation_id, entry.organisation_id) == (party.cells[1].id, party.cells[1].id)
        assert entry.by_id == party.head.id
    assert "Chi bộ 6" in party.superior().get(f"/don-vi/{number}").text
    cell = party.cell().get(f"/don-vi/{number}/moi").form(button="Lưu")
    refused = cell.submit({"held_on": f"{clock.today():%d/%m/%Y}", "organiser": party.cells[1].code, "outcome": "done"})
    with party.ward.read() as session:
        own = session.scalars(select(Event.organisation_id).order_by(Event.id)).all()
    assert own == [party.cells[1].id, party.cells[0].id], refused.text


def test_what_is_returned_comes_back_to_the_superior_that_sent_it(party: Party) -> None:
    number, keys = party.asked(confirmed_by=["officer"]), party.keys()
    at = f"/don-vi/{number}/{keys['Chi bộ 6']}"
    party.superior().get(at).form(button="Lưu").submit({"a_members": "29"})
    with party.ward.write() as session:
        entry = session.scalars(select(ProgrammeEntry)).one()
        by = session.get_one(Account, party.secretary.id)
        entry_recording.decide(session, entry, by, clock.now(), returned="Thiếu đảng viên mới")
    assert "Trả lại: “Thiếu đảng viên mới”" in party.superior().get("/don-vi").text
    assert "Thiếu đảng viên mới" in party.superior().get(at).text
    assert "Thiếu đảng viên mới" not in party.cell().get("/don-vi").text


def test_a_phone_that_names_the_superior_records_for_the_cell(party: Party) -> None:
    number, keys = party.asked(), party.keys()
    with party.ward.read() as session:
        site = session.scalars(select(OrganisationSite).where(OrganisationSite.public_id == keys["Chi bộ 5"])).one()
    form = party.superior().get(f"/don-vi/{number}/{site.public_id}").form(button="Lưu")
    form.submit({"a_members": "12", "uuid": str(uuid4())})
    assert [each[1:3] for each in entries(party.ward)] == [(party.head.id, party.cells[0].id)]


@pytest.mark.parametrize("confirms", ["organisation.party_office", "organisation.party_cell"])
def test_a_superior_that_confirms_does_so_by_recording(party: Party, confirms: str) -> None:
    said = {"records": ["unit", "superior"], "confirmed_by": [confirms], "sees": ["officer", confirms]}
    number, day = programme(party.ward, "event", **said), f"{clock.today():%d/%m/%Y}"
    for pages, cell in zip((party.cell(), party.superior()), party.cells, strict=True):
        form = pages.get(f"/don-vi/{number}/moi").form(button="Lưu")
        form.submit({"held_on": day, "organiser": cell.code, "outcome": "done"})
    with party.ward.read() as session:
        rows = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
        assert [each.organisation_id for each in rows] == [each.id for each in party.cells]
        assert [each.waits for each in rows] == [confirms == "organisation.party_office", False]


def test_the_paper_of_events_says_whose_each_is(party: Party) -> None:
    title = {"key": "topic", "label": "Chủ đề", "type": "text", "required": True}
    said = {"title": "topic", "fields": [title], "counts": [{"key": "held", "unit": "buổi", "label": "Buổi"}]}
    number = programme(party.ward, "event", records=["officer", "superior"], sees=["officer"], **said)
    with party.ward.write() as session:
        cell = session.get_one(Organisation, party.cells[1].id)
        session.add(Event(unit=cell.unit, programme_id=number, name="Thẻ Đảng viên số", organisation=cell,
                          held_on=clock.today()))  # fmt: skip
    at = f"/van-phong/phong-trao/{number}/so"
    assert "Chi bộ 6" in Paper(printed(party.ward.officer(), at, "In bảng tổng hợp")).words()


@pytest.mark.parametrize("place", ["bang", "", "form"])
def test_who_is_below_is_read_once_a_page(party: Party, place: str) -> None:
    number = party.asked(every="year")
    pages, place = party.superior(), party.keys()["Chi bộ 5"] if place == "form" else place
    with counted() as statements:
        assert pages.get(f"/don-vi/{number}/{place}".removesuffix("/")).status == 200
    below = re.compile(r"SELECT organisation\.id.*WHERE organisation\.superior_id IN \((?!SELECT)", re.DOTALL)
    assert sum(bool(below.match(each)) for each in statements) == 1
