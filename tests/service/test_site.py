"""The static site: every link leads to a file, the pages are those of the server, and folders are replaced with care."""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import UsageError
from kg.service.pages.data import TWINS
from kg.service.pages.known import Known
from kg.service.pages.links import file_of
from kg.service.site import StaticSite, write_site
from tests.asking import ROOT, Said, example, graph, nordic
from tests.service.asking import Read, hostile, hostile_service, local
from tests.service.conftest import ask

TEXTS = ROOT / "examples" / "rupture" / "texts"


@pytest.fixture(scope="module")
def of_odd_names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static site of a workspace with odd names."""
    folder = tmp_path_factory.mktemp("site") / "site"
    write_site(hostile(), folder, url="https://example.net/kept/")
    return folder


@pytest.fixture(scope="module")
def with_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static site of an example with its texts."""
    folder = tmp_path_factory.mktemp("site") / "site"
    write_site(example("rupture"), folder, texts=TEXTS)
    return folder


@pytest.fixture(scope="module", params=["of_odd_names", "with_texts"])
def site(request: pytest.FixtureRequest) -> Path:
    """Both static sites."""
    folder = request.getfixturevalue(request.param)
    assert isinstance(folder, Path)
    return folder


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a site have one dump, and the data of each thing in one format, for tests of other things: all others take most of the time."""
    monkeypatch.setattr("kg.service.site.TWINS", TWINS[:1])
    monkeypatch.setattr("kg.service.site.DUMPS", ("graph.nt",))


@functools.cache
def pages(folder: Path) -> dict[Path, Read]:
    """The pages of one of the sites above, which no test changes."""
    paths = sorted(folder.rglob("*.html"))
    return {path: Read(path.read_bytes()) for path in paths if path.name not in ("picture.html", "404.html")}


def test_every_link_of_every_page_leads_to_a_file_and_a_place_in_it(site: Path) -> None:
    read = pages(site)
    assert len(read) > 50
    files = {path for path in site.rglob("*") if path.is_file()}
    ids = {path: set(page.ids) for path, page in read.items()}
    broken = []
    for path, page in read.items():
        assert len(page.ids) == len(set(page.ids)), path
        for tag, link in page.links:
            if link.startswith(("http://", "https://")):
                assert tag == "a"
                continue
            target, fragment = local(site, path, link)
            if target not in files or (fragment and fragment not in ids.get(target, {fragment})):
                broken.append((path.name, link))
    assert broken == []


def test_every_thing_has_a_page_and_its_data(site: Path) -> None:
    turtle = [path for path in sorted(site.rglob("*.ttl")) if path.parent.name != "dump"]
    assert len(turtle) > 50
    for path in turtle:
        stem = path.name.removesuffix(".ttl")
        assert all(path.with_name(stem + each).is_file() for each in (".html", ".json", ".jsonld", ".nt", ".rdf", ".trig")), path
        json.loads(path.with_name(stem + ".json").read_text(encoding="utf-8"))


def test_there_is_no_script_and_no_form(site: Path) -> None:
    for path, page in pages(site).items():
        assert {tag for tag, _ in page.elements}.isdisjoint({"script", "form", "iframe", "base"}), path


def test_the_sitemap_lists_every_page(site: Path) -> None:
    text = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert text.count("<loc>") == sum(path.name != "404.html" for path in site.rglob("*.html"))


def test_the_checksums_list_every_file(site: Path) -> None:
    lines = (site / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    found = {str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest() for path in site.rglob("*") if path.is_file()}
    not_listed = {"SHA256SUMS", ".written-by-chancery"}
    assert lines == [f"{digest}  {name}" for name, digest in sorted(found.items()) if name not in not_listed]


def test_the_page_for_unknown_addresses_has_links_that_work_at_any_depth(site: Path) -> None:
    page = Read((site / "404.html").read_bytes())
    assert page.links
    assert all(link.startswith(("https://", "#")) for _, link in page.links)


def test_a_merged_thing_leads_to_its_successor(site: Path) -> None:
    if (site / "id" / "sverige.html").exists():
        page = Read((site / "id" / "sverige.html").read_bytes())
        assert ("a", "../id/sweden.html") in page.links


def test_the_data_are_those_of_the_server(of_odd_names: Path) -> None:
    for name in ("thing0", "norway", "visit3"):
        for extension in (".ttl", ".json", ".trig", ".rdf"):
            assert (of_odd_names / "id" / f"{name}{extension}").read_bytes() == ask(hostile_service(), f"/id/{name}{extension}").body


@pytest.mark.usefixtures("brief")
def test_sentences_are_quoted_with_the_texts(with_texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = example("rupture").sources()[0]
    passage = found.passages[2]
    sentence = (TEXTS / found.document.file_name).read_text(encoding="utf-8")[passage.start : passage.end]
    chosen = StaticSite._chosen
    monkeypatch.setattr(StaticSite, "_chosen", lambda site: [iri for iri in chosen(site) if iri.endswith(f"/passage/{passage.name}")])
    write_site(example("rupture"), tmp_path / "without")
    name = f"passage/{passage.name}.html"
    assert sentence in Read((with_texts / name).read_bytes()).text
    assert sentence not in Read((tmp_path / "without" / name).read_bytes()).text


def test_the_same_snapshot_has_the_same_bytes(tmp_path: Path) -> None:
    first, second = (tmp_path / name for name in ("first", "second"))
    write_site(nordic(), first)
    write_site(nordic(), second)
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    assert [each for each in files if (first / each).read_bytes() != (second / each).read_bytes()] == []


@pytest.mark.usefixtures("brief")
def test_a_site_is_replaced_and_anything_else_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_site(nordic(), folder)
    (folder / "id" / "norway.html").write_text("old", encoding="utf-8")
    write_site(nordic(), folder)
    assert "Norway" in (folder / "id" / "norway.html").read_text(encoding="utf-8")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["site"]
    (folder / "CNAME").write_text("example.net", encoding="utf-8")
    with pytest.raises(UsageError, match="CNAME"):
        write_site(nordic(), folder)
    assert (folder / "CNAME").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"mine\.txt"):
        write_site(nordic(), other)
    with pytest.raises(UsageError):
        write_site(nordic(), other / "mine.txt")
    empty = tmp_path / "empty"
    empty.mkdir()
    write_site(nordic(), empty)
    assert (empty / "index.html").is_file()


@pytest.mark.usefixtures("brief")
def test_a_failed_site_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "site"
    write_site(nordic(), folder)
    before = (folder / "index.html").read_bytes()

    def fails(*_: object) -> bytes:
        raise OSError("no room")

    monkeypatch.setattr("kg.service.site.render", fails)
    with pytest.raises(Exception, match="no room"):
        write_site(nordic(), folder)
    assert (folder / "index.html").read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["site"]


def test_the_verb_writes_a_site_into_a_folder(kg: Said, tmp_path: Path) -> None:
    folder = str(nordic().workspace.folder)
    code, out, err = kg("-C", folder, "dump", f"{tmp_path}/site/")
    assert (code, err) == (0, "")
    assert "pages" in out
    assert (tmp_path / "site" / "id" / "norway.html").is_file()
    assert kg("-C", folder, "dump", str(tmp_path / "site"))[0] == 0, "a folder that is there needs no slash"
    assert kg("-C", folder, "dump", "--held", f"{tmp_path}/site/")[0] == 2
    assert kg("-C", folder, "dump", "--url", "https://example.net/", str(tmp_path / "graph.ttl"))[0] == 2


def test_dumps_can_be_read(site: Path) -> None:
    nquads = set(ox.parse((site / "dump" / "graph.nq").read_bytes(), format=ox.RdfFormat.N_QUADS))
    trig = set(ox.parse((site / "dump" / "graph.trig").read_bytes(), format=ox.RdfFormat.TRIG))
    assert nquads == trig


def test_names_of_files_fit_into_file_systems() -> None:
    assert file_of("id/../x") == "id/_/x.html"
    assert max(len(each.encode()) for each in file_of("id/" + "é" * 300).split("/")) < 255
    assert file_of("id/" + "a" * 300) != file_of("id/" + "a" * 301)


def test_the_repository_uses_few_of_the_terms_of_the_ontology() -> None:
    from kg.service.context import Context

    used = Known(Context(graph())).used_terms
    assert 100 < len(used) < 600
