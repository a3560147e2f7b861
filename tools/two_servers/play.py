"""What is played on two servers, step by step: each says what was measured, and fails if anything is missing."""

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from app import create_app
from app.exchange import backups
from app.models import Base
from app.web.database import db
from app.web.settings import Settings
from tests.documents.ruler import Paper
from tests.pages import Pages
from tests.registers.personal_data.somebody import asks, erases, tells
from tests.routes.office.conftest import Office
from tests.server.conftest import (
    eventually,  # as patient as a start on a busy machine
    kill_everything,
)
from tools.two_servers.office_work import (
    draw_sheets,
    fetched,
    issue_certificates,
    load_lists,
    make_office,
    take_photos,
)
from tools.two_servers.place import NAMES, Place

DOWNLOADS = 500
LEADS_WITHIN = 60.0  # s after the leader was killed
Row = tuple[str, str]


def play(place: Place) -> Iterator[Row]:
    """All steps in order; each gives what was done, and what was measured."""
    office = make_office(place.app)
    place.start(*NAMES)
    yield "a leader and a night", f"{_leads(place)} leads, {_nights(place)} backup"
    yield "pooled connections", _no_setting_leaks(place)
    papers, sheets = issue_certificates(office), draw_sheets(office)
    yield "papers", f"{len(papers)} issued, {len(sheets)} drawn"
    yield "lists", f"{load_lists(office)} read and stored"
    photos = take_photos(office)
    yield "photos", f"{len(photos)} taken, one removed: 404 on both"
    yield "downloads", _downloads(place, office, [*papers, *sheets])
    yield "erasure on request", _erased(place, office)
    yield "backup on one, restored elsewhere", _restored(place)
    yield "leader killed with -9", _led_on(place)
    yield "a server without its folder", _begun_anew(place, office, [*papers, *photos])
    assert not place.tracebacks(), place.tracebacks()
    assert _nights(place) == 1


def _leads(place: Place) -> str:
    """Who leads, once the night's backup is made."""
    leader = eventually(place.leader)
    eventually(lambda: _nights(place))
    return leader


def _nights(place: Place) -> int:
    """How many nightly backups there are, in the folders of both servers."""
    return len(list(place.folder.glob("*/backups/night-*.backup")))


def _no_setting_leaks(place: Place) -> str:
    """What a client of the pool finds set is what the database gives to anybody."""
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "search_path", "jit")
    asked = f"SELECT {', '.join(f'current_setting($${name}$$)' for name in names)}"
    [usual] = place.ask(place.settings.database_url, asked)
    seen = {place.ask(place.pooled, asked)[0] for _ in range(20)}
    assert seen == {usual}, f"{names}: {seen}, not {usual}"
    return "20 as the database gives them"


def _downloads(place: Place, office: Office, papers: list[str]) -> str:
    """Each paper from each server in turn, again and again."""
    pages, began = office.as_officer(), time.monotonic()
    place.relay.served_by.clear()
    for number in range(DOWNLOADS):
        address = papers[number // 2 % len(papers)]
        assert fetched(pages, address).startswith(b"%PDF"), address
    taken = (time.monotonic() - began) / DOWNLOADS * 1000
    shares = Counter(place.relay.served_by)
    assert len(shares) == 2
    assert min(shares.values()) > DOWNLOADS * 0.4, shares
    return f"{DOWNLOADS} whole, {' and '.join(map(str, shares.values()))} by each server, {taken:.0f} ms each"


def _erased(place: Place, office: Office) -> str:
    """Somebody asks, the office erases them, and nothing of them lies in the rows or in the bucket."""
    store = place.settings.store

    def left() -> list[str]:
        return [each.name for each in store.list("") if _says(store.get(each.name), each.name)]

    assert left(), "no file tells of them before"
    page = erases(place.app, office.officer, asks(place.app))
    assert "Đã xóa" in page.text
    with office.read() as session:
        named = _tables_that_tell()
        session.rollback()
    assert not named, named
    eventually(lambda: not left())
    return f"in no row, in none of {len(list(store.list('')))} files"


def _tables_that_tell() -> list[str]:
    tables = Base.metadata.tables
    return [name for name in tables if tells(str(db.session.execute(select(tables[name])).all()).encode())]


def _says(content: bytes, name: str) -> bool:
    """Whether a file tells of the person who was erased, a paper by the words on it."""
    return bool(tells(Paper(content).text().encode() if name.endswith(".pdf") else content))


def _restored(place: Place) -> str:
    """A backup that one server makes is put back onto SQLite and a folder: every file that rows name is there."""
    file = place.folder / "one.backup"
    made = json.loads(place.lopso("b", "backup", "--with-files", "--json", str(file)))
    assert not made["missing"] + made["altered"], made
    elsewhere = place.folder / "elsewhere"
    away = dict.fromkeys((name for name in place.environment if name.startswith(("FILES_", "DATABASE_"))), "")
    key = place.folder / "key"
    key.write_text(place.environment["BACKUP_KEY"], encoding="ascii")
    put_back = json.loads(
        place.lopso("elsewhere", "restore", "--json", "--key-file", str(key), str(file), **away, BACKUP_KEY="")
    )
    app = create_app(Settings.from_environment({**place.environment, **away, "DATA_DIR": str(elsewhere)}))
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        found = backups.unmatched(db.session(), lambda name: backups.read_on_disk(settings.store, name))
        named = _tables_that_tell()
        db.session.rollback()
        db.engine.dispose()
    assert not found.all, found
    assert not named, named
    assert not [each.name for each in settings.store.list("papers") if _says(settings.store.get(each.name), each.name)]
    return f"{put_back['rows']} rows, {found.named} named files, none lacking"


def _led_on(place: Place) -> str:
    """The whole server of the leader is killed, and the other one leads."""
    before = eventually(place.leader)
    kill_everything(place.servers[before])
    began = time.monotonic()
    eventually(lambda: (found := place.leader()) and found != before and found)
    taken = time.monotonic() - began
    assert taken < LEADS_WITHIN, f"{taken:.0f} s"
    return f"the other leads after {taken:.1f} s"


def _begun_anew(place: Place, office: Office, addresses: list[str]) -> str:
    """The folder of the server that was killed is deleted; started anew, it lacks nothing."""
    [dead] = [name for name, server in place.servers.items() if server.process.poll() is not None]
    for made in place.data(dead).glob("backups"):
        made.rename(place.folder / "looking" / "backups")  # to be counted
    shutil.rmtree(place.data(dead))
    place.start(dead)
    with place.alone(dead) as app:
        pages = Pages(app.test_client()).sign_in(office.officer)
        for address in addresses:
            fetched(pages, address)
    return f"{len(addresses)} papers and photos, none lacking"
