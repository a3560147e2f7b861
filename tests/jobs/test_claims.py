"""Many workers, one job each: a claim is won once."""

from collections import Counter

import pytest
from flask import Flask

from app.country import clock
from app.models import Job
from app.web.database import immediate
from tests.at_once import at_once
from tests.factories import make_ward

pytestmark = pytest.mark.postgresql

JOBS, WORKERS = 20, 16


def test_each_job_is_claimed_by_one_worker(own_app: Flask) -> None:
    with own_app.app_context(), immediate() as session:
        ward = make_ward(session)
        ids = [
            Job.ask(
                session,
                "poster",
                {"course": str(number)},
                title="Việc thử",
                unit_id=ward.id,
                asked_by_id=None,
                now=clock.now(),
            ).id
            for number in range(JOBS)
        ]

    def claim_all(worker: str) -> list[int]:
        won = []
        for job_id in ids:
            with own_app.app_context(), immediate() as session:
                if Job.claim(session, job_id, worker=worker, now=clock.now()):
                    won.append(job_id)
        return won

    told = at_once([lambda name=f"machine:{number}": claim_all(name) for number in range(WORKERS)])

    assert not [one for one in told if isinstance(one, Exception)]
    winners = Counter(job_id for one in told if isinstance(one, list) for job_id in one)
    assert winners == Counter(ids)


def test_asked_for_twice_it_is_one_job_until_it_is_done(own_app: Flask) -> None:
    with own_app.app_context(), immediate() as session:
        ward_id = make_ward(session).id

    def ask(again: bool) -> int:
        with own_app.app_context(), immediate() as session:
            given = {"course": "1", "version": "2"}
            return Job.ask(
                session,
                "poster",
                given,
                title="Việc thử",
                unit_id=ward_id,
                asked_by_id=None,
                now=clock.now(),
                again=again,
            ).id

    first = ask(again=False)
    assert ask(again=False) == ask(again=True) == first
    with own_app.app_context(), immediate() as session:
        session.get_one(Job, first).finish(result="posters/1.pdf", now=clock.now())
    assert ask(again=False) == first
    assert ask(again=True) != first
