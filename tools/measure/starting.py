"""How soon a process answers, how much memory it takes, how soon `script/server` is ready the second time."""

import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tools.measure.bench import Bench, column
from tools.measure.report import Measurement
from tools.measure.rounds import Figures, Take, compare
from tools.measure.servers import ROOT, answered, ended, start_web, started

SECOND_START = 3.0  # seconds
CONNECTIONS = 4


def measure(bench: Bench) -> Iterator[Measurement]:
    """The web process beside the floor's: its first page, its memory after a load; then `script/server` as a whole."""
    takes: dict[str, Take] = {
        "ours": lambda: _our_web(bench),
        "floor": lambda: _floor_web(bench),
        "again": lambda: _floor_web(bench),
    }
    seen = bench.alternate("start of the web process", takes)
    for name, figure, unit, goal in (
        ("web process, start to first page", "start", "s", 1.5),
        ("web process, memory after load", "rss", "MB", 1.6),
    ):
        compared = compare(*(column(seen[which], figure) for which in ("ours", "floor", "again")))
        yield Measurement.of_rounds(
            name, compared, unit, goal=goal, more={"beside": "floor_http page", "rounds": bench.rounds}
        )
    yield _second_start(bench)


def _our_web(bench: Bench) -> Figures:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1024)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/l/DEM1"
        began = time.perf_counter()
        return _lived(bench, start_web(bench.demo, listening), address, began)


def _floor_web(bench: Bench) -> Figures:
    begin = bench.floors.ready("page")
    began = time.perf_counter()
    process, address = begin()
    return _lived(bench, process, address, began)


def _lived(bench: Bench, process: subprocess.Popen[bytes], address: str, began: float) -> Figures:
    try:
        answered(address, process)
        start = time.perf_counter() - began
        bench.load(address, CONNECTIONS).take()
        return {"start": start, "rss": _memory(process.pid)}
    finally:
        ended(process)


def _memory(process: int) -> float:
    """What a process holds in memory, in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _second_start(bench: Bench) -> Measurement:
    command = [str(ROOT / "script" / "server"), "--demo", "--port", "0", "--data", str(bench.demo)]

    def take() -> Figures:
        began = time.perf_counter()
        with started(command, bench.demo):
            return {"ready": time.perf_counter() - began}

    seconds = column(bench.alternate("second start of script/server", {"ours": take})["ours"], "ready")
    more: dict[str, object] = {"spread": [round(min(seconds), 3), round(max(seconds), 3)], "rounds": bench.rounds}
    name = "script/server --demo, second start to Ready"
    return Measurement(name, statistics.median(seconds), "s", goal=SECOND_START, of="ours", more=more)
