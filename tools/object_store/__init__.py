"""An S3-compatible object store for tests and trials: OpenStack Swift in one process, on a folder that goes with it.

`python -m tools.object_store [COMMAND …]`; in a test `with object_store() as store`. Swift comes from wheels by hash
(requirements/object_store.lock), into an environment of its own in `.venv`. It needs nothing in /etc, no fixed port.
"""

import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgres import MEMORY  # where a sync costs nothing
from tools.measure.report import Broken
from tools.measure.servers import ROOT, started

ENVIRONMENT = ROOT / ".venv" / "object-store"
LOCK = ROOT / "requirements" / "object_store.lock"
UV = (str(ROOT / ".venv" / "bin" / "uv"), "--no-config")
BUCKET = "lopso"


@dataclass(frozen=True)
class ObjectStore:
    """A running store with one bucket."""

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"

    def environment(self, prefix: str = "") -> dict[str, str]:
        """The product's settings for a place of its own in the bucket, by its prefix."""
        return {
            "FILES_URL": f"s3://{BUCKET}/{prefix}".rstrip("/"),
            "FILES_ENDPOINT": self.endpoint,
            "FILES_REGION": self.region,
            "FILES_ACCESS_KEY": self.access_key,
            "FILES_SECRET_KEY": self.secret_key,
        }


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """A store that is empty, ready to answer, and gone at the end; 2 s of the processor.

    Raises:
        Broken: its packages cannot be installed, or it does not start.
    """
    python = install()
    folder = Path(tempfile.mkdtemp(prefix="lopso-store-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
    keys = ("lopso:files", secrets.token_hex(16))
    command = [python, "-W", "ignore", "-P", str(Path(__file__).with_name("servers.py")), str(folder), BUCKET, *keys]
    try:
        with started(command, folder) as (_process, address):
            yield ObjectStore(address, *keys)
    finally:
        shutil.rmtree(folder)


def install() -> str:
    """The Python of an environment with the packages of the lock file, made where it is missing or another.

    Raises:
        Broken: they cannot be installed; with the reason.
    """
    python, stamp = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "installed"
    with ENVIRONMENT.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_bytes() != LOCK.read_bytes():
            _run(*UV, "venv", "--quiet", "--clear", "--python", sys.executable, str(ENVIRONMENT))
            hashed = ("--quiet", "--python", str(python), "--require-hashes", "--no-build")
            _run(*UV, "pip", "sync", *hashed, str(LOCK))
            stamp.write_bytes(LOCK.read_bytes())
    return str(python)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Broken(f"The packages of {LOCK.name} cannot be installed: {done.stderr.strip()}")
