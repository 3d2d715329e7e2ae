"""`kinds`: the kinds of holding of this centre and their fields."""

from __future__ import annotations

from data.texts import gettext as _
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Command, TextTable, argument

_COLUMNS = ("kind", "field", "label", "takes", "records", "filled")


def _kinds(call: Call) -> Answer:
    if call.args.example:
        from rmdesk.desk.site_kinds import KINDS_EXAMPLE

        return Answer({"kinds.toml": KINDS_EXAMPLE}, [*KINDS_EXAMPLE.rstrip().splitlines()])
    from rmdesk.duties.kinds_held import kinds_told

    rows = kinds_told(call.session)
    if wanted := call.args.kind:
        named = call.session.desk.holding_kinds.named(wanted)
        rows = [row for row in rows if row["kind"] == named]
        if not rows:
            return Answer([], [_("There is no kind “{kind}” here.").format(kind=wanted)])
    return Answer(rows, [TextTable(rows, _COLUMNS)])


COMMANDS = (
    Command(
        "kinds",
        later("tell the kinds of holding of this centre, and their fields"),
        _kinds,
        (
            argument("kind", nargs="?", metavar="KIND", help=later("only this kind")),
            argument(
                "--example",
                action="store_true",
                help=later("print an example of kinds.toml, by which a site declares its own"),
            ),
        ),
        details=later(
            "A site declares further kinds in kinds.toml, beside its guidelines. Their fields are "
            "said with --field NAME=TEXT, found by NAME:TEXT, and columns of files."
        ),
        result="a list, each with `kind`, `site`, `also`, `records`, `field`, `label`, `takes`, "
        "`filled`",
        examples=("rmdesk kinds reel", "rmdesk kinds --example > kinds.toml"),
    ),
)
