"""Requests after the last response of a connection, and white space in `Host`."""

import re
import socket
import time

from hidden import write
from server import Server, scratch_folder
from tally import check, equal
from wire import Client

NEXT = b"GET /api/v1/site HTTP/1.1\r\nHost: localhost\r\n\r\n"
# The heads of requests after whose response the server closes the connection, with the status.
LAST = {
    "`Connection: close`": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 200),
    "`Connection: close` in a list": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: x, Close\r\n\r\n", 200),
    "HTTP/1.0": (b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n", 200),
    "a 413 for its length": (b"POST /api/v1/posts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10737418240\r\n\r\n", 413),
    # The response does not wait for the body, which turns out to be longer than what is read and dropped.
    "a chunked body over 64 KiB": (
        b"POST /api/v1/posts HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"20000\r\n" + b"x" * 0x20000 + b"\r\n0\r\n\r\n", 405),
}
HOSTS = [b"local host", b"local\thost", b"localhost :80", b"localhost: 80", b"localhost\t80"]


def exchange(base, pieces):
    """Sends pieces and reads until the connection is closed: the statuses of the responses."""
    received = b""
    with socket.create_connection(Client(base).address, timeout=5) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.02 if len(pieces) > 1 else 0)
            while data := connection.recv(1 << 16):
                received += data
        except OSError:
            pass
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", received)]


def nothing_follows_the_last_response():
    """Requests after the last response of a connection"""
    with scratch_folder() as folder:
        write(folder, {"good.md": "# Good\n"})
        with Server(folder) as server:
            for name, (head, status) in LAST.items():
                whole = exchange(server.base, [head + NEXT * 3])
                equal(f"a request after {name} is not answered", whole, [status])
            head, status = LAST["`Connection: close`"]
            found = exchange(server.base, [head[:20], head[20:] + NEXT[:10], NEXT[10:] + NEXT])
            equal("nor if it comes in pieces", found, [status])
            short = (b"POST /api/v1/posts HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                     b"2\r\nxx\r\n0\r\n\r\n")
            equal("requests after a short chunked body are", exchange(server.base, [short + NEXT + head]), [405, 200, status])
            equal("requests before it are", exchange(server.base, [NEXT * 3 + head + NEXT]), [200, 200, 200, 200])
            hosts = {host: exchange(server.base, [b"GET /healthz HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n"])
                     for host in HOSTS}
            accepted = [host for host, statuses in hosts.items() if statuses != [400]]
            check("white space in `Host` is 400", not accepted, accepted)
            around = exchange(server.base, [b"GET /healthz HTTP/1.1\r\nHost: \tlocalhost \r\nConnection: close\r\n\r\n"])
            equal("white space around its value is not part of it", around, [200])


SECTIONS = [nothing_follows_the_last_response]
