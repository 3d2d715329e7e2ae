"""Box lists in files: a text as it is pasted, or a table."""

from pathlib import Path

from data.texts import gettext as _
from rmdesk.duties.box_list import Row, columns_of, pasted
from rmdesk.exchange.reading import FileOptions, open_rows
from rmdesk.model.errors import BadInput

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


def box_rows(path: Path) -> list[Row]:
    """The rows of a box list in a file. Raises BadInput."""
    if path.suffix.casefold() in _WORKBOOKS:
        return _table(path)
    try:
        return pasted(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        told = _("It is not text in UTF-8.")
        raise BadInput(_("The file cannot be read"), told, file=str(path)) from error
    except OSError as error:
        raise BadInput(
            _("The file cannot be read"), error.strerror or str(error), file=str(path)
        ) from error


def _table(path: Path) -> list[Row]:
    """The rows of a workbook, by what its headings name."""
    with open_rows(path, FileOptions()) as source:
        names = dict(zip(source.columns, columns_of(source.columns), strict=False))
        if not names:
            told = _("No column is named as one of a box list is, such as “box” or “title”.")
            raise BadInput(_("No box list"), told, file=str(path))
        return [
            {
                field: text
                for column, field in names.items()
                if field and isinstance(text := row.cells.get(column, ""), str)
            }
            for row in source.rows
        ]
