"""What people read as advice: files that an editor can change without Python, checked before they are used."""

from tiptrack.content.index import Index
from tiptrack.content.models import (
    Band,
    Help,
    IfThen,
    Library,
    Mode,
    Pillar,
    PillarPage,
    Questionnaire,
    Signal,
    Statement,
    Theme,
    Tip,
)
from tiptrack.content.parse import load_library
from tiptrack.content.problems import ContentErrors, Problem
from tiptrack.content.render import markdown

__all__ = [
    "Band",
    "ContentErrors",
    "Help",
    "IfThen",
    "Index",
    "Library",
    "Mode",
    "Pillar",
    "PillarPage",
    "Problem",
    "Questionnaire",
    "Signal",
    "Statement",
    "Theme",
    "Tip",
    "load_library",
    "markdown",
]
