"""What ties a child to its supervisor: when the supervisor is gone, killed included, the child ends too."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1


def end_with_supervisor() -> None:
    """Ask the kernel for SIGTERM when the parent dies. A child calls it first, in its main thread.

    Without a supervisor (under systemd, in a debugger) it changes nothing.

    Raises:
        SystemExit: the supervisor is gone already.
    """
    supervisor = os.environ.get("LOPSO_SUPERVISOR")  # its process id, set in app/commands/processes/supervisor.py
    if supervisor is None:
        return
    prctl = getattr(ctypes.CDLL(None), "prctl", None)  # Linux has it
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(supervisor):  # it died between our start and the line above
        raise SystemExit(0)
