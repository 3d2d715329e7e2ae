"""Opens the screens."""

from __future__ import annotations

from data.texts import gettext as _
from rmdesk.model.errors import BadInput
from screens.app.terminal import unfit
from screens.cli.call import Call
from screens.cli.command import Shown


def open_screens(call: Call) -> Shown:
    """Open the desk on the terminal; its exit status is the screens' own.

    Raises BadInput where the terminal cannot show them.
    """
    why = unfit()
    if why is not None:
        raise BadInput(_("The screens cannot be shown"), why)
    session = call.session  # before the screens: a home without a centre is told in plain text
    from screens.app.running import run_desk

    return Shown(run_desk(call.desk, session.through("screen")))
