"""Files in and out: CSV, XLSX and JSON brought in with a map, and given out to be read again."""

from rmdesk.exchange.exporting import FORMATS, Dress, export
from rmdesk.exchange.importing import import_file
from rmdesk.exchange.kinds import KINDS, file_kinds, kind_named
from rmdesk.exchange.outcome import Caution, ImportReport, Progress, Refusal
from rmdesk.exchange.taking_back import TakenBack, take_back

__all__ = [
    "FORMATS",
    "KINDS",
    "Caution",
    "Dress",
    "ImportReport",
    "Progress",
    "Refusal",
    "TakenBack",
    "export",
    "file_kinds",
    "import_file",
    "kind_named",
    "take_back",
]
