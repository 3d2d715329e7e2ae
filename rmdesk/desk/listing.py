"""Lists of records of any kind, narrowed by their fields."""

from collections.abc import Iterator, Mapping
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.model.errors import BadInput
from rmdesk.model.records import said_in
from rmdesk.model.values import written

_PAGE = 500


def listed(session: Session, kind: RecordKind, where: Mapping[str, str], limit: int) -> list[Any]:
    """Records of a kind that this person may know of, oldest first, at most `limit`.

    `where` are texts that fields must hold, in any case. All records of the kind are read, a page
    at a time: for holdings the search is faster. Raises BadInput for a field there is not.
    """
    check_fields(kind, where)
    found: list[Any] = []
    for document in _known(session, kind):
        if holds(document, where):
            found.append(kind.record.from_document(document))
            if len(found) == limit:
                break
    return found


def check_fields(kind: RecordKind, where: Mapping[str, str]) -> None:
    """Raise BadInput for a field that records of a kind have not."""
    specs = kind.specs
    if unknown := where.keys() - specs.keys():
        raise BadInput(
            _("No such field"),
            _("A {kind} has no “{field}”.").format(kind=_(kind.word), field=min(unknown)),
            _("Fields are: {names}.").format(
                names=", ".join(n for n, s in specs.items() if s.told)
            ),
        )


def holds(document: Mapping[str, Any], where: Mapping[str, str]) -> bool:
    """Whether fields of a document hold these texts, in any case."""
    said = said_in(document)
    return all(_holds(said.get(name), text) for name, text in where.items())


def _known(session: Session, kind: RecordKind) -> Iterator[Any]:
    for rows in session.store.table(kind.record.table).pages(limit=_PAGE):
        yield from session.visible.known(kind.record.table, rows)


def _holds(value: Any, text: str) -> bool:
    """Whether a field's value holds a text; an empty one asks for what has none."""
    said = written(value).casefold()
    return text.casefold() in said if text else not said
