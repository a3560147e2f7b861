"""An officer looks at the new editions of what the ward runs, and takes them: one by one, all that were never changed
at once, or not."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock
from app.data.programmes import catalogue
from app.models import AuditEvent, Programme
from app.models.movement.declaration import Declaration
from app.models.movement.declaration_reading import read
from tests.pages import Page, words
from tests.routes.office.conftest import Office

HERE = "/van-phong/phong-trao"
NEWS = f"{HERE}/ban-phat-hanh"
OLDER = ("launch", "media", "market")


def older(key: str) -> Declaration:
    """What shipped before: another noun, and of launches nobody who was invited."""
    said = deepcopy(dict(catalogue()[key].definition)) | {"noun": "việc"}
    if key == "launch":
        said["fields"] = [each for each in said["fields"] if each["key"] != "invited"]
        said["counts"] = [each for each in said["counts"] if each["key"] not in ("invited", "came")]
    return read(said)


@pytest.fixture
def copies(office: Office) -> Mapping[str, int]:
    """The ids of the programmes of a ward that took three over at an older edition."""
    with office.write() as session:
        unit, found = office.here(session), {}
        for key in OLDER:
            made = Programme.begun(session, unit, older(key), catalogue=key, now=clock.now())
            made.use_draft(seen="1", now=clock.now())
            session.flush()
            found[key] = made.id
    return found


def changed(office: Office, programme: int, **more: Any) -> None:
    with office.write() as session:
        kept = session.get_one(Programme, programme)
        assert kept.current
        said = {**deepcopy(dict(kept.current.declared.definition)), **more}
        kept.redraft(session, read(said), seen=str(kept.version), now=clock.now())
        kept.use_draft(seen=str(kept.version), now=clock.now(), by_leader=True)


def said_of(office: Office, programme: int) -> Mapping[str, Any]:
    with office.read() as session:
        kept = session.get_one(Programme, programme)
        assert kept.current
        return kept.current.declared.definition


def cards(page: Page) -> dict[str, str]:
    """The lines of each card."""
    headed = [(each.find("h2"), each) for each in page.all("section")]
    return {words(heading): words(each) for heading, each in headed if heading is not None}


def acts(office: Office) -> list[str]:
    with office.read() as session:
        found = select(AuditEvent.action).where(AuditEvent.subject_kind == "movement_programme")
        return list(session.scalars(found.order_by(AuditEvent.id)))


def test_one_line_tells_of_all_and_leads_to_each(office: Office, copies: Mapping[str, int]) -> None:
    pages = office.as_officer()
    for place in ("/van-phong", HERE):
        assert pages.get(place).text.count("3 phong trào có bản mới") >= 1
    assert pages.get(NEWS).text.count("Phường chưa sửa gì") == 3
    assert "Có bản mới" in pages.get(f"{HERE}/{copies['launch']}").text


def test_a_look_and_one_press_take_an_edition(office: Office, copies: Mapping[str, int]) -> None:
    launch = copies["launch"]
    fields = [
        {**each, "label": "Tên buổi lễ"} if each["key"] == "name" else each
        for each in older("launch").definition["fields"]
    ]
    changed(office, launch, name="Lễ phát động của phường", noun="buổi lễ", fields=fields)
    page = office.as_officer().get(f"{HERE}/{launch}/ban-phat-hanh")
    told = cards(page)
    assert "Câu hỏi mới: Đơn vị được mời Nhiều đơn vị · đếm" in told["Lấy được"]
    assert "Số đếm mới: Lượt đơn vị đã đến" in told["Lấy được"]
    assert "đang ghi “buổi lễ”, bản mới ghi “lễ phát động”" in told["Phường giữ của mình"]
    assert "Ai ghi, ai xem, ai xác nhận không đổi." in page.text
    page.form(button="Lấy bản mới").submit()
    said = said_of(office, launch)
    assert "invited" in [each["key"] for each in said["fields"]]
    assert [said["name"], said["noun"], said["fields"][0]["label"]] == [
        "Lễ phát động của phường",
        "buổi lễ",
        "Tên buổi lễ",
    ]
    again = page.form(button="Lấy bản mới").submit()
    assert "ban-phat-hanh" not in again.address
    assert acts(office) == ["movement_programme.edition_taken"]
    assert office.as_officer().get(f"{HERE}/{launch}/ban-phat-hanh").text.count("Không có bản mới")


def test_what_is_left_says_why_and_what_was_taken_out_can_be_taken_back(
    office: Office, copies: Mapping[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = older("media").definition
    gone = "channel"
    counts = [{**each, "by": [by for by in each.get("by", ()) if by != gone]} for each in said["counts"]]
    changed(office, copies["media"], fields=[each for each in said["fields"] if each["key"] != gone], counts=counts)
    newer = deepcopy(dict(catalogue()["media"].definition))
    newer["counts"] = [*newer["counts"], {"key": "fresh", "unit": "tin", "label": "Theo nơi đăng", "by": [gone]}]
    for module in ("editions", "programmes"):
        monkeypatch.setattr(
            f"app.routes.office.movement.{module}.catalogue", lambda: {**catalogue(), "media": read(newer)}
        )
    page = office.as_officer().get(f"{HERE}/{copies['media']}/ban-phat-hanh")
    assert "Số đếm mới: Theo nơi đăng vì phường không có “Kênh”" in cards(page)["Không lấy"]


def test_an_edition_that_is_put_aside_is_told_no_more(office: Office, copies: Mapping[str, int]) -> None:
    page = office.as_officer().get(f"{HERE}/{copies['media']}/ban-phat-hanh")
    page.form(button="Chưa lấy, đừng nhắc nữa").submit()
    assert "2 phong trào có bản mới" in office.as_officer().get(HERE).text
    assert said_of(office, copies["media"])["noun"] == "việc"
    assert acts(office) == ["movement_programme.edition_skipped"]


def test_all_that_were_never_changed_are_taken_by_one_press_and_what_is_refused_is_named(
    office: Office, copies: Mapping[str, int]
) -> None:
    changed(office, copies["market"], name="Chợ của phường")
    page = office.as_officer().get(NEWS)
    assert "2 phong trào phường chưa sửa gì" in page.text
    with office.write() as session:
        kept = session.get_one(Programme, copies["media"])
        said = {**older("media").definition, "name": "Tin bài"}
        kept.redraft(session, read(said), seen=str(kept.version), now=clock.now())
    told = page.form(button="Lấy cả 2").submit()
    assert "Phường đang soạn một bản khác" in told.text
    assert "Đã lấy bản mới của 1 phong trào." in told.text
    assert said_of(office, copies["launch"]) == catalogue()["launch"].definition
    assert [said_of(office, copies[key])["noun"] for key in ("media", "market")] == ["việc", "việc"]


def test_an_edition_that_lets_more_people_see_waits_for_the_leader(office: Office, copies: Mapping[str, int]) -> None:
    with office.write() as session:
        kept = session.get_one(Programme, copies["market"])
        kept.retire(clock.today())
        narrow = read({**older("market").definition, "key": "market_2", "sees": ["officer", "leader"]})
        made = Programme.begun(session, kept.unit, narrow, catalogue="market", now=clock.now())
        made.use_draft(seen="1", now=clock.now())
        session.flush()
        number = made.id
    page = office.as_officer().get(f"{HERE}/{number}/ban-phat-hanh")
    assert "Bản này cần lãnh đạo bấm lấy." in page.text
    assert "Thêm người xem" in page.text
    assert "Lấy bản mới" not in page.text
    office.as_leader().get(f"{HERE}/{number}/ban-phat-hanh").form(button="Lấy bản mới").submit()
    assert said_of(office, number)["sees"] == list(catalogue()["market"].sees)


def test_a_draft_stands_in_the_way_until_it_is_thrown_away(office: Office, copies: Mapping[str, int]) -> None:
    launch = copies["launch"]
    with office.write() as session:
        kept = session.get_one(Programme, launch)
        said = {**older("launch").definition, "name": "Lễ"}
        kept.redraft(session, read(said), seen=str(kept.version), now=clock.now())
    page = office.as_officer().get(f"{HERE}/{launch}/ban-phat-hanh")
    assert "Phường đang soạn một bản khác" in page.text
    draft = office.as_officer().get(f"{HERE}/{launch}/ban-moi")
    assert "Đã bỏ bản đang soạn" in draft.form(button="Bỏ bản đang soạn").submit().text
    office.as_officer().get(f"{HERE}/{launch}/ban-phat-hanh").form(button="Lấy bản mới").submit()
    assert said_of(office, launch) == catalogue()["launch"].definition
