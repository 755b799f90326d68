"""Collect the texts of the picture's interface into ``kg/picture/words/en.json``, the list for translators.

The texts are those of the page's scripts (``scripts/interface-texts.mjs``, which needs Node), of its template, of dates
(`kg.dates.TEMPLATES`), and of the names and explanations that come with the data. Run it after a change of a text, then translate what
is new in the other catalogues: ``python scripts/write_words.py`` names what they lack and what they have in excess.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from kg.dates import MONTHS, TEMPLATES
from kg.network.measures import ESTIMATED, EXPLANATIONS
from kg.picture.style import GROUPS, STANDINGS, TONES

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "kg" / "picture" / "words"


def collected() -> dict[str, str | dict[str, str]]:
    """Every text, with itself as its English; a plural with its English forms, of which the key is one."""
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    done = subprocess.run([node, str(ROOT / "scripts" / "interface-texts.mjs")], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    page = json.loads(done.stdout)
    template = (ROOT / "kg" / "picture" / "template.html").read_text(encoding="utf-8")
    of_data = [*EXPLANATIONS.values(), ESTIMATED, *(group.label for group in GROUPS), *(tone.label for tone in TONES), *MONTHS, *TEMPLATES]
    of_data += [text for _, label, sentence in STANDINGS for text in (label, sentence)]
    texts = sorted({*page["texts"], *re.findall(r't\("([^"]*)"\)', template), *of_data})
    found: dict[str, str | dict[str, str]] = {text: text for text in texts}
    return found | {text: {"other": text} for text in page["plurals"]}


def main() -> int:
    """Write the list, and name the differences of the other catalogues; 1 if there are any."""
    wanted = collected()
    WORDS.mkdir(exist_ok=True)
    text = json.dumps(wanted, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (WORDS / "en.json").write_text(text, encoding="utf-8")
    differ = False
    for path in sorted(WORDS.glob("*.json")):
        known = json.loads(path.read_text(encoding="utf-8"))
        for what, keys in (("lacks", wanted.keys() - known.keys()), ("has in excess", known.keys() - wanted.keys())):
            for key in sorted(keys):
                differ = True
                print(f"{path.name} {what}: {key!r}", file=sys.stderr)
    return int(differ)


if __name__ == "__main__":
    sys.exit(main())
