"""The camera's log of the sample centre's two years: some frames each week, checked by another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from rmdesk.desk.desk import Session
from rmdesk.duties.film import FilmJob
from rmdesk.duties.states import FILMING, move_batch
from rmdesk.model.records import Holding
from rmdesk.model.words import FilmStatus
from rmdesk.sample.away import Step

_FRAMES = 600
"""Of a film."""
_FAULTY = 0.06
_CHECKED = timedelta(days=1)


def filming(
    sessions: Sequence[Session], films: Sequence[Holding], days: Iterator[datetime], random: Random
) -> Iterator[Step]:
    """What is filmed on each of some days, and its check a day later.

    The lines are numbered as those of another camera, whose log was kept on: the desk's own numbers
    begin with what is tried at it.
    """
    frame, left = 1, list(films)
    for number, day in enumerate(days, 1):
        if frame + 200 > _FRAMES:
            frame, left = 1, left[1:]
        if not left:
            return
        count = random.randrange(60, 200)
        operator, checker = random.sample(list(sessions), 2)
        job = FilmJob(number=f"C2-{number:04}", film=left[0].barcode, camera="camera 2")
        job.frames, job.batch = f"{frame}-{frame + count - 1}", f"C2-{day:%Y-%m}"
        job.holding, job.operator = left[0].id, operator.login
        faulty = random.random() < _FAULTY
        yield day, lambda job=job, by=operator: _expose(by, job)  # type: ignore[misc]
        yield day + _CHECKED, lambda job=job, by=checker, bad=faulty: _check(by, job, bad)  # type: ignore[misc]
        frame += count


def _expose(session: Session, job: FilmJob) -> None:
    with session.follow("add film job"):
        job.filmed = session.now().isoformat(timespec="seconds")
        move_batch(job, FilmStatus.FILMED, "add film job", FILMING)
        job.id = session.store.table(FilmJob.table).insert(job.to_document())


def _check(session: Session, job: FilmJob, faulty: bool) -> None:
    act = "retake-film" if faulty else "pass-film"
    with session.follow(act):
        job.density, job.resolution = 0.74 if faulty else 1.08, 90 if faulty else 120
        job.why = "out of focus" if faulty else ""
        job.checked, job.checked_by = session.now().isoformat(timespec="seconds"), session.login
        move_batch(job, FilmStatus.TO_RETAKE if faulty else FilmStatus.PASSED, act, FILMING)
        session.save(job)
