"""`lopso plan`: the plans that ship, and how one comes into a ward."""

import json
from pathlib import Path

import click

from app import create_app
from app.commands.wards import unit_of
from app.country import clock
from app.data.plan_slips import mended, reworded
from app.data.plans import BadPlan, PlanFile, catalogue, load as read
from app.exchange.plans import changes, load as store
from app.models import AuditEvent
from app.registers.definitions.plans import PLANS
from app.web.database import db, immediate

UNIT = click.option("--unit", "unit_code", default="", help="State code of the ward; needed when there are several.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")


@click.group("plan", epilog="Example: lopso plan load phan-dinh-phung --dry-run")
def plan() -> None:
    """Load a plan: its targets, tasks and rules for reports."""


@plan.command("list", epilog="Example: lopso plan list")
@AS_JSON
def listed(as_json: bool) -> None:
    """The plans that ship."""
    rows = [
        {"key": key, "body": each.columns["body"], "targets": len(each.targets), "tasks": len(each.matters)}
        for key, each in catalogue().items()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for each in rows:
        click.echo("{key}: {body}, {targets} targets, {tasks} tasks".format(**each))


@plan.command("load", epilog="Example: lopso plan load ke-hoach.yaml --unit 05443")
@click.argument("which")
@click.option("--dry-run", is_flag=True, help="Say what would change, and store nothing.")
@click.option("--overwrite", is_flag=True, help="Where the ward changed a row, take the file's words.")
@UNIT
@AS_JSON
def loaded(which: str, dry_run: bool, overwrite: bool, unit_code: str, as_json: bool) -> None:
    """Load one that ships, by its key, or a file of the same form. Twice changes nothing."""
    file = _file(which)
    with create_app().app_context():
        if dry_run:
            done = changes(db.session(), unit_of(db.session(), unit_code), file)
        else:
            with immediate() as session:
                unit = unit_of(session, unit_code)
                done = store(session, unit, file, overwrite=overwrite)
                assert done.plan
                if done.did:
                    detail = {"name": done.plan.name, **done.new}
                    subject = PLANS.subject(done.plan)
                    AuditEvent.note(
                        session, "plan.loaded", at=clock.now(), account_id=None, unit_id=unit.id, subject=subject,
                        detail=detail,
                    )  # fmt: skip
        other = [each.name for each in done.other]
    if as_json:
        click.echo(json.dumps({**done.new, "different": other}, ensure_ascii=False))
        return
    for part, count in done.new.items():
        click.echo(f"{part}: {count} new")
    for name in other:
        click.echo(f"{'overwritten' if overwrite and not dry_run else 'different, kept'}: {name}")


def _file(which: str) -> PlanFile:
    path = Path(which)
    if which in catalogue():
        return reworded(catalogue()[which], mended)
    try:
        return read(path)
    except OSError as wrong:
        known = ", ".join(catalogue())
        raise click.ClickException(f"{which}: no such file, and no plan that ships ({known}).") from wrong
    except BadPlan as wrong:
        raise click.ClickException(str(wrong)) from wrong
