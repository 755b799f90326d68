"""The chains between two agents as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.network.path import Chains, Link, Tie
    from kg.values import Json


def as_text(found: Chains) -> str:
    """The chains as lines of text: each step with its acts and their passages."""
    return "\n".join(_lines(found)) + "\n"


def as_json(found: Chains) -> dict[str, Json]:
    """The chains as a JSON object."""
    steps = [[_link_json(link) for link in chain] for chain in found.chains]
    return {"from": found.start.iri, "to": found.end.iri, "explanation": found.explanation, "chains": steps}


def _lines(found: Chains) -> Iterator[str]:
    start, end = found.start.label, found.end.label
    if not found:
        yield f"Nothing that a source states as fact connects {start} and {end}."
        return
    number, length = len(found.chains), len(found.chains[0])
    more = " (there may be more)" if number == found.limit else ""
    yield f"{start} to {end}: {number} shortest chain{_s(number)}{more} of {length} step{_s(length)}."
    for place, chain in enumerate(found.chains, 1):
        yield ""
        yield f"{place}. " + " — ".join([start, *(link.target.label for link in chain)])
        yield from _ties(chain)
    yield ""
    yield found.explanation


def _ties(chain: Sequence[Link]) -> Iterator[str]:
    for link in chain:
        for tie in link.ties:
            standing = f" (standing tie) [{', '.join(tie.passages)}]" if tie.standing else ""
            yield f"   {tie.subject.label} {tie.predicate.label} {tie.object.label}{standing}"
            for act in tie.acts:
                yield f"     {act.date + ': ' if act.date else ''}{act.label} [{', '.join(act.passages)}]"


def _s(number: int) -> str:
    return "" if number == 1 else "s"


def _link_json(link: Link) -> Json:
    return {"from": link.source.iri, "to": link.target.iri, "edges": [_tie_json(tie) for tie in link.ties]}


def _tie_json(tie: Tie) -> Json:
    return {
        "subject": tie.subject.iri,
        "predicate": tie.predicate.iri,
        "object": tie.object.iri,
        "rules": list(tie.rules),
        "acts": [{"act": act.iri, "label": act.label, "passages": list(act.passages)} for act in tie.acts],
        "passages": list(tie.passages),
    }
