"""A small workspace with one file of each kind to be damaged, and calls of `kg` in it as from a shell."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent / "checks" / "base.trig"
FILES = {
    "chancery.toml": '[workspace]\nname = "w"\ntitle = "W"\nbase = "https://example.org/w/"\nlanguage = "en"\n',
    "data/base.trig": BASE.read_text(encoding="utf-8"),
    "ontology/own.ttl": """@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <https://example.org/terms#> .

x:Picnic a owl:Class ; rdfs:subClassOf dip:Encounter ; skos:prefLabel "picnic"@en .
x:dish a owl:ObjectProperty ; rdfs:subPropertyOf dip:about ; rdfs:domain x:Picnic ; skos:prefLabel "dish"@en .
[] a owl:AllDisjointClasses ; owl:members ( x:Picnic dip:Meeting ) .
""",
    "ontology/shapes/own.ttl": """@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x: <https://example.org/shapes#> .

x:meeting a sh:NodeShape ; sh:targetClass dip:Meeting ;
    sh:property [ sh:path dip:actor ; sh:minCount 1 ; sh:class dip:Agent ] ;
    sh:property [ sh:path ( dip:actor dip:nationality ) ; sh:maxCount 3 ; sh:nodeKind sh:IRI ; sh:message "nobody"@en ] ;
    sh:or ( [ sh:path dip:counterpart ; sh:minCount 1 ] [ sh:path dip:place ; sh:in ( dip:Stated "x" 3 ) ] ) .
x:gist a sh:PropertyShape ; sh:targetSubjectsOf dip:gist ; sh:path dip:gist ; sh:pattern "^[A-Z]" ; sh:uniqueLang true .
""",
    "ontology/rules/own.rq": """#+ summary: Whoever meets somebody knows whom they know.
PREFIX dip: <https://w3id.org/chancery/ontology#>
CONSTRUCT { ?a dip:dealtWith ?c }
WHERE { ?a dip:met ?b . ?b dip:met ?c . FILTER (?a != ?c) FILTER NOT EXISTS { ?a dip:nationality ?c } }
""",
    "ontology/checks/own.rq": """#+ problem: A visit has no date.
#+ reason: A reader asks when.
#+ fix: Add the date.
#+ severity: warning
#+ message: '{node} has no date'
PREFIX dip: <https://w3id.org/chancery/ontology#>
SELECT ?node ?graph { GRAPH ?graph { ?node a dip:Visit } FILTER NOT EXISTS { ?node dip:date ?date } }
""",
    "ontology/checks/profile.toml": '[severity]\nown = "info"\nsame-label = "error"\n',
    "queries/own.rq": """#+ summary: Who visited whom.
#+ tags: [acts]
#+ params:
#+   - name: place
#+     optional: true
PREFIX dip: <https://w3id.org/chancery/ontology#>
SELECT ?who ?_place_iri WHERE { ?visit a dip:Visit ; dip:actor ?who ; dip:place ?_place_iri } ORDER BY ?who
""",
}


def write(folder: Path) -> None:
    """Write all files undamaged."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


HANGS = 120
"""The seconds after which a call counts as hanging. Every limit below is far lower."""

LIMITS = {"KG_QUERY_SECONDS": "3", "KG_BUILD_SECONDS": "30", "KG_BUILD_MEGABYTES": "700", "KG_REBUILD_SECONDS": "30"}

CHILD = """
import json, os, sys
from kg.cli.main import run
for line in sys.stdin:
    code = run(json.loads(line))
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(int(sys.argv[1]), b"%d\\n" % code)
"""
"""Runs one call of ``kg`` after the other. A call that reaches a limit ends the process, as it ends ``kg``."""


class Caller:
    """Calls of ``kg`` in one process, which is started again when a call has ended it: starting one for each call takes too long."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.said = tempfile.TemporaryFile()  # noqa: SIM115 - for the whole run
        self.reading, self.writing = os.pipe()
        atexit.register(self.close)

    def call(self, words: list[str]) -> tuple[int, str]:
        """Call `kg`. Return its exit code and its output."""
        if self.process is None:
            # Warnings of libraries are lines on stderr in a shell, and not failures.
            command = [sys.executable, "-W", "ignore", "-c", CHILD, str(self.writing)]
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=self.said, stderr=self.said, pass_fds=[self.writing], env=os.environ | LIMITS
            )
        assert self.process.stdin is not None
        self.said.seek(0)
        self.said.truncate()
        self.process.stdin.write(json.dumps(words).encode() + b"\n")
        self.process.stdin.flush()
        waited = 0.0
        while not select.select([self.reading], [], [], 0.1)[0]:
            waited += 0.1
            if self.process.poll() is not None or waited > HANGS:
                break
        if select.select([self.reading], [], [], 0)[0]:
            code = int(os.read(self.reading, 20))
        else:
            found = self.process.poll()
            self.close()
            assert found is not None, f"kg {' '.join(words)} hangs"
            code = found
        self.said.seek(0)
        return code, self.said.read().decode(errors="replace")

    def close(self) -> None:
        """End the process, if there is one."""
        if self.process is not None:
            assert self.process.stdin is not None
            self.process.kill()
            self.process.stdin.close()
            self.process.wait()
        self.process = None


CALLER = Caller()


def call(folder: Path, *arguments: str) -> tuple[int, str]:
    """Call `kg` in a folder, within `LIMITS`. Return its exit code and its output."""
    return CALLER.call(["-C", str(folder), *arguments])


def snapshot_of(folder: Path) -> tuple[str, str] | None:
    """The name of the snapshot in use and the digest of its bytes. None if there is no snapshot."""
    pointer = folder / ".kg" / "current"
    if not pointer.exists():
        return None
    # Read without kg, because its settings may be damaged.
    name = pointer.read_text(encoding="utf-8").strip()
    return name, _digest(folder / ".kg" / "snapshots" / name)


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@contextlib.contextmanager
def spoiling(folder: Path, name: str, text: str) -> Iterator[None]:
    """Replace the text of a file, and restore it afterwards."""
    path = folder / name
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    try:
        yield
    finally:
        path.write_text(FILES[name], encoding="utf-8")


def built(folder: Path) -> Path:
    """A new folder with all files and a snapshot."""
    shutil.rmtree(folder, ignore_errors=True)
    write(folder)
    code, said = call(folder, "build")
    assert code == 0, said
    return folder
