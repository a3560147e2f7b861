"""What makes the run's many apps cheap to make: work that would be done anew for each, with the same result."""

from collections.abc import Callable
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from app.models.people import account

# Where the run's compiled templates lie, once `make_quickly` was told.
compiled: Path | None = None
# What hashes passwords where people use the product, and the hash of nobody's.
HASHER, NOBODY = account.HASHER, account.NOBODY


class LateRule(Rule):
    """A rule that compiles what builds its address when the first is asked for.

    Werkzeug compiles two functions for each of our five hundred rules, nearly all that making an app takes, and a test
    asks for a dozen. Should Werkzeug come to call this method otherwise, apps are made slowly again and just as right.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = super()._compile_builder
        name = "_build_unknown" if append_unknown else "_build"

        def build(rule: Rule, /, **values: object) -> tuple[str, str]:
            ready = compiled(append_unknown).__get__(rule, None)
            setattr(rule, name, ready)
            return ready(**values)

        return build


def make_quickly(templates: Path) -> None:
    """From now on this process's apps compile late, and templates that any process of the run compiled are read from
    this folder (they are found by their text, so a changed one is compiled). Passwords are hashed by the same function
    with the least of turns and memory: what a thief is to be kept busy with is no work for each sign-in of a test."""
    global compiled
    compiled = templates
    Flask.url_rule_class = LateRule
    account.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    account.NOBODY = account.hash_password("nobody's")
    templates.mkdir(exist_ok=True)
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(templates))}
