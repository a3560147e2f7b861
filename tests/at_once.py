"""Many at the same moment, each in a thread of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Told = TypeVar("Told")


def at_once(acts: Sequence[Callable[[], Told]]) -> list[Told | Exception]:
    """Start each act in a thread, all at the same moment; what each returned or raised, in the same order."""
    told: list[Any] = [None] * len(acts)
    gun = threading.Barrier(len(acts))

    def run(number: int) -> None:
        gun.wait()
        try:
            told[number] = acts[number]()
        except Exception as error:
            told[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
