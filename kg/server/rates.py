"""How often a client may ask: a bucket of tokens for each, which fills with time."""

from __future__ import annotations

from collections import OrderedDict
from ipaddress import IPv6Address

_MOST_CLIENTS = 10_000
"""Of this many clients the buckets are kept; the one that asked least recently is forgotten first, and has a full bucket again."""


def whole(address: str) -> str:
    """What counts as one client: an address of IPv4, or the network of 64 bits that one user of IPv6 has.

    >>> whole("192.0.2.1"), whole("2001:db8::1:2:3:4"), whole("::ffff:192.0.2.1")
    ('192.0.2.1', '2001:db8::', '192.0.2.1')
    """
    if ":" not in address:
        return address
    try:
        found = IPv6Address(address)
    except ValueError:  # whatever a proxy has sent
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> 64 << 64))


class Rates:
    """Counts the requests of each client.

    Args:
        a_minute: the number of requests in a minute, which may also come all at once; 0 for no limit.

    >>> rates = Rates(60)
    >>> all(rates.allows("127.0.0.1", 0.0) for _ in range(60)), rates.allows("127.0.0.1", 0.0), rates.allows("127.0.0.1", 1.0)
    (True, False, True)
    """

    def __init__(self, a_minute: int) -> None:
        self._most = a_minute
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, client: str, now: float) -> bool:
        """Whether a client may ask now, which is counted.

        Args:
            client: its address.
            now: the time in seconds, of a clock that never goes back.
        """
        if not self._most:
            return True
        left, since = self._buckets.pop(client, (float(self._most), now))
        left = min(self._most, left + (now - since) * self._most / 60)
        allowed = left >= 1
        self._buckets[client] = (left - 1 if allowed else left, now)
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return allowed
