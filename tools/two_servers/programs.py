"""nginx before two servers, PgBouncer before their database: installed where missing, each on a folder."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.patience import eventually
from tests.postgres import Cluster
from tools.measure.report import Broken

# Program → package of Debian. A package may start a service of its own, as Debian does; none of ours is asked of it.
PACKAGES = {"nginx": "nginx-light", "pgbouncer": "pgbouncer"}
PATHS = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
NGINX = """daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/errors;
events {{ worker_connections 256; }}
http {{
  access_log off; client_max_body_size 128m;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream lopso {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://lopso;
      proxy_next_upstream error timeout http_503;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      add_header X-Served-By $upstream_addr always;
    }}
  }}
}}
"""
PGBOUNCER = """[databases]
{database} = host={sockets}
[pgbouncer]
unix_socket_dir = {folder}
listen_port = {port}
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 8
max_client_conn = 200
ignore_startup_parameters = extra_float_digits,options
logfile = {folder}/log
"""
POOL_PORT = 6432  # part of a socket's name in a folder of its own


def install() -> None:
    """Install the programs that are missing.

    Raises:
        Broken: that does not go.
    """
    missing = [package for program, package in PACKAGES.items() if not shutil.which(program, path=PATHS)]
    if not missing:
        return
    words = f"Missing on this machine: install {' '.join(missing)} (sudo apt install {' '.join(missing)})"
    if os.geteuid() or not shutil.which("apt-get"):
        raise Broken(f"{words} and run this again.")
    wanted = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing]
    for command in (wanted, ["apt-get", "update", "-q"], wanted):
        done = subprocess.run(
            command, env={**os.environ, "PATH": PATHS, "DEBIAN_FRONTEND": "noninteractive"}, capture_output=True
        )
        if command is wanted and not done.returncode:
            return
    raise Broken(f"{words}; apt says: {done.stderr.decode().strip()}")


@contextmanager
def nginx(folder: Path, port: int, servers: Sequence[int]) -> Iterator[None]:
    """nginx on a port, which hands each request to the next of some servers; `X-Served-By` says to which."""
    folder.mkdir()
    upstream = " ".join(f"server 127.0.0.1:{server} max_fails=1 fail_timeout=2s;" for server in servers)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, servers=upstream), encoding="utf-8")
    with _running("nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors")):
        yield


@contextmanager
def pgbouncer(folder: Path, cluster: Cluster, database: str) -> Iterator[str]:
    """PgBouncer in transaction mode before a database; gives the address as SQLAlchemy wants it. `folder`: a short
    path, of a socket's name 107 bytes are read."""
    settings = PGBOUNCER.format(folder=folder, database=database, sockets=cluster.sockets, port=POOL_PORT)
    (folder / "pgbouncer.ini").write_text(settings, encoding="utf-8")
    (folder / "users").write_text('"postgres" ""\n', encoding="utf-8")
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
    if user:
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, user)
    with _running("pgbouncer", "-q", str(folder / "pgbouncer.ini"), user=user):
        eventually((folder / f".s.PGSQL.{POOL_PORT}").exists)
        yield f"postgresql+psycopg://postgres@/{database}?host={folder}&port={POOL_PORT}"


@contextmanager
def _running(*command: str, user: str | None = None) -> Iterator[None]:
    environment = {**os.environ, "PATH": PATHS}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, user=user, cwd="/")
    try:
        yield
    finally:
        process.terminate()
        process.wait()
