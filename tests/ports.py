"""Ports of this machine for servers that tests start."""

import random
import socket
from contextlib import suppress

# Linux gives those from 32768 on to whoever calls out or asks for any: one of them may be gone when a server that went
# away comes back.
LASTING = range(20_000, 32_000)


def lasting_port() -> int:
    """A port that nobody has, and that nobody is given by chance while our server is away."""
    for port in random.sample(LASTING, 200):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError(f"no port of {LASTING} is free")
