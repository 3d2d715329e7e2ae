"""Files in and out: CSV, XLSX and JSON brought in with a map, and given out to be read again."""

from rmdesk.interchange.exporting import FORMATS, export
from rmdesk.interchange.importing import import_file
from rmdesk.interchange.kinds import KINDS, kind_named
from rmdesk.interchange.outcome import Caution, ImportReport, Progress, Refusal

__all__ = [
    "FORMATS",
    "KINDS",
    "Caution",
    "ImportReport",
    "Progress",
    "Refusal",
    "export",
    "import_file",
    "kind_named",
]
