"""The list of tasks: edited in the row and for several rows at once, filtered, in the order of the plan."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.country import clock
from app.data.plans import catalogue
from app.exchange.plans import load
from app.models import AuditEvent, Matter, NamedBody, Plan
from app.models.targets.matter import place_key
from app.models.targets.named_body import MATCHED, OUTSIDE
from app.models.targets.task_owner import Owner
from tests.factories import make_organisation, make_plan
from tests.pages import Page
from tests.routes.office.conftest import Office
from tests.statements import counted

LIST = "/van-phong/nhiem-vu"
HTMX = {"HX-Request": "true"}


def tasks(office: Office, *texts: str, **values: Any) -> list[Matter]:
    """Tasks of a plan."""
    with office.write() as session:
        ward = office.here(session)
        plan = make_plan(session, ward)
        made = [Matter(unit=ward, plan=plan, text=text, **values) for text in texts]
        session.add_all(made)
        return made


def task(office: Office, row: Matter) -> Matter:
    """A task as it is now."""
    with office.read() as session:
        return session.scalars(select(Matter).where(Matter.id == row.id).options(*Matter.with_owner())).one()


def names(page: Page) -> list[str]:
    """The rows of a list, by what they are called."""
    return [link.text or "" for link in page.all("a") if link.get("data-row")]


def test_what_waits_for_the_office_stands_first_and_is_what_the_rail_counts(office: Office) -> None:
    today = clock.today()
    tasks(office, "Đã trả lại", state="returned", reason="Thiếu số.", decided_at=clock.now(), due_on=today)
    tasks(office, "Quá mười ngày", due_on=today - timedelta(days=10))
    tasks(office, "Quá hai mươi ngày", due_on=today - timedelta(days=20))
    tasks(office, "Chờ duyệt", state="reported", proposed_at=clock.now())
    [mine] = tasks(office, "Còn lâu", due_on=today + timedelta(days=40))
    with office.write() as session:
        session.merge(mine).owner = Owner.of(session.merge(office.officer))
    officer = office.as_officer()
    page = officer.get(LIST)
    assert names(page) == ["Quá hai mươi ngày", "Quá mười ngày", "Đã trả lại"]
    assert "quá hạn 20 ngày" in page.text
    table = page.html.split("<table")[1].split("</table")[0]
    assert "<select" not in table
    assert 'type="text"' not in table
    chips = {
        "Cần xử lý (3)": 3, "Quá hạn (2)": 2, "Đến hạn trong 30 ngày (1)": 1, "Chờ duyệt (1)": 1, "Của tôi (1)": 1,
        "Tất cả (5)": 5,
    }  # fmt: skip
    for words, rows in chips.items():
        shown = page.follow(words)
        assert len(names(shown)) == rows
        assert words in [each.text for each in shown.all("a") if each.get("aria-current") == "true"]
    rail = next(each for each in page.all("a") if each.get("href") == LIST and each.get("aria-current"))
    assert "3" in "".join(rail.itertext())
    assert len(names(officer.get(f"{LIST}?tim=lâu"))) == 1  # words are looked for in all of them


def test_a_row_opens_whatever_chip_is_lit_and_old_addresses_lead_to_it(office: Office) -> None:
    [row] = tasks(office, "Còn lâu")
    for there in (f"{LIST}/{row.public_id}", f"/van-phong/viec-giao/{row.public_id}"):
        for pages in (office.as_officer(), office.as_leader()):
            answer = pages.client.get(f"{there}?viec=qua-han")
            assert answer.status_code == 308
            page = pages.get(answer.location.removeprefix("http://localhost"))
            assert f"viec=qua-han&xem={row.public_id}" in answer.location
            assert page.form(button="Giao")
            assert names(page) == []
    officer = office.as_officer()
    assert (
        "Đang làm: đã ghi 1 dòng"
        in officer.get(f"{LIST}?xem={row.public_id}").form(button="Đang làm").submit({"v": "doing"}).text
    )
    assert (
        "Không làm nữa: đã ghi 1 dòng"
        in officer.get(f"{LIST}?xem={row.public_id}").form(button="Không làm nữa").submit({"v": "dropped"}).text
    )
    assert task(office, row).state == "dropped"


def test_an_officer_gives_a_task_in_its_panel(office: Office) -> None:
    [row] = tasks(office, "Tuần tra")
    with office.write() as session:
        police = make_organisation(session, office.here(session), "Công an phường", kind="police")
    page = office.as_officer().get(f"{LIST}?xem={row.public_id}&ai=cong+an")
    assert "Công an phường, đơn vị" in page.text
    done = page.form(button="Giao").submit({"owner": f"organisation-{police.id}", "due": ""})
    assert "Đã giao cho Công an phường" in done.text
    assert task(office, row).owner == Owner("organisation", police.id)


def chosen(office: Office, rows: Sequence[Matter], step: str, query: str = "?viec=tat-ca") -> Page:
    """The page after some rows were ticked and a button of the bar was pressed."""
    form = office.as_officer().get(LIST + query).form(button="Đang làm")
    return form.submit({"dong": [each.public_id for each in rows], "v": step})


def test_several_tasks_get_a_state_with_one_press_and_keep_the_filter(office: Office) -> None:
    rows = tasks(office, "Một", "Hai", "Ba")
    page = chosen(office, rows[:2], "done", "?tien-do=open")
    assert "Đã xong: đã ghi 2 dòng" in page.text
    assert names(page) == ["Ba"]
    assert [task(office, each).state for each in rows] == ["done", "done", "open"]
    assert "2 dòng không có gì đổi" in chosen(office, rows[:2], "done").text
    assert office.acts(rows[0].public_id) == ["matter.changed"]


def test_several_tasks_are_given_to_one_owner_with_a_day(office: Office) -> None:
    rows = tasks(office, "Một", "Hai")
    with office.write() as session:
        police = make_organisation(session, office.here(session), "Công an phường", kind="police")
    page = chosen(office, rows, "give")
    done = page.form(button="Lưu cho 2 dòng").submit({"owner": f"organisation-{police.id}"})
    assert "đã ghi 2 dòng" in done.text
    assert [task(office, each).owner for each in rows] == [Owner("organisation", police.id)] * 2
    refused = chosen(office, rows, "due").form(button="Lưu cho 2 dòng").submit({"due_on": "31/2"}, status=422)
    assert "chưa phải một ngày" in refused.text
    refused.form(button="Lưu cho 2 dòng").submit({"due_on": "28/2/2026"})
    assert all(task(office, each).due_on for each in rows)
    with office.read() as session:
        acts = session.scalars(select(AuditEvent.detail).where(AuditEvent.subject_id == rows[0].public_id)).all()
    assert any("Công an phường" in each for each in acts)


def test_a_task_leads_in_the_order_of_its_plan_and_is_found_by_plan_lead_and_day(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        make_organisation(session, ward, "Công an phường", kind="police")
        for key in ("phan-dinh-phung", "gia-vien"):
            load(session, ward, catalogue()[key])
        session.execute(
            update(Matter).where(Matter.key == "data_safety").values(due_on=clock.today() - timedelta(days=3))
        )
        police = session.scalars(
            select(NamedBody.organisation_id).where(NamedBody.state == MATCHED, NamedBody.every == "")
        ).one()
    officer = office.as_officer()
    first = officer.get(f"{LIST}?viec=tat-ca")
    options = {each.get("value"): each.text for each in first.all("option")}
    plan = next(str(key) for key, words in options.items() if words and "88/KH-UBND" in words)
    file = catalogue()["phan-dinh-phung"]
    numerals = ["I", *(each["numeral"] for each in file.headings)]
    ordered = sorted(
        (each for each in file.matters.values() if not each.get("due_on")),
        key=lambda each: (numerals.index(each["part"]), place_key(each["place"])),
    )
    rows = names(officer.get(f"{LIST}?ke-hoach={plan}&han=khong-ngay"))
    assert [each[:20].lower() for each in rows] == [each["text"][:20].lower() for each in ordered][: len(rows)]
    led = officer.get(f"{LIST}?chu-tri=organisation-{police}")
    assert len(names(led)) == 6
    assert any(key and key.startswith("body-") for key in options)  # words that no row was matched to
    with office.read() as session:
        late = session.scalars(select(Matter.text).where(Matter.late(clock.today()))).all()
    shown = names(officer.get(f"{LIST}?han=qua-han"))
    assert len(shown) == len(late) >= 1
    assert len(names(officer.get(f"{LIST}?viec=tat-ca&sap=due_on"))) == 25


def test_the_list_takes_no_more_statements_for_many_tasks(office: Office) -> None:
    tasks(office, "Một")
    officer = office.as_officer()
    officer.get(LIST)
    with counted() as few:
        officer.get(LIST)
    tasks(office, *(f"Việc {number}" for number in range(20)), lead="Công an phường")
    with counted() as many:
        officer.get(LIST)
    assert len(many) <= len(few) + 1  # the second plan makes a filter of plans, which counts


def test_the_bodies_that_wait_are_chosen_with_one_press(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        load(session, ward, catalogue()["phan-dinh-phung"])
        culture = make_organisation(session, ward, "Phòng Văn hóa, Xã hội và Thể thao", kind="agency")
    page = office.as_officer().get(f"{LIST}?viec=tat-ca").follow("Tên nơi làm")
    with office.read() as session:
        named = session.scalars(select(NamedBody).where(NamedBody.words == "Phòng Văn hóa - Xã hội phường")).one()
    form = page.form(f"/van-phong/nhiem-vu/noi-lam/{named.public_id}", button="Phòng Văn hóa, Xã hội và Thể thao")
    done = form.submit({"la": f"organisation-{culture.id}"})
    assert "Phòng Văn hóa - Xã hội phường: đã ghi" in done.text
    with office.read() as session:
        body = session.scalars(select(NamedBody).where(NamedBody.organisation_id == culture.id)).one()
    assert body.words == "Phòng Văn hóa - Xã hội phường"
    assert form.submit({"la": "outside"}, status=409).text.count("Có người vừa ghi trước anh chị") == 1
    office.as_leader().get("/van-phong/nhiem-vu/noi-lam", status=403)
    assert "Tên nơi làm" not in office.as_leader().get(LIST).text


def test_matching_again_finds_what_was_added_since(office: Office) -> None:
    tasks(office, "Tuần tra", lead="Công an phường")
    with office.write() as session:
        make_organisation(session, office.here(session), "Công an phường", kind="police")
    page = office.as_officer().get("/van-phong/nhiem-vu/noi-lam")
    assert "Đã nhận ra thêm" in page.form(button="Đối chiếu lại với danh mục").submit().text
    with office.read() as session:
        assert session.scalars(select(NamedBody.state)).one() in (MATCHED, OUTSIDE)


@pytest.mark.parametrize(
    ("chosen", "given"),
    [
        ("tien-do=returned", {"state": "returned", "reason": "Thiếu số."}),
        ("han=qua-han", {"state": "doing"}),
        ("han=chua-giao", {}),
    ],
)
def test_what_waits_is_shown_only_while_somebody_can_finish_it(
    office: Office, chosen: str, given: dict[str, Any]
) -> None:
    decided = {"decided_at": clock.now()} if given.get("reason") else {}
    [row] = tasks(office, "Rà soát", due_on=clock.today() - timedelta(days=3), **given, **decided)
    pages = office.as_officer()
    assert names(pages.get(f"{LIST}?{chosen}")) == ["Rà soát"]
    with office.write() as session:
        session.execute(update(Plan).where(Plan.id == row.plan_id).values(retired_on=clock.today()))
    assert names(pages.get(f"{LIST}?{chosen}")) == []
    assert names(pages.get(f"{LIST}?viec=tat-ca")) == ["Rà soát"]
