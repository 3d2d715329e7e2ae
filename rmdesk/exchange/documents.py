"""Documents in XML that bring records: finding aids in EAD, classification schemes in SKOS."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from data.texts import gettext as _
from rmdesk.exchange.rows_file import FileOptions, RowsFile
from rmdesk.exchange.trouble import unread

__all__ = ["document"]


class _Form(NamedTuple):
    begins: re.Pattern[bytes]
    table: str
    name: str


_FORMS = (
    _Form(re.compile(rb"<(\w+:)?ead[\s>]"), "holdings", "EAD"),
    _Form(re.compile(rb"<(\w+:)?RDF[\s>]"), "classes", "SKOS"),
)


def document(path: Path, stream: IO[bytes], options: FileOptions) -> RowsFile | None:
    """Open a document by what it begins with; None for any other file. Raises BadInput."""
    head = stream.read(8192)
    stream.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode()
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not start.startswith(b"<"):
        return None
    form = next((each for each in _FORMS if each.begins.search(head)), None)
    if form is None:
        return None
    if options.table != form.table:
        text = _("It is {form}, which brings {kind}.")
        kind = _("holdings") if form.table == "holdings" else _("classes of the scheme")
        raise unread(path, text.format(form=form.name, kind=kind), _("Import it as such."))
    return _reader(form)(path, stream, options.fields)


def _reader(form: _Form) -> Callable[[Path, IO[bytes], Sequence[str]], RowsFile]:
    if form.table == "holdings":
        from rmdesk.exchange.ead import finding_aid

        return finding_aid
    from rmdesk.exchange.skos import concepts_file

    return concepts_file
