"""A phone's home: each ticket and each request for help that it has opened, told apart by given names at most."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.country.formats import day_month, time
from app.data.help_lists import supply
from app.models import HelpRequest, RequestStage
from app.models.helping.requests.asking import cancel
from app.models.learning.leaving import cancel as cancel_seat
from app.web.database import immediate
from tests.factories import make_course, make_place, make_registration, make_ward
from tests.pages import Page, Pages, words

ASKED = {
    "full_name": "Nguyễn Thị Hoa",
    "topic": "vneid_cai_dat",
    "residential_group": "khac",
    "phone": "0912 345 678",
}


def cards(page: Page) -> list[str]:
    """What the phone's own cards say, in their order."""
    return [words(each) for each in page.all("section") if "mine" in (each.get("class") or "").split()]


def hold(pages: Pages, *tokens: str) -> None:
    """The phone has opened these tickets."""
    for token in tokens:
        pages.client.set_cookie(f"lopso_ticket_{token[:6]}", token)


def test_all_tickets_of_a_phone_stand_on_its_home_offers_first_then_who_waits(app: Flask, pages: Pages) -> None:
    now = clock.now()
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        tokens = []
        for title, days, full in (("Gần", 1, False), ("Xa", 5, False), ("Chờ", 9, True), ("Mời", 12, True)):
            course = make_course(
                session, ward, title=title, first=now + timedelta(days=days), seats=1, offer_hours=24 if full else 0
            )
            if full:
                first = make_registration(session, course, "Lò Văn Pó")
            made = make_registration(session, course, "Lò Thị Mai")
            if title == "Mời":
                cancel_seat(session, first, now=now)
            tokens.append(made.ticket.token)
    hold(pages, *tokens)

    shown = cards(pages.get("/"))

    assert [next(title for title in ("Gần", "Xa", "Chờ", "Mời") if title in card) for card in shown] == [
        "Mời", "Chờ", "Gần", "Xa",
    ]  # fmt: skip
    assert "Có chỗ rồi, chờ bác trả lời" in shown[0]
    assert "Đang chờ chỗ" in shown[1]


