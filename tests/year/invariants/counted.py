"""Figures against the rows behind them, added up here; plates and certificates; numbers."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from app.models.movement.declared_periods import NO_PERIOD
from tests.pages import Page, words
from tests.year.registry import SELDOM, always, sometimes
from tests.year.world import World, day, moment

FOUR = {"shopping", "payments", "ehealth", "public_services"}
NUMBER = re.compile(r"[\d.]+")
# Each time the tables of every tenth figure are read, at the end of a walk all: reading all takes a minute.
TABLES = 10


@sometimes(forgets=True)
def houses_are_counted_by_their_rows(world: World) -> Iterator[str]:
    """The figures of houses equal the rows behind them: of each house the newest that was recorded up to the day; those
    by month are of its year."""
    for unit in world.wards():
        for until in (world.today, world.today - timedelta(days=1)):
            figures, wanted = world.figures(until, unit.code), _houses(world, unit.id, until)
            for name, count in wanted.items():
                keys = [key for key in figures if re.fullmatch(rf"household(-\d+)?\.{name}", key)]
                shown = sum(_number(figures[key]) for key in keys)
                if shown != count:
                    yield f"{name} in {unit.code} up to {until}: {shown} on the page, {count} houses by their rows"


def _houses(world: World, unit_id: int, until: date) -> dict[str, int]:
    rows = world.rows(
        """
        SELECT e.site_id, e.id, e.at, e.day, e.answers FROM programme_entry e JOIN programme p ON p.id = e.programme_id
        JOIN site s ON s.id = e.site_id WHERE p.catalogue = 'household' AND s.unit_id = :unit AND e.outcome = 'done'
        AND e.withdrawn_at IS NULL AND e.day <= :until AND (s.retired_on IS NULL OR s.retired_on > :until)
        """,
        unit=unit_id, until=until,
    )  # fmt: skip
    newest: dict[int, tuple[date, Any]] = {}
    for row in sorted(rows, key=lambda each: (moment(each.at), each.id)):
        newest[row.site_id] = day(row.day), json.loads(row.answers)
    said = [answers for _day, answers in newest.values()]
    return {
        "reached": sum("how" in answers for on, answers in newest.values() if on.year == until.year),
        "with_member": sum(each.get("teaches") is True for each in said),
        "four_skills": sum(set(each.get("skills") or ()) >= FOUR for each in said),
        "by_level": sum("level" in each for each in said),
    }


@sometimes(forgets=True)
def plates_are_counted_once(world: World) -> Iterator[str]:
    """A plate is counted once and never lost, whichever ward the house is in by now."""
    wanted = world.rows(
        """
        SELECT pl.site_id FROM plate pl JOIN site s ON s.id = pl.site_id WHERE pl.state = 'standing'
        AND (pl.valid_until IS NULL OR pl.valid_until >= :today) AND s.retired_on IS NULL AND pl.period = :never
        """,
        today=world.today, never=NO_PERIOD,
    )  # fmt: skip
    shown = 0
    for unit in world.wards():
        figures = world.figures(world.today, unit.code)
        shown += sum(_number(value) for key, value in figures.items() if key.endswith(".recognised"))
    if shown != len(wanted):
        yield f"{len(wanted)} plates stand, the figures of all wards say {shown}"
    twice = world.rows(
        """
        SELECT pl.site_id, count(*) FROM plate pl JOIN programme p ON p.id = pl.programme_id
        WHERE pl.state = 'standing' GROUP BY pl.site_id, p.catalogue HAVING count(*) > 1
        """
    )
    for site, count in twice:
        yield f"house {site} holds {count} plates of one programme"
    for (code,) in world.rows("SELECT code FROM plate WHERE number IS NOT NULL"):
        answer = world.browser().client.get(f"/g/{code}")
        if answer.status_code != 200:
            yield f"/g/{code} of a plate answers {answer.status_code}"


@sometimes(forgets=True)
def one_programme_of_a_kind(world: World) -> Iterator[str]:
    """A ward keeps one book of a programme that ships, not two of the same name."""
    for unit, catalogue, count in world.rows(
        """
        SELECT u.code, p.catalogue, count(*) FROM programme p JOIN administrative_unit u ON u.id = p.unit_id
        WHERE p.catalogue <> '' AND p.retired_on IS NULL AND u.valid_to IS NULL
        GROUP BY u.code, p.catalogue HAVING count(*) > 1
        """
    ):
        yield f"{count} books of {catalogue} in {unit}"


@sometimes(forgets=True)
def classes_are_counted_by_their_rows(world: World) -> Iterator[str]:
    """What the office reads of the year's marks, helps, strokes and certificates equals the rows, added up over all
    wards, those among them that stand no more."""
    wanted = {
        "luot-hoc": """SELECT count(*) FROM attendance a JOIN lesson l ON l.id = a.lesson_id
            WHERE a.status IN ('present', 'late') AND l.state <> 'cancelled' AND l.starts_at BETWEEN :year AND :now""",
        "luot-ho-tro": "SELECT count(*) FROM help_record WHERE withdrawn_at IS NULL AND day >= :first",
        "nhap-bu": "SELECT coalesce(sum(count), 0) FROM help_tally WHERE withdrawn_at IS NULL AND day >= :first",
        "giay-da-cap": "SELECT count(*) FROM certificate WHERE state = 'issued' AND issued_at >= :year",
    }
    first = world.today.replace(month=1, day=1)
    codes = dict.fromkeys(["05443", *world.book.made["wards"]])
    figures = [world.figures(world.today, code) for code in codes]
    for key, statement in wanted.items():
        shown, count = sum(_number(each.get(key, "")) for each in figures), world.one(statement, first=first)
        if shown != count:
            yield f"{key}: {shown} on the pages of {', '.join(codes)}, {count} rows"


@always
def programmes_add_up(world: World) -> Iterator[str]:
    """Parts add up to the whole in every table of a programme, whatever was worded otherwise; the whole is the rows
    behind it. (Of the programmes that this step touched.)"""
    for number in sorted(world.step.programmes):
        [programme] = world.rows(
            "SELECT p.key, p.unit_id, u.code AS unit FROM programme p JOIN administrative_unit u ON u.id = p.unit_id "
            "WHERE p.id = :id", id=number,
        )  # fmt: skip
        page = world.browser("canbo").get(
            f"/van-phong/so-lieu/{programme.key}.recorded?phuong={programme.unit}", status=0
        )
        if page.status == 404:  # in use nowhere yet
            continue
        for address in _tables(page):
            yield from _adds_up(world.browser("canbo").get(address))
        shown = _number(world.figures(world.today, programme.unit).get(f"{programme.key}.recorded", ""))
        rows = world.one(
            """
            SELECT count(DISTINCT s.id) FROM site s JOIN programme_entry e ON e.site_id = s.id
            WHERE e.programme_id = :id AND e.outcome = 'done' AND e.withdrawn_at IS NULL AND e.day <= :today
            AND (s.retired_on IS NULL OR s.retired_on > :today)
            """,
            id=number, today=world.today,
        )  # fmt: skip
        if shown != rows:
            yield f"{programme.key}: {shown} on the page, {rows} rows"


@sometimes(forgets=True)
def parts_add_up(world: World) -> Iterator[str]:
    """Parts add up to the whole in every table: no line is missing."""
    turn = len(world.book.steps) // SELDOM
    for unit in world.wards():
        for number, key in enumerate(world.figures(world.today, unit.code)):
            if not world.is_thorough and (turn + number) % TABLES:
                continue
            page = world.browser("canbo").get(f"/van-phong/so-lieu/{key}?phuong={unit.code}")
            for address in _tables(page):
                yield from _adds_up(world.browser("canbo").get(address))


def _tables(page: Page) -> list[str]:
    """The addresses of a figure's tables, by each thing it is told apart by."""
    found = {each for each in page.links().values() if "theo=" in each and "/bang." not in each}
    return sorted(found) or [page.address]


