"""Which addresses of the product are screens, and which of the links met on the way are worth a picture."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

ROUTES = Path(__file__).parents[2] / "tests" / "architecture" / "routes.json"
LINKS = """() => [...document.querySelectorAll('a[href]')].filter(e => !e.closest('[hidden]'))
  .map(e => e.getAttribute('href'))"""
# What answers with a file, with a few words for a program, or only changes something and leads back.
NO_SCREENS = (
    ":ending>",
    ":form>",
    ".pdf",
    ".ics",
    ".png",
    ".svg",
    ".xlsx",
    ".csv",
    ".jpg",
    ".ico",
    ".txt",
    ".webmanifest",
    ".js",
)
NO_SCREEN_ENDPOINTS = {
    "health.show",
    "outbox.show",
    "text_sizes.show",
    "starts.show",
    "inside_notes.destroy",
    "public.courses.seats",
    "counter.registrations.people_known",
    "counter.followed_people.index",
    "counter.calls.show",
    "counter.courses.home",
    "teaching.sheets.show",
    "admin.units.show",
    "admin.first_run.show",
    "office.intakes.new",
    "office.intakes.show",
    "debug.events",
    "kiosk.visits.rung",
    "teaching.rolls.changes",
    "teaching.check_ins.wall_now",
    "public.door_outboxes.show",
}
# These stand once for each class, or each state of what they show; all others once for each room they are met in.
OFTEN = {
    "public.courses.show": 40,
    "public.tickets.show": 12,
    "public.certificates.show": 3,
    "teaching.lessons.index": 3,
    "teaching.rolls.show": 6,
    "teaching.results.show": 4,
    "office.courses.show": 40,
    "office.certificates.index": 4,
    "office.approvals.show": 4,
    "office.approvals.new": 2,
    "office.registrations.show": 4,
    "office.registration_lists.index": 4,
    "office.hand_overs.index": 3,
    "office.registers.entry": 4,
    "office.people.show": 3,
    "office.certificate_requests.new": 2,
    "office.imports.show": 4,
    "office.sendings.show": 2,
    "office.message_texts.edit": 2,
    "counter.registrations.new": 4,
    "jobs.show": 3,
}


def path_of(address: str) -> str:
    """An address without its host and fragment, its query kept."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def links(page: Page) -> list[str]:
    """Where the links of the open page lead, as paths, in their order; other sites, telephones and fragments left out,
    and links that a script has yet to show."""
    hrefs: list[str] = page.evaluate(LINKS)
    wanted = (href for href in hrefs if not href.startswith(("#", "tel:", "sms:", "mailto:", "http")))
    return list(dict.fromkeys(path_of(urljoin(page.url, href)) for href in wanted))


class Addresses:
    """The addresses of the product that a GET answers with a screen."""

    def __init__(self) -> None:
        rows = json.loads(ROUTES.read_text(encoding="utf-8"))
        self.screens = {
            row["endpoint"]: row["address"]
            for row in rows
            if "GET" in row["methods"]
            and not row["address"].endswith(NO_SCREENS)
            and row["endpoint"] not in NO_SCREEN_ENDPOINTS
        }
        rules = [Rule(row["address"], endpoint=row["endpoint"]) for row in rows if "GET" in row["methods"]]
        self._map = Map(rules, strict_slashes=False).bind("lopso")

    def endpoint(self, address: str) -> str | None:
        """Which screen an address leads to; None for a file, a fragment or what there is not."""
        try:
            endpoint, _ = self._map.match(urlsplit(address).path, method="GET")
        except HTTPException:
            return None
        return endpoint if endpoint in self.screens else None


@dataclass
class Album:
    """What has a picture already: an endpoint's states stand side by side, its hundredth twin does not."""

    addresses: Addresses
    taken: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    reached: set[str | None] = field(default_factory=set)

    def wants(self, whose: str, address: str, door: bool = False) -> bool:
        """Whether this address is to be visited; asked once, it counts as taken. `whose`: '' for those who see a
        page as everybody does; `door`: somebody begins here, whatever was seen before."""
        endpoint = self.addresses.endpoint(address)
        if endpoint is None or (f"{whose} {address}" in self.seen and not door):
            return False
        self.seen.add(f"{whose} {address}")
        names = sorted(name for name, _ in parse_qsl(urlsplit(address).query, keep_blank_values=True))
        key = " ".join([endpoint, whose, *names])
        if self.taken.get(key, 0) >= (1 if names else OFTEN.get(endpoint, 1)) and not door:
            return False
        self.taken[key] = self.taken.get(key, 0) + 1
        return True

    def opened(self, address: str) -> None:
        """A page came of it: where the browser ended, which after a redirect is another screen than the one asked."""
        self.reached.add(self.addresses.endpoint(address))

    def missed(self) -> list[str]:
        """The addresses of the screens that nobody came across, in their order."""
        screens = self.addresses.screens
        return sorted(address for endpoint, address in screens.items() if endpoint not in self.reached)
