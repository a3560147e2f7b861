"""A photo as the answer of a programme: sent by itself, seen by who sees the entry, counted, in nothing that leaves."""

import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.country import clock
from app.indicators.programmes import indicators_of
from app.jobs import forgetting
from app.models import Answer, AuditEvent, EntryPhoto, Household, Programme, Role
from app.models.movement import entry_recording
from app.models.movement.house_names import forget_names
from app.models.people.person import Person
from app.registers.indicator import Scope
from app.registers.personal_data.personal import HOUSE_PHOTO
from app.web.database import db, immediate
from tests.doorsteps import Street
from tests.factories import make_account, make_person
from tests.pages import Pages
from tests.routes.counter.test_doorsteps import as_, house, press
from tests.routes.outbox.test_entries import send


def picture(colour: str = "red") -> tuple[BytesIO, str]:
    """As a phone takes it, with the place where it was taken."""
    exif, out = Image.Exif(), BytesIO()
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 35.0, 12.0)})
    Image.new("RGB", (2000, 1000), colour).save(out, "JPEG", exif=exif)
    out.seek(0)
    return out, "nha.jpg"


@pytest.fixture
def street(app: Flask) -> Street:
    """Ngõ 12, whose programme asks for a photo since today."""
    made = Street.build(app, "6 8 14")
    made.ask_for_photo()
    shutil.rmtree(app.extensions["settings"].data_dir / "photos", ignore_errors=True)  # another test's
    return made


def recorded(street: Street, photo: Any = None) -> Pages:
    pages = as_(street, street.head)
    press(house(pages, street, "6"), a_level="one", a_plate_photo=photo or picture(), outcome="done")
    return pages


def mine(street: Street, number: str = "6") -> str:
    return f"/quay/ho/{street.programme}/{street.houses[number]}/anh"


def book(street: Street, number: str = "6") -> str:
    return f"/van-phong/phong-trao/{street.programme}/so/{street.houses[number]}"


def rows(street: Street) -> list[EntryPhoto]:
    with street.app.app_context():
        return list(db.session.scalars(select(EntryPhoto).order_by(EntryPhoto.id)))


def files(street: Street) -> list[Path]:
    return [*(street.app.extensions["settings"].data_dir / "photos").rglob("*.jpg")]


def counted(street: Street) -> list[str]:
    with street.app.app_context():
        return list(db.session.scalars(select(Answer.value).where(Answer.key == "plate_photo")))


def test_it_goes_with_the_plain_form_and_stands_where_the_entry_does(street: Street) -> None:
    pages = recorded(street)

    assert "plate_photo" not in street.entries()[0].given
    assert counted(street) == ["yes"]
    own = pages.get(mine(street))
    office = as_(street, street.officer)
    panel = office.get(book(street))
    assert "Ảnh biển số nhà" in panel.text
    for pages_of, page in ((pages, own), (office, panel)):
        small = page.all("img")[0].get("src") or ""
        for address, size in ((small, (320, 160)), (small.partition("?")[0], (1600, 800))):
            answer = pages_of.client.get(address)
            assert Image.open(BytesIO(answer.data)).size == size
            assert b"Exif" not in answer.data
            assert answer.headers["Cache-Control"] == "no-store"
            answer.close()
    again = house(pages, street, "6")
    assert not again.all("img")  # what a phone keeps shows none
    assert again.links()["Ảnh đã gửi lần trước"] == mine(street)
    assert "Ảnh đã gửi lần trước" not in house(pages, street, "8").links()
    whole = (panel.all("img")[0].get("src") or "").partition("?")[0]
    with street.app.app_context(), immediate() as session:
        stranger = make_account(session, session.get_one(Programme, street.programme).unit, Role.COUNTER)
    as_(street, stranger).get(whole, status=403)
    as_(street, street.member).get((own.all("img")[0].get("src") or "").partition("?")[0], status=404)


def test_houses_with_a_photo_are_counted(street: Street) -> None:
    recorded(street)
    press(house(as_(street, street.head), street, "8"), a_level="one", outcome="done")
    with street.app.app_context():
        session = db.session()
        programme = session.get_one(Programme, street.programme)
        assert programme.current
        (pictured,) = [each for each in indicators_of(programme.used) if each.key.endswith(".pictured")]
        scope = Scope((programme.unit_id,), clock.today(), clock.today())
        assert pictured.figure(session, scope) == 1


