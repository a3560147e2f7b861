"""The tablet where nobody looks after it: without a line, who is hard of seeing, who waits, when it was last heard."""

import re
from datetime import timedelta

from sqlalchemy import select

from app.country import clock
from app.models import HelpTopic, Kiosk, KioskVisit
from app.models.helping.kiosks.kiosk import HEARD_EVERY, SILENT_AFTER
from app.models.helping.kiosks.kiosk_visit import CALL_STANDS, COMING, IDLE
from app.web.database import immediate
from tests.pages import Page, Pages
from tests.routes.kiosk.conftest import START, Corner
from tests.routes.kiosk.test_kiosks import call, choose
from tests.statements import counted as statements

BOOK = f"{START}/khong-mang"


def size(page: Page) -> str | None:
    """How large the letters are."""
    return page.root.get("data-text")


def heard_at(corner: Corner) -> object:
    with corner.read() as session:
        return session.scalars(select(Kiosk.heard_at)).one()


def test_what_a_tablet_keeps_has_each_guide_with_its_steps_and_its_code(corner: Corner) -> None:
    tablet = corner.tablet()
    page = tablet.get(BOOK)
    with corner.read() as session:
        topics = list(session.scalars(HelpTopic.offered(corner.ward.id)))
    sheets = {each.get("id"): each for each in page.all("template")}
    assert {f"viec-{topic.key}" for topic in topics} <= set(sheets)
    for topic in topics:
        text = re.sub(r"\s+", " ", " ".join(sheets[f"viec-{topic.key}"].itertext()))
        assert all(line in text for line in topic.step_lines), topic.key
        assert [each for each in sheets[f"viec-{topic.key}"].iter() if each.get("class") == "qr"]
    assert page.all("form") == []
    assert "Cần giúp, bác đến bàn trực" in page.text


def test_a_tablet_knows_when_what_it_keeps_has_changed(corner: Corner) -> None:
    tablet = corner.tablet()
    [stamp] = [told for each in tablet.get(START).root.iter() if (told := each.get("data-stamp"))]
    assert tablet.get(BOOK).response.headers["X-Stamp"] == stamp
    with corner.app.app_context(), immediate() as session:
        topic = session.scalars(HelpTopic.offered(corner.ward.id)).first()
        assert topic is not None
        topic.steps = "Bước mới"
    assert tablet.get(BOOK).response.headers["X-Stamp"] != stamp


def test_only_a_tablet_is_given_what_it_keeps(corner: Corner) -> None:
    assert Pages(corner.app.test_client()).get(BOOK).address == START
    assert "X-Kiosk" not in Pages(corner.app.test_client()).get(START).response.headers
    assert corner.tablet().get(START).response.headers["X-Kiosk"] == "1"


def test_letters_grow_for_one_person_and_are_small_again_for_the_next(corner: Corner) -> None:
    tablet = corner.tablet()
    assert size(tablet.get(START)) == "1"
    larger = tablet.get(START).follow("A+Chữ to")
    assert size(larger) == "2"
    page = choose_here(larger, "An sinh", "Người có công")
    assert size(page) == "2"
    assert size(page.follow("A+Chữ to")) == "3"
    assert size(tablet.get(f"{START}/luot/xong")) == "3"
    assert size(tablet.get(f"{START}/luot").follow("A−Chữ nhỏ lại")) == "1"
    tablet.get(f"{START}/luot").follow("A+Chữ to")
    assert size(tablet.get(f"{START}/luot").form(action="/het").submit()) == "1"
    assert size(choose(tablet, "An sinh", "Người có công")) == "1"


def test_letters_grow_on_the_question_and_on_the_thanks_too(corner: Corner) -> None:
    tablet = corner.tablet()
    choose(tablet, "An sinh", "Người có công")
    question = tablet.get(f"{START}/luot/xong").follow("A+Chữ to")
    assert size(question) == "2"

    thanks = question.form(action="/luot/xong").submit({"answer": "no"})

    larger = thanks.follow("A+Chữ to")
    assert [size(thanks), size(larger)] == ["2", "3"]
    assert "Bác đến bàn trực" in larger.text
    assert size(tablet.get(START)) == "1"


