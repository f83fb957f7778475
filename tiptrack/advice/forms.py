"""The filter on the tips page: links, so that it can be shared and the back button works."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from tiptrack.advice.actions import TipShelf
from tiptrack.advice.rules import TipState
from tiptrack.content import Mode, Tip
from tiptrack.scan import ThemeScore

MOST_WORDS = 100
FIRST = 10  # a list that fits one look; the rest is a tap away
FOR_ME, ALL, SAVED, DONE, DISMISSED = "voor-mij", "alle", "bewaard", "gedaan", "niet-voor-mij"
SHELVES = (FOR_ME, ALL, SAVED, DONE, DISMISSED)


@dataclass(frozen=True)
class TipLine:
    """A tip in the list, with the reason when it was advised."""

    tip: Tip
    state: TipState
    reason: ThemeScore | None = None


@dataclass(frozen=True)
class TipFilter:
    """Which tips to show: a shelf, and perhaps one pillar and one mode."""

    shelf: str
    pillar: str | None = None
    mode: Mode | None = None
    more: bool = False
    words: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str], pillars: Container[str], *, has_advice: bool) -> "TipFilter":
        """The filter in an address; anything unknown in it is left out."""
        shelf, pillar, mode = args.get("toon", ""), args.get("pijler", ""), args.get("modus", "")
        words = "".join(letter for letter in args.get("zoek", "")[:MOST_WORDS] if letter.isprintable()).strip()
        fallback = FOR_ME if has_advice and not words else ALL
        return cls(
            shelf if shelf in SHELVES and (has_advice or shelf != FOR_ME) else fallback,
            pillar if pillar in pillars else None,
            Mode(mode) if mode in {known.value for known in Mode} else None,
            args.get("meer") == "ja",
            words,
        )

    def apply(self, shelf: TipShelf, tips: Iterable[Tip]) -> tuple[TipLine, ...]:
        """The lines to show: advised tips in the order of the advice, others in the order in which they come."""
        states = shelf.states
        if self.shelf == FOR_ME:
            known = {tip.slug for tip in tips}
            advice = [advice for advice in shelf.advice or () if advice.tip.slug in known]
            lines = [TipLine(a.tip, states.get(a.tip.slug, TipState()), a.reason) for a in advice]
        else:
            lines = [TipLine(tip, state) for tip in tips if self._on_shelf(state := states.get(tip.slug, TipState()))]
        return tuple(line for line in lines if self._wanted(line.tip))

    def address(self, **changes: str | None) -> dict[str, str]:
        """The query of this filter with something changed, without what is empty."""
        now = {"toon": self.shelf, "pijler": self.pillar, "modus": self.mode.value if self.mode else None}
        now["zoek"] = self.words or None
        return {name: value for name, value in (now | changes).items() if value}

    def _on_shelf(self, state: TipState) -> bool:
        return {SAVED: state.saved, DONE: state.done, DISMISSED: state.dismissed}.get(self.shelf, True)

    def _wanted(self, tip: Tip) -> bool:
        return self.pillar in (None, tip.pillar) and self.mode in (None, tip.mode)
