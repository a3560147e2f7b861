"""Pages under load: a class as a stranger reads it, a roll as an instructor does."""

from collections.abc import Iterator

from app.web.access import COOKIE
from tools.measure.bench import Bench, Goals
from tools.measure.report import Measurement
from tools.measure.servers import serving
from tools.measure.weight import visit

# As a browser asks; the floor's page is not compressed, so the roll is asked for both ways.
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}


def measure(bench: Bench) -> Iterator[Measurement]:
    """The class page and the roll of 40."""
    ward = bench.ward
    signed_in = {"Cookie": f"{COOKIE}={ward.token}"}
    with serving(ward.data) as address:
        visit(address, path := f"/l/{ward.open_course}")
        course = bench.load(address + path, 4, **BROWSER)
        yield from bench.beside_page("class page", 4, {"": (course.take, Goals())})
        visit(address, path := ward.rolls[40], signed_in["Cookie"])
        roll = bench.load(address + path, 4, **BROWSER, **signed_in)
        plain = bench.load(address + path, 4, **signed_in)
        takes = {"": (roll.take, Goals(1.5, 1.7)), "not compressed": (plain.take, Goals())}
        yield from bench.beside_page("roll of 40", 4, takes)
