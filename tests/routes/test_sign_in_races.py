"""Many tries at one moment count as many: nobody guesses in parallel."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask

from app.models import Role
from tests.at_once import all_at_once
from tests.doors import door, send, someone
from tests.pages import Pages

pytestmark = pytest.mark.postgresql

AT_ONCE = 12


@pytest.mark.parametrize("exists", [True, False])
def test_tries_at_the_same_moment_all_count(engine: str, make_app: Callable[[str], Flask], exists: bool) -> None:
    app = make_app(engine)
    if exists:
        someone(app, Role.COUNTER, username="canbo")
    browsers = [Pages(app.test_client()) for _ in range(AT_ONCE)]
    forms = [door(browser) for browser in browsers]

    def guess(number: int) -> int:
        typed = {"username": "canbo", "password": f"đoán lần thứ {number}"}
        return send(browsers[number].client, forms[number], typed).status_code

    answers = Counter(all_at_once([partial(guess, number) for number in range(AT_ONCE)]))
    assert answers == {422: 4, 429: AT_ONCE - 4}
