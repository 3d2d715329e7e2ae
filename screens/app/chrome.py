"""What surrounds a view: header, titles, and the keys that the footer offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from data.texts import gettext as _
from data.texts import ngettext
from screens.app.keys import COMMANDS
from screens.kit.command import ScreenCommand, key_name
from screens.kit.frame import Bar, Rule
from screens.kit.paint import Line, Span

if TYPE_CHECKING:
    from screens.app.app import DeskApp

LEAST_SIZE = (60, 16)
"""Columns and lines below which no list is shown; scans are heard at any size."""

SHEET = """
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


class Dress:
    """Keeps the frame of an app as its view, counter and window say."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self.small = False
        self.keys: Sequence[ScreenCommand] = ()
        """What the footer offers, in its order."""

    def fit(self) -> None:
        """Show lists where the window has room for them; give what was told its usual height."""
        width, height = self._app.size
        self.small = width < LEAST_SIZE[0] or height < LEAST_SIZE[1]
        for name in ("#body", "#bottom", "#footer"):
            self._app.query_one(name).display = not self.small
        self._app.answers.fit_height(2 if self.small else 4 if height < 30 else 7)

    def paint(self) -> None:
        """Paint the rules and bars of the view; what is the same costs nothing."""
        app = self._app
        if not app.is_mounted(app.body):  # an answer that comes while we leave
            return
        centre = app.session.guidelines.centre
        n = app.watching.sessions
        here = ngettext("{n} session", "{n} sessions", n).format(n=n)
        app.query_one("#header", Bar).show(
            [("rmdesk", "name"), (f"  {centre}", "bold")],
            [*self._draft(), *self._unprinted(), (app.session.login, ""), (f" · {here}", "dim")],
        )
        app.query_one("#top", Rule).show(self._banner(), self._hint())
        title, status = app.view.title(), app.view.status()
        if self.small:
            text = _("{w}x{h} is small: lists need {lw}x{lh}")
            small = text.format(
                w=app.size.width, h=app.size.height, lw=LEAST_SIZE[0], lh=LEAST_SIZE[1]
            )
            title, status = [(small, "warn")], ()
        app.query_one("#middle", Rule).show(title, status)
        grid = None if self.small else app.body.grid
        app.line.jumps = grid is not None
        app.query_one("#middle", Rule).join(grid.joints(below=False) if grid else ())
        app.query_one("#bottom", Rule).join(grid.joints(below=True) if grid else ())
        app.query_one("#footer", Bar).show(self._keys())
        prompt = app.view.prompt() or self._enter()
        if app.line.placeholder != prompt:
            app.line.placeholder = prompt

    def _enter(self) -> str:
        """What Enter does now, once it is about the mark."""
        view = self._app.view
        does = view.enter_says() if view.moved or view.at_once else ""
        return _("Enter: {does}").format(does=does) if does else ""

    def pointed(self, message: Bar.Pointed) -> None:
        """A click on a key of the footer, on a title or a figure of what is shown, on who or where
        is current, or on what the header tells.
        """
        app, counter = self._app, self._app.counter
        if message.bar == "footer" and not message.right:
            app.run_command(self.keys[message.number // 2])
        elif message.bar == "middle":
            app.view.pointed(app, message.right, message.number)
        elif message.bar == "header" and message.right:
            if name := self._told_by(message.number):
                app.run_named(name)
        elif message.bar == "top" and (current := counter.person or counter.place):
            app.open_meant(current)

    def _told_by(self, number: int) -> str:
        """The command of the nth text of the header's right: of what waits there to be seen."""
        draft, jobs = self._draft(), self._unprinted()
        if number < len(draft):
            return "intake" if self._begun == {"intake"} else "drafts"
        return "jobs" if number < len(draft) + len(jobs) else ""

    @property
    def _begun(self) -> set[str]:
        return self._app.begun - {getattr(each, "draft_name", "") for each in self._app.views}

    def _draft(self) -> list[Span]:
        """What was begun elsewhere and is not written, and what shows it."""
        begun = self._begun
        if not begun or self._app.lasting.name == "drafts":
            return []
        n = len(begun)
        text = ngettext("draft: > drafts", "{n} drafts: > drafts", n).format(n=n)
        return [(_("draft: F2") if begun == {"intake"} else text, "warn"), (" · ", "dim")]

    def _unprinted(self) -> list[Span]:
        """How many print jobs wait, and the key that shows them; nothing where none does."""
        n = self._app.printing.waiting
        if not n:
            return []
        return [(_("{n} unprinted: F12").format(n=n), "warn"), (" · ", "dim")]

    def _banner(self) -> Line:
        """Who or where is current: text and colour."""
        counter = self._app.counter
        if self._app.locking.lock_view:
            return ()
        if counter.blocked:
            return [(" " + _("STOPPED: scan a place") + " ", "stop")]
        if counter.person:
            who = " · ".join(part for part in (counter.person.name, counter.person.unit) if part)
            return [(" " + _("FOR {name}").format(name=who) + " ", "person")]
        if counter.place:
            text = _("COUNTING AT {place}") if counter.census else _("FILING AT {place}")
            return [(" " + text.format(place=counter.place.address) + " ", "place")]
        return [(_("scan, search or type a command"), "dim")]

    def _hint(self) -> Line:
        counter = self._app.counter
        if self.small or self._app.locking.lock_view:
            return ()
        if counter.person:
            return [(_("scan what goes out · Esc ends"), "dim")]
        if counter.census:
            return [(_("scan what stands here · the shelf again: it is whole"), "dim")]
        if counter.place or counter.blocked:
            return [(_("scan what is filed · Esc ends"), "dim")]
        return ()

    def _keys(self) -> list[Span]:
        """The footer: keys and words, dimmed where they do nothing now; help always fits."""
        locked = self._app.locking.lock_view is not None
        offered = [c for c in COMMANDS if c.footer and c.belongs(self._app) and not locked]
        spare = [command for command in offered if command.name not in ("help", "palette")]
        excess = sum(map(_footer_width, offered)) - (self._app.size.width - 1)
        while excess > 0 and spare:
            excess -= _footer_width(spare[-1])
            offered.remove(spare.pop())
        self.keys = offered
        spans: list[Span] = []
        for command in offered:
            dimmed = bool(command.against(self._app))
            spans.append((key_name(command.key), "dim" if dimmed else "key"))
            spans.append((f" {command.footer_word()}  ", "dim" if dimmed else ""))
        return spans


def _footer_width(command: ScreenCommand) -> int:
    return cell_len(key_name(command.key)) + cell_len(command.footer_word()) + 3
