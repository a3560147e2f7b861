"""The log without script: a plain form whose record is what a phone's would be, and what the page shows to whom."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app.country import clock
from app.data import help_lists
from app.models import Account, AdministrativeUnit, HelpDesk, HelpRecord, HelpTopic, Membership, Person, Role, Team
from app.models.helping.pairs import pairing
from app.web.database import db, immediate
from tests.factories import make_person, make_ward
from tests.pages import Page, Pages
from tests.pairs import make_ambassador
from tests.routes.counter.conftest import Desk
from tests.statements import counted


@pytest.fixture(autouse=True)
def noon(desk: Desk) -> Iterator[None]:
    """The ward has its lists, and it is noon."""
    with desk.app.app_context(), immediate() as session:
        help_lists.supply(session, session.get_one(AdministrativeUnit, desk.ward.id))
    local = clock.local(clock.now())
    with clock.shifted(local.replace(hour=12, minute=0) - local):
        yield


def records(app: Flask) -> list[HelpRecord]:
    """All records, the oldest first."""
    with app.app_context():
        found = list(db.session.query(HelpRecord).order_by(HelpRecord.id))
        for each in found:
            assert all((each.result.key, each.topics))
            assert [bool(kept) for kept in (each.desk, each.reason, each.age_band)]
        return found


def press(page: Page, status: int = 200, **typed: object) -> Page:
    """Fill in and press a result."""
    given = {"topics": ["khai_sinh"], "result": "did_alone", **typed}
    return page.form(action="/quay").submit(given, status=status)


def test_a_help_is_noted_by_a_plain_form_and_taken_back(desk: Desk) -> None:
    page = desk.as_(Role.COUNTER).get("/quay")
    assert page.h1 == "Ghi một lượt giúp"
    assert "Hôm nay đã gửi 0" in page.text

    after = press(page, age_band="60_up", residential_group=desk.group.code)

    assert "Đã ghi: Khai sinh." in after.text
    assert "Hôm nay đã gửi 1" in after.text
    [record] = records(desk.app)
    assert (record.desk.key if record.desk else None, record.place_kind) == ("Q1", "counter")
    assert (record.helper_id, record.minutes, record.person_id) == (desk.accounts[Role.COUNTER].id, None, None)
    assert record.age_band is not None
    assert record.age_band.key == "60_up"
    assert record.residential_group_id == desk.group.id

    assert "Hoàn tác" in after.form(action="/quay").buttons
    token = after.form(action="/quay").fields["csrf_token"]
    gone = after.pages.post("/quay/hoan-tac", {"csrf_token": token, "record": record.uuid})

    assert "Đã bỏ lượt vừa ghi: Khai sinh." in gone.text
    assert "Hôm nay đã gửi 0" in gone.text
    assert records(desk.app)[0].withdrawn_at is not None


def test_the_same_form_twice_is_one_help_and_another_answer_on_it_is_asked_about(desk: Desk) -> None:
    page = desk.as_(Role.COUNTER).get("/quay")
    press(page)
    press(page)
    assert len(records(desk.app)) == 1
    again = press(page, status=422, result="together")
    assert len(records(desk.app)) == 1
    press(again, result="together")
    assert [each.result.key for each in records(desk.app)] == ["did_alone", "together"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"topics": []}, "Anh chị chưa chọn việc gì"),
        ({"topics": ["khac"]}, "Việc khác là việc gì?"),
        ({"result": "unfinished"}, "Vì sao? Bấm là ghi"),
        ({"full_name": "Nguyễn Thị Hoa", "birth_year": "1950"}, "cần bác đồng ý"),
        ({"topics": ["khong_co"]}, "không nằm trong danh mục"),
        ({"full_name": "Hoa", "birth_year": "54", "consent": "1"}, "thiếu hai số"),
    ],
)
def test_what_is_missing_is_asked_and_what_was_chosen_stays(desk: Desk, typed: dict[str, object], said: str) -> None:
    page = press(desk.as_(Role.COUNTER).get("/quay"), status=422, age_band="60_up", **typed)
    assert said in page.text
    assert [
        box.get("value") for box in page.all("input") if box.get("name") == "age_band" and "checked" in box.attrib
    ] == ["60_up"]
    assert records(desk.app) == []


def test_the_reason_is_the_last_press_and_three_words_say_what_else(desk: Desk) -> None:
    asked = press(desk.as_(Role.COUNTER).get("/quay"), status=422, result="unfinished")
    assert [box.get("value") for box in asked.all("input") if box.get("name") == "asked"] == ["unfinished"]
    asked.form(action="/quay").submit({"topics": ["khai_sinh"], "reason": "may_cu", "asked": "unfinished"})
    words = press(desk.as_(Role.COUNTER).get("/quay"), status=422, topics=["khac"], result="together")
    words.form(action="/quay").submit({"topics": ["khac"], "result": "together", "other": "in giấy mời"})
    first, second = records(desk.app)
    assert first.reason is not None
    assert (first.result.key, first.reason.key) == ("unfinished", "may_cu")
    assert (second.result.key, second.other_words) == ("together", "in giấy mời")


def test_somebody_who_wishes_it_is_named_with_their_consent(desk: Desk) -> None:
    page = desk.as_(Role.COUNTER).get("/quay")
    press(page, full_name="  nguyễn thị   HOA ", birth_year="1950", residential_group=desk.group.code, consent="1")
    [record] = records(desk.app)
    with desk.app.app_context():
        person = db.session.get_one(Person, record.person_id)
        assert (person.full_name, person.birth_year) == ("nguyễn thị HOA", 1950)
    [act] = desk.acts("help.named")
    assert act.account_id == desk.accounts[Role.COUNTER].id


def test_a_desk_is_asked_for_once_on_this_device(desk: Desk) -> None:
    with desk.app.app_context(), immediate() as session:
        ward = session.get_one(AdministrativeUnit, desk.ward.id)
        session.add(HelpDesk(unit=ward, key="Q2", name="Quầy 2", position=9))
    pages = desk.as_(Role.COUNTER)
    page = pages.get("/quay")
    assert "Anh chị đang ngồi ở đâu?" in page.text
    assert "chọn quầy đang ngồi" in press(page, status=422).text
    assert "Quầy 2" in press(page, desk="Q2").text
    assert "Anh chị đang ngồi ở đâu?" not in pages.get("/quay").text
    assert [each.desk.key for each in records(desk.app) if each.desk] == ["Q2"]


def test_an_ambassador_helps_away_from_the_counter(desk: Desk) -> None:
    press(desk.as_(Role.AMBASSADOR).get("/quay"))
    [record] = records(desk.app)
    assert record.desk is not None
    assert (record.desk.key, record.place_kind) == ("NHA", "home")


def kiosk(desk: Desk) -> str:
    """The ward's AI Kiosk, as the office adds it to its desks."""
    with desk.app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, desk.ward.id)
        return HelpDesk.add(session, unit, label="AI Kiosk", place_kind="kiosk").key


