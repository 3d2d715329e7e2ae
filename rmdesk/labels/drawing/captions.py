"""The words printed on labels by our templates, for translators: templates are data, not code."""

from data.texts import gettext as _


def printed_words() -> frozenset[str]:
    """Return titles and captions of our templates in the language spoken now."""
    return frozenset(
        [
            _("Accession"), _("Badge"), _("Borrower"), _("Box"), _("Boxes"), _("Charge-out slip"),
            _("Contact"),
            _("Dates"), _("Delivery"), _("Disposition authority"), _("Disposition date"), _("Due"),
            _("Fiche"), _("File"), _("File folder"), _("File folder, end tab"),
            _("File folder, top tab"), _("Fingerprint card"), _("For"), _("Location"),
            _("Needed by"), _("OPR"), _("OUT"), _("OUT card"), _("Out"), _("Place"),
            _("Prepared by"), _("Received by"), _("Reel"), _("Remarks"), _("Request"),
            _("Request slip"),
            _("Restriction"), _("Series"), _("Shelf"), _("Title"), _("Transmittal"), _("Unit"),
            _("Volume"), _("Wanted"),
        ]
    )  # fmt: skip
