"""`film`: the camera's log, mounting, and from a name or a date to reel and frame."""

from __future__ import annotations

from data.plain import replace
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.duties.film import FILM_JOBS, MOUNTINGS, FilmJob
from rmdesk.model.values import written
from rmdesk.model.words import generation_word, later, status_word
from screens.cli.call import Call
from screens.cli.command import Answer, Command, TextTable, argument
from screens.cli.derive import group_of

_COLUMNS = ("title", "dates", "film", "reel", "frames", "generation", "hand_out", "place", "status")


def _find(call: Call) -> Answer:
    from rmdesk.duties.film_find import find_film

    rows, all_of_it = find_film(call.session, " ".join(call.args.text), call.args.date or "")
    more = [] if all_of_it else [_("More answers to this than were looked at: say more of it.")]
    if not rows:
        return Answer(rows, [_("Nothing on film answers to this."), *more])
    lines = [
        {
            **{name: written(value) for name, value in row.items()},
            "generation": generation_word(row["generation"]),
            "status": status_word(row["status"]) if row["status"] else "",
        }
        for row in rows
    ]
    return Answer(rows, [TextTable(lines, _COLUMNS), *more])


_MOUNT, _MOUNTED = group_of(MOUNTINGS, ()).children[:2]

COMMANDS = (
    Command(
        "film",
        later("keep the camera's log, mount frames, and find what is on film"),
        children=(
            Command(
                "find",
                later("find reel and frame by a name, a number or a date"),
                _find,
                (
                    argument("text", nargs="*", metavar="TEXT", help=later("as for search")),
                    argument(
                        "--date", metavar="DATE", help=later("a date or a span, as 1871..1875")
                    ),
                ),
                details=later(
                    "A master is never lent: its copy is named to be handed out. Frames are "
                    "records of the kind frame that lie in their film, what the camera's log "
                    "says of a record, and films that say of what they are copies."
                ),
                result="a list, each with `key`, `title`, `dates`, `film`, `reel`, `frames`, "
                "`generation`, `hand_out`, `place`, `status`",
                examples=("rmdesk film find Tremblay --date 1871",),
            ),
            *group_of(FILM_JOBS, duties.acts_on(FilmJob)).children,
            replace(_MOUNT, name="mount", help=later("mount frames in a jacket or aperture card")),
            replace(_MOUNTED, name="mounted"),
        ),
    ),
)
