"""A SPARQL 1.1 server in this process, over pyoxigraph, that can be made to fail in the ways in which servers fail."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

Fault = Callable[["Handler"], bool]
"""Called with each request; whether it has dealt with it."""


class Engine:
    """The server. `address` is that of the server; its services are ``/query``, ``/update`` and ``/data``.

    Args:
        union: whether the default graph is the union of all graphs.
        rows: how many rows it returns at most, without a word.
        updates: whether it has a service for updates.
        graphs: whether it has a graph store.
        named: whether graphs that the request does not name are there for GRAPH, as in Virtuoso.
    """

    def __init__(
        self, *, union: bool = False, rows: int | None = None, updates: bool = True, graphs: bool = True, named: bool = False
    ) -> None:
        self.union, self.rows, self.updates, self.graphs, self.named = union, rows, updates, graphs, named
        self.store = ox.Store()
        self.fault: Fault | None = None
        self.user: tuple[str, str] | None = None
        self.token: str | None = None
        self.digest = False
        self.requests: list[tuple[str, str]] = []
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"engine": self}))
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}"

    def close(self) -> None:
        """Stop the server."""
        self._http.shutdown()
        self._http.server_close()

    def answer(self, handler: Handler, method: str, path: str, given: dict[str, list[str]], body: bytes) -> None:
        """Answer one request."""
        type_ = handler.headers.get("Content-Type", "").partition(";")[0]
        if type_ == "application/x-www-form-urlencoded":
            given = {**given, **parse_qs(body.decode(), keep_blank_values=True)}
        with self._lock:
            if path == "/query" and "query" in given:
                self._query(handler, given)
            elif path == "/update" and self.updates:
                self._update(handler, body.decode())
            elif path == "/data" and self.graphs:
                self._graph(handler, method, given, body)
            else:
                handler.say(404, b"there is nothing here")

    def _query(self, handler: Handler, given: dict[str, list[str]]) -> None:
        text = given["query"][0]
        chosen: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [ox.NamedNode(each) for each in given.get("default-graph-uri", [])]
        named: list[Any] | None = list(self.store.named_graphs()) if self.named else []
        try:
            if chosen:
                found = self.store.query(text, default_graph=chosen, named_graphs=named)
            else:
                found = self.store.query(text, use_default_graph_as_union=self.union and " FROM " not in text)
            if isinstance(found, ox.QueryTriples):
                handler.say(200, ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b"", "application/n-triples")
                return
            data = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
        except SyntaxError as problem:
            handler.say(400, str(problem).encode())
            return
        if self.rows is not None and b'"bindings"' in data:
            import json

            whole = json.loads(data)
            whole["results"]["bindings"] = whole["results"]["bindings"][: self.rows]
            data = json.dumps(whole).encode()
        handler.say(200, data, "application/sparql-results+json")

    def _update(self, handler: Handler, text: str) -> None:
        try:
            self.store.update(text)
        except SyntaxError as problem:
            handler.say(400, str(problem).encode())
        else:
            handler.say(204)

    def _graph(self, handler: Handler, method: str, given: dict[str, list[str]], body: bytes) -> None:
        graph = ox.NamedNode(given["graph"][0]) if "graph" in given else ox.DefaultGraph()
        if method in {"GET", "HEAD"}:
            triples = [quad.triple for quad in self.store.quads_for_pattern(None, None, None, graph)]
            handler.say(200, ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"", "application/n-triples")
            return
        if method in {"PUT", "DELETE"}:
            self.store.remove_graph(graph)
        if method in {"PUT", "POST"}:
            self.store.load(body, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
        handler.say(204)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    engine: Engine
    protocol_version = "HTTP/1.1"

    def say(self, status: int, body: bytes = b"", type_: str = "text/plain", **headers: str) -> None:
        """Send a whole reply."""
        self.send_response(status)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def drop(self) -> None:
        """Close the connection without a reply."""
        self.close_connection = True
        self.connection.close()

    def _answered(self) -> None:
        parts = urlsplit(self.path)
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        engine = self.engine
        engine.requests.append((self.command, parts.path))
        if engine.fault is not None and engine.fault(self):
            return
        if not self._known():
            challenge = 'Digest realm="r", nonce="n1", qop="auth", algorithm=MD5' if engine.digest else 'Basic realm="r"'
            self.say(401, b"<html>who are you?</html>", WWW_Authenticate=challenge)
            return
        engine.answer(self, self.command, parts.path, parse_qs(parts.query, keep_blank_values=True), self.body)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._answered
        raise AttributeError(name)

    def _known(self) -> bool:
        """Whether the request has the credentials that the server wants."""
        import base64

        engine, given = self.engine, self.headers.get("Authorization", "")
        if engine.token is not None:
            return given == f"Bearer {engine.token}"
        if engine.user is None:
            return True
        user, password = engine.user
        if not engine.digest:
            return given == "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        fields = dict(re.findall(r'(\w+)="?([^",]*)"?', given))
        if fields.get("username") != user:
            return False

        def md5(text: str) -> str:
            return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

        first, second = md5(f"{user}:r:{password}"), md5(f"{self.command}:{self.path}")
        wanted = md5(f"{first}:n1:{fields['nc']}:{fields['cnonce']}:auth:{second}")
        return bool(fields["response"] == wanted)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the standard library
        """Write nothing."""


def once(fault: Fault, *, after: int = 0) -> Fault:
    """A fault that happens once, after so many requests."""
    count = [0]

    def happen(handler: Handler) -> bool:
        count[0] += 1
        return count[0] == after + 1 and fault(handler)

    return happen


def silent(seconds: float) -> Fault:
    """A server that does not answer for a while."""

    def wait(handler: Handler) -> bool:
        time.sleep(seconds)
        handler.drop()
        return True

    return wait
