"""Takes what three phones keep under the release in whose checkout this is run:

    cd CHECKOUT && PYTHONPATH=. .venv/bin/python THIS/take.py THIS/RELEASE.json

An instructor's: the roll, two people ticked and one more added. A group head's: two houses, an event with a photo and a
form of the worker's pressed, a third house half filled in. A resident's: a registration and a form of a ticket pressed.
All of it without a line. What then lies in their stores is written down, and what the release served to them: its
worker, the shell, and the files that the pages name. Later releases open these pages and send these presses
(tests/browser/test_earlier_releases.py). Every name is made up.
"""

import gzip
import itertools
import json
import re
import socket
import subprocess
import sys
import tempfile
from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from flask import Flask
from PIL import Image
from playwright.sync_api import BrowserContext, expect, sync_playwright
from sqlalchemy import event

from app import create_app
from app.country import clock
from app.models import Account, Programme, ResidentialGroup, Role
from app.models.movement.declaration_reading import read
from app.web.database import immediate, schema
from app.web.settings import Settings
from tests.browser.conftest import CHROMIUM, FLAGS, PHONE
from tests.browser.islands import Island
from tests.browser.patience import at_work, told
from tests.browser.rolls import tap
from tests.classroom import Classroom, make_classroom
from tests.doorsteps import Street
from tests.factories import make_course, make_grant, make_registration
from tests.pairs import make_ambassador
from tests.quick_entries import BEGAN, MEETING
from tests.returns import moment

READY = "Sẵn sàng dùng khi mất mạng ✓"
UNANSWERED = "Chưa gửi được"
PHOTO = {"key": "hall", "label": "Ảnh buổi họp", "type": "photo"}
# All that this phone keeps but the release's own files; bytes as {base64}.
STORES = """async () => {
  const plain = value => JSON.parse(JSON.stringify(value, (_, each) => each instanceof ArrayBuffer
    ? { base64: btoa(String.fromCharCode(...new Uint8Array(each))) } : each));
  const done = asked => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const pages = {}, bases = {};
  for (const name of await caches.keys()) if (!name.startsWith('static-')) {
    const cache = await caches.open(name), all = pages[name] = {};
    for (const key of await cache.keys()) {
      const answer = await cache.match(key), path = new URL(key.url).pathname;
      if (!path.startsWith('/static/')) all[path] = { headers: Array.from(answer.headers), text: await answer.text() };
    }
  }
  for (const { name } of await indexedDB.databases()) {
    const db = await done(indexedDB.open(name)), stores = {};
    for (const each of db.objectStoreNames) {
      const place = db.transaction(each).objectStore(each), rows = plain(await done(place.getAll()));
      const indexes = Array.from(place.indexNames, index => {
        const { keyPath, unique } = place.index(index);
        return { name: index, keyPath, unique };
      });
      stores[each] = { keyPath: place.keyPath, autoIncrement: place.autoIncrement, indexes, rows };
    }
    bases[name] = { version: db.version, stores };
    db.close();
  }
  return { pages, bases, local: Object.assign({}, localStorage) };
}"""


@dataclass
class Ward:
    """What the three phones are about: a class on its roll, houses and an event of a group, a class with a ticket."""

    room: Classroom
    street: Street
    meeting: int
    course: str
    ticket: str

    @classmethod
    def build(cls, app: Flask) -> "Ward":
        """Rows for all of it; whoever heads the group is an ambassador too."""
        room, street = make_classroom(app, first=clock.now() + timedelta(minutes=1)), Street.build(app, "6 8 14 20")
        with app.app_context(), immediate() as session:
            group, head = session.get_one(ResidentialGroup, street.group.id), session.get_one(Account, street.head.id)
            said = read({**MEETING, "name": "Buổi có ảnh", "fields": [*MEETING["fields"], PHOTO]})
            meeting = Programme.begun(session, group.unit, said, catalogue="", now=moment(BEGAN))
            meeting.use_draft(seen="1", now=moment(BEGAN))
            make_ambassador(session, group.unit, group=group, account=head)
            make_grant(session, head, group.unit, Role.AMBASSADOR)
            course = make_course(session, group.unit)
            made = make_registration(session, course, "Lương Thị Bảy")
            return cls(room, street, meeting.id, course.code, made.ticket.token)

    def ids(self, address: str) -> dict[str, str]:
        """What pages and stores call all this, by what it is."""
        room, street = self.room, self.street
        people = {f"person {place}": each for place, each in enumerate(room.people)}
        houses = {f"house {number}": each for number, each in street.houses.items()}
        return {
            "origin": address, "room": room.course_code, "instructor": room.public_id, "room's group": room.group_code,
            "programme": str(street.programme), "group": street.group.code, "head": street.head.public_id,
            "meeting": str(self.meeting), "course": self.course, "ticket": self.ticket, **people, **houses,
        }  # fmt: skip


