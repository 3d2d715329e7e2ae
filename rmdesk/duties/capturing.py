"""From a request of type scan to its files, checked by another person than the operator.

A record is queued, scanned and checked. Its files are kept with their SHA-256, made once; its claim
ends as scanned once they have passed, and the paper goes to the next claim or home (R38, R39).
"""

from collections.abc import Iterator
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.registering import found, register
from rmdesk.desk.takes import reason
from rmdesk.duties.departure import gone
from rmdesk.duties.digitized import TO_MAKE, DigitalFile, Digitization, files_of
from rmdesk.duties.digitizing import DIGITIZATIONS, against_type, queued_already
from rmdesk.duties.onward import end_claim
from rmdesk.duties.remaining import HELD, against_doing, left_of, not_fetched
from rmdesk.duties.states import GONE, LENDABLE, SCAN, move_batch
from rmdesk.duties.ticket import Ticket, find_request, ticket
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Request, Reservation
from rmdesk.model.values import COUNT, LINE, Cell, ValueKind
from rmdesk.model.words import ReservationState, ScanStatus, later, scan_word, status_word

_SCANNED = "scanned"
"""How a claim ends whose record was scanned (FILLED_AS)."""


def _read_file(cell: Cell) -> Any:
    """A file with its SHA-256: made as it is read, before anybody's transaction."""
    from rmdesk.model.checksum import summed

    return summed(cell)


_FILE: ValueKind[Any] = ValueKind(_read_file, lambda: None)


# --- queued


def queue_request(session: Session, number: str, given: Given) -> Ticket:
    """Queue all that a request of type scan still asks for, as one `batch` if that is named.

    Raises Refused, NotFound.
    """
    with session.change("digitize"):
        request = find_request(session, number)
        Refused.for_any(_("Not queued"), against_queueing(session, request))
        values = {"request": request.number, "batch": given.get("batch") or ""}
        made = [
            register(
                session,
                DIGITIZATIONS,
                {**values, "record": each.barcode or f"#{each.id}", "notes": claim.part},
            )
            for claim, each in _to_queue(session, request)
        ]
    told = _("{key}: queued as {number}")
    return ticket(
        session, request, told=[told.format(key=each.record, number=each.number) for each in made]
    )


def against_queueing(
    session: Session,
    request: Request,
) -> list[Reason]:
    """Every reason why nothing of a request is queued for scanning."""
    against = [*against_doing(request), *against_type(request)]
    if against or any(_to_queue(session, request)):
        return against
    text = _("Nothing of {number} is left to be queued.").format(number=request.number)
    return [Reason("R40", text)]


def _to_queue(session: Session, request: Request) -> Iterator[tuple[Reservation, Holding]]:
    for claim, holding in left_of(session, request):
        if holding.status not in GONE and not queued_already(session, holding, request):
            yield claim, holding


# --- scanned


def capture(session: Session, number: str, given: Given) -> Digitization:
    """Take in the files that were made: a `master`, and an `access` copy if there is one.

    Those of an earlier scan, which was rejected, are kept no more; the log has them. Raises
    Refused, NotFound.
    """
    with session.change("capture"):
        job = _found(session, number)
        Refused.for_any(_("Not taken in"), against_capturing(session, job))
        table = session.store.table(DigitalFile.table)
        table.remove(doc_ids=[each.id for each in files_of(session, job)])
        move_batch(job, ScanStatus.SCANNED, "capture", SCAN)
        job.operator, job.scanned = session.login, session.now().isoformat(timespec="seconds")
        job.pages, job.resolution = given["pages"], given["resolution"]
        job.checked = job.checked_by = job.why = ""
        session.save(job)
        for role in ("master", "access"):
            if given.get(role):
                session.save(_file(session, job, role, given[role]))
    return job


def _file(session: Session, job: Digitization, role: str, made: Any) -> DigitalFile:
    return DigitalFile(
        digitization=job.id,
        holding=job.holding or 0,
        role=role,
        path=made.path,
        size=made.size,
        sha256=made.sha256,
        made=job.scanned,
        checked=session.today(),
    )


def against_capturing(
    session: Session,
    job: Digitization,
) -> list[Reason]:
    """Every reason why no files are taken in: it was scanned, or the paper is not at hand."""
    if job.status not in TO_MAKE:
        return [_stands(job)]
    holding = session.visible.get(job.holding)
    if holding and (left := gone(holding)):
        return left
    if holding is None or holding.status not in LENDABLE:
        text = _("{key} is {status}.")
        status = status_word(holding.status) if holding else ""
        told = text.format(key=job.record, status=status)
        return [Reason("R14", told, _("its return"))]
    claim = _claim(session, job)
    return [not_fetched(session, holding)] if claim and claim.state not in HELD else []


def _claim(session: Session, job: Digitization) -> Reservation | None:
    """The open claim of its request on what it is of."""
    request = session.get(Request, job.request_id)
    left = left_of(session, request) if request else []
    return next((claim for claim, holding in left if holding.id == job.holding), None)


