"""From a code that was read to a green screen, and on to the register, on a phone four times slower than we are."""

import statistics
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import select

from app.models import Course, Registration, Ticket
from app.web.access import COOKIE
from app.web.database import db
from tools.measure.bench import Bench, say
from tools.measure.browser import phones
from tools.measure.report import Broken, Measurement
from tools.measure.servers import serving
from tools.measure.ward import HALL, Ward

SLOWER = 4
# What a person feels as at once (docs/promises.md, "What counts as quick"); three seconds a person is twenty a minute.
PAINTED, REGISTERED = 100.0, 3000.0
# Types a code as a hand-held reader does and waits for both: the green band painted, the server's answer.
SCAN = """async codes => {
  const outbox = new Outbox(), find = name => document.querySelector(`[data-${name}]`);
  const form = find('code'), band = find('hit'), channel = new MessageChannel();
  const painted = [], registered = [];
  for (const code of codes) {
    const begun = performance.now();
    const answered = new Promise(resolve => {
      outbox.listen(event => { if (event.type === 'answer' && event.record.data.ticket === code) resolve(); });
    });
    const shown = new Promise(resolve => {
      const watch = new MutationObserver(() => {
        if (band.hidden || band.dataset.look !== 'good') return;
        watch.disconnect();
        channel.port1.onmessage = resolve;
        requestAnimationFrame(() => channel.port2.postMessage('after the paint'));
      });
      watch.observe(band, { attributes: true });
    });
    form.elements.code.value = code;
    form.requestSubmit();
    await shown;
    painted.push(performance.now() - begun);
    await answered;
    registered.push(performance.now() - begun);
    band.click();
  }
  return { painted, registered };
}"""


def measure(bench: Bench) -> Iterator[Measurement]:
    """Every ticket of a hall of two hundred, one after the other, by one phone."""
    say("Scanning a hall")
    ward = bench.ward
    codes = _tickets(ward, f"DH{HALL}")
    with serving(ward.data) as address, phones() as opened:
        page = _phone(opened(address, **{COOKIE: ward.token}), address, ward)
        before = ward.marks()
        taken = page.evaluate(SCAN, codes)
    if ward.marks() - before != len(codes):
        raise Broken(f"{len(codes)} tickets were scanned, {ward.marks() - before} marks are stored.")
    yield _times("scan to green", taken["painted"], PAINTED)
    yield _times("scan to the register", taken["registered"], REGISTERED)


def _phone(page: Page, address: str, ward: Ward) -> Page:
    """The scanner of a lesson on a slow phone of its instructor."""
    page.goto(f"{address}{ward.rolls[HALL]}/quet")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def _tickets(ward: Ward, code: str) -> list[str]:
    with ward.app().app_context():
        wanted = select(Ticket.token).join(Course).join(Registration, Registration.ticket_id == Ticket.id)
        return list(db.session.scalars(wanted.where(Course.code == code).order_by(Ticket.id)))


def _times(name: str, taken: list[float], goal: float) -> Measurement:
    """The time that nineteen in twenty do not exceed, beside its goal; half of them in `more`."""
    late = statistics.quantiles(taken, n=20)[-1]
    more: dict[str, Any] = {"p50": round(statistics.median(taken), 1), "scans": len(taken), "cpu": f"1/{SLOWER}"}
    return Measurement(f"{name}, p95", late, "ms", goal=goal, of="ours", more=more)
