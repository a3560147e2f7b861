"""A programme that ships is taken over, a list of houses comes in, one house is written by hand; figures follow."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.commands import demo_ward
from app.country import clock
from app.data.programmes import catalogue
from app.indicators.programmes import indicator_called
from app.models import Answer, Household, Programme, ProgrammeEntry, ResidentialGroup, Role, Skill
from app.registers.indicator import Scope
from tests.factories import make_account, make_group, make_ward
from tests.pages import Page, Pages
from tests.recognising import make_met
from tests.routes.office.conftest import Office
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("november")

HERE = "/van-phong/phong-trao"
SKILLS = {
    "public_services": "Dịch vụ công", "payments": "Thanh toán số", "shopping": "Thương mại điện tử",
    "ehealth": "Y tế số", "vneid": "VNeID", "self_protection": "Tự bảo vệ", "smartphone": "Điện thoại",
}  # fmt: skip
ROWS = """Mã hộ;Tổ;Số nhà;Ngõ;Chủ hộ;Số người;digital_level;family_skills;reached_on;reached_how
H1;Tổ dân phố 1;14;ngõ 12;Đồng Xuân Thịnh;4;one;Dịch vụ công, Thanh toán số;05/04/2026;Đến nhà
H2;Tổ dân phố 1;9;ngõ 12;Lò Văn Ún;;none;;;
H3;Tổ dân phố 2;;;H'Hen Niê;2;full;Dịch vụ công, Thanh toán số, Thương mại điện tử, Y tế số;08/04/2026;Họp tổ
"""


@pytest.fixture
def running(office: Office) -> Office:
    """A ward with two groups and the household programme in use."""
    with office.write() as session:
        unit = office.here(session)
        for number in (1, 2):
            make_group(session, unit, f"Tổ dân phố {number}")
        session.add_all([Skill(unit_id=unit.id, key=key, label=label) for key, label in SKILLS.items()])
    page = office.as_officer().get(HERE)
    page.form(button="Mở sổ: Gia đình số").submit()
    return office


def programme_of(office: Office) -> Programme:
    with office.read() as session:
        return session.scalars(Programme.in_units([office.ward.id])).one()


def brought(office: Office, content: str) -> Page:
    slug = f"phong-trao-{programme_of(office).id}"
    form = office.as_officer().get(f"/van-phong/nhap/moi?loai={slug}").form(button=None, action="/van-phong/nhap/moi")
    return form.submit({"file": (io.BytesIO(content.encode()), "hộ.csv")}, content_type="multipart/form-data")


def figure(office: Office, count: str, by: str = "") -> Any:
    with office.read() as session:
        indicator = indicator_called(session, f"household.{count}", [office.ward.id])
        assert indicator
        scope = Scope((office.ward.id,), clock.today().replace(month=1, day=1), clock.today())
        return indicator.table(session, scope, indicator.by_key[by]) if by else indicator.figure(session, scope)


def test_a_programme_that_ships_is_taken_over_once(running: Office) -> None:
    page = running.as_leader().get(HERE)
    assert "Gia đình số" in page.text
    assert "Mở sổ: Gia đình số" not in page.text
    with running.read() as session:
        kept = session.scalars(Programme.in_units([running.ward.id])).one()
        assert kept.current
        assert kept.current.declared == catalogue()["household"]
    assert running.acts("household") == ["movement_programme.begun"]


def test_a_list_of_houses_comes_in_and_counts_once(running: Office) -> None:
    page = brought(running, ROWS)
    assert "3 ghi mới" in page.text
    page.form("/ghi").submit()
    assert (figure(running, "reached"), figure(running, "by_level")) == (2, 3)
    assert figure(running, "by_level", "level") == {"one": 1, "none": 1, "full": 1}
    assert figure(running, "by_level", "skills")["payments"] == 2
    assert figure(running, "four_skills") == 1
    assert figure(running, "with_member") == 0
    again = brought(running, ROWS)
    assert "3 đã có" in again.text
    assert "Cập nhật" not in again.text
    again.form("/ghi").submit()
    assert figure(running, "by_level") == 3
    with running.read() as session:
        assert session.scalar(select(func.count()).select_from(ProgrammeEntry)) == 3
        ordered = [each.name for each in session.scalars(select(Household).order_by(Household.order_key))]
    assert ordered[:2] == ["Số 9, ngõ 12", "Số 14, ngõ 12"]


def test_a_house_is_written_by_hand_and_its_newest_entry_counts(running: Office) -> None:
    here = f"{HERE}/{programme_of(running).id}/so"
    form = running.as_officer().get(f"{here}/moi").form(button="Lưu")
    page = form.submit({"number": "14", "alley": "ngõ 12", "head": "Đồng Xuân Thịnh", "a_level": "none"})
    assert page.h1 == "Số 14, ngõ 12"
    assert figure(running, "by_level", "level") == {"none": 1}
    edit = running.as_officer().get(f"{page.address}/sua").form(button="Lưu")
    page = edit.submit({"a_level": "one", "a_teaches": "yes", "a_skills": ["payments", "vneid"]})
    assert figure(running, "by_level", "level") == {"one": 1}
    assert figure(running, "with_member") == 1
    assert "Các lần ghi" in page.text
    with running.read() as session:
        entries = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
        assert [(each.latest, each.counts) for each in entries] == [(False, False), (True, True)]
        counted = select(Answer.key).where(Answer.entry_id == entries[1].id)
        keys = session.scalars(counted.order_by(Answer.key)).all()
    assert keys == ["guide", "level", "skills", "skills", "teaches"]


def test_the_second_of_two_officers_sees_both_versions(running: Office) -> None:
    here = f"{HERE}/{programme_of(running).id}/so"
    page = running.as_officer().get(f"{here}/moi").form(button="Lưu").submit({"number": "1", "a_level": "none"})
    mine, theirs = (running.as_officer().get(f"{page.address}/sua").form(button="Lưu") for _ in range(2))
    mine.submit({"a_level": "one"})
    both = theirs.submit({"a_level": "full"}, status=409)
    assert "Có người Cả nhà" in both.text
    both.form(button="Lưu").submit()
    assert figure(running, "by_level", "level") == {"full": 1}


def test_the_trail_says_what_was_written_and_never_the_answers(running: Office) -> None:
    here = f"{HERE}/{programme_of(running).id}/so"
    page = running.as_officer().get(f"{here}/moi").form(button="Lưu").submit(
        {"number": "1", "head": "Lò Văn Ún", "a_level": "none"}
    )  # fmt: skip
    told = running.as_leader().get(f"{page.address}/lich-su").text
    assert "Thêm vào sổ của phong trào" in told
    assert "Lò Văn Ún" not in told.partition("Thêm vào sổ")[2]
    assert "Chưa ai" not in told


def test_the_list_is_narrowed_sorted_and_fetched(running: Office) -> None:
    brought(running, ROWS).form("/ghi").submit()
    here = f"{HERE}/{programme_of(running).id}/so"
    page = running.as_leader().get(here)
    names = [link.text for link in page.all("a") if link.get("data-row")]
    assert names == ["Số 9, ngõ 12 · Lò Văn Ún", "Số 14, ngõ 12 · Đồng Xuân Thịnh", "Nhà H'Hen Niê"]
    with running.read() as session:
        second = session.scalars(select(ResidentialGroup).where(ResidentialGroup.name == "Tổ dân phố 2")).one()
    told = running.as_leader().get(f"{here}?to={second.code}").text
    assert "H'Hen Niê" in told
    assert "ngõ 12" not in told
    sheet = running.as_leader().client.get(f"{here}/danh-sach.xlsx")
    assert sheet.status_code == 200


def test_chosen_houses_move_to_another_group_and_back_is_told(running: Office) -> None:
    brought(running, ROWS).form("/ghi").submit()
    here = f"{HERE}/{programme_of(running).id}/so"
    with running.read() as session:
        houses = {house.code: house.public_id for house in session.scalars(select(Household))}
        second = session.scalars(select(ResidentialGroup).where(ResidentialGroup.name == "Tổ dân phố 2")).one()
    bar = running.as_officer().get(here).form(button="Chuyển tổ")

    asked = bar.submit({"dong": [houses["H1"], houses["H3"]], "v": "group"})
    assert "2 dòng" in asked.h1
    missing = asked.form(button="Lưu cho 2 dòng").submit({"residential_group": "khong-co"}, status=422)
    done = missing.form(button="Lưu cho 2 dòng").submit({"residential_group": str(second.id)})

    assert "đã ghi 1 dòng" in done.text
    assert "1 dòng không có gì đổi" in done.text
    with running.read() as session:
        at = {house.code: house.residential_group_id for house in session.scalars(select(Household))}
    assert (at["H1"], at["H3"]) == (second.id, second.id)
    assert at["H2"] != second.id
    assert "Ghi vào sổ của phong trào" in running.as_officer().get(f"{here}/{houses['H1']}/lich-su").text


def test_chosen_houses_are_proposed_and_who_does_not_fit_is_counted(running: Office) -> None:
    with running.write() as session:
        met = make_met(session, running.here(session), 3)
        ids = [house.public_id for house in met[:2]]
    brought(running, ROWS).form("/ghi").submit()
    with running.read() as session:
        unfit = session.scalars(select(Household).where(Household.code == "H2")).one().public_id
    bar = running.as_officer().get(f"{HERE}/{programme_of(running).id}/so").form(button="Đề nghị công nhận")

    page = bar.submit({"dong": [*ids, unfit], "v": "propose"})

    assert len([box for box in page.all("input") if box.get("name") == "chon"]) == 2
    assert "1 dòng đã chọn không ở đây" in page.text


def test_what_another_ward_runs_is_not_there(running: Office) -> None:
    brought(running, ROWS).form("/ghi").submit()
    with running.write() as session:
        other = make_ward(session)
        account = make_account(session, other, Role.OFFICER)
    stranger = Pages(running.app.test_client()).sign_in(account)
    number = programme_of(running).id
    for address in ("", "/so", "/so/moi"):
        stranger.get(f"{HERE}/{number}{address}", status=404)
    stranger.get(f"/van-phong/nhap/moi?loai=phong-trao-{number}", status=404)
    links = [
        [link.get("href") or "" for link in pages.get("/van-phong/so-lieu?muc=tat-ca").all("a")]
        for pages in (running.as_leader(), stranger)
    ]
    own, others = ([each for each in of if f"/so-lieu/{programme_of(running).key}." in each] for of in links)
    assert own
    assert not others


def test_figures_of_a_programme_are_a_press_away_for_who_sees_it(running: Office) -> None:
    page = running.as_leader().get("/van-phong/so-lieu")
    key = programme_of(running).key
    assert f"/so-lieu/{key}." not in page.html
    shelf = running.as_leader().get(page.links()[programme_of(running).name])
    assert shelf.h1 == programme_of(running).name
    figure = running.as_leader().get(next(each for each in shelf.links().values() if f"/so-lieu/{key}." in each))
    back = next(each for each in figure.links().values() if f"muc={key}" in each)
    assert running.as_leader().get(back).h1 == shelf.h1
    running.as_leader().get("/van-phong/so-lieu?muc=khong-co", status=404)
    with running.write() as session:
        opinion = Programme.begun(
            session, running.here(session), catalogue()["opinion"], catalogue="opinion", now=clock.now()
        )
        opinion.use_draft(seen=str(opinion.version), now=clock.now())
        name = opinion.name
    assert name in running.as_leader().get("/van-phong/so-lieu").links()  # officers do not see what it counts
    assert name not in running.as_officer().get("/van-phong/so-lieu").links()
    running.as_leader().get("/van-phong/so-lieu?muc=opinion")
    running.as_officer().get("/van-phong/so-lieu?muc=opinion", status=404)
    assert "/so-lieu/opinion." not in running.as_officer().get("/van-phong/so-lieu?muc=tat-ca").html


def test_figures_of_a_programme_open_their_rows(running: Office) -> None:
    brought(running, ROWS).form("/ghi").submit()
    page = running.as_leader().get("/van-phong/so-lieu/household.reached")
    assert page.h1 == "Hộ đã được phổ biến"
    rows = running.as_leader().get("/van-phong/so-lieu/household.by_level/dong?level=full")
    assert "Nhà H'Hen Niê" in rows.text
    assert "Số 14" not in rows.text
    shown = running.as_leader().get(f"{HERE}/{programme_of(running).id}").text
    assert "Hộ đã được phổ biến" in shown
    assert "2 hộ" in shown


def test_the_ward_of_the_sample_has_the_counts_that_are_expected(running: Office) -> None:
    """Houses of the sample ward, counted here by hand."""
    sample = Path(demo_ward.__file__).parent / "data" / "households.csv"
    with sample.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with running.write() as session:
        unit = running.here(session)
        for code in sorted({row["group_code"] for row in rows}):
            make_group(session, unit, f"Khu mẫu {code[3:]}")
    lines = ["code;group_code;members;digital_level;family_skills;reached_on;reached_how"]
    for row in rows:
        skills = row["family_skills"].replace("|", ", ")
        group = f"Khu mẫu {row['group_code'][3:]}"
        told = (row[key] for key in ("members", "digital_level"))
        lines.append(";".join((row["code"], group, *told, skills, row["reached_on"], row["reached_how"])))
    page = brought(running, "\n".join(lines))
    assert f"{len(rows)} ghi mới" in page.text
    page.form("/ghi").submit()
    by_level = {level: sum(row["digital_level"] == level for row in rows) for level in ("none", "one", "full")}
    assert figure(running, "by_level", "level") == by_level
    assert figure(running, "reached") == sum(bool(row["reached_how"]) for row in rows)
    with counted() as few:
        running.as_leader().get(f"{HERE}/{programme_of(running).id}")
    assert len(few) < 40


def test_a_list_names_somebody_only_with_age_and_consent(running: Office) -> None:
    head = "Mã hộ;Tổ;Người học rồi dạy lại;Người học rồi dạy lại: tuổi;Người học rồi dạy lại: đồng ý ghi tên\n"
    page = brought(running, f"{head}H8;Tổ dân phố 1;Ma Thị Lan;Từ 60;Có\nH9;Tổ dân phố 1;Ma Thị Yến;Dưới 16;Có\n")
    assert "Chỉ ghi tên khi người ấy từ 16 tuổi và đồng ý" in page.text
    page.form("/ghi").submit()
    with running.read() as session:
        (entry,) = session.scalars(select(ProgrammeEntry)).all()
        assert entry.given == {"learner": "Ma Thị Lan", "learner_age": "60_up", "learner_agreed": True}


def test_a_list_may_call_skills_as_plans_do(running: Office) -> None:
    page = brought(running, "Mã hộ;Tổ;family_skills\nH9;Tổ dân phố 1;thương mại điện tử|thanh toán số\n")
    page.form("/ghi").submit()
    assert figure(running, "by_level") == 0
    with running.read() as session:
        assert sorted(session.scalars(select(Answer.value).where(Answer.key == "skills"))) == ["payments", "shopping"]


def test_a_programme_that_is_retired_keeps_its_figures_and_takes_nothing_more(running: Office) -> None:
    brought(running, ROWS).form("/ghi").submit()
    number = programme_of(running).id
    page = running.as_officer().get(f"{HERE}/{number}")
    with running.read() as session:
        houses = session.scalar(select(func.count()).select_from(Household))
    assert houses
    assert f"Sổ có {houses} hộ: không ai ghi thêm được nữa." in page.text
    page = page.form(button="Dừng phong trào").submit()
    assert "Đã dừng Gia đình số." in page.text
    kept = running.as_leader().get(f"{HERE}/{number}")
    assert "Hộ đã được phổ biến" in kept.text
    assert running.as_leader().get("/van-phong/so-lieu/household.reached").h1 == "Hộ đã được phổ biến"
    book = running.as_officer().get(f"{HERE}/{number}/so")
    assert "Thêm hộ" not in book.text
    running.as_officer().get(f"{HERE}/{number}/so/moi", status=404)
    running.as_officer().get(f"/van-phong/nhap/moi?loai=phong-trao-{number}", status=404)
    running.as_officer().get(f"{HERE}/{number}").form(button="Chạy lại").submit()
    running.as_officer().get(f"{HERE}/{number}/so/moi")
