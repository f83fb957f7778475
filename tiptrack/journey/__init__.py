"""The way from insight to keeping it up: goals, plans, check-ins, stages, progress."""

from tiptrack.journey.store import PERSONAL_DATA

__all__ = ["PERSONAL_DATA"]
