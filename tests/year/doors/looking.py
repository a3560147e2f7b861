"""Whoever looks around: any page without a row in its address, and a link on it."""

from random import Random
from urllib.parse import urljoin

from tests.year.registry import Refused, rule
from tests.year.world import World

PEOPLE = ("canbo", "lanhdao", "giangvien", "quay", "daisu", "totruong", "quantri", "tinh", "")
# Signing out, and whatever is a file for a browser itself.
LEFT_OUT = ("/dang-xuat", "/sw.js", "/mo-khoa")


@rule(3)
def look_around(world: World, draw: Random) -> None:
    """Somebody opens a page that any route without arguments names, then a link of it."""
    routes = [each for each in world.app.url_map.iter_rules() if "GET" in (each.methods or ()) and not each.arguments]
    addresses = sorted(each.rule for each in routes if each.rule not in LEFT_OUT)
    who, browser = "", world.browser()
    page = None
    for _try in range(8):
        who = draw.choice(PEOPLE)
        browser, address = world.browser(who), draw.choice(addresses)
        found = browser.get(address, status=0)
        if found.status == 200 and found.is_whole:
            page = found
            break
    if page is None:
        raise Refused("no page was theirs")
    links = dict.fromkeys(urljoin(page.address, each) for each in page.links().values())
    links = [each for each in links if each.startswith("/") and not each.startswith(LEFT_OUT)]
    if links:
        browser.get(draw.choice(links), status=0)
