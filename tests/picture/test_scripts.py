"""The page's scripts: their own unit tests, the bundle, and the catalogues of the interface."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kg.picture.bundle import ASSETS, available
from kg.picture.language import WORDS, catalogue, direction, languages
from kg.service.assets import BUNDLED

ROOT = Path(__file__).resolve().parent.parent.parent
PLURALS = {"en": {"other"}, "de": {"one", "other"}, "fr": {"one", "other"}, "ur": {"one", "other"}}
"""The plural categories of the languages, as the Unicode CLDR has them; a catalogue may leave out ``many`` of French."""
ARABIC = {"zero", "one", "two", "few", "many", "other"}


def node(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Node in the repository. Without it, or without the front-end packages, the test is skipped with a message."""
    found = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    if found is None or not (ROOT / "node_modules" / "esbuild").is_dir():
        pytest.skip("NO FRONT END: run scripts/build-frontend (it needs Node and npm once), and run again")
    return subprocess.run([found, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_the_bundle_is_made_of_the_scripts_as_they_are() -> None:
    """A stale bundle would let every browser test judge what is no longer there."""
    code = (
        "import { build } from 'esbuild'; const made = await build({ bundle: true, minify: true, charset: 'utf8', target: ['es2022'],"
        " legalComments: 'none', entryPoints: ['kg/picture/app/main.js'], format: 'esm', write: false });"
        " process.stdout.write(made.outputFiles[0].text);"
    )
    done = node("--input-type=module", "-e", code)
    assert done.returncode == 0, done.stderr
    assert available()
    assert Path(ASSETS, "picture.js").read_text(encoding="utf-8") == done.stdout, "run scripts/build-frontend"


def test_the_bundle_of_the_query_page_too(tmp_path: Path) -> None:
    code = (
        "import { build } from 'esbuild'; await build({ bundle: true, minify: true, charset: 'utf8', target: ['es2022'],"
        " legalComments: 'none', entryPoints: ['kg/service/app/query.js', 'kg/service/app/query.css'], format: 'esm',"
        f" outdir: {json.dumps(str(tmp_path))} }});"
    )
    done = node("--input-type=module", "-e", code)
    assert done.returncode == 0, done.stderr
    for name in ("query.js", "query.css"):
        assert Path(BUNDLED, name).read_bytes() == (tmp_path / name).read_bytes(), "run scripts/build-frontend"


def test_the_wheel_carries_both_bundles() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    carried = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["artifacts"]
    assert {Path(each).relative_to(ROOT).as_posix() + "/*" for each in (ASSETS, BUNDLED)} <= set(carried)


def test_the_list_of_texts_is_that_of_the_page() -> None:
    if "node_modules" not in os.listdir(ROOT):
        pytest.skip("NO FRONT END: run scripts/build-frontend (it needs Node and npm once), and run again")
    wanted = runpy.run_path(str(ROOT / "scripts" / "write_words.py"))["collected"]()
    assert json.loads(Path(WORDS, "en.json").read_text(encoding="utf-8")) == wanted, "run scripts/write_words.py"


def test_there_are_catalogues_of_five_languages() -> None:
    assert set(languages()) == {"ar", "de", "en", "fr", "ur"}
    assert [direction(language) for language in ("ar-EG", "ur", "de", "fr-CA", "en-GB", "he")] == ["rtl", "rtl", "ltr", "ltr", "ltr", "ltr"]


@pytest.mark.parametrize("language", ["ar", "de", "fr", "ur"])
def test_a_catalogue_translates_every_text_and_keeps_its_places(language: str) -> None:
    texts = json.loads(Path(WORDS, "en.json").read_text(encoding="utf-8"))
    found = catalogue(language)
    assert found.keys() == texts.keys()
    for text, translation in found.items():
        places = set(re.findall(r"\{\w+\}", text))
        if isinstance(translation, str):
            assert set(re.findall(r"\{\w+\}", translation)) == places, text
            assert translation.strip(), text
            continue
        assert translation.keys() >= (ARABIC if language == "ar" else PLURALS[language]), text
        for category, form in translation.items():
            # One, two and none may be words.
            missing = places - set(re.findall(r"\{\w+\}", form))
            assert missing <= ({"{n}"} if category in ("zero", "one", "two") else set()), (text, category)
