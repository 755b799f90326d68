"""What ``kg check`` costs at many acts, as a multiple of plain pySHACL with the same shapes on the same data and of ``python -c pass``.

Run it with ``python -m benchmarks.check [--write] [ACTS...]``; without a number, with 1,000 and 10,000 acts. With ``--write`` the figures
go to ``benchmarks/results/check.json``, from which ``scripts/write_performance_page.py`` takes them. Processor time is counted, that of the
reasoner and of all threads included, because it depends less on the other load of the machine than the time on the clock. pySHACL gets
the union of the authored graphs and the classes of the ontology, which is one of the two views that ``kg check`` validates.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from benchmarks.cold_start import KG
from benchmarks.view import write_workspace
from kg.authored.reading import Dataset, read_data
from kg.check.shapes.files import load_shapes
from kg.check.shapes.views import background_of, whole_view
from kg.ontology import load_ontology
from kg.workspace import Workspace

RESULT = Path(__file__).parent / "results" / "check.json"
PYSHACL = """
import sys
import pyshacl
from rdflib import Graph
data, shapes = (Graph().parse(each, format="nt") for each in sys.argv[1:])
pyshacl.validate(data, shacl_graph=shapes, inplace=True, inference="none")
"""


def cost(command: Sequence[str], answers: Sequence[int] = (0,)) -> tuple[float, int]:
    """The seconds of processor time that a command and its children take, and the largest memory of the command in MB.

    Args:
        command: the program and its arguments.
        answers: the exit codes with which it succeeds.
    """
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in answers:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_utime + used.ru_stime, used.ru_maxrss // (1024 if sys.platform != "darwin" else 1024 * 1024)


def write_for_pyshacl(folder: Path, data: Path, shapes: Path) -> None:
    """Write what the whole view of a workspace contains, and its shapes, as N-Triples."""
    workspace = Workspace(folder)
    ontology = load_ontology(workspace)
    view = whole_view(Dataset(workspace.base, ontology, read_data(workspace)[0]))
    ox.serialize((*background_of(ontology), *view), data, format=ox.RdfFormat.N_TRIPLES)
    files = [each for each in load_shapes(workspace)[0] if not each.each_graph]
    ox.serialize((triple for each in files for triple in each.triples), shapes, format=ox.RdfFormat.N_TRIPLES)


def change(folder: Path, act: int) -> None:
    """Give one act another class."""
    path = folder / "data" / "acts.trig"
    text, number = re.subn(rf"(e:act-{act} a dip:)\w+", r"\1Visit", path.read_text(encoding="utf-8"))
    assert number == 1
    path.write_text(text, encoding="utf-8")


def measure(acts: int) -> dict[str, tuple[float, int]]:
    """Measure a workspace of some acts, print the results and return them: each command to its seconds and megabytes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "acts"
        write_workspace(folder, acts, max(10, acts // 5))
        data, shapes = Path(name) / "data.nt", Path(name) / "shapes.nt"
        write_for_pyshacl(folder, data, shapes)
        cost([KG, "-C", str(folder), "build"])
        kg = [KG, "-C", str(folder), "check"]
        found = {
            "python -c pass": cost([sys.executable, "-c", "pass"]),
            "plain pySHACL, one view": cost([sys.executable, "-c", PYSHACL, str(data), str(shapes)]),
            "kg check --no-owl": cost([*kg, "--no-owl"], (0, 1)),
            "kg check": cost(kg, (0, 1)),
        }
        change(folder, acts // 2)
        found["kg check --changed, one act"] = cost([*kg, "--changed"], (0, 1))
    nothing, plain = found["python -c pass"][0], found["plain pySHACL, one view"][0]
    print(f"{acts:,} acts                    seconds   of pySHACL   of python -c pass   memory")
    for each, (seconds, megabytes) in found.items():
        print(f"{each:28} {seconds:9.2f} {seconds / plain:12.2f} {seconds / nothing:19.0f} {megabytes:6} MB")
    return found


def main(arguments: Sequence[str]) -> int:
    """Measure and print the results."""
    sizes = [int(each) for each in arguments if each != "--write"] or [1_000, 10_000]
    found = {str(acts): measure(acts) for acts in sizes}
    if "--write" in arguments:
        RESULT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
