"""All environment variables that the product reads, in one frozen object."""

import os
import secrets
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from app.web.storage import FileOptions, Store, StoreFolder, store_at

# Publicly known secrets of the demo ward.
DEMO_TOTP_SECRET = "JBSWY3DPEHPK3PXP"
# Exit status that tells the supervisor not to restart the process (EX_CONFIG of sysexits.h).
REFUSED = 78
# Some hundred pages: the classes of a ward, its home page and guides, in three text sizes.
PAGE_CACHE_BYTES = 6 * 1024 * 1024


@dataclass(frozen=True)
class PostgresqlOptions:
    """Options of connections to PostgreSQL; not used on SQLite.

    pool_size, max_overflow  DATABASE_POOL_SIZE, DATABASE_MAX_OVERFLOW: connections that a process keeps, and how many
                             more it opens temporarily.
    prepare_threshold        DATABASE_PREPARE_THRESHOLD: psycopg prepares a statement that is executed more often; "off"
                             (None) never, as PgBouncer requires in transaction mode.
    lock_seconds, statement_seconds, idle_seconds  DATABASE_LOCK_SECONDS, DATABASE_STATEMENT_SECONDS,
                             DATABASE_IDLE_SECONDS: limits of a page for waiting for a row, for one statement, and for
                             idling in a transaction; 0: none.
    """

    pool_size: int = 8
    max_overflow: int = 8
    prepare_threshold: int | None = 5
    lock_seconds: float = 10
    statement_seconds: float = 30
    idle_seconds: float = 60

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "PostgresqlOptions":
        """Read the options; unset ones have the defaults above."""
        threshold = env.get("DATABASE_PREPARE_THRESHOLD") or "5"
        return cls(
            pool_size=int(env.get("DATABASE_POOL_SIZE") or cls.pool_size),
            max_overflow=int(env.get("DATABASE_MAX_OVERFLOW") or cls.max_overflow),
            prepare_threshold=None if threshold == "off" else int(threshold),
            lock_seconds=float(env.get("DATABASE_LOCK_SECONDS") or cls.lock_seconds),
            statement_seconds=float(env.get("DATABASE_STATEMENT_SECONDS") or cls.statement_seconds),
            idle_seconds=float(env.get("DATABASE_IDLE_SECONDS") or cls.idle_seconds),
        )


