"""``kg show``: all that is held, claimed and doubted about an entity or act."""

from __future__ import annotations

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from kg.cli.arguments import Call


def run(call: Call) -> int:
    """Show one node."""
    from kg.build import ensure
    from kg.cli.query import day_of
    from kg.evidence import Evidence
    from kg.evidence.show import show
    from kg.names import Names

    ws = call.workspace()
    snapshot = ensure(ws, call.note)
    names = Names(snapshot.store, ws.prefixes(), ws.language)
    day = call.option("as-of")
    found = show(Evidence(names), names.find(" ".join(call.texts("name"))), snapshot.base, None if day is None else day_of(day))
    if call.flag("json"):
        import json

        call.out(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    call.write(text(found, names.prefixes))
    return 0


def text(found: dict[str, Any], prefixes: dict[str, str]) -> str:
    """What `kg.evidence.show.show` found, as text for a reader."""
    from kg.cli.query import width
    from kg.results.layout import plain, wrap
    from kg.terms import shorten

    columns = width()
    lines: list[str] = []

    def put(line: str, indent: int = 2, more: int = 4) -> None:
        first, *rest = wrap(plain(line), max(columns - more, 30))
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
    section("IT FOLLOWS (kg why says from what)", ((each["text"], ()) for each in found["inferred"]))
    section("DOUBTED", ((f"{each['kind']}, on {', '.join(each['on'])}: {each['gist']}", _cited(each)) for each in found["doubted"]))
    return "\n".join(lines) + "\n"


def _head(item: dict[str, Any]) -> str:
    undecided = " (undecided as of that day)" if item.get("was_so") == "undecided" else ""
    return f"{item['date'] or 'undated'}  {item['name']} ({', '.join(item['types'])}), as {' and '.join(item['roles'])}{undecided}"


def _also(item: dict[str, Any]) -> list[str]:
    return ["; ".join(item["also"])] if item["also"] else []


def _claim(item: dict[str, Any]) -> str:
    undecided = " (undecided as of that day)" if item.get("was_so") == "undecided" else ""
    differs = f"; differs from {', '.join(each['name'] for each in item['differs_from'])}" if "differs_from" in item else ""
    return f"{item['date'] or 'undated'}  {item['status']}{differs}{undecided}"


def _cited(item: dict[str, Any]) -> list[str]:
    return ["— " + "; ".join(each["name"] for each in item["passages"])] if item["passages"] else []


VERB = Verb(
    name="show",
    summary="all that is held, claimed and doubted about an entity or act",
    usage="NAME|IRI",
    description="The name may be a label, an alias, a slug, a CURIE or an IRI. Held is what a document states as fact in its own voice;\n"
    "claimed is what is hedged, rumoured, conditional, planned, judged, denied, or said by somebody.",
    positionals=(Positional("name", "an entity or act, by label, alias, slug, CURIE or IRI", many=True),),
    options=(
        Option("as-of", "DATE", "only what was so by that date; what is undecided is marked"),
        Option("json", None, "print JSON"),
    ),
    examples=("kg show Mahmoud Abbas", "kg show 'Palestine Liberation Organization' --as-of 1987-12-31"),
    run=run,
)
