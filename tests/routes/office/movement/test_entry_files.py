"""Files as answers: added by the office, fetched by who may open the row, gone after the programme's years."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.jobs.forgetting import forget_entry_photos, forget_old_texts
from app.models import EntryPhoto, Person, ProgrammeEntry, Role, Site
from app.models.movement import entry_recording
from app.models.movement.house_names import forget_names
from app.web.database import immediate
from app.web.responses import settings
from tests.asking import Asking
from tests.factories import make_account, make_person, make_ward
from tests.pages import Page, Pages
from tests.web.office_packages.files import docx, field, formula, xlsx

FIELDS: list[dict[str, Any]] = [
    {"key": "done", "label": "Đã làm", "type": "yes_no"},
    {"key": "paper", "label": "Quyết định", "type": "file"},
]


DOCX = docx()


@pytest.fixture
def asking(app: Flask) -> Asking:
    """A ward whose programme asks for a paper, one entry of its market."""
    asking = Asking.build(app, FIELDS, keep={"years": 2})
    asking.written(done="yes")
    return asking


def page_of(asking: Asking) -> Page:
    pages = Pages(asking.app.test_client()).sign_in(asking.officer)
    return pages.get(f"/van-phong/phong-trao/{asking.programme}/so/{asking.site}")


def sent(asking: Asking, content: bytes, name: str = "giấy.docx") -> Page:
    form = page_of(asking).form(button="Lưu tệp")
    return form.submit({"a_paper": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def test_a_file_is_added_fetched_and_taken_away(asking: Asking) -> None:
    page = sent(asking, DOCX)
    assert "Đã lưu 1 tệp" in page.text
    link = next(each for each in page.all("a") if str(each.get("href")).endswith("/tep"))
    answer = page.pages.client.get(str(link.get("href")))
    assert answer.get_data() == DOCX
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
    answer.close()
    assert page.pages.client.get(str(link.get("href")).replace("/tep", ".jpg")).status_code == 404
    stranger = Pages(asking.app.test_client())
    with asking.write() as session:
        other = make_account(session, make_ward(session, code="99999"), Role.OFFICER)
    assert stranger.sign_in(other).client.get(str(link.get("href"))).status_code == 404
    gone = page.form(action=str(link.get("href")).replace("/tep", "/bo")).submit()
    assert "Đã bỏ tệp" in gone.text
    assert page.pages.client.get(str(link.get("href"))).status_code == 404


def test_a_correction_has_the_file_and_so_has_what_it_corrected(asking: Asking) -> None:
    sent(asking, DOCX)
    asking.written(done="no")
    with asking.write() as session:
        older, newer = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id))
        assert [(each.key, each.sha256) for each in newer.photos] == [(each.key, each.sha256) for each in older.photos]
        assert newer.photos
        assert entry_recording.withdraw(session, newer, clock.now())
    with asking.app.app_context():
        forget_entry_photos(clock.now())
    link = next(each for each in page_of(asking).links().values() if each.endswith("/tep"))
    with page_of(asking).pages.client.get(link) as answer:
        assert answer.get_data() == DOCX


def test_a_file_goes_with_an_erased_name_from_corrected_entries_too(app: Flask) -> None:
    keeper = {"key": "keeper", "label": "Người trông", "type": "person"}
    asking = Asking.build(app, [*FIELDS, keeper])
    named = {"keeper": "Ma Thị Lan", "keeper_agreed": True, "keeper_age": "60_up"}
    with asking.write() as session:
        site = session.scalars(select(Site).where(Site.public_id == asking.site)).one()
        asking.record(session, site, {"done": True, **named})
    sent(asking, DOCX)
    with asking.write() as session:
        site = session.scalars(select(Site).where(Site.public_id == asking.site)).one()
        asking.record(session, site, {"done": False, **named})
        assert len(session.scalars(EntryPhoto.there(site.id, asking.programme)).all()) == 2
        person = make_person(session, site.unit, "Ma Thị Lan")
        person.residential_group = site.residential_group
        session.flush()
        assert forget_names(session, [session.get_one(Person, person.id)], now=clock.now())
        assert session.scalars(EntryPhoto.there(site.id, asking.programme)).all() == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"hello", "Tệp này không phải PDF"),
        (b"%PDF-" + b"0" * 10_000_001, "Tệp nặng quá 10 MB"),
        (docx(field("DDEAUTO cmd a")), "có trường gọi chương trình hoặc lấy nội dung từ nơi khác (DDEAUTO cmd a)"),
        (xlsx(formula("cmd|'/c calc'!A1")), "dán thành giá trị, hoặc lưu lại thành PDF, rồi gửi"),
    ],
)
def test_what_is_no_such_file_is_refused(asking: Asking, content: bytes, words: str) -> None:
    assert words in sent(asking, content).text
    with asking.read() as session:
        assert session.scalars(select(EntryPhoto)).all() == []


def test_files_outlive_photos_and_go_with_the_words_of_their_entry(asking: Asking) -> None:
    sent(asking, DOCX)
    with asking.app.app_context():
        folder = settings().data_dir / "photos"
        with immediate() as session:
            path = folder / "entries" / session.scalars(select(EntryPhoto.file)).one()
        later = clock.now() + timedelta(days=500)
        assert forget_entry_photos(later) == 0
        with immediate() as session:
            forget_old_texts(session, later)
        assert path.exists()
        with immediate() as session:
            forget_old_texts(session, clock.now() + timedelta(days=800))
        assert forget_entry_photos(later) == 1
        assert not path.exists()
