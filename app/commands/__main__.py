"""`python -m app.commands`, which `script/lopso` runs."""

from app.commands import lopso

lopso(prog_name="lopso")
