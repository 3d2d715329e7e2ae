"""Labels drawn: codes, stocks, templates, sheets (D5). Plain values in, bytes out.

`make_labels` is all that most callers need. It takes plain values and gives the bytes to write or
to print; what is odd about them (text cut short, characters that no font has) it says before
anything is printed. Heavy libraries are imported at the first label.
"""

from rmdesk.labels.drawing.calibration import Calibration, calibration_of, keep_calibration
from rmdesk.labels.drawing.catalogue import find_stocks, load_stocks, stock_named
from rmdesk.labels.drawing.codes import Symbology
from rmdesk.labels.drawing.layout import LabelContent
from rmdesk.labels.drawing.make import LabelJob, make_calibration_sheet, make_labels
from rmdesk.labels.drawing.proof import LabelPreview, Proof, preview_label, proof_labels
from rmdesk.labels.drawing.stock import Stock
from rmdesk.labels.drawing.template import Template, copy_template, load_template, template_names
from rmdesk.labels.settings import FORMATS, PAPERS_MM, Settings

__all__ = [
    "FORMATS",
    "PAPERS_MM",
    "Calibration",
    "LabelContent",
    "LabelJob",
    "LabelPreview",
    "Proof",
    "Settings",
    "Stock",
    "Symbology",
    "Template",
    "calibration_of",
    "copy_template",
    "find_stocks",
    "keep_calibration",
    "load_stocks",
    "load_template",
    "make_calibration_sheet",
    "make_labels",
    "preview_label",
    "proof_labels",
    "stock_named",
    "template_names",
]
