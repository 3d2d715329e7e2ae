"""Digitizing: a record is queued for its scan, once, and what is scanned of it is told with it.

What is done to it on the way from the queue to its files is in `capturing`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind, Remark, Values
from rmdesk.desk.numbering import numbered_as_known
from rmdesk.duties.departure import gone
from rmdesk.duties.digitized import TO_MAKE, DigitalFile, Digitization, files_of, jobs_of
from rmdesk.duties.reservation import part_wanted
from rmdesk.duties.states import SCAN, move_batch
from rmdesk.duties.ticket import find_request
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import ScanStatus, later, paper_word, scan_word, type_word

_OVER = (ScanStatus.ACCEPTED, ScanStatus.GIVEN_UP)

# --- queued


def _settle(session: Session, job: Digitization, _before: Values, _remark: Remark) -> None:
    """Find what a new one is of, and give it its number, never given before."""
    if job.id:
        return
    holding = session.visible.one(job.record)
    job.holding, job.record = holding.id, holding.barcode or holding.identifier or job.record
    if job.request:
        request = find_request(session, job.request)
        job.request_id, job.request = request.id, request.number
    now = session.now()
    with session.change("add digitization") as transaction:
        job.number = numbered_as_known(
            session, transaction, job, f"digitization {now.year}", f"S-{now.year}-{{:04}}".format
        )
    job.queued = now.isoformat(timespec="seconds")
    move_batch(job, ScanStatus.TO_SCAN, "add digitization", SCAN)


def _against(session: Session, job: Digitization, before: Values) -> list[Reason]:
    """R34: it stays the scanning of what it is of; R28, R39, R40: what is not queued at all."""
    if job.id:
        if all(job.plain([name])[name] == before.get(name, "") for name in ("record", "request")):
            return _to_make_anew(session, job, before)
        text = _("{number} stays what it is of.").format(number=job.number)
        return [Reason("R34", text, _("a new one"))]
    holding = session.visible.one(job.record)
    if left := gone(holding):
        return left
    request = find_request(session, job.request) if job.request else None
    against = _not_asked_for(session, request, holding) if request else []
    return [*against, *queued_already(session, holding, request)]


def _to_make_anew(session: Session, job: Digitization, before: Values) -> list[Reason]:
    """R28: what has left for good is not scanned again."""
    holding = session.get(Holding, job.holding)
    anew = job.status in TO_MAKE and before.get("status") not in TO_MAKE
    return gone(holding) if holding and anew else []


def _not_asked_for(session: Session, request: Request, holding: Holding) -> list[Reason]:
    from rmdesk.duties.remaining import against_doing, left_of

    against = [*against_doing(request), *against_type(request)]
    if against or any(each.id == holding.id for _claim, each in left_of(session, request)):
        return against
    text = _("{number} does not ask for {key}.")
    return [Reason("R39", text.format(number=request.number, key=holding.key))]


def against_type(request: Request) -> list[Reason]:
    """R39: only what is asked for as a scan is scanned for it."""
    if request.type == "scan":
        return []
    text = _("{number} asks for another thing than a scan: {type}.")
    told = text.format(number=request.number, type=type_word(request.type))
    return [Reason("R39", told, _("a request of type scan"))]


def queued_already(session: Session, holding: Holding, request: Request | None) -> list[Reason]:
    """R40: a record is queued once, but for another request that wants another part of it.

    What has passed may be scanned anew.
    """
    waiting = [
        each
        for each in jobs_of(session, holding)
        if each.status not in _OVER and not _of_another_part(session, each, request, holding)
    ]
    text = _("{key} is in the queue already: {number}.")
    told = [text.format(key=holding.key, number=each.number) for each in waiting]
    return [Reason("R40", each, _("scanning that")) for each in told]


def _of_another_part(
    session: Session, job: Digitization, request: Request | None, holding: Holding
) -> bool:
    """Whether a request wants more of a record than what is scanned of it for another."""
    if request is None or job.request_id in (None, request.id):
        return False
    scanned = part_wanted(session, job.request_id, holding)
    return scanned not in ("", part_wanted(session, request.id, holding))


# --- told


_LINKS = ("holding", "request_id")


def _told(session: Session, job: Digitization) -> dict[str, Any]:
    """As plain values, with the record's `title` and where its paper is now (`paper_status`)."""
    told = job.plain(name for name in Digitization.specs() if name not in _LINKS)
    holding = session.visible.get(job.holding)
    if holding is not None:
        told |= {"title": holding.title, "paper_status": holding.status}
    return told


_FILE_TOLD = ("role", "path", "size", "sha256", "checked", "fault")


def _parts(session: Session, job: Digitization) -> Mapping[str, Sequence[Values]]:
    return {"files": [each.plain(_FILE_TOLD) for each in files_of(session, job)]}


def _notes(session: Session, holding: Any) -> list[Note]:
    """What is scanned of a record, and what is to become of the paper."""
    return [_note(each) for each in jobs_of(session, holding)]


def _note(job: Digitization) -> Note:
    told = [job.number, scan_word(job.status), job.checked[:10]]
    told.append(_("paper: {paper}").format(paper=paper_word(job.paper)))
    data = job.plain(("number", "status", "request", "pages", "resolution", "checked", "paper"))
    return Note(later("digitized"), " · ".join(filter(None, told)), data, of=job)


def _called(session: Session, file: DigitalFile) -> str:
    job = session.get(Digitization, file.digitization)
    return f"{job.number if job else ''} {file.role}"


DIGITIZATIONS: RecordKind = RecordKind(
    record=Digitization,
    name="digitizations",
    settle=_settle,
    against=_against,
    describe=_told,
    parts=_parts,
    notes=_notes,
    grouped=True,
    command="digitize",
)
KINDS = (
    DIGITIZATIONS,
    RecordKind(record=DigitalFile, name="digital files", by_hand=False, called=_called),
)
