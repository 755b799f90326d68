"""The chains between two agents as values, which print as text and turn into JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.values import Printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.values import Json, JsonObject


@dataclass(frozen=True, slots=True)
class Named:
    """A thing or a property: its IRI and its label."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Act:
    """An act behind a tie.

    Attributes:
        iri: the act.
        label: its label.
        date: its date in words, as far as the held claims know it; empty if they have none.
        passages: the short names of the passages whose held claims are about it, in order.
    """

    iri: str
    label: str
    date: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """An edge between two agents.

    Attributes:
        subject: one agent.
        predicate: how it is tied to the other.
        object: the other agent.
        lasting: whether it is a lasting tie, such as membership, and not inferred from acts.
        rules: the names of the rules that infer it, sorted.
        acts: the acts that it is inferred from.
        passages: for a lasting tie, the short names of the passages that state it, in order.
    """

    subject: Named
    predicate: Named
    object: Named
    lasting: bool
    rules: tuple[str, ...]
    acts: tuple[Act, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: two agents, and the ties between them in either direction."""

    source: Named
    target: Named
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Chains(Printable):
    """The shortest chains between two agents. They print as text, as ``kg path`` does.

    Attributes:
        start: the agent at which they start.
        end: the agent at which they end.
        chains: the chains, all of one length; none if nothing that is held connects the two.
        limit: the maximum number of chains that was requested.
        explanation: what a chain means, in a sentence or two.
    """

    start: Named
    end: Named
    chains: tuple[tuple[Link, ...], ...]
    limit: int
    explanation: str

    def __bool__(self) -> bool:
        """Whether anything connects the two."""
        return bool(self.chains)

    def __str__(self) -> str:
        return "\n".join(_lines(self)) + "\n"

    def to_json(self) -> JsonObject:
        """The chains as ``kg path --json`` prints them: ``from``, ``to``, ``explanation`` and ``chains``, each a list of steps."""
        steps = [[_link_json(link) for link in chain] for chain in self.chains]
        return {"from": self.start.iri, "to": self.end.iri, "explanation": self.explanation, "chains": steps}


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
            lasting = f" (lasting tie) [{', '.join(tie.passages)}]" if tie.lasting else ""
            yield f"   {tie.subject.label} {tie.predicate.label} {tie.object.label}{lasting}"
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
        "acts": [{"act": act.iri, "label": act.label, "date": act.date, "passages": list(act.passages)} for act in tie.acts],
        "passages": list(tie.passages),
    }
