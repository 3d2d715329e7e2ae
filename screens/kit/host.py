"""What a view, a command or a form may ask of the app: it knows them, they know only this."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from textual.geometry import Size

from rmdesk.desk.desk import Desk, Session
from rmdesk.duties.lookup import Meant
from rmdesk.duties.scan import Counter
from rmdesk.model.fields import Record
from rmdesk.model.records import Person, Request
from screens.kit.body import Body
from screens.kit.desk_line import DeskLine
from screens.kit.notice import Told

if TYPE_CHECKING:
    from rmdesk.labels.presets import LabelSource, Last
    from rmdesk.labels.settings import Settings
    from screens.kit.command import ScreenCommand
    from screens.kit.view import View

T = TypeVar("T")


class Printer(Protocol):
    """Labels made and sent beside the screen."""

    waiting: int
    last: Last | None

    @property
    def remembered(self) -> Last:
        """What was printed last, by this account or by whoever printed here."""

    def print(self, source: LabelSource, settings: Settings, then: Callable[[], None]) -> None:
        """Print labels and tell what came of it."""

    def again(self) -> None:
        """Print the last ones once more."""

    def do(
        self,
        work: Callable[[Session], tuple[Told, Last | None]],
        then: Callable[[], None] = ...,
    ) -> None:
        """Do something with printers in turn, beside the screen."""


class Host(Protocol):
    """The app, as what it shows sees it."""

    desk: Desk
    session: Session
    counter: Counter
    line: DeskLine
    body: Body
    last_holding: int
    drafts: dict[str, Any]
    begun: set[str]
    """What was begun in forms and is not written yet, by the name of the form."""

    @property
    def size(self) -> Size:
        """The window, in cells."""

    @property
    def printing(self) -> Printer:
        """Where labels are printed."""

    # --- what is shown

    @property
    def view(self) -> View:
        """What is shown."""

    @property
    def views(self) -> list[View]:
        """What is shown, and what lies under it."""

    @property
    def lasting(self) -> View:
        """What is shown, or lies right under the palette or a question."""

    def open(self, view: View, *, instead: bool = False) -> None:
        """Show a view on top of the one that is shown, or instead of it."""

    def back(self) -> None:
        """Show what lies under the view."""

    def back_to(self, view: View) -> None:
        """Show a view that lies under others."""

    def go_home(self) -> None:
        """Show the desk."""

    def against_locking(self) -> str:
        """Why nobody could open a locked screen again, and the way out; "" if somebody can."""

    def lock(self) -> None:
        """Hide the desk until somebody signs in by badge and PIN."""

    def repaint(self) -> None:
        """Show what the view has changed by itself."""

    def redraw(self) -> None:
        """Paint every line anew: they look otherwise now."""

    def reload(self) -> Any:
        """Read what the view shows, and show it."""

    # --- by name, so that no view needs to know another

    def open_record(self, number: int, person: Person | None = None) -> None:
        """Show a holding, with what can be done for a person."""

    def open_request(self, request: Request) -> None:
        """Show a request."""

    def open_meant(self, meant: Meant) -> None:
        """Show what a code names, whatever it is."""

    def open_page(self, record: Record) -> None:
        """Show the page of a record, of whatever kind."""

    def open_key(self, key: str) -> None:
        """Open what a code names, without doing anything to it."""

    def search_now(self, text: str, unfinished: bool = False) -> None:
        """Show what answers to a text, whose last word may be unfinished."""

    def run_worker(self, work: Coroutine[Any, Any, None], *, group: str) -> Any:
        """Run something beside the screen, as Textual does."""

    # --- telling and doing

    def tell(self, told: Told) -> None:
        """Show what happened, beside the desk line."""

    def copy_to_clipboard(self, text: str) -> None:
        """Put a text on the terminal's clipboard (OSC 52)."""

    def do(
        self, work: Callable[[Session], Told], then: Callable[[Told], None] | None = None
    ) -> None:
        """Change records in turn with the scans, and tell what came of it."""

    @property
    def history(self) -> Sequence[Told]:
        """All that was told in this session, oldest first."""

    def look_up(self, read: Callable[[Session], T], then: Callable[[T], None]) -> Any:
        """Read something in a thread, then go on with it."""

    def look_at_marked(self, read: Callable[[Session], T], then: Callable[[T], None]) -> Any:
        """Read more of what is marked once the mark rests, then go on with it."""

    def offered(self) -> Sequence[ScreenCommand]:
        """The commands of the view first, then those of everywhere."""

    def run_command(self, command: ScreenCommand) -> None:
        """Run it, or say why not."""

    def run_named(self, name: str) -> None:
        """Run the command with this name."""

    # --- for commands

    def escape(self) -> None:
        """Out of the innermost thing."""

    def hush(self) -> None:
        """Take what was told off the screen."""

    def speak(self, code: str) -> None:
        """Another language, at once."""

    def quit(self) -> Any:
        """Leave once every scan is on disk."""