def test_twelve_tickets_are_all_reached_the_later_ones_behind_one_line(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        courses = [make_course(session, ward, first=clock.now() + timedelta(days=1 + day)) for day in range(12)]
        tokens = [make_registration(session, course).ticket.token for course in courses]
    hold(pages, *tokens)

    page = pages.get("/")

    assert len(cards(page)) == 12
    assert {f"/v/{token}" for token in tokens} <= set(page.links().values()) | {
        each.get("href") for each in page.all("a")
    }
    [rest] = [each for each in page.all("details") if "Xem thêm" in words(each)]
    assert "Xem thêm 6 phiếu, lời nhờ" in words(rest)
    assert "Lương" not in page.text


def test_two_cards_of_one_class_say_given_names_and_when_each_was_made(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        course, other = make_course(session, ward, title="Chung"), make_course(session, ward, title="Riêng")
        made = [make_registration(session, course, name).ticket for name in ("Lò Văn Pó", "Lò Thị Mai")]
        alone = make_registration(session, other).ticket
        made[1].created_at += timedelta(minutes=7)
        hours = [time(ticket.created_at) for ticket in made]
        tokens = [ticket.token for ticket in (*made, alone)]
    hold(pages, *tokens)

    shown = cards(pages.get("/"))

    assert [f"Đăng ký lúc {hour}" in card for card, hour in zip(shown, hours, strict=False)] == [True, True]
    assert [" Pó " in shown[0], " Mai " in shown[1]] == [True, True]
    assert "Lò" not in "".join(shown)
    assert "Đăng ký lúc" not in shown[2]
    assert "Thiệu" not in shown[2]


def test_tickets_of_two_classes_of_one_title_made_in_one_minute_are_told_apart(app: Flask, pages: Pages) -> None:
    first = clock.now() + timedelta(days=2)
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        here, there = make_place(session, ward, "Nhà văn hóa Tân Thịnh"), make_place(session, ward, "Trường Tân Thịnh")
        courses = [
            make_course(session, ward, title="An toàn số", first=first, place=here),
            make_course(session, ward, title="An toàn số", first=first, place=there),
            make_course(session, ward, title="An toàn số", first=first + timedelta(hours=3), place=here),
            make_course(session, ward, title="Không nơi", first=first),
            make_course(session, ward, title="Không nơi", first=first),
        ]
        tickets = [make_registration(session, course).ticket for course in courses]
        for ticket in tickets:
            ticket.created_at = clock.now()
        tokens = [ticket.token for ticket in tickets]
    hold(pages, *tokens)

    assert len(set(cards(pages.get("/")))) == len(tokens), "on the home"
    assert "Đăng ký lúc" not in cards(pages.get("/"))[0]
    opened = [pages.get(f"/v/{token}") for token in tokens[:3]]
    kept = [told for page in opened for each in page.root.iter() if (told := each.get("data-name"))]
    assert len(set(kept)) == len(opened), "without a line"


def test_a_request_for_help_is_found_again_on_the_phone_until_it_is_over(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        supply(session, make_ward(session))
    ticket = pages.get("/nho-giup").form(button="Nhờ phường giúp").submit(ASKED)

    [card] = cards(pages.get("/"))

    with app.app_context(), immediate() as session:
        request = session.scalars(select(HelpRequest)).one()
        due = request.due_on
    assert "Lời nhờ của bác" in card
    assert "phường gọi trước hết" in card
    assert day_month(due) in card
    assert "Hoa" not in card
    assert ticket.address in {each.get("href") for each in pages.get("/").all("a")}

    with app.app_context(), immediate() as session:
        cancel(session, session.scalars(select(HelpRequest)).one(), now=clock.now())
    assert cards(pages.get("/")) == []


def test_who_asked_again_is_told_of_their_own_request_and_nothing_of_the_first(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        supply(session, make_ward(session))
    pages.get("/nho-giup").form(button="Nhờ phường giúp").submit(ASKED)
    pages.client.post("/may-nay", data={"csrf_token": pages.client.get("/ma-gui").text})
    assert cards(pages.get("/")) == []
    pages.get("/nho-giup").form(button="Nhờ phường giúp").submit(ASKED)
    assert len(cards(pages.get("/"))) == 1

    with app.app_context(), immediate() as session:
        first = session.scalars(select(HelpRequest).order_by(HelpRequest.id)).first()
        assert first is not None
        first.state, first.why = RequestStage.DECLINED, "Ngoài phường"
    assert cards(pages.get("/")) == []


def test_a_request_may_be_kept_by_the_phone_until_it_is_over(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        supply(session, make_ward(session))
    page = pages.get("/nho-giup").form(button="Nhờ phường giúp").submit(ASKED)
    [name] = [told for each in page.root.iter() if (told := each.get("data-name"))]
    assert name.startswith("Lời nhờ: ")
    assert "Hoa" not in name
    assert "data-keep" not in pages.get(page.address).form(action="/huy").submit().html


def test_what_a_phone_calls_two_tickets_without_a_line_differs(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        course = make_course(session, make_ward(session))
        made = [make_registration(session, course, name).ticket for name in ("Lò Văn Pó", "Lò Thị Mai")]
        made[1].created_at += timedelta(minutes=7)
        tokens = [each.token for each in made]
    names = [
        next(told for each in pages.get(f"/v/{token}").root.iter() if (told := each.get("data-name")))
        for token in tokens
    ]
    assert names[0] != names[1]
    assert [name.replace("\xa0", " ").partition(":")[0] for name in names] == [
        "Phiếu 1 người (Pó)",
        "Phiếu 1 người (Mai)",
    ]
    assert not any("Lò" in name for name in names)