def test_it_is_in_no_list_paper_or_file(street: Street) -> None:
    recorded(street)
    office = as_(street, street.officer)
    listing = f"/van-phong/phong-trao/{street.programme}/so"
    assert "Ảnh biển số nhà" not in office.get(listing).text
    form = office.get(f"{book(street)}/sua")
    assert "plate_photo" not in form.html
    export = next(to for words, to in office.get(listing).links().items() if words.startswith("Tải Excel"))
    assert "Ảnh biển số nhà".encode() not in office.client.get(export.replace("xlsx", "csv")).data


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "a.jpg", "Tệp này rỗng"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "không phải ảnh"),
        (b"<html><script>alert(1)</script>", "a.jpg", "không phải ảnh"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "a.heic", "HEIC"),
        (picture()[0].getvalue()[:900], "a.jpg", "hỏng"),
    ],
)
def test_what_is_no_photo_is_refused_and_what_was_said_stays(
    street: Street, content: bytes, name: str, why: str
) -> None:
    pages = as_(street, street.head)
    sent: dict[str, Any] = {"a_level": "one", "a_plate_photo": (BytesIO(content), name), "outcome": "done"}
    page = press(house(pages, street, "6"), status=422, **sent)
    assert why in page.text
    assert any(each.get("value") == "one" and each.get("checked") is not None for each in page.all("input"))
    assert street.entries() == []
    assert files(street) == []


def test_who_took_it_and_the_office_take_it_away(street: Street) -> None:
    pages = recorded(street)
    assert "Đã bỏ ảnh" in pages.get(mine(street)).form("/bo").submit().text
    assert (files(street), counted(street)) == ([], [])

    form = as_(street, street.officer).get(book(street)).form("/anh")
    page = form.submit({"a_plate_photo": picture("blue")})
    assert "Đã lưu 1 ảnh" in page.text
    assert counted(street) == ["yes"]
    assert len(files(street)) == 2
    page.form("/bo", button="Bỏ ảnh này").submit()
    assert (files(street), counted(street)) == ([], [])
    with street.app.app_context():
        acts = db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.contains("photo"))).all()
    assert sorted(acts) == ["programme_site.photo_added", *["programme_site.photo_removed"] * 2]


def test_taken_without_a_line_it_is_asked_for(street: Street) -> None:
    sent = street.said(street.houses["6"], version=2, photos=["plate_photo", "other"])
    assert [send(street, street.head, sent)[0][0] for _ in range(2)] == ["done", "already_done"]
    assert counted(street) == []

    pages = as_(street, street.head)
    asked = pages.get(f"/quay/ho/{street.programme}")
    assert "Còn chờ ảnh" in asked.text
    page = pages.get(mine(street)).form(button="Gửi ảnh").submit({"a_plate_photo": picture()})
    assert "Đã gửi ảnh" in page.text
    assert counted(street) == ["yes"]
    assert len(rows(street)) == 1
    assert "Còn chờ ảnh" not in pages.get(f"/quay/ho/{street.programme}").text
    as_(street, street.member).get(mine(street), status=404)


def test_it_goes_with_the_name_of_the_house_with_a_slip_and_after_its_time(street: Street) -> None:
    recorded(street)
    with street.app.app_context(), immediate() as session:
        head = session.scalars(select(Household).where(Household.number == "6")).one()
        person = make_person(session, head.unit, head.head)
        person.residential_group = head.residential_group
        session.flush()
        assert forget_names(session, [session.get_one(Person, person.id)], now=clock.now())
    assert counted(street) == []
    with street.app.app_context():
        assert forgetting.forget_entry_photos(clock.now()) == 1
    assert files(street) == []

    pages = as_(street, street.head)
    press(house(pages, street, "8"), a_level="one", a_plate_photo=picture(), outcome="done")
    with street.app.app_context():
        assert forgetting.forget_entry_photos(clock.now()) == 0
        later = clock.now() + forgetting.timedelta(days=31 * HOUSE_PHOTO.months)
        assert forgetting.forget_entry_photos(later) == 1
    assert (files(street), counted(street)) == ([], [])

    press(house(pages, street, "14"), a_level="one", a_plate_photo=picture(), outcome="done")
    with street.app.app_context(), immediate() as session:
        entry = session.merge(street.entries()[-1])
        entry_recording.withdraw(session, entry, clock.now())
    assert rows(street)[-1].removed_at is not None


def test_nobody_hangs_anything_on_the_entry_of_another(street: Street) -> None:
    recorded(street)
    [entry] = street.entries()

    theirs = as_(street, street.member).get(f"/quay/ho/{street.programme}/{street.elsewhere}")
    press(theirs, 409, uuid=entry.uuid, a_level="full", a_plate_photo=picture("blue"), outcome="done")
    own = house(as_(street, street.head), street, "8")
    press(own, 409, uuid=entry.uuid, a_level="one", a_plate_photo=picture("blue"), outcome="done")

    assert [each.uuid for each in street.entries()] == [entry.uuid]
    [photo] = rows(street)
    assert (photo.by_id, photo.removed_at) == (street.head.id, None)
