"""The phrases that the text and the JSON output share.

>>> from kg.explain.model import Obstacle, Reason
>>> reason_words((Reason(Obstacle.HEDGED), Reason(Obstacle.REPORTED_SPEECH, speakers=("Oscar II",))))
'it is hedged; Oscar II says it, not the document itself'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.explain.model import Obstacle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.explain.model import Assertion, PropertyValue, Reason

_OBSTACLES: Final = {
    Obstacle.HEDGED: "it is hedged",
    Obstacle.RUMOURED: "it is reported as a rumour",
    Obstacle.CONDITIONAL: "it depends on a condition",
    Obstacle.PLANNED: "it is only planned or announced",
    Obstacle.EVALUATIVE: "it is a judgement",
    Obstacle.DENIED: "it is denied",
    Obstacle.WITHDRAWN: "it was withdrawn",
}


def reason_words(reasons: Sequence[Reason]) -> str:
    """Why a claim does not make a triple held: its reasons or, if there are none, that the claim is held itself."""
    return "; ".join(map(_reason, reasons)) or "it is held but says something else"


def _reason(reason: Reason) -> str:
    if reason.obstacle is not Obstacle.REPORTED_SPEECH:
        return _OBSTACLES[reason.obstacle]
    statement = f" ({reason.statement.name})" if reason.statement is not None else ""
    speakers = " and ".join(reason.speakers) or f"an unnamed speaker{statement}"
    return f"{speakers} {'say' if len(reason.speakers) > 1 else 'says'} it, not the document itself"


def assertion_words(assertion: Assertion) -> str:
    """What a claim says of one subject: ``Declaration of war (statement): actor Oscar II; place Stockholm``."""
    kind = f" ({', '.join(assertion.types)})" if assertion.types else ""
    properties = "; ".join(f"{each.predicate.name} {each.text}" for each in assertion.properties)
    return f"{assertion.subject.name}{kind}" + (f": {properties}" if properties else "")


def property_words(found: PropertyValue) -> str:
    """A property and its value: ``counterpart: Shaukat Aziz``."""
    return f"{found.predicate.name}: {found.text}"
