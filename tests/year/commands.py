"""Commands as somebody at a terminal gives them, in a place of the walk."""

from importlib import import_module
from unittest.mock import patch

from click.testing import CliRunner, Result
from flask import Flask

from app.commands import MODULES, lopso


def run(app: Flask, *words: str) -> Result:
    """`lopso backup …` in a place."""
    module = import_module(f"app.commands.{MODULES.get(words[0], words[0].replace('-', '_'))}")
    with patch.object(module, "create_app", lambda: app):
        done = CliRunner().invoke(lopso, list(words), prog_name="lopso")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception  # nobody is to see a traceback
    return done
