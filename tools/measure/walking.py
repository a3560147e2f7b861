"""From door to door at 20,000 houses of three surveys each: every page and figure of the programme, quick, and the same
at a tenth of the houses beside it, to see what grows with them."""

import json
import statistics
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Answer, Programme, ProgrammeEntry, ResidentialGroup, Role, Site
from app.web.database import immediate
from tools.measure.asking import p95
from tools.measure.bench import Bench, say
from tools.measure.growing import EACH, PAGE_MS, opened
from tools.measure.instructors import sign_in
from tools.measure.report import Measurement
from tools.measure.servers import serving
from tools.measure.ward import Ward

HOUSES, SURVEYS, ALLEY = 20_000, 3, 40
LEVELS = ("none", "one", "full")
FIGURES = ("reached", "reached?theo=to", "with_member", "four_skills", "by_level?theo=level", "by_level?theo=skills")


def measure(bench: Bench) -> Iterator[Measurement]:
    """Pages of the book, of figures and of a round at both sizes by turns."""
    with ExitStack() as stack:
        sizes = {"a tenth": HOUSES // 10, "all": HOUSES}
        wards = {name: _with_houses(bench, name, many) for name, many in sizes.items()}
        addresses = {name: stack.enter_context(serving(ward.data)) for name, (ward, _paths) in wards.items()}
        tokens = {name: sign_in(ward, 1, Role.OFFICER)[0] for name, (ward, _paths) in wards.items()}
        lines = {name: HTTPConnection(urlsplit(address).netloc, timeout=60) for name, address in addresses.items()}
        waits: dict[tuple[str, str], list[float]] = {}
        for turn in range(bench.rounds * EACH + 1):
            for name, (_ward, paths) in wards.items():
                for page, path in paths.items():
                    took = opened(lines[name], path, tokens[name])
                    if turn:  # the first of each warms up
                        waits.setdefault((page, name), []).append(took)
        for line in lines.values():
            line.close()
    for page in wards["all"][1]:
        few, many = waits[page, "a tenth"], waits[page, "all"]
        grows = round(statistics.median(many) / statistics.median(few), 2)
        more: dict[str, object] = {"p50": round(statistics.median(many), 2), "times": len(many), "of a tenth": grows}
        yield Measurement(f"{page}, p95 at 20,000 houses", p95(many), "ms", goal=PAGE_MS, of="ours", more=more)


def _with_houses(bench: Bench, name: str, many: int) -> tuple[Ward, dict[str, str]]:
    """A ward whose book of houses holds so many, and its pages by what they are called."""
    say(f"Adding {many} houses of {SURVEYS} surveys each")
    ward = bench.ward.copied(bench.scratch / f"houses-{many}")
    with ward.app().app_context(), immediate() as session:
        programme = session.scalars(select(Programme).where(Programme.key == "household")).one()
        _add(session, programme, many)
        house = session.scalars(select(Site.public_id).where(Site.code == "B000001")).one()
        book = f"/van-phong/phong-trao/{programme.id}"
        pages = {
            "programmes": "/van-phong/phong-trao", "programme": book, "book": f"{book}/so",
            "book, page 70": f"{book}/so?trang=70", "book of one group": f"{book}/so?to=TDP07",
            "book, who was never visited": f"{book}/so?ket-qua=chua",
            "book, searched": f"{book}/so?tim={quote('ngõ 12')}",
            "house": f"{book}/so/{house}", "round": f"/quay/ho/{programme.id}",
            "house of a round": f"/quay/ho/{programme.id}/{house}", "all figures": "/van-phong/so-lieu",
            **{f"figure {each}": f"/van-phong/so-lieu/household.{each}" for each in FIGURES},
            "rows of a figure": "/van-phong/so-lieu/household.reached/dong",
        }  # fmt: skip
    ward.leave()
    return ward, pages


def _add(session: Session, programme: Programme, many: int) -> None:
    version, now = programme.current, clock.now()
    assert version
    groups = [each.id for each in session.scalars(ResidentialGroup.of(programme.unit_id))]
    first = (session.scalar(select(func.max(Site.id))) or 0) + 1
    entry = (session.scalar(select(func.max(ProgrammeEntry.id))) or 0) + 1
    of = {"unit_id": programme.unit_id, "programme_id": programme.id}
    rows: dict[Any, list[dict[str, Any]]] = {Site: [], ProgrammeEntry: [], Answer: []}
    for number in range(many):
        site, place, alley = first + number, number % ALLEY, number // ALLEY
        level, words = LEVELS[number % 3], f"Số {place}, Ngõ {alley}"
        rows[Site].append({
            "id": site, "public_id": str(uuid.uuid4()), "kind": "household", "unit_id": programme.unit_id,
            "code": f"B{number:06d}", "name": words, "search_key": f"so {place} ngo {alley}", "created_at": now,
            "residential_group_id": groups[alley % len(groups)], "version": 1, "alley": f"Ngõ {alley}",
            "number": str(place), "head": f"Chủ Hộ {number}", "members": 4,
            "order_key": f"ngo {alley:06d}|{place:06d}", "place_key": f"ngo {alley:06d}|{place:06d}",
            "head_key": f"Chủ Hộ {number}",
        })  # fmt: skip
        given = {"level": level, "how": "door", "teaches": number % 2 == 0, "skills": ["payments", "shopping"]}
        told = [("level", level), ("how", "door"), ("skills", "payments"), ("skills", "shopping")]
        told += [("teaches", "yes"), ("guide", "yes")] if given["teaches"] else [("teaches", "no")]
        for survey in range(SURVEYS):
            at, last = now - timedelta(days=60 * (SURVEYS - survey)), survey == SURVEYS - 1
            newer = None if last else (at + timedelta(days=60)).date()
            rows[ProgrammeEntry].append({
                **of, "id": entry, "uuid": str(uuid.uuid4()), "programme_version_id": version.id, "site_id": site,
                "way": "import", "at": at, "day": at.date(), "received_at": at, "outcome": "done",
                "answers": json.dumps(given), "latest": last, "counts": last, "superseded_on": newer,
            })  # fmt: skip
            row = {**of, "entry_id": entry, "site_id": site, "day": at.date()}
            rows[Answer] += [{**row, "key": key, "value": value} for key, value in told]
            entry += 1
    for noun, wanted in rows.items():
        for start in range(0, len(wanted), 5_000):
            session.execute(insert(noun.__table__), wanted[start : start + 5_000])
