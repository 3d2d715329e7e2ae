"""What several acts are told: a person, a place, a day, a reason."""

from rmdesk.desk.acts import Takes
from rmdesk.model.records import Holding, Person, Place
from rmdesk.model.values import DATE, LINE, choice
from rmdesk.model.words import PRIORITIES, later

PERSON = Takes(
    name="to",
    help=later("the person's badge, account or full name"),
    names=Person,
    metavar="PERSON",
    required=True,
)
PLACE = Takes(
    name="at",
    help=later("the place's barcode or address"),
    names=Place,
    metavar="PLACE",
    required=True,
)
SHELF = Takes(
    name="at",
    help=later("the shelf that was scanned: what belongs elsewhere is refused"),
    names=Place,
    metavar="PLACE",
)
DUE = Takes(name="due", help=later("due on this day, as 2026-12-31"), kind=DATE, metavar="DATE")
BY = Takes(
    name="by",
    help=later("who collects it for them, and is authorised to (R15)"),
    names=Person,
    metavar="PERSON",
)
PRIORITY = Takes(
    name="priority",
    help=later("place in the queue: by priority, then first come, first served"),
    kind=choice(*PRIORITIES),
    default="routine",
)
HOLDINGS = Takes(
    name="keys",
    help=later("barcode, code or # number; - reads keys from standard input, one a line"),
    names=Holding,
    metavar="KEY",
    required=True,
    many=True,
)
PART = Takes(
    name="part",
    help=later("part wanted of it: frames 100-150; of several KEY: PART; KEY: PART"),
    kind=LINE,
)

WHY = Takes(name="reason", help=later("why, for the log"), kind=LINE)


def reason(asks: str) -> Takes:
    """A reason that must be given; `asks` is the question on the screen."""
    return Takes(
        name="reason", help=later("why, for the log"), label=asks, kind=LINE, required=True
    )
