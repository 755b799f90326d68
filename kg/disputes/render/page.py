"""The report as one HTML file: tellings side by side, tables of doubts, an index of passages. It needs no script and no network."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from kg.disputes.model import GROUPS
from kg.disputes.render.cards import conflicts, tellings
from kg.disputes.render.markup import Html, between, el, join, policy
from kg.disputes.render.parts import Parts, row, silent, stacked
from kg.disputes.render.tables import agreement, doubts, readings
from kg.disputes.words import HOW_TO_READ, counted, figures, joined, lead

if TYPE_CHECKING:
    from kg.disputes.model import Group, Place, Report, Source

_WORST: Final = ("conflict", "tellings", "doubt", "reading")
"""The groups that mark a passage, the gravest first."""

_LEGEND: Final = {
    "conflict": "in conflict",
    "tellings": "told differently elsewhere",
    "doubt": "told with doubt",
    "reading": "open to doubt",
    "none": "nothing noted",
}
_CONTENT: Final = {"conflict": conflicts, "tellings": tellings, "doubt": doubts, "reading": readings, "agreement": agreement}
_PASSAGES: Final = ("Passage", "Where it stands", "What is noted of it")


def page(report: Report) -> str:
    """The whole file, as text."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "page.css"), encoding="utf-8") as file:
        style = file.read()
    parts = Parts(report)
    head = el(
        "head",
        el("meta", charset="utf-8"),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{policy(style)}">'),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="generator", content="Chancery"),
        el("title", f"Agreement and dispute: {report.title}"),
        Html(f"<style>{style}</style>"),
    )
    sections = [_section(parts, group) for group in GROUPS if report.of(group.name)]
    nothing = el("p", "Nothing of the kind was found.", class_="lead")
    sections = [_map(parts), *sections, _index(parts)] if sections else [nothing]
    language = report.language if report.language != "en" else None
    main = el("main", sections, id="main", tabindex="-1", lang=language)
    body = el("body", el("a", "Skip to the first part", href="#main", class_="skip"), _masthead(report), main, _foot(report))
    return f'<!DOCTYPE html>\n<html lang="en">\n{head}\n{body}\n</html>\n'


def _masthead(report: Report) -> Html:
    entries = [
        el("li", el("a", el("b", str(number)), el("span", words), href=f"#{name}")) for name, number, words in figures(report) if number
    ]
    return el(
        "header",
        el("p", report.title, class_="kicker"),
        el("h1", "Where the tellings agree, differ and leave doubt"),
        el("p", f"Selection: {report.selection}.", class_="selection") if report.selection else None,
        el("p", lead(report), class_="lead"),
        el("nav", el("ul", entries, class_="figures"), aria_label="Parts of this page") if entries else None,
        class_="masthead",
    )


def _map(parts: Parts) -> Html:
    """Every passage of every document as a small square, marked by the gravest thing that is noted of it."""
    legend = el("ul", [el("li", el("span", "12", class_=f"cell {name}", aria_hidden="true"), words) for name, words in _LEGEND.items()])
    rows = []
    for source in parts.report.sources:
        cells = [el("li", _cell(parts, place)) for place in source.passages]
        rows.append(el("div", el("h3", source.name, ": ", el("i", source.title or source.name)), el("ol", cells), class_="document"))
    shared = el("p", "A bar below a number: the passage shares its words with one of another document.", class_="aside")
    return el(
        "section",
        el("h2", "Where the doubt lies", id="map"),
        el("p", "Every passage, in the order of its document. A square leads to what is noted of the passage.", class_="about"),
        el("div", legend, shared, class_="legend"),
        rows,
        aria_labelledby="map",
        class_="map",
    )


def _cell(parts: Parts, place: Place) -> Html:
    items = parts.by_passage.get(place.iri, [])
    groups = {item.group for item in items}
    worst = next((name for name in _WORST if name in groups), "none")
    shares = any(place in (pair.one, pair.other) for item in items for pair in item.parallels)
    noted = ", ".join(counted(sum(item.group == name for item in items), _LEGEND[name]) for name in _WORST if name in groups)
    number = "".join(each for each in place.code if each.isdigit()) or place.code
    # A label has to begin with what is seen, for those who speak to their browser.
    label = f"{number}, {parts.short(place)}: {noted or _LEGEND['none']}" + ("; shares its words" if shares else "")
    classes = f"cell {worst}" + (" shares" if shares else "")
    if not any(each.iri in parts.by_passage for source in parts.report.sources if place in source.passages for each in source.passages):
        return el("span", number, class_=classes, title=label)  # its document has no table in the index of this selection
    return el("a", number, href=f"#{parts.anchor(place)}", class_=classes, title=label, aria_label=label)


def _section(parts: Parts, group: Group) -> Html:
    items = parts.report.of(group.name)
    heading = el("h2", group.title, el("span", f" {len(items)}", class_="count"), id=group.name)
    content = _CONTENT[group.name](parts, items)
    return el("section", heading, el("p", group.about, class_="about"), content, aria_labelledby=group.name, class_=group.name)


def _index(parts: Parts) -> Html:
    """All passages with what is noted of each."""
    noted = [source for source in parts.report.sources if any(place.iri in parts.by_passage for place in source.passages)]
    tables = [_passages_of(parts, source) for source in noted]
    return el("section", el("h2", "Passages", id="passages"), tables, aria_labelledby="passages", class_="passages")


def _passages_of(parts: Parts, source: Source) -> Html:
    rows = []
    for place in source.passages:
        items = [item for item in parts.by_passage.get(place.iri, []) if item.group != "agreement"]
        noted = between([el("a", item.kinds[0], href=f"#{item.key}") for item in items], ", ") if items else silent("nothing")
        rows.append(row(_PASSAGES, (place.code, place.name.removeprefix(source.name).lstrip(", "), noted), parts.anchor(place)))
    shares = f" It shares text with {joined(source.shares)}: they are one witness." if source.shares else ""
    return join(el("h3", source.name), stacked(_PASSAGES, rows, f"{source.title or source.name}.{shares}"))


def _foot(report: Report) -> Html:
    lines = [el("p", line) for line in report.header]
    return el("footer", el("h2", "How to read and cite this"), el("p", HOW_TO_READ), lines)
