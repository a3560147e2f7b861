from huey.api import (
    Huey as Huey,
    MemoryHuey as MemoryHuey,
    PostgresHuey as PostgresHuey,
    RedisHuey as RedisHuey,
    SqliteHuey as SqliteHuey,
)
from huey.exceptions import CancelExecution as CancelExecution, RetryTask as RetryTask
