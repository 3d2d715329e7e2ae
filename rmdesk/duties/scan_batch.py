"""What a portable scanner has collected: its batch file is read, tried out, then done (R33, R36).

The lines mean what they would mean at the desk line, in their order: a badge or a place counts for
the holdings after it. All of them are done in one transaction, or none.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from data.files import numbered
from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.audit import local_time
from rmdesk.duties.lookup import heard_as
from rmdesk.duties.scan import Counter, Heard, ScanOutcome, clean, take_scan
from rmdesk.model.errors import BadInput, DeskError, Reason, Refused

_DELIMITERS = re.compile(r"[,;\t|]")
_ENDS = re.compile(r"\r\n|\r|\n")
"""What ends a line: not the separators inside GS1 codes, which str.splitlines takes for ends."""

_LOOKED_AT = 200
"""Lines looked at to learn in which column the codes stand."""

_REFUSED = "refused"
_UNDONE = (Heard.WORDS, Heard.BLOCKED, Heard.ASKS)


@dataclass(frozen=True)
class Scan:
    """One line of a batch file: its number from 1, and the code in it."""

    row: int
    code: str


@dataclass(frozen=True)
class Scanned:
    """What became of one scan: `outcome` is what it was heard as, or `refused`."""

    row: int
    code: str
    outcome: str
    message: str
    key: str = ""
    status: str = ""
    due: str = ""
    next: str = ""


@dataclass
class BatchReport:
    """Every scan of a file with its outcome; `taken` says whether they are done."""

    file: str
    scans: list[Scanned] = field(default_factory=list)
    taken: bool = False
    refused_file: str = ""

    @property
    def refused(self) -> list[Scanned]:
        """Scans that cannot be done."""
        return [scan for scan in self.scans if scan.outcome == _REFUSED]


class _NotKept(Exception):
    """Takes a whole trial back."""


def read_batch(session: Session, path: Path, column: int | None = None) -> list[Scan]:
    """The scans in a file, blank lines left out. `column` (from 1) holds the code.

    Without it the column is taken whose values the desk knows best: scanners put the time before
    or after the code, as they were set up. Raises BadInput for a file that holds no text.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            _("The file cannot be read"),
            _("It is not a text in UTF-8."),
            _("Let the scanner send plain text."),
            file=str(path),
        ) from error
    return scans_in(session, text, path, column)


def scans_in(session: Session, text: str, path: Path, column: int | None = None) -> list[Scan]:
    """The scans in a text that came from elsewhere, and is called `path`; as `read_batch`."""
    lines = [(row, line) for row, line in enumerate(_ENDS.split(text), 1) if line.strip()]
    if not lines:
        raise BadInput(_("Nothing scanned"), _("There is no line in it."), file=str(path))
    place = column - 1 if column else _column(session, [line for _row, line in lines])
    return [Scan(row, _code(line, place)) for row, line in lines]


def _code(line: str, place: int | None) -> str:
    """The code of a line: its cell in a column, or the whole line."""
    if place is None:
        return clean(line)
    cells = _DELIMITERS.split(line)
    return clean(cells[place].strip().strip('"')) if place < len(cells) else ""


def _column(session: Session, lines: Sequence[str]) -> int | None:
    """The column with most codes that the desk knows; None takes whole lines."""
    sample = lines[:_LOOKED_AT]
    most = max(len(_DELIMITERS.split(line)) for line in sample)
    if most == 1:
        return None

    def known(place: int | None) -> int:
        codes = {_code(line, place) for line in sample} - {""}
        return sum(bool(heard_as(session, code)) for code in codes)

    places: list[int | None] = [None, *range(most)]
    return max(places, key=known)


def apply_batch(
    session: Session,
    path: Path,
    scans: Sequence[Scan],
    *,
    dry_run: bool = False,
    skip_bad: bool = False,
    again: bool = False,
) -> BatchReport:
    """Do what the scans ask for, as at the desk line, in one transaction.

    Where one is refused none is done, unless `skip_bad`; then the refused lines are written beside
    the file. A dry run does them all and takes them back. A batch is taken once (R42): Refused
    for one that was taken before, unless `again`.
    """
    report = BatchReport(str(path))
    subject = batch_subject(scans)
    try:
        with session.through("batch").change("scan-batch", path.name) as transaction:
            if not again and (before := taken_before(session, subject)):
                raise before
            transaction.note("scan-batch", subject, new={"file": path.name})
            report.scans = list(_taken(session, scans))
            report.taken = not dry_run and (skip_bad or not report.refused)
            if not report.taken:
                raise _NotKept
            if report.refused:
                report.refused_file = str(_write_refused(path, report.refused))
    except _NotKept:
        pass
    return report


def batch_subject(scans: Sequence[Scan], use: str = "") -> str:
    """What names a batch in the journal: its codes in their order, whatever its file is called.

    `use` is what it is taken for, if it may be taken for several things.
    """
    codes = "\n".join([*filter(None, [use]), *(scan.code for scan in scans)])
    digest = blake2b(codes.encode(), digest_size=16)
    return f"batch:{digest.hexdigest()}"


def taken_before(session: Session, subject: str) -> Refused | None:
    """Why a batch is not taken: it was, and that was not taken back."""
    journal = session.store.journal
    for entry in journal.of(subject):
        if not journal.of(f"act:{entry.act}", limit=1):
            told = (entry.new or {}).get("file", "")
            text = _("This batch was taken already: {when}, {file}, by {actor}.").format(
                when=local_time(entry), file=told, actor=entry.actor
            )
            asked = Refused.by(_("Taken before"), Reason("R42", text, _("saying it once more")))
            asked.next_step = _("To do it all once more, say so: --again.")
            return asked
    return None


def _taken(session: Session, scans: Sequence[Scan]) -> Iterator[Scanned]:
    counter = Counter(batch=True)
    for scan in scans:
        try:
            answer = take_scan(session, counter, scan.code)
        except Refused as refused:
            yield _not_done(scan, " ".join(reason.text for reason in refused.reasons))
        except DeskError as error:
            yield _not_done(scan, error.message)
        else:
            yield _told(scan, answer)


def _told(scan: Scan, answer: ScanOutcome) -> Scanned:
    if answer.heard is Heard.WORDS:
        return _not_done(scan, _("“{code}” is not known.").format(code=scan.code))
    if answer.heard in _UNDONE:
        return _not_done(scan, answer.message)
    holding = answer.holding
    return Scanned(
        scan.row,
        scan.code,
        str(answer.heard),
        answer.message,
        holding.key if holding else "",
        str(holding.status) if holding else "",
        answer.due,
        answer.next,
    )


def _not_done(scan: Scan, why: str) -> Scanned:
    return Scanned(scan.row, scan.code, _REFUSED, why)


def _write_refused(path: Path, refused: Sequence[Scanned]) -> Path:
    """The codes that were not taken, one a line, so that they can be run again."""
    target = path.with_name(f"{path.stem}.refused{path.suffix or '.txt'}")
    with numbered(target) as draft:
        draft.path.write_text("".join(f"{scan.code}\n" for scan in refused), "utf-8")
    return draft.place
