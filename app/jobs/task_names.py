"""Names of tasks in messages of the queue: those of this release, of the two releases before, and of a later one after
a downgrade. A message only wakes a worker; the work is a row (docs/decisions/0005)."""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from huey import Huey

log = logging.getLogger(__name__)

# Names that the two releases before queued and this one does not: each with what it is called now, "" for what is
# dropped. A name goes from here after two releases (tests/jobs/task_names.txt).
FORMER: Mapping[str, str] = {
    "app.jobs.queue.sweep": "",  # the round of the minute, now a thread of the worker (app/jobs/minutes.py)
    "app.jobs.queue.tidy_strays": "",  # now a step of that round
}
_ASIDE = "aside."


def read_all(huey: "Huey") -> None:
    """Let a queue read messages of any name: of a former one, and of one that only another release knows. The latter is
    set aside for that release, and named in one line of the log."""
    from huey.api import Task  # loaded on first use, as Huey is

    registry, of_release = huey._registry, huey._registry.string_to_task

    def set_aside(task: Any) -> None:
        log.warning("a message is set aside for the release that knows %s", registry.task_to_string(type(task)))
        huey.storage.put_data(_ASIDE + task.id, huey.serialize_task(task))

    def task_of(name: str) -> type[Task]:
        if name not in registry._registry and not FORMER.get(name):
            module, _, plain = name.rpartition(".")
            act = (lambda _task: None) if name in FORMER else set_aside
            registry.register(type(plain, (Task,), {"__module__": module, "execute": act, "is_known": name in FORMER}))
        found: type[Task] = of_release(FORMER.get(name) or name)
        return found

    registry.string_to_task = task_of


def take_up(huey: "Huey") -> None:
    """Enqueue what another release set aside and this one knows; called at a worker's start."""
    named = huey._registry._registry
    known = {*FORMER, *(name for name in named if getattr(named[name], "is_known", True))}
    for key, message in huey.storage.result_items().items():
        if key.startswith(_ASIDE) and huey.serializer.deserialize(message).name in known:
            huey.storage.enqueue(message)
            huey.storage.delete_data(key)
