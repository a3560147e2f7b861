"""What is asked of senders now: the same on /don-vi, in "Ghi nhanh" and on the pages with which they begin, what is due
first; what was sent while its period ran is asked for again once that is over."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, Site
from app.models.reports.reminder import PROGRAMME
from tests.doorsteps import Street
from tests.owing import lates
from tests.pages import Page, Pages
from tests.quick_entries import MEETING, RETURN, TODAY, Quick
from tests.returns import moment
from tests.routes.counter.test_quick_entries import AT, ask, page
from tests.statements import counted

ROOM, HOME, COURSES = "/don-vi", "/quay/to-cua-toi", "/quay/dang-ky-ho"
TABLE: dict[str, Any] = {
    "key": "vneid", "shape": "return", "name": "VNeID theo tổ", "noun": "tổ", "subject": "group", "every": "month",
    "due": {"days_after": 5}, "recorded_on": ["table", "office"], "records": ["organisation.school", "officer"],
    "sees": ["officer", "leader"], "fields": RETURN["fields"],
}  # fmt: skip
FLOW: dict[str, Any] = {
    "every": "month", "due": {"days_after": 5},
    "counts": [{"key": "people", "unit": "lượt", "label": "Lượt người", "sum": "people"}],
}  # fmt: skip


@pytest.fixture
def quick(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Quick:
    """See `Quick`; it is a Wednesday of November."""
    on(monkeypatch, TODAY)
    return Quick.build(app)


def lines(page: Page) -> list[str]:
    """Its lines of programmes, in their order."""
    return [each for each in page.links() if each.startswith(("VNeID", "Cán bộ", "Sổ ", "Họp", "Sinh hoạt"))]


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(day))


def begun(quick: Quick, monkeypatch: pytest.MonkeyPatch, said: dict[str, Any], **more: Any) -> int:
    """A programme in use since September."""
    on(monkeypatch, date(2026, 9, 1))
    number = ask(quick, said, **more)
    on(monkeypatch, TODAY)
    with quick.write() as session:
        for each in session.scalars(select(Site)):
            each.created_at = moment(date(2026, 9, 1))
    return number


@pytest.mark.postgresql
def test_what_is_due_stands_in_both_rooms_in_one_order(quick: Quick, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(quick, monkeypatch, TABLE)
    due = {"month_day": ["1-31", "4-30", "7-31", "11-27"]}
    begun(quick, monkeypatch, RETURN, key="book", name="Sổ ghi quý", due=due, recorded_on=["office"])
    room, fast = page(quick, quick.teacher, ROOM), page(quick, quick.teacher)
    late, table = "quý III/2026 · quá hạn từ 20/10/2026", "quá hạn từ 05/11/2026 · đã ghi 0 trên 2"
    soon = "quý IV/2026 · hạn 27/11/2026"
    shown = lines(room)
    assert [late in shown[0], table in shown[1], soon in shown[2]] == [True, True, True]
    for there, here in zip(shown[:3], lines(fast)[:3], strict=True):
        assert here.removesuffix(" · cần mạng") == there
    assert [each.endswith("cần mạng") for each in lines(fast)] == [False, True, True, True, False]
    at = fast.links()[lines(fast)[1]]
    assert at.startswith(f"{ROOM}/")
    assert "Ghi cả bảng" in page(quick, quick.teacher, at).text
    assert lines(fast)[-1].startswith("Sinh hoạt"), "what names no day comes after what is due"


def test_a_head_begins_with_what_is_due_of_the_group(quick: Quick, monkeypatch: pytest.MonkeyPatch) -> None:
    of_group = {"subject": "group", "among": None, "records": ["group_head", "officer"]}
    said = {key: each for key, each in {**RETURN, **of_group}.items() if each is not None}
    number = begun(quick, monkeypatch, said, key="of_group", name="Sổ của tổ")
    home = page(quick, quick.head, HOME)
    assert lines(home) == ["Sổ của tổquý III/2026 · quá hạn từ 20/10/2026"]
    form = home.follow(lines(home)[0]).form(button="Lưu")
    assert form.action.endswith(f"/{number}")
    form.submit({"a_people": "40"})
    assert lines(page(quick, quick.head, HOME)) == []


def test_a_flow_sent_while_its_month_ran_is_sent_again_by_one_press(
    quick: Quick,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = begun(quick, monkeypatch, RETURN, key="flow", name="Sổ lượt", **FLOW)
    on(monkeypatch, date(2026, 10, 12))
    start = page(quick, quick.teacher, f"{AT}?muc={number}").form(button="Lưu")
    start.submit({"a_people": "40", "period": "2026-10-01"})
    running = next(each for each in lines(page(quick, quick.teacher, ROOM)) if "tháng 10/2026" in each)
    assert "đã gửi, kỳ hết thì gửi lại" in running
    on(monkeypatch, TODAY)
    for at in (ROOM, AT):
        asked = page(quick, quick.teacher, at)
        [line] = [each for each in lines(asked) if each.startswith("Sổ lượt") and "tháng 10" in each]
        assert "đã gửi lúc kỳ chưa hết · quá hạn từ 05/11/2026" in line
        assert asked.form(button="Giữ nguyên số đã gửi").fields["ky"] == ["2026-10-01"]
    sent = page(quick, quick.teacher, ROOM).form(button="Giữ nguyên số đã gửi")
    for _press in range(2):
        assert "tháng 10/2026 · đã gửi" in sent.submit().text
    october = [each for each in quick.entries() if str(each.period) == "2026-10-01"]
    assert [(each.given, each.counts, each.organisation_id) for each in october] == [
        ({"people": 40}, False, quick.school.id), ({"people": 40}, True, quick.school.id),
    ]  # fmt: skip
    with quick.read() as session:
        found = lates(session, [quick.group.unit_id], TODAY, PROGRAMME)
    assert [each for each in found if each.subject.id == number] == []


def test_what_only_stands_is_sent_once(quick: Quick, monkeypatch: pytest.MonkeyPatch) -> None:
    number = begun(quick, monkeypatch, RETURN, key="stock", name="Sổ quân số", every="month", due={"days_after": 5})
    on(monkeypatch, date(2026, 10, 12))
    form = page(quick, quick.teacher, f"{AT}?muc={number}").form(button="Lưu")
    form.submit({"a_people": "40", "period": "2026-10-01"})
    on(monkeypatch, TODAY)
    asked = page(quick, quick.teacher, ROOM)
    assert "tháng 10/2026 · đã gửi" in next(each for each in lines(asked) if "tháng 10" in each)
    assert "Giữ nguyên" not in asked.text


def test_the_press_is_refused_where_nothing_was_sent_too_early_or_it_is_not_theirs(
    quick: Quick,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = begun(quick, monkeypatch, RETURN, key="flow", name="Sổ lượt", **FLOW)
    at, said = f"{AT}/{number}/giu-nguyen", {"ky": "2026-10-01", "cua": quick.school.code}
    for who, status in ((quick.teacher, 200), (quick.head, 404)):
        there = page(quick, who, f"{AT}?muc={quick.meeting}")
        token = {"csrf_token": there.form(button="Lưu").fields["csrf_token"]}
        answer = there.pages.post(at, {**said, **token}, status=status)
        assert ("Chưa gửi lại được" in answer.text) == (status == 200)
    assert quick.entries() == []


def test_a_group_without_a_shelf_has_no_card_of_shelves(app: Flask) -> None:
    street = Street.build(app, "6 8")
    street.keep_shelves()
    pages = Pages(app.test_client()).sign_in(street.head)
    for at in (HOME, COURSES):
        assert "Tủ sách số" not in pages.get(at).text
    home = pages.get(HOME)
    assert "Tủ sách số" not in home.text
    following = pages.get("/quay/nha-tiep-theo")
    assert following.links()["Tới nhà tiếp theo"].endswith(street.houses["6"])
    assert following.follow("Thêm tủ sách chưa có trong sổ").form(action="/moi")


def test_houses_come_first_and_what_is_finished_last(app: Flask) -> None:
    street = Street.build(app, "6")
    for name in ("An ninh mạng", "Chợ số"):
        street.keep_shelves("Điểm một", called=name)
    pages = Pages(app.test_client()).sign_in(street.head)

    def order(at: str) -> list[str]:
        names = ("Gia đình số", "An ninh mạng", "Chợ số")
        found = [name for each in pages.get(at).links() for name in names if name in each]
        return list(dict.fromkeys(found))

    assert order(HOME) == ["Gia đình số", "An ninh mạng", "Chợ số"]
    assert order(COURSES) == order(HOME)
    there = pages.get(f"/quay/ho/{street.programme}/{street.houses['6']}")
    next(each for each in there.forms() if each.element.get("id") == "nha").submit({"outcome": "refused"})
    assert order(HOME) == ["An ninh mạng", "Chợ số", "Gia đình số"]
    assert order(COURSES) == ["An ninh mạng", "Chợ số"]


@pytest.mark.postgresql
@pytest.mark.parametrize("at", [ROOM, AT, HOME, "/thiet-bi/chuan-bi"])
def test_a_page_asks_as_often_for_many_programmes(
    quick: Quick,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
) -> None:
    of_group = {"subject": "group", "records": ["group_head", "officer"]}
    own = {key: each for key, each in {**RETURN, **of_group}.items() if key != "among"}

    def asks(who: Account) -> int:
        pages = Pages(quick.app.test_client()).sign_in(who)
        pages.client.get(at)
        with counted() as statements:
            assert pages.client.get(at).status_code == 200
        return len(statements)

    who, found = quick.head if at == HOME else quick.teacher, list[int]()
    for number in range(2):
        for place, said in enumerate((TABLE, own, RETURN, MEETING)):
            begun(quick, monkeypatch, said, key=f"more_{place}_{number}", name=f"Sổ {place} {number}")
        found.append(asks(who))
    assert found[1] - found[0] <= (3 if at == AT else 0), "a form of events reads the halls of the ward"


def test_stalls_stand_in_the_order_of_their_numbers(app: Flask) -> None:
    street, numbers = Street.build(app, "6"), ("1", "12", "15", "3", "4")
    programme = street.keep_shelves(*(f"Quầy {each}, bà Hoa" for each in numbers))
    book, head, officer = f"/van-phong/phong-trao/{programme}/so", street.head, street.officer
    for who, at in ((head, f"/quay/ho/{programme}"), (officer, book), (officer, f"{book}?sap=name")):
        text = Pages(app.test_client()).sign_in(who).get(at).text
        places = [text.index(f"Quầy {each}, bà Hoa") for each in ("1", "3", "4", "12", "15")]
        assert places == sorted(places), at
