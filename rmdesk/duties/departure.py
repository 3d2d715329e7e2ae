"""What leaves for good: how a record goes, and what is said of it ever after (R8, R28).

Withdrawn, transferred and destroyed are alike in this: the place is free, nothing is due any more,
the stub stays, and it comes back only as a new accession.
"""

from data.texts import gettext as _
from rmdesk.duties.states import GONE, move
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding
from rmdesk.model.words import Status, status_word


def depart(holding: Holding, after: Status, act: str, by: str) -> None:
    """Let a record leave for good by what is numbered `by`. The caller keeps it (R8)."""
    assert after in GONE
    move(holding, after, act)
    holding.place_id, holding.holder_id = None, None
    holding.due, holding.ends, holding.disposed = "", "", by


def gone(holding: Holding, called: str = "") -> list[Reason]:
    """R28: what has left for good is here no more for anything, but as a new accession.

    `called` is what it is called to who may not know of it (R17).
    """
    if holding.status not in GONE:
        return []
    text = _("{key} is {status}: it does not come back.")
    told = text.format(key=called or holding.key, status=status_word(holding.status))
    return [Reason("R28", told, _("a new accession"))]
