"""What an unknown code may have been, a record's or a shelf's: by the site's patterns and codes."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from data.plain import dataclass
from rmdesk.desk.desk import Session
from rmdesk.duties.lookup import readings
from rmdesk.model.codes import fold_code
from rmdesk.model.records import Place

_UNREAD = frozenset({"NOREAD", "NO READ", "NO-READ", "ERROR", "?", "??", "???"})
"""What scanners type for what they could not read: it may have been a shelf."""

_LOOKED_AT = 500
"""Places and records whose codes tell what codes look like here."""


@dataclass
class Shapes:
    """Tells whether an unknown code may be a place's; what codes look like is read once."""

    session: Session
    _known: frozenset[str] | None = None

    def may_be_place(self, code: str) -> bool:
        """Whether a code that nothing answers to looks like a shelf's, or was not read at all.

        As it is, or without what its scanner adds.
        """
        scanner = self.session.guidelines.scanner
        return any(self._looks_like_place(fold_code(each)) for each in readings(scanner, code))

    def _looks_like_place(self, folded: str) -> bool:
        if folded in _UNREAD:
            return True
        barcodes = self.session.guidelines.barcodes
        if _fits(barcodes.holding, folded):
            return False
        return _fits(barcodes.place, folded) or bool(shapes(folded) & self._of_places())

    def _of_places(self) -> frozenset[str]:
        """The shapes of places' codes that no record's code has."""
        if self._known is None:
            places = self.session.store.table(Place.table).page(limit=_LOOKED_AT).rows
            records = self.session.visible.page(limit=_LOOKED_AT).rows
            ours = _shapes_of(places, "barcode", "address")
            self._known = ours - _shapes_of(records, "barcode", "identifier")
        return self._known


def _shapes_of(rows: Iterable[Mapping[str, Any]], *names: str) -> frozenset[str]:
    codes = {code for each in rows for name in names if (code := each.get(name, ""))}
    return frozenset().union(*map(shapes, codes))


def shapes(code: str) -> frozenset[str]:
    """What a code looks like: runs of digits as 9, and of letters as A; or with its first letters.

    `L00012` is `L9` and `A9`, `B3-04-2` is `B9-9-9` and `A9-9-9`.
    """
    plain = re.sub(r"[^\W\d_]+", "A", re.sub(r"[0-9]+", "9", fold_code(code)))
    head = re.match(r"[^\W\d_]*", fold_code(code))
    first = head[0] if head else ""
    return frozenset({plain, f"{first}{plain[1:] if first else plain}"})


def _fits(pattern: str, code: str) -> bool:
    """Whether a code may be one of a site's pattern of new barcodes."""
    marks = {"{number": "[0-9]+", "{year": "[0-9]{4}", "{check": "[0-9A-Z]"}
    made = "".join(
        next((to for mark, to in marks.items() if part.startswith(mark)), re.escape(part))
        for part in re.split(r"(\{[^}]*\})", pattern)
    )
    return re.fullmatch(made, code) is not None
