"""The form of a goal: wish, obstacle, if-then plan, steps, start, and how sure somebody is."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField
from wtforms.validators import InputRequired, ValidationError

from tiptrack.content import Tip
from tiptrack.database import new_id
from tiptrack.journey.rules import MOST_STEPS, Plan, Step
from tiptrack.web.forms import Form, text_field

OWN = "eigen"
MOST_STEP_LENGTH = 200
OTHER = "iets-anders"
CONFIDENCES = [str(number) for number in range(1, 11)]


class DayField(DateField):
    """A day; anything else gets a message in Dutch."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads the day."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Kies een dag, bijvoorbeeld 2026-12-31.")) from None


class GoalForm(Form):
    """A goal from a tip, with its ready-made plans, or in own words."""

    nummer = HiddenField()
    wens = text_field(
        _l("Wat wil je?"), most=300, needed=_l("Schrijf op wat je wilt, bijvoorbeeld: elke dag even naar buiten.")
    )
    obstakel = text_field(_l("Wat kan in de weg zitten?"), most=300)
    plan = RadioField(_l("Kies je plan"), choices=[], validate_choice=False, default=OWN)
    onderwerp = RadioField(_l("Waar gaat het over?"), choices=[], validate_choice=False, default=OTHER)
    als = text_field(_l("Als …"), most=300)
    dan = text_field(_l("dan …"), most=300)
    stappen = text_field(_l("Kleine stappen"), most=2_000, area=True)
    start = DayField(_l("Wanneer begin je?"), validators=[InputRequired(message=_l("Kies de dag waarop je begint."))])
    vertrouwen = RadioField(
        _l("Hoe zeker ben je dat het lukt?"),
        choices=CONFIDENCES,  # type: ignore[arg-type] # plain texts are fine: wtforms 3.3, types of 3.2
        validate_choice=False,
    )
    tip = HiddenField()

    def __init__(self, tip: Tip | None, pillars: Collection[str], today: date, **options: Any) -> None:
        super().__init__(**options)
        self._tip, self._pillars, self._today = tip, set(pillars), today
        self.ready_made = tip.plans if tip else ()

    @classmethod
    def fresh(cls, tip: Tip | None, pillars: Collection[str], today: date) -> "GoalForm":
        """The form for a new goal."""
        if not tip:
            return cls(None, pillars, today, formdata=None, data={"nummer": str(new_id()), "start": today})
        filled = {
            "nummer": str(new_id()),
            "wens": tip.title,
            "stappen": "\n".join(tip.steps),
            "plan": "0",
            "start": today,
        }
        return cls(tip, pillars, today, formdata=None, data={**filled, "tip": tip.slug})

    @classmethod
    def of(cls, plan: Plan, tip: Tip | None, pillars: Collection[str], today: date) -> "GoalForm":
        """The form filled with a plan that was made before."""
        data = {
            "wens": plan.wish,
            "obstakel": plan.obstacle,
            "plan": OWN,
            "onderwerp": next(iter(sorted(plan.pillars)), OTHER),
            "als": plan.when,
            "dan": plan.then,
            "stappen": "\n".join(step.text for step in plan.steps),
            "start": plan.starts_on,
            "vertrouwen": str(plan.confidence),
            "tip": plan.tip,
        }
        return cls(tip, pillars, today, formdata=None, data=data)

    @property
    def goal_id(self) -> int | None:
        """The id that this form brings along; None when it is no id of ours."""
        number = self.nummer.data or ""
        return int(number) if number.isdecimal() and len(number) < 17 and 0 < int(number) < 2**53 else None

    def to_plan(self, before: Plan | None = None) -> Plan:
        """The plan in this (valid) form. Steps that were done before stay done."""
        when, then = self._if_then()
        plan = Plan(
            wish=self.wens.data,
            obstacle=self.obstakel.data or "",
            when=when,
            then=then,
            steps=tuple(Step(text) for text in self._step_texts()),
            starts_on=self.start.data or self._today,
            confidence=int(self.vertrouwen.data),
            tip=self._tip.slug if self._tip else None,
            pillars=frozenset({self._tip.pillar}) if self._tip else self._chosen_pillars(),
        )
        return replace(plan.keeping_done(before), tip=before.tip) if before else plan

    def validate_plan(self, field: RadioField) -> None:
        """One of the ready-made plans, or an own one."""
        if field.data not in {OWN, *(str(number) for number in range(len(self.ready_made)))}:
            raise ValidationError(_("Kies een van de plannen, of schrijf zelf een plan."))

    def validate_als(self, field: Any) -> None:
        """Needed for an own plan."""
        if self.plan.data == OWN and not _without("Als", field.data):
            raise ValidationError(_("Schrijf op wanneer je het doet, bijvoorbeeld: ik mijn jas ophang."))

    def validate_dan(self, field: Any) -> None:
        """Needed for an own plan."""
        if self.plan.data == OWN and not _without("dan", field.data):
            raise ValidationError(_("Schrijf op wat je dan doet, bijvoorbeeld: loop ik een rondje."))

    def validate_stappen(self, field: Any) -> None:
        """A handful of short lines."""
        texts = self._step_texts()
        if len(texts) > MOST_STEPS or any(len(text) > MOST_STEP_LENGTH for text in texts):
            raise ValidationError(_("Schrijf hoogstens twintig korte stappen, elk op een eigen regel."))

    def validate_start(self, field: DayField) -> None:
        """A day within a year."""
        if field.data and abs(field.data - self._today) > timedelta(days=366):
            raise ValidationError(_("Kies een dag binnen een jaar van vandaag."))

    def validate_vertrouwen(self, field: RadioField) -> None:
        """A whole number from 1 to 10."""
        if field.data not in CONFIDENCES:
            raise ValidationError(_("Kies een cijfer van 1 tot en met 10."))

    def _if_then(self) -> tuple[str, str]:
        if self.plan.data == OWN:
            return f"Als {_without('Als', self.als.data)}", f"dan {_without('dan', self.dan.data)}"
        ready = self.ready_made[int(self.plan.data)]
        return ready.when, ready.then

    def _chosen_pillars(self) -> frozenset[str]:
        return frozenset({self.onderwerp.data} & self._pillars)

    def _step_texts(self) -> list[str]:
        lines = (line.strip() for line in (self.stappen.data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))


def _without(word: str, text: str | None) -> str:
    """Half of a plan without its first word and its full stop: people type it with them or without."""
    first, _space, rest = (text or "").strip(" .,").partition(" ")
    return rest.strip() if first.casefold() == word.casefold() else f"{first} {rest}".strip()


class SmallerStepForm(Form):
    """A smaller step, for whom it did not work out."""

    stap = text_field(
        _l("Welke kleine stap lukt wel?"),
        most=MOST_STEP_LENGTH,
        needed=_l("Schrijf een kleine stap op, bijvoorbeeld: vijf minuten wandelen."),
    )
