"""A command of the screens, said once: its key, its word in the footer, in the palette, in help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.errors import Reason

if TYPE_CHECKING:
    from screens.kit.host import Host


_PLACES = 3
"""Screens that are named to which a command belongs."""


@dataclass(frozen=True, kw_only=True)
class ScreenCommand:
    """Something a person can ask for. Texts are kept in English and translated when shown.

    `name` is what it is called in tests and after `>`, whatever the language. `run` does it; what
    changes records is put into the queue of scans. `lacks` says in plain words what it lacks to be
    done now, "" for nothing. `key` is Textual's name of its key, "" for none; `footer` its word
    there, "" keeps it out. `views` are those that it belongs to; none means everywhere. `fits`
    says whether it has a sense for what such a view shows: where it has none it is not offered, and
    `lacks` says why. `also` are other words by which it is found. Of one that `lists` what there
    is, it is no refusal that there is nothing.
    """

    name: str
    title: str
    help: str
    run: Callable[[Host], None]
    lacks: Callable[[Host], str] = lambda _app: ""
    key: str = ""
    footer: str = ""
    views: tuple[str, ...] = ()
    fits: Callable[[Host], bool] = lambda _app: True
    also: tuple[str, ...] = ()
    lists: bool = False

    def against(self, app: Host) -> str:
        """Why it cannot be done now, in plain words; "" when it can. Dimmed, never hidden."""
        meant = self.belongs(app) or app.lasting.name in self.views
        return self.lacks(app) if meant else self.elsewhere()

    def elsewhere(self) -> str:
        """Where it belongs."""
        from screens.kit.help_texts import place  # with the first command that is dimmed so

        named = dict.fromkeys(map(place, self.views[:_PLACES]))
        where = ", ".join(named)
        if len(self.views) > _PLACES:
            return _("For {where} and others.").format(where=where)
        return _("For {where}.").format(where=where)

    def reasons(self, _app: Host) -> Sequence[Reason]:
        """The rules that stand against it, if it is a rule that does."""
        return ()

    def belongs(self, app: Host) -> bool:
        """Whether it belongs to what is shown, or to everywhere."""
        return (not self.views or app.lasting.name in self.views) and self.fits(app)

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
        rest = key.removeprefix("ctrl+")
        return f"Ctrl+{rest.upper() if len(rest) == 1 else rest.title()}"
    return KEY_NAMES.get(key, key.upper() if len(key) <= 3 else key.title())
