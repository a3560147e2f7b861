"""What web process and workers do about their SECRET_KEY and their files before they begin."""

import sys

from flask import Flask

from app.web import own_key, place_mark
from app.web.settings import REFUSED
from app.web.storage import WrongFiles


def refuse_another_key(app: Flask) -> None:
    """End in one sentence where the database belongs to another SECRET_KEY, or FILES_URL to another place.

    Raises:
        SystemExit: it does (`REFUSED`).
    """
    with app.app_context():
        try:
            own_key.check()
            place_mark.check()
        except (own_key.AnotherKey, WrongFiles) as error:
            sys.stderr.write(f"{error}\n")
            raise SystemExit(REFUSED) from None
