"""The reports: `python -m pages.reports` writes docs/reports.md from their declarations."""

import sys
from collections.abc import Iterator

from pages.writing import written
from rmdesk.duties.report import REPORTS

_HEAD = """\
# Reports

Made from the reports' declarations by `python -m pages.reports`; a test holds it to them.

`rmdesk report NAME --from DAY --to DAY --by WHAT` and F6 on the desk show the same rows;
`--format` and the ending of `--out FILE` give them as CSV, JSON, Markdown, XLSX or PDF. Days are
the site's local days, both included; without any, today. A report of now has no period. No row is
left out in silence: what names no day stands as `(undated)`, what has no figure counts as
`unmeasured` and is in no average, and a list that is cut says how many there are.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_lines()])


def _lines() -> Iterator[str]:
    for kind in REPORTS.values():
        yield f"## {kind.title} (`{kind.name}`)\n"
        yield f"Counts {kind.counts}.\n"
        yield "Of a period.\n" if kind.dated else "As things stand now.\n"
        if kind.groups:
            yield f"Grouped by {', '.join(f'`{each}`' for each in kind.groups)}.\n"


if __name__ == "__main__":
    sys.exit(written("reports.md", page()))
