"""Units that are written otherwise than one that is here: kept as written, and told (R43)."""

from collections.abc import Iterator, Sequence

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.model.records import Unit


def written_otherwise(session: Session, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each of these names that is new, but for its case or its blanks one of here; what is told."""
    known = session.visible  # one that is hidden is none here (R17)
    new = [name for name in names if not known.where(Unit, Query().name == name)]
    if not new:
        return
    rows = known.all_in(Unit.table, Query().name > "", order_by="name")
    here = {_folded(row["name"]): row["name"] for row in rows}
    for name in new:
        other = here.setdefault(_folded(name), name)
        if other != name:
            text = _("the unit “{name}” is another here than “{other}”")
            yield name, text.format(name=name, other=other)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
