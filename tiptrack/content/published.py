"""Published questionnaires never change: results keep the version that they were taken with."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from tiptrack.content.models import Library, Questionnaire
from tiptrack.content.problems import Problem

PUBLISHED_FILE = "gepubliceerd.yaml"


def fingerprint(questionnaire: Questionnaire) -> str:
    """What a published questionnaire asks and how it scores, as a hash."""
    said = questionnaire.model_dump(mode="json", include={"slug", "version", "scale", "bands", "pages"})
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def fingerprints(library: Library) -> dict[str, str]:
    """The fingerprint of each questionnaire, by slug and version."""
    return {f"{slug}-{version}": fingerprint(made) for (slug, version), made in library.questionnaires.items()}


def changed_after_publishing(library: Library, published: dict[str, Any]) -> Iterator[Problem]:
    """Every published questionnaire that is gone or says something else by now."""
    marks = fingerprints(library)
    for name, mark in published.items():
        if name not in marks:
            yield Problem(PUBLISHED_FILE, name, "is gepubliceerd en mag niet weg: oude uitslagen verwijzen ernaar")
        elif marks[name] != str(mark):
            yield Problem(PUBLISHED_FILE, name, "is gepubliceerd en mag niet veranderen; maak een nieuwe versie")
