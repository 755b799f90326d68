"""Templates escape every value and fail if one is missing. A policy allows what it names by hash, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from kg.pages import content_policy, source_hash, templates


def test_values_are_escaped_in_text_and_in_attributes(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<p title="{{ value }}">{{ value }}</p>\n', encoding="utf-8")
    shown = templates(str(tmp_path)).get_template("a.html").render(value="<b> & \"quoted\" 'too'")
    escaped = "&lt;b&gt; &amp; &#34;quoted&#34; &#39;too&#39;"
    assert shown == f'<p title="{escaped}">{escaped}</p>\n'


def test_an_unknown_name_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("{{ valeu }}", encoding="utf-8")
    with pytest.raises(UndefinedError, match="valeu"):
        templates(str(tmp_path)).get_template("a.html").render(value="x")


def test_lines_that_hold_a_block_only_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<ul>\n  {% for each in values %}\n<li>{{ each }}</li>\n  {% endfor %}\n</ul>\n", encoding="utf-8")
    assert templates(str(tmp_path)).get_template("a.html").render(values="ab") == "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"


def test_a_policy_names_scripts_and_styles_by_their_hashes() -> None:
    policy = content_policy(["p {}"], ["one()", "two()"], "worker-src blob:", wasm=True)
    directives = dict(part.partition(" ")[::2] for part in policy.split("; "))
    assert directives == {
        "default-src": "'none'",
        "script-src": f"{source_hash('one()')} {source_hash('two()')} 'wasm-unsafe-eval'",
        "style-src": source_hash("p {}"),
        "base-uri": "'none'",
        "form-action": "'none'",
        "worker-src": "blob:",
    }
    assert "script-src" not in content_policy(["p {}"])
