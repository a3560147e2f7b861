"""Photos and files that an organisation sends with what it recorded, until the ward confirms it."""

import io
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy import select

from app.country import clock
from app.models import Account, AdministrativeUnit, EntryPhoto, Organisation, ProgrammeEntry, Role, Site
from app.models.movement import entry_recording
from tests import recording
from tests.models.movement.test_sites_within import MARKET, STALL, record, use
from tests.pages import Page, Pages
from tests.routes.counter.test_house_photos import picture
from tests.routes.office.movement.test_entry_files import DOCX
from tests.routes.unit.conftest import School
from tests.routes.unit.test_recordings import PUPILS, line, programme
from tests.web.office_packages.test_hostile_files import of_settings

SIGNED = {"key": "signed", "label": "Báo cáo có ký", "type": "file"}
SAID: dict[str, Any] = {
    "records": ["own_organisation"], "sees": ["officer"], "confirmed_by": ["officer"], "fields": [PUPILS, SIGNED],
}  # fmt: skip


def sent(school: School) -> Page:
    """The page that sending the numbers leads to."""
    programme(school, "organisation", **SAID)
    start = school.reader().get("/don-vi")
    return start.follow(line(start, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"})


def with_file(page: Page, content: bytes = DOCX) -> Page:
    form = page.form(button="Lưu tệp")
    return form.submit({"a_signed": (io.BytesIO(content), "báo cáo.docx")}, content_type="multipart/form-data")


def changing(page: Page) -> list[str]:
    """Where the forms lead that add or remove a file."""
    return [path for each in page.forms() if (path := urlsplit(each.action).path).endswith(("/bo", "/anh"))]


def file_link(page: Page) -> str:
    return next(each for each in page.links().values() if "/tep" in each)


def test_a_school_sends_a_file_with_its_numbers(school: School) -> None:
    page = with_file(sent(school))
    assert "Đã gửi kèm 1 ảnh, tệp." in page.text
    with page.pages.client.get(file_link(page)) as answer:
        assert answer.get_data() == DOCX
        assert "attachment" in answer.headers["Content-Disposition"]
    with school.read() as session:
        [photo] = session.scalars(select(EntryPhoto))
        assert (photo.by_id, photo.entry.organisation_id) == (school.account.id, school.school.id)


def test_a_small_picture_stands_on_the_page(school: School) -> None:
    programme(school, "organisation", **{**SAID, "fields": [PUPILS, {"key": "hall", "label": "Ảnh", "type": "photo"}]})
    start = school.reader().get("/don-vi")
    page = start.follow(line(start, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"})
    form = page.form(button="Lưu ảnh")
    page = form.submit({"a_hall": picture()}, content_type="multipart/form-data")
    [small] = [str(each.get("src")) for each in page.all("img") if "/anh/" in str(each.get("src"))]
    with page.pages.client.get(small) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "image/jpeg"


def test_a_file_goes_along_with_what_is_sent_again(school: School) -> None:
    page = with_file(sent(school))
    with school.write() as session:
        entry, by = session.scalars(select(ProgrammeEntry)).one(), session.get_one(Account, school.account.id)
        assert entry_recording.decide(session, entry, by, clock.now(), returned="Thiếu lớp 9")
    start = school.reader().get("/don-vi")
    page = start.follow(line(start, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "125"})
    with page.pages.client.get(file_link(page)) as answer:
        assert answer.get_data() == DOCX
    page = page.form(action="/bo").submit()
    assert "Đã bỏ tệp." in page.text
    with school.read() as session:
        photos = session.scalars(select(EntryPhoto)).all()
        assert [each.removed_at is None for each in photos] == [False, False]
        folder = school.app.extensions["settings"].photos.below("entries")
        assert not [each.file for each in photos if folder.has(each.file)]


def test_what_is_sent_again_takes_no_file_from_what_the_ward_confirmed(school: School) -> None:
    with_file(sent(school))
    with school.write() as session:
        entry, by = session.scalars(select(ProgrammeEntry)).one(), session.get_one(Account, school.account.id)
        assert entry_recording.decide(session, entry, by, clock.now())
    start = school.reader().get("/don-vi")
    page = start.follow(line(start, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "125"})
    assert "Đã bỏ tệp." in page.form(action="/bo").submit().text
    with school.read() as session:
        [kept] = session.scalars(select(EntryPhoto).where(EntryPhoto.removed_at.is_(None)))
        assert kept.entry.counts
        assert (school.app.extensions["settings"].data_dir / "photos" / "entries" / kept.file).is_file()


def test_another_organisation_neither_fetches_nor_changes_a_file(school: School) -> None:
    page = with_file(sent(school))
    stranger = Pages(school.app.test_client()).sign_in(school.other(school.union))
    assert stranger.client.get(file_link(page)).status_code == 404
    fields = stranger.get("/don-vi").form("/dang-xuat").fields
    gone = file_link(page).replace("/tep", "/bo")
    assert stranger.client.post(gone, data=fields).status_code == 404
    with school.read() as session:
        assert session.scalars(select(EntryPhoto)).one().removed_at is None


def test_what_the_ward_confirmed_keeps_its_files(school: School) -> None:
    page = with_file(sent(school))
    form = page.form(action="/bo")
    with school.read() as session:
        entry = session.scalars(select(ProgrammeEntry)).one()
        at = f"/van-phong/phong-trao/{entry.programme_id}/so/{entry.site.public_id}"
    school.officer(Role.OFFICER).get(at).form(button="Xác nhận").submit()
    refused = form.submit()
    assert "Phường đã xác nhận lần ghi này" in refused.text
    assert file_link(refused)
    assert not changing(refused)


def test_a_file_of_an_entry_is_taken_away_by_its_sender(school: School) -> None:
    page = with_file(sent(school))
    address = file_link(page)
    gone = page.form(action="/bo").submit()
    assert "Đã bỏ tệp" in gone.text
    assert gone.pages.client.get(address).status_code == 404


def test_what_is_no_file_is_refused_in_words(school: School) -> None:
    page = with_file(sent(school), b"hello")
    assert "Tệp này không phải PDF" in page.text
    with school.read() as session:
        assert session.scalars(select(EntryPhoto)).all() == []


def test_what_fetches_when_it_opens_is_refused_in_words(school: School) -> None:
    page = with_file(sent(school), of_settings("http://evil.example/t.dotm"))
    assert "tự lấy mẫu, hình hoặc số liệu từ nơi khác (http://evil.example/t.dotm)" in page.text
    assert "Anh chị lưu lại thành PDF rồi gửi." in page.text
    assert "Đã gửi kèm 1 ảnh, tệp." in with_file(page).text


def test_files_change_while_their_period_is_open_alone(school: School) -> None:
    programme(school, "organisation", **{**SAID, "every": "month", "due": {"days_after": 5}})
    with clock.shifted(timedelta(days=40)):
        start = school.reader().get("/don-vi")
        page = with_file(start.follow(line(start, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"}))
        assert changing(page)
        form = page.form(action="/bo")
    with clock.shifted(timedelta(days=140)):
        form.page.pages.sign_in(school.account)
        late = form.page.pages.get(page.address)
        assert file_link(late)
        assert not changing(late)
        assert "Chưa ghi: số liệu" in form.submit().text
    with school.read() as session:
        assert session.scalars(select(EntryPhoto)).one().removed_at is None


def test_a_market_board_adds_photos_after_its_stalls_changed_what_the_market_meets(school: School) -> None:
    with school.write() as session:
        unit, before = session.get_one(AdministrativeUnit, school.unit.id), clock.now() - timedelta(days=1)
        board = session.get_one(Organisation, school.school.id)
        asked = [*MARKET["fields"], {"key": "photo", "label": "Ảnh chợ", "type": "photo"}]
        more = {"records": ["unit"], "sees": ["officer", "unit"], "fields": asked}
        market, stall = use(session, unit, {**MARKET, **more}), use(session, unit, STALL)
        site = Site(unit=unit, programme_id=market.id, name="Chợ Gia Sàng", organisation=board)
        session.add(site)
        session.flush()
        stalls = [Site(unit=unit, programme_id=stall.id, name=f"Quầy {each}", within=site) for each in range(5)]
        session.add_all(stalls)
        session.flush()
        entry = recording.record(
            session, site, market.current, uuid=str(uuid4()), by=session.get_one(Account, school.account.id),
            organisation_id=board.id, way="office", at=before, answers={"running": True}, now=before,
        )  # fmt: skip
        for each in stalls:
            record(session, each, cashless=True)
        uuid = entry.uuid
    page = school.reader().get(f"/don-vi/da-ghi/{uuid}")
    assert "đã có nơi khác ghi lại sau đó" not in page.text
    assert changing(page)
    assert "/don-vi/da-ghi/" + uuid in " ".join(school.reader().get("/don-vi/da-ghi").links().values())
