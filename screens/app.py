"""The app: one frame with the desk line on top, and a stack of views below it.

The desk line always has the focus, so that a scan can go nowhere else. What changes records runs
in the queue of scans, one after the other; what only reads runs in other threads, and a late
answer never replaces a newer one.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from rich.cells import cell_len
from rich.text import Text
from textual import work
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from data import StoreError
from rmdesk.desk import Desk, Session
from rmdesk.errors import DeskError
from rmdesk.presence import Presence
from rmdesk.records import Holding, Request
from rmdesk.scan import Counter, resolve
from screens import crash
from screens.body import Body
from screens.command import Command, key_name
from screens.commands import COMMANDS, command_for_key
from screens.desk_line import DeskLine
from screens.facts import Facts
from screens.frame import Answers, Bar, Rule
from screens.language import use_language
from screens.paint import Line, Span
from screens.scanning import Job, ScanQueue
from screens.told import Told, told_of_error
from screens.views.palette import SIGN, Palette
from screens.views.picks import Picks
from screens.views.queue import Queue
from screens.views.record import Record
from screens.views.search import Search, find
from screens.views.view import View

if TYPE_CHECKING:
    from screens.views.intake import Draft
    from screens.views.labels import LabelChoice

__all__ = ["DeskApp", "run_desk"]

T = TypeVar("T")

TYPING_S = 0.04
"""After the last key this long, then the search: a scanner never pauses so long."""

POLL_S = 1.0
"""How often we look whether another session has changed something; it paints only what changed."""

LEAST_SIZE = (60, 16)
_DRAIN_S = 30.0
_HANGUP_STATUS = 128 + signal.SIGHUP


class DeskApp(App[None], inherit_bindings=False):
    """The screens over one session."""

    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { layout: vertical; background: ansi_default; color: ansi_default; overflow: hidden; }
    Bar, Rule { height: 1; width: 100%; }
    #line {
        height: 1; width: 100%; padding: 0 1; background: ansi_default;
        border-left: solid ansi_cyan; border-right: solid ansi_cyan; border-top: none;
        border-bottom: none;
    }
    #line:focus { border-left: solid ansi_cyan; border-right: solid ansi_cyan; border-top: none;
        border-bottom: none; }
    #line > .input--cursor { text-style: reverse; background: ansi_default; color: ansi_default; }
    #line > .input--selection { text-style: reverse; background: ansi_default;
        color: ansi_default; }
    #answers { width: 100%; height: 0; display: none; }
    #body { width: 100%; height: 1fr; }
    """

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.animation_level = "none"
        self.desk, self.session = desk, session
        self.counter = Counter()
        self.queue = ScanQueue(session)
        self.last_holding = 0
        self.last_labels: LabelChoice | None = None
        self.draft: Draft | None = None
        self._stack: list[View] = [Queue()]
        self.line, self.answers, self.body = DeskLine(), Answers(), Body(self.view)
        self._reads = ThreadPoolExecutor(2, thread_name_prefix="rmdesk-reads")
        self._presence = Presence(desk.home, session.login)
        self._sessions = 1
        self._version = 0
        self._polls = 0
        self._typing: asyncio.TimerHandle | None = None
        self._text_at_move = ""
        self._small = False
        self.crashed = False

    # --- the frame

    def compose(self) -> ComposeResult:
        """Header, line, answers, body, footer."""
        yield Bar("header")
        yield Rule("top", "┌┐")
        yield self.line
        yield self.answers
        yield Rule("middle", "├┤")
        yield self.body
        yield Rule("bottom", "└┘")
        yield Bar("footer")

    def on_mount(self) -> None:
        """Paint what is known, then read the rest."""
        self.line.focus()
        self._version = self.session.store.data_version()
        self._fit()
        self._dress()
        self.run_worker(self.queue.serve(), group="scans", name="scans")
        self.reload()
        self._warm()
        self.set_interval(POLL_S, self._poll)

    def on_resize(self) -> None:
        """Another size: another height for what was told, and perhaps too small for a list."""
        self.call_later(self._resized)

    def _resized(self) -> None:
        if self.is_mounted(self.body):
            self._fit()
            self._dress()

    def _watch_app_focus(self, focus: bool) -> None:
        """The desk line keeps the focus, whichever window the terminal says is in front."""

    def _fit(self) -> None:
        width, height = self.size
        self._small = width < LEAST_SIZE[0] or height < LEAST_SIZE[1]
        for name in ("#body", "#bottom", "#footer"):
            self.query_one(name).display = not self._small
        self.answers.fit_height(2 if self._small else 4 if height < 30 else 7)

    @property
    def view(self) -> View:
        """What is shown."""
        return self._stack[-1]

    @property
    def views(self) -> list[View]:
        """What is shown, and what lies under it."""
        return list(self._stack)

    def _dress(self) -> None:
        """Paint the rules and bars of the view; what is the same costs nothing."""
        centre = self.session.guidelines.centre
        here = ngettext("{n} session", "{n} sessions", self._sessions).format(n=self._sessions)
        self.query_one("#header", Bar).show(
            [("rmdesk", "name"), (f"  {centre}", "bold")],
            [(self.session.login, ""), (f" · {here}", "dim")],
        )
        self.query_one("#top", Rule).show(self._banner(), self._hint())
        title, status = self.view.title(), self.view.status()
        if self._small:
            text = _("{w}x{h} is small: lists need {lw}x{lh}")
            small = text.format(
                w=self.size.width, h=self.size.height, lw=LEAST_SIZE[0], lh=LEAST_SIZE[1]
            )
            title, status = [(small, "warn")], ()
        self.query_one("#middle", Rule).show(title, status)
        self.query_one("#footer", Bar).show(self._keys())
        prompt = self.view.prompt()
        if self.line.placeholder != prompt:
            self.line.placeholder = prompt

    def _banner(self) -> Line:
        """Who or where is current: text and colour."""
        counter = self.counter
        if counter.blocked:
            return [(" " + _("STOPPED: scan a place") + " ", "stop")]
        if counter.person:
            who = " · ".join(part for part in (counter.person.name, counter.person.unit) if part)
            return [(" " + _("FOR {name}").format(name=who) + " ", "person")]
        if counter.place:
            return [
                (" " + _("FILING AT {place}").format(place=counter.place.address) + " ", "place")
            ]
        return [(_("scan, search or type a command"), "dim")]

    def _hint(self) -> Line:
        counter = self.counter
        if self._small:
            return ()
        if counter.person:
            return [(_("scan what goes out · Esc ends"), "dim")]
        if counter.place or counter.blocked:
            return [(_("scan what is filed · Esc ends"), "dim")]
        return ()

    def _keys(self) -> list[Span]:
        """The footer: keys and words, dimmed where they do nothing now; help always fits."""
        offered = [c for c in COMMANDS if c.footer and (not c.views or self.view.name in c.views)]
        while sum(map(_footer_width, offered)) > self.size.width - 1:
            spare = [command for command in offered if command.name not in ("help", "palette")]
            if not spare:
                break
            offered.remove(spare[-1])
        spans: list[Span] = []
        for command in offered:
            dimmed = bool(command.against(self))
            spans.append((key_name(command.key), "dim" if dimmed else "key"))
            spans.append((f" {command.footer_word()}  ", "dim" if dimmed else ""))
        return spans

    # --- views

    def open(self, view: View) -> None:
        """Show a view on top of the one that is shown."""
        while len(self._stack) > 1 and self.view.transient:
            self._stack.pop()
        self._stack.append(view)
        self._present()

    def back(self) -> None:
        """Show what lies under the view."""
        if len(self._stack) > 1:
            self._stack.pop()
            self._present()

    def go_home(self) -> None:
        """Show the desk."""
        del self._stack[1:]
        self._present()

    def _present(self) -> None:
        self.body.show(self.view)
        self._dress()
        self.reload()

    def offered(self) -> list[Command]:
        """The commands of the view first, then those of everywhere; others come dimmed, last."""
        here = [c for c in COMMANDS if self.view.name in c.views]
        anywhere = [c for c in COMMANDS if not c.views]
        return here + anywhere

    def open_record(self, number: int) -> None:
        """Show a holding; in place of another one that is shown."""
        if isinstance(self.view, Record):
            self._stack.pop()
        self.last_holding = number
        self.open(Record(number, self.counter))

    def repaint(self) -> None:
        """Show what the view has changed by itself."""
        self.body.show(self.view)
        self._dress()

    def open_key(self, key: str) -> None:
        """Open what a code names, without doing anything to it."""

        def opened(found: object) -> None:
            if isinstance(found, Holding):
                self.open_record(found.id)
            elif isinstance(found, Request):
                self.open_request(found)

        self.look_up(partial(resolve, text=key), opened)

    def open_request(self, request: Request) -> None:
        """Show a request."""
        from screens.views.request import RequestView

        self.open(RequestView(request))

    def open_picks(self) -> None:
        """Show the pick list."""
        self.open(Picks())

    def open_help(self) -> None:
        """Show the help of this view."""
        from screens.views.help import Help

        if self.view.name != "help":
            self.open(Help(self))

    def open_palette(self) -> None:
        """Show all commands; typing narrows them."""
        if not isinstance(self.view, Palette):
            self.open(Palette(self))
        if not self.line.value:
            self.line.insert_text_at_cursor(SIGN)

    def open_intake(self) -> None:
        """Show the draft of a request."""
        from screens.views.intake import Draft, Intake

        if self.draft is None:
            self.draft = Draft.begun(self)
        if self.view.name != "intake":
            self.open(Intake(self.draft))

    def open_reports(self) -> None:
        """Show the list of reports."""
        from screens.views.reports import Reports

        self.open(Reports())

    def open_person(self) -> None:
        """Show what the current person has."""
        from screens.views.person import PersonRecords

        if self.counter.person:
            self.open(PersonRecords(self.counter.person))

    def open_labels(self) -> None:
        """Show the labels of what is marked or shown."""
        from screens.views.labels import Labels

        self.open(Labels.of(self))

    def open_facets(self) -> None:
        """Show by what the results can be narrowed."""
        from screens.views.facets import Facets

        if isinstance(self.view, Search):
            self.open(Facets(self.view))

    def print_again(self) -> None:
        """Print the last labels once more."""
        from screens.views.labels import print_labels

        if self.last_labels:
            print_labels(self, self.last_labels)

    def ask_undo(self) -> None:
        """Ask whether to take the last act back."""
        from screens.views.undoing import ask_undo

        ask_undo(self)

    def confirm_form(self) -> None:
        """Write or print what the view's form says."""
        confirm = getattr(self.view, "confirm", None)
        if confirm is not None:
            confirm(self)

    def facts(self) -> Facts | None:
        """What is known of the record that is shown, or lies right under the palette."""
        for view in reversed(self._stack):
            if isinstance(view, Record):
                return view.facts
            if not view.transient:
                return None
        return None

    def marked_pull(self) -> Holding | None:
        """The holding marked on the pick list."""
        for view in reversed(self._stack):
            if isinstance(view, Picks):
                return view.marked
            if not view.transient:
                return None
        return None

    # --- keys and texts, in the order in which they came

    def on_desk_line_pressed(self, message: DeskLine.Pressed) -> None:
        """A key that is no text."""
        key = message.key
        if key in ("up", "down", "pageup", "pagedown", "home", "end"):
            self.body.move(key)
            self._text_at_move = self.line.value.strip()
            self._mark_moved()
        elif key in ("left", "right"):
            self.view.turn(self, -1 if key == "left" else 1)
        elif key == "enter":
            self.view.choose(self)
        elif key == "tab":
            self.view.tab(self)
        elif command := command_for_key(key):
            self.run_command(command)

    def _mark_moved(self) -> None:
        if isinstance(self.view, Search) and self.view.reaches_end():
            self.reload()

    def run_command(self, command: Command) -> None:
        """Run it, or say why not."""
        why = command.against(self)
        if why:
            self.tell(Told(f"{command.title_text()}: {why}", "✗", "warn"))
        else:
            command.run(self)

    def on_body_pointed(self, message: Body.Pointed) -> None:
        """A click marks; a second one does what Enter does."""
        if message.again:
            self.view.choose(self)

    def on_desk_line_entered(self, message: DeskLine.Entered) -> None:
        """A scan, words, or a command: in its turn, with what the view shown now makes of it."""
        view, text, tail = self.view, message.text, message.tail
        if self._typing:
            self._typing.cancel()
        if isinstance(view, Palette):
            if view.marked is not None and not tail:
                view.choose(self)
                return
            self.back()
            view, text = self.view, tail or text.removeprefix(SIGN)
        if view.moved and text == self._text_at_move and len(view):
            view.choose(self)
            return
        work = partial(view.hear, self.session, self.counter, text, tail)
        self.queue.put(Job(work, partial(self._heard, view, text)))

    def _heard(self, view: View, text: str, told: Told) -> None:
        """A scan is done, and on disk: say so."""
        if told.words:
            if not view.words(self, text):
                self._words(text)
            self._settle()
            return
        self._close_typed_search()
        if told.holding:
            self.last_holding = told.holding.id
        self.tell(told)
        view.heard(self, told)
        if told.request and view.name != "intake":
            self.open_request(told.request)
        elif told.shows and told.holding:
            self.open_record(told.holding.id)
        self._settle()

    def _settle(self) -> None:
        """Show what has changed, once nothing waits."""
        if self.queue.pending <= 1:
            self.reload()

    def _words(self, text: str) -> None:
        """A text that names nothing: open what is marked for it, or search for it."""
        view = self.view
        shown = isinstance(view, Search) and view.text == text and len(view) > 0
        if any(map(str.isdigit, text)) and " " not in text:
            self.tell(Told(_("“{text}” is not known here.").format(text=text), "?", "warn"))
        elif (shown and isinstance(view, Search) and not view.take) or shown:
            view.choose(self)
            return
        self.search_now(text)
        self.line.offer(text)

    # --- telling and doing

    def tell(self, told: Told) -> None:
        """Show what happened, beside the desk line."""
        self.answers.tell(told if told.at else replace(told, at=f"{self.session.now():%H:%M}"))
        self._dress()

    def hush(self) -> None:
        """Take what was told off the screen."""
        self.answers.hush()

    def do(
        self, work: Callable[[Session], Told], then: Callable[[Told], None] | None = None
    ) -> None:
        """Change records in turn with the scans, tell what came of it, show what has changed."""

        def done(told: Told) -> None:
            self.tell(told)
            if then is not None:
                then(told)
            self._settle()

        self.queue.put(Job(partial(work, self.session), done))

    @work(group="look-up", exclusive=True)
    async def look_up(self, read: Callable[[Session], T], then: Callable[[T], None]) -> None:
        """Read something in a thread, then go on with it."""
        then(await self._in_thread(partial(read, self.session)))

    async def _in_thread(self, read: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._reads, read)

    def escape(self) -> None:
        """Out of the innermost thing: the text, the view, the current person or place."""
        if self.line.value:
            self.line.empty()
            self._close_typed_search()
            if isinstance(self.view, Palette):
                self.back()
        elif len(self._stack) > 1:
            self.back()
        elif self.counter.person or self.counter.place or self.counter.blocked:
            self.queue.put(Job(self._forget, self._forgotten))
        else:
            self.hush()

    def _forget(self) -> Told:
        self.counter.clear()
        return Told("")

    def _forgotten(self, _told: Told) -> None:
        self._dress()
        self._settle()

    def speak(self, code: str) -> None:
        """Another language, at once."""
        use_language(code)
        self._present()

    # --- search while typing

    def on_input_changed(self, message: Input.Changed) -> None:
        """Look at the text once the typing pauses."""
        message.stop()
        if self._typing:
            self._typing.cancel()
        text = message.value
        if text.startswith(SIGN):
            self.open_palette()
            if isinstance(self.view, Palette):
                self.view.narrow(text)
                self.body.show(self.view)
        elif self.view.moved and not isinstance(self.view, Palette):
            self.view.moved = False
            self.body.show(self.view)
        loop = asyncio.get_running_loop()
        self._typing = loop.call_later(TYPING_S, self._typed, text)

    @property
    def pauses_typing(self) -> bool:
        """Whether a typed text still waits for its pause to end."""
        return self._typing is not None and not self._typing.cancelled()

    def _typed(self, text: str) -> None:
        self._typing = None
        if text != self.line.value or text.startswith(SIGN):
            return
        if isinstance(self.view, Palette):
            self.back()
        if self.view.typed(self, text) or not self.view.searches:
            return
        if text.strip():
            self._search(text.strip(), typing=True)
        elif not self.queue.pending:
            self._close_typed_search()

    def _close_typed_search(self) -> None:
        if isinstance(self.view, Search) and not self.view.entered:
            self.back()

    def search_now(self, text: str) -> None:
        """Search for a text that was entered; the results stay."""
        self._search(text, typing=False)

    @work(group="search", exclusive=True)
    async def _search(self, text: str, typing: bool) -> None:
        """Search in a thread; only the answer to the newest text is shown."""
        view = self.view
        statuses = view.statuses if isinstance(view, Search) else ()
        read = partial(find, self.session, text, typing=typing, statuses=statuses)
        try:
            found = await self._in_thread(read)
        except (DeskError, StoreError) as error:
            self._could_not_read(error)
            return
        if typing and self.line.value.strip() != text:
            return
        if not isinstance(self.view, Search):
            self.open(view.searcher(self))
        view = self.view
        assert isinstance(view, Search)
        view.entered = view.entered or not typing
        view.show(found)
        self.body.show(view)
        self._dress()

    # --- reading what is shown

    @work(group="load", exclusive=True)
    async def reload(self) -> None:
        """Read what the view shows, and show it."""
        view = self.view
        try:
            loaded = await self._in_thread(partial(view.load, self.session))
        except (DeskError, StoreError) as error:
            self._could_not_read(error)
            return
        view.show(loaded)
        if view is self.view:
            self.body.show(view)
            self._dress()

    def _could_not_read(self, error: DeskError | StoreError) -> None:
        if isinstance(error, DeskError):
            self.tell(told_of_error(error))
        else:
            self.tell(Told(f"{error.title}: {error.message}", "✗", "bad", error.next_step))

    def _poll(self) -> None:
        """Show what other sessions have done; without a change nothing is painted."""
        self._polls += 1
        if self._polls % 3 == 0:
            sessions = self._presence.count()
            if sessions != self._sessions:
                self._sessions = sessions
                self._dress()
        version = self.session.store.data_version()
        if version != self._version and not self.queue.pending:
            self._version = version
            if self.view.live:
                self.reload()

    @work(group="warm")
    async def _warm(self) -> None:
        """After the first paint: open the index and take in what it has not yet got."""
        await self._in_thread(self._catch_up)
        if isinstance(self.view, Search):
            self.reload()

    def _catch_up(self) -> None:
        try:
            self.desk.finder.catch_up()
        except StoreError as error:
            self.call_from_thread(self._could_not_read, error)

    # --- leaving

    @work(group="quit", exclusive=True)
    async def quit(self) -> None:
        """Leave once every scan is on disk."""
        await self.queue.drained(_DRAIN_S)
        self.exit()

    def release(self) -> None:
        """Let go of threads and of the place at the desk."""
        self.queue.close()
        self._reads.shutdown(wait=True, cancel_futures=True)
        self._presence.leave()

    def hang_up(self, *_signal: Any) -> None:
        """The terminal is gone: end what is being done, begin nothing more, leave at once."""
        self.release()
        self.desk.close()
        os._exit(_HANGUP_STATUS)

    def _handle_exception(self, error: Exception) -> None:
        """An error nobody expected: into a log without values, and out with a status."""
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._return_code = 1
        self._fatal_error()

    def _fatal_error(self) -> None:
        self.crashed = True
        path = crash.write_crash_log(self.desk.home, self._exception, self.session.now())
        self.panic(Text(crash.crash_words(path)))


def _footer_width(command: Command) -> int:
    return cell_len(key_name(command.key)) + cell_len(command.footer_word()) + 3


def run_desk(desk: Desk, session: Session) -> int:
    """Open the screens and stay until somebody leaves. Returns the exit status."""
    app = DeskApp(desk, session)
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, app.hang_up)
    try:
        app.run()
    finally:
        app.release()
    return app.return_code or 0
