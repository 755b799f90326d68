"""Requests to a server, with credentials, retries and limits.

Every request that this package sends may be sent twice: queries change nothing, and what is written is written with the same result the
second time. A request is therefore repeated after a dropped connection and after 429, 502, 503 and 504, with longer and longer pauses.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import io
import os
import re
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.request import parse_http_list, parse_keqv_list

from kg.errors import EnvironmentProblem, LimitReached, UsageError
from kg.settings import setting

TRIES: Final = 6
"""How often a request is sent before it fails."""
LONGER: Final = 30.0
"""A whole reply may take this many seconds longer than a server may be silent, or four times as long."""

_BUSY: Final = frozenset({429, 502, 503, 504})
_LONGEST_PAUSE: Final = 60.0
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_DROPPED: Final = (ConnectionError, http.client.RemoteDisconnected, http.client.IncompleteRead, http.client.BadStatusLine)


class Refused(EnvironmentProblem):
    """A server answered with an error.

    Attributes:
        status: the status of the reply.
    """

    def __init__(self, status: int, what: str, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(what, where, hint)
        self.status = status


class Credentials(NamedTuple):
    """What a server asks for, from the environment. It is in no message.

    Attributes:
        user: the name of a user, or None.
        password: the password of the user.
        token: a bearer token, or None.
        variables: the beginning of the names of the environment variables.
    """

    user: str | None = None
    password: str = ""
    token: str | None = None
    variables: str = "KG_ENDPOINT"

    def __repr__(self) -> str:
        return f"Credentials({self.variables}_...)"

    @classmethod
    def of(cls, variables: str) -> Credentials:
        """The credentials in ``<variables>_USER`` and ``<variables>_PASSWORD``, or in ``<variables>_TOKEN``.

        Raises:
            UsageError: there is both a user and a token, or one of them cannot stand in a header.
        """
        user, password, token = (os.environ.get(f"{variables}_{each}") or None for each in ("USER", "PASSWORD", "TOKEN"))
        if user and token:
            raise UsageError(f"both {variables}_USER and {variables}_TOKEN are set", None, "unset one of them")
        for name, value in (("USER", user), ("TOKEN", token)):
            if value and not value.isprintable():
                raise UsageError(f"{variables}_{name} has a control character", None, "was a line feed left at its end?")
        if user and ":" in user:
            raise UsageError(f"{variables}_USER has a colon", None, "the password has a variable of its own")
        if token and (not token.isascii() or " " in token):
            raise UsageError(f"{variables}_TOKEN is not a token", None, "it has ASCII characters only, and no space; leave out 'Bearer'")
        return cls(user, password or "", token, variables)


class Reply(NamedTuple):
    """A reply with its whole body.

    Attributes:
        status: its status.
        headers: its headers, by their names in lower case.
        body: its body.
        address: the address that answered.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str = ""


def checked(address: str) -> SplitResult:
    """The parts of an address.

    Raises:
        UsageError: it is not an address of HTTP, or has a user or a password in it.

    >>> checked("http://localhost:7878/query").path
    '/query'
    """
    try:
        parts = urlsplit(address)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or not address.isascii() or not address.isprintable() or " " in address:
        raise UsageError(f"{address!r} is not the address of a server", None, "such as https://example.org/sparql, in ASCII")
    if parts.username is not None or parts.password is not None:
        hint = "put the name and the password into environment variables; the documentation of the verb names them"
        raise UsageError("the address of a server has a user or a password in it", f"{parts.scheme}://{parts.hostname}/", hint)
    return parts


