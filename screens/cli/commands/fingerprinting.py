"""`fingerprint`: the formulas of fingerprint cards, and the search by them."""

from __future__ import annotations

from argparse import ArgumentTypeError

from data.texts import gettext as _
from rmdesk.desk.registering import amend
from rmdesk.duties.fingerprint import FINGERPRINTS
from rmdesk.duties.print_search import MOST_MARGIN, search_prints
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import later
from screens.cli.call import Call, said_values
from screens.cli.command import Answer, Command, TextTable, argument
from screens.cli.derive import answer_of, group_of

_COLUMNS = ("key", "title", "formula", "ncic", "difference", "reference")


def _margin(text: str) -> int:
    """A number of ridges, as argparse takes its types."""
    if text.isdecimal() and int(text) <= MOST_MARGIN:
        return int(text)
    told = _("“{text}” is not a number from 0 to {most}")
    raise ArgumentTypeError(told.format(text=text, most=MOST_MARGIN))


def _search(call: Call) -> Answer:
    found = search_prints(call.session, " ".join(call.args.formula), call.args.margin)
    rows = [
        {
            "key": each.holding.key,
            "title": each.holding.title,
            "prints": each.fingerprint.prints,
            "formula": each.fingerprint.formula,
            "ncic": each.fingerprint.ncic,
            "difference": each.difference,
            "reference": each.reference,
        }
        for each in found
    ]
    told = [{**row, "reference": _("by reference") if row["reference"] else ""} for row in rows]
    return Answer(rows, [TextTable(told, _COLUMNS)] if told else [_("No card answers to this.")])


_FIELDS = ("prints", "formula", "ncic")


def _amend(call: Call) -> Answer:
    """What a card is read as now; formulas that are not given follow from its prints."""
    args = call.args
    texts = {name: text for name in _FIELDS if (text := getattr(args, name)) is not None}
    values = said_values(call, FINGERPRINTS, texts)
    record = amend(call.session, FINGERPRINTS, args.card, values, args.reason)
    return answer_of(call.session, FINGERPRINTS, record)


COMMANDS = (
    Command(
        "fingerprint",
        later("classify fingerprint cards, and search them with a margin"),
        children=(
            *group_of(FINGERPRINTS, ()).children,
            Command(
                "amend",
                later("amend what a card is read as"),
                _amend,
                (
                    argument("card", metavar="CARD", help=later("barcode or code of the card")),
                    *(
                        argument(f"--{name}", metavar="TEXT", help=FINGERPRINTS.given[name].help)
                        for name in _FIELDS
                    ),
                    argument("--reason", metavar="TEXT", help=later("why, for the log")),
                ),
                result="the document: `card`, `prints`, `formula`, `ncic`",
                permission=HANDLE,
            ),
            Command(
                "search",
                later("search cards by a Henry formula or an NCIC code"),
                _search,
                (
                    argument(
                        "formula",
                        nargs="+",
                        metavar="FORMULA",
                        help=later("20 M 1 U IOO 10 / L 1 U III, or twenty characters; ? is any"),
                    ),
                    argument(
                        "--margin",
                        type=_margin,
                        default=0,
                        metavar="N",
                        help=later("ridges by which each count may differ (default: none)"),
                    ),
                ),
                details=later(
                    "A doubtful print is found under each pattern that it may be. The nearest "
                    "come first."
                ),
                result="a list, each with `key`, `title`, `prints`, `formula`, `ncic`, "
                "`difference` (ridges in all), `reference` (found under a doubtful pattern)",
                examples=("rmdesk fingerprint search 12580910111213PI0607 --margin 2",),
            ),
        ),
    ),
)
