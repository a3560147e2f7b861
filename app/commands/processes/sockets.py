"""The sockets of the web process, and one round of its loop.

waitress asks each of its connections in each round whether it wants to read or to write, and tells the system of all of
them anew: with some hundred phones on the line, the asking takes longer than the answers. Here a connection is asked
after something happened to it, and the system remembers the rest.
"""

import selectors
from select import POLLIN, POLLOUT
from typing import Any

from waitress import wasyncore

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Sockets(dict[int, Any]):
    """waitress's map of its sockets by their descriptors; sees them come and go.

    What says that it `rests` is not asked before it is touched; the others are asked in each round. One thread runs
    the loop; any thread may `touch`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._selector = selectors.DefaultSelector()
        # What the system waits for on a descriptor, where it does.
        self._wanted: dict[int, int] = {}
        self._touched: set[int] = set()

    def __setitem__(self, descriptor: int, connection: Any) -> None:
        super().__setitem__(descriptor, connection)
        self.touch(descriptor)

    def __delitem__(self, descriptor: int) -> None:
        super().__delitem__(descriptor)
        self._tell(descriptor, 0)

    def touch(self, *descriptors: int) -> None:
        """Let connections be asked in each round from the next on, until they rest again; of none given, all."""
        self._touched.update(descriptors or self)

    def turn(self, timeout: float) -> None:
        """A round of the loop: wait until something happens, at most so many seconds, and let who it concerns know."""
        for descriptor in list(self._touched):
            self._ask(descriptor)
        for key, events in self._selector.select(timeout):
            connection = self.get(key.fd)
            if connection is not None:  # else closed by one before it in this very round
                self._touched.add(key.fd)
                wasyncore.readwrite(connection, (POLLIN if events & READ else 0) | (POLLOUT if events & WRITE else 0))

    def close(self) -> None:
        """Let go of what the system keeps for the loop."""
        self._selector.close()

    def _ask(self, descriptor: int) -> None:
        self._touched.discard(descriptor)
        connection = self.get(descriptor)
        if connection is None:
            return
        # Taken off before it is asked: a thread that sets about its request in between touches it again.
        if not getattr(connection, "rests", False):
            self._touched.add(descriptor)
        writes = connection.writable() and not connection.accepting
        self._tell(descriptor, (READ if connection.readable() else 0) | (WRITE if writes else 0))

    def _tell(self, descriptor: int, wanted: int) -> None:
        """Let the system wait for this much on a descriptor."""
        before = self._wanted.pop(descriptor, 0)
        if wanted:
            self._wanted[descriptor] = wanted
        if before and not wanted:
            self._selector.unregister(descriptor)
        elif before != wanted:
            (self._selector.modify if before else self._selector.register)(descriptor, wanted)
