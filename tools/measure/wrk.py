"""wrk, the client that asks as fast as it is answered; its figures in milliseconds."""

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.measure.report import Broken
from tools.measure.rounds import Figures

SCRIPTS = Path(__file__).parent / "lua"


@dataclass(frozen=True)
class Load:
    """What is asked, over how many connections, for how many seconds.

    `script` is the Lua that makes the requests ("" for a plain GET), `closing` the Lua that tells the figures.
    """

    address: str
    connections: int
    seconds: int
    closing: str
    script: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def take(self, arguments: Sequence[str] = ()) -> Figures:
        """Ask. p50, p95, p99, max in ms; rps; n answers; non2xx (statuses from 400 on); sock (connections lost).

        Raises:
            Broken: wrk itself failed, or nothing was answered.
        """
        with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
            script.write(f"{self.script}\n{self.closing}")
            script.flush()
            command = ["wrk", "-t1", f"-c{self.connections}", f"-d{self.seconds}s", "--timeout", "15s"]
            command += [word for name, value in self.headers.items() for word in ("-H", f"{name}: {value}")]
            command += ["-s", script.name, self.address, "--", *arguments]
            done = subprocess.run(command, capture_output=True, text=True)
        _before, found, told = done.stdout.partition("JSON")
        if not found:
            raise Broken(f"wrk could not ask {self.address}: {done.stderr.strip() or done.stdout.strip()}")
        figures: dict[str, float] = json.loads(told.splitlines()[0])
        if not figures["n"]:
            raise Broken(f"{self.address} answered nothing within {self.seconds} s: measure longer, --seconds.")
        return figures


def script(name: str) -> str:
    """The text of a script of ours."""
    return (SCRIPTS / name).read_text(encoding="utf-8")


def errors(taken: Sequence[Figures]) -> int:
    """How many requests were refused, or lost with their connection."""
    return int(sum(figures["non2xx"] + figures["sock"] for figures in taken))
