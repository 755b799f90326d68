"""``kg why``: the assertions and rules behind a triple, down to passages."""

from __future__ import annotations

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kg.cli.arguments import Call

WAYS = 3
"""So many derivations of a triple are printed as text; JSON and Turtle have them all."""


def run(call: Call) -> int:
    """Explain one triple; 1 if it is not held."""
    from kg.build import ensure
    from kg.evidence import Evidence
    from kg.evidence.proofs import Proofs
    from kg.evidence.why import triple, why
    from kg.names import Names
    from kg.rules import load_rules

    ws = call.workspace()
    snapshot = ensure(ws, call.note)
    names = Names(snapshot.store, ws.prefixes(), ws.language)
    wanted = triple(names, call.text("s"), call.text("p"), call.text("o"))
    rules = {rule.name: rule for rule in load_rules(ws)}
    found = why(Evidence(names, Proofs(snapshot.proofs_file)), wanted, snapshot.base, rules)
    style = "json" if call.flag("json") else call.option("format", "text")
    if style == "json":
        import json

        call.out(json.dumps(found, ensure_ascii=False, indent=1))
    elif style == "ttl":
        from kg.evidence.prov import graph
        from kg.results import Triples

        call.write(Triples(graph(found, snapshot.base), names).text("ttl"))
    else:
        call.write(text(found))
    return 0 if found["held"] else 1


def text(found: dict[str, Any]) -> str:
    """What `kg.evidence.why.why` found, as text for a reader."""
    lines = [f"{found['text']}: {'held' if found['held'] else 'not held'}"]
    if found["held"]:
        lines += _reasons(found, "  ")
    elif found["nearest"]:
        lines += ["", "The nearest claims:"]
        for claim in found["nearest"]:
            lines += [
                f"  {claim['near']}, but {claim['why']}" if claim["why"][:10] != "it is held" else f"  {claim['near']}; {claim['why']}"
            ]
            lines += [f"    {each}" for each in claim["says"]]
            lines += [f"    {_cited(claim)}"]
    else:
        lines += ["", "Nothing comes near: no passage speaks of it."]
    return "\n".join(lines) + "\n"


def _reasons(found: dict[str, Any], indent: str) -> list[str]:
    """The claims and derivations of a held triple, indented."""
    if found.get("seen"):
        return [f"{indent}as above"]
    lines = [f"{indent}{_cited(claim)}" for claim in found["claims"]]
    if not lines:
        lines += [f"{indent}{_SOURCES.get(name, name)}" for name in found["graphs"]]
    ways = found["derivations"]
    for way in ways[:WAYS]:
        lines.append(f"{indent}by the rule {way['rule']}: {way['explanation']}")
        for premise in way["premises"]:
            lines.append(f"{indent}  {premise['text']}")
            lines += _reasons(premise, indent + "    ")
    if len(ways) > WAYS:
        lines.append(f"{indent}and {len(ways) - WAYS} more ways: --json shows all")
    return lines


_SOURCES = {
    "background": "from the curators' background on entities",
    "record": "from the record of documents and claims",
    "ontology": "from the ontology",
    "build": "worked out by the build from the dates that are held",
}


def _cited(claim: dict[str, Any]) -> str:
    """How and where a claim is said."""
    words = [f"{claim['status']}: {'; '.join(each['name'] for each in claim['passages'])}"]
    if "read_with" in claim:
        words.append(f"read with {'; '.join(each['name'] for each in claim['read_with'])}")
    if "parallels" in claim:
        words.append(f"shared by {'; '.join(each['name'] for each in claim['parallels'])}")
    return "; ".join(words)


VERB = Verb(
    name="why",
    summary="the assertions and rules behind a triple, down to passages",
    usage="S P O",
    description="Subject, property and object are given by label, alias, slug, CURIE or IRI; the property `a` asks for a type.\n"
    "For a triple that is not held: the nearest claims and why they do not make it held; the exit code is then 1.",
    positionals=(
        Positional("s", "the subject"),
        Positional("p", "the property"),
        Positional("o", "the object"),
    ),
    options=(
        Option("format", "FORMAT", "how to print; ttl is Turtle with PROV-O", short="f", choices=("text", "json", "ttl")),
        Option("json", None, "the same as -f json"),
    ),
    examples=("kg why 'Mahmoud Abbas' met 'Pervez Musharraf'", "kg why Pakistan dip:recognized Israel"),
    run=run,
)
