"""Backups: made, made again after a file was lost or damaged, damaged themselves."""

import re
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from app.country import clock
from app.jobs import rounds
from tests.year.commands import run
from tests.year.registry import Refused, rule
from tests.year.world import World

# After this hour the backup of the night is made.
DAWN = 4
# Files of papers and pictures that a row names.
NAMED = " UNION ALL ".join(
    f"SELECT file, '{table}' AS kind, id FROM {table} WHERE file IS NOT NULL"
    for table in ("certificate", "plate", "thanks_letter", "document")
)


@rule(0.5)
def back_up(world: World, draw: Random) -> None:
    """The administrator makes a backup."""
    file = world.folder / f"{world.step.number}.backup"
    done = run(world.app, "backup", str(file))
    world.book.made["backups"].append((world.step.number, file, done.exit_code, done.output))
    if done.exit_code:
        raise Refused(done.output[:100])


@rule(0.5, after=("give_plates", "approve_certificates"), given=NAMED)
def lose_a_file(world: World, draw: Random) -> None:
    """A paper's file is taken away behind the product's back; a backup is made and looked at; the file comes back."""
    _with_trouble(world, draw, "was taken away", lambda path, content: path.unlink())


@rule(0.5, after=("give_plates", "approve_certificates"), given=NAMED)
def flip_a_byte(world: World, draw: Random) -> None:
    """A byte of a paper's file is another one; a backup is made and looked at; the byte is put right."""
    place = draw.random()

    def flipped(path: Path, content: bytes) -> None:
        at = int(place * len(content))
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])

    _with_trouble(world, draw, "has another byte", flipped)


@rule(0.3, after=("back_up",))
def damage_a_backup(world: World, draw: Random) -> None:
    """A byte of a backup that was made is another one, and it is verified."""
    made = [file for _step, file, failed, _output in world.book.made["backups"] if not failed]
    content = bytearray(world.pick(draw, made, key=lambda each: each.name).read_bytes())
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    damaged = world.folder / "damaged.backup"
    damaged.write_bytes(content)
    done = run(world.app, "verify-backup", str(damaged))
    world.book.made["damaged backups"].append((world.step.number, done.exit_code, done.output))


def _with_trouble(world: World, draw: Random, words: str, harm: Any) -> None:
    papers = world.settings.data_dir / "papers"
    there = [row for row in world.rows(NAMED) if (papers / row.file).is_file()]
    path = papers / world.pick(draw, there, key=lambda each: (each.kind, each.id)).file
    content, before = path.read_bytes(), _answers(world)
    harm(path, content)
    try:
        _night(world)
        after = _answers(world)
    finally:
        path.write_bytes(content)
        _night(world)  # what the last one noted is noted otherwise again
    world.book.made["troubled files"].append((world.step.number, f"{path.name} {words}", before, after))


def _night(world: World) -> None:
    """A night goes by, in which the worker makes its backup and looks at what it names."""
    world.advance(timedelta(days=1))
    if clock.local(clock.now()).hour < DAWN:
        world.advance(timedelta(hours=DAWN))
    with world.app.app_context():
        rounds.go(world.settings)


def _answers(world: World) -> dict[str, str]:
    """What the commands and the page for monitors say of the place, without numbers and moments."""
    file = world.folder / "looked-at.backup"
    made = run(world.app, "backup", str(file))
    verified = run(world.app, "verify-backup", str(file)) if file.is_file() else made
    file.unlink(missing_ok=True)
    answers = {
        "backup": f"{made.exit_code} {made.output}", "verify-backup": f"{verified.exit_code} {verified.output}",
        "doctor": run(world.app, "doctor").output,
        "/suc-khoe": world.browser().client.get("/suc-khoe").get_data(as_text=True),
    }  # fmt: skip
    return {name: re.sub(r"\d+", "0", answer) for name, answer in answers.items()}
