"""Pipelined requests of clients that read nothing, and of clients that read."""

import asyncio
import os
import pathlib
import socket
import time

from client import address, ask, quantile, read_answer, request
from tally import check, equal, note

CLIENTS = 100
REQUESTS = 5_000
# A connection has buffers for reading and for writing. Nothing a client sends makes them larger.
MOST_KIB = 256


def resident_kib(process):
    pages = int(pathlib.Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**10


def cpu_seconds(process):
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def connect(base):
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(address(base))
    return connection


async def send_all(loop, connection, data, seconds):
    """Sends as much as the server takes."""
    try:
        async with asyncio.timeout(seconds):
            await loop.sock_sendall(connection, data)
    except (TimeoutError, OSError):
        pass


async def send_silently(server, count, data, seconds=3):
    """Opens connections that send and read nothing."""
    loop, connections = asyncio.get_running_loop(), []
    for _ in range(count):
        connection = connect(server.base)
        connection.setblocking(False)
        connections.append(connection)
    await asyncio.gather(*(send_all(loop, connection, data, seconds) for connection in connections))
    return connections


async def nobody_reads(server):
    """Many clients that send pipelines and read nothing."""
    process = server.process.pid
    before = resident_kib(process)
    peak, statuses, times = before, set(), []

    async def watch():
        nonlocal peak
        while True:
            status, *_, seconds = await ask(server.base, "/api/v1/posts/post-0001", timeout=60)
            statuses.add(status)
            times.append(seconds)
            peak = max(peak, resident_kib(process))
            await asyncio.sleep(0.05)

    watching = asyncio.create_task(watch())
    connections = await send_silently(server, CLIENTS, request("/healthz") * REQUESTS)
    await asyncio.sleep(4)
    watching.cancel()
    peak = max(peak, resident_kib(process))
    each = (peak - before) / CLIENTS
    note(f"{CLIENTS} clients that send {REQUESTS} pipelined requests and read nothing: {before / 1024:.0f} MiB before, "
         f"{peak / 1024:.0f} MiB at most, {each:.0f} KiB each")
    check(f"a pipeline that nobody reads takes less than {MOST_KIB} KiB", each < MOST_KIB, f"{each:.0f} KiB")
    equal("and other clients are served", statuses, {200})
    note(f"meanwhile another client waits {quantile(times, 0.5) * 1000:.1f} ms, at most {max(times, default=9) * 1000:.0f} ms")
    for connection in connections:
        connection.close()


async def one_client_does_not_read(server):
    """One client that sends half a MB and reads nothing."""
    connections = await send_silently(server, 1, request("/healthz") * 13_000)
    await asyncio.sleep(1)
    begun = cpu_seconds(server.process.pid)
    await asyncio.sleep(3)
    used = cpu_seconds(server.process.pid) - begun
    note(f"while 13,000 requests of one client wait, the process uses {100 * used / 3:.0f} % of a core")
    check("and no worker spins", used < 0.5, f"{used:.2f} s of processor time in 3 s")
    connections[0].settimeout(10)
    received = await asyncio.to_thread(count_statuses, connections[0], 13_000)
    equal("once the client reads, it has every response", received, 13_000)
    connections[0].close()


def count_statuses(connection, expected):
    """Reads until a number of responses has come, or nothing more does."""
    count, tail = 0, b""
    mark = b"HTTP/1.1 200"
    while count < expected:
        try:
            data = connection.recv(1 << 16)
        except TimeoutError:
            break
        if not data:
            break
        count += (tail + data).count(mark)
        tail = (tail + data)[-(len(mark) - 1):]
    return count


async def everybody_reads(server):
    """Clients that send long pipelines and read the responses."""
    async def one(target, *lines):
        reader, writer = await asyncio.open_connection(*address(server.base))
        writer.write(request(target, *lines) * REQUESTS)
        statuses = [(await read_answer(reader))[0] for _ in range(REQUESTS)]
        writer.close()
        return statuses

    began = time.monotonic()
    async with asyncio.timeout(60):
        # A head of 400 bytes each, two MB in all.
        answered = await asyncio.gather(one("/healthz"), one("/api/v1/posts/post-0001", "X-Padding: " + "x" * 350))
    for statuses in answered:
        equal(f"a client that reads has {REQUESTS} responses to {REQUESTS} requests",
              (len(statuses), set(statuses)), (REQUESTS, {200}))
    note(f"two pipelines of {REQUESTS} requests are answered in {time.monotonic() - began:.1f} s")


async def large_heads(server):
    """Heads that are as large as they may be, and never end."""
    before = resident_kib(server.process.pid)
    head = b"GET / HTTP/1.1\r\nHost: a\r\n" + (b"X-A: " + b"x" * 990 + b"\r\n") * 46
    connections = await send_silently(server, CLIENTS, head)
    await asyncio.sleep(0.5)
    each = (resident_kib(server.process.pid) - before) / CLIENTS
    note(f"{CLIENTS} heads of {len(head) // 1024} KiB that do not end: {each:.0f} KiB each")
    check(f"a head that does not end takes less than {MOST_KIB} KiB", each < MOST_KIB, f"{each:.0f} KiB")
    for connection in connections:
        connection.close()