def choose_here(home: Page, field: str, topic: str) -> Page:
    [address] = [address for words, address in home.links().items() if words.startswith(field)]
    page = home.pages.get(address)
    [value] = [press.get("value") for press in page.all("button") if topic in "".join(press.itertext())]
    return page.form(action="/luot").submit({"topic": value})


def test_steps_stay_two_minutes_and_other_pages_one(corner: Corner) -> None:
    tablet = corner.tablet()
    page = choose(tablet, "An sinh", "Người có công")
    assert 'data-idle="120"' in page.html
    assert 'data-idle="60"' in tablet.get(f"{START}/luot/xong").html
    with clock.shifted(timedelta(seconds=110)):
        assert tablet.get(f"{START}/luot").h1 == "Người có công"


def test_who_has_called_keeps_their_steps_until_somebody_has_been_there_for_two_minutes(corner: Corner) -> None:
    with clock.frozen():
        tablet = corner.tablet()
        call(choose(tablet, "An sinh", "Người có công"))
        with clock.shifted(CALL_STANDS - timedelta(minutes=1)):
            assert tablet.get(f"{START}/luot").h1 == "Người có công"
            with corner.write() as session:
                visit = session.scalars(select(KioskVisit)).one()
                visit.take(session.merge(corner.counter), clock.now())
        with clock.shifted(CALL_STANDS + COMING - timedelta(minutes=1) + IDLE):
            assert tablet.get(f"{START}/luot").h1 == "Người có công"
        with clock.shifted(CALL_STANDS + COMING + 2 * IDLE):
            assert tablet.get(f"{START}/luot").address == START


def test_a_call_that_nobody_takes_ends_at_last(corner: Corner) -> None:
    tablet = corner.tablet()
    call(choose(tablet, "An sinh", "Người có công"))
    with clock.shifted(CALL_STANDS + 2 * IDLE), corner.read() as session:
        assert len(session.scalars(KioskVisit.forgotten(clock.now())).all()) == 1
    with corner.read() as session:
        assert session.scalars(KioskVisit.forgotten(clock.now() + 2 * IDLE)).all() == []


def test_the_start_leads_a_phone_to_classes_and_to_help_at_home(corner: Corner) -> None:
    for page in (corner.tablet().get(START), corner.tablet().get(BOOK)):
        labels = [each.get("aria-label") for each in page.all("div") if each.get("class") == "qr"]
        assert labels[:2] == ["Mã QR mở trang đăng ký lớp học", "Mã QR mở trang nhờ người tới nhà"]
        assert f"/x/{corner.ward.code}" in page.text
        assert f"/nho-giup/{corner.ward.code}" in page.text


def test_a_tablet_is_heard_at_most_once_in_some_minutes(corner: Corner) -> None:
    with clock.frozen():
        tablet = corner.tablet()
        first = heard_at(corner)
        assert first == clock.now()
        with clock.shifted(HEARD_EVERY - timedelta(seconds=1)), statements() as quiet:
            tablet.client.get(f"{START}/goi")
        assert heard_at(corner) == first
        assert not [each for each in quiet if each.lower().startswith("update")]
        with clock.shifted(HEARD_EVERY + timedelta(seconds=1)):
            tablet.client.get(f"{START}/goi")
            assert heard_at(corner) == clock.now()


def test_the_list_of_tablets_says_when_each_was_last_heard_and_marks_the_silent(corner: Corner) -> None:
    corner.tablet()
    page = corner.as_(corner.counter).get(f"{START}/may")
    assert "nghe lần cuối" in page.text
    assert "Không nghe thấy máy" not in page.text
    with clock.shifted(SILENT_AFTER + timedelta(minutes=1)):
        assert "Không nghe thấy máy" in corner.as_(corner.counter).get(f"{START}/may").text


def test_a_tablet_paired_before_this_was_noted_is_not_said_to_have_been_heard(corner: Corner) -> None:
    corner.tablet()
    with corner.write() as session:
        session.scalars(select(Kiosk)).one().heard_at = None
    assert "chưa nghe lần nào" in corner.as_(corner.counter).get(f"{START}/may").text
