"""The log of a process tells what happens, not what each library is about to do."""

import logging

import pytest

from app.commands.processes import logs


@pytest.mark.parametrize("name", ["alembic.runtime.plugins", "alembic.runtime.migration", "huey.consumer"])
def test_a_library_is_heard_when_it_warns(name: str) -> None:
    logs.begin("web")
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    assert logging.getLogger(name).isEnabledFor(logging.WARNING)
