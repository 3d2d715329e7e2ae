"""Labels: codes, stocks, templates, sheets, printers (D5).

`make_labels` is all that most callers need. It takes plain values and gives the bytes to write or
to print; what is odd about them (text cut short, characters that no font has) it says before
anything is printed. Heavy libraries are imported at the first label.
"""

from rmdesk.label.calibration import Calibration, calibration_of, keep_calibration
from rmdesk.label.codes import Symbology, drawable
from rmdesk.label.layout import LabelContent
from rmdesk.label.make import (
    LabelJob,
    make_calibration_sheet,
    make_labels,
)
from rmdesk.label.printer import PrinterUnavailable, printer_at, printer_queues
from rmdesk.label.proof import LabelPreview, Proof, preview_label, proof_labels
from rmdesk.label.spool import Job, JobState, Spool
from rmdesk.label.stock import Stock, find_stocks, load_stocks, stock_named
from rmdesk.label.template import Template, copy_template, load_template, template_names
from rmdesk.label_settings import FORMATS, PAPERS_MM, Settings

__all__ = [
    "FORMATS",
    "PAPERS_MM",
    "Calibration",
    "Job",
    "JobState",
    "LabelContent",
    "LabelJob",
    "LabelPreview",
    "PrinterUnavailable",
    "Proof",
    "Settings",
    "Spool",
    "Stock",
    "Symbology",
    "Template",
    "calibration_of",
    "copy_template",
    "drawable",
    "find_stocks",
    "keep_calibration",
    "load_stocks",
    "load_template",
    "make_calibration_sheet",
    "make_labels",
    "preview_label",
    "printer_at",
    "printer_queues",
    "proof_labels",
    "stock_named",
    "template_names",
]
