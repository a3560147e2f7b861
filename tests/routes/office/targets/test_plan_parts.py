"""The page of a plan's parts: one is added, changed and removed; a task's form chooses one."""

import pytest
from sqlalchemy import select

from app.models import Matter, Plan
from tests.factories import make_plan
from tests.pages import words
from tests.routes.office.conftest import Office
from tests.statements import counted


def planned(office: Office, *places: str) -> str:
    """The address of the parts of a plan, with a task a place."""
    with office.write() as session:
        ward = office.here(session)
        plan = make_plan(session, ward)
        session.add_all(Matter(unit=ward, plan=plan, text=f"Việc {place}", place=place) for place in places)
        return f"/van-phong/ke-hoach/{plan.public_id}/muc"


def parts(office: Office) -> dict[str, tuple[str, list[str]]]:
    """Title and themes of the plan's parts by numeral."""
    with office.read() as session:
        plan = session.scalars(select(Plan)).one()
        return {each.numeral: (each.title, each.theme_keys) for each in plan.parts}


def numerals(office: Office) -> list[str]:
    """Of which parts the tasks are."""
    with office.read() as session:
        return [each.part.numeral for each in session.scalars(select(Matter).order_by(Matter.id))]


def test_a_part_is_added_with_a_theme_of_another_and_twice_is_once(office: Office) -> None:
    at = planned(office)
    form = office.as_officer().get(at).follow("Thêm mục").form(button="Lưu")
    added = {"numeral": "5.5", "title": "Tiểu thương", "themes": ["mo-hinh.cho"]}
    page = form.submit(added)
    assert "Đã lưu mục 5.5" in page.text
    assert "5.5. Tiểu thương" in page.text
    form.submit(added)
    assert parts(office)["5.5"] == ("Tiểu thương", ["mo-hinh.cho"])
    assert "mo-hinh.cho" not in parts(office)["6"][1]
    again = office.as_officer().get(f"{at}/moi").form(button="Lưu")
    assert "có mục 5.5 rồi" in again.submit({"numeral": "5.5", "title": "Khác"}, status=422).text
    plan_id = at.split("/")[3]
    assert office.acts(plan_id) == ["plan.part_added"]


@pytest.mark.parametrize("numeral", ["", "I", "9.1", "5.1.1", "năm"])
def test_a_numeral_that_has_no_place_is_refused(office: Office, numeral: str) -> None:
    form = office.as_officer().get(f"{planned(office)}/moi").form(button="Lưu")
    form.submit({"numeral": numeral, "title": "Khác"}, status=422)
    assert len(parts(office)) == 12


def test_the_second_of_two_officers_sees_what_the_first_wrote(office: Office) -> None:
    at = planned(office)
    forms = [office.as_officer().get(f"{at}/2").form(button="Lưu") for _ in range(2)]
    forms[0].submit({"title": "Quy định"})
    page = forms[1].submit({"title": "Hướng dẫn"}, status=409)
    assert "Có người vừa sửa trước anh chị" in page.text
    assert ["Tên mục", "Quy định", "Hướng dẫn"] in [[words(cell) for cell in row] for row in page.all("tr")]
    assert parts(office)["2"][0] == "Quy định"
    page.form(button="Lưu").submit()
    assert parts(office)["2"] == ("Hướng dẫn", ["quy-dinh", "thi-dua"])


def test_a_removed_part_leaves_its_tasks_to_another_one(office: Office) -> None:
    at = planned(office, "mục 5.4", "mục 5.3")
    form = office.as_officer().get(f"{at}/5.4").form(button="Bỏ mục này")
    assert "chọn mục nhận nhiệm vụ" in form.submit({"sang": "5.4"}).text
    assert "Đã bỏ mục 5.4" in form.submit({"sang": "5.2"}).text
    assert numerals(office) == ["5.2", "5.3"]
    assert "đã bỏ rồi" in form.submit({"sang": "5.2"}).text
    whole = office.as_officer().get(f"{at}/5").form(button="Bỏ mục này")
    assert "còn mục nhỏ" in whole.submit({"sang": "7"}).text
    assert {"5", "5.3"} <= parts(office).keys()
    assert "5.4" not in parts(office)


def test_the_first_part_never_changes_and_a_leader_reads_alone(office: Office) -> None:
    at = planned(office)
    office.as_officer().get(f"{at}/I", status=404)
    office.as_leader().get(f"{at}/5", status=403)
    page = office.as_leader().get(at)
    assert "5.4. Người dân" in page.text
    assert "Thêm mục" not in page.text


def test_the_page_takes_no_more_statements_for_many_tasks(office: Office) -> None:
    at = planned(office, "mục 1")
    officer = office.as_officer()
    officer.get(at)
    with counted() as few:
        officer.get(at)
    with office.write() as session:
        plan = session.scalars(select(Plan)).one()
        session.add_all(
            Matter(unit=plan.unit, plan=plan, text=f"Việc {each}", place=f"mục {each}") for each in range(1, 8)
        )
    with counted() as many:
        officer.get(at)
    assert len(many) == len(few)


def test_the_form_of_a_task_chooses_its_part_or_leaves_it_to_the_place(office: Office) -> None:
    planned(office)
    new = office.as_officer().get("/van-phong/nhiem-vu/moi").form(button="Lưu")
    with office.read() as session:
        plan = session.scalars(select(Plan)).one()
        ids = {each.numeral: str(each.id) for each in plan.parts}
        slug = plan.public_id
    new.submit({"plan": slug, "text": "Mở lớp", "place": "phần IV, mục 5.2"})
    new.submit({"plan": slug, "text": "Họp", "place": "phần VI, mục 5", "part": ids["I"]})
    assert numerals(office) == ["5.2", "I"]
    with office.read() as session:
        task = session.scalars(select(Matter).where(Matter.text == "Họp")).one()
    edit = office.as_officer().get(f"/van-phong/nhiem-vu/{task.public_id}/sua").form(button="Lưu")
    assert edit.fields["part"] == [ids["I"]]
    edit.submit({"part": ""})
    assert numerals(office) == ["5.2", "5"]


def test_a_part_of_another_plan_is_refused(office: Office) -> None:
    planned(office, "mục 1")
    with office.write() as session:
        other = make_plan(session, office.here(session)).last_part.id
        task = session.scalars(select(Matter)).one().public_id
    edit = office.as_officer().get(f"/van-phong/nhiem-vu/{task}/sua").form(button="Lưu")
    assert "của kế hoạch khác" in edit.submit({"part": str(other)}, status=422).text
    assert numerals(office) == ["1"]
