"""The time as a value: actions are handed a clock, so that tests and the demo can live on any day."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """The day on a Dutch calendar on which this moment falls."""
    return moment.astimezone(AMSTERDAM).date()