def main(out: Path) -> None:
    """Take it, and write it to a file."""
    folder = Path(tempfile.mkdtemp())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {"DATA_DIR": str(folder), "SECRET_KEY": "a test's key", "PUBLIC_URL": address, "LOPSO_DEBUG": "1"}
    app = create_app(Settings.from_environment(environment))
    with app.app_context():
        schema.upgrade()
    numbers = itertools.count(7_470_001)  # like nothing else on a page
    event.listen(Programme, "before_insert", lambda _mapper, _line, made: setattr(made, "id", next(numbers)))
    island, ward, phones = Island(folder, port, app, environment), Ward.build(app), {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, takes in (("instructor", instructors), ("head", heads), ("resident", residents)):
            island.start()
            with browser.new_context(base_url=address, **{**PHONE, "service_workers": "allow"}) as phone:
                takes(phone, island, ward)
                phones[name] = phone.pages[0].evaluate(STORES)
            island.stop()
        browser.close()
    island.start()
    files = served(address, json.dumps(phones))
    island.stop()
    release = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    told_of = {"release": release.stdout.strip(), "ids": ward.ids(address), "phones": phones, "files": files}
    out.write_text(json.dumps(told_of, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def instructors(phone: BrowserContext, island: Island, ward: Ward) -> None:
    """The lessons and the roll are opened, the server goes away, two people are ticked and one more is added."""
    page, room = phone.new_page(), ward.room
    island.sign_in(phone, room.account_id)
    page.goto("/giang-vien")
    expect(page.locator(f'[data-lesson="{room.lesson}"] [data-state]')).to_have_text(READY)
    page.goto(room.address)
    expect(page.locator(".sync")).to_have_text("Đã gửi hết")
    island.stop()
    for name in room.names[:2]:
        tap(page, name)
    page.get_by_role("link", name="Thêm người").last.click()
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Hoa Mai")
    page.get_by_label("Năm sinh").fill("1957")
    page.get_by_label("Tổ dân phố").select_option(index=1)
    page.get_by_role("button", name="Thêm, ghi có mặt").click()
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 3")


def heads(phone: BrowserContext, island: Island, ward: Ward) -> None:
    """Two houses, an event with its photo, a form that got no answer, and a house that is half filled in."""
    page, listing, photo = phone.new_page(), f"/quay/ho/{ward.street.programme}", island.folder / "hop.jpg"
    Image.new("RGB", (12, 9), "red").save(photo)
    island.sign_in(phone, ward.street.head.id)
    page.goto("/quay/ghi-nhanh")
    expect(page.get_by_text("Đã lưu trong máy này")).to_be_visible()
    page.goto(listing)
    expect(page.locator("[data-saved-here]")).to_contain_text("4 nhà chưa tới. ✓")
    page.goto("/quay/kem-cap/moi")
    page.get_by_label("Họ và tên").fill("Lý Thị Páo")
    page.get_by_label("Năm sinh").fill("1951")
    page.get_by_label("Người này đồng ý").check()
    island.stop()
    page.get_by_role("button", name="Nhận kèm").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
    page.goto("/quay/ghi-nhanh")
    page.get_by_role("link", name="Buổi có ảnh").tap()
    page.get_by_label("Chủ đề").fill("An toàn trên mạng")
    page.get_by_label("Có mặt").fill("30")
    page.get_by_label("Ảnh buổi họp").set_input_files(photo)
    page.get_by_role("button", name="Lưu").tap()
    expect(page.get_by_text("Đã giữ trong máy này.")).to_be_visible()
    page.goto(listing)
    page.get_by_role("link", name="Tới nhà tiếp theo: Số 6").tap()
    page.get_by_label("Có người").tap()
    page.get_by_role("button", name="Lưu, sang số 8").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 8")
    page.get_by_role("button", name="Đi vắng", exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 14")
    page.get_by_label("Có người").tap()
    page.get_by_text("Người học rồi dạy lại").tap()
    page.get_by_label("Họ và tên").fill("Ma Thị Lan")
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 4")
    written = f"async () => JSON.stringify((await ({STORES})()).bases['lopso-drafts']).includes('Ma Thị Lan')"
    assert told(page, written, until=True)


def residents(phone: BrowserContext, island: Island, ward: Ward) -> None:
    """A registration, and one more of the family on a ticket: both pressed without a line."""
    page, family = phone.new_page(), phone.new_page()
    for opened, address in ((family, f"/v/{ward.ticket}"), (page, f"/l/{ward.course}")):
        opened.goto(address)
        expect(opened.get_by_role("button", name="Xóa khỏi máy này")).to_be_visible()
        at_work(opened)
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
    page.get_by_label("Năm sinh").fill("1955")
    page.get_by_label("Tổ dân phố").select_option("Nơi khác")
    family.goto(f"/v/{ward.ticket}/nguoi-nha")
    family.get_by_label("Họ và tên").first.fill("Lương Văn Tám")
    family.get_by_label("Năm sinh").first.fill("1950")
    island.stop()
    page.get_by_role("button", name="Đăng ký học").tap()
    expect(page.get_by_role("heading", name="Chưa gửi: Nguyễn Thị Lan")).to_be_visible()
    family.get_by_role("button", name="Thêm vào phiếu này").tap()
    expect(family.get_by_role("heading", level=1)).to_have_text(UNANSWERED)


def served(address: str, pages: str) -> dict[str, str]:
    """The worker, the shell that it stores and the files that saved pages name, each gzipped, in base64; not the
    readers of codes, which are big."""

    def body(path: str) -> bytes:
        with urlopen(address + path) as answer:
            told_there: bytes = answer.read()
            return told_there

    worker = body("/sw.js").decode()
    shell: dict[str, Any] = json.loads(worker.partition("const SHELL = ")[2].partition(";\n")[0])
    brought = json.loads("[" + worker.partition("importScripts(")[2].partition(");\n")[0] + "]")
    named = re.findall(r"/static/[\w.-]+\.(?:js|css|svg)", pages)
    paths = {"/sw.js", *brought, *shell["shell"], *shell["pages"], *named}
    lean = sorted(path for path in paths if "detector" not in path)
    return {path: b64encode(gzip.compress(body(path), mtime=0)).decode() for path in lean}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
