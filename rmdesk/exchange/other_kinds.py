"""Lists of another kind than they are brought in as, such as a file plan among holdings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from data.texts import gettext as _
from rmdesk.exchange.kinds import FileKind, file_kinds
from rmdesk.exchange.mapping import field_named
from rmdesk.exchange.synonyms import folded_head, synonyms
from rmdesk.exchange.trouble import as_typed
from rmdesk.model.errors import BadInput

__all__ = ["rather", "refuse_other_kind"]

_MORE = 2
"""How many columns more another kind must know."""


def _known(columns: Sequence[str], kind: FileKind) -> set[str]:
    """The fields of a kind that columns have the name of, or what lists call them."""
    called = synonyms(kind.name)
    named = (field_named(each, kind.columns) or called.get(folded_head(each)) for each in columns)
    return {name for name in named if name} - {"origin"}


def rather(columns: Sequence[str], kind: FileKind) -> str:
    """The kind whose columns these rather are; "" where they may well be those of `kind`.

    Another kind must know clearly more of them, and this one none that names a record of it,
    or less than half as many.
    """
    mine = _known(columns, kind)
    keys = {key.path for key in kind.keys} | {kind.unique}
    others = {each.name: len(_known(columns, each)) for each in file_kinds().values()}
    most = max(others, key=lambda name: others[name])
    clearly = others[most] >= len(mine) + _MORE
    return most if clearly and (mine.isdisjoint(keys) or others[most] >= 2 * len(mine)) else ""


def refuse_other_kind(path: Path, columns: Sequence[str], kind: FileKind) -> None:
    """Raise BadInput for a list of another kind: what the two share would bring in half of it."""
    if not (other := rather(columns, kind)):
        return
    raise BadInput(
        _("A list of another kind"),
        _("{file} has columns of {other} rather than of {kind}.").format(
            file=path.name, other=other, kind=kind.name
        ),
        _(
            "Take it as what it is: rmdesk import {other} {file}; or its columns by their own "
            "names: --map none."
        ).format(other=other, file=as_typed(path)),
        str(path),
    )
