"""What organisations of a kind confirm: they see all entries of the programme, and confirm or return what waits."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Account,
    AdministrativeUnit,
    AuditEvent,
    EntryPhoto,
    Organisation,
    Programme,
    ProgrammeEntry,
    Role,
    Site,
)
from tests import recording
from tests.architecture.wards import photos_of
from tests.factories import make_account, make_grant, make_organisation, make_ward
from tests.pages import Pages
from tests.routes.unit.conftest import School
from tests.routes.unit.test_recordings import line, programme
from tests.sent_from_phones import keep_with

SAID: dict[str, Any] = {
    "fields": [
        {"key": "kind", "label": "Bị thế nào", "type": "choice", "of": {"call": "Gọi điện", "app": "Ứng dụng giả"},
         "counted": True},
        {"key": "what", "label": "Kể thêm", "type": "long_text", "personal": True},
        {"key": "screen", "label": "Ảnh màn hình", "type": "photo"},
        {"key": "paper", "label": "Đơn trình báo", "type": "file"},
    ],
    "criteria": [
        {"key": "told", "text": "Có kể lại", "rule": {"filled": "what"}},
        {"key": "seen", "text": "Là ứng dụng giả", "rule": {"is": {"kind": "app"}}},
    ],
    "records": ["officer", "organisation.police"], "sees": ["organisation.police", "leader"],
    "confirmed_by": ["organisation.police"],
}  # fmt: skip


@pytest.fixture
def police(school: School) -> Pages:
    """A browser of who records for the police."""
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        made = make_organisation(session, unit, "Công an phường", "police")
    return Pages(school.app.test_client()).sign_in(school.other(made))


@pytest.fixture
def note(school: School) -> int:
    """A programme of notes, one of which waits; its id."""
    number = programme(school, "site", "scam", **SAID)
    with school.write() as session:
        current = session.get_one(Programme, number).current
        assert current
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        site = Site(unit=unit, programme_id=number, name="Tin báo số 1")
        session.add(site)
        session.flush()
        recording.record(
            session, site, current, uuid=str(uuid4()), by=session.get_one(Account, school.account.id), way="office",
            at=clock.now(), answers={"kind": "call", "what": "Xưng là ngân hàng"}, now=clock.now(),
        )  # fmt: skip
    return number


def stands(school: School) -> list[tuple[bool, bool, str]]:
    """Of each entry whether it counts, whether it waits, with which words it was returned."""
    with school.read() as session:
        rows = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id))
        return [(each.counts, each.waits, each.returned_words) for each in rows]


def test_the_police_confirm_what_waits(school: School, police: Pages, note: int) -> None:
    assert stands(school) == [(False, True, "")]
    start = police.get("/don-vi")
    assert "Xưng là" not in start.text
    listed = start.follow(line(start, "1 mục chờ xác nhận"))
    assert "Số liệu scam · 1" in listed.text
    page = listed.follow(line(listed, "Tin báo số 1"))
    assert "Xưng là ngân hàng" in page.text
    assert "Đạt: Có kể lại" in page.text
    assert "Chưa đạt: Là ứng dụng giả" in page.text
    form = page.form(button="Xác nhận")
    assert "Đã xác nhận" in form.submit().text
    assert stands(school) == [(True, False, "")]
    assert "Lần ghi này không còn chờ xác nhận." in form.submit().text
    with school.read() as session:
        acts = session.scalars(select(AuditEvent.action).where(AuditEvent.action.endswith(".confirmed"))).all()
    assert acts == ["programme_site.confirmed"]
    start = police.get("/don-vi")
    done = start.follow(line(start, "Mục đã gửi tới để xác nhận"))
    assert "Không còn mục nào chờ xác nhận" in done.text
    every = done.follow(line(done, "Số liệu scam"))
    assert "đang tính" in line(every, "Tin báo số 1")


def test_the_police_return_it_with_words(school: School, police: Pages, note: int) -> None:
    listed = police.get("/don-vi/xac-nhan")
    form = listed.follow(line(listed, "Tin báo số 1")).form(button="Trả lại để sửa")
    assert "Anh chị ghi vì sao trả lại" in form.submit({"words": " "}).text
    page = form.submit({"words": "Thiếu ngày"})
    assert "đã trả lại: Thiếu ngày" in page.text
    assert stands(school) == [(False, False, "Thiếu ngày")]


def test_nobody_else_meets_such_a_page(school: School, police: Pages, note: int) -> None:
    with school.read() as session:
        site = session.scalars(select(Site).where(Site.programme_id == note)).one()
        entry = session.scalars(select(ProgrammeEntry)).one()
        union = session.get_one(Organisation, school.union.id)
    at = f"/don-vi/xac-nhan/{note}"
    form = police.get(f"{at}/{site.public_id}").form(button="Xác nhận")
    for pages in (school.reader(), Pages(school.app.test_client()).sign_in(school.other(union))):
        assert "chờ xác nhận" not in pages.get("/don-vi").text
        assert "Tin báo" not in pages.get("/don-vi/xac-nhan").text
        for address in (at, f"{at}/{site.public_id}"):
            pages.get(address, status=404)
        own = pages.get("/don-vi").forms()[0].press({"entry": entry.uuid})
        pages.post(form.action.partition("?")[0], own, status=404)
    officer = school.officer(Role.OFFICER)
    officer.get(f"/van-phong/phong-trao/{note}/so/{site.public_id}", status=404)
    assert stands(school) == [(False, True, "")]


def test_what_the_police_record_themselves_counts_at_once(school: School, police: Pages, note: int) -> None:
    police.get(f"/don-vi/{note}/moi").form(button="Lưu").submit({"name": "Tin báo số 2", "a_kind": "app"})
    assert stands(school) == [(False, True, ""), (True, False, "")]


def test_who_sees_all_entries_reads_them_and_confirms_none(school: School, police: Pages) -> None:
    heard = {"key": "about", "label": "Về việc gì", "type": "text", "required": True}
    number = programme(
        school, "event", "heard", records=["unit"], sees=["organisation.police", "leader"], title="about",
        words={"day": "Ngày nghe"}, fields=[heard, SAID["fields"][0]],
    )  # fmt: skip
    form = school.reader().get(f"/don-vi/{number}/moi").form(button="Lưu")
    today = clock.today()
    form.submit({"name": "Tin đồn về VNeID", "held_on": str(today), "a_kind": "call"})
    start = police.get("/don-vi")
    [at] = [each for each in start.links().values() if each.startswith(f"/don-vi/xac-nhan/{number}")]
    listed = police.get(at)
    assert f"Ngày nghe {today:%d/%m/%Y}" in line(listed, "Tin đồn")
    page = listed.follow(line(listed, "Tin đồn"))
    assert "Bị thế nào: Gọi điện" in page.text
    assert page.h1 == "Tin đồn về VNeID"
    assert "Xác nhận" not in [button for form in page.forms() for button in form.buttons]
    assert not [each for each in school.reader().get("/don-vi").links().values() if "xac-nhan" in each]
    school.reader().get(f"/don-vi/xac-nhan/{number}", status=404)


@pytest.fixture
def photographed(school: School, note: int) -> int:
    """The programme, with a photo and a file of the entry that waits."""
    with school.write() as session:
        entry, by = session.scalars(select(ProgrammeEntry)).one(), session.get_one(Account, school.account.id)
        for key in ("photo", "paper"):
            made = session.get_one(EntryPhoto, keep(session, school, entry, key, by))
            made.key = "screen" if key == "photo" else key
    return note


def keep(session: Session, school: School, entry: ProgrammeEntry, key: str, by: Account) -> int:
    kept = keep_with(session, photos_of(school.app), entry, key, by, "tin báo")
    return session.scalars(select(EntryPhoto.id).where(EntryPhoto.public_id == kept)).one()


def looks(school: School) -> list[int | None]:
    """Who looked at photos and files, by the trail."""
    with school.read() as session:
        acts = select(AuditEvent.account_id).where(AuditEvent.action == "programme_site.photo_viewed")
        return list(session.scalars(acts.order_by(AuditEvent.id)))


def test_the_police_see_photos_and_files_of_what_waits_and_that_they_looked_is_noted(
    school: School, police: Pages, photographed: int
) -> None:
    listed = police.get("/don-vi/xac-nhan")
    assert looks(school) == []
    page = listed.follow(line(listed, "Tin báo số 1"))
    assert len(looks(school)) == 1
    assert page.form(button="Xác nhận")
    [small] = [str(each.get("src")) for each in page.all("img") if "/anh/" in str(each.get("src"))]
    whole, file = (next(each for each in page.links().values() if part in each) for part in (".jpg", "/tep"))
    for address, content in ((whole, b"photo of"), (file, b"paper of")):
        with police.client.get(address) as answer:
            assert answer.get_data().startswith(content)
            assert answer.headers["Cache-Control"].startswith("no-store")
    assert len(looks(school)) == 3
    assert len(set(looks(school))) == 1
    assert "nho=1" in small
    assert "Bỏ ảnh" not in page.text
    assert "Lưu ảnh" not in page.text


def test_nobody_else_fetches_a_photo_of_what_waits(school: School, police: Pages, photographed: int) -> None:
    """Nor the police another programme's, or a photo of another row."""
    page = police.get("/don-vi/xac-nhan").follow(line(police.get("/don-vi/xac-nhan"), "Tin báo số 1"))
    addresses = sorted({each.partition("?")[0] for each in page.links().values() if "/anh/" in each})
    assert len(addresses) == 2
    before = looks(school)
    with school.write() as session:
        elsewhere = make_organisation(session, make_ward(session, code="99998"), "Công an phường khác", "police")
        stranger = make_account(session, elsewhere.unit, full_name="Lò Văn Xa")
        make_grant(session, stranger, elsewhere.unit, Role.UNIT, organisation=elsewhere)
        union = session.get_one(Organisation, school.union.id)
    for pages in (school.reader(), browser(school, school.other(union)), browser(school, stranger), school.officer()):
        assert {pages.client.get(each).status_code for each in addresses} <= {403, 404}
    number = programme(school, "site", "other", **SAID)
    with school.write() as session:
        site = Site(unit=session.get_one(AdministrativeUnit, school.unit.id), programme_id=number, name="Khác")
        session.add(site)
        session.flush()
        row = site.public_id
    own = addresses[0].split("/")
    assert police.client.get("/".join([*own[:3], str(number), *own[4:]])).status_code == 404
    assert police.client.get("/".join([*own[:4], row, *own[5:]])).status_code == 404
    assert looks(school) == before


def browser(school: School, account: Account) -> Pages:
    return Pages(school.app.test_client()).sign_in(account)
