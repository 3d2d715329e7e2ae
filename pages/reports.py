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
`unmeasured` and is in no average, and a list that is cut says how many there are. Enter on a
figure opens a list of as many records, which is a report of its own.

A report that is wanted again and again is saved: `rmdesk saved-report new NAME --report REPORT
--every day|week|month|year` with `--folder DIR`, or with `--email ADDRESS` for the text of it in a
message by the mail server of the guidelines. `rmdesk report --due`, run by cron or a systemd timer,
makes each of the last whole day, week, month or year, once, and of those that were missed; as the
account that runs it may know of the records. No file is written over. What is not made says why,
there and in `rmdesk saved-report list`, gives an exit status other than 0, and is due again.
`rmdesk saved-report stop NAME` ends it. For cron, each morning at six:

    0 6 * * * rmdesk --home /srv/rmdesk --quiet report --due
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
        if kind.behind not in ("", kind.name):
            yield f"Listed one by one by `{kind.behind}`.\n"


if __name__ == "__main__":
    sys.exit(written("reports.md", page()))
