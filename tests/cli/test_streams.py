"""Standard streams that are closed, in another encoding, or a terminal: an exit code from 0 to 4, no traceback, no control characters."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.world import FILES, call, write

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a shell and a pseudo-terminal")

EVIL = "\u009b31mRed \u202eevil\u202c \u2066x\u2069 \u0085y"
"""A label that Turtle and the build allow: it would colour what follows, and reverse letters."""
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
OURS = re.compile(r"\x1b\[(?:[0-9;]*m|K)")
"""What `kg` itself sends: colours, and the end of a line of progress."""

VERBS: tuple[tuple[str, ...], ...] = (
    ("build",), ("check", "--no-owl"), ("query", "own"), ("query", "-f", "csv", "all.rq"), ("query", "all.rq"),
    ("query", "-f", "md", "all.rq"), ("query", "-f", "json", "all.rq"), ("query", EVIL),
    ("query", "own", "-p", "place=" + EVIL), ("query", "own", "-p", "place=e:ada"),
    ("queries",), ("queries", "own"), ("show", "e:ada"), ("show", "e:nobody" + EVIL), ("why", "e:ada", "dip:met", "e:ben"),
    ("why", "e:ada", "a", "dip:Person"), ("path", "e:ada", "e:ben"), ("path", "e:ada", EVIL), ("disputes",), ("sources",),
    ("dump", "-f", "ttl"), ("dump", "x." + EVIL),
    ("dump", "-f", "nq"), ("dump", "-f", "csv"), ("dump", "-f", "dyads"), ("query", "own", "--cite"), ("disputes", "--json"),
    ("check", "--no-owl", "--json"), ("verify",), ("build", "--json"), ("query", EVIL + ".rq"),
    ("view", "out/x.html"), (EVIL,), ("format", "--check"), ("format", EVIL), ("check", "--" + EVIL),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which every label, gist and summary, and the title, are hostile."""
    root = tmp_path_factory.mktemp("hostile") / "w"
    write(root)
    data = re.sub(r'"([^"\n]*)"@en', lambda found: f'"{found[1]} {EVIL}"@en', FILES["data/base.trig"])
    (root / "data" / "base.trig").write_text(data, encoding="utf-8")
    (root / "chancery.toml").write_text(FILES["chancery.toml"].replace('"W"', '"W \\u009b \\u202e \\u001b]0;x\\u0007"'), encoding="utf-8")
    (root / "queries" / "own.rq").write_text(
        FILES["queries/own.rq"].replace("visited whom.", "visited \u202ewhom \u2013."), encoding="utf-8"
    )
    (root / "all.rq").write_text('SELECT * { ?s ?p ?o BIND("\\u001B]0;x\\u0007" AS ?x) } ORDER BY ?s ?p ?o LIMIT 300', encoding="utf-8")
    assert call(root, "build")[0] == 0
    return root


def on_a_terminal(folder: Path, words: tuple[str, ...]) -> tuple[int, str]:
    """Call `kg` with standard output and standard error on a pseudo-terminal. Return its exit code and what the terminal received."""
    import pty

    parent, child = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "kg", *words]
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=child, stderr=child, env=environment)
    os.close(child)
    received = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        received += piece
    os.close(parent)
    return process.wait(60), received.decode("utf-8")


@pytest.mark.parametrize(
    "words",
    # Every third verb each time, all in make soak.
    [pytest.param(words, id=ascii(" ".join(words))[:40], marks=pytest.mark.soak if place % 3 else ()) for place, words in enumerate(VERBS)],
)
def test_no_control_character_of_the_data_reaches_a_terminal(folder: Path, words: tuple[str, ...]) -> None:
    code, received = on_a_terminal(folder, words)
    assert code in {0, 1, 2, 3, 4}
    assert received
    rest = OURS.sub("", received.replace("\r\n", "\n").replace("\r\x1b[K", ""))
    assert FORBIDDEN.findall(rest) == []
    assert "\x1b" not in rest


def shell(folder: Path, redirected: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", "-c", f'"$@" {redirected}', "sh", sys.executable, "-m", "kg", *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=60, env=os.environ | environment, check=False, errors="replace"
    )


REDIRECTED = (">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full")
WRITING = (("query", "all.rq"), ("check", "--no-owl"), ("build",), ("show", "e:x"), ("query", "-"), ("nonsense",))


@pytest.mark.parametrize(
    ("words", "redirected"),
    [
        # Each verb and each stream each time, all of both in make soak.
        pytest.param(words, redirected, marks=() if place % 7 in (number, (number + 3) % 7) else pytest.mark.soak)
        for number, words in enumerate(WRITING)
        for place, redirected in enumerate(REDIRECTED)
    ],
)
def test_a_closed_stream_ends_with_a_code(folder: Path, redirected: str, words: tuple[str, ...]) -> None:
    done = shell(folder, redirected, *words)
    assert done.returncode in {0, 1, 2, 3, 4}, done.stderr
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    if redirected in (">&-", ">/dev/full") and words[0] in ("check", "build"):
        assert done.returncode == 4
        assert "standard output cannot be written" in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", *(pytest.param(each, marks=pytest.mark.soak) for each in ("latin-1", "utf-16"))])
@pytest.mark.parametrize("words", [("query", "all.rq"), ("check", "--no-owl"), ("build",), ("queries", "own"), ("query", "\u2013")])
def test_any_encoding_ends_with_a_code(folder: Path, encoding: str, words: tuple[str, ...]) -> None:
    done = shell(folder, "", *words, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode in {0, 1, 2, 3, 4}, done.stderr
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    if (encoding, words[0]) == ("ascii", "queries"):
        assert done.returncode == 4
        assert "PYTHONUTF8=1" in done.stderr


def test_the_reader_of_a_pipe_may_leave(folder: Path) -> None:
    done = shell(folder, "2>&1 | head -c 1; true", "query", "all.rq")
    assert "Traceback" not in done.stdout + done.stderr
    done = shell(folder, "2>&1 >/dev/null | true", "nonsense")
    assert done.stderr == ""
