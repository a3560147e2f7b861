"""The page "Ghi nhanh": what it offers to whom, how much of it a phone keeps, and its forms without script."""

import json
import re
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from app.country import clock
from app.entries.asked_now import asked_now, has_quick
from app.entries.senders import EntrySender
from app.models import Account, Programme, ResidentialGroup, Role, Team
from app.models.movement.declaration_reading import read
from app.routes.counter.doorsteps import quick_entries
from tests.factories import make_account, make_grant, make_organisation, make_place, make_ward
from tests.pages import Form, Page, Pages, words
from tests.quick_entries import BEGAN, MEETING, RETURN, TODAY, Quick
from tests.returns import moment
from tests.routes.counter.test_house_photos import picture
from tests.statements import counted

AT = "/quay/ghi-nhanh"


@pytest.fixture
def quick(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Quick:
    """See `Quick`; it is a Wednesday of November."""
    monkeypatch.setattr(clock, "now", lambda: moment(TODAY))
    return Quick.build(app)


def page(quick: Quick, who: Account, at: str = AT) -> Page:
    """A page as somebody sees it."""
    return Pages(quick.app.test_client()).sign_in(who).get(at)


def form(quick: Quick, who: Account, number: int) -> Form:
    """The form of a programme, opened without script."""
    return page(quick, who, f"{AT}?muc={number}").form(button="Lưu")


def ask(quick: Quick, said: dict[str, Any], **more: Any) -> int:
    """Put a further programme to use; its id."""
    with quick.write() as session:
        unit = session.get_one(ResidentialGroup, quick.group.id).unit
        programme = Programme.begun(session, unit, read({**said, **more}), catalogue="", now=clock.now())
        programme.use_draft(seen="1", now=clock.now())
        session.flush()
        return programme.id


def test_each_is_offered_what_they_record_and_the_page_is_kept(quick: Quick) -> None:
    head, teacher = page(quick, quick.head), page(quick, quick.teacher)
    assert ("Sinh hoạt chuyên đề" in head.text, "Cán bộ được phổ biến" in head.text) == (True, False)
    assert "Cán bộ được phổ biến" in teacher.text
    assert "Quý III/2026, hạn 20/10/2026" in teacher.text
    assert (head.response.headers["X-Offline"], head.response.headers["X-Offline-Until"]) == ("1", "none")
    assert "X-Offline" not in page(quick, quick.head, f"{AT}?muc={quick.meeting}").response.headers


def test_an_event_is_asked_what_its_programme_needs(quick: Quick) -> None:
    every = {"group", "starts_at", "ends_at", "place", "venue"}
    with quick.write() as session:
        make_place(session, session.get_one(ResidentialGroup, quick.group.id).unit)
    for around, boxes, heading in (
        (["group", "hours", "place"], every, "Giờ, địa điểm"), (["group"], {"group"}, ""),
        (["hours"], {"starts_at", "ends_at"}, "Giờ"), (["place"], {"place", "venue"}, "Địa điểm"), ([], set(), ""),
    ):  # fmt: skip
        number = ask(quick, MEETING, key=f"m{len(boxes)}{heading}", around=around)
        opened, office = form(quick, quick.teacher, number), f"/van-phong/phong-trao/{number}/so/moi"
        assert every & {*opened.fields} == boxes
        folds = [words(each) for each in opened.element.iter("summary")]
        assert folds == ([heading] if heading else [])
        fields = {*page(quick, quick.officer, office).form(button="Lưu").fields}
        assert (every | {"residential_group"}) & fields == {
            each.replace("group", "residential_group") for each in boxes
        }


def test_each_finds_what_they_sent_where_it_is_listed(quick: Quick) -> None:
    sent = [
        {words: at for words, at in page(quick, who).links().items() if words.startswith("Những gì")}
        for who in (quick.head, quick.teacher)
    ]
    assert sent == [{"Những gì anh chị đã gửi": f"{AT}/da-ghi"}, {"Những gì đơn vị đã ghi": "/don-vi/da-ghi"}]


def test_who_has_nothing_to_record_reads_so_and_has_no_link(quick: Quick) -> None:
    with quick.write() as session:
        unit = session.get_one(ResidentialGroup, quick.group.id).unit
        other = make_account(session, unit, Role.AMBASSADOR)
    assert "Chưa có việc nào để ghi ở đây" in page(quick, other).text
    assert AT not in str(page(quick, other, "/quay/kem-cap").response.data)
    page(quick, quick.head, "/quay/to-cua-toi").follow("Ghi nhanh")
    page(quick, quick.teacher, "/don-vi").follow("Ghi nhanh")


def test_whether_there_is_something_to_record_takes_no_more_statements_with_more_programmes(quick: Quick) -> None:
    def has(who: Account) -> tuple[bool, bool, int]:
        with quick.read() as session:
            wards = [session.get_one(ResidentialGroup, quick.group.id).unit_id]
            sender = EntrySender.account(session, who.id, wards, clock.now())
            found = quick_entries.entries_of(asked_now(session, sender, clock.now()))
            with counted() as statements:
                some = has_quick(session, sender, clock.now())
        return bool(found), some, len(statements)

    before = has(quick.teacher)
    with quick.write() as session:
        other = make_account(session, session.get_one(ResidentialGroup, quick.group.id).unit, Role.AMBASSADOR)
    for number in range(6):
        ask(quick, {**RETURN, "key": f"more_{number}", "name": f"Việc {number}"})
    assert before == has(quick.teacher)
    assert before[:2] == (True, True)
    assert has(other)[:2] == (False, False)


def test_a_phone_fetches_the_page_by_itself_and_anew_when_it_reads_otherwise(quick: Quick) -> None:
    def group(who: Account) -> dict[str, Any] | None:
        asked = Pages(quick.app.test_client()).sign_in(who).client.get("/thiet-bi/chuan-bi").json
        assert asked
        return next((each for each in asked["groups"] if each["key"] == AT), None)

    before = group(quick.head)
    assert before
    assert before["pages"] == [AT]
    assert group(quick.head) == before
    ask(quick, MEETING, key="others", name="Họp tổ")
    after = group(quick.head)
    assert after
    assert after["stamp"] != before["stamp"]


def test_a_head_chooses_no_group_and_records_for_their_own(quick: Quick) -> None:
    filled = form(quick, quick.head, quick.meeting)
    assert filled.fields["group"] == [quick.group.code]
    sent = filled.submit({"name": "An toàn trên mạng", "held_on": str(TODAY), "a_present": "20", "a_members": "25"})
    assert "Đã ghi: Sinh hoạt chuyên đề." in sent.text
    [event], [entry] = quick.events(), quick.entries()
    assert (event.residential_group_id, entry.by_id, entry.given["present"]) == (quick.group.id, quick.head.id, 20)


def test_what_is_wrong_is_said_and_what_was_typed_stays(quick: Quick) -> None:
    filled = form(quick, quick.head, quick.meeting)
    wrong = filled.submit({"name": "An toàn", "held_on": "2026-11-26", "a_present": "20"}, status=422)
    assert "Ngày này chưa tới." in wrong.text
    kept = wrong.form(button="Lưu").fields
    assert (kept["name"], kept["held_on"], kept["a_present"]) == (["An toàn"], ["2026-11-26"], ["20"])
    assert quick.events() == []


def test_a_page_sent_again_with_other_answers_or_for_another_event(quick: Quick) -> None:
    filled = form(quick, quick.head, quick.meeting)
    told = {"name": "An toàn trên mạng", "held_on": str(TODAY), "a_present": "20"}
    for present in ("20", "20", "21"):
        filled.submit({**told, "a_present": present})
    assert [(each.given["present"], each.latest) for each in quick.entries()] == [(20, False), (21, True)]
    other = filled.submit({**told, "name": "Chữ ký số"}, status=409)
    assert "đã gửi trước đó cho một nơi khác" in other.text
    other.form(button="Lưu").submit()
    assert [each.name for each in quick.events()] == ["An toàn trên mạng", "Chữ ký số"]


def test_a_school_sends_what_is_open_and_nothing_for_it(quick: Quick) -> None:
    filled = form(quick, quick.teacher, quick.told)
    assert filled.fields["period"] == ["2026-07-01"]
    filled.submit({"outcome": "nothing"})
    [entry] = quick.entries()
    assert (entry.outcome, entry.organisation_id, entry.site.public_id) == ("nothing", quick.school.id, quick.own_site)


def test_numbers_beside_nothing_happened_are_given_back(quick: Quick) -> None:
    wrong = form(quick, quick.teacher, quick.told).submit({"outcome": "nothing", "a_people": "12"}, status=422)
    assert "Anh chị chọn “Kỳ này không có” nhưng còn ghi: Số cán bộ." in wrong.text
    assert wrong.form(button="Lưu").fields["a_people"] == ["12"]


def test_of_two_open_periods_the_older_one_that_is_not_sent_comes_first(quick: Quick) -> None:
    with quick.write() as session:
        unit = session.get_one(ResidentialGroup, quick.group.id).unit
        said = read({**RETURN, "key": "monthly", "name": "Số liệu tháng", "every": "month", "due": {"days_after": 30}})
        programme = Programme.begun(session, unit, said, catalogue="", now=moment(BEGAN))
        programme.use_draft(seen="1", now=moment(BEGAN))
        session.flush()
        number = programme.id
    first = form(quick, quick.teacher, number)
    assert "Tháng 9/2026, hạn 30/10/2026" in page(quick, quick.teacher).text
    assert first.fields["period"] == ["2026-09-01"]
    first.submit({"outcome": "nothing"})
    assert form(quick, quick.teacher, number).fields["period"] == ["2026-10-01"]


def test_once_what_was_due_is_sent_a_period_that_is_due_in_a_year_is_chosen_by_hand(
    quick: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = ask(quick, RETURN, key="yearly", name="Số liệu năm", every="year", due={"month_day": ["12-20"]})
    monkeypatch.setattr(clock, "now", lambda: moment(date(2027, 1, 5)))
    first = form(quick, quick.teacher, number)
    assert "Năm 2026, hạn 20/12/2026" in page(quick, quick.teacher).text
    assert first.fields["period"] == ["2026-01-01"]
    first.submit({"a_people": "12"})
    start = page(quick, quick.teacher)
    assert "năm 2026 · đã gửi" in start.text
    again = form(quick, quick.teacher, number)
    assert again.fields["period"] == [""]
    assert "chưa rõ ghi cho kỳ nào" in again.submit({"outcome": "nothing"}, status=422).text
    again.submit({"outcome": "nothing", "period": "2027-01-01"})
    assert [(str(each.period), each.outcome) for each in quick.entries()] == [
        ("2026-01-01", "done"),
        ("2027-01-01", "nothing"),
    ]


def test_who_records_for_a_school_and_a_group_says_for_which(quick: Quick) -> None:
    with quick.write() as session:
        teacher, group = session.get_one(Account, quick.teacher.id), session.get_one(ResidentialGroup, quick.other.id)
        make_grant(session, teacher, group.unit, Role.GROUP_HEAD, group=group)
    filled = form(quick, quick.teacher, quick.meeting)
    told = {"name": "Họp", "held_on": str(TODAY), "a_present": "3"}
    filled.submit({**told, "organiser": quick.school.code, "group": ""})
    form(quick, quick.teacher, quick.meeting).submit({**told, "organiser": "", "group": quick.other.code})
    assert [(each.organisation_id, each.residential_group_id) for each in quick.events()] == [
        (quick.school.id, None), (None, quick.other.id),
    ]  # fmt: skip


def test_the_day_of_an_event_has_the_words_of_its_programme(quick: Quick) -> None:
    ask(quick, MEETING, key="news", name="Tin, bài", words={"day": "Ngày đăng, phát"})
    labels = [words(each) for each in page(quick, quick.head).all("label")]
    assert [each for each in labels if each.startswith("Ngày")] == ["Ngày", "Ngày đăng, phát"]


def test_a_planned_event_asks_for_little(quick: Quick) -> None:
    fields = [{**MEETING["fields"][0], "planned": True}, *MEETING["fields"][1:]]
    number = ask(quick, MEETING, key="launches", name="Lễ phát động", plans_ahead=True, fields=fields)
    form(quick, quick.head, number).submit({"outcome": "planned", "name": "Ra quân", "held_on": "2026-12-05"})
    assert [(each.name, each.state) for each in quick.events()] == [("Ra quân", "planned")]


def test_the_page_stays_small_and_what_is_needed_first_opens_without_a_line(quick: Quick) -> None:
    several = [
        {"key": f"q{number}", "label": f"Câu hỏi dài về việc thứ {number} của tổ dân phố", "type": "yes_no"}
        for number in range(8)
    ]
    with quick.write() as session:
        unit = session.get_one(ResidentialGroup, quick.group.id).unit
        for number in range(130):
            make_organisation(session, unit, f"Trường Tiểu học Phan Đình Phùng số {number}")
    fields = [*MEETING["fields"], *several, {"key": "who", "label": "Đơn vị dự", "type": "organisations"}]
    asked = [ask(quick, MEETING, key=f"more{each}", name=f"Hoạt động {each}", fields=fields) for each in range(10)]
    order, kept = opened_from(quick)
    assert order[0] == quick.told, "what is due first"
    assert quick.told in kept
    assert asked[0] in kept, "with the list of organisations"
    assert asked[9] not in kept
    told = {"name": "An toàn trên mạng", "held_on": str(TODAY), "a_present": "20"}
    form(quick, quick.teacher, asked[9]).submit(told)
    order, kept = opened_from(quick)
    assert order[:2] == [quick.told, asked[9]], "then what one usually records"
    assert asked[9] in kept


def opened_from(quick: Quick) -> tuple[list[int], set[int]]:
    """The programmes in the order of the page of the school, and those whose forms lie on it: the others' lines say
    that they need a line."""
    whole = page(quick, quick.teacher)
    assert len(whole.response.data) <= 40_000
    kept = {int(each) for each in re.findall('data-form-of="([0-9]+)"', whole.html)}
    lines = {int(str(each.get("data-open"))): words(each) for each in whole.all("a") if each.get("data-open")}
    assert {number for number, line in lines.items() if "cần mạng" not in line} == kept
    return [*lines], kept


def test_what_the_product_has_of_the_own_subject_lies_with_its_form_and_goes_first(
    quick: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = f"{AT}?muc={quick.ask_for_teams()}"
    before = stamp(quick)
    assert "Máy đang có: 1 (" in page(quick, quick.head, at).text
    kept = page(quick, quick.head)
    assert "Máy đang có: 1 (" in kept.text
    assert "data-offers=" in kept.html
    with quick.write() as session:
        group = session.get_one(ResidentialGroup, quick.group.id)
        session.add(Team(unit=group.unit, name="Tổ 2", groups=[group], created_at=moment(BEGAN)))
    assert stamp(quick) != before
    monkeypatch.setattr(quick_entries, "MOST", len(kept.response.data) - 100)
    full = page(quick, quick.head)
    assert ("Máy đang có" in full.text, "Số tổ" in full.text) == (False, True)


def stamp(quick: Quick) -> str:
    """What says whether the page of the head reads otherwise."""
    asked = Pages(quick.app.test_client()).sign_in(quick.head).client.get("/thiet-bi/chuan-bi").json
    assert asked
    return next(str(each["stamp"]) for each in asked["groups"] if each["key"] == AT)


def test_what_was_written_fills_the_open_form_and_lies_on_no_page_that_phones_keep(quick: Quick) -> None:
    number = quick.ask_for_words()
    form(quick, quick.teacher, number).submit({"a_people": "12", "a_told": "Chị Ma Thị Lan dạy hai buổi"})
    kept, opened = page(quick, quick.teacher), page(quick, quick.teacher, f"{AT}?muc={number}")
    assert [recorded(each, number) for each in (kept, opened)] == [
        ["25/11/2026", {"people": 12}, 1],
        ["25/11/2026", {"people": 12, "told": "Chị Ma Thị Lan dạy hai buổi"}, 0],
    ]
    assert "Ma Thị Lan" not in kept.html


def recorded(page: Page, number: int) -> Any:
    """What lies on a page of the entry that the school sent for a programme."""
    template = re.compile(rf'data-programme="{number}".*?data-recorded="([^"]*)"', re.DOTALL)
    found = template.search(page.html)
    assert found
    return next(iter(json.loads(unescape(found[1])).values()))


def test_a_programme_of_nobody_of_mine_is_not_there(quick: Quick) -> None:
    Pages(quick.app.test_client()).sign_in(quick.head).get(f"{AT}?muc={quick.told}", status=404)
    Pages(quick.app.test_client()).sign_in(quick.head).get(f"{AT}?muc=x")


def test_a_photo_of_an_event_goes_with_its_form_and_stands_where_it_was_sent(quick: Quick) -> None:
    photo = {"key": "hall", "label": "Ảnh buổi họp", "type": "photo"}
    number = ask(quick, MEETING, key="shown", name="Buổi có ảnh", fields=[*MEETING["fields"], photo])
    assert "photos" in "".join(str(each.get("src")) for each in page(quick, quick.head).all("script"))
    filled = form(quick, quick.head, number)
    said = {"name": "An toàn trên mạng", "held_on": str(TODAY), "a_present": "20"}
    wrong = filled.submit(
        {**said, "a_hall": (BytesIO(b"hello"), "a.jpg")}, status=422, content_type="multipart/form-data"
    )
    assert wrong.form(button="Lưu").fields["name"] == ["An toàn trên mạng"]
    assert quick.entries() == []
    filled.submit({**said, "a_hall": picture()}, content_type="multipart/form-data")
    [entry] = quick.entries()
    at = f"{AT}/da-ghi/{entry.uuid}"
    sent = page(quick, quick.head, at)
    [small] = [str(each.get("src")) for each in sent.all("img") if "/anh/" in str(each.get("src"))]
    with sent.pages.client.get(small) as answer:
        assert answer.headers["Content-Type"] == "image/jpeg"
    page(quick, quick.officer, f"/van-phong/phong-trao/{number}/so/{entry.site.public_id}").form(action="/bo")
    gone = sent.form(action="/bo").submit()
    assert "Đã bỏ ảnh" in gone.text
    again = gone.form(button="Lưu ảnh").submit({"a_hall": picture("blue")}, content_type="multipart/form-data")
    assert "Đã gửi kèm 1 ảnh" in again.text


def test_a_head_chooses_a_hall_of_the_ward(quick: Quick) -> None:
    with quick.write() as session:
        ward = session.get_one(ResidentialGroup, quick.group.id).unit
        hall = make_place(session, ward, "Nhà văn hóa Tân Thịnh")
        elsewhere = make_place(session, make_ward(session, code="99997"), "Nhà văn hóa phường khác")
        elsewhere.code = "XA1"
    whole = page(quick, quick.head)
    assert whole.html.count("Nhà văn hóa Tân Thịnh") == 1, "once for all forms"
    assert "phường khác" not in whole.html
    filled = form(quick, quick.head, quick.meeting)
    said = {"name": "An toàn trên mạng", "held_on": str(TODAY), "a_present": "20"}
    wrong = filled.submit({**said, "place": "XA1"}, status=422)
    assert "không có trong danh mục" in wrong.text
    filled.submit({**said, "place": hall.code})
    [event] = quick.events()
    assert (event.place_id, event.venue) == (hall.id, "")


@pytest.mark.parametrize("kind", ["meeting", "told"])
def test_what_was_typed_before_the_programme_ended_is_kept_and_answered_in_words(quick: Quick, kind: str) -> None:
    number, who = (quick.meeting, quick.head) if kind == "meeting" else (quick.told, quick.teacher)
    typed = {"name": "An toàn trên mạng", "a_present": "20"} if kind == "meeting" else {"a_people": "12"}
    filled = form(quick, who, number)
    with quick.write() as session:
        session.get_one(Programme, number).retire(clock.today())

    sent = filled.submit({**typed, "outcome": "done"}, status=422)

    assert "Phong trào này đã thôi nên chưa ghi" in sent.text
    kept = sent.form(button="Lưu").fields
    assert {key: kept[key] for key in typed} == {key: [each] for key, each in typed.items()}
    assert quick.entries() == []
    Pages(quick.app.test_client()).sign_in(who).get(f"{AT}?muc={number}", status=404)