@dataclass(frozen=True)
class Settings:
    """The settings of a running product.

    data_dir       DATA_DIR, default ./data: database, uploads, issued papers, secret key.
    database_url   DATABASE_URL, default a SQLite file in data_dir; `postgresql+psycopg://…` for growth.
    postgresql     how connections to PostgreSQL are made, see there.
    database_direct_url  DATABASE_DIRECT_URL, default database_url: the same database past a pooler, for what needs a
                   session of its own: the queue, the leader, migrations, backups.
    queue_url      QUEUE_URL, default database_direct_url on PostgreSQL, else a SQLite file of its own in data_dir;
                   `postgresql://…` or `redis://…`.
    secret_key     SECRET_KEY, else made on first run and kept in data_dir/secret_key (mode 600); with FILES_URL it and
                   BACKUP_KEY have to be set.
    public_url     PUBLIC_URL: the origin in QR codes and links. Never the Host header.
    former_public_urls  FORMER_PUBLIC_URLS, comma-separated: former origins on printed papers, redirected.
    trusted_proxies     TRUSTED_PROXIES: the number of proxies in front.
    demo_password  DEMO_PASSWORD: password of the demo accounts; used by --demo only.
    demo_totp_secret  DEMO_TOTP_SECRET: secret of the demo accounts' codes, in base32; used by --demo only.
    backup_key     BACKUP_KEY: encrypts backups; else made on the first one and kept in data_dir/backup_key (mode 600).
    page_cache_bytes  PAGE_CACHE_BYTES: memory of a web process for the page cache; 0 turns it off.
    debug          LOPSO_DEBUG=1: shows the component page.
    testing        set by tests only.
    """

    data_dir: Path
    database_url: str
    database_direct_url: str
    queue_url: str
    secret_key: str
    public_url: str = "http://127.0.0.1:8000"
    former_public_urls: tuple[str, ...] = ()
    trusted_proxies: int = 0
    demo_password: str = "BinhDan@2026"
    demo_totp_secret: str = DEMO_TOTP_SECRET
    backup_key: str | None = None
    page_cache_bytes: int = PAGE_CACHE_BYTES
    postgresql: PostgresqlOptions = PostgresqlOptions()
    files: FileOptions = field(default_factory=FileOptions)
    debug: bool = False
    testing: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings; create the data directory and the secret key if they are missing.

        Raises:
            SystemExit: FILES_URL is no address of a bucket, or a key would be this machine's alone.
        """
        env = os.environ if environment is None else environment
        files = FileOptions.from_environment(env)
        if mistake := files.mistake(env):
            sys.stderr.write(f"{mistake}\n")
            raise SystemExit(REFUSED)
        data_dir = Path(env.get("DATA_DIR", "data")).resolve()
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # it contains the ward's names and phone numbers
        database_url = env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'lopso.db'}"
        is_sqlite = database_url.startswith("sqlite")
        direct_url = database_url if is_sqlite else env.get("DATABASE_DIRECT_URL") or database_url
        return cls(
            data_dir=data_dir,
            database_url=database_url,
            database_direct_url=direct_url,
            queue_url=env.get("QUEUE_URL") or (f"sqlite:///{data_dir / 'queue.db'}" if is_sqlite else direct_url),
            secret_key=env.get("SECRET_KEY") or _kept_secret(data_dir / "secret_key"),
            public_url=env.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
            former_public_urls=tuple(
                url.strip().rstrip("/") for url in env.get("FORMER_PUBLIC_URLS", "").split(",") if url.strip()
            ),
            trusted_proxies=int(env.get("TRUSTED_PROXIES", "0")),
            demo_password=env.get("DEMO_PASSWORD", "BinhDan@2026"),
            demo_totp_secret=env.get("DEMO_TOTP_SECRET", DEMO_TOTP_SECRET),
            backup_key=env.get("BACKUP_KEY") or None,
            page_cache_bytes=int(env.get("PAGE_CACHE_BYTES", PAGE_CACHE_BYTES)),
            postgresql=PostgresqlOptions.from_environment(env),
            files=files,
            debug=env.get("LOPSO_DEBUG", "") == "1",
        )

    @property
    def store(self) -> Store:
        """Where files lie that rows name."""
        return store_at(self.files, self.data_dir)

    @property
    def papers(self) -> StoreFolder:
        """Rendered papers, including issued certificates."""
        return StoreFolder(self.store, "papers")

    @property
    def photos(self) -> StoreFolder:
        """Photos of lessons, and below it what answers programmes."""
        return StoreFolder(self.store, "photos")

    @property
    def pictures(self) -> StoreFolder:
        """Papers' pictures; the worker renders missing ones again, so no backup contains them."""
        return StoreFolder(self.store, "pictures")

    @property
    def backups_dir(self) -> Path:
        """The default folder of backups."""
        return self.data_dir / "backups"

    @property
    def imports(self) -> StoreFolder:
        """Lists to import and what became of their rows, until they are deleted."""
        return StoreFolder(self.store, "imports")

    @property
    def has_own_secret_key(self) -> bool:
        """Whether the secret key lies in DATA_DIR, so that backups hold it; one from SECRET_KEY lies outside."""
        path = self.data_dir / "secret_key"
        return path.is_file() and path.read_text(encoding="utf-8", errors="replace").strip() == self.secret_key

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.database_url.startswith("sqlite")

    @property
    def secure(self) -> bool:
        """Whether the product is served over https, so that cookies may be Secure."""
        return self.public_url.startswith("https://")

    @property
    def opens_elsewhere(self) -> bool:
        """Whether printed addresses may be opened on other devices."""
        host = urlsplit(self.public_url).hostname or ""
        if host == "localhost" or host.endswith(".localhost"):
            return False
        try:
            return not (ip_address(host).is_loopback or ip_address(host).is_unspecified)
        except ValueError:
            return bool(host)

    @property
    def passkey_site(self) -> tuple[str, str] | None:
        """The host name and origin for passkeys; None without https, or if the host is no name.

        Passkeys are bound to the name and do not work under another one.
        """
        address = urlsplit(self.public_url)
        host = _as_asked_for(address.hostname or "")
        if address.scheme != "https" or not host:
            return None
        port = "" if address.port in (None, 443) else f":{address.port}"
        return host, f"https://{host}{port}"


def _as_asked_for(host: str) -> str:
    """A host name in the form that browsers use, "" for an address such as 192.168.1.5 or ::1."""
    with suppress(ValueError):
        ip_address(host)
        return ""
    with suppress(UnicodeError):
        return host.encode("idna").decode()
    return ""


def _kept_secret(path: Path) -> str:
    """The secret in a file of mode 600, created once; two processes that start at once agree.

    Raises:
        OSError: the disk is full; no partial file is left.
    """
    if not path.exists():
        beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(beside, path)  # the first process wins
        finally:
            beside.unlink()
    return path.read_text().strip()