def _adds_up(page: Page) -> Iterator[str]:
    tables = [each for each in page.all("table") if "of-figure" in (each.get("class") or "")]
    if not tables:
        return
    rows = [(row, row.findall("td")) for row in tables[0].iter("tr")]
    lines = [("".join(row.itertext()).split()[0], _amount(words(cells[0]))) for row, cells in rows if cells]
    *parts, (whole_words, whole) = lines
    parts_sum = sum(amount for _words, amount in parts)
    rounded = 0.051 * len(lines) if any(amount % 1 for _words, amount in lines) else 0  # hours have one decimal
    adds = whole_words.startswith("Cộng")
    if parts_sum < whole - rounded or (adds and parts_sum > whole + rounded):
        by = words(tables[0])[:60]
        yield f"{page.h1}, {by}: lines come to {parts_sum:g}, the whole is {whole} ({page.response.request.url})"


@sometimes(forgets=True)
def numbers_run(world: World) -> Iterator[str]:
    """Numbers of certificates, plates and letters run without hole or double."""
    series = defaultdict(list)
    for name, statement in {
        "certificates": "SELECT register_id, number FROM certificate",
        "plates": "SELECT unit_id || series || year, number FROM plate WHERE number IS NOT NULL",
        "letters": "SELECT unit_id || '/' || year, number FROM thanks_letter WHERE number IS NOT NULL",
    }.items():
        for of, number in world.rows(statement):
            series[name, of].append(number)
    for (name, of), numbers in series.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"{name} of {of}: {sorted(numbers)}"


def _amount(told: str) -> float:
    found = re.match(r"[\d.]+(,\d+)?", told.strip())
    return float(found[0].replace(".", "").replace(",", ".")) if found else 0.0


def _number(told: str) -> int:
    found = NUMBER.match(told.strip())
    return int(found[0].replace(".", "")) if found and found[0].strip(".") else 0
