"""Background work. Placeholder until the queue is written."""


def answers() -> bool:
    return True
