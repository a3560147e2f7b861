"""Takes what a phone keeps of a lesson under the release in whose checkout this is run:

    cd CHECKOUT && PYTHONPATH=. .venv/bin/python THIS/take.py THIS/RELEASE.json

A phone opens the lessons and the roll, the server goes away, two people are ticked and one more is added. What then
lies in its stores is written down: the saved pages with their headers, and IndexedDB, its shape included. The releases
after it open these pages and send these presses (tests/browser/test_earlier_releases.py). Every name is made up.
"""

import json
import socket
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from app.settings import Settings
from playwright.sync_api import expect, sync_playwright

from app import clock, create_app, schema
from tests.browser.conftest import CHROMIUM, FLAGS, PHONE
from tests.browser.islands import Island
from tests.browser.rolls import tap
from tests.classroom import make_classroom

READY = "Sẵn sàng dùng khi mất mạng ✓"
PAGES = """async () => {
  const pages = await caches.open('pages'), all = {};
  for (const key of await pages.keys()) {
    const answer = await pages.match(key);
    all[new URL(key.url).pathname] = { headers: Array.from(answer.headers), text: await answer.text() };
  }
  return all;
}"""
STORE = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open('lopso');
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = async () => {
    const db = asked.result, stores = {};
    for (const name of db.objectStoreNames) {
      const place = db.transaction(name).objectStore(name);
      const rows = await new Promise(done => { const all = place.getAll(); all.onsuccess = () => done(all.result); });
      const indexes = Array.from(place.indexNames, each => {
        const { keyPath, unique } = place.index(each);
        return { name: each, keyPath, unique };
      });
      stores[name] = { keyPath: place.keyPath, autoIncrement: place.autoIncrement, indexes, rows };
    }
    resolve({ version: db.version, stores });
  };
})"""


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
    island = Island(folder, port, app, environment)
    island.start()
    room = make_classroom(app, first=clock.now() + timedelta(minutes=1))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        phone = browser.new_context(base_url=address, **{**PHONE, "service_workers": "allow"})
        page = phone.new_page()
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
        store = page.evaluate(STORE)
        pages = page.evaluate(PAGES)
        browser.close()
    release = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    told = {
        "release": release.stdout.strip(),
        "origin": address,
        "course_code": room.course_code,
        "account": room.public_id,
        "group_code": room.group_code,
        "people": room.people,
        "names": room.names,
        "pages": pages,
        "store": store,
    }
    out.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
