"""What was begun in forms and is not written: Enter goes on with it, Delete discards it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk import duties
from rmdesk.model.records import Person
from screens.kit.drafts import Draft, keep_draft, kept_drafts
from screens.kit.listing import Listing
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, Span
from screens.kit.question import Question
from screens.records.act_form import ABOUT

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session
    from screens.kit.host import Host


@dataclass(frozen=True)
class _Row:
    """A draft, what it is called, and what was said in it."""

    draft: Draft
    called: str
    said: str


class Drafts(Listing):
    """The drafts of this account, the newest first."""

    name = "drafts"
    live = False

    def __init__(self, go_on: Callable[[Host, str], None]) -> None:
        super().__init__()
        self._go_on = go_on

    def title(self) -> Line:
        return [(_("drafts"), "bold"), (f" {self.text}".rstrip(), "")]

    def status(self) -> Line:
        return self.counted_line()

    def nothing(self) -> Line:
        return [(_("Nothing was begun that is not written."), "dim")]

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("draft"), 24, 2, name="draft"),
            Column(_("typed"), 20, 4, name="typed"),
            Column(_("since"), 11, name="since"),
        )

    def cells_of(self, row: _Row) -> Sequence[Span]:
        return ((row.called, "name"), (row.said, ""), (f"{row.draft.at:%m-%d %H:%M}", "dim"))

    def key_of(self, row: _Row) -> str:
        return row.draft.name

    def load(self, session: Session) -> list[_Row]:
        """Those of records that may not be known any more are not told of (R17)."""
        found = kept_drafts(session.desk.home, session.login)
        rows = ((each, _called(session, each)) for each in found)
        return [_Row(each, called, _said(session, each)) for each, called in rows if called]

    def show(self, loaded: list[_Row]) -> None:
        self.take(loaded)

    def enter_does(self) -> str:
        return _("Go on with it")

    def choose(self, app: Host) -> None:
        if self.marked is not None:
            self._go_on(app, self.marked.draft.name)

    def delete(self, app: Host) -> None:
        """Throw it away, once that was asked."""
        row: _Row | None = self.marked
        if row is None:
            return
        name = row.draft.name

        def discard(_reason: str) -> None:
            keep_draft(app.desk.home, app.session.login, name, {})
            app.drafts.pop(name, None)
            app.begun.discard(name)
            app.tell(Told(_("The draft is discarded."), "·"))
            app.reload()

        app.open(
            Question(
                title=_("Discard the draft"),
                lines=[row.called, row.said],
                yes=_("Yes: discard it"),
                then=discard,
            )
        )


def _called(session: Session, draft: Draft) -> str:
    """What a draft is of; "" where its record may not be known."""
    if draft.name == "intake":
        return _("new request")
    if ABOUT in draft.texts:
        act = duties.acts()[draft.name.partition(" ")[0]]
        return f"{_(act.title).rstrip('…')}: {draft.texts[ABOUT]}"
    word, _blank, number = draft.name.rpartition(" ")
    kind = next((each for each in duties.kinds().values() if each.word == word), None)
    if kind is None or not number.isdecimal():
        return draft.name
    document = session.store.table(kind.record.table).get(doc_id=int(number))
    if document is None or not session.visible.known(kind.record.table, [document]):
        return ""
    return f"{_(kind.word)} {kind.record.from_document(document).key}"


def _said(session: Session, draft: Draft) -> str:
    """What was typed; people by their names, records by their number."""
    texts = dict(draft.texts)
    texts.pop(ABOUT, None)
    if draft.name != "intake":
        return " · ".join(texts.values())
    person = session.get(Person, int(texts.get("requester") or 0))
    n = len(texts.get("records", "").split())
    records = ngettext("{n} record", "{n} records", n).format(n=n) if n else ""
    said = (person.name if person else "", records, texts.get("text", ""))
    return " · ".join(part for part in said if part)
