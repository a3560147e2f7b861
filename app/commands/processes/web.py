"""The web process: waitress on a socket that the supervisor bound and keeps. `python -m app.commands.processes.web FD`.

The supervisor owns the listening socket, so that callers wait in its backlog, and are never refused, while this
process is started again. On SIGTERM it takes no more callers, answers in full those it has, and ends.
"""

import logging
import signal
import socket
import sys
import time
from types import FrameType
from wsgiref.types import WSGIApplication

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

from app import create_app
from app.commands.processes import proxies, supervised
from app.commands.processes.callers import Caller, Callers, Sockets, most_callers
from app.commands.processes.lanes import Lanes
from app.commands.processes.supervised import end_with_supervisor, refuse_another_key
from app.models.trust.server import Process
from app.web.browsers.shell import release_of
from app.web.database import db, limit_waits
from app.web.running import OwnProcess
from app.web.settings import Settings

# The largest thing that anybody may send are ten photos at once; no address of ours takes more.
LARGEST_BODY, LARGEST_HEAD = 128 * 1024**2, 64 * 1024
# The listening one, and the one that wakes the loop.
LOOP_SOCKETS = 2
# How long running requests may take after SIGTERM; the supervisor waits a little longer (`supervisor`).
DRAIN_SECONDS = 17.0
# Turns of the loop after SIGTERM that still take in who stands in the backlog, one caller a turn.
BACKLOG_TURNS = 50


class WebServer:
    """waitress, told to end by a flag between two rounds of its loop, never in the midst of one."""

    def __init__(self, app: WSGIApplication, listening: socket.socket, trusted_proxies: int = 0) -> None:
        self._sockets = Sockets()
        most = most_callers()
        # Behind a proxy all have one address, the proxy's.
        self._callers = Callers(self._sockets, most, by_address=trusted_proxies == 0)
        server = create_server(
            app,
            map=self._sockets,
            sockets=[listening],
            _dispatcher=Lanes(),
            ident=None,
            connection_limit=most + LOOP_SOCKETS,
            max_request_body_size=LARGEST_BODY,
            max_request_header_size=LARGEST_HEAD,
            **proxies.rules(trusted_proxies),
        )
        assert isinstance(server, BaseWSGIServer)  # one socket, one server
        server.channel_class = Caller
        self._server = server
        self._ending = False

    def end(self, number: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        """Take no more callers, answer those that are here, then return from `serve`. A signal handler."""
        self._ending = True
        self._server.pull_trigger()

    def serve(self) -> None:
        """Answer until `end` is called, and then until nobody waits for an answer."""
        while not self._ending:
            self._turn(timeout=1.0)
        for _ in range(BACKLOG_TURNS):
            self._turn(timeout=0)
        # Its own hold on the socket only: the supervisor's stays, or is gone and then the port is free for the next.
        self._server.asyncore.dispatcher.close(self._server)
        latest = time.monotonic() + DRAIN_SECONDS
        while self._someone_waits() and time.monotonic() < latest:
            self._turn(timeout=0.05)
        self._server.task_dispatcher.shutdown(timeout=1)

    def close(self) -> None:
        """Let go of the socket and the callers, for a server that ends while its process goes on."""
        for channel in list(self._sockets.values()):
            channel.close()
        self._sockets.close()

    def _turn(self, timeout: float) -> None:
        self._callers.tend()
        self._sockets.turn(timeout)

    def _someone_waits(self) -> bool:
        """Whether a request is being answered; a connection without one is closed, lest it asks on and on."""
        channels = [channel for channel in self._sockets.values() if isinstance(channel, HTTPChannel)]
        for channel in channels:
            channel.close_when_flushed = channel.close_when_flushed or not channel.requests
        return any(channel.requests or channel.total_outbufs_len for channel in channels)


def main() -> None:
    """Serve on the socket whose descriptor is the first argument."""
    end_with_supervisor()
    supervised.begin("web")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
    settings = Settings.from_environment()
    app = create_app(settings)
    limit_waits(app)
    refuse_another_key(app)
    listening = socket.socket(fileno=int(sys.argv[1]))
    asked: WSGIApplication = app
    own = OwnProcess(app, Process.WEB, release_of(app.extensions["static_names"]))
    if settings.trusted_proxies == 0:
        asked = proxies.Unasked(app, own.note_proxy)
    server = WebServer(asked, listening, settings.trusted_proxies)
    signal.signal(signal.SIGTERM, server.end)
    own.begin()
    server.serve()
    own.end()
    with app.app_context():  # the last connection takes SQLite's log along
        db.engine.dispose()


if __name__ == "__main__":
    main()
