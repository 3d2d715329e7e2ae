"""Reading what people write into a site's `labels` folder, with whatever program."""

from importlib.resources.abc import Traversable

from data.texts import gettext as _
from rmdesk.model.errors import BadInput


def site_text(file: Traversable) -> str:
    """Return the text of a file of ours or of the site's. Raises BadInput if it is not UTF-8."""
    try:
        return file.read_text("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        raise BadInput(
            _("This file cannot be read"),
            _("{file} is not text in UTF-8.").format(file=file),
            _("Save it as UTF-8."),
            file=str(file),
        ) from problem
