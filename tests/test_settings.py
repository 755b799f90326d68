"""Settings: the default, or what an environment variable says, which must be a whole number."""

from __future__ import annotations

import pytest

from kg.errors import UsageError
from kg.settings import SETTINGS, setting


def test_an_environment_variable_replaces_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in SETTINGS:
        monkeypatch.delenv(f"KG_{each.name.upper()}", raising=False)
        assert setting(each.name) == each.default
        monkeypatch.setenv(f"KG_{each.name.upper()}", "0")
        assert setting(each.name) == 0


@pytest.mark.parametrize("text", ["", "many", "-1", "1.5", "1000000000", "\u00b2"])
def test_a_value_that_is_no_whole_number_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_QUERY_SECONDS", text)
    with pytest.raises(UsageError, match="KG_QUERY_SECONDS is not a whole number") as caught:
        setting("query_seconds")
    assert caught.value.hint == "unset it, or set it to 30"


def test_an_unknown_setting_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        setting("nothing")
