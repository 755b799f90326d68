"""How many keys the coding lines of a workspace take, with the completions of the desk and without.

Run it with ``python -m benchmarks.typing [WORKSPACE]``; the default is ``examples/rupture``, with its copies of the texts in ``texts``.

A typist is simulated who knows the line and the completions: at each place the completion is taken that saves most keys (each arrow key and
Tab is one), else a character is typed. Enter and the step to the next passage count one key each. What a suggestion would save does not
count. Claims are the coding itself. Counted apart are the words of notes, reasons, gists and labels, which are prose, and the identifiers
that the curator chose where a thing is named first: the desk makes labels, gists and identifiers itself.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kg.coding import lines_of
from kg.coding.asking import completions
from kg.coding.vocabulary import Vocabulary
from kg.desk.desk import Desk
from kg.editing.coding import coding_of
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent


def keys(line: str, words: str, known: Vocabulary) -> int:
    """The number of keys that a line takes with the completions.

    Args:
        line: the line.
        words: the text of its passage.
        known: what it can name.
    """
    typed, pressed = "", 1  # Enter
    while typed != line:
        best, gain = typed + line[len(typed)], 1.0
        for place, each in enumerate(completions(typed, len(typed), words, known)):
            made = typed[: each.start] + each.insert
            saved = (len(made) - len(typed)) / (place + 1)
            if (line.startswith(made) or line == made.rstrip("; ")) and saved > gain:
                best, gain = made, saved
                cost = place + 1
        pressed += 1 if gain == 1.0 else cost
        typed = line if best.rstrip("; ") == line else best
    return pressed


def prose(line: str) -> str:
    """What kind of prose a line is: ``note``, ``gist``, ``reason``; empty for a claim and its header."""
    return next((kind for begin, kind in (("note", "note"), ("=", "gist"), ("-", "reason")) if line.startswith(begin)), "")


def parted(line: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    """The parts of a line, each with its kind: what has to be typed, and what the desk would have made.

    Args:
        line: a line.
        seen: the identifiers that earlier lines have; those of this line are added.
    """
    kind = prose(line)
    if kind:
        yield kind, line
        return
    own = re.match(r"[^;]*?(\s*#[\w.-]+)", line)
    if own is not None and own[1].strip() not in seen and not line.startswith("@"):
        line = line.replace(own[1], "", 1)
        yield "identifier", own[1]
    seen.update(re.findall(r"#[\w.-]+", own[1] if own else ""))
    for name in ("label", "gist"):
        found = re.search(rf"; {name}: [^;]*", line)
        if found is not None:
            line = line.replace(found[0], "", 1)
            yield name, found[0]
    yield "claim", line


def main(folder: Path) -> int:
    """Print the averages."""
    desk = Desk(Workspace(folder))
    read = desk._current()
    texts = desk._verified(read)
    plain: Counter[str] = Counter()
    pressed: Counter[str] = Counter()
    seen: set[str] = set()
    passages = lines = 0
    for passage in read.passages:
        coding = coding_of(read.index, passage.node.value, places=False)
        shown = lines_of([replace(coding, background=())], read.without(coding)).lines
        if not shown:
            continue
        passages += 1
        for line in shown:
            if line == f"@{passage.name}":
                continue
            words = texts.get(passage.name, ("", 0))[0]
            lines += not prose(line)
            for kind, part in parted(line, seen):
                plain[kind] += len(part) + (kind == "claim")
                pressed[kind] += keys(part, words, read.vocabulary) if kind == "claim" else len(part)
    print(f"{passages} passages, {lines / passages:.1f} lines of claims each; a passage on average:")
    for kind in ("claim", "identifier", "label", "gist", "note", "reason"):
        print(f"{kind:12}{plain[kind] / passages:8.0f} characters{pressed[kind] / passages:8.0f} keys with completions")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "examples" / "rupture"))
