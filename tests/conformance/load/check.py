"""Load and faults on loopback: what keeps working, what is rejected and how, and how soon the server recovers.

Prints the figures of docs/reliability.md as notes. Times are reported, not checked. The checks are that every request
gets a response or a proper error, that no resources are leaked, and that the server continues.
"""

import asyncio
import contextlib
import functools
import os
import pathlib
import random
import resource
import signal
import socket
import sys
import time

import pipelines
from client import address, ask, in_parts, is_problem, quantile, read_answer, request, vanish
from server import Server, scratch_folder
from tally import check, equal, note, sections

SECONDS = float(os.environ.get("CONFORMANCE_OVERLOAD_SECONDS", "60"))
WORDS = "所有权 借用 生命周期 并发 异步 内存 缓存 索引 分词 编译 ownership borrow lifetime async memory cache index parser".split()


def write_posts(folder, count, paragraphs):
    """Posts with words to search for, the same ones each time."""
    draw = random.Random(20261124)
    for number in range(count):
        lines = "\n\n".join(" ".join(draw.choices(WORDS, k=40)) for _ in range(paragraphs))
        (folder / f"post-{number:04}.md").write_text(
            f"---\ntitle: 第 {number} 篇 {draw.choice(WORDS)}\ndate: 2024-01-01\ntags: [{draw.choice(WORDS)}]\n---\n\n{lines}\n", "utf-8")


