"""Matters of security in the journal, which the security officer alone reads (R34).

Clearances and roles, levels and marks, access lists, attempted breaches, who signs in as whom. An
entry about nothing else is not there for others; of one about something else too, the rest is.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from data import Entry
from data.plain import replace
from rmdesk.model.fields import Record
from rmdesk.model.values import LEVEL

BREACH = "breach attempt"
"""What the journal calls it that somebody was kept from a breach (R18)."""

ACTING = "act for"
"""What the journal calls it that an account acts for another from here on."""

SIGN_IN, REFUSED_SIGN_IN = "sign in", "sign-in refused"
"""What it calls it that somebody came by badge and PIN to a terminal of several, or did not."""

PARTED = "part"
"""What it calls it that what somebody may not know of in a request goes on by itself (R17)."""

_ACTIONS = frozenset({BREACH, ACTING, SIGN_IN, REFUSED_SIGN_IN})


def without_matters(
    entries: Iterable[Entry], records: Mapping[str, type[Record]]
) -> Iterable[Entry]:
    """Entries as who is no security officer reads them."""
    for entry in entries:
        record = records.get(entry.subject.partition(":")[0])
        if not is_matter(entry, record):
            yield _stripped(entry, record)


def only_matters(entries: Iterable[Entry], records: Mapping[str, type[Record]]) -> Iterable[Entry]:
    """The entries in which there is a matter of security, whole."""
    for entry in entries:
        record = records.get(entry.subject.partition(":")[0])
        secured = record is not None and bool(_secured(record) & _said(entry))
        if is_matter(entry, record) or secured or _tells_of_parting(entry):
            yield entry


def _tells_of_parting(entry: Entry) -> bool:
    """Told to the officer, and no secret to whoever may know of the request."""
    return entry.action == PARTED and entry.change == 0


def without_parting(entries: Sequence[Entry]) -> list[Entry]:
    """An act without what it parted from a request: that is nobody's to take back.

    Who did it may know nothing of that: else they could not take back the rest either (R17).
    """
    parted = {each.subject: (each.new or {}) for each in entries if _tells_of_parting(each)}
    if not parted:
        return list(entries)
    numbers = {int(subject.partition(":")[2]) for subject in parted}
    return [
        each
        for each in entries
        if each.subject not in parted and (each.new or {}).get("request") not in numbers
    ]


def without_unsaid(entry: Entry, record: type[Record] | None) -> Entry:
    """An entry without what no log tells anybody, such as the hash of a PIN."""
    if record is None or not record.unsaid:
        return entry
    names = frozenset(record.unsaid)
    return replace(entry, old=_without(entry.old, names), new=_without(entry.new, names))


def is_matter(entry: Entry, record: type[Record] | None) -> bool:
    """Whether an entry is about security alone."""
    if entry.action in _ACTIONS or (record is not None and record.secured):
        return True
    if record is None or entry.old is None or entry.new is None:
        return False
    said = _said(entry)
    return bool(said) and said <= _secured(record)


def _stripped(entry: Entry, record: type[Record] | None) -> Entry:
    if record is None or not _secured(record) & _said(entry):
        return entry
    old, new = (_without(values, _secured(record)) for values in (entry.old, entry.new))
    return replace(entry, old=old, new=new)


def _without(values: dict[str, Any] | None, names: frozenset[str]) -> dict[str, Any] | None:
    return None if values is None else {k: v for k, v in values.items() if k not in names}


def _said(entry: Entry) -> frozenset[str]:
    return frozenset({*(entry.old or {}), *(entry.new or {})})


def _secured(record: type[Record]) -> frozenset[str]:
    """The fields of a record that say what it, or a person, may have: by what it declares."""
    levels = (name for name, spec in record.specs().items() if spec.kind is LEVEL)
    return frozenset({*levels, *record.secures, "guard"} & record.keys())
