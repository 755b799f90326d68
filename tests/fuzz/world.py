"""A small workspace with one file of each kind, to be spoilt; and `kg` called in it as from a shell."""

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
    """Write all files as they should be."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def call(folder: Path, *arguments: str) -> tuple[int, str]:
    """Call `kg`; gives its exit code, and all that it says."""
    if arguments[0] == "query":
        # A query that takes too long is stopped by ending its process, so that it needs one of its own.
        command = [sys.executable, "-m", "kg", "-C", str(folder), *arguments]
        environment = os.environ | {"KG_QUERY_SECONDS": "3"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
        return done.returncode, done.stdout + done.stderr
    out = io.StringIO()
    # Libraries below warn on their own; in a shell these are lines on stderr, and no failure.
    with warnings.catch_warnings(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        warnings.simplefilter("ignore")
        code = run(["-C", str(folder), *arguments])
    return code, out.getvalue()


def snapshot_of(folder: Path) -> tuple[str, str] | None:
    """The name and the digest of the bytes of the snapshot in use; None if there is none."""
    pointer = folder / ".kg" / "current"
    if not pointer.exists():
        return None
    # Read without kg: its settings may be what is spoilt.
    name = pointer.read_text(encoding="utf-8").strip()
    return name, _digest(folder / ".kg" / "snapshots" / name)


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@contextlib.contextmanager
def spoiling(folder: Path, name: str, text: str) -> Iterator[None]:
    """Put another text in place of a file, and the right one back after."""
    path = folder / name
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    try:
        yield
    finally:
        path.write_text(FILES[name], encoding="utf-8")


def built(folder: Path) -> Path:
    """A folder with all files and a snapshot, made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    write(folder)
    code, said = call(folder, "build")
    assert code == 0, said
    return folder
