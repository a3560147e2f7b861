"""Parts of plans: which themes and tasks are of which, and what the database holds of them."""

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.data.plans import catalogue
from app.exchange.plans import changes, load
from app.models import Matter, PlanPart
from app.models.movement.sentence import DIRECTING, THEMES
from app.models.people.changing import Overtaken
from app.models.targets.plan_part import FIRST, parts_of, position_of
from app.web.database import immediate
from tests.factories import make_plan, make_ward

# Where the plans have what a heading of theirs does not name.
UNNAMED = {
    "ha-tu": {"quy-dinh.co-che": "2", "nguoi-dan.y-te": "4.4"}, "thuan-chau": {"truyen-thong.ba-nha": "1"},
    "gia-vien": {"quy-dinh.co-che": "2"}, "nghe-an": {"nguoi-dan.y-te": "5.4"}, "phan-dinh-phung": {},
}  # fmt: skip


@pytest.mark.parametrize("key", catalogue())
def test_each_theme_has_a_heading_of_its_own_in_each_plan(app: Flask, key: str) -> None:
    with app.app_context(), immediate() as session:
        done = load(session, make_ward(session), catalogue()[key])
        assert done.plan
        headings = {theme: done.plan.heading_of(theme) for theme in THEMES}
        assert headings.pop(DIRECTING).numeral == FIRST
        for theme, part in headings.items():
            assert not part.is_first
            assert theme in part.theme_keys or theme.rpartition(".")[0] in part.theme_keys
        assert {theme: headings[theme].numeral for theme in UNNAMED[key]} == UNNAMED[key]


def test_a_theme_that_nothing_names_is_of_the_last_part(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        rows = [{"numeral": "9", "title": "Chín"}, {"numeral": "12", "title": "Mười hai"}]
        plan = make_plan(session, make_ward(session), parts=parts_of(rows))
        assert plan.heading_of("mo-hinh.ai").numeral == "12"


@pytest.mark.parametrize(
    ("place", "numeral"),
    [("phần IV, mục 5.2, điểm a", "5.2"), ("mục 5.9", "5"), ("5.1", "5.1"), ("phần 3, mục 6", "6"), ("phần II", "7")],
)
def test_a_task_is_of_the_part_that_its_place_names(app: Flask, place: str, numeral: str) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        task = Matter(unit=ward, plan=make_plan(session, ward), text="Mở lớp", place=place)
        assert task.part.numeral == numeral


def test_a_theme_moves_to_the_part_that_names_it_and_a_stale_form_moves_nothing(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        plan = make_plan(session, make_ward(session))
        written = plan.write_part("5.2", "Trường học", {"hoc-sinh", "can-bo"}, "1")
        assert written
        assert (written.title, written.theme_keys) == ("Trường học", ["can-bo", "hoc-sinh"])
        staff = next(each for each in plan.parts if each.numeral == "5.1")
        assert (staff.themes, staff.version) == ("", 2)
        assert plan.write_part("5.2", "Trường học", {"hoc-sinh", "can-bo"}, "1") is None
        with pytest.raises(Overtaken):
            plan.write_part("5.1", "Cán bộ", {"can-bo"}, "1")
        assert plan.heading_of("can-bo").numeral == "5.2"


def test_numerals_stand_in_their_order() -> None:
    numerals = [FIRST, "1", "2", "2.1", "2.10", "10", "10.2"]
    assert sorted(set(numerals), key=position_of) == numerals
    for wrong in ("", "0", "5.", "5.1.1", "100", "II", "5a"):
        with pytest.raises(ValueError, match="numeral"):
            position_of(wrong)


@pytest.mark.parametrize("values", [{"position": 0}, {"title": ""}, {"numeral": "1"}])
def test_the_database_refuses_what_is_no_part(app: Flask, values: dict[str, object]) -> None:
    with app.app_context(), immediate() as session:
        part_id = make_plan(session, make_ward(session)).last_part.id
        refused = update(PlanPart).where(PlanPart.id == part_id).values(values)
        with pytest.raises(IntegrityError):
            session.execute(refused)
        session.rollback()


def test_a_task_is_of_no_part_of_another_plan(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        plans = [make_plan(session, ward) for _ in range(2)]
        session.add(Matter(unit=ward, plan=plans[0], text="Mở lớp", part=plans[1].last_part))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_a_task_that_goes_to_another_plan_is_of_a_part_of_it(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        one, other = (make_plan(session, ward) for _ in range(2))
        task = Matter(unit=ward, plan=one, text="Mở lớp", place="mục 5.2", part=one.last_part)
        session.add(task)
        session.flush()
        task.plan = other
        session.flush()
        assert task.part in other.parts
        assert task.part.numeral == "5.2"


def test_loading_again_keeps_the_parts_of_the_ward_unless_asked(app: Flask) -> None:
    file = catalogue()["thuan-chau"]
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        plan = load(session, ward, file).plan
        assert plan
        assert changes(session, ward, file).nothing
        plan.write_part("8", "Việc của xã", {"giam-sat"})
        session.flush()
        gone = next(each for each in plan.parts if each.numeral == "6.5")
        session.execute(Matter.moved(gone, plan.last_part))
        plan.parts.remove(gone)
        session.flush()
        session.expire_all()
        other = changes(session, ward, file).other
        assert {"7. Các nhiệm vụ khác", "6.5. Tổ công nghệ số cộng đồng, Tổ ứng cứu; an toàn trên môi trường số"} <= {
            each.name for each in other
        }
        load(session, ward, file)
        assert plan.heading_of("giam-sat").numeral == "8"
        load(session, ward, file, overwrite=True)
        session.expire_all()
        assert changes(session, ward, file).nothing
        assert plan.heading_of("giam-sat").numeral == "7"
