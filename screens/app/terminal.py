"""Whether this terminal can show the screens; where it cannot, the reason in plain words."""

import locale
import os
import sys

from data.texts import gettext as _

_NO_CURSOR = ("", "dumb", "unknown", "emacs")


def unfit() -> str | None:
    """Why the screens cannot be shown here, with what to do instead; None where they can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        why = _("The screens need a terminal, and this is none.")
    elif os.environ.get("TERM", "") in _NO_CURSOR:
        why = _("The terminal says that it is “{term}”: it cannot show screens.").format(
            term=os.environ.get("TERM", "")
        )
    elif not _speaks_utf8():
        why = _(
            "The locale's character set is {charset}; the screens need UTF-8. "
            "Start with LC_ALL=C.UTF-8 in front of the command."
        ).format(charset=locale.getpreferredencoding(False))
    else:
        return None
    return why + " " + _("Every duty is there on the command line too: rmdesk --help.")


def _speaks_utf8() -> bool:
    streams = (sys.stdin.encoding, sys.stdout.encoding)
    return all(name.lower().replace("-", "") == "utf8" for name in streams if name)
