"""`lopso init`: the ward and its first administrator, without the first-run page."""

import click
from flask import current_app
from sqlalchemy import inspect

from app import create_app
from app.commands.passwords import asked_password, invited, tell
from app.country import clock
from app.country.names import UnusableName, clean, clean_name
from app.data import first_run
from app.models import Account, AdministrativeUnit
from app.models.people.account import USERNAME, fold_username
from app.models.people.administrative_unit import WARD_KINDS
from app.models.people.communes import PROVINCES, Province
from app.web import own_place
from app.web.database import db, immediate


@click.command(
    "init",
    epilog="Example: lopso init --code 05443 --kind phường --name 'Phan Đình Phùng' --province 19 "
    "--full-name 'Nguyễn Thị Hoa' --username quantri",
)
@click.option("--code", required=True, help="State code of the ward, five digits.")
@click.option("--kind", type=click.Choice(WARD_KINDS), default=WARD_KINDS[0], show_default=True)
@click.option("--name", required=True, help="The ward's name without its kind.")
@click.option("--province", "province_code", required=True, help="State code of the province, two digits.")
@click.option("--province-kind", type=click.Choice(("tỉnh", "thành phố")), help="Where it is not in our list.")
@click.option("--province-name", help="Where it is not in our list, or was renamed.")
@click.option("--full-name", required=True, help="The administrator's name, as it is written.")
@click.option("--username", default="quantri", show_default=True, help="The administrator's user name.")
@click.option("--password", "here", is_flag=True, help="Set a password here (terminal or standard input).")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def init(
    code: str,
    kind: str,
    name: str,
    province_code: str,
    province_kind: str | None,
    province_name: str | None,
    full_name: str,
    username: str,
    here: bool,
    as_json: bool,
) -> None:
    """Make the ward and its first administrator in an empty database, and print the link to set a password."""
    if not (len(code) == 5 and code.isascii() and code.isdecimal()):
        raise click.BadParameter("five digits, as in 05443", param_hint="--code")
    province = _province(province_code, province_kind, province_name)
    with create_app().app_context():
        _make_tables()
        if first_run.is_over(db.session()):
            raise click.ClickException("There is a ward already: see lopso account create for more people.")
        own_place.check_mark()
        administrator = _administrator(full_name, username)
        if here:
            administrator.password_hash = asked_password(administrator.username, administrator.full_name)
        ward = first_run.new_ward(code, kind, clean(name), province)
        outcome = _set_up(ward, administrator, invite=not here)
        link = outcome.get("link")
        sentence = f"{ward.title} ({code}) is set up, administrator {administrator.username}."
        tell(outcome, sentence + (f" To set a password: {link}" if link else ""), as_json)


def _set_up(ward: AdministrativeUnit, administrator: Account, *, invite: bool) -> dict[str, object]:
    with immediate() as session:
        first_run.set_up(session, ward, administrator)
        outcome: dict[str, object] = {"unit": ward.code, "username": administrator.username}
        if invite:
            outcome |= invited(session, administrator)
    own_place.check_mark()
    first_run.forget_setup_code(current_app.extensions["settings"])
    return outcome


def _administrator(full_name: str, username: str) -> Account:
    try:
        name = clean_name(full_name)
    except UnusableName as unusable:
        raise click.ClickException(f"That name cannot be used: {unusable.reason.value}.") from unusable
    folded = fold_username(username)
    if not USERNAME.fullmatch(folded):
        raise click.ClickException("A user name has 3 to 32 letters without accents, or digits, as in quantri.")
    return Account(username=folded, full_name=name, created_at=clock.now())


def _province(code: str, kind: str | None, name: str | None) -> Province:
    known = PROVINCES.get(code)
    if known is None and not (kind and name and len(code) == 2 and code.isdecimal()):
        raise click.BadParameter(
            "no province has this code; for a new one give --province-kind and --province-name too",
            param_hint="--province",
        )
    return Province(code, kind or (known.kind if known else ""), clean(name or (known.name if known else "")))


def _make_tables() -> None:
    if not inspect(db.engine).has_table(AdministrativeUnit.__tablename__):
        from app.web.database import schema  # Alembic takes a while to load

        schema.upgrade()
