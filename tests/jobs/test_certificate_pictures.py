"""Pictures of certificates: drawn of what was issued, gone with the paper, shown to whoever earned it."""

import hashlib
import io
from functools import cache

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.country import clock
from app.documents import certificate as paper
from app.exchange.backups.making import FOLDERS
from app.jobs import certificate_pictures
from app.models import Certificate, CertificateState
from app.web.database import db, immediate
from app.web.kept_files import keep, picture_of
from app.web.settings import Settings
from app.web.storage import LocalStore, StoreFolder
from tests.documents.samples import certificate
from tests.factories import make_approved_list, make_attended_course, make_ward
from tests.pages import Pages
from tests.registering import tickets
from tests.statements import counted


@cache
def certificate_paper() -> bytes:
    """What is issued here; drawn for the first test that asks, not for every process that collects this module."""
    return paper.draw([certificate("Nguyễn Thị Tuyết Nhung")])


def issue(session: Session, papers: StoreFolder, content: bytes | None = None) -> str:
    """A class of two, whose first has a certificate with this file; its name."""
    course = make_attended_course(session, make_ward(session), people=1, seldom=1)
    approval = make_approved_list(session, course)
    row = session.scalars(Certificate.of_approval(approval.id)).one()
    content = content or certificate_paper()
    sha256 = hashlib.sha256(content + row.code.encode()).hexdigest()
    name = f"certificates/05443/2026/001-{sha256[:16]}.pdf"
    keep(papers, name, content)
    row.issue(file=name, sha256=hashlib.sha256(content).hexdigest(), now=clock.now())
    return name


@pytest.fixture
def settings(app: Flask) -> Settings:
    """Where things lie."""
    found: Settings = app.extensions["settings"]
    return found


def test_the_page_that_was_issued_is_a_picture_of_thirty_kilobytes(
    app: Flask, settings: Settings, pages: Pages
) -> None:
    with app.app_context():
        with immediate() as session:
            name = issue(session, settings.papers)
        assert certificate_pictures.draw_missing(settings) == 1
        assert certificate_pictures.draw_missing(settings) == 0
    drawn = (settings.data_dir / "pictures" / picture_of(name)).read_bytes()
    with Image.open(io.BytesIO(drawn)) as image:
        assert image.format == "WEBP"
        assert image.width / image.height == pytest.approx(297 / 210, rel=0.01)
        corner, middle = image.getpixel((0, 0)), image.convert("L").getextrema()
    assert min(corner) > 250
    assert middle[0] < 60  # words stand on it
    assert len(drawn) <= 30 * 1024

    often, once = (each.token for each in tickets(app))
    page = pages.get(f"/v/{often}")
    (shown,) = [each for each in page.all("img") if each.get("loading") == "lazy"]
    assert "Giấy chứng nhận số 001/" in (shown.get("alt") or "")
    answer = pages.client.get(shown.get("src") or "")
    assert (answer.data, answer.mimetype, answer.headers["Cache-Control"]) == (drawn, "image/webp", "no-store")
    assert pages.client.get((shown.get("src") or "").replace(often, once)).status_code == 404
    assert not [each for each in pages.get(f"/v/{once}").all("img") if each.get("loading") == "lazy"]


@pytest.mark.postgresql
def test_the_round_asks_one_statement_and_lists_no_pictures(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        with immediate() as session:
            issue(session, settings.papers)
        assert certificate_pictures.draw_missing(settings) == 1
        monkeypatch.setattr(LocalStore, "list", untouched)
        monkeypatch.setattr(LocalStore, "size", untouched)
        with counted() as statements:
            assert certificate_pictures.draw_missing(settings) == 0
        assert len(statements) == 1
        asked = Certificate.picture_due().limit(300).compile(db.engine, compile_kwargs={"literal_binds": True})
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN" if db.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        told = db.session.execute(text(f"{explain} {asked}")).all()
    assert "ix_certificate_picture_due" in str(told)


def untouched(*given: object) -> None:
    raise AssertionError(given)


def test_a_page_of_a_ticket_asks_the_store_for_no_picture(
    app: Flask, settings: Settings, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        with immediate() as session:
            issue(session, settings.papers)
        certificate_pictures.draw_missing(settings)
    monkeypatch.setattr(LocalStore, "size", untouched)
    assert pictures_on(pages, tickets(app)[0].token)


def pictures_on(pages: Pages, token: str) -> list[str]:
    """The addresses of the certificates' pictures on a ticket."""
    return [each.get("src") or "" for each in pages.get(f"/v/{token}").all("img") if each.get("loading") == "lazy"]


def test_a_picture_that_is_gone_is_drawn_again(app: Flask, settings: Settings, pages: Pages) -> None:
    with app.app_context():
        with immediate() as session:
            name = issue(session, settings.papers)
        certificate_pictures.draw_missing(settings)
    settings.pictures.remove(picture_of(name))
    token = tickets(app)[0].token
    [address] = pictures_on(pages, token)
    assert pages.client.get(address).status_code == 404
    assert not pictures_on(pages, token)
    with app.app_context():
        assert certificate_pictures.draw_missing(settings) == 1
    assert pages.client.get(address).status_code == 200
    assert pictures_on(pages, token) == [address]


def test_pictures_that_are_there_are_noted_and_not_drawn(app: Flask, settings: Settings, pages: Pages) -> None:
    with app.app_context():
        with immediate() as session:
            name = issue(session, settings.papers)
        settings.pictures.put({picture_of(name): b"of the release before"})
        assert certificate_pictures.draw_missing(settings) == 0
    [address] = pictures_on(pages, tickets(app)[0].token)
    assert pages.client.get(address).data == b"of the release before"


def test_what_cannot_be_drawn_is_tried_once_and_never_shown(
    app: Flask, settings: Settings, pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        with immediate() as session:
            issue(session, settings.papers, b"%PDF-1.7 of nothing")
        assert certificate_pictures.draw_missing(settings) == 0
        assert certificate_pictures.draw_missing(settings) == 0
    assert caplog.text.count("no picture could be drawn") == 1
    assert not pictures_on(pages, tickets(app)[0].token)


def test_a_picture_goes_with_its_paper_and_is_in_no_backup(app: Flask, settings: Settings) -> None:
    with app.app_context():
        with immediate() as session:
            name = issue(session, settings.papers)
        certificate_pictures.draw_missing(settings)
        assert (settings.data_dir / "pictures").name not in FOLDERS
        with immediate() as session:
            row = session.scalars(select(Certificate)).one()
            row.end_as(CertificateState.REVOKED, reason="cấp nhầm", now=clock.now())
            assert row.picture_drawn_at is not None, "its picture is to be removed"
        certificate_pictures.draw_missing(settings)
        assert not settings.pictures.has(picture_of(name))
        assert db.session.scalars(select(Certificate.picture_drawn_at)).one() is None
        db.session.rollback()
        assert certificate_pictures.draw_missing(settings) == 0
        assert not settings.pictures.has(picture_of(name))


def test_a_picture_that_was_not_noted_yet_goes_with_its_paper(app: Flask, settings: Settings) -> None:
    with app.app_context():
        with immediate() as session:
            name = issue(session, settings.papers)
        settings.pictures.put({picture_of(name): b"drawn, and not noted"})
        with immediate() as session:
            row = session.scalars(select(Certificate)).one()
            row.end_as(CertificateState.REVOKED, reason="cấp nhầm", now=clock.now())
        assert certificate_pictures.draw_missing(settings) == 0
    assert not settings.pictures.has(picture_of(name))
