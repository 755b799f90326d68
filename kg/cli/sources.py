"""``kg sources``: list documents, passages and coverage; split a text into passages; verify a copy of the texts."""

from __future__ import annotations

import json
import os

from kg.cli.arguments import Call, Option, Positional, Verb
from kg.errors import EnvironmentProblem, NameNotFound, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.record.model import Document, Passage
    from kg.sources import Check, Coverage, Verification


def run(call: Call) -> int:
    """Run the verb; the exit code is 1 if a passage is not found in the texts."""
    action = call.text("action")
    if action == "index":
        return _index(call)
    if action not in ("", "verify"):
        raise UsageError(f"kg sources has no action {action!r}", None, "the actions are index FILE and verify --text DIR")
    if call.has("file"):
        raise UsageError(f"kg sources {action} takes no file", None, "kg sources index FILE splits a text")
    return _verify(call) if action == "verify" else _cover(call)


def _cover(call: Call) -> int:
    from kg.graph import Graph

    found = Graph(call.workspace(), progress=call.note).sources()
    if call.flag("json"):
        call.out(json.dumps([_coverage_object(each) for each in found], ensure_ascii=False, indent=2))
        return 0
    for each in found:
        document = each.document
        call.out(f"{document.label}: {document.title}" if document.title not in ("", document.label) else document.label)
        origin = ", ".join(filter(None, (document.publisher, document.source, document.license)))
        if origin:
            call.out(f"  {origin}")
        call.out(
            f"  {len(each.passages)} passages: {each.asserted} with {each.graphs} assertion graphs, "
            f"{each.idle} that assert nothing, {len(each.uncovered)} not covered"
        )
        for passage in each.passages if call.flag("passages") else each.uncovered:
            call.out(f"  {_line_of(passage)}")
    total = sum(len(each.passages) for each in found)
    missing = sum(len(each.uncovered) for each in found)
    call.out(f"{total - missing} of {total} passages are covered")
    return 0


def _line_of(passage: Passage) -> str:
    if passage.graphs:
        what = " ".join(graph.value.rpartition("/")[2] for graph in passage.graphs)
    else:
        what = "not covered" if passage.reason is None else f"asserts nothing: {passage.reason}"
    return f"{passage.name:5} {passage.section:32.32} {passage.kind:9} {what}"


def _verify(call: Call) -> int:
    from kg.graph import Graph

    folder = call.option("text")
    if folder is None:
        raise UsageError("kg sources verify needs --text DIR", None, "the folder that holds your copies of the texts")
    found = Graph(call.workspace(), progress=call.note).verify_sources(folder)
    shown = _wanted(found, call.options("show"))
    if call.flag("json"):
        call.out(json.dumps(_verification_object(found, shown), ensure_ascii=False, indent=2))
        return 0 if found.good else 1
    for document, path in found.files.items():
        kind = "the same file" if document.node in found.identical else "another version of the file"
        call.out(f"{document.label}: {f'{path} ({kind})' if path else 'no copy in ' + folder}")
    for check in found.checks:
        if check.status == "moved":
            call.out(f"  {check.passage.name} is at {check.start}, not at {check.passage.start}: the copy differs before it")
        elif check.status == "differs":
            call.out(f"  {check.passage.name} is not in the copy in these words ({check.passage.start} to {check.passage.end})")
    for check in shown:
        call.out(f"{check.passage.name} ({check.passage.section}): {check.words or 'cannot be shown: ' + check.status}")
    good = sum(check.status == "ok" for check in found.checks)
    call.out(f"{good} of {len(found.checks)} passages found at their offsets, with their digests")
    return 0 if found.good else 1


def _wanted(found: Verification, names: list[str]) -> list[Check]:
    by_name = {check.passage.name: check for check in found.checks}
    for name in names:
        if name not in by_name:
            raise NameNotFound(f"there is no passage {name}", None, "kg sources --passages lists them", ())
    return [by_name[name] for name in names]


def _index(call: Call) -> int:
    from kg.files import read_file
    from kg.sources import index_text, passages_to_trig

    path = call.text("file")
    if not path:
        raise UsageError("kg sources index needs a FILE", None, "kg sources index article.txt --document article --letter A")
    try:
        text = read_file(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise EnvironmentProblem("the text is not UTF-8", path, "save it in UTF-8") from error
    found = index_text(text)
    if call.flag("json"):
        call.out(json.dumps([each._asdict() for each in found], ensure_ascii=False, indent=2))
        return 0
    slug = call.option("document") or os.path.splitext(os.path.basename(path))[0].lower().replace(" ", "-").replace("_", "-")
    letter = call.option("letter") or slug[:1].upper()
    call.write(passages_to_trig(found, base=call.workspace().base, document=slug, letter=letter))
    return 0


def _coverage_object(each: Coverage) -> dict[str, object]:
    return {
        **_document_object(each.document),
        "asserted": each.asserted,
        "idle": each.idle,
        "uncovered": [passage.name for passage in each.uncovered],
        "graphs": each.graphs,
        "passages": [_passage_object(passage) for passage in each.passages],
    }


def _document_object(document: Document) -> dict[str, object]:
    return {
        "iri": document.node.value,
        "label": document.label,
        "title": document.title,
        "publisher": document.publisher,
        "license": document.license,
        "source": document.source,
        "file_name": document.file_name,
        "sha256": document.sha256,
        "characters": document.characters,
    }


def _passage_object(passage: Passage) -> dict[str, object]:
    return {
        "iri": passage.node.value,
        "name": passage.name,
        "document": passage.document.value,
        "number": passage.number,
        "section": passage.section,
        "kind": passage.kind,
        "start": passage.start,
        "end": passage.end,
        "sha256": passage.sha256,
        "parallels": [each.value for each in passage.parallels],
        "graphs": [each.value for each in passage.graphs],
        "reason": passage.reason,
    }


def _verification_object(found: Verification, shown: list[Check]) -> dict[str, object]:
    return {
        "good": found.good,
        "files": {document.node.value: path for document, path in found.files.items()},
        "identical": sorted(document.value for document in found.identical),
        "passages": [{"name": check.passage.name, "status": check.status, "start": check.start} for check in found.checks],
        "words": {check.passage.name: check.words for check in shown},
    }


VERB = Verb(
    name="sources",
    summary="documents, passages and coverage; index or verify texts",
    usage="[index FILE | verify --text DIR]",
    positionals=(
        Positional("action", "index or verify (default: report the coverage)", optional=True),
        Positional("file", "for index: a text in UTF-8", optional=True),
    ),
    options=(
        Option("passages", None, "list all passages, not only those that are not covered"),
        Option("text", "DIR", "for verify: the folder that holds your copies of the texts"),
        Option("show", "NAME", "for verify: show the exact words of a passage, such as A12", repeat=True),
        Option("document", "SLUG", "for index: the document's name, as in e:SLUG (default: from the name of the file)"),
        Option("letter", "X", "for index: the beginning of passage names, as in X12"),
        Option("json", None, "print JSON"),
    ),
    examples=(
        "kg sources",
        "kg sources verify --text ~/texts --show A12",
        "kg sources index article.txt --document article --letter A > data/article.passages.trig",
    ),
    description="The words of the texts are not part of a workspace. A passage is identified by its offsets in code points and the\n"
    "SHA-256 of its text; verify compares both with your own copy. Exit code 1: a passage was not found where it should be.",
    run=run,
)
