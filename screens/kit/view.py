"""The contract of a view: rows with a mark among them, what is marked in full, what a scan does.

`load` runs in a worker thread and gives what it read; `show` takes that over in the screen's own
thread. So a view never waits, and a late answer never meets a changed view unawares.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.scan import Counter
from rmdesk.model.fields import Record
from screens.kit.notice import Told
from screens.kit.paint import Line
from screens.kit.scan_queue import at_the_counter, opened_by_typing

if TYPE_CHECKING:
    from screens.kit.host import Host
    from screens.kit.panes import Pane, Split


_LARGE = (110, 28)
"""The window from which there are parts beside the list."""


def why_not() -> str:
    """What Enter does with what cannot be done now."""
    return _("Say why not")


class View:
    """A screen's content. `name` says where one is, for help and for the commands offered."""

    name: ClassVar[str] = ""
    detail_height: int = 0
    """Lines of the detail below the list; 0 for none."""
    detail_width: int = 0
    """Cells of the detail beside the list; 0 for three tenths of the window."""
    beside_from: ClassVar[int] = 110
    """From this width on the detail is beside the list, below it before that."""
    least_list: int = 4
    """Lines that the list keeps, whatever the detail wants."""
    reads: ClassVar[bool] = False
    """Whether its rows are only read: keys scroll, and no row is marked."""
    cursor: int = 0
    top: int = 0
    moved: bool = False
    """Whether the mark was moved since the last typing: then Enter means the marked row."""
    at_once: ClassVar[bool] = False
    """Whether Enter means the marked row before the mark was moved, too."""
    live: ClassVar[bool] = True
    """Whether the changes of other sessions are shown."""
    searches: bool = True
    """Whether typed words search the holdings."""
    asker: View | None = None
    """The view that this one was opened for: a scan means here what it means there."""
    lists: ClassVar[bool] = False
    """Whether it is a list of rows to be sorted, narrowed, marked and written."""
    empties: bool = False
    """Whether it is asked for words of its own: what stands in the line is not one of them."""
    transient: ClassVar[bool] = False
    """Whether it goes when another screen is opened from it."""
    room: tuple[int, int] = (80, 24)
    """The window, in cells, when it was read: what is shown beside the list depends on it."""
    panes: Sequence[Pane] = ()
    """Its parts beside the list, numbered from 2; the list is the first."""
    pane: int = 0
    """The part that has the mark: 0 is the list."""

    @property
    def is_large(self) -> bool:
        """Whether the window had room for parts beside the list when it was read."""
        return self.room[0] >= _LARGE[0] and self.room[1] >= _LARGE[1]

    @property
    def takes_cells(self) -> bool:
        """Whether a pasted line keeps the tabs between its cells."""
        return False

    # --- what is shown

    def title(self) -> Line:
        """The left of the rule above the body."""
        return ()

    def status(self) -> Line:
        """The right of the rule above the body."""
        return ()

    def prompt(self) -> str:
        """What the empty desk line says it takes; "" for the usual."""
        return ""

    def __len__(self) -> int:
        return 0

    def head(self, width: int) -> Line:
        """The names of the columns, or nothing."""
        return ()

    def row(self, index: int, width: int) -> Line:
        """A row in `width` cells."""
        raise IndexError(index)

    def selectable(self, index: int) -> bool:
        """Whether the mark may be on this row."""
        return True

    def starred(self, index: int) -> bool:
        """Whether this row is one of those that were marked to be acted on."""
        return False

    def empty(self) -> Line:
        """What stands there without rows."""
        return ()

    def detail(self, width: int) -> Sequence[Line]:
        """What is marked, in full."""
        return ()

    def detail_in(self, width: int, height: int) -> Sequence[Line]:
        """What is marked, in a window of this size."""
        return self.detail(width)

    def split(self, width: int, height: int) -> Split | None:
        """How a window of this size is split into its parts; None for the list alone."""
        return None

    def detail_title(self) -> str:
        """The title of the detail below the list."""
        return ""

    @property
    def subject(self) -> Record | None:
        """The record that is shown, or marked: what is amended from here."""
        return None

    def escaped(self, app: Host) -> bool:
        """Esc where nothing is typed; whether the view took it, to stop what it does."""
        return False

    def returned(self, text: str) -> None:
        """It is shown again, with this text in the line."""

    # --- what it reads

    @property
    def turns(self) -> datetime | None:
        """When it shows another thing though nobody has changed it: then it is read again."""
        return None

    def load(self, session: Session) -> Any:
        """Read what is shown, in a worker thread; the view itself is left alone."""
        return None

    def show(self, loaded: Any) -> None:
        """Take over what was read."""

    # --- what it does

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """Do what a scan means here; in the scan thread."""
        if self.asker is not None:
            return self.asker.hear(session, counter, text, tail)
        return at_the_counter(session, counter, text, tail)

    def hear_typed(self, session: Session, counter: Counter, text: str) -> Told:
        """What a text means here that a person typed: in the scan thread, and nothing is done."""
        if self.asker is not None:
            return self.asker.hear_typed(session, counter, text)
        return opened_by_typing(session, text)

    def heard(self, app: Host, told: Told) -> None:
        """A scan that this view heard has been told."""
        if self.asker is not None:
            self.asker.heard(app, told)

    def words(self, app: Host, text: str) -> bool:
        """A text was entered that names nothing; whether this view took it."""
        return False

    def searcher(self, app: Host) -> View | None:
        """The results that typed words open here; None for those of the desk."""
        return None

    def choose(self, app: Host) -> None:
        """Enter on the marked row."""

    def mark_moved(self, app: Host) -> None:
        """The mark of the list was moved."""

    def turn(self, app: Host, step: int) -> None:
        """Left (-1) or right (+1) on an empty line."""

    def pointed(self, app: Host, right: bool, number: int) -> None:
        """A click on the nth text of the title, or on the right of the status."""

    def pointed_head(self, app: Host, x: int, width: int) -> None:
        """A click on the names of the columns, at a cell of so many."""

    def star(self, app: Host, step: int = 1) -> None:
        """Space on an empty line: marks a row of a list, and goes on by a step."""

    def delete(self, app: Host) -> None:
        """Delete on an empty line: takes what is marked off, where a list is being made."""

    def enter_does(self) -> str:
        """What Enter does with what is marked; "" where it says it itself."""
        return ""

    def enter_says(self) -> str:
        """What Enter does, in the list or in the part that has the mark."""
        return _("Open what is marked") if self.pane else self.enter_does()

    def jump(self, app: Host, pane: int) -> None:
        """The mark goes to a part: 0 is the list. What is not there is not gone to."""
        if pane != self.pane and 0 <= pane <= len(self.panes):
            self.pane, self.moved = pane, bool(pane)
            app.repaint()

    def tab(self, app: Host) -> None:
        """Tab on an empty line: the mark goes round the parts."""
        self._go_round(app, 1)

    def tab_back(self, app: Host) -> None:
        """Shift+Tab: the mark goes round the parts the other way."""
        self._go_round(app, -1)

    def _go_round(self, app: Host, step: int) -> None:
        if self.panes:
            self.jump(app, (self.pane + step) % (len(self.panes) + 1))

    def typed(self, app: Host, text: str) -> bool:
        """The typing paused at this text; whether the view has used it."""
        return False
