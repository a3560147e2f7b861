"""What makes the run's many apps cheap to make: work that would be done anew for each, with the same result."""

from contextlib import suppress
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from app.models.people import account

# Where the run's compiled templates lie, once `make_quickly` was told.
compiled: Path | None = None
# What hashes passwords where people use the product, and the hash of nobody's.
HASHER, NOBODY = account.HASHER, account.NOBODY


class CompiledTemplates(FileSystemBytecodeCache):
    """A server whose disk is full renders what it cannot store, as the product does, which stores nothing."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def make_quickly(templates: Path) -> None:
    """From now on templates that any process of the run compiled are read from this folder (they are found by their
    text, so a changed one is compiled). Passwords are hashed by the same function with the least of turns and memory:
    what a thief is to be kept busy with is no work for each sign-in of a test."""
    global compiled
    compiled = templates
    account.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    account.NOBODY = account.hash_password("nobody's")
    templates.mkdir(exist_ok=True)
    Flask.jinja_options = {"bytecode_cache": CompiledTemplates(str(templates))}
