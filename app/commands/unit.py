"""`lopso unit`: wards become one, or one is divided by its groups. A command tries it, says what would go where, and
leaves it for an administrator, who confirms it on a page."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from flask import current_app

from app import create_app
from app.country import clock
from app.data.reorganising import Reorganisation, keep
from app.models.people.ward_merging import CannotMerge
from app.web.database import db, immediate
from app.web.settings import Settings

PAGE = "/quan-tri/don-vi/sap-nhap"
ON = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The first day after it, as 2026-07-01; else today.")
NEW = click.option(
    "--new", "named", multiple=True, metavar="CODE=KIND NAME",
    help="Kind and name of a new ward, where Quyết định 19/2025/QĐ-TTg does not list its code.",
)  # fmt: skip
UNFIT = "A ward cannot receive itself, ends the day after it began at the earliest, and receives from its first day on."
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")


class _Tried(Exception):
    """It was carried out, to be rolled back."""


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (AS_JSON, NEW, ON):
        command = option(command)
    return command


@click.group("unit", epilog="Example: lopso unit merge 05467 05482 --into 05443 --on 2026-07-01")
def unit() -> None:
    """Try that wards merge or that one is divided; an administrator confirms it then."""


@unit.command("merge", epilog="Example: lopso unit merge 05467 05482 --into 05443 --on 2026-07-01")
@click.argument("parts", nargs=-1, required=True, metavar="WARD...")
@click.option("--into", required=True, help="Code of the ward that receives them: one of today, or a new one.")
@_options
def merge(parts: tuple[str, ...], into: str, **given: Any) -> None:
    """Try that wards, by code, go into another one; nothing changes yet."""
    _prepare(list(dict.fromkeys(parts)), into, {}, **given)


@unit.command("divide", epilog="Example: lopso unit divide 05443 --give 05467=TDP01,TDP02 --give 05482=TDP03")
@click.argument("ward")
@click.option(
    "--give", "gifts", multiple=True, required=True, metavar="WARD=GROUPS",
    help="Code of a ward that receives groups, one of today or a new one, and the codes of these.",
)  # fmt: skip
@click.option("--rest", default="", help="Code of the ward that receives all else; without it the divided one goes on.")
@_options
def divide(ward: str, gifts: tuple[str, ...], rest: str, **given: Any) -> None:
    """Try that a ward, by code, gives groups to others; nothing changes yet."""
    groups = [(group, code) for code, codes in _pairs(gifts) for group in codes.split(",")]
    if len(dict(groups)) < len(groups):
        raise click.UsageError("A group is given twice.")
    _prepare([ward], rest, dict(groups), **given)


def _pairs(given: tuple[str, ...]) -> list[tuple[str, str]]:
    if wrong := [each for each in given if "=" not in each]:
        raise click.UsageError(f"{wrong[0]}: there is no = in it.")
    return [(code, value) for code, _equals, value in (each.partition("=") for each in given)]


def _prepare(
    parts: list[str], into: str, groups: dict[str, str], on: datetime | None, named: tuple[str, ...], as_json: bool
) -> None:
    plan = Reorganisation(parts, into, f"{on or clock.today():%Y-%m-%d}", groups, dict(_pairs(named)))
    with create_app().app_context():
        now = clock.now()
        try:
            with immediate() as session:
                result = plan.tried(session, now)
                raise _Tried
        except _Tried:
            db.session.rollback()
        except CannotMerge as reason:
            raise click.ClickException(str(reason) or UNFIT) from reason
        with immediate() as session:
            keep(session, plan, result, now)
        settings: Settings = current_app.extensions["settings"]
        address = settings.public_url + PAGE
    if as_json:
        click.echo(json.dumps({**result, "page": address}, ensure_ascii=False))
        return
    for ward in result["wards"]:
        rows = ", ".join(f"{name} {count}" for name, count in ward["rows"].items())
        click.echo(f"{ward['title']}{' (new)' if ward['new'] else ''}: {rows or 'nothing goes there yet'}")
    click.echo(f"Nothing has changed. An administrator of all these wards reads and confirms it: {address}")
