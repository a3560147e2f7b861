"""The tablet, without script: what a resident meets, what staff do with it, and that it forgets."""

import re
from dataclasses import replace
from datetime import timedelta

from app.country import clock
from app.indicators.kiosk import VISITS, counted
from app.jobs.sweeping import end_visits
from app.models import AdministrativeUnit, KioskVisit, Role
from app.registers.indicator import Scope
from app.web.database import db
from tests.factories import make_account
from tests.pages import Page, Pages
from tests.routes.kiosk.conftest import START, Corner, is_signed_in
from tests.statements import counted as statements


def choose(pages: Pages, field: str, topic: str) -> Page:
    """Touch a field, then a topic."""
    page = pages.get(address_of(pages.get(START), field))
    [value] = [press.get("value") for press in page.all("button") if topic in "".join(press.itertext())]
    return page.form(action="/luot").submit({"topic": value})


def address_of(home: Page, field: str) -> str:
    """Where the button of a field leads."""
    [address] = [address for words, address in home.links().items() if words.startswith(field)]
    return address


def call(page: Page) -> Page:
    """Touch "Gọi người giúp"."""
    return page.form(button="Gọi người giúp").submit()


def test_a_browser_that_is_no_tablet_says_what_to_do(corner: Corner) -> None:
    page = Pages(corner.app.test_client()).get(START)
    assert page.h1 == "Bàn tự phục vụ"
    assert "Máy này chưa là bàn tự phục vụ" in page.text
    assert page.links()["Đăng nhập để ghép máy"] == "/dang-nhap?next=/quay/tu-phuc-vu"
    for address in ("/luot", "/luot/xong", "/linh-vuc/an_sinh", "/cam-on", "/con-day"):
        assert page.pages.get(START + address).address == START


def test_pairing_signs_the_tablet_out_and_it_opens_nothing_else(corner: Corner) -> None:
    tablet = corner.tablet()
    page = tablet.get(START)
    assert page.h1 == "Bác cần làm việc gì?"
    assert "Bàn tự phục vụ 1" in page.html
    assert not is_signed_in(tablet.client)
    assert {field.get("type") for field in page.all("input")} == {"hidden"}
    for address in ("/quay", "/van-phong", f"{START}/may"):
        assert tablet.client.get(address).location.startswith("/dang-nhap?next=")
    assert corner.acts()[-2:] == ["kiosk.paired", "sign_in.ended"]
    cookie = tablet.client.get_cookie("lopso_kiosk", path=START)
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", START)


def test_a_second_tablet_gets_the_next_number_and_one_is_taken_back_from_the_counter(corner: Corner) -> None:
    first = corner.tablet()
    corner.tablet()
    page = corner.as_(corner.other).get(f"{START}/may")
    assert "Bàn tự phục vụ 2" in page.text
    ending = [form for form in page.forms() if form.action.endswith("/thoi")]
    done = ending[0].submit()
    assert "Bàn tự phục vụ 1 thôi là bàn tự phục vụ" in done.text
    assert len([form for form in done.forms() if form.action.endswith("/thoi")]) == 1
    assert first.get(START).h1 == "Bàn tự phục vụ"
    ending[0].submit()
    assert corner.acts().count("kiosk.revoked") == 1
    assert "máy tên là “Bàn tự phục vụ 1”" in corner.as_(corner.other).get(START).text  # the number that is free again
    corner.tablet()
    assert "Bàn tự phục vụ 1" in corner.as_(corner.other).get(f"{START}/may").text


def test_with_staff_signed_in_on_it_a_tablet_serves_nobody(corner: Corner) -> None:
    tablet = corner.tablet().sign_in(corner.other)
    page = tablet.get(START)
    assert "Anh chị đang đăng nhập trên máy này" in page.text
    page.form(button="Đăng xuất, trở lại bàn tự phục vụ").submit()
    assert tablet.get(START).h1 == "Bác cần làm việc gì?"
    tablet.sign_in(corner.other).get(START).form(button="Thôi dùng làm bàn tự phục vụ").submit()
    assert tablet.client.get_cookie("lopso_kiosk", path=START) is None


def test_field_topic_steps_question_thanks(corner: Corner) -> None:
    tablet = corner.tablet()
    page = choose(tablet, "Tư pháp, hộ tịch", "Khai sinh")
    assert (page.h1, page.address) == ("Khai sinh", f"{START}/luot")
    assert page.response.headers["Cache-Control"] == "no-store"
    question = page.follow("Tôi xong rồi")
    assert question.h1 == "Bác tự làm được không?"
    done = question.form(button="Tự làm được").submit({"answer": "alone"})
    assert done.h1 == "Cảm ơn bác"
    [visit] = corner.visits()
    assert (visit.answer, visit.ended_at is None, visit.called_at) == ("alone", False, None)
    assert tablet.get(f"{START}/luot").address == START  # going back shows nothing


