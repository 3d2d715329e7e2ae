"""The public holidays of a country and region as days on which the counter is closed.

The package `holidays` knows them, an extra of rmdesk; it is imported when they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.guideline import FILE_NAME, GUIDELINES_FILE, read_guidelines
from rmdesk.desk.settings_file import keep_settings, with_added
from rmdesk.model.errors import BadInput
from rmdesk.model.extras import not_installed

__all__ = ["Closures", "add_closures", "public_holidays"]

_FIRST, _LAST = 1900, 2199
"""The years whose days can be closed (rmdesk.desk.calendar)."""


@dataclass(frozen=True)
class Closures:
    """Holidays of a year by their days: those `added`, and those on which it was closed anyway."""

    file: Path
    added: Mapping[str, str]
    closed: Mapping[str, str]


def add_closures(
    session: Session, year: int, country: str, region: str = "", *, dry_run: bool = False
) -> Closures:
    """Write the holidays of a year into the guidelines, but those on which it is closed anyway.

    Said twice, nothing changes. Raises BadInput.
    """
    file = session.desk.home / FILE_NAME
    calendar = read_guidelines(file).service.calendar
    found = public_holidays(year, country, region)
    open_days = {day: name for day, name in found.items() if calendar.is_open(day)}
    added = {day.isoformat(): name for day, name in open_days.items()}
    closed = {day.isoformat(): name for day, name in found.items() if day not in open_days}
    if added and not dry_run:
        text = file.read_text("utf-8-sig") if file.exists() else GUIDELINES_FILE
        keep_settings(file, with_added(text, "service", "closures", added))
    return Closures(file, added, closed)


def public_holidays(year: int, country: str, region: str = "") -> dict[date, str]:
    """The public holidays of a year, with their names. Raises BadInput."""
    known = _library()
    if not _FIRST <= year <= _LAST:
        told = _("The year {year} is none that is planned for.").format(year=year)
        step = _("Accepted: a year from {first} to {last}.").format(first=_FIRST, last=_LAST)
        raise BadInput(_("Not known"), told, step, field_name="year")
    regions = known.list_supported_countries()
    land, part = country.strip().upper(), region.strip()
    if land not in regions:
        raise _unknown("country", country, sorted(regions))
    names = {each.casefold(): each for each in regions[land]}
    if part and part.casefold() not in names:
        raise _unknown("region", region, list(regions[land]))
    found = known.country_holidays(land, subdiv=names.get(part.casefold()), years=year)
    return {day: " ".join(name.split()) for day, name in sorted(found.items())}


def _unknown(what: str, said: str, accepted: list[str]) -> BadInput:
    told = {
        "country": _("“{said}” is no country whose holidays are known."),
        "region": _("“{said}” is no region of it whose holidays are known."),
    }[what]
    step = _("Accepted: {words}.").format(words=", ".join(accepted)) if accepted else ""
    return BadInput(_("Not known"), told.format(said=said), step, field_name=what)


def _library() -> Any:
    try:
        import holidays
    except ImportError as error:
        raise not_installed(
            _("Holidays are not installed"), _("Filling in closures"), "holidays"
        ) from error
    return holidays
