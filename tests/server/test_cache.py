"""What is kept stays within its bound."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.server.cache import Cache


@given(st.integers(0, 1_000), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 200))))
def test_never_more_is_kept_than_the_bound(size: int, puts: list[tuple[int, int]]) -> None:
    cache: Cache[int, int] = Cache(size)
    for key, taken in puts:
        cache.put(key, taken, taken)
        assert sum(found for name in range(10) if (found := cache.get(name)) is not None) <= size
        if taken * 8 <= size:
            assert cache.get(key) == taken


def test_what_was_asked_for_last_stays() -> None:
    cache: Cache[str, str] = Cache(80)
    for name in "abcdefgh":
        cache.put(name, name, 10)
    cache.get("a")
    cache.put("i", "i", 10)
    assert (cache.get("a"), cache.get("b")) == ("a", None)
    cache.clear()
    assert cache.get("a") is None
