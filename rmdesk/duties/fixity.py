"""Fixity: whether the files that were made are still what they were, on the site's schedule."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from tinydb import Query

from data.plain import dataclass
from rmdesk.desk.desk import Session
from rmdesk.duties.digitized import DigitalFile
from rmdesk.model.checksum import SOUND, compared


@dataclass(frozen=True)
class Looked:
    """A file, and what was found of it (rmdesk.model.checksum)."""

    file: DigitalFile
    found: str


def files_to_check(session: Session, *, due: bool) -> list[DigitalFile]:
    """The files that one may know of (R17), those checked longest ago first.

    Those that are `due` were not found sound for the site's `digitizing.fixity_days`, or had a
    fault when they were looked at last.
    """
    condition = Query().checked >= ""
    if due:
        days = timedelta(days=session.guidelines.digitizing.fixity_days)
        condition = Query().checked <= (session.now().date() - days).isoformat()
    rows = list(session.visible.all_in(DigitalFile.table, condition, order_by="checked"))
    if due:
        rows += session.visible.all_in(DigitalFile.table, Query().fault >= "", order_by="fault")
    return list({each.doc_id: DigitalFile.from_document(each) for each in rows}.values())


def look_at(
    files: Sequence[DigitalFile], progress: Callable[[int, int], object] = lambda *_n: None
) -> list[Looked]:
    """Read files anew; outside of any transaction, for it may take hours."""
    looked = []
    for number, each in enumerate(files, 1):
        looked.append(Looked(each, compared(each.path, each.sha256)))
        progress(number, len(files))
    return looked


def keep_looked(session: Session, looked: Sequence[Looked]) -> None:
    """Keep what was found, in one transaction; what was replaced meanwhile is left alone."""
    with session.change("fixity"):
        for each in looked:
            file = session.get(DigitalFile, each.file.id)
            if file is None or file.sha256 != each.file.sha256:
                continue
            if each.found == SOUND:
                file.checked = session.today()
            file.fault = "" if each.found == SOUND else each.found
            session.save(file)
