"""Registering and amending from a form, in turn with the scans."""

from collections.abc import Callable, Mapping

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, read_values
from rmdesk.desk.registering import amend, register
from rmdesk.model.errors import BadInput, Refused
from rmdesk.model.fields import Record
from screens.kit.notice import Told, told_of_error


def write_record(
    kind: RecordKind,
    number: int,
    texts: Mapping[str, str],
    sure: bool,
    came: list[Record | Refused | BadInput],
    session: Session,
) -> Told:
    """Register or amend; what came of it is put into `came`, beside what is told of it."""
    remarks: list[str] = []
    try:
        values = read_values(kind, texts)
        if number:
            told = _("Amended: {name}")
            record = amend(session, kind, f"#{number}", values, remark=_into(remarks))
        else:
            told = _("Registered: {name}")
            record = register(session, kind, values, _into(remarks), sure=sure)
    except (BadInput, Refused) as error:
        came.append(error)
        return told_of_error(error)
    came.append(record)
    name = kind.called(session, record)
    return Told(told.format(name=name), "✓", "good", "; ".join(remarks))


def _into(remarks: list[str]) -> Callable[[str, str], None]:
    return lambda _field, text: remarks.append(text)
