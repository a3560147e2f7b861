"""The `lopso` command line: one file a verb, loaded when it is called."""

import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from app.web.storage import StoreUnavailable, WrongFiles

# Each verb is a module of this package that holds a click command of the same name (build-static: build_static), but
# for a word that Python keeps to itself.
MODULES = {"import": "import_rows"}
VERBS = (
    "account",
    "anonymise",
    "backup",
    "build-static",
    "demo",
    "doctor",
    "export",
    "import",
    "init",
    "migrate",
    "plan",
    "restore",
    "routes",
    "trust-clock",
    "trust-files",
    "trust-key",
    "unit",
    "verify-backup",
)


class Verbs(click.Group):
    """A group that imports a verb when it is asked for, so that a quick one starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs by name."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, or None for an unknown word."""
        if cmd_name not in VERBS:
            return None
        name = MODULES.get(cmd_name, cmd_name.replace("-", "_"))
        command: Any = getattr(import_module(f"app.commands.{name}"), name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; where files cannot be had, the reason is one sentence."""
        try:
            return super().invoke(ctx)
        except WrongFiles as refused:
            raise click.ClickException(str(refused)) from None
        except StoreUnavailable as error:
            raise click.ClickException(f"The store of files of FILES_URL cannot be used now: {error}") from None


def _show_version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        click.echo(project["version"])
        context.exit()


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="The version, and no more.",
)
def lopso() -> None:
    """Lớp Số, from the command line. Exit 0: done, 1: refused with the reason, 2: wrong usage."""
