"""What a process of the product writes into the log: what happens, without what its libraries say by themselves."""

import logging

# What these are about to do is no news; what they warn of is.
CHATTY = ("alembic", "app.web.database.connections", "fontTools", "huey", "pikepdf", "weasyprint.progress")


def begin(process: str) -> None:
    """Log in the name of a process ("web")."""
    logging.basicConfig(level=logging.INFO, format=f"%(asctime)s {process} %(levelname)s %(name)s: %(message)s")
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
