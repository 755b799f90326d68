"""The principal parties of a workspace."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.errors import DataError
from kg.places import Place
from kg.record.principals import principals
from kg.workspace import Workspace
from tests.asking import example, graph, nordic, straits


@pytest.mark.parametrize(
    "of", [graph, functools.partial(example, "rupture"), functools.partial(example, "assembly")], ids=["repository", "rupture", "assembly"]
)
def test_each_workspace_names_its_parties(of: Callable[[], kg.Graph]) -> None:
    found = of()
    parties = principals(found.workspace, found.names)
    assert [found.names.label(ox.NamedNode(each)) for each in parties] == list(found.workspace.principals)
    assert len(parties) >= 2


def test_without_the_setting_there_are_none() -> None:
    assert principals(nordic().workspace, nordic().names) == ()


def test_all_names_that_are_wrong_are_reported_with_their_places(tmp_path: Path) -> None:
    text = (Path(straits().workspace.folder) / "chancery.toml").read_text(encoding="utf-8")
    (tmp_path / "chancery.toml").write_text(text + 'principals = [\n"Narnia",\n"Utopia"]\n', encoding="utf-8")
    with pytest.raises(DataError, match="no agent is called") as caught:
        principals(Workspace(tmp_path), straits().names)
    assert caught.value.place == Place("chancery.toml", text.count("\n") + 2)
    assert [each.place for each in caught.value.others] == [Place("chancery.toml", text.count("\n") + 3)]
