"""What was entered in the desk line: heard in its turn, and what is shown of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.lookup import Meant, surely_scanned
from rmdesk.duties.scan import Counter
from rmdesk.model.records import Holding
from screens.app.navigation import open_meant, open_record, open_request
from screens.kit.notice import Told
from screens.kit.palette import SIGN, Palette
from screens.kit.sanitize import plain
from screens.kit.scan_queue import Queued, names_something, tail_is_the_scan
from screens.kit.view import View
from screens.views.search import Search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmdesk.model.records import Place
    from screens.app.app import DeskApp


class Hearing:
    """Takes scans, words and commands from the desk line to the view they were meant for."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app

    def entered(self, text: str, tail: str, scanned: bool) -> None:
        """A scan, words, or a command: in its turn, with what the view shown now makes of it."""
        view = self._app.view
        if not view.takes_cells:
            text = plain(text).strip()
        self._app.typed.interrupt()
        scanned = scanned or surely_scanned(self._app.session.guidelines.scanner, text)
        commands = isinstance(view, Palette)
        if isinstance(view, Palette) and view.means(text) and not (tail or scanned):
            view.choose(self._app)
            return
        if commands or text.startswith(SIGN):
            named = Palette(self._app)
            named.narrow(text)
            said = text
            if commands:
                # The sign was there before the scan, or the code itself begins with it.
                view, text, tail = self._app.lasting, text.removeprefix(SIGN), tail or text
            if named.marked is not None:
                self._command_or_code(view, named, said, text, tail, scanned)
                return
            if commands:
                self._app.back()
        if view.moved and text == self._app.text_at_move and len(view) and not scanned:
            view.choose(self._app)
            return
        counter = self._app.counter
        work = partial(_heed, view, self._app.session, counter, text, tail, scanned)
        self._app.queue.put(Queued(work, partial(self._heard, view, text, scanned)))

    def _command_or_code(
        self, view: View, named: Palette, said: str, text: str, tail: str, scanned: bool
    ) -> None:
        """What begins as commands do is a scan if a record has that code, at whatever speed.

        Else it is a command: done at once if every word is spelled as in its name, and shown if
        it is only like one, for a scan of a code that nobody knows may be like one, too.
        """

        def heard(told: Told) -> None:
            if isinstance(self._app.view, Palette):
                self._app.back()
            if not told.command:
                self._heard(view, text, scanned, told)
            elif named.spelled:
                named.run(self._app)
                self.settle()
            else:
                self._app.line.offer(said)

        counter = self._app.counter
        work = partial(_heed_code, view, self._app.session, counter, text, tail, scanned)
        self._app.queue.put(Queued(work, heard))

    def _heard(self, view: View, text: str, scanned: bool, told: Told) -> None:
        """A scan is done, and on disk: say so."""
        if told.words:
            if view.words(self._app, told.code or text):
                pass
            elif view.searches:
                self._words(text, scanned)
            else:
                self._not_taken(text)
            self.settle()
            return
        if told.asks:
            # All that it may mean is among the results, to be marked.
            self._app.tell(told)
            self._app.typed.search_now(text)
            self._app.line.offer(text)
            self.settle()
            return
        self._app.typed.close()
        if told.holding:
            self._app.last_holding = told.holding.id
        self._app.tell(told)
        if isinstance(told.opens, Meant):
            open_meant(self._app, told.opens)
        elif told.opens is not None:
            self._app.open_page(told.opens)
        view.heard(self._app, told)
        if told.request and view.name != "intake":
            open_request(self._app, told.request)
        elif told.shows and told.holding:
            open_record(self._app, told.holding.id)
        elif told.moves and told.place:
            self._ask_to_move(told.moves, told.place, told.would)
        self.settle()

    def _ask_to_move(self, holding: Holding, place: Place, would: Sequence[str]) -> None:
        """A record, then a place: whether it shall live there.

        No is marked, and filing goes on there; the place that it was moved to was scanned for it
        alone.
        """
        from rmdesk import duties
        from rmdesk.desk.acts import perform
        from screens.kit.question import Question
        from screens.records.actions import told_of  # with the first move by two scans

        act = duties.acts()["move"]

        def move(session: Session) -> Told:
            done = perform(session, act, [f"#{holding.id}"], {"place": f"#{place.id}"})
            self._app.counter.clear()
            return told_of(act, done, holding.name, "")

        self._app.open(
            Question(
                title=_("Move it here for good?"),
                lines=would,
                yes=_("Yes: it lives here from now on"),
                then=lambda _reason: self._app.do(
                    move, lambda _told: self._app.answers.forget_current()
                ),
            )
        )

    def settle(self) -> None:
        """Show what has changed, once nothing waits."""
        if self._app.queue.pending <= 1:
            self._app.reload()

    def _not_taken(self, text: str) -> None:
        """A form, or what is chosen for one, has no use for a text: it stays to be corrected."""
        told = _("“{text}” is nothing that can be said here.").format(text=text)
        self._app.tell(Told(told, "?", "warn"))
        self._app.line.offer(text)

    def _words(self, text: str, scanned: bool) -> None:
        """A text that names nothing: open what is marked for it, or search for it."""
        view = self._app.view
        shown = view if isinstance(view, Search) and view.text == text and len(view) else None
        code = any(map(str.isdigit, text)) and " " not in text
        if code and (scanned or shown is None or isinstance(shown.marked, Holding)):
            self._app.tell(Told(_("“{text}” is not known here.").format(text=text), "?", "warn"))
        elif shown is not None and shown.namesakes:
            told = _("Several people have this name: mark one.")
            self._app.tell(Told(told, "?", "warn"))
        elif shown is not None:
            shown.choose(self._app)
            return
        self._app.typed.search_now(text)
        self._app.line.offer(text)


def _heed_code(
    view: View, session: Session, counter: Counter, text: str, tail: str, scanned: bool
) -> Told:
    """What the view makes of a code that a record has; all else is left to be a command."""
    if names_something(session, text) or names_something(session, tail):
        return _heed(view, session, counter, text, tail, scanned)
    return Told(text, command=True)


def _heed(
    view: View, session: Session, counter: Counter, text: str, tail: str, scanned: bool
) -> Told:
    """What the view makes of a scan, or of a typed text: the speed of the keys tells (R42)."""
    if tail_is_the_scan(session, text, tail):
        return view.hear(session, counter, tail, "")
    if scanned:
        return view.hear(session, counter, text, tail)
    return view.hear_typed(session, counter, text)
