"""/nho-giup: somebody asks for help at home; the same twice is one; whoever has the token sees how it goes."""

import re
import sys
import uuid
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.data.help_lists import supply
from app.models import AdministrativeUnit, HelpRequest, HelpRequestStep, HelpTopic, ResidentialGroup
from app.models.helping.requests.requesting import A_DAY
from app.web.database import db, immediate
from app.web.sign_in import limits
from tests.factories import make_group, make_ward
from tests.pages import Page, Pages
from tests.statements import counted

TYPED: dict[str, Any] = {
    "full_name": "Nguyễn Thị Hoa",
    "topic": "vneid_cai_dat",
    "residential_group": "khac",
    "phone": "0912 345 678",
}


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    """The one ward, with its lists and a group."""
    with app.app_context(), immediate() as session:
        made = make_ward(session, "05443")
        supply(session, made)
        make_group(session, made, "Tổ dân phố Túc Duyên 1")
    return made


def ask(pages: Pages, status: int = 200, **changes: Any) -> Page:
    """Open the form, fill it in, press."""
    return pages.get("/nho-giup").form(button="Nhờ phường giúp").submit({**TYPED, **changes}, status=status)


def test_no_illness_and_no_poverty_is_written_beside_a_name(pages: Pages, ward: AdministrativeUnit, app: Flask) -> None:
    assert "bệnh tật hay hoàn cảnh" in pages.get("/nho-giup").text
    refused = ask(pages, 422, words="Mẹ tôi khuyết tật, không đi được")
    assert "phường không ghi điều đó cạnh tên ai" in refused.text
    assert requests(app) == []
    ask(pages, words="Mẹ tôi không ra phường được")
    [request] = requests(app)
    assert request.named_words == "Mẹ tôi không ra phường được"
    request.words = "Nhà tôi hộ nghèo"  # from before the form asked
    assert request.named_words == ""


def requests(app: Flask) -> list[HelpRequest]:
    """What is on file, the oldest first."""
    with app.app_context():
        found = list(db.session.scalars(select(HelpRequest).order_by(HelpRequest.id)))
        assert all(request.topic.key for request in found)
        return found


def steps(app: Flask) -> list[tuple[str, str]]:
    """All that happened, with its words."""
    with app.app_context():
        found = db.session.scalars(select(HelpRequestStep).order_by(HelpRequestStep.id))
        return [(step.step, step.words) for step in found]


# -- asking -------------------------------------------------------------------------------------------------------