class Client:
    """Sends requests. Connections are kept open.

    Args:
        credentials: what servers are told that ask for it.
        warn: takes a sentence.
        sleep: waits for some seconds.
    """

    def __init__(
        self,
        credentials: Credentials | None = None,
        warn: Callable[[str], None] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.credentials = credentials or Credentials()
        self._warn = warn
        self._sleep = sleep
        self._open: dict[tuple[str, str], http.client.HTTPConnection] = {}
        self._asked: dict[str, str] = {}
        self._count = 0
        self._warned = False

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections. The client can still be used, and opens others."""
        for connection in self._open.values():
            connection.close()
        self._open.clear()

    def send(
        self,
        method: str,
        address: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        seconds: float | None = None,
        tries: int = TRIES,
        accepted: tuple[int, ...] = (),
    ) -> Reply:
        """Send a request and read the reply.

        Args:
            method: the method.
            address: the address.
            body: the body, or None.
            headers: further headers.
            seconds: how long the server may be silent; None for the setting ``endpoint_seconds``.
            tries: how often the request is sent at most.
            accepted: statuses of 400 and more that are returned, and not raised.

        Raises:
            UsageError: the address cannot be used.
            Refused: the reply has a status of 400 or more.
            LimitReached: the server was silent for too long, or the reply is too large.
            EnvironmentProblem: the server cannot be reached, or drops connections.
        """
        wait = float(setting("endpoint_seconds")) if seconds is None else seconds
        for number in range(1, max(tries, 1) + 1):
            try:
                reply = self._with_credentials(method, address, body, headers or {}, wait)
            except _DROPPED as problem:
                self.close()
                if number >= tries or (isinstance(problem, ConnectionRefusedError) and number >= min(tries, 4)):
                    raise _unreachable(address, problem) from problem
                self._sleep(_pause(number))
                continue
            if reply.status in _BUSY and reply.status not in accepted and number < tries:
                self._sleep(_asked_pause(reply.headers.get("retry-after")) or _pause(number))
                continue
            if reply.status < 400 or reply.status in accepted:
                return reply
            raise self._refusal(reply)
        raise AssertionError("every round of the loop returns, raises or is followed by another")

    def _with_credentials(self, method: str, address: str, body: bytes | None, headers: Mapping[str, str], seconds: float) -> Reply:
        """A reply; if the server asks who asks, the second one."""
        tried = False
        for _ in range(5):
            reply = self._exchange(method, address, body, {**headers, **self._authorization(method, address)}, seconds)
            if reply.status in {301, 302, 307, 308} and "location" in reply.headers:
                try:
                    target = urljoin(address, reply.headers["location"])
                    elsewhere = checked(target)[:2] != checked(address)[:2]
                except (UsageError, ValueError) as problem:
                    what = "the server sends the request on to what is no address"
                    raise Refused(reply.status, what, address.partition("?")[0]) from problem
                if elsewhere or (method not in {"GET", "HEAD"} and reply.status in {301, 302}):
                    what = f"the server sends the request on to {target[:300]}"
                    raise Refused(reply.status, what, address.partition("?")[0], "give that address, if you trust it")
                address = target
                continue
            challenge = reply.headers.get("www-authenticate", "")
            if reply.status == 401 and self.credentials.user and challenge and not tried:
                tried = True
                self._asked[_origin(address)] = challenge
                self._count = 0
                continue
            return reply
        raise Refused(reply.status, "the server sends the request in a circle", address.partition("?")[0])

    def _authorization(self, method: str, address: str) -> dict[str, str]:
        known = self.credentials
        challenge = self._asked.get(_origin(address), "")
        if known.token is None and (known.user is None or not challenge):
            return {}
        parts = checked(address)
        if parts.scheme == "http" and parts.hostname not in _LOCAL and not self._warned and self._warn is not None:
            self._warned = True
            self._warn(f"{known.variables}_* goes to {parts.hostname} unencrypted: use https if the server can")
        if known.token is not None:
            return {"Authorization": f"Bearer {known.token}"}
        assert known.user is not None
        if challenge.lower().startswith("digest"):
            self._count += 1
            return {"Authorization": _digest(challenge, method, parts, known.user, known.password, self._count)}
        return {"Authorization": "Basic " + base64.b64encode(f"{known.user}:{known.password}".encode()).decode()}

    def _exchange(self, method: str, address: str, body: bytes | None, headers: Mapping[str, str], seconds: float) -> Reply:
        parts = checked(address)
        connection = self._connection(parts, seconds)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"User-Agent": f"chancery/{version('chancery')}", "Accept-Encoding": "gzip", **headers}
        if body is not None:
            sent["Content-Length"] = str(len(body))
        most = setting("endpoint_megabytes") * 1_000_000
        try:
            # Sent in blocks, so that the time that a server may be silent is that for a block, and not for all of a large body.
            connection.request(method, target, None if body is None else io.BytesIO(body), sent)
            assert connection.sock is not None
            connection.sock.settimeout(seconds or None)
            with _ended(connection.sock, max(seconds * 4, seconds + LONGER) if seconds else 0):
                reply = connection.getresponse()
                data = _read(reply, most, address)
            if reply.headers.get("Content-Encoding", "").lower() == "gzip":
                data = _unpacked(data, most, address)
        except TimeoutError as problem:
            self.close()
            hint = "narrow the question, or raise the limit with the environment variable KG_ENDPOINT_SECONDS (0 for none)"
            raise LimitReached(f"the server has not answered within {seconds:g} seconds", _origin(address), hint) from problem
        except (socket.gaierror, UnicodeError) as problem:
            said = getattr(problem, "strerror", None) or "it is no name of a host"
            raise EnvironmentProblem(f"the host {parts.hostname} is unknown: {said}", address, "check the address") from problem
        except ssl.SSLError as problem:
            said = getattr(problem, "verify_message", "") or problem.reason or str(problem)
            hint = "SSL_CERT_FILE names a file of further authorities; there is no way to trust a server that none of them vouches for"
            raise EnvironmentProblem(f"the connection is not safe: {said}", address, hint) from problem
        except http.client.HTTPException as problem:
            if isinstance(problem, _DROPPED):
                raise
            self.close()
            raise EnvironmentProblem(
                f"the server does not speak HTTP: {problem!r}"[:200], address, "check the address and the port"
            ) from problem
        except OSError as problem:
            if isinstance(problem, ConnectionError):
                raise
            self.close()
            raise _unreachable(address, problem) from problem
        except LimitReached:
            self.close()
            raise
        found = {name.lower(): value for name, value in reply.headers.items()}
        challenges = reply.headers.get_all("WWW-Authenticate") or []
        # A server may offer several ways; without one that is known here, the first stands for all.
        known = [each for each in challenges if each.lower().startswith(("digest", "basic"))]
        if challenges:
            found["www-authenticate"] = sorted(known or challenges, key=lambda each: not each.lower().startswith("digest"))[0]
        return Reply(reply.status, found, data, address)

    def _connection(self, parts: SplitResult, seconds: float) -> http.client.HTTPConnection:
        key = parts.scheme, parts.netloc
        found = self._open.get(key)
        if found is None:
            assert parts.hostname is not None
            limit = min(seconds, 30.0) if seconds else 30.0
            if parts.scheme == "https":
                context = ssl.create_default_context()
                found = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=limit, context=context)
            else:
                found = http.client.HTTPConnection(parts.hostname, parts.port, timeout=limit)
            self._open[key] = found
        return found

    def _refusal(self, reply: Reply) -> Refused:
        """The error of a reply with a status of 400 or more."""
        names = self.credentials.variables
        status, where = reply.status, reply.address.partition("?")[0]
        if status in {401, 403}:
            given = self.credentials.user or self.credentials.token
            what = f"the server refuses the {'credentials' if given else 'request: it wants credentials'} ({status})"
            return Refused(status, what, where, f"set {names}_USER and {names}_PASSWORD, or {names}_TOKEN, in the environment")
        said = said_in(reply)
        hint = "the server is busy or has a fault: run the same command again later" if status >= 500 or status == 429 else None
        return Refused(status, f"the server answered {status}" + (f": {said}" if said else ""), where, hint)


@contextmanager
def _ended(sock: socket.socket, seconds: float) -> Iterator[None]:
    """End a connection after some time, whatever comes in meanwhile: a server that sends a byte now and then is never silent.

    Args:
        sock: its socket.
        seconds: the time; 0 for none.

    Raises:
        TimeoutError: it was ended.
    """
    over = threading.Event()

    def end() -> None:
        over.set()
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    if seconds:
        timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException) as problem:
        if over.is_set():
            raise TimeoutError from problem
        raise
    finally:
        timer.cancel()
    if over.is_set():  # the end of a reply without a length looks the same
        raise TimeoutError


def _read(reply: http.client.HTTPResponse, most: int, address: str) -> bytes:
    """The body of a reply, of at most so many bytes; 0 for any number.

    Raises:
        LimitReached: it is larger.
        http.client.IncompleteRead: the connection was dropped before its end, which the reply itself does not report in all cases.
    """
    pieces: list[bytes] = []
    size = 0
    while piece := reply.read(1 << 20):
        pieces.append(piece)
        size += len(piece)
        if most and size > most:
            raise _too_large(address)
    if reply.length:
        raise http.client.IncompleteRead(b"", reply.length)
    return b"".join(pieces)


def said_in(reply: Reply) -> str:
    """The first words of the body of an error, without tags and control characters."""
    text = re.sub(
        r"<(?:style|script).*?</(?:style|script)>|<[^>]{0,200}>", " ", reply.body[:20_000].decode("utf-8", "replace"), flags=re.DOTALL
    )
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:300]


def _unreachable(address: str, problem: Exception) -> EnvironmentProblem:
    refused = isinstance(problem, ConnectionRefusedError)
    said = getattr(problem, "strerror", None) or ("the connection was dropped" if isinstance(problem, _DROPPED) else str(problem))
    what = "no server answers" if refused else f"the server cannot be reached: {said}"
    return EnvironmentProblem(what, _origin(address), "check the address, and that the server runs; then run the same command again")


def _too_large(address: str) -> LimitReached:
    megabytes = setting("endpoint_megabytes")
    hint = "narrow the question, or raise the limit with the environment variable KG_ENDPOINT_MEGABYTES (0 for none)"
    return LimitReached(f"the reply of the server has more than {megabytes:,} megabytes", address.partition("?")[0], hint)


def _unpacked(data: bytes, most: int, address: str) -> bytes:
    import zlib

    try:
        engine = zlib.decompressobj(31)
        found = engine.decompress(data, most + 1 if most else 0)
    except zlib.error as problem:
        raise EnvironmentProblem("the reply of the server is damaged", address.partition("?")[0], "run the same command again") from problem
    if most and len(found) > most:
        raise _too_large(address)
    if not engine.eof:
        raise http.client.IncompleteRead(b"")
    return found


def _origin(address: str) -> str:
    parts = checked(address)
    return f"{parts.scheme}://{parts.netloc}/"


def _pause(number: int) -> float:
    """The seconds before the next try: twice as long each time."""
    return min(0.25 * float(2**number), _LONGEST_PAUSE)


def _asked_pause(text: str | None) -> float:
    """The seconds that a server asks for; 0 if it does not, or asks for a date.

    >>> _asked_pause("3"), _asked_pause("86400"), _asked_pause(None)
    (3.0, 60.0, 0.0)
    """
    return min(float(text), _LONGEST_PAUSE) if text is not None and text.isdecimal() else 0.0


def _digest(challenge: str, method: str, parts: SplitResult, user: str, password: str, count: int) -> str:
    """The header Authorization for a digest challenge (RFC 7616), with MD5 or SHA-256 and ``qop=auth``."""
    try:
        asked = parse_keqv_list(parse_http_list(challenge.partition(" ")[2]))
        f"{user}{asked}".encode("latin-1")
    except (ValueError, IndexError) as problem:  # of a user whose name a header cannot hold, or of a challenge that is none
        what = (
            "the name of the user cannot be sent"
            if not user.isascii()
            else "the server asks for credentials in a form that is not known here"
        )
        raise EnvironmentProblem(what, _origin(parts.geturl())) from problem
    name = asked.get("algorithm", "MD5").upper()
    if name not in {"MD5", "SHA-256"} or "auth" not in asked.get("qop", "auth").replace(" ", "").split(","):
        raise EnvironmentProblem(f"the server wants a form of authentication that is not known here: {name}", _origin(parts.geturl()))

    def hashed(text: str) -> str:
        return hashlib.new(name.replace("-", ""), text.encode(), usedforsecurity=False).hexdigest()

    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    nonce, own = asked.get("nonce", ""), secrets.token_hex(8)
    first, second = hashed(f"{user}:{asked.get('realm', '')}:{password}"), hashed(f"{method}:{target}")
    middle = f":{count:08x}:{own}:auth" if "qop" in asked else ""
    fields = [
        f'username="{_quoted(user)}"',
        f'realm="{_quoted(asked.get("realm", ""))}"',
        f'nonce="{_quoted(nonce)}"',
        f'uri="{target}"',
        f"algorithm={name}",
        f'response="{hashed(f"{first}:{nonce}{middle}:{second}")}"',
    ]
    if "opaque" in asked:
        fields.append(f'opaque="{_quoted(asked["opaque"])}"')
    if middle:
        fields.append(f'qop=auth, nc={count:08x}, cnonce="{own}"')
    return "Digest " + ", ".join(fields)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