@pytest.mark.parametrize("role", [Role.COUNTER, Role.OFFICER, Role.AMBASSADOR])
def test_whoever_stands_beside_the_ai_kiosk_notes_a_help_there(desk: Desk, role: Role) -> None:
    key = kiosk(desk)
    page = desk.as_(role).get("/quay")
    assert "AI Kiosk" in page.text

    press(page, desk=key)

    [record] = records(desk.app)
    assert record.desk is not None
    assert (record.desk.key, record.place_kind) == ("K1", "kiosk")


def test_the_log_opens_where_the_call_came_from(desk: Desk) -> None:
    key = kiosk(desk)
    seats = [box for box in desk.as_(Role.COUNTER).get(f"/quay?ban={key}").all("input") if box.get("name") == "desk"]
    assert [seat.get("value") for seat in seats if seat.get("checked") is not None] == [key]


def first_topics(page: Page) -> list[str]:
    """The six tiles."""
    boxes = [box.get("value") for box in page.all("input") if box.get("name") == "topics"]
    return [str(value) for value in boxes[:6]]


def test_what_this_desk_is_asked_for_most_comes_first(desk: Desk) -> None:
    pages = desk.as_(Role.COUNTER)
    with desk.app.app_context():
        default = [topic.key for topic in db.session.scalars(HelpTopic.offered(desk.ward.id))]
    assert first_topics(pages.get("/quay")) == default[:6]
    for topic in ("lua_dao", "dat_dai", "lua_dao"):
        press(pages.get("/quay"), topics=[topic])
    assert first_topics(pages.get("/quay")) == default[:6]  # within the day nothing moves under the thumb
    with clock.shifted(timedelta(days=1)):
        press(desk.as_(Role.COUNTER).get("/quay"), topics=["thue"])
        assert first_topics(desk.as_(Role.COUNTER).get("/quay"))[:3] == ["lua_dao", "dat_dai", default[0]]
    with clock.shifted(timedelta(days=9)):
        assert first_topics(desk.as_(Role.COUNTER).get("/quay")) == default[:6]


