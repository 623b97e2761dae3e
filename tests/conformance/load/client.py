"""HTTP over plain sockets, for many connections at a time."""

import asyncio
import json
import socket
import time
import urllib.parse


def address(base):
    parts = urllib.parse.urlsplit(base)
    return parts.hostname, parts.port


def request(target, *lines):
    return "\r\n".join([f"GET {target} HTTP/1.1", "Host: localhost", *lines, "", ""]).encode()


async def read_answer(reader):
    """The status and the body of one response."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return int(lines[0].split(" ")[1]), headers, body


async def ask(base, target, *lines, timeout=30):
    """One request on a new connection: status, headers, body, seconds."""
    began = time.monotonic()
    async with asyncio.timeout(timeout):
        reader, writer = await asyncio.open_connection(*address(base))
        try:
            writer.write(request(target, "Connection: close", *lines))
            status, headers, body = await read_answer(reader)
        finally:
            writer.close()
    return status, headers, body, time.monotonic() - began


def is_problem(headers, body, code):
    """Whether a response is problem+json with this code."""
    return headers.get("content-type") == "application/problem+json" and json.loads(body)["code"] == code


async def in_parts(count, size, make):
    """Runs `make(number)` for every number, `size` of them at a time."""
    results = []
    for start in range(0, count, size):
        results += await asyncio.gather(*(make(number) for number in range(start, min(start + size, count))))
    return results


def vanish(connection):
    """Drops a connection without notifying the other side, like a phone that loses its network."""
    tcp_repair = 19
    connection.setsockopt(socket.IPPROTO_TCP, tcp_repair, 1)
    connection.close()


def quantile(numbers, share):
    """The value below which a share of the numbers lies."""
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
