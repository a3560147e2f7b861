"""Connections to the web process: whoever holds them half open, or sends a byte now and then, keeps nobody out.

A request has so long to come in whole, a little longer for each byte of it; and when all places are taken, the next
caller gets that of whoever has kept one longest without asking anything, of the address that holds most. So an office
behind one address never meets a limit of its own. Behind a proxy all callers have the proxy's address, and it holds
half-open ones off by itself (docs/operations.md).
"""

import resource
import selectors
from collections import Counter
from collections.abc import Iterable
from select import POLLIN, POLLOUT
from socket import socket
from threading import get_ident
from time import monotonic
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel

from app.web.sign_in.limits import network

# The sockets of the web process, and one round of its loop.
#
# waitress asks each of its connections in each round whether it wants to read or to write, and tells the system of all
# of them anew: with some hundred phones on the line, the asking takes longer than the answers. Here a connection is
# asked after something happened to it, and the system remembers the rest.
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


# docs/promises.md, "Others are served". A half-open connection costs a descriptor and no thread.
MOST = 1000
# What files, database and the queue may need beside the connections.
OTHER_DESCRIPTORS = 200
# How long the head of a request may take, and its body from there on; and how many bytes earn a second more
# (Apache's mod_reqtimeout has the same: a phone on the slowest line sends faster).
HEAD_SECONDS, BODY_SECONDS, BYTES_A_SECOND = 20.0, 20.0, 500
# How long an answer may be on its way before its place may be given to somebody else, where all are taken.
READ_SECONDS = 60.0


class Caller(HTTPChannel):
    """A connection that knows since when its caller has owed a whole request."""

    def __init__(self, server: Any, line: socket, addr: Any, adj: Any, map: Sockets) -> None:
        super().__init__(server, line, addr, adj, map)
        self._sockets, self._descriptor = map, line.fileno()
        # Since the connection, or the first byte of the request that is under way; None: it has asked, and owes none.
        self.owes_since: float | None = monotonic()
        # The moment of its last whole request.
        self.asked_at = self.owes_since
        self.network = network(str(self.addr[0]))
        # The threads that are at its requests; several for a moment, where it sent several at once.
        self._served_by: set[int] = set()

    @property
    def rests(self) -> bool:
        """Whether the loop need not ask what it wants: no thread is at its request, nothing is on its way out."""
        return not (self._served_by or self.total_outbufs_len or self.will_close or self.close_when_flushed)

    def service(self) -> None:
        """Answer a request, in a thread that is not the loop's."""
        self._served_by.add(get_ident())
        self._sockets.touch(self._descriptor)
        try:
            super().service()
        finally:
            self._served_by.discard(get_ident())

    def received(self, data: bytes) -> bool:
        """Take in bytes; a request that begins with them has its time from now on."""
        before = self.request
        taken: bool = super().received(data)
        if self.request is not before or self.request is None:
            now = monotonic()
            self.asked_at = now
            self.owes_since = None if self.request is None else now
        return taken

    def is_answered(self, now: float) -> bool:
        """Whether a request of it is being answered, or the answer is on its way to somebody who takes it."""
        return bool(self.requests) or (self.total_outbufs_len > 0 and now - self.asked_at < READ_SECONDS)

    def is_late(self, now: float) -> bool:
        """Whether its request has taken longer than any honest one does."""
        if self.owes_since is None or self.requests:
            return False
        return now - self.owes_since > _seconds_for(self.request)


def _seconds_for(request: Any) -> float:
    """How long a request that is under way may take until it is whole."""
    if request is None:
        return HEAD_SECONDS
    head: float = HEAD_SECONDS + min(request.header_bytes_received / BYTES_A_SECOND, HEAD_SECONDS)
    if not request.headers_finished:
        return head
    body: float = BODY_SECONDS + request.body_bytes_received / BYTES_A_SECOND
    return head + body


class Callers:
    """All connections of a server, and which of them go when there is no room or no end."""

    def __init__(self, sockets: Sockets, most: int, *, by_address: bool) -> None:
        self._sockets = sockets
        self._most = most
        self._by_address = by_address
        self._next_look = 0.0

    def tend(self) -> None:
        """Hang up on whoever is late, each second, and make room for the next caller where there is none; call it in
        the thread of the loop."""
        now = monotonic()
        if now >= self._next_look:
            self._next_look = now + 1.0
            self._sockets.touch()  # waitress itself hangs up on who has been silent for minutes
            for caller in self._here():
                if caller.is_late(now):
                    caller.handle_close()
        if len(self._sockets) > self._most:  # the two of the loop itself among them
            here = self._here()
            for caller in self._idlest(here, now)[: max(0, len(here) - self._most + 1)]:
                caller.handle_close()

    def _here(self) -> list[Caller]:
        return [each for each in self._sockets.values() if isinstance(each, Caller)]

    def _idlest(self, here: Iterable[Caller], now: float) -> list[Caller]:
        """Who waits for no answer, those first who have gone longest without asking anything; where addresses are told
        apart, of the address that holds most."""
        idle = [caller for caller in here if not caller.is_answered(now)]
        if self._by_address and idle:
            [(greediest, _)] = Counter(caller.network for caller in idle).most_common(1)
            idle = [caller for caller in idle if caller.network == greediest]
        return sorted(idle, key=lambda caller: caller.owes_since or caller.asked_at)


def most_callers() -> int:
    """How many connections this process can hold; asks for the descriptors that this takes, as far as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + OTHER_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return MOST
    return max(1, min(MOST, soft - OTHER_DESCRIPTORS))
