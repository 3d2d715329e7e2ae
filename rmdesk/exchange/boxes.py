"""The container that each row of a file names, found in the file or in the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from tinydb.table import Document

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.container import against_putting_in, against_taking_out
from rmdesk.exchange.matching import fetch
from rmdesk.exchange.row_draft import RowDraft
from rmdesk.model.records import Holding
from rmdesk.model.words import Status

__all__ = ["Boxes", "Warn", "as_holding"]

Warn = Callable[[int, str, str], None]
"""Takes a row, a field and a text."""


class Boxes:
    """Finds the holding that each row names as its container, in the file or in the store."""

    def __init__(self, session: Session, wanted: Collection[str]) -> None:
        self.session = session
        self.wanted = wanted
        self.drafts: list[RowDraft] = []
        self.by_id: dict[int, RowDraft] = {}
        self.noted: dict[str, dict[str, list[RowDraft | Holding]]] = {
            path: defaultdict(list) for path in ("barcode", "identifier")
        }
        self.kept: dict[int, Holding | None] = {}
        self.refused: dict[tuple[int, bool], str] = {}
        self.unknown: list[RowDraft] = []

    def note(self, draft: RowDraft, holding: Holding) -> None:
        """Take in a draft: what it names, and by what others may name it."""
        if not self.wanted:
            return
        if draft.container:
            self.drafts.append(draft)
        if draft.number:
            self.by_id[draft.number] = draft
        for path, noted in self.noted.items():
            if (text := getattr(holding, path)) in self.wanted:
                noted[text].append(draft)

    def _targets(self) -> dict[str, list[RowDraft | Holding]]:
        """By text: whoever has it as a barcode, else whoever has it as an identifier."""
        targets: dict[str, list[RowDraft | Holding]] = {}
        for path, found in self.noted.items():
            for holding in fetch(self.session, Holding, path, self.wanted):
                if holding.id not in self.by_id:
                    found[getattr(holding, path)].append(holding)
            targets = {**found, **targets}
        return targets

    def link(self, warn: Warn) -> None:
        """Link what is named without doubt; nothing ends up inside itself."""
        targets = self._targets() if self.drafts else {}
        told: set[str] = set()
        for draft in self.drafts:
            text = draft.container
            answering = targets.get(text, [])
            named = [each for each in answering if each is not draft]
            if answering and not named:
                warn(draft.row, "container", _in_itself())
            elif not answering and draft.inside is None:
                self.unknown.append(draft)
            if len(named) > 1 and text not in told:
                told.add(text)
                several = _("{n} holdings answer to “{text}”; kept as text")
                warn(draft.row, "container", several.format(n=len(named), text=text))
            self._put(draft, named[0] if len(named) == 1 else None)
            if draft in self.upwards(draft):
                self._put(draft, None)
                warn(draft.row, "container", _in_itself())
            if draft.is_put and (why := self._not_there(draft.inside or 0, here=draft.goes_in)):
                draft.stay()
                warn(draft.row, "container", why)
            if draft.goes_out and (why := self._went_with(draft)):
                draft.stay()
                warn(draft.row, "container", why)
            self._tell_home(draft, warn)

        if self.unknown:
            first, rows = self.unknown[0], len(self.unknown)
            words = ngettext(
                "no holding answers to “{text}”; kept as text",
                "no holding answers to “{text}”, nor in {n} rows to what they name; kept as text",
                rows,
            )
            warn(first.row, "container", words.format(text=first.container, n=rows))

    def _tell_home(self, draft: RowDraft, warn: Warn) -> None:
        """Tell that a content is where its container is, where another home was said of it."""
        chain = [each.home_id for each in self.upwards(draft) if each.home_id]
        if draft.home_id and chain and chain[-1] != draft.home_id:
            text = _("it lies in {box}, and is where that is")
            warn(draft.row, "home", text.format(box=draft.container))

    def _went_with(self, draft: RowDraft) -> str:
        """R24: that it is away in its container, and belongs in it until that is back; else ""."""
        holding = self.session.get(Holding, draft.number)
        against = against_taking_out(self.session, holding) if holding else []
        told = _("{reason} Kept as text.")
        return told.format(reason=against[0].text) if against else ""

    def _not_there(self, number: int, *, here: bool) -> str:
        """Why nothing is put into a container of the store, by the rule of the desk; else "".

        It is closed (R9), has left for good (R28), or is away from what is `here` (R24).
        """
        if (number, here) not in self.refused:
            box = self.session.visible.get(number)
            put = Holding(status=Status.IN if here else Status.OUT)
            against = against_putting_in(self.session, put, box) if box else []
            told = _("{reason} Kept as text.")
            self.refused[number, here] = told.format(reason=against[0].text) if against else ""
        return self.refused[number, here]

    def _put(self, draft: RowDraft, container: RowDraft | Holding | None) -> None:
        if isinstance(container, RowDraft):
            draft.parent = None if container.number else container
            draft.inside = container.number or None
        else:
            draft.parent = None
            draft.inside = container.id if container else None

    def upwards(self, draft: RowDraft) -> Iterator[RowDraft | Holding]:
        """The containers above a row, up to where they end or come round again."""
        seen: set[int] = set()
        above = self._above(draft)
        while above is not None and id(above) not in seen:
            seen.add(id(above))
            yield above
            above = self._above(above)

    def _above(self, node: RowDraft | Holding) -> RowDraft | Holding | None:
        if isinstance(node, RowDraft) and node.parent is not None:
            return node.parent
        number = node.inside
        if number is None or number in self.by_id:
            return self.by_id.get(number or 0)
        if number not in self.kept:
            self.kept[number] = self.session.visible.get(number)
        return self.kept[number]


def _in_itself() -> str:
    return _("it would lie inside itself; kept as text")


def as_holding(box: RowDraft | Holding) -> Holding:
    """A container as it is about to be."""
    if isinstance(box, Holding):
        return box
    return Holding.from_document(Document(box.document(), box.number))