def test_most_asked_stands_first(corner: Corner) -> None:
    tablet = corner.tablet()
    for _time in range(2):
        choose(tablet, "An sinh", "Người có công")
    home = tablet.get(START)
    assert "Nhiều người hỏi" in home.text
    assert home.text.index("Người có công") < home.text.index("An sinh")
    page = tablet.get(address_of(home, "An sinh"))
    presses = [press.get("value") for press in page.all("button") if press.get("name") == "topic"]
    assert presses[:2] == ["nguoi_co_cong", "tro_cap"]


def test_one_tap_twice_is_one_visit_and_the_next_person_ends_the_last(corner: Corner) -> None:
    tablet = corner.tablet()
    form = tablet.get(address_of(tablet.get(START), "An sinh")).form(action="/luot")
    form.submit({"topic": "tro_cap"})
    form.submit({"topic": "tro_cap"})
    choose(tablet, "An sinh", "Người có công")
    assert [visit.ended_at is None for visit in corner.visits()] == [False, True]


def test_another_topic_chosen_on_a_page_that_lay_open_is_shown(corner: Corner) -> None:
    tablet = corner.tablet()
    form = tablet.get(address_of(tablet.get(START), "An sinh")).form(action="/luot")
    form.submit({"topic": "tro_cap"})

    for _twice in range(2):
        assert form.submit({"topic": "nguoi_co_cong"}).h1 == "Người có công"

    assert [visit.ended_at is None for visit in corner.visits()] == [False, True]


def test_what_is_no_topic_leads_to_the_start(corner: Corner) -> None:
    tablet = corner.tablet()
    form = tablet.get(address_of(tablet.get(START), "An sinh")).form(action="/luot")
    for bad in ("", "khong_co", "\x00", "<b>", "x" * 300):
        assert form.submit({"topic": bad, "uuid": bad}).address == START
    assert corner.visits() == []


def test_after_two_minutes_the_server_has_forgotten_them_too(corner: Corner) -> None:
    with clock.frozen():  # on a busy machine seconds go by while this asks
        tablet = corner.tablet()
        page = choose(tablet, "An sinh", "Người có công")
        with clock.shifted(timedelta(seconds=110)):
            assert tablet.get(f"{START}/con-day").h1 == "Bác còn ở đây không?"
            tablet.get(f"{START}/con-day").form(button="Tôi còn ở đây").submit()
        with clock.shifted(timedelta(seconds=220)):
            assert tablet.get(f"{START}/luot").h1 == "Người có công"
        with clock.shifted(timedelta(seconds=250)):
            assert tablet.get(f"{START}/luot").address == START
            page.follow("Tôi xong rồi")
            choose(tablet, "An sinh", "Người có công")
    first, _second = corner.visits()
    assert first.ended_at is not None
    assert first.ended_at - first.began_at == timedelta(seconds=230)


def test_the_script_says_that_they_went_and_their_call_stands(corner: Corner) -> None:
    tablet = corner.tablet()
    page = call(choose(tablet, "An sinh", "Người có công"))
    assert "Đã gọi. Anh chị ở Quầy 1 sẽ tới." in page.text
    token = page.form(button="Gọi người giúp").fields["csrf_token"][0]
    with clock.shifted(timedelta(seconds=60)):
        gone = tablet.client.post(
            f"{START}/het", data={"csrf_token": token, "lau": "1"}, headers={"Accept": "application/json"}
        )
        assert gone.status_code == 204
        home = tablet.get(START)
        assert "Đã gọi. Anh chị ở Quầy 1 sẽ tới." in home.text
        assert "Người có công" not in re.sub(r"Nhiều người hỏi.*?Chọn", "", home.text)
        assert "Khai sinh" not in home.text
        assert len(corner.as_(corner.counter).client.get("/quay/goi").get_json()["calls"]) == 1


def test_who_goes_by_the_button_is_no_longer_waited_for(corner: Corner) -> None:
    tablet = corner.tablet()
    page = call(choose(tablet, "An sinh", "Người có công"))
    page.form(button="Về đầu").submit()
    assert corner.as_(corner.counter).client.get("/quay/goi").get_json()["calls"] == []
    assert tablet.client.get(f"{START}/goi").get_json() == {"state": "none", "words": ""}


def test_of_who_was_helped_and_went_the_next_one_reads_nothing(corner: Corner) -> None:
    tablet, counter = corner.tablet(), corner.as_(corner.counter)
    page = call(choose(tablet, "An sinh", "Người có công"))
    [said] = counter.client.get("/quay/goi").get_json()["calls"]
    counter.get(f"{START}/may").form(action=said["take"]).submit()
    assert tablet.client.get(f"{START}/goi").get_json()["state"] == "coming"
    page.follow("Tôi xong rồi").form(button="Có người giúp").submit({"answer": "helped"})
    assert tablet.client.get(f"{START}/goi").get_json() == {"state": "none", "words": ""}
    assert "đang tới chỗ bác" not in tablet.get(START).text


