"""/van-phong/chi-tieu: a leader reads how the plan stands; an officer says what measures a target."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.country import clock
from app.models import Matter, Measurement, ReportingRule, Target
from tests.factories import PAPER, make_denominator, make_group, make_plan, make_target, make_ward
from tests.pages import Page, words
from tests.routes.office.conftest import Office

pytestmark = pytest.mark.usefixtures("november")

HERE = "/van-phong/chi-tieu"


def test_without_a_plan_the_page_leads_to_one(office: Office) -> None:
    page = office.as_officer().get(HERE)
    assert "Chưa có kế hoạch nào đang chạy" in page.text
    assert page.links()["Nạp kế hoạch"].startswith("/van-phong/ke-hoach/nap")
    assert "Nạp kế hoạch" not in office.as_leader().get(HERE).links()


def plan_of_today(office: Office) -> str:
    """A plan that runs, with a target of each state; the address of the one that is behind."""
    today = clock.today()
    year = {"since": today.replace(month=1, day=1), "until": today.replace(month=12, day=31)}
    with office.write() as session:
        unit = office.here(session)
        group = make_group(session, unit, "Tổ dân phố Ao Sen")
        plan = make_plan(session, unit, number="88/KH-UBND", **year)
        make_denominator(session, unit, 1000, "adults")
        behind = make_target(session, unit, plan, name="Người được xác nhận trên VNeID", audience="adults", value=90)
        met = make_target(session, unit, plan, name="Tổ đang hoạt động", unit_words="tổ", value=3)
        make_target(session, unit, plan, name="Học sinh có kỹ năng số", audience="pupils")
        by = "noi-chua-co-to"
        make_target(session, unit, plan, name="Nơi chưa có tổ", unit_words="nơi", measured_by=by)
        told = {"counted_on": today, "from_words": "Công an phường"}
        session.add(Measurement(unit=unit, target=behind, **PAPER, numerator=12, **told))
        session.add(
            Measurement(unit=unit, target=behind, **PAPER, numerator=3, denominator=40, residential_group=group, **told)
        )
        session.add(Measurement(unit=unit, target=met, **PAPER, numerator=4, **told))
        soon = today + timedelta(days=12)
        days = f"{soon:%m-%d}"
        session.add(
            ReportingRule(
                unit=unit, plan=plan, valid_from=plan.since, text="Báo cáo 6 tháng", every="half_yearly", days=days
            )
        )
        session.add(Matter(unit=unit, plan=plan, text="Mở lớp AI", due="day", due_on=plan.since))
        return f"{HERE}/{behind.public_id}"


def test_a_leader_reads_how_the_plan_stands(office: Office) -> None:
    behind = plan_of_today(office)
    page = office.as_leader().get(HERE)
    assert "Kế hoạch 88/KH-UBND" in page.text
    assert re.search(r"Người được xác nhận trên VNeID .*1,2% .*12/1\.000 Chậm", page.text)
    assert "Mở lớp AI" not in page.text  # overdue tasks stand at Nhiệm vụ
    assert "Mở lớp AI" in office.as_leader().get("/van-phong").text
    assert "còn 12 ngày" not in page.text  # reports that are due stand at Báo cáo
    for address in page.links().values():  # what a leader is led to opens
        if address.startswith("/van-phong"):
            office.as_leader().get(address)
    one = office.as_leader().get(behind)
    assert one.h1 == "Người được xác nhận trên VNeID"
    assert "Cán bộ nhập số." in one.text
    assert "3/40" in one.text
    counted = office.as_officer().get(HERE).form(button="Đếm lại bây giờ").submit()
    assert "Đã đếm lại 1 chỉ tiêu." in counted.text
    assert "Hôm nay còn đang đếm, đếm lúc" in counted.text


def rows_of(page: Page) -> list[str]:
    """The targets of the page, in its order."""
    return [words(each) for each in page.root.iter("th") if each.get("scope") == "row"]


def test_each_verdict_says_how_many_targets_have_it_and_shows_these_the_worst_first(office: Office) -> None:
    plan_of_today(office)
    page = office.as_leader().get(HERE)
    [shown_by] = [each for each in page.all("nav") if each.get("aria-label") == "Lọc theo kết quả"]
    chips = {words(each): each for each in shown_by.iter("a")}
    assert list(chips) == ["Tất cả (4)", "Chậm (1)", "Thiếu số (2)", "Đạt (1)"]
    every = ["Người được xác nhận trên VNeID", "Học sinh có kỹ năng số", "Nơi chưa có tổ", "Tổ đang hoạt động"]
    assert rows_of(page) == every
    shown = [rows_of(office.as_leader().get(str(each.get("href")))) for each in chips.values()]
    assert shown == [every, every[:1], every[1:3], every[3:]]
    assert office.as_officer().get(HERE).links()["Chọn cách đo"].endswith("/cach-do")


def test_an_officer_chooses_what_measures_a_target(office: Office) -> None:
    behind = plan_of_today(office)
    form = office.as_officer().get(f"{behind}/cach-do?so=").form(button="Lưu")
    refused = form.submit({"why": ""}, status=422)
    assert "vì sao số này phải gõ tay" in refused.text
    assert "Đối tượng" not in office.as_officer().get(f"{behind}/cach-do?so=dai-su").text  # no class is of it
    form = office.as_officer().get(f"{behind}/cach-do?so=noi-chua-co-to").form(button="Lưu")
    page = form.submit({"audience": ""})
    assert "Đã chọn cách đo Người được xác nhận trên VNeID." in page.text
    assert "Có hai số, mỗi số một nguồn" in page.text  # what was entered stands beside
    with office.read() as session:
        target = session.scalars(select(Target).where(Target.measured_by == "noi-chua-co-to")).first()
        assert target
    assert "target.measured" in office.acts(behind.rpartition("/")[2])
    office.as_leader().get(f"{behind}/cach-do", status=403)


def test_a_figure_is_entered_for_the_target_from_which_one_came(office: Office) -> None:
    plan_of_today(office)
    with office.read() as session:
        targets = session.scalars(Target.in_units([office.ward.id])).all()
    for target in targets:
        form = office.as_officer().get(f"{HERE}/{target.public_id}").follow("Gõ số").form(button="Lưu")
        assert form.fields["target"] == [target.public_id]
    other = office.as_officer().get("/van-phong/so-nhap/moi?target=khong-co").form(button="Lưu")
    assert other.fields["target"] != ["khong-co"]


def test_two_targets_of_one_name_are_told_apart_by_their_plans(office: Office) -> None:
    plan_of_today(office)
    with office.write() as session:
        first = session.scalars(Target.in_units([office.ward.id]).options(joinedload(Target.plan))).first()
        assert first
        plan = make_plan(session, office.here(session), number="217/KH-UBND")
        twin = make_target(session, office.here(session), plan=plan, name=first.name)
    form = office.as_officer().get("/van-phong/so-nhap/moi").form(button="Lưu")
    chosen = {each.get("value"): words(each) for each in form.element.iter("option")}
    assert chosen[str(twin.public_id)] == f"{first.name} (Kế hoạch 217/KH-UBND)"
    assert chosen[str(first.public_id)] == f"{first.name} ({first.plan.name})"
    assert sum("(" in said for said in chosen.values()) == 2


def test_another_wards_target_is_not_there(office: Office) -> None:
    with office.write() as session:
        target = make_target(session, make_ward(session))
    office.as_officer().get(f"{HERE}/{target.public_id}", status=404)
    office.as_officer().get(f"{HERE}/{target.public_id}/cach-do", status=404)


def test_what_was_counted_another_way_is_forgotten(office: Office) -> None:
    plan_of_today(office)
    office.as_officer().get(HERE).form(button="Đếm lại bây giờ").submit()
    with office.read() as session:
        target = session.scalars(select(Target).where(Target.measured_by == "noi-chua-co-to")).one()
        (before,) = session.scalars(counted_of(target)).all()
    form = office.as_officer().get(f"{HERE}/{target.public_id}/cach-do?so=to-dang-co").form(button="Lưu")
    form.submit({"only_loai_to": ["community"]})
    with office.read() as session:
        assert before.numerator == 1
        assert session.scalars(counted_of(target)).all() == []  # there is no team: missing, not what was before
        assert session.scalars(select(Measurement).where(Measurement.source == "entered")).first()


def counted_of(target: Target) -> Select[Measurement]:
    """What the machine counted of a target."""
    return select(Measurement).where(Measurement.target_id == target.id, Measurement.source == "computed")


def test_a_leader_looks_by_place_audience_and_month_and_back_to_a_month_s_end(office: Office) -> None:
    plan_of_today(office)
    end = clock.today().replace(day=1) - timedelta(days=1)
    with office.write() as session:
        met = session.scalars(select(Target).where(Target.name == "Tổ đang hoạt động")).one()
        said = {"target": met, "numerator": 2, "counted_on": end, "from_words": "Đoàn thanh niên"}
        session.add(Measurement(unit=met.unit, **PAPER, **said))
    places = office.as_leader().get(f"{HERE}?theo=to")
    assert "Ao Sen 7,5%" in places.text  # of the one that was told by group
    assert "Học sinh" not in places.text
    months = office.as_leader().get(f"{HERE}?theo=thang")
    assert re.search(r"Tổ đang hoạt động(?: –)* 2 4", months.text)
    earlier = office.as_leader().get(f"{HERE}?den={end}")
    assert re.search(r"Tổ đang hoạt động ít nhất 3 tổ 2 .*Chậm", earlier.text)
    assert "Chưa chỉ tiêu nào tách được như vậy." in office.as_leader().get(f"{HERE}?theo=doi-tuong").text


def test_the_rows_of_what_was_entered_open_and_excel_is_offered(office: Office) -> None:
    behind = plan_of_today(office)
    page = office.as_officer().get(behind)
    assert "12/1.000, đạt 1,2%, mức giao ít nhất 90%" in page.text
    rows = office.as_officer().get(page.links()["Xem từng dòng"])
    assert rows.text.count("Công an phường") >= 2
    assert "loai=so-nhap" in page.links()["Nạp số từ Excel"]
    one = office.as_officer().get(page.links()["3/40"])
    assert "Công an phường" in one.text


def test_what_came_late_stands_beside_what_was_known_then(office: Office) -> None:
    plan_of_today(office)
    with office.write() as session:
        target = session.scalars(select(Target).where(Target.measured_by == "noi-chua-co-to")).one()
        end = clock.today().replace(day=1) - timedelta(days=1)
        target.plan.since = target.since = end.replace(day=1)
        said = {"target": target, "numerator": 4, "later": 5, "counted_on": end, "source": "computed"}
        session.add(Measurement(unit=target.unit, **PAPER, **said))
    office.as_officer().get(HERE).form(button="Đếm lại bây giờ").submit()
    page = office.as_leader().get(f"{HERE}/{target.public_id}")
    assert "4 nay biết 5, đến muộn 1" in page.text
