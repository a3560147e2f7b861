"""What drives WebKit hears every answer, and tells WebKit's own silence from what the product owes."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.browser import webkit
from tests.browser.patience import PATIENCE
from tests.browser.webkit import Hung, Webkit, bought, told

# A window whose answers to two lines come at once.
TWICE = """
import json, sys
first, second = (json.loads(sys.stdin.readline()) for _ in range(2))
sys.stdout.write(''.join(json.dumps({'id': each['id'], 'value': each['run']}) + chr(10) for each in (first, second)))
sys.stdout.flush()
sys.stdin.readline()
"""


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Webkit]:
    with bought(tmp_path / "phone") as each:
        each.open("about:blank")
        yield each


@pytest.fixture
def slow_phone(tmp_path: Path) -> Iterator[Webkit]:
    phone = Webkit(tmp_path, display="")
    phone.window = subprocess.Popen([sys.executable, "-c", TWICE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    yield phone
    phone.window.communicate(b"\n")


def test_an_answer_that_comes_together_with_a_late_one_is_heard(slow_phone: Webkit) -> None:
    assert slow_phone._ask(0, run="late") is None
    assert slow_phone._ask(PATIENCE / 1000, run="now") == {"id": 2, "value": "now"}


def test_a_page_that_answers_only_when_it_is_asked_more_is_asked_more(slow_phone: Webkit) -> None:
    assert slow_phone.run("late") == "late"


def test_lines_that_come_at_once_are_all_done(phone: Webkit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webkit, "NUDGE", 60.0)
    assert phone.window
    assert phone.window.stdin
    phone.window.stdin.write(b'{"id": -1, "run": "return 1"}\n')
    assert phone.run("return 2") == 2


def test_a_function_that_fails_on_its_way_to_a_page_says_why(phone: Webkit) -> None:
    with pytest.raises(AssertionError, match="null is not an object"):
        phone.follow("document.querySelector('form').submit()")


def test_what_never_comes_of_a_page_that_answers_fails_and_what_only_leads_up_to_it_is_told_anew(
    phone: Webkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webkit, "PATIENCE", 1000)
    with pytest.raises(AssertionError, match="'about:blank', '', 'complete'"):
        phone.until("return false")
    with pytest.raises(Hung):
        phone.reach("return false")


def test_a_page_that_answers_nothing_hangs_whatever_is_asked(phone: Webkit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webkit, "PATIENCE", 1000)
    monkeypatch.setattr(webkit, "STANDING", 1.0)
    with pytest.raises(Hung):
        phone.run("for (;;);")
    with pytest.raises(Hung):
        phone.until("return true")


@pytest.mark.parametrize(("hangs", "tellings"), [(0, 1), (1, 2), (2, 3)])
def test_a_story_is_told_anew_where_webkit_hung(hangs: int, tellings: int) -> None:
    assert tellings_of(lambda number: Hung() if number <= hangs else None) == tellings


def test_a_story_in_which_webkit_hangs_three_times_fails() -> None:
    with pytest.raises(Hung, match=r"^3$"):
        tellings_of(lambda number: Hung(number))


def test_a_story_in_which_the_product_fails_is_not_told_anew() -> None:
    with pytest.raises(AssertionError, match=r"^1$"):
        tellings_of(lambda number: AssertionError(number))


def tellings_of(end: Callable[[int], Exception | None]) -> int:
    """How often a story is told whose n-th telling ends so."""
    phones: list[Webkit] = []

    def story(phone: Webkit) -> None:
        phones.append(phone)
        if error := end(len(phones)):
            raise error

    told(story, lambda: nullcontext(Webkit(Path(), display="")))
    return len(phones)