def test_a_call_is_heard_taken_by_one_and_opens_the_log(corner: Corner) -> None:
    tablet = corner.tablet()
    counter, other = corner.as_(corner.counter), corner.as_(corner.other)
    heard = counter.client.get("/quay/goi")
    assert heard.get_json() == {"calls": [], "every": 2500}
    assert counter.client.get("/quay/goi", headers={"If-None-Match": heard.headers["ETag"]}).status_code == 304
    call(choose(tablet, "Tư pháp, hộ tịch", "Khai sinh"))
    told = counter.client.get("/quay/goi", headers={"If-None-Match": heard.headers["ETag"]})
    [said] = told.get_json()["calls"]
    assert said["words"] == "Bàn tự phục vụ 1 gọi: Khai sinh"
    assert tablet.client.get(f"{START}/goi").get_json()["state"] == "called"
    first, second = (pages.get(f"{START}/may").form(action=said["take"]) for pages in (counter, other))
    assert counter.client.post(said["take"], data=first.fields).location == "/quay?viec=khai_sinh&ban=Q1"
    assert counter.client.post(said["take"], data=first.fields).status_code == 303  # a double tap
    lost = other.post(said["take"], second.fields, 409)
    assert "Lường Thị Bích Đào đang tới đó rồi" in lost.text
    state = tablet.client.get(f"{START}/goi")
    assert state.get_json() == {"state": "coming", "words": "Lường Thị Bích Đào đang tới chỗ bác."}
    assert tablet.client.get(f"{START}/goi", headers={"If-None-Match": state.headers["ETag"]}).status_code == 304
    assert corner.acts().count("kiosk.call_taken") == 1


def test_without_choosing_somebody_may_call_and_after_help_call_again(corner: Corner) -> None:
    tablet = corner.tablet()
    page = call(tablet.get(START))
    assert page.h1 == "Gọi người giúp"
    call(page)
    counter = corner.as_(corner.counter)
    [said] = counter.client.get("/quay/goi").get_json()["calls"]
    assert said["words"] == "Bàn tự phục vụ 1 gọi"
    form = counter.get(f"{START}/may").form(action=said["take"])
    assert counter.client.post(said["take"], data=form.fields).location == "/quay?ban=Q1"
    with clock.shifted(timedelta(seconds=70)):
        tablet.get(f"{START}/luot")
        tablet.client.post(f"{START}/con-day", data=page.form(button="Gọi người giúp").fields)
    with clock.shifted(timedelta(seconds=130)):
        call(tablet.get(f"{START}/luot"))
        assert len(counter.client.get("/quay/goi").get_json()["calls"]) == 1
    assert len(corner.visits()) == 2


def test_who_does_not_sit_at_the_counter_need_not_ask(corner: Corner) -> None:
    with corner.write() as session:
        away = make_account(session, session.get_one(AdministrativeUnit, corner.ward.id), Role.AMBASSADOR)
    assert corner.as_(away).client.get("/quay/goi").get_json() == {"calls": [], "every": 0}
    assert corner.as_(corner.counter).client.get("/quay/goi").get_json() == {"calls": [], "every": 60000}
    assert corner.app.test_client().get("/quay/goi", headers={"Accept": "application/json"}).status_code == 401


def test_asking_costs_one_statement_beside_the_one_for_who_asks(corner: Corner) -> None:
    tablet, counter = corner.tablet(), corner.as_(corner.counter)
    tag = counter.client.get("/quay/goi").headers["ETag"]
    with statements() as seen:
        assert counter.client.get("/quay/goi", headers={"If-None-Match": tag}).status_code == 304
    assert len(seen) == 2
    assert "sign_in" in seen[0]
    with statements() as seen:
        tablet.client.get(START)
    assert len(seen) == 3, seen  # the tablet, its lists by use, its last call


def test_what_was_counted_and_the_rows_behind_it(corner: Corner) -> None:
    tablet = corner.tablet()
    call(choose(tablet, "An sinh", "Người có công"))
    page = choose(tablet, "An sinh", "Trợ cấp xã hội").follow("Tôi xong rồi")
    page.form(button="Chưa được").submit({"answer": "no"})
    with corner.read() as session:
        scope = Scope((corner.ward.id,), clock.today(), clock.today())
        count = counted(session, corner.ward.id, scope.since, scope.until)
        assert (count.visits, count.calls, count.taken, count.typical_wait) == (2, 1, 0, None)
        assert count.by_answer == {None: 1, "no": 1}
        assert sorted(count.by_topic.values()) == [1, 1]
        for only, many in (({}, 2), ({"goi": "chua"}, 1), ({"tra-loi": "no"}, 1), ({"goi": "co"}, 0)):
            behind = VISITS.behind(replace(scope, only=only))
            assert len(session.scalars(behind).all()) == many
        empty = counted(session, corner.ward.id, scope.since - timedelta(days=9), scope.since - timedelta(days=2))
        assert (empty.visits, empty.calls) == (0, 0)


def test_what_a_tablet_left_open_is_ended_by_the_night(corner: Corner) -> None:
    choose(corner.tablet(), "An sinh", "Người có công")
    with corner.app.app_context():
        assert end_visits() == 0
        with clock.shifted(timedelta(hours=5)):
            assert end_visits() == 1
            assert end_visits() == 0
        db.session.rollback()
    [visit] = corner.visits()
    assert visit.ended_at is not None
    assert visit.ended_at - visit.touched_at == timedelta(seconds=120)
    assert isinstance(visit, KioskVisit)
