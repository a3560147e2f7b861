from datetime import datetime

class HueyException(Exception): ...

class CancelExecution(Exception):
    def __init__(self, retry: bool | None = ..., *args: object) -> None: ...

class RetryTask(Exception):
    def __init__(
        self, msg: str | None = ..., eta: datetime | None = ..., delay: float | None = ..., *args: object
    ) -> None: ...
