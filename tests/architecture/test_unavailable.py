"""Whatever is asked for while the database is away, the answer says when to come again; none is taken for a fault."""

import logging
import re
from collections import Counter
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask

from app.models import Role
from app.web.database import db
from tests.architecture.declared import declared
from tests.doors import door, someone
from tests.pages import Pages
from tests.postgres import Cluster

UNAVAILABLE = (503, "10")
# What monitors hear is status and troubles: they come each minute anyway.
MONITORS = "/suc-khoe"
UUID_ARGUMENT = re.compile(r"<uuid:\w+>")


def test_every_address_says_when_to_come_again(
    make_app: Callable[[str], Flask], postgres: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app("postgresql")
    app.config["PROPAGATE_EXCEPTIONS"] = False  # as where people use it: of what fails while an error is answered, too
    officer = someone(app, Role.OFFICER)
    with app.app_context():
        name = str(db.engine.url.database)
    pages = Pages(app.test_client())
    token = door(pages).fields["csrf_token"]
    pages.sign_in(officer)
    caplog.set_level(logging.WARNING)
    answers: dict[str, tuple[int, str | None]] = {}
    with postgres.cut_off(name):
        for route in declared():
            if route.address == MONITORS:
                continue
            typed = {"csrf_token": token} if route.method == "POST" else None
            address = UUID_ARGUMENT.sub(str(uuid4()), route.address).replace("'", '"')
            answer = pages.client.open(route._replace(address=address).filled("05443"), method=route.method, data=typed)
            answers[str(route)] = answer.status_code, answer.headers.get("Retry-After")
            answer.close()
    counts = Counter(answers.values())
    assert {route: told for route, told in answers.items() if told[0] >= 400 and told != UNAVAILABLE} == {}
    assert counts[UNAVAILABLE] > len(answers) * 0.9, counts
    assert [record for record in caplog.records if record.exc_info] == []
    assert len([record for record in caplog.records if "the database is away" in record.getMessage()]) == 1
    assert pages.client.get("/").status_code == 200
