"""A signal stops the server, and no request in progress is aborted."""

import collections
import contextlib
import http.client
import json
import signal
import socket
import threading
import time
import urllib.parse

from server import Server, scratch_folder
from tally import check, equal, note, sections

POSTS, PARAGRAPH = 90, "A paragraph that makes the answer large. 让回答变大的一段文字。\n\n"
TARGET = "/api/v1/posts?limit=100&include=html,markdown,text"
DELAY = 2
THREADS, ROUNDS = 6, 3


def write(folder):
    for number in range(POSTS):
        (folder / f"post-{number:02}.md").write_text(
            f"---\ntitle: Post {number}\ndate: 2024-01-01\n---\n" + PARAGRAPH * 700, "utf-8")


def write_one(folder):
    (folder / "one.md").write_text("---\ntitle: One\n---\nx\n")


def connect(server, small=False):
    parts = urllib.parse.urlsplit(server.base)
    connection = socket.socket(socket.AF_INET)
    if small:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(60)
    connection.connect((parts.hostname, parts.port))
    return connection


def request(connection, target):
    connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\n\r\n".encode())


def answer(connection, target):
    """Sends a request and reads the whole response: its status, whether it is the last one of the connection, its body."""
    request(connection, target)
    response = http.client.HTTPResponse(connection)
    response.begin()
    body = response.read()
    return response.status, response.headers.get("Connection") == "close", body


def is_refused_soon(server):
    """Waits until new connections are refused; returns whether they are."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with connect(server) as late:
                answer(late, "/api/v1/site")
        except ConnectionRefusedError:
            return True
    return False


def it_goes_on_for_the_delay():
    """The delay after SIGTERM"""
    with scratch_folder() as folder:
        write_one(folder)
        with Server(folder, "--shutdown-delay", str(DELAY)) as server, connect(server) as idle:
            equal("before the signal a connection stays open", answer(idle, "/readyz")[:2], (200, False))
            server.process.send_signal(signal.SIGTERM)
            status = 200
            while status == 200:
                with connect(server) as fresh:
                    status, last, body = answer(fresh, "/readyz")
            equal("then it is not ready, and reports that on a new connection", (status, last), (503, True))
            check("with the reason", "shutting down" in json.loads(body)["detail"], body)
            equal("an open connection gets its last response", answer(idle, "/api/v1/site")[:2], (200, True))
            equal("and closed", idle.recv(1), b"")
            with connect(server) as fresh:
                equal("it is alive", answer(fresh, "/healthz")[:2], (200, True))
            check("then new connections are refused", is_refused_soon(server))
            equal("exit code", server.wait(30), 0)


def a_slow_reader_gets_all():
    """A slow reader"""
    for number in (signal.SIGTERM, signal.SIGINT):
        with scratch_folder() as folder:
            write(folder)
            with Server(folder, "--shutdown-delay", "1", "--max-answer", "64MiB") as server, connect(server, small=True) as slow:
                request(slow, TARGET)
                response = http.client.HTTPResponse(slow)
                response.begin()
                length = int(response.headers["Content-Length"])
                body = response.read(10_000)
                server.process.send_signal(number)
                began = time.monotonic()
                check(f"{number.name}: new connections are refused eventually", is_refused_soon(server))
                check(f"{number.name}: the server waits for the open request", server.process.poll() is None)
                while part := response.read(200_000):
                    body += part
                    time.sleep(0.02)
                note(f"{number.name}: {len(body) / 1e6:.1f} MB read, {time.monotonic() - began:.1f} s after the signal")
                equal(f"{number.name}: the open request gets its complete response", len(body), length)
                equal(f"{number.name}: and whole", len(json.loads(body)["data"]), POSTS)
                equal(f"{number.name}: exit code", server.wait(30), 0)


class Client(threading.Thread):
    """Repeats requests, each on a new connection or on one that is kept alive, until no connection can be
    opened. Every request that was sent on a connection must get a response."""

    def __init__(self, server, kept):
        super().__init__(daemon=True)
        self.server, self.kept = server, kept
        self.counts, self.failures = collections.Counter(), []

    def run(self):
        while True:
            try:
                connection = connect(self.server)
            except ConnectionRefusedError:
                return
            with connection:
                last = False
                while not last:
                    try:
                        status, last, _ = answer(connection, "/api/v1/posts?include=html")
                    except (OSError, http.client.HTTPException) as error:
                        self.failures.append(repr(error))
                        return
                    self.counts[status, last] += 1
                    last = last or not self.kept


def under_load():
    """SIGTERM under load"""
    for _ in range(ROUNDS):
        with scratch_folder() as folder:
            write_one(folder)
            with Server(folder, "--shutdown-delay", "1") as server:
                clients = [Client(server, kept) for kept in [True, False] * (THREADS // 2)]
                for client in clients:
                    client.start()
                while not all(client.counts for client in clients):
                    time.sleep(0.01)
                server.process.send_signal(signal.SIGTERM)
                equal("exit code", server.wait(60), 0)
                for client in clients:
                    client.join(60)
                counts = sum((client.counts for client in clients), collections.Counter())
                note(", ".join(f"{n} × {status}{' and closed' if last else ''}" for (status, last), n in counts.items()))
                equal("every request that was sent gets a response", [x for client in clients for x in client.failures], [])
                equal("without an error", {status for status, _ in counts}, {200})
                check("also after the signal", counts[200, True] > THREADS, counts)


def an_idle_connection_holds_nothing():
    """Idle connections"""
    with scratch_folder() as folder:
        write_one(folder)
        with Server(folder) as server, contextlib.ExitStack() as stack:
            idle = [stack.enter_context(connect(server)) for _ in range(20)]
            for connection in idle[:10]:
                answer(connection, "/api/v1/posts")
            idle[-1].sendall(b"GET /api/v1/po")
            began = time.monotonic()
            equal("with idle connections the server exits with 0", server.end(timeout=45), 0)
            seconds = time.monotonic() - began
            note(f"exited {seconds:.1f} s after the signal")
            check("and within 40 s", seconds < 40, seconds)


def without_a_delay_at_once():
    """No connections and no delay"""
    for number, delay in [(signal.SIGTERM, "0"), (signal.SIGINT, "60")]:
        with scratch_folder() as folder:
            with Server(folder, "--shutdown-delay", delay) as server:
                began = time.monotonic()
                equal(f"{number.name}: without connections the server exits with 0", server.end(number, timeout=30), 0)
                check("and immediately", time.monotonic() - began < 3, time.monotonic() - began)


def a_second_signal_ends_the_delay():
    """A second signal"""
    for second in (signal.SIGTERM, signal.SIGINT):
        with scratch_folder() as folder:
            with Server(folder, "--shutdown-delay", "60") as server:
                server.process.send_signal(signal.SIGTERM)
                status = 200
                while status == 200:
                    with connect(server) as fresh:
                        status, _, _ = answer(fresh, "/readyz")
                equal(f"{second.name} ends the delay", server.end(second, timeout=30), 0)


sections(it_goes_on_for_the_delay, a_slow_reader_gets_all, under_load, an_idle_connection_holds_nothing,
         without_a_delay_at_once, a_second_signal_ends_the_delay)
