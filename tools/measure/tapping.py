"""What a tap makes a phone work until it is painted, beside the least that a tap can cost in the same browser.

The floor is a bare list of as many rows whose tap is stored by IndexedDB for good, then painted: what every tick must
do. What counts is the main thread's own time, script, layout and paint; what else a machine does is not the phone's.
"""

import statistics
from collections.abc import Callable, Iterator, Sequence

from playwright.sync_api import Page

from app.models import AdministrativeUnit, HelpDesk, PlaceKind, Role
from app.routes.counter.log.help_log import COOKIE as DESK
from app.web.access import COOKIE
from app.web.database import immediate
from tests.factories import make_account, make_sign_in
from tools.measure.bench import Bench
from tools.measure.browser import phones
from tools.measure.demo import DEMO_WARD
from tools.measure.report import Broken, Measurement
from tools.measure.rounds import Figures, compare
from tools.measure.servers import serving
from tools.measure.ward import HALL, Ward

TAPS = 60
WORDS = ["ngo", "binh", "h", "", "nguyen thi", "tran"] * 5
# What the outbox's record and a head with figures may cost over a bare store and paint: what stood when first measured
# (6.8, 3.8, 2.6), and a fifth. A phone four times slower then paints a tick in 30 ms; a person feels 100.
MOST = {"tick": 8.0, "help": 4.5, "search": 3.2}

FLOOR = """<!doctype html><meta charset="utf-8"><title>Floor</title><input id="tim"><ul>%s</ul><script>
const opened = new Promise(resolve => {
  const asked = indexedDB.open('floor', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore('ticks', { autoIncrement: true });
  asked.onsuccess = () => resolve(asked.result);
});
document.querySelector('ul').addEventListener('click', async event => {
  const item = event.target.closest('li');
  const store = (await opened).transaction('ticks', 'readwrite', { durability: 'strict' });
  store.objectStore('ticks').add({ name: item.textContent, at: Date.now() });
  store.oncomplete = () => { item.dataset.status = 'present'; };
});
document.querySelector('#tim').addEventListener('input', event => {
  for (const item of document.querySelectorAll('li')) item.hidden = !item.textContent.includes(event.target.value);
});
</script>"""
# A tap on a row; it ends when its state has changed and was painted.
TAP = """async place => {
  const item = document.querySelectorAll('li:has(> .who), li:has(> [data-floor])')[place];
  const marked = new Promise(resolve => {
    new MutationObserver((changes, seen) => { seen.disconnect(); resolve(); })
      .observe(item, { attributes: true, attributeFilter: ['data-status'] });
  });
  item.querySelector('.who, [data-floor]').click();
  await marked;
  await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
}"""
SEARCH = """async words => {
  const search = document.querySelector('#tim');
  search.value = words;
  search.dispatchEvent(new Event('input'));
  await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
}"""
# A topic and a result at the counter; it ends when the page has said so and that was painted.
HELP = """async place => {
  const said = document.querySelector('[data-said]');
  const told = new Promise(resolve => {
    new MutationObserver((changes, seen) => { seen.disconnect(); resolve(); }).observe(said, { childList: true });
  });
  document.querySelector('[data-first] input').click();
  document.querySelectorAll('.outcomes button')[place % 3].click();
  await told;
  await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
}"""


def measure(bench: Bench) -> Iterator[Measurement]:
    """A tick in a hall of two hundred, a search in it, and a help at the counter."""
    ward = bench.ward.copied(bench.scratch / "tapping")
    desk = _counter(ward)
    with serving(ward.data) as address, phones() as opened:
        roll, log = opened(address, **{COOKIE: ward.token}), opened(address, **desk)
        floors = [_floor(opened, address), _floor(opened, address)]
        places = iter(range(10**6))

        def ticking(page: Page) -> Callable[[], Figures]:
            return lambda: {"tap": _worked(page, TAP, [next(places) % HALL for _ in range(TAPS)])}

        def searching(page: Page) -> Callable[[], Figures]:
            return lambda: {"tap": _worked(page, SEARCH, WORDS)}

        roll.goto(address + ward.rolls[HALL])
        log.goto(f"{address}/quay")
        first, second = (ticking(page) for page in floors)
        takes = {"floor": first, "again": second, "ours tick": ticking(roll)}
        takes["ours help"] = lambda: {"tap": _worked(log, HELP, list(range(TAPS)))}
        seen = bench.alternate("tapping", takes)
        for name in ("tick", "help"):
            yield _beside(bench, f"{name} to paint, hall of {HALL}" if name == "tick" else "help to paint", seen, name)
        finding = {"ours search": searching(roll), "floor": searching(floors[0]), "again": searching(floors[1])}
        yield _beside(bench, f"search in a roll of {HALL}", bench.alternate("searching", finding), "search")


def _beside(bench: Bench, said: str, seen: dict[str, list[Figures]], name: str) -> Measurement:
    columns = [[figures["tap"] for figures in seen[key]] for key in (f"ours {name}", "floor", "again")]
    more = {"beside": "a bare list that stores and paints", "rounds": bench.rounds, "taps": TAPS}
    return Measurement.of_rounds(said, compare(*columns), "ms of work", goal=MOST[name], more=more)


def _worked(page: Page, script: str, turns: Sequence[object]) -> float:
    """The median of what a script makes the page's main thread work, in ms, over some turns."""
    line = page.context.new_cdp_session(page)
    line.send("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
    line.send("Performance.enable", {"timeDomain": "threadTicks"})
    spent = []
    for turn in turns:
        before = _task_duration(line.send("Performance.getMetrics"))
        page.evaluate(script, turn)
        spent.append((_task_duration(line.send("Performance.getMetrics")) - before) * 1000)
    line.detach()
    return statistics.median(spent)


def _task_duration(answer: dict[str, list[dict[str, float | str]]]) -> float:
    return next(float(each["value"]) for each in answer["metrics"] if each["name"] == "TaskDuration")


def _floor(opened: Callable[..., Page], address: str) -> Page:
    rows = "".join(f"<li><button data-floor>Nguyễn Thị Bình {number}</button></li>" for number in range(HALL))
    page = opened(address)
    page.route("**/floor", lambda route: route.fulfill(body=FLOOR % rows, content_type="text/html"))
    page.goto(f"{address}/floor")
    if page.locator("li").count() != HALL:
        raise Broken("The floor's page did not open.")
    return page


def _counter(ward: Ward) -> dict[str, str]:
    """Somebody sits at the counter: the token of the sign-in, and the cookie that says at which desk."""
    with ward.app().app_context(), immediate() as session:
        unit = session.scalars(AdministrativeUnit.called(DEMO_WARD)).one()
        token = make_sign_in(session, make_account(session, unit, Role.COUNTER))
        desk = HelpDesk.add(session, unit, label="Bàn đo", place_kind=PlaceKind.COUNTER)
        cookies = {COOKIE: token, DESK: f"{unit.code}.{desk.key}"}
    ward.leave()
    return cookies
