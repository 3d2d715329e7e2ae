"""`doctor` and `bench`: what state the home is in, and how fast this machine is."""

from __future__ import annotations

from typing import Any

from data.texts import gettext as _
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Fields, TextTable, argument, whole


def _doctor(call: Call) -> Answer:
    from rmdesk.maintenance.doctor import examine

    facts = examine(call.session, thorough=call.args.thorough, rebuild=call.args.rebuild)
    blocks: list[Block] = []
    for name, values in facts.items():
        if isinstance(values, dict):
            blocks += [f"[{name}]", Fields(_flat(values)), ""]
    findings = facts["findings"] or [_("Nothing to complain of.")]
    return Answer(facts, [*blocks, *findings])


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    """Figures with their thousands apart; nothing found is worth saying too."""
    return {
        name: f"{value:,}" if type(value) is int else _("none") if value in ("", [], {}) else value
        for name, value in values.items()
        if value is not None
    }


def _bench(call: Call) -> Answer:
    from screens.cli.benching import measure

    rows = measure(call.output, call.args.rounds)
    columns = ("what", "rmdesk_ms", "sqlite_ms", "ratio")
    return Answer({"rows": rows}, [TextTable(rows, columns)])


COMMANDS = (
    Command(
        "doctor",
        later("tell the state of store, index, labels, guidelines and disk"),
        _doctor,
        (
            argument(
                "--thorough",
                action="store_true",
                help=later("compare every record of the index and all figures, not a sample"),
            ),
            argument(
                "--rebuild-figures",
                dest="rebuild",
                action="store_true",
                help=later("make the figures of acts anew from the journal"),
            ),
        ),
        result="`home`, `store`, `index`, `figures`, `labels`, `guidelines`, `abbreviations`, "
        "`disk`, `modes`, `findings`",
    ),
    Command(
        "bench",
        later("measure this machine: the desk beside raw SQLite, in one run"),
        _bench,
        (
            argument(
                "--rounds", type=whole, default=100, metavar="N", help=later("times each is done")
            ),
        ),
        details=later(
            "It works on a throw-away copy of the sample centre. Medians in milliseconds; the "
            "ratio is what counts."
        ),
        result="`rows`, each with `what`, `rmdesk_ms`, `sqlite_ms`, `ratio`",
        permission="",
    ),
)