def test_a_daughter_asks_for_her_mother(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    with app.app_context():
        group = db.session.scalars(ResidentialGroup.of(ward.id)).one().code
    page = ask(
        pages,
        asks="nguoi-nha",
        asked_by="con gái, Lan",
        birth_year="1949",
        residential_group=group,
        where="Số 12 ngõ 3, gần chợ",
        words="Đổi máy mới, không vào được",
        times=["sang", "cuoi-tuan"],
        times_words="sau 8 giờ",
    )
    assert page.h1 == "Phường đã nhận lời nhờ"
    (request,) = requests(app)
    assert page.address == f"/nho-giup/phieu/{request.token}"
    said = (request.full_name, request.birth_year, request.asked_by, request.where, request.phone, request.topic.key)
    assert said == (
        "Nguyễn Thị Hoa", 1949, "con gái, Lan", "Số 12 ngõ 3, gần chợ", "+84912345678", "vneid_cai_dat",
    )  # fmt: skip
    assert request.suits == "buổi sáng, cuối tuần; sau 8 giờ"
    for words in (
        "Người nhờ: con gái, Lan",
        "Buổi sáng, cuối tuần; sau 8 giờ",
        "Số xxxx xxx 678",  # a line of a list begins with a capital: never with the first x
        "mã 6 số gửi vào điện thoại (mã OTP)",
    ):
        assert words in page.text
    assert "912345678" not in page.html.replace("\xa0", "").replace(" ", "")


def test_who_says_what_they_are_to_whom_asks_for_them_whatever_square_is_chosen(
    app: Flask, pages: Pages, ward: AdministrativeUnit
) -> None:
    assert "Người nhờ: con gái, Lan" in ask(pages, asked_by="con gái, Lan").text
    assert requests(app)[0].asked_by == "con gái, Lan"


def test_whose_number_it_is_stands_with_who_asks(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    assert "Người nhờ: tự nhờ; số của cháu Minh" in ask(pages, phone_of="cháu Minh").text
    ask(pages, topic="lua_dao", asks="nguoi-nha", asked_by="con gái, Lan", phone_of="chồng Lan")
    assert [request.asked_by for request in requests(app)] == [
        "tự nhờ; số của cháu Minh",
        "con gái, Lan; số của chồng Lan",
    ]


def test_what_needs_mending_stands_there_in_one_piece(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    page = pages.get("/nho-giup")
    steps = [each for each in page.all("section") if each.get("data-step") is not None]
    assert [each.get("id") for each in steps] == [f"buoc-{number}" for number in (1, 2, 3, 4)]
    assert not any(each.get("hidden") is not None for each in steps)
    assert page.form(button="Nhờ phường giúp").element.get("data-module") == "steps"
    assert ask(pages, 422, phone="").form(button="Nhờ phường giúp").element.get("data-module") is None


def test_three_answers_are_enough(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    page = ask(pages)
    (request,) = requests(app)
    assert (request.asked_by, request.birth_year, request.residential_group_id, request.suits) == ("", None, None, "")
    assert "Lúc nào cũng được" in page.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"full_name": ""}, "Chưa có họ và tên"),
        ({"full_name": "Hoa 🌸"}, "không in lên giấy được"),
        ({"phone": ""}, "Chưa có số điện thoại"),
        ({"phone": "12"}, "còn thiếu số"),
        ({"birth_year": "54"}, "thiếu hai số"),
        ({"topic": None}, "Bác chọn một việc cần giúp"),
        ({"topic": "khong-co"}, "Bác chọn một việc cần giúp"),
        ({"other_topic": "khac"}, "Bác ghi vài chữ"),
        ({"residential_group": ""}, "Không rõ, bác chọn “Tôi không rõ”"),
        ({"words": "x" * 301}, "gọn trong 300 chữ"),
        ({"asks": "nguoi-nha", "asked_by": "y" * 81}, "gọn trong 80 chữ"),
        ({"asks": "nguoi-nha"}, "bác là ai với người cần giúp"),
        ({"phone_of": "y" * 81}, "gọn trong 80 chữ"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, pages: Pages, ward: AdministrativeUnit, changes: dict[str, Any], words: str
) -> None:
    page = ask(pages, 422, where="Số <b>12</b>", **changes)
    assert words in page.text
    form = page.form(button="Nhờ phường giúp")
    assert form.fields["where"] == ["Số <b>12</b>"]
    assert any(each.get("autofocus") is not None for tag in ("input", "select", "textarea") for each in page.all(tag))
    assert requests(app) == []


def test_any_of_the_list_may_be_chosen_and_the_commonest_stand_first(
    app: Flask, pages: Pages, ward: AdministrativeUnit
) -> None:
    ask(pages, other_topic="dat_dai")
    assert requests(app)[0].topic.key == "dat_dai"
    page = pages.get("/nho-giup")
    tiles = [each.get("value") for each in page.all("input") if each.get("name") == "topic"]
    assert (tiles[0], len(tiles)) == ("dat_dai", 6)
    offered = [each for each in page.all("option") if each.get("value") == "khac" or each.get("value") == "thue"]
    assert len(offered) == 3  # "khac" is also the group that one does not know
    assert len(page.all("optgroup")) > 5


def test_a_double_tap_is_one_request_and_another_topic_another(
    app: Flask, pages: Pages, ward: AdministrativeUnit
) -> None:
    form = pages.get("/nho-giup").form(button="Nhờ phường giúp")
    first = form.submit(TYPED)
    assert form.submit(TYPED).address == first.address
    assert form.submit({**TYPED, "full_name": "NGUYỄN THỊ HOA"}).address == first.address
    assert form.submit({**TYPED, "topic": "lua_dao"}).address != first.address
    assert len(requests(app)) == 2


def shape(page: Page) -> tuple[int, str, str]:
    """What an answer looks like, whatever its ticket is called and whoever it names."""
    token = page.address.rpartition("/")[2]
    plain = page.html.replace(token, "TOKEN")
    return page.status, page.h1, re.sub(r'value="[^"]*"|<svg.*?</svg>|%2F[^"]*', "", plain, flags=re.DOTALL)


def test_asked_for_again_a_stranger_learns_nothing(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    ask(pages, where="Số 12 ngõ 3", words="không vào được VNeID")
    page, other = (
        ask(Pages(app.test_client()), full_name="Trần Văn Trêu", phone=phone)
        for phone in ("0912 345 678", "0933 345 678")
    )
    assert shape(page) == shape(other)
    first, again, _other = requests(app)
    assert page.address == f"/nho-giup/phieu/{again.token}"
    assert again.same_as_id == first.id
    for known in ("Hoa", "ngõ 3", "không vào được", first.token):
        assert known not in page.html
    told = ("asked", ""), ("asked_again", "other"), ("asked", ""), ("asked", "")
    assert sorted(steps(app)) == sorted(told)
    assert "nhờ lại việc này" not in pages.get(f"/nho-giup/phieu/{first.token}").text


def test_what_who_asks_again_does_with_their_ticket_leaves_the_first_as_it_is(
    app: Flask, pages: Pages, ward: AdministrativeUnit
) -> None:
    ask(pages)
    page = ask(Pages(app.test_client()), full_name="Trần Văn Trêu")
    changed = page.form(button="Lưu giờ này").submit({"times": ["sang"]})
    assert "Buổi sáng" in changed.text
    assert changed.form(button="Hủy lời nhờ").submit().h1 == "Bác đã hủy lời nhờ"
    first, again = requests(app)
    assert (first.state, first.suits, again.state) == ("new", "", "cancelled")
    assert ("repeat_cancelled", "") in steps(app)


def test_who_asked_again_hears_that_it_is_over_and_nothing_else(
    app: Flask, pages: Pages, ward: AdministrativeUnit
) -> None:
    first = ask(pages)
    again = ask(Pages(app.test_client()), full_name="Trần Văn Trêu")
    first.form(button="Hủy lời nhờ").submit()
    page = pages.get(again.address)
    assert page.h1 == "Lời nhờ này đã khép lại"
    assert "hủy" not in page.text.lower().replace("xem và hủy được", "")
    assert ask(pages).address not in (first.address, again.address)  # and the same may be asked for anew
    assert [request.same_as_id is None for request in requests(app)] == [True, False, True]


def test_what_others_asked_for_from_elsewhere_refuses_nothing(
    app: Flask, pages: Pages, ward: AdministrativeUnit
) -> None:
    with app.app_context():
        keys = [topic.key for topic in db.session.scalars(HelpTopic.offered(ward.id))]
    for key in keys[:A_DAY]:
        ask(pages, topic=key)
    stranger = pages.get("/nho-giup").form(button="Nhờ phường giúp")
    typed = {**TYPED, "topic": keys[A_DAY]}
    assert stranger.submit(typed, environ_base={"REMOTE_ADDR": "203.0.113.7"}).h1 == "Phường đã nhận lời nhờ"


# -- who asks without end -----------------------------------------------------------------------------------------


def test_one_phone_cannot_ask_for_everything(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    with app.app_context():
        keys = [topic.key for topic in db.session.scalars(HelpTopic.offered(ward.id))]
    for key in keys[:A_DAY]:
        ask(pages, topic=key)
    page = ask(pages, 429, topic=keys[A_DAY])
    assert "Bác gọi phường để nhờ thêm" in page.text
    assert page.form(button="Nhờ phường giúp").fields["full_name"] == ["Nguyễn Thị Hoa"]
    assert int(page.response.headers["Retry-After"]) > 0
    assert len(requests(app)) == A_DAY
    ask(pages, topic=keys[A_DAY], phone="0912 345 679")


def test_an_address_is_slowed_but_the_way_out_is_told(
    app: Flask, pages: Pages, ward: AdministrativeUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = limits.AddressLimit("help-request", 2, 60 * 60)
    monkeypatch.setattr(sys.modules["app.routes.public.help.help_requests"], "REQUESTS", few)
    ask(pages)
    ask(pages, topic="lua_dao")
    page = ask(pages, 429, topic="dat_dai")
    assert "gọi phường" in page.text
    assert page.form(button="Nhờ phường giúp").fields["phone"] == ["0912 345 678"]
    assert limits.REQUESTS.size >= 60  # a hall behind one address


def test_tokens_are_not_guessed(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    page = pages.get("/nho-giup/phieu/0000000000000000", 404)
    assert page.h1 == "Không có lời nhờ nào mang mã này"
    for _each in range(limits.TOKENS.size):
        pages.client.get(f"/nho-giup/phieu/{uuid.uuid4().hex[:16]}")
    assert pages.client.get("/nho-giup/phieu/0000000000000001").status_code == 429


# -- the asker's page ---------------------------------------------------------------------------------------------


def test_it_is_theirs_alone(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    page = ask(pages)
    headers = page.response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "X-Offline" not in headers


def test_another_time_and_the_end(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    page = ask(pages, times=["sang"])
    form = page.form(button="Lưu giờ này")
    assert form.fields["times"] == ["sang"]
    page = form.submit({"times": ["toi"], "times_words": "trừ thứ Năm"})
    assert "Đã ghi giờ tiện cho bác" in page.text
    assert requests(app)[0].suits == "buổi tối; trừ thứ Năm"
    wrong = page.form(button="Lưu giờ này").submit({"times_words": "z" * 101}, status=422)
    assert "gọn trong 100 chữ" in wrong.text
    cancel, again = page.form(button="Hủy lời nhờ"), page.form(button="Lưu giờ này")
    assert cancel.submit().h1 == "Bác đã hủy lời nhờ"
    cancel.submit()
    assert "không đổi giờ được nữa" in again.submit({"times": ["sang"]}).text
    assert [step for step, _words in steps(app)] == ["asked", "suits_changed", "cancelled"]


def test_an_old_page_that_was_erased_opens_no_more(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    page = ask(pages)
    with app.app_context(), immediate() as session:
        request = session.scalars(select(HelpRequest)).one()
        request.state, request.phone, request.full_name = "cancelled", "", ""
    pages.get(page.address, 404)


# -- several wards, none ready ------------------------------------------------------------------------------------


def test_with_several_wards_one_is_chosen_first(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        other = make_ward(session, "05444", name="Tân Thịnh")
        gone = make_ward(session, "05445", name="Cũ", valid_to=date(2025, 6, 30), successor_id=other.id)
    page = pages.get("/nho-giup").follow("Phường Tân Thịnh")
    assert page.address == "/nho-giup/05444"
    assert "chưa nhận lời nhờ" in page.text  # it has no lists
    assert pages.get(f"/nho-giup/{gone.code}").address == "/nho-giup/05444"
    pages.get("/nho-giup/00000", 404)
    pages.get("/nho-giup/abc", 404)


def test_it_is_found_from_the_home_and_the_help_page(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    assert pages.get("/").follow("Nhờ người tới nhà").h1 == "Nhờ người tới nhà"
    assert pages.get("/tro-giup").follow("Nhờ giúp tại nhà").h1 == "Nhờ người tới nhà"
    assert "6 tháng sau khi xong việc" in pages.get("/rieng-tu").text


def test_it_weighs_little_and_asks_little(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    answer = pages.client.get("/nho-giup", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < 5_500  # with app.css, which every page has, under 10 KB
    with counted() as seen:
        pages.get("/nho-giup")
    assert len(seen) <= 4
    page = ask(pages)
    with counted() as seen:
        pages.get(page.address)
    assert len(seen) <= 2
    assert clock.today() < requests(app)[0].due_on


def test_a_phone_offers_to_fill_in_whoever_asks_for_themselves(ward: AdministrativeUnit, pages: Pages) -> None:
    page = pages.get(f"/nho-giup/{ward.code}")
    kinds = {each.get("name"): each.get("autocomplete") for each in page.all("input")}
    assert (kinds["full_name"], kinds["birth_year"], kinds["phone"]) == ("name", "bday-year", "tel")
