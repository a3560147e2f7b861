"""Start an object store: `python -m tools.object_store` prints its settings and serves until Ctrl-C;
`python -m tools.object_store COMMAND …` runs a command with them, and ends with it.
"""

import os
import signal
import subprocess
import sys

from tools.measure.report import Broken
from tools.object_store import object_store


def main(command: list[str]) -> int:
    """Serve, or run the command; its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with object_store() as store:
        settings = store.environment()
        if command:
            tests = {f"TEST_{name}": value for name, value in settings.items()}
            return subprocess.run(command, env={**os.environ, **settings, **tests}).returncode
        print(*(f"{name}={value}" for name, value in settings.items()), "Ready; Ctrl-C ends it.", sep="\n", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Broken as broken:
        sys.exit(str(broken))