def _stands(job: Digitization) -> Reason:
    text = _("{number} is “{status}”.")
    return Reason("R35", text.format(number=job.number, status=scan_word(job.status)))


# --- checked


def accept(session: Session, number: str) -> Digitization:
    """Pass the files of a record; its claim ends as scanned, and the paper goes on or home (R38).

    Raises Refused, NotFound.
    """
    with session.change("accept"):
        job = _found(session, number)
        Refused.for_any(_("Not accepted"), against_accepting(session, job))
        _check(session, job, ScanStatus.ACCEPTED, "accept")
        claim = _claim(session, job)
        if claim is not None and claim.state in HELD:
            end_claim(session, claim, ReservationState.FILLED, "close", outcome=_SCANNED)
    return job


def reject(session: Session, number: str, why: str) -> Digitization:
    """Have a record scanned again; what has left for good is given up. Raises Refused, NotFound."""
    with session.change("reject", why):
        job = _found(session, number)
        Refused.for_any(_("Not rejected"), against_checking(session, job))
        job.why = why
        holding = session.get(Holding, job.holding)
        left = holding is not None and holding.status in GONE
        _check(session, job, ScanStatus.GIVEN_UP if left else ScanStatus.REJECTED, "reject")
    return job


def _check(session: Session, job: Digitization, after: ScanStatus, act: str) -> None:
    move_batch(job, after, act, SCAN)
    job.checked = session.now().isoformat(timespec="seconds")
    job.checked_by = session.login
    session.save(job)


def against_checking(
    session: Session,
    job: Digitization,
) -> list[Reason]:
    """R5: another person than the operator checks, and only what is there to be checked."""
    if job.status != ScanStatus.SCANNED:
        return [_stands(job)]
    if job.operator != session.login:
        return []
    text = _("You have scanned {number} yourself.").format(number=job.number)
    return [Reason("R5", text, _("another person"))]


def against_accepting(
    session: Session,
    job: Digitization,
) -> list[Reason]:
    """The same, and every page that is on paper was scanned."""
    against = against_checking(session, job)
    if job.status == ScanStatus.SCANNED and job.counted and job.counted != job.pages:
        text = _("{number}: {pages} pages were scanned, {counted} are on paper.").format(
            number=job.number, pages=job.pages, counted=job.counted
        )
        against.append(Reason("R5", text, _("scanning it again, or counting the paper anew")))
    return against


def _found(session: Session, number: str) -> Digitization:
    job: Digitization = found(session, DIGITIZATIONS, number)
    return job


ACTS = (
    Act(
        name="digitize",
        on=Request,
        title=later("Queue for scanning…"),
        help=later("Queue what a request of type scan asks for."),
        done=later("Queued for scanning: {name}"),
        word=later("queued for scanning"),
        takes=(Takes(name="batch", help=later("what is scanned together"), kind=LINE),),
        against=lambda session, record, _given: against_queueing(session, record),
        do=lambda session, keys, given: queue_request(session, keys[0], given),
        also=("scan", "image"),
    ),
    Act(
        name="capture",
        on=Digitization,
        title=later("Take in its files…"),
        help=later("Take in the files that were scanned, with their SHA-256."),
        done=later("Scanned, to be checked: {name}"),
        word=later("scanned"),
        takes=(
            Takes(
                name="master",
                flag="--file",
                metavar="FILE",
                help=later("the file that was made"),
                kind=_FILE,
                required=True,
            ),
            Takes(name="pages", metavar="N", help=later("its pages"), kind=COUNT, required=True),
            Takes(
                name="resolution",
                metavar="DPI",
                help=later("dots per inch"),
                kind=COUNT,
                required=True,
            ),
            Takes(name="access", metavar="FILE", help=later("its access copy"), kind=_FILE),
        ),
        against=lambda session, record, _given: against_capturing(session, record),
        do=lambda session, keys, given: capture(session, keys[0], given),
        examples=("rmdesk digitize capture S-2026-0001 --file a.tif --pages 12 --resolution 300",),
        also=("scan", "image", "checksum"),
    ),
    Act(
        name="accept",
        on=Digitization,
        title=later("Pass its quality check"),
        help=later("Pass the quality check: another person than the operator does."),
        done=later("Checked: {name}"),
        word=later("passed its quality check"),
        against=lambda session, record, _given: against_accepting(session, record),
        do=lambda session, keys, _given: accept(session, keys[0]),
        details=later("The claim of its request ends as scanned, and the paper goes on or home."),
    ),
    Act(
        name="reject",
        on=Digitization,
        title=later("Have it scanned again…"),
        help=later("Have a record scanned again, for a reason."),
        done=later("To be scanned again: {name}"),
        word=later("to be scanned again"),
        takes=(reason(later("What is wrong with the scan?")),),
        against=lambda session, record, _given: against_checking(session, record),
        do=lambda session, keys, given: reject(session, keys[0], given["reason"]),
    ),
)
