"""An empty database is set up once, by whoever can read the machine's setup code."""

import stat
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.data import first_run
from app.models import Account, AdministrativeUnit, AuditEvent, Role, RoleGrant
from app.models.people.communes import PROVINCES
from app.web.database import db
from app.web.storage import FileOptions
from tests.at_once import all_at_once
from tests.doors import a_ward, press, send, set_up
from tests.pages import Form, Pages

TYPED = {
    "kind": "xã",
    "name": "Phú Xuyên",
    "code": "05551",
    "province": "19",
    "full_name": "Nguyễn Thị Hoa",
    "username": "QuanTri",
    "new_password": "áo dài xanh nón lá",
    "new_password_again": "áo dài xanh nón lá",
    "phone": "0208 3855 123",
}


def code_of(app: Flask) -> str:
    """The setup code, as the machine's owner reads it."""
    return first_run.setup_code(app.extensions["settings"])


def opened(pages: Pages) -> Form:
    """The first-run form, as whoever opens an empty place meets it."""
    page = pages.get("/")
    assert page.address == "/quan-tri/bat-dau"
    return page.follow("Đơn vị của tôi không có trong danh sách").form(button="Bắt đầu")


def test_an_empty_place_leads_to_the_first_run_and_into_the_room(pages: Pages, app: Flask) -> None:
    form = opened(pages)
    assert "data-name-case" in form.page.html  # the name is offered as one writes names
    code = code_of(app)
    answer = send(pages.client, form, {**TYPED, "setup_code": f" {code[:4].lower()} {code[4:]} "})
    assert (answer.status_code, answer.location) == (303, "/dang-nhap/hai-lop?next=/quan-tri")
    assert set_up(pages, answer.location).follow("Tôi đã cất mã, vào làm việc").address == "/quan-tri"
    assert "Nguyễn Thị Hoa" in pages.get("/quan-tri").text
    with app.app_context():
        ward = db.session.scalars(AdministrativeUnit.called("05551")).one()
        assert (ward.full_name, ward.issuer_name, ward.place_line) == (
            "xã Phú Xuyên",
            "ỦY BAN NHÂN DÂN XÃ PHÚ XUYÊN",
            "Phú Xuyên",
        )
        assert (ward.group_word, ward.phone) == ("thôn", "+842083855123")
        assert ward.parent is not None
        assert (ward.parent.code, ward.parent.full_name) == ("19", "tỉnh Thái Nguyên")
        grant = db.session.scalars(select(RoleGrant)).one()
        assert (grant.account.username, grant.role, grant.unit_id) == ("quantri", Role.ADMINISTRATOR, ward.id)
        acts = [event.action for event in db.session.scalars(AuditEvent.in_order())]
        assert acts == ["unit.created", "account.created", "second_factor.set_up", "sign_in.started"]
        assert AuditEvent.first_broken(db.session()) is None
    assert not first_run.setup_code_file(app.extensions["settings"]).exists()
    pages.client.delete_cookie("lopso_sign_in")
    assert press(pages, "quantri", TYPED["new_password"]).status_code == 303


def test_afterwards_there_is_no_such_page(pages: Pages, app: Flask) -> None:
    form = opened(pages)
    a_ward(app)
    pages.get("/quan-tri/bat-dau", status=404)
    form.submit({**TYPED, "setup_code": code_of(app)}, status=404)


def test_who_does_not_know_the_code_sets_nothing_up(pages: Pages, app: Flask) -> None:
    form = opened(pages)
    for typed in ("", "00000000", "x"):
        page = form.submit({**TYPED, "setup_code": typed}, status=422)
        assert "Mã cài đặt chưa đúng" in page.text or "chưa gõ mã cài đặt" in page.text
        assert code_of(app) not in page.html
        assert TYPED["new_password"] not in page.html
    with app.app_context():
        assert not db.session.scalars(select(Account)).all()


def test_guessing_the_code_is_slowed(pages: Pages, app: Flask) -> None:
    form = opened(pages)
    for number in range(10):
        assert "chưa đúng" in form.submit({**TYPED, "setup_code": f"0000{number:04d}"}, status=422).text
    assert "chờ 90 giây" in form.submit({**TYPED, "setup_code": code_of(app)}, status=422).text
    with clock.shifted(timedelta(seconds=91)):
        assert send(pages.client, form, {**TYPED, "setup_code": code_of(app)}).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"code": "5443"}, "Mã đơn vị gồm 5 chữ số"),
        ({"code": "٠٥٤٤٣"}, "Mã đơn vị gồm 5 chữ số"),
        ({"province": "99"}, "chọn tỉnh hoặc thành phố"),
        ({"kind": "huyện"}, "chọn phường, xã hoặc đặc khu"),
        ({"name": ""}, "chưa ghi gì"),
        ({"full_name": ""}, "Chưa có họ và tên"),
        ({"username": "quản trị"}, "3 đến 32 chữ không dấu"),
        ({"new_password": "quantri2026", "new_password_again": "quantri2026"}, "là tên của anh chị"),
        ({"new_password_again": "khác hẳn"}, "chưa giống nhau"),
    ],
)
def test_what_cannot_be_is_said_and_the_rest_kept(pages: Pages, app: Flask, wrong: dict[str, str], why: str) -> None:
    page = opened(pages).submit({**TYPED, "setup_code": code_of(app), **wrong}, status=422)
    assert why in page.text
    assert page.form(button="Bắt đầu").fields["username"] == [wrong.get("username", "quantri")]


