"""/van-phong/ke-hoach/nap: an officer loads the plan of a ward, and sees first what it brings."""

from sqlalchemy import select

from app.data.plans import catalogue
from app.data.programmes import catalogue as programmes
from app.models import Plan, Programme, Target
from app.routes.office.targets.unused import needed_programmes
from tests.factories import make_plan, make_target
from tests.pages import Page
from tests.routes.office.conftest import Office

KEY, HERE = "phan-dinh-phung", "/van-phong/phong-trao"


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


def test_slips_are_mended_where_the_officer_agrees_and_what_papers_cite_is_asked(office: Office) -> None:
    page = office.as_officer().get("/van-phong/ke-hoach/nap?ban=nghe-an")
    assert "“công nghê” → “công nghệ”" in page.text
    assert "“[…]” → bỏ" in page.text
    asked = page.form(button="Nạp kế hoạch này").submit()
    assert asked.address.endswith("/sua")
    assert "Anh chị ghi số, ngày ký, cơ quan ban hành" in asked.text
    with office.read() as session:
        texts = {each.key: each.text for each in session.scalars(select(Target))}
    assert "công nghệ, đổi mới" in texts["mooc_vienchuc"]
    assert texts["mentees"].endswith("ít nhất 5 “mentee”")
    again = office.as_officer().get("/van-phong/ke-hoach/nap?ban=nghe-an")
    assert "mọi dòng đều như bản có sẵn" in again.text


def test_slips_stay_where_the_officer_wants_them(office: Office) -> None:
    form = office.as_officer().get("/van-phong/ke-hoach/nap?ban=nghe-an").form(button="Nạp kế hoạch này")
    form.submit({"sua-loi": []})
    with office.read() as session:
        assert "[…]" in session.scalars(select(Target.text).where(Target.key == "mentees")).one()


def test_an_unknown_plan_is_not_there(office: Office) -> None:
    office.as_officer().get("/van-phong/ke-hoach/nap?ban=khong-co", status=404)
    office.as_leader().get("/van-phong/ke-hoach/nap", status=403)


def test_programmes_that_the_plan_needs_are_used_along_with_it(office: Office) -> None:
    page = office.as_officer().get(f"/van-phong/ke-hoach/nap?ban={KEY}")
    form = page.form(button="Nạp kế hoạch này")
    boxes = [each for each in form.element.iter("input") if each.get("name") == "phong-trao"]
    assert 0 < len(boxes) <= 12
    needed = needed_programmes(catalogue()[KEY].targets.values(), catalogue()[KEY].programmes)
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


def test_a_plans_file_names_its_programmes_in_order(office: Office) -> None:
    for file in catalogue().values():
        measuring = needed_programmes(file.targets.values())
        assert {*measuring} <= {*file.programmes}, file.key
        assert [*needed_programmes(file.targets.values(), file.programmes)] == [*file.programmes]
    page = office.as_officer().get(f"/van-phong/ke-hoach/nap?ban={KEY}")
    boxes = [each.get("value") for each in page.form(button="Nạp kế hoạch này").element.iter("input")
             if each.get("name") == "phong-trao"]  # fmt: skip
    assert boxes == [*catalogue()[KEY].programmes]


def test_a_ward_is_offered_what_its_plans_need_first_and_finds_the_rest(office: Office) -> None:
    pages = office.as_officer()
    every = [each.name for each in programmes().values()]
    following = [each.name for each in programmes().values() if each.every == "report"]
    assert sorted([*offered(pages.get(HERE)), *following]) == sorted(every), "without a rule nothing follows one"
    pages.get(f"/van-phong/ke-hoach/nap?ban={KEY}").form(button="Nạp kế hoạch này").submit()
    first = [programmes()[key].name for key in catalogue()[KEY].programmes]
    assert offered(pages.get(HERE))[: len(first)] == first
    assert sorted(offered(pages.get(HERE))) == sorted(every), "each once"
    pages.get(HERE).form(button=f"Mở sổ: {first[0]}").submit()
    assert offered(pages.get(HERE))[:2] == first[1:3]
    assert offered(pages.get(f"{HERE}?tim=to+ung+cuu")) == ["Cuộc gọi Tổ ứng cứu"]
    assert "Không có phong trào nào như vậy" in pages.get(f"{HERE}?tim=khong+co+gi+ca").text


def test_a_ward_whose_plan_ships_in_no_file_is_offered_what_measures_its_targets(office: Office) -> None:
    with office.write() as session:
        unit = office.here(session)
        plan = make_plan(session, unit)
        for place, key in enumerate(("market.with_model", "household.reached", "household.four_skills")):
            make_target(session, unit, plan, key=f"t{place}", measured_by=key)
    first = offered(office.as_officer().get(HERE))[:2]
    assert first == [programmes()[key].name for key in ("household", "market")]


def offered(page: Page) -> list[str]:
    """The names of what may be put to use, in the order of the page."""
    begin = "Mở sổ: "
    buttons = [button for form in page.forms() for button in form.buttons]
    return [each.removeprefix(begin) for each in buttons if each.startswith(begin)]
