"""Opens the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk.model.errors import BadInput
from screens.app.terminal import unfit
from screens.cli.call import Call
from screens.cli.command import Shown

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session


def open_screens(call: Call) -> Shown:
    """Open the desk on the terminal; its exit status is the screens' own.

    Raises BadInput where the terminal cannot show them.
    """
    refuse_unfit()
    return show_desk(call.session)  # told in plain text where there is no centre


def refuse_unfit() -> None:
    """Raise BadInput where the terminal cannot show the screens."""
    why = unfit()
    if why is not None:
        raise BadInput(_("The screens cannot be shown"), why)


def show_desk(session: Session) -> Shown:
    """The desk of somebody who was let in, until they leave."""
    from screens.app.running import run_desk

    return Shown(run_desk(session.desk, session.through("screen")))
