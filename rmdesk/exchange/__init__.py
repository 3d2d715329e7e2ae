"""Files in and out: CSV, XLSX and JSON brought in with a map, and given out to be read again."""

from rmdesk.exchange.exporting import FORMATS, Dress, export
from rmdesk.exchange.importing import Way, import_file, import_files
from rmdesk.exchange.kinds import KINDS, file_kinds, kind_named
from rmdesk.exchange.outcome import Caution, ImportReport, Progress, Refusal
from rmdesk.exchange.preview import Preview, map_of, preview
from rmdesk.exchange.selecting import Selection
from rmdesk.exchange.taking_back import TakenBack, take_back

__all__ = [
    "FORMATS",
    "KINDS",
    "Caution",
    "Dress",
    "ImportReport",
    "Preview",
    "Progress",
    "Refusal",
    "Selection",
    "TakenBack",
    "Way",
    "export",
    "file_kinds",
    "import_file",
    "import_files",
    "kind_named",
    "map_of",
    "preview",
    "take_back",
]
