"""What makes the run's many apps cheap to make: work that would be done anew for each, with the same result."""

from contextlib import suppress
from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

from app.models.people import account

# Where the run's compiled templates lie, once `make_quickly` was told.
compiled: Path | None = None
# What hashes passwords where people use the product, and the hash of nobody's.
HASHER, NOBODY = account.HASHER, account.NOBODY


# The first engine of each kind.
_firsts: dict[str, Engine] = {}


class CompiledTemplates(FileSystemBytecodeCache):
    """A server whose disk is full renders what it cannot store, as the product does, which stores nothing."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


@cache
def _migrations(folder: str, files: tuple[Path, ...]) -> ScriptDirectory:
    return ScriptDirectory(folder)


def _from_config(config: Config) -> ScriptDirectory:
    """Alembic's own runs the files of all migrations each time that it is asked for one, 50 ms in all. A test may put
    a file beside them."""
    folder = config.get_main_option("script_location") or ""
    return _migrations(folder, tuple(sorted(Path(folder, "versions").iterdir())))


def make_quickly(templates: Path) -> None:
    """From now on templates that any process of the run compiled are read from this folder (they are found by their
    text, so a changed one is compiled). Passwords are hashed by the same function with the least of turns and memory:
    what a thief is to be kept busy with is no work for each sign-in of a test."""
    global compiled
    compiled = templates
    account.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    account.NOBODY = account.hash_password("nobody's")
    ScriptDirectory.from_config = _from_config  # type: ignore[method-assign,assignment]
    templates.mkdir(exist_ok=True)
    Flask.jinja_options = {"bytecode_cache": CompiledTemplates(str(templates))}


def compile_once(engine: Engine) -> None:
    """What a statement is compiled to is kept by the dialect, each engine's own: from now on this one has that of the
    first of its kind, and all that was compiled for it."""
    if (first := _firsts.setdefault(engine.dialect.name, engine)) is engine:
        engine.connect().close()  # by which a dialect learns what it needs
        engine._compiled_cache = LRUCache(3_000)
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
