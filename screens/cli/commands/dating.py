"""`calendar`: due dates and bring-forwards for the calendars of other programs."""

from __future__ import annotations

from data.streams import is_standard_output
from data.texts import ngettext
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Command, Shown, argument
from screens.cli.writing import FORCE, output_file, write_output

_FILE = "calendar.ics"


def _calendar(call: Call) -> Answer | Shown:
    from rmdesk.exchange.calendar_file import as_icalendar, events

    target = output_file(call, call.args.out or _FILE)
    session = call.session
    told = events(session, session.person(call.args.person) if call.args.person else None)
    write_output(call, target, as_icalendar(session, told))
    if is_standard_output(target):
        return Shown(0)
    text = ngettext("{n} day written to {file}.", "{n} days written to {file}.", len(told))
    return Answer({"events": len(told), "file": target}, [text.format(n=len(told), file=target)])


COMMANDS = (
    Command(
        "calendar",
        later("write what is due back and brought forward as iCalendar"),
        _calendar,
        (
            argument("--for", dest="person", metavar="PERSON", help=later("of one person alone")),
            argument("--out", metavar="FILE", help=later("default: calendar.ics")),
            FORCE,
        ),
        details=later(
            "A record with a security level is named by its barcode alone, unless `classified` of "
            "`[mail]` says otherwise. Each entry keeps its mark from one file to the next, so that "
            "a calendar that takes in the new file has none of them twice."
        ),
        result="`events` (how many), `file`",
        examples=("rmdesk calendar --for P0001C --out due.ics",),
    ),
)
