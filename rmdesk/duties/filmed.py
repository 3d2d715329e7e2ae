"""What was filmed: frames and films of the camera's log, by when, by whom and of what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period, Report, ReportKind, documents_in, groups_in, told
from rmdesk.duties.behind import under
from rmdesk.duties.film import FilmJob
from rmdesk.model.days import BY_TIME
from rmdesk.model.own_fields import frames_of
from rmdesk.model.words import FilmStatus, film_word, later

_RETAKEN = (FilmStatus.TO_RETAKE, FilmStatus.RETAKEN)

Job = Mapping[str, Any]


def _filmed(session: Session, period: Period) -> Report:
    by = period.by or "month"
    jobs = list(documents_in(session, FilmJob.table, period, "filmed"))
    groups: dict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        groups[_under(session, job, by)].append(job)
    keys = groups_in(period, by, groups)
    return Report("filmed", [{by: key} | _line(groups.get(key, ())) for key in keys], _line(jobs))


def _line(jobs: Iterable[Job]) -> dict[str, int]:
    """Frames as the log says their first and last; a film counts once, however often it is in."""
    figures, films = Counter[str](), set()
    for job in jobs:
        first, last = frames_of(job["frames"])
        frames = last - first + 1
        films.add(job["holding"])
        figures["count"] += 1
        figures["frames"] += frames
        figures["passed"] += frames if job["status"] == FilmStatus.PASSED else 0
        figures["retaken"] += frames if job["status"] in _RETAKEN else 0
    told = {name: figures[name] for name in ("count", "frames", "passed", "retaken")}
    return {**told, "films": len(films)}


def _lines(session: Session, period: Period) -> Report:
    """Each line of the camera's log."""
    jobs = documents_in(session, FilmJob.table, period, "filmed")
    rows = [
        {
            "number": job.get("number", ""),
            "filmed": job["filmed"],
            "film": job.get("film", ""),
            "frames": job["frames"],
            "record": job.get("record", ""),
            "state": film_word(job["status"]),
            **{name: _under(session, job, name) for name in _GROUPS if name != "film"},
        }
        for job in jobs
    ]
    zone = session.now().tzinfo
    return told("film-lines", rows, period, day="filmed", zone=zone)


def _under(session: Session, job: Job, by: str) -> str:
    return under(session, job, by, job["filmed"], job.get("record_id") or job["holding"])


_GROUPS = ("technician", "unit", "class", "kind", "film", "camera", "batch")

REPORTS = (
    ReportKind(
        "filmed",
        later("Filming"),
        later(
            "lines of the camera's log that were filmed in the period, with their frames, how many"
            " of these have passed their check since or were to be taken again (the others wait for"
            " it), and the films that they lie on; a film counts once in each group and once in the"
            " totals. Unit, class and kind are those of what was filmed now, or else of the film"
        ),
        _filmed,
        (*BY_TIME, *_GROUPS),
        dated=True,
        behind="film-lines",
    ),
    ReportKind(
        "film-lines",
        later("Lines of the camera's log"),
        later("each line of the camera's log that was filmed in the period: `filmed` counts them"),
        _lines,
        (*BY_TIME, *_GROUPS),
        dated=True,
        behind="film-lines",
    ),
)
