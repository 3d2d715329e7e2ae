"""`access`: the access lists of classified records, who is on them, and what is to be reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from data.plain import replace
from rmdesk import duties
from rmdesk.duties.access_entries import row_of
from rmdesk.duties.access_ledger import access_rows, review_due
from rmdesk.model.roles import HANDLE
from rmdesk.model.values import LAST
from rmdesk.model.words import later
from screens.cli.call import Call, day
from screens.cli.command import Answer, Command, TextTable, argument
from screens.cli.derive import command_of

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session
    from rmdesk.duties.access_list import Entered

_COLUMNS = ("number", "on", "to", "purpose", "from", "until", "review", "state", "next")
_ROW = (
    "`number`, `on`, `kind` (record, class, accession, unit), `to`, `to_kind` (person, unit, "
    "role), `state` (in force, to come, ended, withdrawn), `purpose`, `authority`, `granted`, "
    "`granted_by`, `from`, `until`, `review`, `reviewed`, `reviewed_by`, `withdrawn`, "
    "`withdrawn_by`, `withdrawn_for`"
)
_GRANT, _WITHDRAW, _REVIEW = (
    duties.acts()[f"access {name}"] for name in ("grant", "withdraw", "review")
)


def _entered(session: Session, _keys: Sequence[str], done: Sequence[Entered]) -> Answer:
    """The entries that an act made or changed, each with what is next."""
    return _listed([{**row_of(session, each.entry), "next": each.next} for each in done])


def _listed(rows: list[dict[str, Any]]) -> Answer:
    return Answer(rows, [TextTable(rows, _COLUMNS)])


def _list(call: Call) -> Answer:
    return _listed(access_rows(call.session, call.args.key or "", over=call.args.all))


_named = command_of(
    replace(
        _WITHDRAW,
        takes=tuple(replace(each, required=each.name != "to") for each in _WITHDRAW.takes),
    ),
    _entered,
    f"a list, each with {_ROW}, `next`",
)
_reviewed = command_of(
    _REVIEW,
    _entered,
    f"a list, each with {_ROW}, `next`",
    argument(
        "keys", nargs="*", metavar="NUMBER", help=later("numbers of entries that are needed still")
    ),
)


def _review(call: Call) -> Answer:
    """Those that are due; with numbers, that these are needed still."""
    if call.args.keys:
        assert _reviewed.run is not None
        answer = _reviewed.run(call)
        assert isinstance(answer, Answer)
        return answer
    by = day(call, call.args.by, LAST) if call.args.by else call.session.now().date()
    return _listed(review_due(call.session, by))


COMMANDS = (
    Command(
        "access",
        later("keep the access lists of classified records (R16)"),
        children=(
            command_of(_GRANT, _entered, f"a list, each with {_ROW}, `next`"),
            _named,
            Command(
                "list",
                later("list who is on the access lists, of all or of what is named"),
                _list,
                (
                    argument(
                        "key",
                        nargs="?",
                        metavar="KEY|PERSON",
                        help=later("a record, class, accession, unit, person, role or entry"),
                    ),
                    argument(
                        "--all",
                        action="store_true",
                        help=later("those that are withdrawn or ended too"),
                    ),
                ),
                result=f"a list, each with {_ROW}",
                permission=HANDLE,
            ),
            replace(
                _reviewed,
                help=later("list what is to be reviewed, or say that entries are needed still"),
                run=_review,
                arguments=(
                    *_reviewed.arguments,
                    argument(
                        "--by",
                        metavar="DAY",
                        help=later("due by this day (default: today), if no number is named"),
                    ),
                ),
            ),
        ),
    ),
)
