"""Zones of sites: in Toronto clocks go back on 1 November 2026, and forward on 8 March."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

TORONTO_RULES = "EST5EDT,M3.2.0,M11.1.0"
"""The same for the system's own clock, which needs no table of zones for it."""

try:
    TORONTO, KIRITIMATI = ZoneInfo("America/Toronto"), ZoneInfo("Pacific/Kiritimati")
except ZoneInfoNotFoundError:
    pytest.skip("this machine has no table of zones (tzdata)", allow_module_level=True)
