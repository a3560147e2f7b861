"""Thầy Minh's iPhone and Bà Lan's, as near as a test can hold them: WebKit keeps what was pressed; phones die."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import Account, LessonPhoto, Registration
from app.models.people.account import hash_password
from app.web.database import db
from tests.browser.islands import Island
from tests.browser.test_lesson_photos import of_a_camera
from tests.browser.webkit import Webkit, bought, told
from tests.classroom import Classroom, make_classroom
from tests.factories import PASSWORD, RESIDENTS, make_course, make_ward

# Nobody's thumb is as quick as this: the next row is tapped as soon as the last one is painted.
TAP_SOME = """
for (const row of Array.from(document.querySelectorAll('.roll .who[aria-pressed=false]')).slice(0, 20)) {
  row.click();
  while (row.getAttribute('aria-pressed') !== 'true') await new Promise(done => setTimeout(done, 1));
}
"""
PRESSED = "return document.querySelectorAll('.roll .who[aria-pressed=true]').length"
SIGN_IN = """
const form = document.querySelector('[name=password]').form;
form.username.value = '%s';
form.password.value = '%s';
form.submit();
"""
REGISTER = """
const form = document.querySelector('[name=full_name]').form;
form.full_name.value = 'Nguyễn Thị Lan';
form.birth_year.value = '1955';
form.residential_group.value = 'khac';
form.submit();
"""
# Asked anew each time: a promise (`ready`) that WebKit once forgot would stay forgotten.
ACTIVE = "return Boolean(((await navigator.serviceWorker.getRegistration()) || {}).active)"
SAVED = "return Boolean(navigator.serviceWorker.controller && window.Saved && await Saved.has(location.pathname))"
# The page may be on its way elsewhere by itself: then the next one is told.
SEEN = "return document.dispatchEvent(new Event('visibilitychange'))"
# A photo of the signed sheet, chosen on the page of the lesson's photos.
CHOOSE = """
const bytes = Uint8Array.from(atob('%s'), sign => sign.charCodeAt(0)), given = new DataTransfer();
given.items.add(new File([bytes], 'IMG.jpg', { type: 'image/jpeg' }));
const form = document.querySelector('form[data-photos]');
form.elements.photos.files = given.files;
form.requestSubmit();
"""
# The page's own script has taken the form over: not only that the browser could.
ABLE = "const place = document.querySelector('[data-module=photos]'); return Boolean(place) && !place.hidden"
WAITING = "return (await new Outbox().records()).length"


Story = Callable[[Webkit], None]


@pytest.fixture
def tell(island: Island, tmp_path: Path) -> Callable[[Story], None]:
    """`tell(story)`: a story of one phone, which begins with a server that answers and a phone that knows nothing. It
    makes its own rows: what an earlier telling left is of another ward."""
    numbers = count(1)

    @contextmanager
    def buy() -> Iterator[Webkit]:
        if island.web is None:
            island.start()
        with bought(tmp_path / f"phone{next(numbers)}") as phone:
            yield phone

    return lambda story: told(story, buy)


def arrive(island: Island, phone: Webkit) -> Classroom:
    """The instructor of two hundred people signs in by the door and opens the roll; it is saved."""
    room = make_classroom(island.app, RESIDENTS[:200])
    with island.write() as session:
        account = session.get_one(Account, room.account_id)
        account.password_hash = hash_password(PASSWORD)
        username = account.username
    phone.open(f"{island.url}/dang-nhap")
    phone.follow(SIGN_IN % (username, PASSWORD))
    phone.reach(ACTIVE)
    phone.open(island.url + room.address)
    phone.reach(SAVED)
    return room


def test_two_hundred_ticks_without_a_line_outlive_the_phone_and_arrive_once_each(
    island: Island, tell: Callable[[Story], None]
) -> None:
    @tell
    def story(iphone: Webkit) -> None:
        room = arrive(island, iphone)
        island.stop()
        iphone.open(island.url + room.address)
        assert iphone.run(PRESSED) == 0
        for _ in range(10):
            iphone.run(TAP_SOME)

        iphone.kill()
        iphone.open(island.url + room.address)
        iphone.until(f"return await (async () => {{ {PRESSED} }})() === 200")
        assert iphone.run(WAITING) == 200
        assert room.marks() == 0

        island.start()
        iphone.until(SEEN)
        iphone.until(f"return await (async () => {{ {WAITING} }})() === 0")
        assert room.statuses() == dict.fromkeys(room.people, "present")
        assert room.marks() == 200


def test_a_photo_without_a_line_outlives_the_phone_and_arrives_upright(
    island: Island, tell: Callable[[Story], None]
) -> None:
    @tell
    def story(iphone: Webkit) -> None:
        room = arrive(island, iphone)
        iphone.open(f"{island.url}{room.address}/anh")
        iphone.reach(SAVED)
        assert iphone.run(ABLE)
        island.stop()
        iphone.open(f"{island.url}{room.address}/anh")
        iphone.until(ABLE)
        iphone.until(f"return await (async () => {{ {WAITING} }})() === 0")  # the store is open
        iphone.run(CHOOSE % b64encode(of_a_camera()["buffer"]).decode())
        iphone.until(f"return await (async () => {{ {WAITING} }})() === 1")

        iphone.kill()
        iphone.open(f"{island.url}{room.address}/anh")
        assert iphone.run(WAITING) == 1
        island.start()
        iphone.until(SEEN)
        iphone.until(f"return await (async () => {{ {WAITING} }})() === 0")
        with island.app.app_context():
            (photo,) = db.session.scalars(LessonPhoto.of(room.lesson_id))
            assert photo.width * 4 == photo.height * 3 <= 4800
            assert (island.app.extensions["settings"].data_dir / "photos" / photo.file).stat().st_size <= 300_000


def test_a_resident_s_registration_waits_on_a_dead_phone_and_the_ticket_opens_without_a_line(
    island: Island, tell: Callable[[Story], None]
) -> None:
    @tell
    def story(iphone: Webkit) -> None:
        with island.write() as session:
            course = make_course(session, make_ward(session))
            address, course_id = f"{island.url}/l/{course.code}", course.id
        iphone.open(address)
        iphone.reach("return !document.querySelector('[data-forget]').hidden")
        iphone.open(address)
        iphone.reach("return navigator.serviceWorker.controller !== null")
        island.stop()
        iphone.follow(REGISTER)
        iphone.until("return document.querySelector('[data-waits] b').textContent === 'Nguyễn Thị Lan'")
        assert iphone.run("return document.querySelector('.qr')") is None

        iphone.kill()
        iphone.open(address)
        iphone.until("return document.querySelector('[data-waits] b').textContent === 'Nguyễn Thị Lan'")
        island.start()
        iphone.until(SEEN)
        iphone.until("return location.pathname.startsWith('/v/') && !document.querySelector('[data-forget]').hidden")

        ticket = iphone.run("return location.href")
        island.stop()
        iphone.open(ticket)
        iphone.until("return document.querySelector('.qr svg') !== null")
        iphone.open(f"{island.url}/d/7K3MQ9X27K3MQ9X2")
        iphone.until("return !document.querySelector('[data-hall]').hidden")
        island.start()
        with island.read() as session:
            [made] = session.scalars(select(Registration).where(Registration.course_id == course_id))
            assert made.person.full_name == "Nguyễn Thị Lan"
