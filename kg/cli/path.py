"""``kg path``: the shortest chains of acts between two agents, with the passages that report each step."""

from __future__ import annotations

import json

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from kg.cli.arguments import Call
    from kg.network.chains import Step
    from kg.network.model import Edge, Projection


def run(call: Call) -> int:
    """Print the chains; the exit code is 1 if there is none."""
    from kg.build import ensure
    from kg.errors import UsageError
    from kg.network.chains import chains
    from kg.network.measures import EXPLANATIONS
    from kg.picture import project
    from kg.record.names import Names

    ws = call.workspace()
    limit = call.number("limit", 5)
    if limit < 1:
        raise UsageError("--limit wants 1 or more", None, "such as --limit 5")
    snapshot = ensure(ws, call.note)
    names = Names(snapshot.store, ws.prefixes(), ws.language)
    start, end = (names.find(call.text(end), "dip:Agent").value for end in ("a", "b"))
    if start == end:
        raise UsageError("both ends are the same", None, "name two agents")
    projection = project(ws, snapshot)
    found, meaning = chains(projection, start, end, limit), "chain"
    if not found:
        found, meaning = chains(projection, start, end, limit, standing=True), "standing"
    if call.flag("json"):
        steps = [[_step_object(projection, step) for step in chain] for chain in found]
        call.out(
            json.dumps({"from": start, "to": end, "explanation": EXPLANATIONS["chain"], "chains": steps}, ensure_ascii=False, indent=2)
        )
        return 0 if found else 1
    if not found:
        call.out(f"Nothing that a source states as fact connects {projection.label(start)} and {projection.label(end)}.")
        return 1
    length = len(found[0])
    how_many = f"{len(found)} shortest chain{'' if len(found) == 1 else 's'}" + (" (there may be more)" if len(found) == limit else "")
    call.out(f"{projection.label(start)} to {projection.label(end)}: {how_many} of {length} step{'' if length == 1 else 's'}.")
    for number, chain in enumerate(found, 1):
        call.out()
        call.out(f"{number}. " + " — ".join([projection.label(start), *(projection.label(step.target) for step in chain)]))
        for step in chain:
            for edge in step.edges:
                stated = "" if edge.entailed else f" (standing tie) [{', '.join(passages_behind(projection, edge.claims))}]"
                call.out(f"   {projection.label(edge.subject)} {projection.label(edge.predicate)} {projection.label(edge.object)}{stated}")
                for act in edge.acts:
                    call.out(f"     {_date(projection, act)}{projection.label(act)} [{', '.join(passages_of(projection, act))}]")
    call.out()
    call.out(EXPLANATIONS[meaning])
    return 0


def passages_of(projection: Projection, act: str) -> list[str]:
    """The names of the passages whose held claims are about an act, such as ``A23``."""
    return passages_behind(projection, {claim for fact in projection.facts if fact.subject == act for claim in fact.claims})


def passages_behind(projection: Projection, claims: Iterable[str]) -> list[str]:
    """The names of the passages that the held ones among some claims cite, by document and number."""
    cited = {passage.value for claim in claims if projection.claims[claim].held for passage in projection.claims[claim].passages}
    # A12 stands before A2 in the order of letters; by document and number it does not.
    known = [projection.passages[passage] for passage in cited if passage in projection.passages]
    return [passage.name for passage in sorted(known, key=lambda each: (each.document.value, each.number, each.node.value))]


def _date(projection: Projection, act: str) -> str:
    accounts = [(when.graph.value, when.text) for when in projection.whens.get(act, ()) if when.graph is not None]
    texts = {text for graph, text in accounts if graph in projection.claims and projection.claims[graph].held}
    return " or ".join(sorted(texts - {""})) + ": " if texts - {""} else ""


def _step_object(projection: Projection, step: Step) -> dict[str, Any]:
    return {"from": step.source, "to": step.target, "edges": [_edge_object(projection, edge) for edge in step.edges]}


def _edge_object(projection: Projection, edge: Edge) -> dict[str, Any]:
    acts = [{"act": act, "label": projection.label(act), "passages": passages_of(projection, act)} for act in edge.acts]
    rules = sorted({way.rule for way in edge.derivations})
    stated = passages_behind(projection, edge.claims)
    return {"subject": edge.subject, "predicate": edge.predicate, "object": edge.object, "rules": rules, "acts": acts, "passages": stated}


VERB = Verb(
    name="path",
    summary="the shortest chains of acts between two agents",
    usage="A B",
    positionals=(Positional("a", "an agent: label, alias, slug or IRI"), Positional("b", "another")),
    options=(Option("limit", "N", "at most N chains (5 without it)"), Option("json", None, "print JSON")),
    examples=("kg path 'Mahmoud Abbas' Israel", "kg path Pakistan Egypt --json"),
    description="Each step is a dealing that a rule infers from acts which a source states as fact. Exit code 1: there is no chain.",
    run=run,
)
