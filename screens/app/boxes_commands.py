"""Commands of what comes in and goes out: box lists, forms to sign, bags, and room for boxes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.roles import SUPERVISE
from rmdesk.model.words import later
from screens.kit.command import ScreenCommand

if TYPE_CHECKING:
    from rmdesk.desk.kinds import RecordKind
    from screens.kit.host import Host
    from screens.records.doors import Door


@dataclass(frozen=True, kw_only=True)
class _OnPage(ScreenCommand):
    """Belongs to the page of a record of some tables, which offers it as a row."""

    tables: tuple[str, ...]
    views: tuple[str, ...] = ("kind",)

    def belongs(self, app: Host) -> bool:
        """Whether such a page is shown."""
        subject = app.lasting.subject
        return app.lasting.name == "kind" and bool(subject and subject.table in self.tables)

    def against(self, app: Host) -> str:
        """Why it cannot be done now."""
        return self.lacks(app) if self.belongs(app) else self.elsewhere()

    def elsewhere(self) -> str:
        """Where it belongs."""
        if len(self.tables) > 1:
            return _("For an accession or a transfer.")
        return _("For a transfer.") if "transfers" in self.tables else _("For an accession.")


def _lazily(name: str) -> Callable[[Host], None]:
    """What is imported with the first of these commands that is run."""

    def run(app: Host) -> None:
        from screens.views import boxes

        getattr(boxes, name)(app)

    return run


def _no_supervisor(app: Host) -> str:
    """R37: places are made by who may."""
    return " ".join(reason.told for reason in app.session.against(SUPERVISE))


PAGE_COMMANDS = (
    _OnPage(
        name="boxes-from-a-file",
        title=later("Boxes from a file…"),
        help=later("Put what a text or a workbook lists on the list of the accession."),
        tables=("accessions",),
        run=_lazily("open_box_files"),
        also=("box list", "transmittal", "import"),
    ),
    _OnPage(
        name="where-it-fits",
        title=later("Where would it fit?"),
        help=later("Places with room for all its boxes together, of its level (R18, R30)."),
        tables=("accessions",),
        run=_lazily("look_for_room"),
        also=("room", "space", "capacity", "free"),
    ),
    _OnPage(
        name="form-to-sign",
        title=later("Its form to be signed…"),
        help=later("Write or print the transmittal of an accession, or the list of a transfer."),
        tables=("accessions", "transfers"),
        run=_lazily("ask_for_form"),
        also=("transmittal", "receipt", "pdf", "print"),
    ),
    _OnPage(
        name="write-bag",
        title=later("Its bag of digital files…"),
        help=later("Write the digital files of a transfer as a BagIt bag, and read it again."),
        tables=("transfers",),
        run=_lazily("ask_for_bag"),
        also=("bagit", "zip", "files"),
    ),
)

PLACES_BY_RANGES = ScreenCommand(
    name="places-by-ranges",
    title=later("Places by ranges…"),
    help=later("Make a place for each of rows 1-10, bays A-M, shelves 1-7: tried, then made."),
    lacks=_no_supervisor,
    run=_lazily("open_ranges"),
    also=("shelves", "rows", "bays", "locations", "make"),
)


def doors_on(kind: RecordKind) -> tuple[Door, ...]:
    """The rows by which the page of a record offers them."""
    from screens.records.doors import Door

    commands = (each for each in PAGE_COMMANDS if kind.record.table in each.tables)
    return tuple(Door("", each.title_text(), "", runs=each.name) for each in commands)
