"""The retention schedule: its items, brought by files (D1)."""

from rmdesk.desk.kinds import RecordKind
from rmdesk.model.records import ScheduleItem

KINDS = (RecordKind(record=ScheduleItem, name="schedule", also=("schedules",), by_hand=False),)
