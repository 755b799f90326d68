"""A small workspace with one file of each kind to be damaged, and calls of `kg` in it as from a shell."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

from kg.cli.main import run

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


def call(folder: Path, *arguments: str) -> tuple[int, str]:
    """Call `kg`. Return its exit code and its output."""
    if arguments[0] == "query":
        # A query that takes too long is stopped by ending its process, so each query needs a process.
        command = [sys.executable, "-m", "kg", "-C", str(folder), *arguments]
        environment = os.environ | {"KG_QUERY_SECONDS": "3"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
        return done.returncode, done.stdout + done.stderr
    out = io.StringIO()
    # Warnings of libraries are lines on stderr in a shell, and not failures.
    with warnings.catch_warnings(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        warnings.simplefilter("ignore")
        code = run(["-C", str(folder), *arguments])
    return code, out.getvalue()


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
