"""Completion offers what fits the place, builds nothing, and works in real shells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import completion
from kg.cli.completion import SCRIPTS
from kg.cli.main import VERBS, _verb, run
from tests.asking import nordic


def candidates(words: list[str]) -> list[str]:
    """What is offered for the last word."""
    return completion.candidates(words, list(VERBS), _verb)


def folder() -> str:
    """The folder of the small workspace, built."""
    nordic().snapshot  # noqa: B018 - it is built here
    return nordic().workspace.folder


def test_verbs_options_and_choices() -> None:
    assert candidates([""]) == sorted(VERBS)
    assert "--format" in candidates(["query", "--f"])
    assert candidates(["query", "ties", "-f", "t"]) == ["table", "tsv", "ttl"]
    assert candidates(["query", "--format=j"]) == ["--format=json"]
    assert candidates(["completion", ""]) == ["bash", "fish", "zsh"]
    assert candidates(["nothing", ""]) == []


def test_queries_parameters_and_agents() -> None:
    assert candidates(["-C", folder(), "query", "acts-b"]) == ["acts-between"]
    assert candidates(["-C", folder(), "query", "acts-between", "-p", ""]) == ["a=", "b=", "kind="]
    assert candidates(["-C", folder(), "query", "acts-between", "-p", "a=Nor"]) == ["a=Norway"]
    assert candidates(["show", "-C", folder(), "Nor"]) == ["Norway"]
    for verb in ("dump", "view"):
        assert candidates(["-C", folder(), verb, "--about", "Nor"]) == ["Norway"]
        assert candidates(["-C", folder(), verb, "--query", "acts-b"]) == ["acts-between"]


def test_nothing_is_built_and_nothing_fails_loudly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own"
    shutil.copytree(folder(), own, ignore=shutil.ignore_patterns(".kg"))
    for words in (["-C", str(own), "show", ""], ["-C", str(tmp_path), "show", ""], ["-C", str(own), "query", "none", "-p", ""]):
        assert run(["__complete", *words]) == 0
    assert capsys.readouterr() == ("", "")
    assert not (own / ".kg").exists()


@pytest.mark.parametrize(
    ("shell", "command"),
    [
        ("bash", 'COMP_WORDS=(kg query acts-between -p a = Nor); COMP_CWORD=6; _kg; printf "%s\\n" "${COMPREPLY[@]}"'),
        ("zsh", "compadd() { print -l -- $found }; words=(kg query acts-between -p a=Nor); CURRENT=5; _kg"),
        ("fish", 'complete -C "kg query acts-between -p a=Nor"'),
    ],
)
def test_the_shells_offer_the_names(shell: str, command: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "kg").write_text(f'#!/bin/sh\nexec {sys.executable} -m kg "$@"\n', encoding="utf-8")
    (tmp_path / "kg").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path), "PYTHONPATH": str(Path.cwd())}
    script = f"{'compdef() { : }' if shell == 'zsh' else ''}\n{SCRIPTS[shell]}\n{command}\n"
    done = subprocess.run([shell, "-c", script], cwd=folder(), env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.split() == ["Norway" if shell == "bash" else "a=Norway"], done.stderr
