"""The states: `python -m pages.states` writes docs/states.md from the table of transitions."""

import sys
from collections.abc import Iterable

from pages.writing import written
from rmdesk.duties.states import MACHINES, NEW, TRANSITIONS, Machine, Move

_HEAD = """\
# States

Made from `rmdesk/duties/states.py` by `python -m pages.states`; a test holds it to the table.

Every write of a state goes through that table: a step that is not in it is refused. `undo` takes
any step back, as a new entry of the journal, if the record is still as the step left it. The
pictures are Mermaid; the tables beneath them say the same in words.
"""

_TITLES = {
    "holding": "Holding",
    "claim": "Claim (a reservation, or one holding of a request)",
    "request": "Request",
    "loan": "Loan",
    "disposition": "Disposition",
    "amendment": "Amendment of the schedule",
    "accession": "Accession",
    "transfer": "Transfer to an archives",
    "notice": "Notice",
    "census": "Census",
    "digitization": "Digitization",
    "film job": "Frames on a film",
    "term": "Term of the index",
}


def page() -> str:
    """The whole page, in Markdown and English."""
    return "\n".join([_HEAD, *map(_section, MACHINES)])


def _section(machine: Machine) -> str:
    moves = [move for move in TRANSITIONS if move.machine is machine]
    return "\n".join(
        [
            f"## {_TITLES[machine.name]}",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *(
                f"    {_node(before)} --> {_node(after)}: {acts}"
                for before, after, acts in _edges(moves)
            ),
            "```",
            "",
            "| act | from | to | why |",
            "|---|---|---|---|",
            *map(_row, moves),
            "",
            *_still(machine, moves),
        ]
    )


def _edges(moves: Iterable[Move]) -> list[tuple[str, str, str]]:
    """Every pair of states with the acts between them, each pair once; staying is no edge."""
    acts: dict[tuple[str, str], dict[str, None]] = {}
    for move in moves:
        for before in move.before:
            for after in move.after:
                if before != after:
                    acts.setdefault((before, after), {}).update(dict.fromkeys(move.acts))
    return [(before, after, ", ".join(named)) for (before, after), named in acts.items()]


def _node(state: str) -> str:
    """A state as Mermaid takes it: no hyphen, and the sign for what is not there yet."""
    return state.replace("-", "_") if state != NEW else "[*]"


def _row(move: Move) -> str:
    before = ", ".join(state or "(new)" for state in move.before)
    cells = (", ".join(move.acts), before, ", ".join(move.after), move.why)
    return f"| {' | '.join(cells)} |"


def _still(machine: Machine, moves: Iterable[Move]) -> list[str]:
    """States that no act at the desk reaches yet: they come with other duties, or with files."""
    reached = {state for move in moves for state in (*move.before, *move.after)}
    left = [state for state in machine.states if state not in reached]
    return [f"Not reached from the desk: {', '.join(left)}.", ""] if left else []


def main() -> int:
    """Write the page, or with `--check` say whether it is stale (exit status 1)."""
    return written("states.md", page())


if __name__ == "__main__":
    sys.exit(main())
