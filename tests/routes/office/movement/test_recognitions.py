"""Houses that meet everything are proposed, decided by another, numbered, drawn, checked by anybody, renewed."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock, formats
from app.jobs import queue
from app.models import Household, Job, Plate, Programme, ResidentialGroup, SiteDistinction
from app.models.mixins.issued import LOOK
from app.models.movement.candidates import candidates
from tests.factories import make_group
from tests.pages import Page, Pages
from tests.recognising import make_met, make_recognising, propose, record
from tests.routes.office.conftest import Office


@pytest.fixture
def street(office: Office) -> Office:
    """Three houses of a group that meet everything, and one that does not."""
    with office.write() as session:
        unit = office.here(session)
        group = make_group(session, unit, "Tổ dân phố 1")
        make_met(session, unit, 3, residential_group=group)
        lacking = Household(unit=unit, number="9", alley="ngõ 3", head="Lò Văn Ún", residential_group=group)
        session.add(lacking)
        session.flush()
        record(session, lacking, teaches=True)
    return office


def at(office: Office, page: str = "") -> str:
    with office.read() as session:
        programme = session.scalars(select(Programme).where(Programme.unit_id == office.ward.id)).one()
        return f"/van-phong/phong-trao/{programme.id}{page}"


def proposed(office: Office, **ticked: object) -> Page:
    page = office.as_officer().get(at(office, "/de-nghi"))
    return page.form("/de-nghi").submit(ticked)


def list_of(page: Page) -> str:
    found = re.search(r"/van-phong/cong-nhan/[0-9a-f-]{36}", page.html)
    assert found
    return found[0]


def approved(office: Office, address: str) -> Page:
    look = office.as_leader().get(f"{address}/cap-so")
    return look.form("/duyet").submit()


def given(office: Office) -> list[Plate]:
    with office.read() as session:
        return list(session.scalars(select(Plate).where(Plate.number.is_not(None)).order_by(Plate.id)))


def test_the_office_sees_who_meets_everything_and_proposes_them(street: Office) -> None:
    shown = street.as_officer().get(at(street))
    assert "3 hộ" in shown.text
    page = street.as_officer().get(at(street, "/de-nghi"))
    assert "Chủ Hộ 1" in page.text
    assert "Lò Văn Ún" not in page.text

    made = proposed(street)

    assert "Đã trình lãnh đạo 3 hộ." in made.text
    assert "Chưa có ai" in street.as_officer().get(at(street, "/de-nghi")).text
    assert "Đề nghị công nhận: 3 hộ, Gia đình số" in street.as_leader().get("/van-phong").text


def test_one_row_is_left_out_with_words_and_the_rest_is_given_in_order(street: Office) -> None:
    address = list_of(proposed(street))
    leader = street.as_leader()
    with street.read() as session:
        second = session.scalars(select(Plate).order_by(Plate.id)).all()[1]
    form = leader.get(f"{address}/dong/{second.public_id}").form(button="Bỏ ra khỏi danh sách")
    assert "Anh chị chưa ghi dòng này" in form.submit(status=422).text
    form.submit({"why": "Nhà đang sửa, chưa ai ở."})

    page = approved(street, address)

    assert "Đã công nhận 2, số 001/" in page.text
    rows = given(street)
    assert [each.number for each in rows] == [1, 2]
    assert [each.paper["full_name"] for each in rows] == ["Chủ Hộ 1", "Chủ Hộ 3"]
    assert "Nhà đang sửa, chưa ai ở." in street.as_officer().get(at(street, "/de-nghi")).text


def test_other_numbers_than_were_seen_are_not_given(street: Office) -> None:
    first, look = list_of(proposed(street)), street.as_leader()
    form = look.get(f"{first}/cap-so").form("/duyet")
    with street.write() as session:
        unit, officer = street.here(session), session.merge(street.officer)
        other = propose(session, make_recognising(session, unit), make_met(session, unit, 1), by=officer)
        other.approve(session, by=session.merge(street.leader), now=clock.now())

    assert "Chưa cấp số nào" in form.submit(status=409).text
    assert len(given(street)) == 1
    assert "số 002/" in approved(street, first).text


def test_what_was_recorded_since_stops_the_list_until_the_row_is_left_out(street: Office) -> None:
    address = list_of(proposed(street))
    form = street.as_leader().get(f"{address}/cap-so").form("/duyet")
    with street.write() as session:
        house = session.scalars(select(Household).where(Household.head == "Chủ Hộ 2")).one()
        record(session, house, teaches=False)

    assert "có lần ghi mới" in form.submit(status=409).text
    assert given(street) == []


def test_a_plate_that_cannot_be_printed_takes_no_number(street: Office) -> None:
    with street.write() as session:
        session.scalars(select(Household).where(Household.head == "Chủ Hộ 2")).one().head = "Lan 🙂"
    address = list_of(proposed(street))

    page = street.as_leader().get(address)
    assert "ký tự không in được trên biển" in page.text
    street.as_leader().get(f"{address}/cap-so")
    assert given(street) == []


def test_the_check_tells_number_programme_group_and_day_and_never_whose_it_is(street: Office, app: Flask) -> None:
    approved(street, list_of(proposed(street)))
    plate = given(street)[0]
    anybody = Pages(app.test_client())

    page = anybody.get(f"/g/{plate.code}")

    assert plate.valid_until
    for told in ("001/", "Gia đình số", "Tổ dân phố 1", "đang có giá trị", formats.date(plate.valid_until)):
        assert told in page.text
    for kept in ("Chủ Hộ 1", "Hộ 1", "ngõ 12"):
        assert kept not in page.text
    with clock.shifted(timedelta(days=732)):
        assert "đã hết hạn" in Pages(app.test_client()).get(f"/g/{plate.code}").text


def test_what_only_waits_is_not_found_by_its_code(street: Office, app: Flask) -> None:
    proposed(street)
    with street.read() as session:
        code = session.scalars(select(Plate.code)).first()
    Pages(app.test_client()).get(f"/g/{code}", status=404)


def test_a_revoked_plate_says_so_wherever_it_is_told_of(street: Office, app: Flask) -> None:
    approved(street, list_of(proposed(street)))
    plate = given(street)[0]
    page = street.as_leader().get(f"/van-phong/bien/{plate.public_id}")
    page.form(button="Thu hồi").submit({"why": "Cấp nhầm nhà."})

    assert "Đã thu hồi" in street.as_officer().get(f"/van-phong/bien/{plate.public_id}").text
    told = Pages(app.test_client()).get(f"/g/{plate.code}").text
    assert "đã bị thu hồi" in told
    assert "Cấp nhầm nhà." not in told
    assert "1 hộ" in street.as_officer().get(at(street)).text  # it may be proposed again


def test_plates_are_drawn_once_and_printed_in_one_file(street: Office, app: Flask) -> None:
    page = approved(street, list_of(proposed(street)))
    plate = given(street)[0]
    assert plate.sha256
    got = street.as_officer().client.get(f"/van-phong/bien/{plate.public_id}/bien.pdf")
    assert (got.status_code, got.data[:5]) == (200, b"%PDF-")
    for words in ("In tất cả biển", "In danh sách"):
        form = page.form(button=words)
        with page.pages.client.post(form.action, data=form.fields, follow_redirects=True) as printed:
            assert printed.data[:5] == b"%PDF-"


def test_a_plate_that_is_not_drawn_yet_says_so_and_shows_its_paper_when_it_is(
    street: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = list_of(proposed(street))
    look, waiting = street.as_leader().get(f"{address}/cap-so"), list[int]()
    with monkeypatch.context() as nobody_draws:
        nobody_draws.setattr(queue, "enqueue", waiting.append)
        nobody_draws.setattr("app.routes.jobs.PATIENCE", 0)
        look.form("/duyet").submit()
    page_of = f"/van-phong/bien/{given(street)[0].public_id}"
    page = street.as_leader().get(page_of)
    assert "Máy đang vẽ biển này." in page.text
    assert "Mở biển để in" not in page.text
    asks = re.search(r'id="tep-bien"[^>]*hx-get="([^"]*)"', page.html, re.DOTALL)
    assert asks

    with street.app.app_context():
        queue.enqueue(*waiting)
    part = page.pages.client.get(asks[1], headers={"HX-Request": "true"})
    assert "Mở biển để in" in part.text
    assert "<h1" not in part.text
    assert "hx-get" not in part.text


def test_a_plate_whose_drawing_came_to_nothing_says_where_to_read_why(
    street: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = street.as_leader().get(f"{list_of(proposed(street))}/cap-so")
    with monkeypatch.context() as nobody_draws:
        nobody_draws.setattr(queue, "enqueue", lambda job_id: None)
        nobody_draws.setattr("app.routes.jobs.PATIENCE", 0)
        look.form("/duyet").submit()
    with street.write() as session:
        job = session.scalars(select(Job).where(Job.kind == "plates")).one()
        job.call_off(now=clock.now())
    page = street.as_leader().get(f"/van-phong/bien/{given(street)[0].public_id}")
    assert "Chưa vẽ được biển, vì sao thì xem ở danh sách." in page.text
    assert "hx-get" not in page.html[page.html.index('id="tep-bien"') :]


def test_a_plate_is_renewed_by_an_entry_made_after_it_and_says_what_stands_in_its_place(
    street: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(street, list_of(proposed(street)))
    monkeypatch.setitem(street.app.extensions, LOOK, None)  # two years go by, day after day
    with clock.shifted(timedelta(days=700)), street.write() as session:
        version = make_recognising(session, street.here(session)).current
        assert version
        assert candidates(session, version, clock.today()) == []
        house = session.scalars(select(Household).where(Household.head == "Chủ Hộ 1")).one()
        record(session, house)
        assert [each.site.id for each in candidates(session, version, clock.today())] == [house.id]
        officer, leader = session.merge(street.officer), session.merge(street.leader)
        again = propose(session, version.programme, [house], by=officer)
        renewed = again.approve(session, by=leader, now=clock.now())[0]
        old = session.get_one(Plate, renewed.replaces_id)
        assert (old.state, old.is_valid, renewed.is_valid) == ("replaced", False, True)
        assert renewed.number == 1  # of another year's series
        assert old.replaced_by is renewed


def test_a_house_goes_into_the_one_it_is_with_its_entries_and_plate(street: Office) -> None:
    approved(street, list_of(proposed(street)))
    with street.write() as session:
        first = session.scalars(select(Household).where(Household.head == "Chủ Hộ 1")).one()
        twin = Household(unit=first.unit, number="1A", head="chủ hộ 1", residential_group=first.residential_group)
        session.add(twin)
        session.flush()
        gone, into = first.public_id, twin.public_id
    book = at(street, "/so")
    page = street.as_officer().get(f"{book}/{gone}").follow("Trùng với nhà khác")
    assert page.text.index("Số 1A") < page.text.index("Các nhà khác cùng địa bàn")
    page = page.follow("So với Số 1Achủ hộ 1")
    assert "đang có giá trị" in page.text

    told = page.form(button="Gộp hai nhà").submit({"keep": into, "sure": "y"})

    assert "Đã gộp làm một" in told.text
    assert "Đã công nhận, số 001/" in told.text
    assert "Đã ghi" in told.text
    street.as_officer().get(f"{book}/{gone}", status=404)
    assert "programme_site.merged" in street.acts(gone)
    street.as_leader().get(f"{book}/{into}/gop", status=403)


def test_houses_that_may_be_one_wait_and_those_told_apart_are_not_asked_about_again(street: Office) -> None:
    with street.write() as session:
        unit = street.here(session)
        (group,) = session.scalars(ResidentialGroup.of(unit.id))
        other = make_group(session, unit, "Tổ dân phố 2")
        told = [
            ("1", "Ngõ 12", "Ma Văn Cường", group),
            ("", "", "Chủ Hộ 2", group),
            ("1", "ngõ 12", "Ma Thị Lan", other),
        ]
        rows = [Household(unit=unit, number=n, alley=a, head=h, residential_group=g) for n, a, h, g in told]
        rows.append(Household(unit=unit, number="40", head="Chủ Hộ 3", residential_group=group))
        session.add_all(rows)
    assert "Có thể là cùng một nhà" in street.as_officer().get(at(street)).text
    assert "Có thể là cùng một nhà" not in street.as_leader().get(at(street)).text
    today = street.as_officer().get("/van-phong")
    assert "2 cặp nhà có thể là một" in today.text
    page = street.as_officer().get(today.links()["Xem từng cặp: 2 cặp nhà có thể là một"])
    assert "2 cặp" in page.text
    assert "Ma Thị Lan" not in page.text
    assert "Số 40" not in page.text

    apart = next(each for each in page.forms() if each.action.endswith("/nha-giong"))
    page = apart.submit()
    assert "Đã ghi là hai nhà khác nhau" in page.text
    assert "1 cặp" in page.text
    apart.submit()
    with street.read() as session:
        assert len(session.scalars(select(SiteDistinction)).all()) == 1
    merging = street.as_officer().get(
        next(to for words, to in page.links().items() if words.startswith("Đặt cạnh nhau"))
    )
    merging.form(button="Gộp hai nhà").submit()
    assert "Không còn cặp nào" in street.as_officer().get(at(street, "/nha-giong")).text
    assert "Có thể là cùng một nhà" not in street.as_officer().get(at(street)).text
    assert "có thể là một" not in street.as_officer().get("/van-phong").text
