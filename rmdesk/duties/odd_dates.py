"""What is told of the dates of a holding that are not understood; they are kept as written."""

from collections.abc import Mapping
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.kinds import Remark
from rmdesk.duties.dating import event_in
from rmdesk.model.records import Holding

DATES = ("dates", "date_from", "date_to")
"""The fields of a holding that are dates."""


def tell_odd_dates(holding: Holding, values: Mapping[str, Any], remark: Remark) -> None:
    """Remark on what is not understood of the dates and events said, and on ends that are none."""
    dated = [name for name in DATES if name in values]
    events = values.get("events") or ()
    if not (dated or events):
        return
    import rmdesk.dates as dates  # of what is in a package, "from" would look anew each time

    for each in events:
        happened, day = event_in(each)
        if day is None or not happened:
            text = _("“{event}” names no event and its day, as “superseded: 2026-12-31”: no clock")
            remark("events", text.format(event=each))
    for name in dated:
        span = (dates.parse_dates if name == "dates" else dates.parse_end)(values[name])
        if span.odd:
            remark(name, odd_date(values[name], span.odd))
    both = "date_from" in dated and "date_to" in dated
    from_to = {"date_from": holding.date_from, "date_to": holding.date_to}
    whole = dates.read_dates(holding.dates, **from_to) if both else None
    if whole and whole.earliest_day is None and whole.latest_day is None:
        ends = dates.read_dates("", **from_to)
        if (
            ends.odd
            and dates.parse_end(holding.date_from).odd
            is dates.parse_end(holding.date_to).odd
            is None
        ):
            remark("date_to", odd_date(f"{holding.date_from}/{holding.date_to}", ends.odd))


def odd_date(written: str, odd: str) -> str:
    """Words for a date that is not understood."""
    return _("kept as written, “{written}”: {odd}").format(written=written, odd=odd)
