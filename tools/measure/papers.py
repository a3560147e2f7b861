"""Sheets and certificates beside the floor's, each drawing in a process of its own."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from tools.measure.bench import Bench, column, say
from tools.measure.report import Broken, Measurement
from tools.measure.rounds import Figures, Take, compare
from tools.measure.servers import product_environment

MS = 1000
SPLIT_SECONDS = 3.0
SMALL, LARGE = 40, 200


def measure_sheets(bench: Bench) -> list[Measurement]:
    """Sheets of 40 and 200; from both, what a row costs, and what a sheet costs before its first row."""
    takes: dict[str, Take] = {
        "ours": lambda: _sheets(*(_ours(bench, "sheet", count) for count in (SMALL, LARGE))),
        "floor": lambda: _sheets(*(_floor(bench, "sheet", count) for count in (SMALL, LARGE))),
        "again": lambda: _sheets(*(_floor(bench, "sheet", count) for count in (SMALL, LARGE))),
    }
    seen = bench.alternate("sheets of 40 and 200", takes)
    fault = _lacking(seen["ours"], SMALL + LARGE)
    return [
        _measured(bench, seen, name, figure, unit, goal, fault)
        for name, figure, unit, goal in (
            ("sheet of 40", "of_40", "ms", None),
            ("sheet of 200", "of_200", "ms", None),
            ("sheet, a row", "row", "ms", 1.15),
            ("sheet, without its rows (header, signatures, QR)", "rest", "ms", None),
            ("sheet of 200, peak of memory", "rss_mb", "MB", None),
            ("sheet of 200, file", "bytes", "bytes", None),
        )
    ]


def _sheets(small: Mapping[str, Any], large: Mapping[str, Any]) -> Figures:
    row = (large["warm_s"] - small["warm_s"]) / (LARGE - SMALL)
    return {
        "of_40": small["warm_s"] * MS,
        "of_200": large["warm_s"] * MS,
        "row": row * MS,
        "rest": (small["warm_s"] - SMALL * row) * MS,
        "rss_mb": large["rss_mb"],
        "loaded_mb": large.get("loaded_mb", 0),
        "bytes": large["bytes"],
        "names": small.get("names", 0) + large.get("names", 0),
        "nfc": small["nfc"] and large["nfc"],
    }


def measure_certificates(bench: Bench) -> Iterator[Measurement]:
    """Certificates 1, 40 and 400: time, memory, size; names and codes found; the 400 as single files."""
    for count in (1, 40, 400):
        yield from _certificates(bench, count)


def _certificates(bench: Bench, count: int) -> list[Measurement]:
    takes: dict[str, Take] = {
        "ours": lambda: _ours(bench, "cert", count),
        "floor": lambda: _floor(bench, "cert", count),
        "again": lambda: _floor(bench, "cert", count),
    }
    name = "1 certificate" if count == 1 else f"{count} certificates"
    seen = bench.alternate(name, takes)
    ours = seen["ours"]
    fault = _lacking(ours, count)
    time, memory, size = (1.25, 1.25, 1.1) if count == 400 else (None, None, None)
    found = [
        _measured(bench, seen, f"{name}, time", "warm_s", "s", time, fault),
        _measured(bench, seen, f"{name}, time of the first", "first_s", "s", None, fault),
        _measured(bench, seen, f"{name}, peak of memory", "rss_mb", "MB", memory, fault),
        _measured(bench, seen, f"{name}, file", "bytes", "bytes", size, fault),
    ]
    if count == 400:
        split, memory, size = (
            statistics.median(column(ours, figure)) for figure in ("split_s", "split_rss_mb", "single_bytes")
        )
        more: dict[str, object] = {"largest_bytes": size, "peak_mb": memory}
        found.append(Measurement(f"{name} split", split, "s", goal=SPLIT_SECONDS, of="ours", more=more))
        found.append(_codes(bench, count))
    return found


def _codes(bench: Bench, count: int) -> Measurement:
    say(f"Reading the codes of {count} certificates")
    unread = count - int(_ours(bench, "cert", count, "--codes")["codes"])
    return Measurement(f"{count} certificates, codes that cannot be read", unread, "", goal=0, of="ours")


def _measured(
    bench: Bench, seen: dict[str, list[Figures]], name: str, figure: str, unit: str, goal: float | None, fault: str
) -> Measurement:
    compared = compare(*(column(seen[which], figure) for which in ("ours", "floor", "again")))
    more: dict[str, object] = {"beside": "floor_pdf", "rounds": bench.rounds}
    if figure == "rss_mb":  # of which so much before anything was drawn: the worker has all of the product loaded
        more["loaded_mb"] = round(statistics.median(column(seen["ours"], "loaded_mb")), 1)
    return Measurement.of_rounds(name, compared, unit, goal=goal, fault=fault, more=more)


def _lacking(taken: list[Figures], names: int) -> str:
    if any(figures["names"] != names for figures in taken):
        return "not each name is found"
    return "" if all(figures["nfc"] for figures in taken) else "text is not NFC"


def _ours(bench: Bench, paper: str, count: int, *more: str) -> dict[str, Any]:
    out = bench.scratch / f"{paper}-{count}.pdf"
    words = [paper, str(count), "--floors", str(bench.floors.folder), "--out", str(out), *more]
    return _told([sys.executable, "-P", "-m", "tools.measure.drawing", *words], product_environment(bench.demo))


def _floor(bench: Bench, paper: str, count: int) -> dict[str, Any]:
    engine, variant = ("weasy", "fixed") if paper == "sheet" else ("overlay", "fastqr")
    return _told(bench.floors.paper(engine, paper, variant, count), bench.floors.environment)


def _told(command: list[str], environment: Mapping[str, str]) -> dict[str, Any]:
    """Run a drawing and read the line it ends with.

    Linux counts as a program's peak also what its process held before it became that program: a small shell stands
    between us and the drawing, and forks it.
    """
    forking = ["sh", "-c", '"$@"; exit $?', "sh", *command]
    done = subprocess.run(forking, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Broken(f"A drawing failed: {' '.join(done.stderr.strip().splitlines()[-1:])}")
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told
