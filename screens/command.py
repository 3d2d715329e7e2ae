"""One command, one class: its key, its word in the footer, its line in the palette and in help."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from screens.app import DeskApp

__all__ = ["KEY_NAMES", "Command", "key_name", "later"]


def later(text: str) -> str:
    """Mark a text for translation at the time it is shown: the language may change by then."""
    return text


class Command:
    """Something a person can ask for. Texts are kept in English and translated when shown."""

    name: ClassVar[str]
    """What it is called in tests and in `>` texts that must not change with the language."""
    key: ClassVar[str] = ""
    """Textual's name of its key, or "" for none."""
    footer: ClassVar[str] = ""
    """One word for the footer; "" keeps it out of there."""
    title: ClassVar[str]
    help: ClassVar[str]
    views: ClassVar[tuple[str, ...]] = ()
    """The views it belongs to; none means everywhere."""

    def against(self, app: DeskApp) -> str:
        """Why it cannot be done now, in plain words; "" when it can. Dimmed, never hidden."""
        return "" if self.belongs(app) else _("This belongs to another screen.")

    def belongs(self, app: DeskApp) -> bool:
        """Whether it belongs to what is shown, or to everywhere."""
        return not self.views or app.view.name in self.views

    def run(self, app: DeskApp) -> None:
        """Do it; whatever changes records is put into the queue of scans."""
        raise NotImplementedError

    def footer_word(self) -> str:
        """The footer's word, in the language spoken."""
        return _(self.footer) if self.footer else ""

    def title_text(self) -> str:
        """The palette's line, in the language spoken."""
        return _(self.title)

    def help_text(self) -> str:
        """The help line, in the language spoken."""
        return _(self.help)


KEY_NAMES = {"escape": "Esc", "enter": "Enter", "tab": "Tab", "pageup": "PgUp", "pagedown": "PgDn"}


def key_name(key: str) -> str:
    """A key as it is printed on it."""
    if key.startswith("ctrl+"):
        return f"Ctrl+{key.removeprefix('ctrl+').upper()}"
    return KEY_NAMES.get(key, key.upper() if len(key) <= 3 else key.title())
