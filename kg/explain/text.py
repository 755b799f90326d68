"""What `kg.explain.show` and `kg.explain.why` found, as text for a reader."""

from __future__ import annotations

from kg.files import visible
from kg.results.layout import wrap
from kg.terms import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

WAYS = 3
"""So many derivations of a triple are told as text; JSON and Turtle have them all."""


def show_text(found: dict[str, Any], prefixes: dict[str, str], columns: int = 100) -> str:
    """What `kg.explain.show.show` found, as text.

    Args:
        found: what it found.
        prefixes: prefix to namespace IRI.
        columns: the width of a line.
    """
    lines: list[str] = []

    def put(line: str, indent: int = 2, more: int = 4) -> None:
        first, *rest = wrap(visible(line, one_line=True), max(columns - more, 30))
        lines.append(" " * indent + first)
        lines.extend(" " * more + each for each in rest)

    def section(title: str, items: Iterable[tuple[str, Iterable[str]]]) -> None:
        taken = list(items)
        if taken:
            lines.extend(("", title))
            for head, below in taken:
                put(head)
                for each in below:
                    put(each, 6, 8)

    head = ", ".join([shorten(found["iri"], prefixes), *found["types"]])
    put(f"{found['name']} ({head})" + (f", {found['date']}" if found["date"] else ""), 0, 2)
    if found["aliases"]:
        put("also called " + ", ".join(found["aliases"]))
    if found["same_as"]:
        put("same as " + ", ".join(shorten(each, prefixes) for each in found["same_as"]))
    if "as_of" in found:
        put(f"as of {found['as_of']}" + (f": {found['was_so']}" if found["was_so"] else ""))
    section("HELD OF IT", ((f"{each['predicate']}: {each['value']}", _cited(each)) for each in found["about"]))
    section("HELD, IN TIME ORDER", ((_head(each), [*_also(each), *_cited(each)]) for each in found["held"]))
    section("CLAIMED, NOT HELD", ((_claim(each), [*each["says"], *_cited(each)]) for each in found["claimed"]))
    section("IT FOLLOWS (kg why says from what)", ((f"{each['text']}{_undecided(each)}", ()) for each in found["inferred"]))
    section("DOUBTED", ((f"{each['kind']}, on {', '.join(each['on'])}: {each['gist']}", _cited(each)) for each in found["doubted"]))
    return "\n".join(lines) + "\n"


def _head(item: dict[str, Any]) -> str:
    return f"{item['date'] or 'undated'}  {item['name']} ({', '.join(item['types'])}), as {' and '.join(item['roles'])}{_undecided(item)}"


def _undecided(item: dict[str, Any]) -> str:
    return " (undecided as of that day)" if item.get("was_so") == "undecided" else ""


def _also(item: dict[str, Any]) -> list[str]:
    return ["; ".join(item["also"])] if item["also"] else []


def _claim(item: dict[str, Any]) -> str:
    differs = f"; differs from {', '.join(each['name'] for each in item['differs_from'])}" if "differs_from" in item else ""
    return f"{item['date'] or 'undated'}  {item['status']}{differs}{_undecided(item)}"


def _cited(item: dict[str, Any]) -> list[str]:
    return ["— " + "; ".join(each["name"] for each in item["passages"])] if item["passages"] else []


def why_text(found: dict[str, Any]) -> str:
    """What `kg.explain.why.why` found, as text."""
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
            lines += [f"    {_said(claim)}"]
    else:
        lines += ["", "Nothing comes near: no passage speaks of it."]
    return "\n".join(lines) + "\n"


def _reasons(found: dict[str, Any], indent: str) -> list[str]:
    """The claims and derivations of a held triple, indented."""
    if found.get("seen"):
        return [f"{indent}as above"]
    lines = [f"{indent}{_said(claim)}" for claim in found["claims"]]
    lines += [f"{indent}{_SOURCES.get(name, name)}" for name in found["graphs"] if not lines or name == "build"]
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
    "build": "worked out by the build from what is held",
}


def _said(claim: dict[str, Any]) -> str:
    """How and where a claim is said."""
    words = [f"{claim['status']}: {'; '.join(each['name'] for each in claim['passages'])}"]
    if "read_with" in claim:
        words.append(f"read with {'; '.join(each['name'] for each in claim['read_with'])}")
    if "parallels" in claim:
        words.append(f"shared by {'; '.join(each['name'] for each in claim['parallels'])}")
    return "; ".join(words)
