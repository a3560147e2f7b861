"""Browsers are opened by every second process of a run."""

from collections import OrderedDict
from typing import Any
from unittest.mock import Mock

from tests.sharing import BrowsersTogether

BROWSER = [f"tests/browser/test_{number}.py" for number in range(3)]
OTHERS = [f"tests/models/test_{number}.py" for number in range(2)]


def test_every_second_process_opens_browsers_as_long_as_there_are_two_kinds() -> None:
    nodes: list[Any] = [Mock() for _number in range(4)]
    handing = BrowsersTogether.__new__(BrowsersTogether)
    handing.workqueue = OrderedDict((scope, {f"{scope}::test": False}) for scope in (*BROWSER, *OTHERS))
    handing.registered_collections = {node: [f"{each}::test" for each in (*BROWSER, *OTHERS)] for node in nodes}
    handing.assigned_work = {node: {} for node in nodes}
    for number in (1, 0, 3, 2, 1):
        handing._assign_work_unit(nodes[number])
    assert [list(handing.assigned_work[node]) for node in nodes] == [
        [BROWSER[0]], [OTHERS[0], BROWSER[2]], [BROWSER[1]], [OTHERS[1]]
    ]  # fmt: skip
    assert not handing.workqueue
