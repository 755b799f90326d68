"""Explanations and descriptions as text: what ``kg why`` and ``kg show`` print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.explain.model import BUILD, CODED, AsOf, Nearness
from kg.explain.words import assertion_words, property_words, reason_words
from kg.files import visible
from kg.results.layout import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.explain.model import (
        CitedClaim,
        CodedPart,
        CuratorNote,
        DescribedNode,
        ExplainedTriple,
        HeldProperty,
        Inference,
        Named,
        NearClaim,
        Participation,
        UnheldClaim,
    )

SHOWN_INFERENCES: Final = 3
"""The maximum number of inferences of one triple that are shown as text; JSON and Turtle have all of them."""

_NEARNESS: Final = {
    Nearness.SAME_TRIPLE: "makes the same claim",
    Nearness.WOULD_ENTAIL: "would entail the triple",
    Nearness.OTHER_VALUE: "states another value",
    Nearness.SAME_ENDS: "mentions both subject and object",
}

_ORIGINS: Final = {
    "background": "from the curators' background on entities",
    "record": "from the record of documents and claims",
    "ontology": "from the ontology",
    BUILD: "computed by the build from what is held",
}


# the explanation of a triple


def _origin(name: str) -> str:
    """Where a triple is from that no passage states."""
    if name.startswith(CODED):
        return f"from the coded source {name.removeprefix(CODED)}, which the workspace holds; no passage states it"
    return _ORIGINS.get(name, f"from the graph {name}")


def explanation_text(explained: ExplainedTriple) -> str:
    """An explanation as text.

    A held triple is followed by its claims, its graphs and at most `SHOWN_INFERENCES` of its inferences, each with its premises; any
    other triple by the nearest claims.
    """
    lines = [f"{explained.text}: {'held' if explained.held else 'not held'}"]
    if explained.held:
        lines += _grounds(explained, "  ")
    elif explained.nearest:
        lines += ["", "The nearest claims:"]
        for near in explained.nearest:
            lines += _near(near)
    else:
        lines += ["", "No passage makes a related claim."]
    return "\n".join(lines) + "\n"


def _grounds(explained: ExplainedTriple, indent: str) -> Iterator[str]:
    """What a held triple rests on, as indented lines."""
    if explained.repeated:
        yield f"{indent}explained above"
        return
    for claim in explained.claims:
        yield f"{indent}{_cited_claim(claim)}"
    for origin in explained.origins:
        if not explained.claims or origin == BUILD:
            yield f"{indent}{_origin(origin)}"
    for inference in explained.inferences[:SHOWN_INFERENCES]:
        yield from _inference(inference, indent)
    more = len(explained.inferences) - SHOWN_INFERENCES
    if more > 0:
        yield f"{indent}and {more} more {'inference' if more == 1 else 'inferences'} (--json shows all)"


def _inference(inference: Inference, indent: str) -> Iterator[str]:
    yield f"{indent}by the rule {inference.rule}: {inference.explanation}"
    for premise in inference.premises:
        yield f"{indent}  {premise.text}"
        yield from _grounds(premise, indent + "    ")


def _near(near: NearClaim) -> Iterator[str]:
    yield f"  {_NEARNESS[near.nearness]}{', but' if near.reasons else ';'} {reason_words(near.reasons)}"
    for assertion in near.says:
        yield f"    {assertion_words(assertion)}"
    for need in near.needs:
        yield f"    {need}"
    yield f"    {_cited_claim(near.claim)}"


def _cited_claim(claim: CitedClaim) -> str:
    """The status of a claim and its passages."""
    parts = [f"{claim.status}: {_names(claim.passages)}"]
    if claim.read_with:
        parts.append(f"read with {_names(claim.read_with)}")
    if claim.parallels:
        parts.append(f"shares text with {_names(claim.parallels)}")
    return "; ".join(parts)


def _names(nodes: Iterable[Named]) -> str:
    return "; ".join(each.name for each in nodes)


# the description of a node


def description_text(described: DescribedNode, columns: int = 100) -> str:
    """A description as text.

    Args:
        described: the description.
        columns: the width of a line.
    """
    page = _Page(columns)
    page.put(_heading(described), 0, 2)
    for line in _identity(described):
        page.put(line)
    page.section("HELD PROPERTIES", map(_property, described.properties))
    page.section("HELD, IN TIME ORDER", map(_participation, described.held))
    page.section("CLAIMED, NOT HELD", map(_unheld, described.claimed))
    page.section("INFERRED (kg why shows the proof)", ((f"{each.text}{_undecided(each.was_so)}", ()) for each in described.inferred))
    page.section("DOUBTED", map(_note, described.notes))
    page.section("CODED BY OTHERS (kg rows shows the rows of a series)", (_coded(each, described.curie) for each in described.coded))
    return page.text()


class _Page:
    """Lines of text, wrapped to a width."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.lines: list[str] = []

    def put(self, line: str, indent: int = 2, hanging: int = 4) -> None:
        """Add a line. `indent` is that of its first part, `hanging` that of the others where it is wrapped."""
        first, *rest = wrap(visible(line, one_line=True), max(self.columns - hanging, 30))
        self.lines.append(" " * indent + first)
        self.lines.extend(" " * hanging + each for each in rest)

    def section(self, title: str, items: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Add a title and its items, each a line with the lines below it; nothing if there are no items."""
        for number, (head, below) in enumerate(items):
            if not number:
                self.lines.extend(("", title))
            self.put(head)
            for each in below:
                self.put(each, 6, 8)

    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines) + "\n"


def _heading(described: DescribedNode) -> str:
    date = f", {described.date_words}" if described.date_words else ""
    return f"{described.name} ({', '.join([described.curie, *described.types])}){date}"


def _identity(described: DescribedNode) -> Iterator[str]:
    """The other names of a node, and whether it was so on the day that was asked for."""
    if described.aliases:
        yield "also called " + ", ".join(described.aliases)
    if described.same_as:
        yield "same as " + ", ".join(each.name for each in described.same_as)
    if described.as_of is not None:
        yield f"as of {described.as_of.isoformat()}" + (f": {described.was_so.value}" if described.was_so is not None else "")


def _property(held: HeldProperty) -> tuple[str, list[str]]:
    return property_words(held.property), _citation(held.evidence.passages)


def _participation(each: Participation) -> tuple[str, list[str]]:
    roles = " and ".join(role.name for role in each.roles)
    head = f"{each.date_words or 'undated'}  {each.node.name} ({', '.join(each.types)}), as {roles}{_undecided(each.was_so)}"
    properties = "; ".join(map(property_words, each.properties))
    return head, [*([properties] if properties else []), *_citation(each.evidence.passages)]


def _unheld(each: UnheldClaim) -> tuple[str, list[str]]:
    differs = f"; differs from {', '.join(other.name for other in each.differs_from)}" if each.differs_from else ""
    head = f"{each.date_words or 'undated'}  {each.claim.status}{differs}{_undecided(each.was_so)}"
    return head, [*map(assertion_words, each.says), *_citation(each.claim.passages)]


def _note(note: CuratorNote) -> tuple[str, list[str]]:
    return f"{note.kind}, on {', '.join(each.name for each in note.on)}: {note.gist}", _citation(note.passages)


def _coded(each: CodedPart, curie: str) -> tuple[str, list[str]]:
    head = f"{each.source.name}{f', {each.coding}' if each.coding else ''}{', held by the workspace' if each.held else ''}"
    below = ["; ".join(map(property_words, each.properties))] if each.properties else []
    if each.rows:
        below.append(f"{each.rows:,} row{'' if each.rows == 1 else 's'}: kg rows {curie}")
    if each.series:
        below.append(f"has a role in {each.series:,} of its series or acts")
    return head, below


def _undecided(state: AsOf | None) -> str:
    return " (undecided as of that day)" if state is AsOf.UNDECIDED else ""


def _citation(passages: Sequence[Named]) -> list[str]:
    return [f"— {_names(passages)}"] if passages else []
