"""`lopso anonymise`: erase at once whom the night would erase, or say whom it would be."""

import re

import click
from flask import current_app
from sqlalchemy import func, select

from app import create_app
from app.country import clock
from app.jobs import forgetting
from app.models import AdministrativeUnit
from app.registers.personal_data.obstacles import cutoff, due
from app.registers.personal_data.personal import LAST_SEEN
from app.web import own_place, trusted_days
from app.web.database import db, wipe
from app.web.settings import Settings

# Shorter than this nobody was ever promised, and a class of a year would lose its people.
LEAST = 12


@click.command("anonymise", epilog="Example: lopso anonymise --older-than 24m --dry-run")
@click.option(
    "--older-than", default=f"{LAST_SEEN.months}m", show_default=True, help="Months since they were last seen."
)
@click.option("--dry-run", is_flag=True, help="Only say how many it would be.")
def anonymise(older_than: str, dry_run: bool) -> None:
    """Erase the names of people whom nobody has seen for so long; every figure stays as it is."""
    read = re.fullmatch(r"(\d{1,3})m", older_than)
    if read is None or int(read[1]) < LEAST:
        raise click.BadParameter(f"give months, {LEAST}m or more: 24m", param_hint="--older-than")
    months = int(read[1])
    with create_app().app_context():
        settings: Settings = current_app.extensions["settings"]
        today = clock.today()
        click.echo(f"Last seen before {cutoff(today, months):%d/%m/%Y}:")
        for ward in db.session.scalars(AdministrativeUnit.wards()).all():
            people = due(today, months=months, unit_id=ward.id).order_by(None).subquery()
            count = db.session.scalar(select(func.count()).select_from(people))
            click.echo(f"  {ward.code} {ward.title}: {count}")
        db.session.rollback()
        if dry_run:
            click.echo("Nothing was changed.")
            return
        own_place.check_mark()
        if (now := trusted_days.moment(settings)) is None:
            raise click.ClickException("The clock of this machine leapt ahead. If it is right: lopso trust-clock.")
        done = forgetting.erase_due(now, months=months)
        wipe()
        click.echo(f"{done} people were erased; a backup made from now on does not name them.")
