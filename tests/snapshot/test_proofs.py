"""Proofs are read as they were written, and the error for a damaged one names its line."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import EnvironmentProblem
from kg.snapshot.proofs import Derivation, Entailed, Proofs, format_line, parse_line


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode("http://x/" + name)


def triple(text: str) -> ox.Triple:
    return ox.Triple(*map(iri, text.split()))


IN_B = Entailed(triple("i in b"), 1, (Derivation("up", (triple("i in a"), triple("a below b"))),))
IN_C = Entailed(triple("i in c"), 2, (Derivation("up", (triple("i in b"), triple("b below c"))), Derivation("all", (triple("i in a"),))))


def write(folder: Path, *entailed: Entailed) -> Proofs:
    path = folder / "proofs.jsonl"
    path.write_text("".join(map(format_line, entailed)), encoding="utf-8")
    return Proofs(str(path))


def test_a_line_is_json_with_terms_in_n_triples() -> None:
    assert format_line(IN_B) == (
        '{"triple":["<http://x/i>","<http://x/in>","<http://x/b>"],"rank":1,"derivations":[{"rule":"up","premises":'
        '[["<http://x/i>","<http://x/in>","<http://x/a>"],["<http://x/a>","<http://x/below>","<http://x/b>"]]}]}\n'
    )


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 9))
def test_every_proof_is_read_back(text: str, rank: int) -> None:
    said = ox.Triple(iri("i"), iri("says"), ox.Literal(text, language="en"))
    entailed = Entailed(said, rank, (Derivation("speech", (said, triple("i in a"))),))
    assert parse_line(format_line(entailed)) == entailed
    assert format_line(entailed).count("\n") == 1


def test_the_derivations_of_a_triple(tmp_path: Path) -> None:
    proofs = write(tmp_path, IN_B, IN_C)
    assert proofs.of(IN_B.triple) == IN_B.derivations
    assert proofs.of(IN_C.triple) == IN_C.derivations
    assert proofs.of(triple("i in d")) == ()
    assert list(proofs) == [IN_B, IN_C]
    derivations = proofs.derivations()
    assert derivations == {IN_B.triple: IN_B.derivations, IN_C.triple: IN_C.derivations}
    assert triple("i in d") not in derivations
    assert proofs.of(IN_B.triple) == IN_B.derivations
    assert proofs.of(triple("i in d")) == ()


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["", "en"]))
def test_the_derivations_of_a_triple_with_a_text(text: str, language: str) -> None:
    said = ox.Triple(iri("i"), iri("says"), ox.Literal(text, language=language) if language else ox.Literal(text))
    derivation = Derivation("speech", (said, triple("i in a")))
    with tempfile.TemporaryDirectory() as folder:
        proofs = write(Path(folder), Entailed(said, 1, (derivation,)), IN_B)
        assert proofs.of(said) == (derivation,)
        assert dict(proofs.derivations()) == {said: (derivation,), IN_B.triple: IN_B.derivations}


def test_a_proof_is_parsed_when_it_is_looked_up(tmp_path: Path) -> None:
    proofs = write(tmp_path, IN_B, IN_C)
    text = Path(proofs.path).read_text("utf-8")
    Path(proofs.path).write_text(text.replace('"rule":"all"', '"role":"all"'), "utf-8")
    derivations = proofs.derivations()
    assert derivations[IN_B.triple] == IN_B.derivations
    with pytest.raises(EnvironmentProblem, match="a proof is damaged") as caught:
        derivations.get(IN_C.triple)
    assert caught.value.where == f"{proofs.path}:2"


def test_no_proofs(tmp_path: Path) -> None:
    proofs = write(tmp_path)
    assert list(proofs) == []
    assert proofs.of(IN_B.triple) == ()


@pytest.mark.parametrize(
    "damaged",
    [
        '{"triple":["<http://x/i>","<http://x/in>","<http://x/c>"],"rank":1}',
        '{"triple":["<http://x/i>","<http://x/in>","<http://x/c>"],"rank":1,"derivations":[{"rule":"up","premises":[["a","b","c"]]}]}',
        '{"triple":["<http://x/i>","<http://x/in>","<http://x/c>"],"rank":1,"derivations":3}',
        '{"triple":["<http://x/i>","<http://x/in>","<http://x/c>"],"rank":1,"deriv',
    ],
)
def test_a_damaged_line_is_named(tmp_path: Path, damaged: str) -> None:
    proofs = write(tmp_path, IN_B)
    with open(proofs.path, "a", encoding="utf-8") as file:
        file.write(damaged + "\n")
    assert proofs.of(IN_B.triple) == IN_B.derivations
    for read in (lambda: list(proofs), lambda: proofs.of(IN_C.triple)):
        with pytest.raises(EnvironmentProblem, match="a proof is damaged") as caught:
            read()
        assert caught.value.where == f"{proofs.path}:2"
        assert caught.value.hint


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="the proofs cannot be read"):
        list(Proofs(str(tmp_path / "proofs.jsonl")))
