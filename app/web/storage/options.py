"""Where the environment says that files lie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

KEYS_MISSING = "With FILES_URL, set SECRET_KEY and BACKUP_KEY in the environment, the same on each server."
NO_BUCKET = "FILES_URL must read s3://bucket or s3://bucket/prefix, FILES_ENDPOINT http(s)://host."


@dataclass(frozen=True)
class FileOptions:
    """Where papers and photos lie.

    url         FILES_URL: "" the folder DATA_DIR; "s3://bucket" or "s3://bucket/prefix" an object store.
    endpoint, region, access_key, secret_key  FILES_ENDPOINT, FILES_REGION, FILES_ACCESS_KEY, FILES_SECRET_KEY of it.
    """

    url: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "FileOptions":
        """Read the options."""
        return cls(
            url=env.get("FILES_URL", "").rstrip("/"),
            endpoint=env.get("FILES_ENDPOINT", ""),
            region=env.get("FILES_REGION") or cls.region,
            access_key=env.get("FILES_ACCESS_KEY", ""),
            secret_key=env.get("FILES_SECRET_KEY", ""),
        )

    def mistake(self, env: Mapping[str, str]) -> str | None:
        """One sentence for the operator where a bucket cannot be used with this environment."""
        bucket, endpoint = urlsplit(self.url), urlsplit(self.endpoint)
        if self.url and (bucket.scheme != "s3" or not bucket.netloc or (self.endpoint and not endpoint.netloc)):
            return NO_BUCKET
        return KEYS_MISSING if self.url and not (env.get("SECRET_KEY") and env.get("BACKUP_KEY")) else None
