"""The servers of OpenStack Swift in one process: proxy with S3 interface, account, container, object, one disk.

`PYTHON servers.py FOLDER BUCKET ACCESS_KEY SECRET_KEY`, with the Python of the environment that holds Swift. All files
lie in FOLDER. Prints `Ready: ADDRESS`, ends with its parent or by SIGTERM.
"""

import ctypes
import signal
import sys
import warnings
from pathlib import Path
from typing import Any

import eventlet
from eventlet import tpool, wsgi
from swift.common import utils
from swift.common.ring import RingBuilder
from swift.common.swob import Request
from swift.common.wsgi import SwiftHttpProtocol, loadapp

BACKENDS = ("account", "container", "object")
PR_SET_PDEATHSIG = 1
# A busy machine takes its time. Without patience the proxy gives up, and an object server leaves its entry in the
# listing to a daemon that does not run here.
PATIENCE = 120  # s
COMMON = """[DEFAULT]
swift_dir = {folder}
devices = {folder}
mount_check = false
disable_fallocate = true
"""
BACKEND = """
[app:main]
use = egg:swift#{kind}
container_update_timeout = {patience}
"""
PROXY = """
[pipeline:main]
pipeline = listing_formats bulk s3api tempauth proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
node_timeout = {patience}
conn_timeout = {patience}
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_{account}_{user} = {secret} .admin
"""


def main(folder: Path, bucket: str, access_key: str, secret_key: str) -> None:
    """Serve until SIGTERM. The access key is "ACCOUNT:USER"."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    warnings.filterwarnings("ignore", message="capitalize_response_headers is disabled")  # S3 wants "ETag" as it is
    utils.monkey_patch()
    tpool.set_num_threads(0)  # a memory disk blocks nobody, and a thread for each read and write costs more than it
    (folder / "disk").mkdir()
    (folder / "swift.conf").write_text("[swift-hash]\nswift_hash_path_suffix = lopso\n", encoding="ascii")
    utils.set_swift_dir(str(folder))
    for kind in BACKENDS:
        listening = eventlet.listen(("127.0.0.1", 0))
        _write_ring(folder / f"{kind}.ring.gz", listening.getsockname()[1])
        _serve(_configured(folder, kind, BACKEND.format(kind=kind, patience=PATIENCE)), listening)
    account, user = access_key.split(":")
    proxy = _configured(folder, "proxy", PROXY.format(account=account, user=user, secret=secret_key, patience=PATIENCE))
    made = Request.blank(f"/v1/AUTH_{account}/{bucket}", environ={"REQUEST_METHOD": "PUT"})
    answer = made.get_response(proxy._pipeline_final_app)
    if not answer.is_success:
        raise SystemExit(f"The bucket cannot be made: {answer.status}")
    listening = eventlet.listen(("127.0.0.1", 0))
    serving = _serve(proxy, listening)
    print(f"Ready: http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    serving.wait()


def _write_ring(path: Path, port: int) -> None:
    """Say that all of a kind lies on one disk, behind one port."""
    builder = RingBuilder(1, 1, 1)
    device = {"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "disk", "weight": 1}
    builder.add_dev(device)
    builder.rebalance()
    builder.get_ring().save(str(path))


def _configured(folder: Path, kind: str, special: str) -> Any:
    path = folder / f"{kind}-server.conf"
    path.write_text(COMMON.format(folder=folder) + special, encoding="utf-8")
    return loadapp(str(path), global_conf={"log_name": kind})


def _serve(app: Any, listening: Any) -> Any:
    logger = utils.NullLogger()
    return eventlet.spawn(
        wsgi.server, listening, app, logger, protocol=SwiftHttpProtocol, capitalize_response_headers=False
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