def open_files(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def resident_mib(server):
    pages = int(pathlib.Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def to_its_end(coroutine):
    """Makes a section of a coroutine function."""
    @functools.wraps(coroutine)
    def part():
        asyncio.run(coroutine())
    return part


@contextlib.contextmanager
def serving(count, paragraphs, *flags, **options):
    """A server with posts."""
    with scratch_folder() as folder:
        write_posts(folder, count, paragraphs)
        with Server(folder, *flags, **options) as server:
            yield server


async def others_are_answered(server, meanwhile):
    """New clients, whatever else is going on."""
    statuses = {(await ask(server.base, "/api/v1/posts/post-0001"))[0] for _ in range(50)}
    equal(f"others are served while {meanwhile}", statuses, {200})


async def connections_end(server, name):
    """Waits until only the server's own files are open; returns how long that took."""
    gone = await until(lambda: open_files(server) <= 100, 30)
    check(name, gone is not None, lambda: f"{open_files(server)} open files")
    return gone


async def until(holds, seconds):
    """Waits until a condition holds; returns how long that took, or `None` if it never does."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if holds():
            return time.monotonic() - began
        await asyncio.sleep(0.1)
    return None


@to_its_end
async def ten_thousand_idle_connections():
    """Ten thousand idle connections"""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # The server reserves a second file for each connection.
    count = min(10_000, hard // 2 - 500)
    if count < 9_000:
        check("this machine allows 9,000 connections", False, f"at most {hard} open files")
        return
    with serving(20, 2) as server:
        before = resident_mib(server)

        async def open_one(_):
            reader, writer = await asyncio.open_connection(*address(server.base))
            writer.write(request("/api/v1/posts?limit=1"))
            status, _, _ = await read_answer(reader)
            return reader, writer, status

        began = time.monotonic()
        connections = await in_parts(count, 500, open_one)
        equal(f"every one of {count:,} connections gets a response", {status for *_, status in connections}, {200})
        note(f"{count:,} connections opened and served in {time.monotonic() - began:.1f} s; "
             f"{(resident_mib(server) - before) * 1024 / count:.1f} KiB of memory each")
        times = [await ask(server.base, "/api/v1/posts/post-0001") for _ in range(200)]
        equal("new clients are served meanwhile", {status for status, *_ in times}, {200})
        note(f"meanwhile a request takes {quantile([t for *_, t in times], 0.5) * 1000:.2f} ms, 99 of 100 below "
             f"{quantile([t for *_, t in times], 0.99) * 1000:.2f} ms")

        async def ask_again(number):
            reader, writer, _ = connections[number]
            writer.write(request("/api/v1/site"))
            return (await read_answer(reader))[0]

        equal("and every one of them is still usable", set(await in_parts(count, 500, ask_again)), {200})
        for _, writer, _ in connections:
            writer.close()
        await connections_end(server, "and all connections are closed")


@to_its_end
async def slow_writers():
    """Slow writers"""
    with serving(5, 1, "--header-timeout", "2") as server:
        async def drip(_):
            reader, writer = await asyncio.open_connection(*address(server.base))
            answer = asyncio.create_task(read_answer(reader))
            try:
                for byte in request("/api/v1/posts", "X-Slow: " + "x" * 200):
                    if answer.done():
                        break
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(0.2)
                return await asyncio.wait_for(answer, 20)
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                return None
            finally:
                answer.cancel()
                writer.close()

        dripping = asyncio.gather(*(drip(number) for number in range(500)))
        await asyncio.sleep(1)
        await others_are_answered(server, "500 clients send a byte at a time")
        told = [answer for answer in await dripping if answer]
        equal("each of them reads a response before the connection closes", len(told), 500)
        equal("which is 408", {status for status, *_ in told}, {408})
        check("and a problem as its body", told and all(is_problem(h, b, "request_timeout") for _, h, b in told))
        await connections_end(server, "and the connections are closed")


@to_its_end
async def slow_readers():
    """Slow readers"""
    with serving(100, 60, "--write-timeout", "3") as server:
        target = "/api/v1/posts?limit=100&include=html,markdown,text"
        _, _, body, _ = await ask(server.base, target)
        before = resident_mib(server)
        host, port = address(server.base)
        stuck = []
        for _ in range(200):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect((host, port))
            connection.sendall(request(target))
            stuck.append(connection)
        await asyncio.sleep(1)
        await others_are_answered(server, "200 clients read nothing")
        grown = resident_mib(server) - before
        note(f"200 clients that do not read, {len(body) / 2**20:.1f} MiB each: {grown:.0f} MiB more memory")
        check("unread responses are not buffered per connection", grown < 200 * len(body) / 2**20 / 2, grown)
        await connections_end(server, "and the connections are closed")
        for connection in stuck:
            connection.close()


@to_its_end
async def half_open_connections():
    """Half-open connections"""
    with serving(5, 1, "--keep-alive", "3") as server:
        connections = []
        for _ in range(1000):
            connection = socket.create_connection(address(server.base))
            connection.sendall(request("/api/v1/site"))
            connections.append(connection)
        for connection in connections:
            connection.recv(65536)
        check("1,000 connections are open", open_files(server) >= 1000, open_files(server))
        for connection in connections:
            vanish(connection)
        gone = await connections_end(server, "connections of clients that vanished are closed")
        note(f"dropped {gone or float('nan'):.1f} s after they vanished, with keep_alive = 3")


@to_its_end
async def twice_as_much_as_it_can_do():
    """Overload"""
    with serving(1500, 40, timeout=180) as server:
        draw = random.Random(7)

        def costly():
            words = "%20".join(draw.choices(["ownership", "borrow", "lifetime", "async", "memory", "cache"], k=3))
            # Each query is different, so that no response is cached.
            since = f"{draw.randrange(1900, 2000)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
            return f"/api/v1/search?q={words}&limit=100&dateFrom={since}"

        async def work(seconds):
            ended, done = time.monotonic() + seconds, 0
            while time.monotonic() < ended:
                status, *_ = await ask(server.base, costly())
                done += status == 200
            return done

        calm = [await ask(server.base, "/api/v1/posts?limit=5") for _ in range(100)]
        capacity = sum(await asyncio.gather(*(work(8) for _ in range(8)))) / 8
        note(f"capacity: {capacity:.0f} expensive searches/s")
        answers, began = [], time.monotonic()
        cheap, tasks, number = [], set(), 0

        async def one(target, into):
            sent = time.monotonic()
            try:
                status, headers, body, _ = await ask(server.base, target, timeout=60)
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                status, headers, body = type(error).__name__, {}, b""
            into.append((status, headers, body, time.monotonic() - sent))

        while time.monotonic() - began < SECONDS:
            due = int((time.monotonic() - began) * capacity * 2)
            while number < due:
                number += 1
                tasks.add(task := asyncio.create_task(one(costly(), answers)))
                task.add_done_callback(tasks.discard)
                if number % 20 == 0:
                    tasks.add(task := asyncio.create_task(one("/api/v1/posts?limit=5", cheap)))
                    task.add_done_callback(tasks.discard)
            await asyncio.sleep(0.005)
        overload_ended = time.monotonic()
        recovered = None
        while time.monotonic() - overload_ended < 60:
            status, *_ = await ask(server.base, costly(), timeout=60)
            if status == 200:
                recovered = time.monotonic() - overload_ended
                break
        await asyncio.gather(*tasks)
        statuses = {status: sum(1 for answer in answers if answer[0] == status) for status in {a[0] for a in answers}}
        good = [seconds for status, _, _, seconds in answers if status == 200]
        refused = [answer for answer in answers if answer[0] == 503]
        check("there are some of each kind: completed, rejected, cheap", good and refused and cheap, statuses)
        equal("at twice the capacity a request is completed or rejected, never lost", set(statuses) - {200, 503}, set())
        check("rejected requests have Retry-After",
              all(is_problem(h, b, "overloaded") and int(h["retry-after"]) >= 1 for _, h, b, _ in refused))
        equal("cheap requests are completed or rejected, too", {a[0] for a in cheap} - {200, 503}, set())
        check("the server recovers", recovered is not None)
        after = [await ask(server.base, "/api/v1/posts?limit=5") for _ in range(100)]
        equal("and requests succeed as before", {status for status, *_ in after}, {200})
        note(f"{len(answers)} requests in {SECONDS:.0f} s at twice the capacity: {len(good)} completed, "
             f"{100 * len(refused) / max(1, len(answers)):.0f} % rejected with 503, {len(good) / SECONDS:.0f}/s done")
        note(f"completed in {quantile(good, 0.5):.2f} s (99 of 100 below {quantile(good, 0.99):.2f} s); rejected in "
             f"{quantile([a[3] for a in refused], 0.5) * 1000:.0f} ms (99 of 100 below {quantile([a[3] for a in refused], 0.99) * 1000:.0f} ms)")
        note(f"recovered after {recovered if recovered is not None else float('nan'):.2f} s")
        for name, times in [("before", calm), ("after", after)]:
            note(f"a cheap request {name}: {quantile([t for *_, t in times], 0.5) * 1000:.2f} ms")
        cheap_times = [a[3] for a in cheap if a[0] == 200]
        note(f"a cheap request meanwhile: {quantile(cheap_times, 0.5) * 1000:.0f} ms, 99 of 100 below {quantile(cheap_times, 0.99) * 1000:.0f} ms, "
             f"{sum(1 for a in cheap if a[0] == 503)} of {len(cheap)} rejected")


@to_its_end
async def pipelined_requests():
    """Pipelines"""
    with serving(20, 2) as server:
        await ask(server.base, "/api/v1/posts/post-0001")
        await pipelines.nobody_reads(server)
        await connections_end(server, "and their connections are closed")
        await pipelines.one_client_does_not_read(server)
        await pipelines.large_heads(server)
        await connections_end(server, "and their connections are closed")
        await pipelines.everybody_reads(server)


@to_its_end
async def killed_and_started_again():
    """kill -9"""
    with scratch_folder() as folder:
        write_posts(folder, 500, 5)
        with Server(folder) as server:
            port = address(server.base)[1]
            _, headers, _, _ = await ask(server.base, "/api/v1/posts")
            idle = [socket.create_connection(address(server.base)) for _ in range(100)]
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
        began = time.monotonic()
        with Server(folder, listen=f"127.0.0.1:{port}") as server:
            started = time.monotonic() - began
            _, again, _, _ = await ask(server.base, "/api/v1/posts")
            equal("after kill -9 it listens on the same port immediately", address(server.base)[1], port)
            equal("and responds with the same ETag", again["etag"], headers["etag"])
            note(f"ready {started:.2f} s after the restart, including search (500 posts)")
        for connection in idle:
            connection.close()


PARTS = {
    "idle": ten_thousand_idle_connections,
    "writers": slow_writers,
    "readers": slow_readers,
    "half-open": half_open_connections,
    "overload": twice_as_much_as_it_can_do,
    "pipelines": pipelined_requests,
    "kill": killed_and_started_again,
}
chosen = sys.argv[1:] or list(PARTS)
sections(*(PARTS[name] for name in chosen))
