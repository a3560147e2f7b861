"""/van-phong/ke-hoach/nap: an officer loads the plan of a ward, and sees first what it brings."""

from sqlalchemy import select

from app.data.plans import catalogue
from app.models import Plan, Programme, Target
from app.routes.office.targets.unused import needed_programmes
from tests.routes.office.conftest import Office

KEY = "phan-dinh-phung"


def test_an_officer_sees_what_a_plan_brings_and_loads_it(office: Office) -> None:
    file = catalogue()[KEY]
    page = office.as_officer().get("/van-phong/ke-hoach/nap")
    assert all(each.columns["body"] in page.text for each in catalogue().values())
    page = office.as_officer().get(f"/van-phong/ke-hoach/nap?ban={KEY}")
    assert all(each["text"] in page.text for each in file.targets.values())
    assert f"Nạp thêm {len(file.targets)} chỉ tiêu, {len(file.matters)} nhiệm vụ" in page.text
    done = page.form(button="Nạp kế hoạch này").submit()
    assert f"Đã nạp {len(file.targets)} chỉ tiêu, {len(file.matters)} nhiệm vụ" in done.text
    assert done.h1 == "Kế hoạch 88/KH-UBND"
    again = office.as_officer().get(f"/van-phong/ke-hoach/nap?ban={KEY}")
    assert "mọi dòng đều như bản có sẵn" in again.text
    assert "Nạp kế hoạch này" not in again.text
    with office.read() as session:
        plan = str(session.scalars(select(Plan.public_id)).one())
    assert office.acts(plan) == ["plan.loaded"]
    listed = office.as_leader().get("/van-phong/chi-tieu-giao?tim=88")
    assert len([link for link in listed.all("a") if link.get("data-row")]) == len(file.targets)


def test_what_the_ward_changed_is_shown_beside_the_words_that_ship(office: Office) -> None:
    office.as_officer().get(f"/van-phong/ke-hoach/nap?ban={KEY}").form(button="Nạp kế hoạch này").submit()
    with office.write() as session:
        target = session.scalars(select(Target).where(Target.key == "vneid_2026")).one()
        target.value = 95
    page = office.as_officer().get(f"/van-phong/ke-hoach/nap?ban={KEY}")
    assert "phường ghi 95, bản có sẵn ghi 90" in page.text
    kept = page.form(button="Nạp kế hoạch này").submit()
    assert "đã nạp đủ từ trước" in kept.text
    page.form(button="Nạp kế hoạch này").submit({"ghi-de": "1"})
    with office.read() as session:
        assert session.get_one(Target, target.id).value == 90


def test_an_unknown_plan_is_not_there(office: Office) -> None:
    office.as_officer().get("/van-phong/ke-hoach/nap?ban=khong-co", status=404)
    office.as_leader().get("/van-phong/ke-hoach/nap", status=403)


def test_programmes_that_the_plan_needs_are_used_along_with_it(office: Office) -> None:
    page = office.as_officer().get(f"/van-phong/ke-hoach/nap?ban={KEY}")
    form = page.form(button="Nạp kế hoạch này")
    boxes = [each for each in form.element.iter("input") if each.get("name") == "phong-trao"]
    assert 0 < len(boxes) <= 12
    needed = needed_programmes(catalogue()[KEY].targets.values())
    assert [each.get("value") for each in boxes][: len(needed)] == [*needed]
    assert not any(each.get("checked") for each in boxes)
    done = form.submit({"phong-trao": [next(iter(needed)), "khong-co"]})
    assert "Đã dùng 1 phong trào." in done.text
    again = office.as_officer().get(f"/van-phong/ke-hoach/nap?ban={KEY}").form(button="Mở các sổ đã chọn")
    left = [each.get("value") for each in again.element.iter("input") if each.get("name") == "phong-trao"]
    assert next(iter(needed)) not in left
    with office.read() as session:
        used = session.scalars(Programme.in_units([office.ward.id])).all()
        assert [(each.key, each.current is not None) for each in used] == [(next(iter(needed)), True)]
