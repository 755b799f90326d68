"""Formats by extension."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.formats import FORMATS, Format, by_extension, rdf_format


@pytest.mark.parametrize("found", [found for found in FORMATS.values() if found.rdf is not None])
def test_rdf_formats_agree_with_the_engine(found: Format) -> None:
    assert by_extension(f"x{found.extension}") is found
    member = rdf_format(found)
    assert member.media_type == found.media_type
    assert member.supports_datasets == found.dataset


def test_any_kind_of_path_and_case() -> None:
    assert by_extension(Path("out") / "a.b.TriG").name == "TriG"


@pytest.mark.parametrize("path", ["graph", "graph.", "graph.xyz", ".ttl", ""])
def test_an_unknown_extension_names_the_known_ones(path: str) -> None:
    with pytest.raises(UsageError) as caught:
        by_extension(path)
    assert caught.value.where == path
    assert ".ttl" in (caught.value.hint or "")


def test_a_format_of_networks_is_not_rdf() -> None:
    with pytest.raises(UsageError, match="GraphML"):
        rdf_format(by_extension("a.graphml"))