def test_until_a_desk_is_chosen_what_all_desks_are_asked_for_most_comes_first(desk: Desk) -> None:
    with desk.app.app_context(), immediate() as session:
        ward = session.get_one(AdministrativeUnit, desk.ward.id)
        session.add(HelpDesk(unit=ward, key="Q2", name="Quầy 2", position=9))
    pages = desk.as_(Role.COUNTER)
    for key, topic in (("Q1", "dat_dai"), ("Q2", "lua_dao"), ("Q1", "lua_dao"), ("Q1", "dat_dai"), ("Q2", "lua_dao")):
        press(pages.get("/quay"), desk=key, topics=[topic])
    with clock.shifted(timedelta(days=1)):
        assert first_topics(desk.as_(Role.COUNTER).get("/quay?ban=Q1"))[:2] == ["dat_dai", "lua_dao"]
        assert first_topics(desk.as_(Role.COUNTER).get("/quay"))[:2] == ["lua_dao", "dat_dai"]


def test_who_heads_a_group_begins_with_it_and_notes_no_helps(desk: Desk) -> None:
    head = desk.as_(Role.GROUP_HEAD)
    assert head.get("/quay").address == "/quay/to-cua-toi"
    assert "Ghi lượt" not in head.get("/quay").text
    head.get("/quay/them", status=403)


def test_who_goes_out_with_a_team_notes_helps_too(desk: Desk) -> None:
    head = desk.accounts[Role.GROUP_HEAD].id
    with desk.app.app_context(), immediate() as session:
        team = Team(
            unit=session.get_one(AdministrativeUnit, desk.ward.id), name="Tổ công nghệ số", created_at=clock.now()
        )
        account = session.get_one(Account, head)
        session.add(Membership(team=team, account=account, since=clock.today()))
    press(desk.as_(Role.GROUP_HEAD).get("/quay"))
    [record] = records(desk.app)
    assert (record.helper_id, record.place_kind) == (head, "home")


def test_the_log_opens_for_ones_own_mentee_and_may_let_go_of_them(desk: Desk) -> None:
    with desk.app.app_context(), immediate() as session:
        ward = session.get_one(AdministrativeUnit, desk.ward.id)
        account = session.get_one(Account, desk.accounts[Role.AMBASSADOR].id)
        ambassador = make_ambassador(session, ward, account=account)
        mentee = make_person(session, ward, "Chu Thị Pjảo", 1952)
        pair = pairing.begin(session, ambassador, mentee, now=clock.now(), day=clock.today())
        session.flush()
        name = pair.public_id
    page = desk.as_(Role.AMBASSADOR).get(f"/quay?cap={name}")
    assert "Ghi cho Chu Thị Pjảo" in page.text
    assert "Chu Thị Pjảo" not in desk.as_(Role.COUNTER).get(f"/quay?cap={name}").text
    press(page)
    [record] = records(desk.app)
    assert record.mentorship_id is not None
    press(page.follow("Bỏ ra"))
    assert records(desk.app)[1].mentorship_id is None


def test_the_page_may_be_saved_but_not_one_that_is_for_somebody(desk: Desk) -> None:
    client = desk.as_(Role.COUNTER).client
    assert client.get("/quay").headers["X-Offline"] == "1"
    assert "X-Offline" not in client.get("/quay?cap=khong-co").headers
    fields = desk.as_(Role.COUNTER).get("/quay?cap=khong-co").form(action="/quay").fields
    assert (fields["mentorship"], fields["request"]) == ([""], [""])


def test_only_those_whom_one_may_know_are_found(desk: Desk) -> None:
    with desk.app.app_context(), immediate() as session:
        make_person(session, session.get_one(AdministrativeUnit, desk.ward.id), "Nguyễn Thị Hoa")
        make_person(session, make_ward(session), "Nguyễn Thị Hoan")
    officer, counter = desk.as_(Role.OFFICER), desk.as_(Role.COUNTER)
    assert "Nguyễn Thị Hoa" in officer.get("/quay/nguoi?tim=hoa ng").text
    assert "Hoan" not in officer.get("/quay/nguoi?tim=hoa").text
    assert "Nguyễn Thị Hoa" not in counter.get("/quay/nguoi?tim=hoa").text
    press(counter.get("/quay"), full_name="Lê Văn Tám", birth_year="1948", consent="1")
    assert "Lê Văn Tám" in counter.get("/quay/nguoi?tim=tam le").text
    assert "Lê Văn Tám" not in desk.as_(Role.AMBASSADOR).get("/quay/nguoi?tim=tam").text
    assert "Lê Văn Tám" not in counter.get("/quay/nguoi?tim=t").text


def test_the_page_asks_as_often_however_much_was_noted(desk: Desk) -> None:
    pages: Pages = desk.as_(Role.COUNTER)
    page = pages.get("/quay")
    pages.get("/quay")
    with counted() as few:
        pages.get("/quay")
    for topic in ("lua_dao", "dat_dai", "khai_sinh", "khai_tu"):
        press(pages.get("/quay"), topics=[topic, "thue"])
    with counted() as many:
        pages.get("/quay")
    assert page.h1
    assert len(few) == len(many) <= 14, many
