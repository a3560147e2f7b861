"""`lopso export`: a whole ward in open formats, to take along: a zip of CSV files with a manifest."""

import json
import os
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select

from app import create_app
from app.commands.progress import progress_bar
from app.commands.wards import unit_of
from app.country import clock
from app.exchange.exports.ward import write_ward
from app.models import AuditEvent, Base
from app.web.database import db, immediate


@click.command("export", epilog="Example: lopso export phuong.zip")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--unit", "unit_code", default="", help="State code of the ward; needed when there are several.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def export(file: Path, unit_code: str, as_json: bool) -> None:
    """Write everything of a ward into FILE: a zip of one CSV a table (UTF-8), and manifest.json.

    Passwords, sign-ins and links that open a ticket stay behind. For a copy to go on with: lopso backup. Of all that
    leaves the house this file alone tells whom each class was for beside people's names: only you can read it.
    """
    with create_app().app_context():
        unit = unit_of(db.session(), unit_code)
        unit_id, code, title = unit.id, unit.code, unit.title
        manifest = _write(file, unit_id, code)
        rows = sum(table["rows"] for table in manifest["tables"].values())
        with immediate() as session:
            AuditEvent.note(
                session,
                "unit.exported",
                at=clock.now(),
                account_id=None,
                unit_id=unit_id,
                subject=("unit", code),
                detail={"rows": rows},
            )
    if as_json:
        click.echo(json.dumps({"file": str(file), "unit": code, "tables": len(manifest["tables"]), "rows": rows}))
    else:
        click.echo(f"{file}: {title}, {rows} rows in {len(manifest['tables'])} tables.")
        click.echo("It names people and whom their classes were for: hand it over sealed, then delete it.")


def _write(file: Path, unit_id: int, code: str) -> dict[str, Any]:
    """Write the zip, which takes the place of `file` once it is whole; its manifest."""
    beside = file.with_name(f".{file.name}.part")
    try:
        handle = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out, progress_bar("Exporting") as tell:
            everything = _rows()
            done = [0, 0]

            def on_progress(_table: str, rows: int) -> None:
                done[0], done[1] = (done[0] + done[1], 0) if not rows else (done[0], rows)
                tell(min(sum(done), everything), everything)

            manifest = write_ward(db.session.connection(), unit_id, code, out, clock.now(), on_progress)
            out.flush()
            os.fsync(out.fileno())
        db.session.rollback()
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise click.ClickException(f"{file} could not be written: {error.strerror or error}.") from error
    return manifest


def _rows() -> int:
    """About how many rows there are to go through."""
    tables = Base.metadata.sorted_tables
    return sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
