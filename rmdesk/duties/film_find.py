"""From a name or a date to reel and frame, and to the copy that is handed out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rmdesk.desk.desk import Session
from rmdesk.duties.describe import Describer
from rmdesk.duties.film import jobs_of, mountings_of
from rmdesk.duties.own_value import copies_of, lent_for
from rmdesk.duties.search import search
from rmdesk.model.records import Holding
from rmdesk.model.words import FILMS, FilmStatus

_MOST = 1000
"""Records of films, and other records, that are looked at for a text."""


def find_film(session: Session, text: str, day: str = "") -> tuple[list[dict[str, Any]], bool]:
    """The frames on which what answers to a text, of a date if one is given, is to be read.

    Each with `key`, `title` and `dates` of what was found, `film`, `reel` and `frames`,
    `generation`, and `hand_out`, the copy that is given to a reader, with its `place` and `status`;
    nothing of what this person may not know of (R17). Frames and films come first, in the order of
    the search, then other records that were filmed. Second whether that is all: of very many
    answers only the best were looked at.
    """
    asked = f"date:{day} {text}".strip() if day else text
    describer, rows = Describer(session), []
    on_film, all_of_films = _hits(session, asked, ("frame", *FILMS))
    others, all_of_others = _hits(session, asked)
    known = {each.id for each in on_film}
    for hit in (*on_film, *(each for each in others if each.id not in known)):
        for film, frames in _on_film(session, hit):
            copy = _handed_out(session, film)
            rows.append(
                {
                    "key": describer.key(hit),
                    "title": hit.title,
                    "dates": hit.dates,
                    "film": describer.key(film),
                    "reel": film.own.get("reel", ""),
                    "frames": frames,
                    "generation": film.own.get("generation", ""),
                    "hand_out": describer.key(copy) if copy else "",
                    "place": describer.place(copy) if copy else "",
                    "status": str(copy.status) if copy else "",
                }
            )
    return rows, all_of_films and all_of_others


def _hits(session: Session, asked: str, kinds: Sequence[str] = ()) -> tuple[list[Holding], bool]:
    found = search(session, asked, limit=_MOST, kinds=kinds)
    return [each for each in found.answers if isinstance(each, Holding)], found.total <= _MOST


def _on_film(session: Session, hit: Holding) -> Iterator[tuple[Holding, str]]:
    """The films, each with the frames, on which a record is to be read."""
    if hit.kind == "frame":
        film = session.visible.get(hit.inside)
        yield film or hit, hit.own.get("frames", "")
        return
    if hit.kind in FILMS:
        yield hit, hit.own.get("frames", "")
        return
    seen: set[int] = set()
    for job in jobs_of(session, hit):
        film = session.visible.get(job.holding)
        if film is not None and job.status not in (FilmStatus.RETAKEN, FilmStatus.TO_RETAKE):
            seen.add(film.id)
            yield film, job.frames
            for mounted in mountings_of(session, "film_id", film.id):
                carrier = session.visible.get(mounted.holding)
                if carrier is not None and mounted.frames == job.frames:
                    yield carrier, mounted.frames
    for film in copies_of(session, hit):
        if film.id not in seen:
            yield film, film.own.get("frames", "")


def _handed_out(session: Session, film: Holding) -> Holding | None:
    """The film itself; of a master its first copy, if there is one."""
    if film.own.get("generation") != "master":
        return film
    return next(iter(lent_for(session, film)), None)
