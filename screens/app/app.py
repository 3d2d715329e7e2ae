"""The app: one frame with the desk line on top, and a stack of views below it.

The desk line always has the focus, so that a scan can go nowhere else. What changes records runs
in the queue of scans, one after the other; what only reads runs in other threads, and a late
answer never replaces a newer one.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ClassVar, TypeVar

from rich.text import Text
from textual import work
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from data.errors import PlainError
from data.plain import replace
from rmdesk.desk.desk import Desk, Session
from rmdesk.duties.lookup import Meant
from rmdesk.duties.scan import Counter
from rmdesk.model.fields import Record
from rmdesk.model.records import Person, Request
from screens.app import navigation
from screens.app.background import Indexing
from screens.app.chrome import SHEET, Dress
from screens.app.input import Hearing
from screens.app.keys import command_for_key, every_command
from screens.app.locking import Locking
from screens.app.typed import Typed
from screens.app.watching import Watching
from screens.kit import crash
from screens.kit.body import Body
from screens.kit.command import ScreenCommand
from screens.kit.desk_line import DeskLine
from screens.kit.frame import Answers, Bar, Rule
from screens.kit.language import use_language
from screens.kit.notice import Told, told_of_error
from screens.kit.palette import Palette
from screens.kit.scan_queue import Queued, ScanQueue
from screens.kit.view import View
from screens.views.desk import Queue
from screens.views.labels.printing import Printing
from screens.views.search import Search

T = TypeVar("T")

POLL_S = 1.0
"""How often we look whether another session has changed something; it paints only what changed."""

_DRAIN_S = 30.0

_REST_S = 0.05
"""The mark rests after this long without a key: then what is marked is read in full."""

_STARS = {"space": 1, "insert": 1, "shift+down": 1, "shift+up": -1}
"""Keys that mark a row of a list, and by how many rows they go on."""


class DeskApp(App[None], inherit_bindings=False):
    """The screens over one session."""

    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    CSS = SHEET

    def __init__(self, desk: Desk, session: Session, terminal: Session | None = None) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.animation_level = "none"
        self.desk, self.session = desk, session
        self.terminal = terminal or session
        """Whose process it is: at a terminal of several people another than who signed in."""
        self.next: Session | None = None
        """Who signed in to a desk of their own, which is opened once this one is left."""
        self.locking = Locking(self)
        self.counter: Counter = Counter()
        self.queue = ScanQueue(session)
        self.last_holding: int = 0
        self.drafts: dict[str, Any] = {}
        self.begun: set[str] = set()
        """The names of the forms that hold a draft, of earlier sessions too."""
        self._stack: list[View] = [Queue()]
        burst_s = session.guidelines.scanner.key_milliseconds / 1000
        self.line, self.answers, self.body = DeskLine(burst_s), Answers(), Body(self.view)
        self.dress, self.typed, self.hearing = Dress(self), Typed(self), Hearing(self)
        self.printing: Printing = Printing(self)
        self.indexing, self.watching = Indexing(self), Watching(self)
        self._reads = ThreadPoolExecutor(2, thread_name_prefix="rmdesk-reads")
        self._painted = asyncio.Event()
        self.steps: asyncio.AbstractEventLoop | None = None
        self.text_at_move = ""

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
        self.steps = asyncio.get_running_loop()
        self.line.focus()
        self.watching.begin()
        self.dress.fit()
        self.dress.paint()
        self.run_worker(self.queue.serve(), group="scans", name="scans")
        self.locking.begin()
        self._warm()
        self.call_after_refresh(self._was_painted)
        self.set_interval(POLL_S, self.watching.look)

    def _was_painted(self) -> None:
        """What would have delayed the first paint may begin, and what is not used be collected.

        A function of our own: Textual reads the signature of what it calls, and for one of C's that
        is a parser of Python's, imported for it.
        """
        gc.enable()
        self.reload()
        self._painted.set()

    def on_resize(self) -> None:
        """Another size: another height for what was told, and perhaps too small for a list."""
        self.call_later(self._resized)

    def _resized(self) -> None:
        if self.is_mounted(self.body):
            self.dress.fit()
            if self.view.room != self.size:
                self.reload()
            self.dress.paint()

    def _watch_app_focus(self, focus: bool) -> None:
        """The desk line keeps the focus, whichever window the terminal says is in front."""

    @property
    def view(self) -> View:
        """What is shown: the lock, where somebody must sign in first."""
        return self.locking.lock_view or self._stack[-1]

    @property
    def views(self) -> list[View]:
        """What is shown, and what lies under it."""
        return list(self._stack)

    # --- views

    def open(self, view: View, *, instead: bool = False) -> None:
        """Show a view on top of the one that is shown, or instead of it."""
        if instead:
            self._stack.pop()
        while len(self._stack) > 1 and self._stack[-1].transient:
            self._stack.pop()
        self._stack.append(view)
        if view.empties:
            self.line.empty()
        self._present()

    def back(self) -> None:
        """Show what lies under the view."""
        if len(self._stack) > 1:
            self._stack.pop()
            self._stack[-1].returned(self.line.value)
            self._present()

    def go_home(self) -> None:
        """Show the desk."""
        del self._stack[1:]
        self._present()

    def _present(self) -> None:
        self.body.show(self.view)
        self.dress.paint()
        self.reload()

    # --- locked

    def against_locking(self) -> str:
        """Why nobody could open a locked screen again, and the way out; "" if somebody can."""
        return self.locking.against()

    def lock(self) -> None:
        """Hide the desk until somebody signs in by badge and PIN."""
        self.locking.lock()

    def present(self) -> None:
        """Show the view that is on top now."""
        self._present()

    def offered(self) -> list[ScreenCommand]:
        """The commands of the view first, then those of everywhere; others come dimmed, last."""
        commands = every_command()
        here = [c for c in commands if self.lasting.name in c.views]
        anywhere = [c for c in commands if not c.views]
        elsewhere = [c for c in commands if c.views and c not in here]
        return here + anywhere + elsewhere

    def repaint(self) -> None:
        """Show what the view has changed by itself."""
        self.body.show(self.view)
        self.dress.paint()

    def redraw(self) -> None:
        """Paint every line anew: they look otherwise now."""
        for widget in self.screen.walk_children(with_self=True):
            widget.refresh()

    def back_to(self, view: View) -> None:
        """Show a view that lies under others."""
        if view is not self.view:
            del self._stack[self._stack.index(view) + 1 :]
            self._present()

    def leave_above(self, view: View) -> None:
        """Leave what was opened over a view, and one that is not read again by itself."""
        keep = self._stack.index(view) + view.live
        del self._stack[max(1, keep) :]
        self._present()

    @property
    def lasting(self) -> View:
        """What is shown, or lies right under the palette or a question."""
        return next(view for view in reversed(self._stack) if not view.transient)

    # --- by name, so that no view needs to know another

    def open_record(self, number: int, person: Person | None = None) -> None:
        """Show a holding, with what can be done for a person."""
        navigation.open_record(self, number, person)

    def open_request(self, request: Request) -> None:
        """Show a request."""
        navigation.open_request(self, request)

    def open_meant(self, meant: Meant) -> None:
        """Show what a code names, whatever it is."""
        navigation.open_meant(self, meant)

    def open_page(self, record: Record) -> None:
        """Show the page of a record, of whatever kind."""
        from screens.app.pages_of import open_page  # with the first door that is gone through

        open_page(self, record)

    def open_key(self, key: str) -> None:
        """Open what a code names, without doing anything to it."""
        navigation.open_key(self, key)

    def search_now(self, text: str, unfinished: bool = False) -> None:
        """Show what answers to a text, whose last word may be unfinished."""
        self.typed.search_now(text, unfinished=unfinished)

    def run_named(self, name: str) -> None:
        """Run the command with this name."""
        self.run_command(next(command for command in every_command() if command.name == name))

    # --- keys and texts, in the order in which they came

    def on_desk_line_pressed(self, message: DeskLine.Pressed) -> None:
        """A key that is no text."""
        if self.locking.takes_key(message.key):
            return
        # Enter means the marked row until another text is typed.
        key, self.text_at_move = message.key, message.text
        if key in ("up", "down", "pageup", "pagedown", "home", "end"):
            self.body.move(key)
            self.dress.paint()  # the prompt and the keys may be of what is marked
            self._mark_moved()
        elif key in ("left", "right"):
            self.view.turn(self, -1 if key == "left" else 1)
        elif key == "enter":
            self.view.choose(self)
        elif key == "delete":
            self.view.delete(self)
        elif key == "tab":
            self.view.tab(self)
        elif key == "shift+tab":
            self.view.tab_back(self)
        elif key.startswith("alt+") and key[4:].isdecimal():
            self.view.jump(self, int(key[4:]) - 1)
        elif key in _STARS:
            self.view.star(self, _STARS[key])
        elif (command := command_for_key(key, self)) and (
            command.belongs(self) or not message.text
        ):
            self.run_command(command)  # where no list is shown, some keys of lists edit the text

    def _mark_moved(self) -> None:
        if isinstance(self.view, Search) and self.view.reaches_end():
            self.reload()
        if not self.view.pane:
            self.view.mark_moved(self)

    def run_command(self, command: ScreenCommand) -> None:
        """Run it, or say why not."""
        self.answers.forget_passing()
        why = command.against(self)
        if reasons := command.reasons(self):
            self.tell(Told(command.title_text(), "✗", "warn", reasons=reasons))
        elif why:
            mark = "·" if command.lists else "✗"
            self.tell(Told(f"{command.title_text()}: {why}", mark, "warn"))
        else:
            command.run(self)

    def on_body_pointed(self, message: Body.Pointed) -> None:
        """A click marks; a second one does what Enter does."""
        if not self.locking.touched() and message.again:
            self.view.choose(self)

        else:
            self.view.jump(self, 0)
            self.view.mark_moved(self)

    def on_body_pointed_pane(self, message: Body.PointedPane) -> None:
        """A click on a part beside the list; on its marked row it does what Enter does."""
        if message.again:
            self.view.choose(self)
        else:
            self.view.jump(self, message.pane)
            self.repaint()

    def on_body_pointed_head(self, message: Body.PointedHead) -> None:
        """A click on the names of the columns."""
        self.view.pointed_head(self, message.x, message.width)

    def on_bar_pointed(self, message: Bar.Pointed) -> None:
        """A click on a text of the frame."""
        if not self.locking.touched():
            self.dress.pointed(message)

    def on_answers_pointed(self) -> None:
        """A click on what was told: all of it."""
        if not self.locking.touched():
            self.run_named("messages")

    def on_desk_line_entered(self, message: DeskLine.Entered) -> None:
        """A scan, words, or a command."""
        if self.locking.takes_text(message.text):
            return
        self.hearing.entered(message.text, message.tail, message.scanned)

    def on_input_changed(self, message: Input.Changed) -> None:
        """The text of the desk line, key by key."""
        message.stop()
        if not self.locking.touched():
            self.typed.changed(message.value)

    # --- telling and doing

    def tell(self, told: Told) -> None:
        """Show what happened, beside the desk line."""
        self.answers.tell(told if told.at else replace(told, at=f"{self.session.now():%H:%M}"))
        if self.locking.lock_view:
            self.answers.hush()  # it is among the messages once the screen is opened
        self.dress.paint()

    @property
    def history(self) -> Sequence[Told]:
        """All that was told in this session, oldest first."""
        return self.answers.history

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
            self.hearing.settle()

        self.queue.put(Queued(partial(work, self.session), done))

    @work(group="look-up", exclusive=True)
    async def look_up(self, read: Callable[[Session], T], then: Callable[[T], None]) -> None:
        """Read something in a thread, then go on with it."""
        try:
            found = await self.in_thread(partial(read, self.session))
        except PlainError as error:
            self.could_not_read(error)
            return
        then(found)

    @work(group="marked", exclusive=True)
    async def look_at_marked(self, read: Callable[[Session], T], then: Callable[[T], None]) -> None:
        """Read more of what is marked once the mark rests; only the last one is gone on with."""
        await asyncio.sleep(_REST_S)
        try:
            found = await self.in_thread(partial(read, self.session))
        except PlainError as error:
            self.could_not_read(error)
            return
        then(found)

    async def in_thread(self, read: Callable[[], T]) -> T:
        """What reading gives, read beside the screen.

        Raises `PlainError` for whatever goes wrong: who has a queue waiting keeps the desk.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._reads, read)
        except PlainError:
            raise
        except Exception as error:  # a fault of ours: reading leaves nothing half done
            path = crash.write_crash_log(self.desk.home, error, self.session.now())
            raise crash.unread(path) from error

    def escape(self) -> None:
        """Out of the innermost thing: the text, the view, the current person or place."""
        if self.line.value:
            self.line.empty()
            self.typed.close()
            if isinstance(self.view, Palette):
                self.back()
        elif self.view.escaped(self):
            self.repaint()
        elif len(self._stack) > 1:
            self.back()
        elif self.counter.person or self.counter.place or self.counter.blocked:
            self.queue.put(Queued(self._forget, lambda _told: self.forgotten()))
        else:
            self.hush()

    def _forget(self) -> Told:
        self.counter.clear()
        return Told("")

    def forgotten(self) -> None:
        """The current person and place are no more: take what was told of them off the screen."""
        self.answers.forget_current()
        self.dress.paint()
        self.hearing.settle()

    def speak(self, code: str) -> None:
        """Another language, at once."""
        use_language(code)
        self._present()

    # --- reading what is shown

    @work(group="load", exclusive=True)
    async def reload(self) -> None:
        """Read what the view shows, and show it."""
        view = self.view
        view.room = self.size
        try:
            loaded = await self.in_thread(partial(view.load, self.session))
        except PlainError as error:
            self.watching.unread = view
            self.could_not_read(error)
            return
        view.show(loaded)
        if view is self.view:
            self.body.show(view)
            self.dress.paint()

    def could_not_read(self, error: PlainError) -> None:
        """Say why nothing new is shown."""
        self.tell(told_of_error(error))

    @work(group="warm")
    async def _warm(self) -> None:
        """After the first paint: what was printed, then the index and what it has not yet got."""
        await self._painted.wait()
        await self.in_thread(self.printing.warm)
        self.begun |= await self.in_thread(self._begun_before)
        self.dress.paint()
        await self.indexing.follow(enough=0)

    def _begun_before(self) -> set[str]:
        from screens.kit.drafts import kept_drafts

        return {each.name for each in kept_drafts(self.desk.home, self.session.login)}

    # --- leaving

    @work(group="quit", exclusive=True)
    async def quit(self) -> None:
        """Leave once every scan is on disk."""
        await self.queue.drained(_DRAIN_S)
        self.exit()

    def release(self) -> None:
        """Let go of threads and of the place at the desk."""
        self.queue.close()
        self.printing.close()
        self.indexing.close()
        self._reads.shutdown(wait=True, cancel_futures=True)
        self.watching.close()

    def _handle_exception(self, error: Exception) -> None:
        """An error nobody expected: into a log without values, and out with a status."""
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._return_code = 1
        self._fatal_error()

    def _fatal_error(self) -> None:
        path = crash.write_crash_log(self.desk.home, self._exception, self.session.now())
        self.panic(Text(crash.crash_words(path)))
