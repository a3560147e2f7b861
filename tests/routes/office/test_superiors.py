"""The superior of an organisation is chosen in its form: one of the ward, one level."""

from app.models import Organisation
from tests.factories import make_organisation
from tests.routes.office.conftest import Office

LIST = "/van-phong/co-quan-don-vi"


def test_a_second_level_is_refused_in_words(office: Office) -> None:
    with office.write() as session:
        unit = office.here(session)
        party = make_organisation(session, unit, "Đảng ủy phường", "party_office")
        cell = make_organisation(session, unit, "Chi bộ 5", "party_cell")
        other = make_organisation(session, unit, "Ban Xây dựng Đảng", "party_office")
    pages = office.as_officer()
    form = pages.get(f"{LIST}/{cell.id}/sua").form(button="Lưu")
    assert "không là cấp trên của chính mình" in form.submit({"superior": str(cell.id)}, status=422).text
    form.submit({"superior": str(party.id)})
    assert "Đảng ủy phường" in pages.get(f"{LIST}/{cell.id}").text
    above = pages.get(f"{LIST}/{party.id}/sua").form(button="Lưu").submit({"superior": str(other.id)}, status=422)
    assert "Đơn vị này đang là cấp trên của nơi khác" in above.text
    with office.read() as session:
        rows = {each: session.get_one(Organisation, each.id).superior_id for each in (party, cell)}
    assert rows == {party: None, cell: party.id}
