"""What digitizing keeps: the scanning of a record from the queue to its check, and its files."""

from typing import ClassVar

from tinydb import Query

from data.plain import dataclass
from rmdesk.desk.desk import Session
from rmdesk.duties.states import SCAN, move_batch
from rmdesk.model.fields import Paths, Record, given, kept, link, refers
from rmdesk.model.records import Holding, Request
from rmdesk.model.values import COUNT, LINE, PROSE, choice
from rmdesk.model.words import PAPERS, ScanStatus, later, paper_word, scan_word

TO_MAKE = (ScanStatus.TO_SCAN, ScanStatus.REJECTED)
"""A digitization that is still to be made, or made again."""


@dataclass(kw_only=True, slots=True)
class Digitization(Record):
    """The scanning of one record, from the queue to its files, with or without a request.

    `counted` are the pages on paper, as counted when it was prepared, `pages` those of the scan;
    `resolution` in dots per inch. `why` is the reason for which it is to be scanned again.
    """

    table: ClassVar[str] = "digitizations"
    word: ClassVar[str] = later("digitization")
    unique: ClassVar[tuple[str, ...]] = ("number",)
    indexed: ClassVar[tuple[Paths, ...]] = ("status", "holding")
    sparse: ClassVar[tuple[Paths, ...]] = ("scanned",)
    called_by: ClassVar[tuple[str, ...]] = ("number",)
    known_by: ClassVar[str] = "holding"
    numbered: ClassVar[str] = "S"

    number: str = kept("", later("number"))
    record: str = given(
        LINE, later("record"), later("barcode or code of what is scanned"), keyed="holdings"
    )
    request: str = given(LINE, later("request"), later("number of the request of type scan"))
    batch: str = given(LINE, later("batch"), later("what is scanned together"))
    counted: int | None = given(COUNT, later("pages on paper"), later("pages, as prepared"))
    paper: str = given(
        choice(*PAPERS),
        later("paper"),
        later("what is to become of it afterwards"),
        empty="keep",
        word=paper_word,
    )
    notes: str = given(PROSE, later("notes"))
    status: str = kept("", later("status"), word=scan_word)
    queued: str = kept("", later("queued"))
    operator: str = kept("", later("operator"))
    scanned: str = kept("", later("scanned"))
    pages: int | None = kept(None, later("pages scanned"))
    resolution: int | None = kept(None, later("resolution (dpi)"))
    checked: str = kept("", later("quality checked"))
    checked_by: str = kept("", later("checked by"))
    why: str = kept("", later("scanned again because"))
    holding: int | None = link(Holding.table, later("record"), "holding")
    request_id: int | None = link(Request.table, later("request"), "request")


@dataclass(kw_only=True, slots=True)
class DigitalFile(Record):
    """A file that was made of a record. Its SHA-256, in hexadecimal, was made when it came.

    `checked` is the day on which it was last found as it came, `fault` what was found since.
    """

    table: ClassVar[str] = "digital_files"
    word: ClassVar[str] = later("digital file")
    indexed: ClassVar[tuple[Paths, ...]] = ("digitization", "holding", "checked")
    sparse: ClassVar[tuple[Paths, ...]] = ("fault",)
    known_by: ClassVar[str] = "holding"

    digitization: int = refers(Digitization.table, later("digitization"), "digitization")
    holding: int = refers(Holding.table, later("record"), "holding")
    role: str = kept("", later("copy"))
    path: str = kept("", later("file"))
    size: int = kept(0, later("bytes"))
    sha256: str = kept("", later("SHA-256"))
    made: str = kept("", later("made"))
    checked: str = kept("", later("last found as it came"))
    fault: str = kept("", later("fault"))


def jobs_of(session: Session, holding: Holding) -> list[Digitization]:
    """Every digitization of a record, oldest first."""
    return session.where(Digitization, Query().holding == holding.id)


def scans_to_make(session: Session, holding: Holding) -> list[Digitization]:
    """Those of a record for which its paper is still needed."""
    return [each for each in jobs_of(session, holding) if each.status in TO_MAKE]


def give_up_scan(session: Session, job: Digitization, act: str) -> None:
    """End the scanning of what has left for good, in the transaction of that act (R28)."""
    move_batch(job, ScanStatus.GIVEN_UP, act, SCAN)
    session.save(job)


def files_of(session: Session, job: Digitization) -> list[DigitalFile]:
    """The files of a digitization."""
    return session.where(DigitalFile, Query().digitization == job.id)
