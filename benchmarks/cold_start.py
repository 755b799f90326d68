"""How long a question takes in a fresh process, as a multiple of ``python -c pass``; beside it the same question in plain rdflib.

Run it with ``make bench``, or ``python -m benchmarks.cold_start [ROUNDS]``.

The goal is stated for the wall clock: each of five stored queries within four times ``python -c pass``, as the median over 15 or more
pairs, each of one run of either, one directly after the other. A machine whose load changes then slows both alike.

Why a snapshot has the files that it has (one query in a fresh process, as a multiple of ``python -c pass``, median of 15 to 20 runs in
turn, two shared cores; bare import of pyoxigraph: 1.2 to 1.3). N-Quads are the fastest text: 9,000 quads take 3.0 to 3.1 with
`Store.load` and 3.3 with `bulk_load`, against 3.7 and 4.0 for TriG. The read-only store on disk takes 2.2 to 2.6 at any size, most
of it Oxigraph's own, since an empty store takes as long. N-Quads against disk by number of quads: 1,000: 1.7 against 2.3; 4,000:
2.1 against 2.5; 6,000: 2.4 against 2.4; 9,000: 3.6 against 2.2; 19,800: 4.8 against 2.2. Hence the setting ``memory_quads``.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import in_turn, seconds, table
from kg.snapshot import current
from kg.workspace import Workspace

HERE = Path(__file__).resolve().parent
QUESTION = HERE / "question.rq"
KG = os.path.join(os.path.dirname(sys.executable), "kg")
GOAL = 4.0
"""A stored query in a fresh process should take no more than this many times ``python -c pass``."""

ENGINE = """
import sys, os
import pyoxigraph as ox
os._exit(0)
"""

RDFLIB = """
import sys
import rdflib
dataset = rdflib.Dataset()
dataset.parse(sys.argv[1], format="nquads")
rows = list(dataset.query(open(sys.argv[2], encoding="utf-8").read()))
print(len(rows))
"""


def rows_of_kg(command: list[str]) -> int:
    """The number of rows that ``kg query`` returns for the question."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return len(done.stdout.splitlines()) - 1


def rows_of_rdflib(command: list[str]) -> int:
    """The number of rows that rdflib returns for the question."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout)


def copied(folder: str) -> str:
    """A built copy of the repository's workspace, so that edits of the repository during a run have no effect."""
    copy = os.path.join(folder, "workspace")
    for name in ("data", "ontology", "queries"):
        shutil.copytree(HERE.parent / name, os.path.join(copy, name))
    shutil.copy(HERE.parent / "chancery.toml", copy)
    subprocess.run([KG, "-C", copy, "build"], check=True, capture_output=True)
    return copy


def pairs(command: list[str], rounds: int) -> float:
    """The median over pairs of the time of a command as a multiple of that of ``python -c pass``, after one run that does not count."""
    seconds(command)
    ratios = []
    for _ in range(rounds):
        unit, taken = seconds([sys.executable, "-c", "pass"]), seconds(command)
        ratios.append(taken / unit)
    return statistics.median(ratios)


def main(rounds: int) -> int:
    """Measure and print the results. Returns 1 if the two engines give different answers or there are none."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = copied(folder)
        snapshot = current(Workspace(workspace))
        assert snapshot is not None
        ask = [KG, "-C", workspace, "query", str(QUESTION), "-f", "csv"]
        rdflib = [sys.executable, "-c", RDFLIB, snapshot.graph_file, str(QUESTION)]
        ours, theirs = rows_of_kg(ask), rows_of_rdflib(rdflib)
        print(f"{snapshot.meta['counts']['quads']} quads; {ours} rows from kg, {theirs} from rdflib")
        if ours != theirs or ours == 0:
            print("the answers differ, so their speed cannot be compared", file=sys.stderr)
            return 1
        unit = {"python -c pass": [sys.executable, "-c", "pass"]}
        commands = {
            **unit,
            "import pyoxigraph, leave": [sys.executable, "-c", ENGINE],
            "kg --help": [KG, "--help"],
            "kg query FILE": ask,
        }
        print(table(in_turn(commands, rounds), "python -c pass"))
        # rdflib is slow enough for fewer rounds.
        slow = in_turn({**unit, "the same FILE in rdflib": rdflib}, max(3, rounds // 5))
        print(table(slow, "python -c pass").splitlines()[-1])
        print(f"stored queries, median of {rounds} pairs; the goal is at most {GOAL:.0f} times python -c pass")
        for name, words in STORED.items():
            found = pairs([KG, "-C", workspace, "query", name, *words], rounds)
            print(f"{name:16} {found:5.2f}{'' if found <= GOAL else '  missed'}")
    return 0


STORED = {
    "votes": [],
    "acts-between": ["-p", "a=Pakistan", "-p", "b=Palestine Liberation Organization"],
    "recognitions": [],
    "statements": [],
    "chronology": ["-p", "agent=Pakistan"],
}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
