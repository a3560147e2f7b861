"""Tables of a later version than runs here: the message, and the way out."""

import click

WAY_OUT = (
    "Install the version that last ran here, or a later one. To go back for good, restore the backup that was made "
    "before the upgrade into an empty place. lopso migrate does not go back."
)


def description(standing: str | None, head: str) -> str:
    """What a database at an unknown revision is."""
    return f"the tables are of a later version ({standing}); this version knows them up to {head}"


def refuse(standing: str | None, head: str) -> click.ClickException:
    """The same as the end of a verb."""
    message = description(standing, head)
    return click.ClickException(f"{message[0].upper()}{message[1:]}. {WAY_OUT}")
