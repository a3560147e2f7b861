"""The process that begins a run counts what all its processes cost, those included that outlive their parent."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.costs import Costs, seconds

ROOT = Path(__file__).resolve().parents[2]
WORK = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\n"
# Both ends are read in ticks of 10 ms.
WORKED = 0.27
# A step whose child leaves a working process behind and ends; the orphan is counted, whoever reaps it.
RUN = f"""
import json, os, sys
from tools.suite.processes import SERVERS, adopt_orphans, run
adopt_orphans()
work = {WORK!r}
child = [sys.executable, "-c", work]
orphan = "import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]]); os._exit(3)"
steps = run({{"one": child, "two": [sys.executable, "-c", orphan, work]}}, os.environ)
steps = run({{"three": child}}, os.environ, steps)
print(json.dumps({{name: [step.code, step.seconds] for name, step in steps.items()}}))
"""


def test_a_step_costs_what_it_and_its_orphans_work() -> None:
    done = subprocess.run([sys.executable, "-c", RUN], cwd=ROOT, capture_output=True, text=True, check=True)
    steps = json.loads(done.stdout)
    codes = {name: code for name, (code, _seconds) in steps.items()}
    assert codes["one"] == 0
    assert codes["two"] == 3
    servers = next(name for name in steps if name.startswith("(PostgreSQL"))
    assert steps["one"][1] > WORKED
    assert steps[servers][1] > WORKED, "the orphan's work, with that of the steps before"
    assert steps["three"][1] > WORKED


def test_a_process_counts_the_work_of_its_children_while_they_run_and_after() -> None:
    before = seconds()
    go_on = f"{WORK}print('done', flush=True)\ninput()"
    with subprocess.Popen(
        [sys.executable, "-c", go_on], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == "done\n"
        while_running = seconds() - before
    assert while_running > WORKED
    assert seconds() - before >= while_running - 0.02, "in ticks of 10 ms"


def test_a_test_keeps_the_work_of_a_process_that_outlives_its_parent() -> None:
    """As a browser does whose main process is killed: nobody below the test's process has its seconds any more."""
    costs = Costs(None)
    parent = (
        "import subprocess, sys\nprint(subprocess.Popen([sys.executable, '-c', sys.argv[1]]).pid, flush=True)\ninput()"
    )
    command = [sys.executable, "-c", parent, f"{WORK}import signal\nsignal.pause()"]
    with costs.own(), subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as process:
        assert process.stdout
        orphan = int(process.stdout.readline())
        while costs._now() - costs._last < 0.3:
            os.sched_yield()
        process.kill()
        process.wait()
        os.kill(orphan, signal.SIGKILL)
    assert costs._own > WORKED
    with costs.own():
        pass
    assert costs._own < 0.1, "counted once"
