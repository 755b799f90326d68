"""Hostile data remain text in every view and export: nothing runs, nothing is loaded, nothing breaks."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from kg.build import build
from kg.picture import About, draw_picture, picture
from kg.workspace import Workspace
from tests.browser.conftest import ROOT, Open, Opened
from tests.browser.hostile import PAYLOADS, everything_hostile, hostile_copies

pytestmark = pytest.mark.browser

EVERYTHING = (
    "more=Hedged,Rumoured,Conditional,Planned,Evaluative,Denied,said,withdrawn&show=act,event,situation,matter,text,place,office,other"
)
FORBIDDEN = """() => {
  const found = window.pwned === undefined ? [] : ['pwned'];
  const address = /^(href|src|action|formaction|data|cite|xlink:href)$/i;
  for (const each of document.querySelectorAll('*')) {
    for (const { name, value } of each.attributes) {
      if (/^on/i.test(name) || (address.test(name) && !/^(https?:|#)/.test(value))) found.push(`${each.tagName} ${name}=${value}`);
    }
    if (/^(IFRAME|OBJECT|EMBED|LINK|BASE|IMG|FORM|ANIMATE|MATH)$/i.test(each.tagName)) found.push(each.tagName);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture of all payloads, with a hostile title, citation and so on."""
    payload = "</title></style></script><script>window.pwned=1</script>\"'<img src=x onerror=window.pwned=1>{{ blocks }}{% raw %}"
    about = About(
        title=payload,
        workspace=payload,
        name=payload,
        digest=payload,
        citation=payload,
        license=payload,
        language='"><script>window.pwned=1</script>',
        selection=payload,
        start=payload,
    )
    path = tmp_path_factory.mktemp("hostile") / "hostile.html"
    projection = everything_hostile()
    draw_picture(projection, about, texts=hostile_copies(projection)).save(path)
    return path


def clean(opened: Opened, scripts: int) -> None:
    """Assert that nothing ran, that the page has nothing that could run, and that no script was added."""
    assert opened.page.evaluate(FORBIDDEN) == []
    assert opened.page.evaluate("document.scripts.length") == scripts


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "all"])
def test_no_payload_runs_in_any_view(open_file: Open, poisoned: Path, step: int) -> None:
    """Every fourth node is selected, which is one of each payload, and all of them in the long tests."""
    opened = open_file(poisoned, EVERYTHING)
    scripts = opened.page.evaluate("document.scripts.length")
    assert scripts == 4, "the story, data, vis-network, the page's own"
    clean(opened, scripts)
    nodes = opened.page.evaluate("chancery.standing()")
    assert len(nodes) >= 3 * len(PAYLOADS)
    opened.page.click("#filters-toggle")
    for toggle in opened.page.locator(".subtoggle").all()[:1]:
        toggle.click()
    for tab in ("acts", "relations", "agents"):
        opened.go(f"{EVERYTHING}&view=table&tab={tab}")
        clean(opened, scripts)
    opened.go(f"{EVERYTHING}&view=network")
    for iri in nodes[::step]:
        opened.page.evaluate("slug => { location.hash = slug; }", f"{EVERYTHING}&sel=" + quoted("n:" + iri.partition("/id/")[2]))
        opened.page.evaluate("document.querySelectorAll('#panel-body details').forEach(each => { each.open = true; })")
    clean(opened, scripts)
    opened.page.focus("#canvas")
    for key in ("ArrowRight", "ArrowLeft", "o", "ArrowDown", "Enter"):
        opened.page.keyboard.press(key)
    for payload in PAYLOADS[:40:4]:
        opened.page.fill("#search", payload[:60].replace("\x00", ""))
        opened.page.keyboard.press("ArrowDown")
        opened.page.keyboard.press("Enter")
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    clean(opened, scripts)
    opened.shot("hostile")


def quoted(text: str) -> str:
    """A text, escaped for an address."""
    from urllib.parse import quote

    return quote(text.encode("utf-8", "replace"))


def test_payloads_are_shown_as_the_texts_they_are(open_file: Open, poisoned: Path) -> None:
    opened = open_file(poisoned, f"{EVERYTHING}&view=table&tab=agents&sort=agent-up")
    shown = set(opened.page.eval_on_selector_all("#table tbody th button", "all => all.map(each => each.textContent)"))
    for payload in PAYLOADS:
        # A file cannot contain a lone surrogate. Everything else arrives unchanged.
        if "\ud800" not in payload:
            assert payload in shown, payload


def test_the_csv_carries_no_formula(open_file: Open, poisoned: Path) -> None:
    opened = open_file(poisoned, f"{EVERYTHING}&view=table&tab=acts")
    with opened.page.expect_download() as waiting:
        opened.page.click("#save-csv")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert len(cells) > 500
    assert [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "-", "@") and len(cell) > 1] == []
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)


def test_a_hostile_workspace_is_harmless_from_its_files_on(open_file: Open, tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    (folder / "data").mkdir(parents=True)
    title = "</title><script>window.pwned=1</script>"
    base = "https://example.org/hostile/"
    (folder / "chancery.toml").write_text(
        f'[workspace]\nname = "hostile"\ntitle = "{title}"\nbase = "{base}"\nlanguage = "en"\ncitation = "{title}"\n', encoding="utf-8"
    )
    nordic = (ROOT / "tests" / "workspaces" / "nordic" / "data").glob("*.trig")
    own = "https://w3id.org/chancery/nordic/"
    for path in nordic:
        text = path.read_text(encoding="utf-8")
        own = text.partition("/id/>")[0].rpartition("<")[2] + "/"
        text = text.replace(own, base).replace(
            'prefLabel "', 'prefLabel "<img src=x onerror=window.pwned=1></script><script>window.pwned=1</script> '
        )
        (folder / "data" / path.name).write_text(text, encoding="utf-8")
    workspace = Workspace(folder)
    build(workspace)
    path = tmp_path / "hostile.html"
    picture(workspace).save(path)
    opened = open_file(path, EVERYTHING)
    assert opened.page.inner_text("h1") == title
    assert len(opened.page.evaluate("chancery.standing()")) > 3
    clean(opened, 4)
