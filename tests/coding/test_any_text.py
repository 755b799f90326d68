"""Whatever is typed, the coding line answers or says what is wrong, and at which place."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.coding import Vocabulary, coded
from kg.coding.asking import completions, follows
from kg.errors import DataError

MARKS = ";:+#@\"?!~%>/&=-()<>^\\ \n.'"
PIECES = st.sampled_from(
    [
        *(*MARKS, "; ", " + ", "@H7", "with", "note ", "says ", "visit", "Iran", "Raisi as ", "+New (", "State)", "#one", "on "),
        *(
            "cites ",
            "label: ",
            "bare",
            "1988",
            "3/4/1988",
            "5 rifle",
            "(context)",
            "now",
            '"a"@en',
            "<https://x.org/>",
            "<x>",
            "é",
            "\t",
            "@H7/2",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=14).map("".join)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_lines(uncoded: Vocabulary, text: str) -> None:
    try:
        codings = coded(text, uncoded, "x.txt", passage="H7")
    except DataError as error:
        for each in (error, *error.others):
            assert each.hint
            assert each.place is not None
            assert 1 <= each.place.line <= text.count("\n") + 1
            assert each.place.column >= 1
    else:
        assert codings[0].passage.endswith("H7")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS.map(lambda text: text.replace("\n", " ")), st.integers(0, 40))
def test_keys(uncoded: Vocabulary, text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    for each in completions(text, cursor, "Iran met Iraq in 1988.", uncoded):
        assert 0 <= each.start <= each.end == cursor
        assert each.insert
        assert each.explanation
    assert all(each.hint for each in follows(text, uncoded).problems)
