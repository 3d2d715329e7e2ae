"""What a person may mean who begins to name a record, and what names none."""

from collections.abc import Mapping

from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.desk.registering import found
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.fields import Record
from rmdesk.model.schema import begins


def suggested(session: Session, kind: RecordKind, text: str, most: int = 8) -> list[Record]:
    """Records of a kind with a key that begins with a text, in the order of their keys.

    In the case in which it is typed, or in that of codes or names. Each key is asked of its index,
    so the size of the table does not count. Only what one may know of (R17).
    """
    begun = dict.fromkeys((text, text.upper(), text.capitalize(), text.title())) if text else ()
    by_number: dict[int, Record] = {}
    for path in kind.keys:
        for each in begun:
            named = begins(path, each)
            known = session.visible.first(kind.record.table, named, order_by=path, limit=most)
            by_number |= {row.doc_id: kind.record.from_document(row) for row in known}
    return list(by_number.values())[:most]


def names_nothing(session: Session, kind: RecordKind, texts: Mapping[str, str]) -> dict[str, str]:
    """Which of these fields of a kind name a record that is not there, and that in words."""
    told: dict[str, str] = {}
    for name, text in texts.items():
        spec = kind.given.get(name)
        if text and spec is not None and spec.keyed:
            try:
                found(session, session.desk.kinds[spec.keyed], text)
            except (NotFound, BadInput) as error:
                told[name] = error.message
    return told
