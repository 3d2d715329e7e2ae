"""Filming: what the camera exposed, its check by another person, retakes, and what was mounted.

Frames have numbers on a film, in one order: no two things lie on one (R30). What was filmed is
found again by `film_find`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from tinydb import Query

from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind, Remark, Values
from rmdesk.desk.numbering import numbered_as_known
from rmdesk.desk.registering import found
from rmdesk.desk.takes import reason
from rmdesk.duties.departure import gone
from rmdesk.duties.held import against_altering
from rmdesk.duties.states import FILMING, move_batch
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.fields import Paths, Record, given, kept, link
from rmdesk.model.records import Holding
from rmdesk.model.values import COUNT, LINE, METRES, PROSE, WORDS, Cell, ValueKind
from rmdesk.model.words import FILMS, FilmStatus, film_word, kind_word, later, status_word


def _read_frames(cell: Cell) -> str:
    from rmdesk.model.own_fields import FRAMES  # few starts have to do with films

    return FRAMES.read(cell)


_FRAMES: ValueKind[str] = ValueKind(_read_frames, str)


@dataclass(kw_only=True, slots=True)
class FilmJob(Record):
    """A line of the camera's log: the frames that an operator exposed on a film, and of what.

    `density` is the background's, `resolution` in lines a millimetre, `residue` the thiosulphate of
    the methylene-blue test in micrograms a square centimetre. `retakes` names the job that it
    films again.
    """

    table: ClassVar[str] = "film_jobs"
    word: ClassVar[str] = later("film job")
    unique: ClassVar[tuple[str, ...]] = ("number",)
    indexed: ClassVar[tuple[Paths, ...]] = ("status", "holding")
    sparse: ClassVar[tuple[Paths, ...]] = ("record_id", "filmed")
    called_by: ClassVar[tuple[str, ...]] = ("number",)
    known_by: ClassVar[str] = "holding"
    known_also: ClassVar[tuple[str, ...]] = ("record_id",)
    numbered: ClassVar[str] = "F"

    number: str = kept("", later("number"))
    film: str = given(LINE, later("film"), later("barcode or code of the film"), keyed="holdings")
    frames: str = given(_FRAMES, later("frames"), later("first and last frame, as 1-1250"))
    record: str = given(
        LINE, later("record"), later("barcode or code of what was filmed"), keyed="holdings"
    )
    batch: str = given(LINE, later("batch"), later("what is filmed together"))
    camera: str = given(LINE, later("camera"))
    targets: list[str] = given(WORDS, later("targets"), later("start, end, illegible, retake"))
    retakes: str = given(LINE, later("retake of"), later("number of the job that it films again"))
    notes: str = given(PROSE, later("notes"))
    status: str = kept("", later("status"), word=film_word)
    operator: str = kept("", later("operator"))
    filmed: str = kept("", later("filmed"))
    density: float | None = kept(None, later("density"))
    resolution: int | None = kept(None, later("resolution (lines/mm)"))
    residue: float | None = kept(None, later("methylene-blue test"))
    checked: str = kept("", later("checked"))
    checked_by: str = kept("", later("checked by"))
    why: str = kept("", later("to be retaken because"))
    holding: int | None = link(Holding.table, later("film"), "film")
    record_id: int | None = link(Holding.table, later("record"), "record")


@dataclass(kw_only=True, slots=True)
class Mounting(Record):
    """Frames of a film that were mounted in a jacket or an aperture card, counted at that.

    A jacket has `channels`, each of which takes `in_channel` frames.
    """

    table: ClassVar[str] = "film_mountings"
    word: ClassVar[str] = later("film mounting")
    called_by: ClassVar[tuple[str, ...]] = ("carrier",)
    indexed: ClassVar[tuple[Paths, ...]] = ("holding", "film_id")
    known_by: ClassVar[str] = "holding"
    known_also: ClassVar[tuple[str, ...]] = ("film_id",)

    carrier: str = given(
        LINE, later("jacket or card"), later("its barcode or code"), keyed="holdings"
    )
    film: str = given(LINE, later("film"), later("barcode or code of the film"), keyed="holdings")
    frames: str = given(_FRAMES, later("frames"), later("first and last frame, as 1-60"))
    counted: int | None = given(COUNT, later("counted"), later("frames that are in it"))
    channels: int | None = given(COUNT, later("channels"), later("of a jacket"))
    in_channel: int | None = given(COUNT, later("frames in a channel"), later("at most"))
    mounted: str = kept("", later("mounted"))
    mounted_by: str = kept("", later("mounted by"))
    holding: int | None = link(Holding.table, later("jacket or card"), "carrier")
    film_id: int | None = link(Holding.table, later("film"), "film")


# --- the camera's log


def _needs(record: FilmJob | Mounting, *names: str) -> None:
    for name in names:
        if not getattr(record, name):
            label = _(record.specs()[name].label)
            raise BadInput(
                _("Something is missing"), _("Say its {field}.").format(field=label),
                field_name=name,
            )  # fmt: skip


def _complete_job(job: FilmJob, values: Values, _remark: Remark) -> None:
    job.amend(values)
    _needs(job, "film", "frames")


def _settle_job(session: Session, job: FilmJob, _before: Values, _remark: Remark) -> None:
    """Find what a new one is of, and give it its number, never given before."""
    if job.id:
        return
    film = _film(session, job.film, "film")
    job.holding, job.film = film.id, film.barcode or film.identifier or job.film
    if job.record:
        record = session.visible.one(job.record)
        job.record_id, job.record = record.id, record.barcode or record.identifier or job.record
    now = session.now()
    job.operator, job.filmed = session.login, now.isoformat(timespec="seconds")
    with session.change("add film job") as transaction:
        job.number = numbered_as_known(
            session, transaction, job, f"film job {now.year}", f"F-{now.year}-{{:04}}".format
        )
        move_batch(job, FilmStatus.FILMED, "add film job", FILMING)
        if job.retakes:
            earlier = _job(session, job.retakes)
            job.retakes = earlier.number
            move_batch(earlier, FilmStatus.RETAKEN, "add film job", FILMING)
            session.save(earlier)


def _film(session: Session, key: str, name: str, kinds: Sequence[str] = FILMS) -> Holding:
    """The film, jacket or card that a key names. Raises NotFound, and BadInput for another kind."""
    film = session.visible.one(key)
    if film.kind not in kinds:
        told = _("{key} is a {kind}.").format(key=film.key, kind=kind_word(film.kind) or "-")
        accepted = ", ".join(map(kind_word, kinds))
        raise BadInput(
            _("Not of this kind"), told, _("Accepted: {kinds}.").format(kinds=accepted),
            field_name=name,
        )  # fmt: skip
    return film


def _against_job(session: Session, job: FilmJob, before: Values) -> list[Reason]:
    """R34: it stays what it is of; R28: nothing that is gone; R1, R30: one thing on a frame."""
    if job.id:
        same = ("film", "frames", "record", "retakes")
        if all(job.plain([name])[name] == before.get(name, "") for name in same):
            return []
        text = _("{number} stays what it is of.").format(number=job.number)
        return [Reason("R34", text, _("a new one"))]
    film = _film(session, job.film, "film")
    if left := [*gone(film), *(gone(session.visible.one(job.record)) if job.record else ())]:
        return left
    against = against_altering(session, film)
    taken = [each for each in jobs_on(session, film) if each.status != FilmStatus.RETAKEN]
    if job.retakes:
        earlier = _job(session, job.retakes)
        if earlier.status != FilmStatus.TO_RETAKE:
            against.append(replace(_stands(earlier), at="retakes"))
        taken = [each for each in taken if each.id != earlier.id]
    text = _("On {film} the frames {frames} are those of {number}.")
    return against + [
        Reason(
            "R30", text.format(film=film.key, frames=each.frames, number=each.number),
            _("other frames, or a retake"), at="frames",
        )
        for each in taken
        if _overlap(each.frames, job.frames)
    ]  # fmt: skip


def _overlap(one: str, other: str) -> bool:
    from rmdesk.model.own_fields import frames_of

    (first, last), (begun, ended) = frames_of(one), frames_of(other)
    return first <= ended and begun <= last


def jobs_on(session: Session, film: Holding) -> list[FilmJob]:
    """What the log says of a film, in the order of its frames; only what is known (R17)."""
    from rmdesk.model.own_fields import frames_of

    jobs = _known(session, FilmJob, "holding", film.id)
    return sorted(jobs, key=lambda each: (frames_of(each.frames), each.id))


def jobs_of(session: Session, record: Holding) -> list[FilmJob]:
    """Where a record was filmed."""
    return list(_known(session, FilmJob, "record_id", record.id))


def mountings_of(session: Session, path: str, number: int) -> list[Mounting]:
    """What was mounted in a jacket or card (`holding`), or of a film (`film_id`)."""
    return list(_known(session, Mounting, path, number))


def _known(session: Session, record: type[Any], path: str, number: int) -> Iterator[Any]:
    rows = session.store.table(record.table).search(Query()[path] == number)
    yield from map(record.from_document, session.visible.known(record.table, rows))


def _job(session: Session, number: str) -> FilmJob:
    job: FilmJob = found(session, FILM_JOBS, number)
    return job


def _stands(job: FilmJob) -> Reason:
    text = _("{number} is “{status}”.")
    return Reason("R35", text.format(number=job.number, status=film_word(job.status)))


# --- its check


def check_film(session: Session, number: str, given: Given, *, passes: bool) -> FilmJob:
    """Keep the readings of frames, and pass them or have them taken again. Raises Refused."""
    act = "pass-film" if passes else "retake-film"
    with session.change(act, given.get("reason")):
        job = _job(session, number)
        Refused.for_any(_("Not checked"), against_checking(session, job))
        for name in ("density", "resolution", "residue"):
            if given.get(name) is not None:
                setattr(job, name, given[name])
        job.checked, job.checked_by = session.now().isoformat(timespec="seconds"), session.login
        job.why = given.get("reason") or ""
        after = FilmStatus.PASSED if passes else FilmStatus.TO_RETAKE
        move_batch(job, after, act, FILMING)
        session.save(job)
    return job


def against_checking(session: Session, job: FilmJob) -> list[Reason]:
    """R5: another person than the operator checks, and only what waits for it."""
    if job.status != FilmStatus.FILMED:
        return [_stands(job)]
    if job.operator != session.login:
        return []
    text = _("You have filmed {number} yourself.").format(number=job.number)
    return [Reason("R5", text, _("another person"))]


# --- mounting


def _complete_mounting(mounting: Mounting, values: Values, _remark: Remark) -> None:
    from rmdesk.model.own_fields import frames_of

    mounting.amend(values)
    _needs(mounting, "carrier", "film", "frames", "counted")
    first, last = frames_of(mounting.frames)
    if mounting.counted != (n := last - first + 1):
        told = _("Frames {frames} are {n}, and {counted} were counted.").format(
            frames=mounting.frames, n=n, counted=mounting.counted
        )
        raise BadInput(
            _("The count differs"), told, _("Count again, or amend the frames."),
            field_name="counted",
        )  # fmt: skip
    if mounting.channels and mounting.in_channel:
        most = mounting.channels * mounting.in_channel
        if n > most:
            told = _("{channels} channels of {each} take {most} frames, not {n}.").format(
                channels=mounting.channels, each=mounting.in_channel, most=most, n=n
            )
            raise BadInput(_("It does not take so many"), told, field_name="channels")


def _settle_mounting(session: Session, mounting: Mounting, _before: Values, _r: Remark) -> None:
    if mounting.id:
        return
    carrier = _film(session, mounting.carrier, "carrier", _CARRIERS)
    film = _film(session, mounting.film, "film")
    _see_that_they_are_on(film, mounting.frames)
    mounting.holding, mounting.film_id = carrier.id, film.id
    mounting.carrier = carrier.barcode or carrier.identifier or mounting.carrier
    mounting.film = film.barcode or film.identifier or mounting.film
    mounting.mounted_by = session.login
    mounting.mounted = session.now().isoformat(timespec="seconds")


def _see_that_they_are_on(film: Holding, frames: str) -> None:
    """Raises BadInput for frames beyond those that a film says it has."""
    from rmdesk.model.own_fields import frames_of

    if not (said := film.own.get("frames")):
        return
    (first, last), (begun, ended) = frames_of(said), frames_of(frames)
    if begun < first or ended > last:
        told = _("{film} has the frames {said}, not {frames}.")
        raise BadInput(
            _("Not on this film"), told.format(film=film.key, said=said, frames=frames),
            _("Count again, or amend the frames."), field_name="frames",
        )  # fmt: skip


_CARRIERS = ("jacket", "aperture-card")


def _against_mounting(session: Session, mounting: Mounting, before: Values) -> list[Reason]:
    """R34: it stays what was counted; R1; R30: an aperture card takes one frame, and each frame
    of a film is mounted once."""
    if mounting.id:
        if mounting.to_document() == dict(before):
            return []
        text = _("What was mounted and counted stays as it is.")
        return [Reason("R34", text, _("taking it back by undo"))]
    carrier = _film(session, mounting.carrier, "carrier", _CARRIERS)
    film = _film(session, mounting.film, "film")
    against = [*against_altering(session, carrier), *against_altering(session, film)]
    there = mountings_of(session, "holding", carrier.id)
    if carrier.kind == "aperture-card" and (there or mounting.counted != 1):
        text = _("{key} is an aperture card: it takes one frame.").format(key=carrier.key)
        against.append(Reason("R30", text, _("another card"), at="frames"))
    text = _("Frames {frames} of {film} are mounted in {carrier}.")
    for each in mountings_of(session, "film_id", film.id):
        if _overlap(each.frames, mounting.frames):
            told = text.format(frames=each.frames, film=film.key, carrier=each.carrier)
            against.append(Reason("R30", told, _("other frames"), at="frames"))
    return against


# --- told


def _notes(session: Session, holding: Any) -> Iterator[Note]:
    """On a film what was filmed on it, on a record where it was filmed, on a carrier its frames."""
    films = holding.kind in FILMS
    for each in jobs_on(session, holding) if films else jobs_of(session, holding):
        other = each.record if films else each.film
        told = (other, each.frames, film_word(each.status), each.number)
        data = each.plain(("number", "film", "frames", "record", "status"))
        yield Note(later("filmed"), " · ".join(filter(None, told)), data, of=each)
    if films or holding.kind == "frame":
        yield from _copy(session, holding)
    if holding.kind in _CARRIERS:
        for mounted in mountings_of(session, "holding", holding.id):
            data = mounted.plain(("carrier", "film", "frames", "counted", "mounted"))
            film = session.visible.get(mounted.film_id)
            yield Note(later("mounted"), f"{mounted.film} · {mounted.frames}", data, of=film)


def _copy(session: Session, holding: Holding) -> Iterator[Note]:
    """Of a master, and of a frame on one, the copy that is handed out."""
    film = session.visible.get(holding.inside) if holding.kind == "frame" else holding
    if film is None or film.own.get("generation") != "master":
        return
    from rmdesk.duties.describe import Describer  # few records are masters
    from rmdesk.duties.own_value import lent_for

    for copy in lent_for(session, film)[:1]:
        place = Describer(session).place(copy)
        text = _("frames {frames} of {film}") if holding.own.get("frames") else "{film}"
        copied = text.format(frames=holding.own.get("frames", ""), film=copy.key)
        told = " · ".join(filter(None, (copied, place, status_word(copy.status))))
        yield Note(later("hand out"), told, {"hand_out": copy.key, "place": place}, of=copy)


FILM_JOBS: RecordKind = RecordKind(
    record=FilmJob,
    name="film jobs",
    complete=_complete_job,
    settle=_settle_job,
    against=_against_job,
    notes=lambda session, holding: list(_notes(session, holding)),
    grouped=True,
)
MOUNTINGS: RecordKind = RecordKind(
    record=Mounting,
    name="film mountings",
    complete=_complete_mounting,
    settle=_settle_mounting,
    against=_against_mounting,
    called=lambda _session, mounting: f"{mounting.carrier} {mounting.frames}",
)
KINDS = (FILM_JOBS, MOUNTINGS)

_READINGS = (
    Takes(name="density", metavar="D", help=later("background density"), kind=METRES),
    Takes(name="resolution", metavar="N", help=later("lines a millimetre"), kind=COUNT),
    Takes(
        name="residue",
        metavar="UG",
        help=later("thiosulphate by the methylene-blue test, micrograms a square centimetre"),
        kind=METRES,
    ),
)

ACTS = (
    Act(
        name="pass-film",
        on=FilmJob,
        title=later("Pass its frames"),
        help=later("Pass frames with their readings: another person than the operator does."),
        done=later("Passed: {name}"),
        word=later("passed"),
        takes=_READINGS,
        against=lambda session, record, _given: against_checking(session, record),
        do=lambda session, keys, given: check_film(session, keys[0], given, passes=True),
        examples=("rmdesk film pass-film F-2026-0003 --density 1.1 --resolution 120",),
    ),
    Act(
        name="retake-film",
        on=FilmJob,
        title=later("Have its frames taken again…"),
        help=later("Have frames taken again, for a reason, with their readings."),
        done=later("To be retaken: {name}"),
        word=later("to be retaken"),
        takes=(reason(later("What is wrong with the frames?")), *_READINGS),
        against=lambda session, record, _given: against_checking(session, record),
        do=lambda session, keys, given: check_film(session, keys[0], given, passes=False),
        details=later("They are taken again by a new job that says --retakes."),
    ),
)
