"""Jobs: background work as rows, so that it shows its progress, survives a restart and can be called off."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Addressed, known
from app.models.mixins.named_file import file_below, stored_names
from app.models.trust.file_to_remove import FileToRemove


class JobState(StrEnum):
    """queued → running → done | failed | cancelled."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


# Without a beat for this long the worker is taken for dead and the job is anybody's.
BEAT = timedelta(seconds=30)
ATTEMPTS = 3
OPEN = (JobState.QUEUED, JobState.RUNNING)
# An index of PostgreSQL holds no longer key; longer work is told apart by its hash.
LONGEST_KEY = 1000


class NotOver(Exception):
    """Only a job that failed, was cancelled or lost its file can start again."""


class Job(Addressed):
    """One piece of work for the worker: `kind` says which, `arguments` (JSON) with what, `result` (a file under
    DATA_DIR/papers) what came of it. `same` is the key by which asking twice finds the same job."""

    __tablename__ = "job"
    __table_args__ = (
        known("state", JobState),
        CheckConstraint("done >= 0 AND total >= 0", name="progress_positive"),
        Index(None, "state"),
        Index(None, "same"),
    )

    kind: Mapped[str]
    arguments: Mapped[str]
    same: Mapped[str]
    title: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    state: Mapped[str] = mapped_column(default=JobState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    cancel: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(default="")
    beat_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")
    result: Mapped[str | None] = mapped_column(default=None, info=file_below("papers", stays=False))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def given(self) -> dict[str, str]:
        read: dict[str, str] = json.loads(self.arguments)
        return read

    @property
    def is_over(self) -> bool:
        return self.state not in OPEN

    @property
    def has_failed(self) -> bool:
        return self.state in (JobState.FAILED, JobState.CANCELLED)

    @classmethod
    def ask(
        cls,
        session: Session,
        kind: str,
        arguments: dict[str, str],
        *,
        title: str,
        unit_id: int,
        asked_by_id: int | None,
        now: datetime,
        again: bool = False,
        own: bool = False,
    ) -> "Job":
        """The job for this work: an open or done one with the same arguments (unless `again`), else a new row. With
        `own` one that the same person asked for, where another's is not theirs to see.

        Enqueue its id after the commit (`app.jobs.queue.enqueue`).
        """
        same = cls.newest(kind, arguments, unit_id).where(cls.state.in_(OPEN if again else (*OPEN, JobState.DONE)))
        if own:
            same = same.where(cls.asked_by_id == asked_by_id)
        if job := session.scalars(same.limit(1)).first():
            return job
        job = cls(
            kind=kind,
            arguments=_written(arguments),
            same=_same(kind, arguments),
            title=title,
            unit_id=unit_id,
            asked_by_id=asked_by_id,
            created_at=now,
        )
        session.add(job)
        session.flush()
        return job

    @classmethod
    def newest(cls, kind: str, arguments: dict[str, str], unit_id: int) -> Select["Job"]:
        """The jobs for the same work in any state, the newest first."""
        return select(cls).where(cls.same == _same(kind, arguments), cls.unit_id == unit_id).order_by(cls.id.desc())

    @classmethod
    def holding(cls, public_id: str) -> Select["Job"]:
        """The job with a public id."""
        return select(cls).where(cls.public_id == public_id)

    @classmethod
    def kind_of(cls, job_id: int) -> Select[str]:
        return select(cls.kind).where(cls.id == job_id)

    @classmethod
    def visible_to(cls, account_id: int, unit_ids: Iterable[int]) -> Select["Job"]:
        """The jobs a person may see: those they asked for, and those of the units they run."""
        return select(cls).where(or_(cls.asked_by_id == account_id, cls.unit_id.in_(unit_ids))).order_by(cls.id)

    @classmethod
    def failed_for(cls, account_id: int, after: int, since: datetime) -> Select["Job"]:
        """The jobs that an account asked for and that failed since a moment, with an id above `after`."""
        mine = cls.asked_by_id == account_id, cls.id > after
        return select(cls).where(cls.state == JobState.FAILED, *mine, cls.finished_at >= since).order_by(cls.id)

    @classmethod
    def waiting(cls) -> Select[int, str]:
        """The ids and kinds of all queued jobs, the oldest first."""
        return select(cls.id, cls.kind).where(cls.state == JobState.QUEUED).order_by(cls.id)

    @classmethod
    def running(cls) -> Select["Job"]:
        """All running jobs, the oldest first."""
        return select(cls).where(cls.state == JobState.RUNNING).order_by(cls.id)

    @classmethod
    def claimed_by(cls, job_id: int, worker: str) -> Select["Job"]:
        """The job while this worker has it, its row locked until the write transaction ends."""
        return (
            select(cls)
            .where(cls.id == job_id, cls.state == JobState.RUNNING, cls.worker == worker)
            .with_for_update()
            .execution_options(populate_existing=True)
        )

    @classmethod
    def claim(cls, session: Session, job_id: int, *, worker: str, now: datetime) -> bool:
        """Take a job for this worker: queued, or running under a worker that no longer beats. False: not ours.

        One statement, so of two workers one wins.
        """
        dead = or_(cls.beat_at.is_(None), cls.beat_at < now - BEAT, cls.worker == worker)
        taken = session.execute(
            update(cls)
            .where(cls.id == job_id, or_(cls.state == JobState.QUEUED, (cls.state == JobState.RUNNING) & dead))
            .values(state=JobState.RUNNING, worker=worker, beat_at=now, attempts=cls.attempts + 1)
            .returning(cls.id)
        )
        return taken.first() is not None

    @classmethod
    def progress(cls, session: Session, job_id: int, *, worker: str, done: int, total: int, now: datetime) -> bool:
        """Write how far it is and beat; returns whether to go on: not called off, not another worker's by now.

        One statement.
        """
        row = session.execute(
            update(cls)
            .where(cls.id == job_id, cls.worker == worker, cls.state == JobState.RUNNING)
            .values(done=done, total=total, beat_at=now)
            .returning(cls.cancel)
        ).first()
        return row is not None and not row[0]

    def finish(self, *, result: str | None, now: datetime) -> None:
        """Done: the file, if it makes one, stands under DATA_DIR/papers."""
        self.state, self.result, self.finished_at, self.reason = JobState.DONE, result, now, ""
        self.done = self.total = max(self.total, 1)

    def give_up(self, state: JobState, reason: str, *, now: datetime) -> None:
        """End as failed or cancelled, with a reason in plain words."""
        self.state, self.reason, self.finished_at = state, reason, now

    def put_back(self, reason: str = "", *, counts: bool = True) -> None:
        """Let a worker take it again; without `counts` the attempt that ended here is not held against it."""
        self.state, self.worker, self.reason = JobState.QUEUED, "", reason
        if not counts:
            self.attempts = max(0, self.attempts - 1)

    def call_off(self, *, now: datetime) -> None:
        """Cancel: at once if it is queued, else at the worker's next step. An ended job stays as it is."""
        self.cancel = True
        if self.state == JobState.QUEUED:
            self.give_up(JobState.CANCELLED, "", now=now)

    @classmethod
    def forget_files(cls, session: Session, jobs: Iterable["Job"]) -> int:
        """Clear the file names of jobs, the files to be removed after the commit; returns how many."""
        files = []
        for job in jobs:
            files += stored_names(cls.result, [job.result])
            job.result = None
        FileToRemove.note(session, files)
        return len(files)

    def ask_again(self) -> None:
        """A new start for work that failed, was called off, or whose file is gone; enqueue it after the commit.

        Raises:
            NotOver: it is under way, or done and its file stands.
        """
        if self.state in OPEN or self.result is not None:
            raise NotOver
        self.state, self.cancel, self.attempts, self.reason, self.finished_at = JobState.QUEUED, False, 0, "", None


def _written(arguments: dict[str, str]) -> str:
    return json.dumps(arguments, ensure_ascii=False, sort_keys=True)


def _same(kind: str, arguments: dict[str, str]) -> str:
    written = _written(arguments)
    if len(written) > LONGEST_KEY:
        written = hashlib.sha256(written.encode()).hexdigest()
    return f"{kind} {written}"