def test_ones_unit_is_found_in_the_list_and_filled_in(pages: Pages, app: Flask) -> None:
    page = pages.get("/quan-tri/bat-dau").form(action="/quan-tri/bat-dau").submit({"tim": "tan thinh"})
    assert "Không có đơn vị nào tên như vậy." in page.text
    page = page.form(action="/quan-tri/bat-dau").submit({"tim": "phan dinh phung"})
    (found,) = [link for words, link in page.links().items() if words.startswith("Phường Phan Đình Phùng")]
    page = pages.get(found)
    assert "tỉnh Thái Nguyên, mã 05443" in page.text
    form = page.form(button="Bắt đầu")
    assert form.fields["issuer_name"] == ["ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG"]
    typed = {name: TYPED[name] for name in ("full_name", "username", "new_password", "new_password_again")}
    signed = {"signer_capacity": "phó chủ tịch", "signer_name": "Lê Hồng Thái", "paper_style": "party"}
    answer = send(pages.client, form, {**typed, **signed, "setup_code": code_of(app)})
    assert answer.status_code == 303
    with app.app_context():
        ward = db.session.scalars(AdministrativeUnit.called("05443")).one()
        assert (ward.full_name, ward.signer_capacity, ward.signer_name, ward.paper_style) == (
            "phường Phan Đình Phùng",
            "PHÓ CHỦ TỊCH",
            "Lê Hồng Thái",
            "party",
        )


def test_a_papers_head_is_shown_as_it_is_typed(pages: Pages, app: Flask) -> None:
    typed = {"issuer_name": "đảng ủy phường x", "paper_style": "party", "place_line": "<b>", "signer_name": "Thái"}
    answer = pages.client.get("/quan-tri/bat-dau/dau-giay", query_string=typed)
    assert "ĐẢNG ỦY PHƯỜNG X" in answer.text
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in answer.text
    assert "CỘNG HÒA" not in answer.text
    assert "&lt;b&gt;" in answer.text
    a_ward(app)
    assert pages.client.get("/quan-tri/bat-dau/dau-giay").status_code == 404


def test_the_picture_of_the_head_is_asked_for_by_its_own_lines_alone(pages: Pages) -> None:
    """One asked for after the password was typed would come when the first run is over, and find nothing."""
    head = opened(pages).page.root.find(".//*[@id='tren-giay']")
    assert head is not None
    assert {control.get("name") for control in head.iter("input")} == {
        "paper_style",
        "issuer_parent",
        "issuer_name",
        "place_line",
        "report_formula",
        "signer_formula",
        "signer_capacity",
        "signer_name",
    }
    triggers = [each.get("hx-trigger") or "" for each in opened(pages).element.iter("div") if each.get("hx-get")]
    assert [trigger.rpartition("from:")[2] for trigger in triggers] == ["#tren-giay"]


@pytest.mark.postgresql
def test_two_at_the_same_moment(engine: str, make_app: Callable[[str], Flask]) -> None:
    """One wins, whatever they call their wards; nobody gets half a ward."""
    app = make_app(engine)
    browsers = [Pages(app.test_client()) for _ in range(6)]
    forms = [opened(browser) for browser in browsers]
    code = code_of(app)

    def set_up(number: int) -> int:
        typed = {**TYPED, "setup_code": code, "code": f"0555{number}", "username": f"quantri{number}"}
        return send(browsers[number].client, forms[number], typed).status_code

    answers = Counter(all_at_once([partial(set_up, number) for number in range(6)]))
    assert answers[303] == 1
    assert set(answers) <= {303, 404, 422}
    with app.app_context():
        assert len(db.session.scalars(AdministrativeUnit.wards()).all()) == 1
        assert len(db.session.scalars(select(Account)).all()) == 1
        assert AuditEvent.first_broken(db.session()) is None


def test_the_code_is_for_the_machines_owner_alone(app: Flask) -> None:
    settings = app.extensions["settings"]
    first_run.forget_setup_code(settings)
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: first_run.setup_code(settings), range(8)))
    assert len(made) == 1
    path = Path(first_run.setup_code_file(settings))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.glob("*setup_code*")] == ["setup_code"]


def test_there_are_thirty_four_provinces() -> None:
    assert len(PROVINCES) == 34
    assert [p.name for p in PROVINCES.values() if p.kind == "thành phố"] == [
        "Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ",
    ]  # fmt: skip


def test_with_several_servers_the_page_names_the_command_and_takes_no_code(
    pages: Pages, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A setup code lies on one machine only."""
    form, code, settings = opened(pages), code_of(app), app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", replace(settings, files=FileOptions(url="s3://ward")))
    page = pages.get("/quan-tri/bat-dau?don-vi=khac")
    assert "“script/lopso init”" in page.text
    assert "<form" not in page.html
    form.submit({**TYPED, "setup_code": code}, status=404)
    with app.app_context():
        assert db.session.scalars(select(Account)).all() == []
