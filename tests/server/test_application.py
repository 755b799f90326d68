"""HTTP around the replies: what is refused before anything is computed, what is kept, and what every reply has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.server.application import Application, Rules
from kg.server.pool import Computed
from kg.server.running import hosts_of
from kg.service.message import Asked, Reply
from tests.server.asgi import HOST, Published, ask


def application(published: Published | None = None, rules: Rules | None = None, log: list[str] | None = None) -> Application:
    known = Rules(hosts=hosts_of("127.0.0.1", 8000, ()))
    return Application(published or Published(), rules or known, (log if log is not None else []).append)  # type: ignore[arg-type]


def test_a_reply_has_its_length_and_the_headers_that_every_reply_has() -> None:
    answered = ask(application())
    assert (answered.status, answered.body, answered.ended) == (200, b"hello", True)
    assert answered.header("content-length") == "5"
    assert answered.header("x-content-type-options") == "nosniff"
    assert answered.header("content-security-policy") == "default-src 'none'; frame-ancestors 'none'"
    assert answered.header("access-control-allow-origin") is None


def test_a_page_keeps_its_own_policy() -> None:
    policy = [("Content-Type", "text/html"), ("Content-Security-Policy", "default-src 'self'")]
    answered = ask(application(Published(lambda _: Computed(Reply(200, b"", policy)))))
    assert [value for name, value in answered.headers if name == "content-security-policy"] == ["default-src 'self'"]


def test_head_has_the_headers_of_get_and_no_body() -> None:
    published = Published()
    answered = ask(application(published), method="HEAD")
    assert (answered.status, answered.body, answered.header("content-length")) == (200, b"", "5")
    assert published.pool.asked[0].method == "GET"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1", "127.0.0.1:80", ""])
def test_another_host_is_refused(host: str) -> None:
    published = Published()
    answered = ask(application(published), headers=[("host", host)])
    assert answered.status == 400
    assert published.pool.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000"])
def test_the_names_of_this_machine_are_answered(host: str) -> None:
    assert ask(application(), headers=[("host", host)]).status == 200


def test_names_are_given_by_the_owner() -> None:
    known = hosts_of("0.0.0.0", 80, ("graph.example",))  # noqa: S104
    assert {"graph.example", "graph.example:80", "localhost"} <= known
    assert not any(each.startswith("0.0.0.0") for each in known)  # noqa: S104
    assert hosts_of("127.0.0.1", 8000, ("*",)) == frozenset()


def test_what_is_kept_is_computed_once_and_a_tag_that_fits_has_no_body() -> None:
    published = Published()
    served = application(published)
    assert [ask(served).body for _ in range(3)] == [b"hello"] * 3
    fresh = ask(served, headers=[("host", HOST), ("if-none-match", 'W/"0", "1"')])
    assert (fresh.status, fresh.body, fresh.header("etag"), fresh.header("content-length")) == (304, b"", '"1"', None)
    assert ask(served, headers=[("host", HOST), ("if-none-match", '"2"')]).status == 200
    assert len(published.pool.asked) == 1


@pytest.mark.parametrize("change", ["accept", "accept-encoding", "query", "path", "body", "content-type"])
def test_what_decides_a_reply_decides_what_is_kept(change: str) -> None:
    published = Published()
    served = application(published)
    post = [("host", HOST), ("content-length", "1"), ("content-type", "application/sparql-query")]
    ask(served, "/a", "POST", post, [b"x"], "q=1")
    other = {
        "accept": [*post, ("accept", "text/csv")],
        "accept-encoding": [*post, ("accept-encoding", "br, gzip")],
        "content-type": [*post[:2], ("content-type", "text/plain")],
    }
    headers = other.get(change, post)
    path, query, body = "/b" if change == "path" else "/a", "q=2" if change == "query" else "q=1", b"y" if change == "body" else b"x"
    ask(served, path, "POST", headers, [body], query)
    assert len(published.pool.asked) == 2


def test_long_headers_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_SERVE_CACHE_MEGABYTES", "1")
    published = Published()
    served = application(published)
    for number in range(40):
        ask(served, headers=[("host", HOST), ("accept", f"text/{number}" + ";x" * 30_000)])
    held = sum(len(str(part)) for key in published.kept._kept for part in key)
    assert held <= 1_000_000, "the keys of what is kept count, too"


def test_a_problem_is_not_kept() -> None:
    published = Published(lambda _: Computed(Reply(503)))
    served = application(published)
    ask(served)
    ask(served)
    assert len(published.pool.asked) == 2


def test_a_body_that_is_too_large_is_refused_by_its_length_and_by_what_comes() -> None:
    published = Published()
    served = application(published)
    announced = ask(served, method="POST", headers=[("host", HOST), ("content-length", "1024001")])
    chunked = ask(served, method="POST", headers=[("host", HOST), ("transfer-encoding", "chunked")], pieces=[b"x" * 600_000] * 3)
    assert (announced.status, chunked.status) == (413, 413)
    assert json.loads(announced.body)["type"].endswith("/too-large")
    assert published.pool.asked == []


def test_a_body_in_pieces_is_one_body() -> None:
    published = Published()
    ask(application(published), method="POST", headers=[("host", HOST), ("transfer-encoding", "chunked")], pieces=[b"AS", b"K ", b"{}"])
    assert published.pool.asked[0].body == b"ASK {}"


def test_a_client_that_goes_away_while_it_sends_is_not_answered() -> None:
    log: list[str] = []
    answered = ask(application(log=log), method="POST", headers=[("host", HOST), ("content-length", "10")])
    assert answered.status == 0
    assert " 499 " in log[0]


def test_a_client_may_ask_so_often_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_SERVE_CLIENT_REQUESTS", "2")
    served = application()
    assert [ask(served).status for _ in range(3)] == [200, 200, 429]
    assert ask(served).header("retry-after") == "10"
    assert ask(served, client="192.0.2.1").status == 200
    assert [ask(served, client=f"2001:db8::{each}").status for each in (1, 2, 3)] == [200, 200, 429], "one user has a whole network"


def test_a_large_body_comes_from_its_file_which_is_removed(tmp_path: Path) -> None:
    file = tmp_path / "body"
    file.write_bytes(b"x" * 200_000)
    answered = ask(application(Published(lambda _: Computed(Reply(200, b"", [("Content-Type", "text/csv")]), str(file)))))
    assert (len(answered.body), answered.header("content-length"), answered.ended) == (200_000, "200000", True)
    assert not file.exists()


def test_a_large_body_is_sent_after_its_file_was_removed(tmp_path: Path) -> None:
    """A pool that is retired removes its files, also while the first part of a reply waits for a slow client."""
    file = tmp_path / "body"
    file.write_bytes(b"x" * 200_000)
    served = application(Published(lambda _: Computed(Reply(200), str(file))))

    def remove(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            file.unlink(missing_ok=True)

    assert len(ask(served, before=remove).body) == 200_000


def test_the_file_of_a_body_that_is_not_sent_is_removed(tmp_path: Path) -> None:
    file = tmp_path / "body"
    file.write_bytes(b"x" * 200_000)
    answered = ask(application(Published(lambda _: Computed(Reply(200), str(file)))), method="HEAD")
    assert (answered.body, answered.header("content-length")) == (b"", "200000")
    assert not file.exists()


def test_no_other_site_reads_an_answer_unless_it_is_named() -> None:
    origin = [("host", HOST), ("origin", "https://a.example")]
    assert ask(application(), headers=origin).header("access-control-allow-origin") is None
    named = application(rules=Rules(origins=frozenset({"https://a.example"})))
    assert ask(named, headers=origin).header("access-control-allow-origin") == "https://a.example"
    assert ask(named, headers=[("origin", "https://b.example")]).header("access-control-allow-origin") is None
    assert ask(named).header("vary") == "Origin"
    everyone = application(rules=Rules(origins=frozenset({"*"})))
    assert ask(everyone, headers=origin).header("access-control-allow-origin") == "*"


def test_a_preflight_is_answered_without_computing() -> None:
    published = Published()
    served = application(published, Rules(origins=frozenset({"*"})))
    answered = ask(served, method="OPTIONS", headers=[("origin", "https://a.example"), ("access-control-request-method", "POST")])
    assert (answered.status, answered.header("access-control-allow-methods")) == (204, "GET, HEAD, POST, OPTIONS")
    assert published.pool.asked == []


def test_the_log_has_no_query_unless_it_is_wanted() -> None:
    quiet: list[str] = []
    ask(application(log=quiet), query="query=secret")
    assert "secret" not in quiet[0]
    telling: list[str] = []
    ask(application(rules=Rules(log_queries=True), log=telling), query="query=secret")
    assert "secret" in telling[0]


def test_the_address_of_the_public_is_that_of_links() -> None:
    published = Published()
    ask(application(published))
    ask(application(published, Rules(public="https://example.org/graph")))
    assert [each.origin for each in published.pool.asked] == ["http://127.0.0.1:8000", "https://example.org/graph"]


def test_a_path_stays_as_it_was_sent() -> None:
    seen: list[Asked] = []

    def make(asked: Asked) -> Computed:
        seen.append(asked)
        return Computed(Reply(200))

    ask(application(Published(make)), "/id/a%2Fb")
    assert seen[0].path == "/id/a%2Fb"


def test_the_health_is_told_without_a_process() -> None:
    published = Published()
    answered = ask(application(published), "/health")
    assert json.loads(answered.body)["status"] == "ok"
    assert published.pool.asked == []


def test_the_health_is_only_read() -> None:
    assert ask(application(), "/health", "DELETE").status == 405
    options = ask(application(), "/health", "OPTIONS")
    assert (options.status, options.header("allow")) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("host", ["a b", "a<b>", 'a"b', "a/b", "a\x00", "[::1", "a:b", "a,b", "user@a"])
def test_a_host_that_is_no_name_is_refused_where_any_name_is_answered(host: str) -> None:
    published = Published()
    assert ask(Application(published, Rules(), print), headers=[("host", host)]).status == 400  # type: ignore[arg-type]
    assert published.pool.asked == []


@pytest.mark.parametrize(
    "host", ["graph.example", "graph.example:8000", "[::1]:8000", "[2001:db8::1]", "127.0.0.1:1", "xn--bcher-kva.example"]
)
def test_any_name_is_answered_if_the_owner_says_so(host: str) -> None:
    assert ask(Application(Published(), Rules(), print), headers=[("host", host)]).status == 200  # type: ignore[arg-type]


def test_the_server_as_a_whole_says_what_it_allows() -> None:
    published = Published()
    assert ask(application(published), "*", "OPTIONS").header("allow") == "GET, HEAD, POST, OPTIONS"
    assert published.pool.asked == []
