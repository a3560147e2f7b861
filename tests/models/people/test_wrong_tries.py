"""Wrong passwords are counted by name; those who sign in at one moment do not wait for each other."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import event

from app.country import clock
from app.models.people.passwords import LOCK, WrongTries
from app.web.database import db, immediate
from tests.at_once import all_at_once
from tests.patience import PATIENCE

NAMES = ("an", "binh")


@pytest.mark.postgresql
def test_two_whose_counts_have_expired_sign_in_at_one_moment(make_app: Callable[[str], Flask]) -> None:
    app = make_app("postgresql")
    with app.app_context(), immediate() as session:
        session.add_all(WrongTries(username=name, at=clock.now() - 2 * LOCK) for name in NAMES)
    both, met = threading.Barrier(len(NAMES)), set[int]()

    def meet(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        """After the first statement about the counts each waits for the other."""
        if "wrong_tries" in statement and threading.get_ident() not in met:
            met.add(threading.get_ident())
            both.wait(PATIENCE)

    def sign_in(name: str) -> str:
        with app.app_context(), immediate() as session:
            return WrongTries.of(session, name, clock.now()).username

    with app.app_context():
        event.listen(db.engine, "after_cursor_execute", meet)
    assert all_at_once([partial(sign_in, name) for name in NAMES]) == list(NAMES)
