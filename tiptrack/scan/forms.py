"""The answers on one page of the scan, as they come from a browser."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, IntegerField

from tiptrack.content import PillarPage, Questionnaire
from tiptrack.web.forms import Form


@dataclass(frozen=True)
class Given:
    """What came in: the valid answers, the scan they are for, and a message per statement that has no valid one."""

    scan_id: int | None
    answers: Mapping[str, int]
    problems: Mapping[str, str]
    wrong: bool


def read_answers(questionnaire: Questionnaire, page: PillarPage) -> Given:
    """The answers in this request. `wrong` says that something else than an answer or nothing came in."""
    form = _form_class(questionnaire, page)()
    form.validate()
    problems, answers = {}, {}
    for statement in page.statements:
        field = form[statement.id]
        if field.errors:
            problems[statement.id] = str(field.errors[0])
        elif field.data is None:
            problems[statement.id] = _("Kies een antwoord bij deze zin.")
        else:
            answers[statement.id] = field.data
    wrong = any(form[id].errors for id in problems)
    scan_id = form.scan.data if form.scan.data and 0 < form.scan.data < 2**53 else None
    return Given(scan_id, answers, problems, wrong)


class AnswerField(Field):
    """One answer on a scale; None when nothing was chosen."""

    def __init__(self, values: Collection[int], **options: Any) -> None:
        super().__init__(**options)
        self._values = {str(value): value for value in values}

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads the answer."""
        if valuelist and valuelist[0]:
            self.data = self._values.get(valuelist[0])
            if self.data is None:
                raise ValueError(_("Kies een van de antwoorden die er staan."))


_classes: dict[tuple[str, int, str], type[Form]] = {}


def _form_class(questionnaire: Questionnaire, page: PillarPage) -> type[Form]:
    """Making a form class is slow, and a published questionnaire does not change: one class per page."""
    key = (questionnaire.slug, questionnaire.version, page.pillar)
    if key not in _classes:
        _classes[key] = _make_class(questionnaire, page)
    return _classes[key]


def _make_class(questionnaire: Questionnaire, page: PillarPage) -> type[Form]:
    fields = {statement.id: AnswerField(values=questionnaire.values) for statement in page.statements}
    return type("AnswersForm", (Form,), {**fields, "scan": IntegerField()})
