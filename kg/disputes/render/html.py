"""The report as one HTML file without scripts or requests: accounts side by side, tables of doubts, an index of passages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from kg.disputes.model import BY_DOCUMENTS, BY_PASSAGES, GROUPS
from kg.disputes.render import views
from kg.disputes.words import HOW_TO_READ, figures, joined, kinds_in_order, lead, never_held
from kg.pages import content_policy, templates

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

    from kg.disputes.model import DisputeReport

HERE: Final = os.path.dirname(os.path.abspath(__file__))


def html(found: DisputeReport) -> str:
    """The whole file, as text; it needs no other file."""
    text = style()
    return _environment(found, _no_page).get_template("page.html").render(policy=content_policy([text]), style=text, **_values(found))


def body(found: DisputeReport, page_of: Callable[[str], str]) -> str:
    """The report for the frame of another page, with the style sheet `style`.

    Args:
        found: the report.
        page_of: the address of the page of a thing or passage, given its IRI; empty if it has none.

    Returns:
        HTML that goes into the element ``main``.
    """
    return _environment(found, page_of).get_template("body.html").render(**_values(found))


def style() -> str:
    """The style sheet of the report."""
    with open(os.path.join(HERE, "page.css"), encoding="utf-8") as file:
        return file.read()


def _no_page(_: str) -> str:
    return ""


def _environment(found: DisputeReport, page_of: Callable[[str], str]) -> Environment:
    environment = templates(os.path.join(HERE, "templates"))
    environment.globals.update(
        alike=views.alike,
        badges=views.badges,
        claims_alike=views.claims_alike,
        index=views.Index(found),
        joined=joined,
        kind_anchor=views.kind_anchor,
        kinds_in_order=kinds_in_order,
        never_held=never_held,
        notes=views.notes,
        page_of=page_of,
    )
    return environment


def _values(found: DisputeReport) -> dict[str, object]:
    return {
        "by_documents": BY_DOCUMENTS,
        "by_passages": BY_PASSAGES,
        "definitions": dict(found.definitions),
        "figures": figures(found),
        "found": found,
        "groups": [group for group in GROUPS if found.of(group.name)],
        "how_to_read": HOW_TO_READ,
        "lead": lead(found),
        "legend": views.LEGEND,
    }
