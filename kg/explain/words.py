"""The phrases that the text and the JSON output share.

>>> from kg.explain.model import Obstacle, Reason
>>> reason_words((Reason(Obstacle.HEDGED), Reason(Obstacle.REPORTED_SPEECH, speakers=("Oscar II",))))
'the teller hedges it; Oscar II says it, not the document itself'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.explain.model import Obstacle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.explain.model import Assertion, PropertyValue, Reason

_OBSTACLES: Final = {
    Obstacle.HEDGED: "the teller hedges it",
    Obstacle.RUMOURED: "the teller passes it on as a rumour",
    Obstacle.CONDITIONAL: "it is said under a condition",
    Obstacle.PLANNED: "it is only planned or announced",
    Obstacle.EVALUATIVE: "it is a judgement",
    Obstacle.DENIED: "the teller says that it is not so",
    Obstacle.WITHDRAWN: "it was withdrawn",
}


def reason_words(reasons: Sequence[Reason]) -> str:
    """Why a claim does not make a triple held: its reasons, or, without any, that the claim is held itself."""
    return "; ".join(map(_reason, reasons)) or "it is held, and says something else"


def _reason(reason: Reason) -> str:
    if reason.obstacle is not Obstacle.REPORTED_SPEECH:
        return _OBSTACLES[reason.obstacle]
    statement = f" ({reason.statement.name})" if reason.statement is not None else ""
    speakers = " and ".join(reason.speakers) or f"a voice that is not named{statement}"
    return f"{speakers} says it, not the document itself"


def assertion_words(assertion: Assertion) -> str:
    """What a claim says of one subject: ``Declaration of war (statement): actor Oscar II; place Stockholm``."""
    kind = f" ({', '.join(assertion.types)})" if assertion.types else ""
    properties = "; ".join(f"{each.predicate.name} {each.text}" for each in assertion.properties)
    return f"{assertion.subject.name}{kind}" + (f": {properties}" if properties else "")


def property_words(found: PropertyValue) -> str:
    """A property and its value: ``counterpart: Shaukat Aziz``."""
    return f"{found.predicate.name}: {found.text}"
