"""A signal ends the server, and nothing that was under way is cut."""

import http.client
import json
import signal
import socket
import time
import urllib.parse

from server import Server, scratch_folder
from tally import check, equal, note, sections

POSTS, PARAGRAPH = 90, "A paragraph that makes the answer large. 让回答变大的一段文字。\n\n"
TARGET = "/api/v1/posts?limit=100&include=html,markdown,text"


def write(folder):
    for number in range(POSTS):
        (folder / f"post-{number:02}.md").write_text(
            f"---\ntitle: Post {number}\ndate: 2024-01-01\n---\n" + PARAGRAPH * 700, "utf-8")


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


def a_slow_reader_gets_all():
    """A slow reader"""
    for number in (signal.SIGTERM, signal.SIGINT):
        with scratch_folder() as folder:
            write(folder)
            with Server(folder) as server, connect(server, small=True) as slow:
                request(slow, TARGET)
                response = http.client.HTTPResponse(slow)
                response.begin()
                length = int(response.headers["Content-Length"])
                body = response.read(10_000)
                server.process.send_signal(number)
                began = time.monotonic()
                time.sleep(1.5)
                check(f"{number.name}: the server waits for the open request", server.process.poll() is None)
                refused = False
                try:
                    with connect(server) as late:
                        late.settimeout(3)
                        request(late, "/api/v1/site")
                        refused = late.recv(1) == b""
                except OSError:
                    refused = True
                check(f"{number.name}: new connections are not answered meanwhile", refused)
                while part := response.read(200_000):
                    body += part
                    time.sleep(0.02)
                note(f"{number.name}: {len(body) / 1e6:.1f} MB read, {time.monotonic() - began:.1f} s after the signal")
                equal(f"{number.name}: the open request is answered to its last byte", len(body), length)
                equal(f"{number.name}: and whole", len(json.loads(body)["data"]), POSTS)
                equal(f"{number.name}: exit code", server.wait(30), 0)


def an_idle_connection_holds_nothing():
    """Idle connections"""
    with scratch_folder() as folder:
        (folder / "one.md").write_text("---\ntitle: One\n---\nx\n")
        with Server(folder) as server:
            idle = [connect(server) for _ in range(20)]
            for connection in idle[:10]:
                request(connection, "/api/v1/posts")
                connection.recv(65536)
            idle[-1].sendall(b"GET /api/v1/po")
            began = time.monotonic()
            equal("with idle connections open the server ends with 0", server.end(timeout=45), 0)
            seconds = time.monotonic() - began
            note(f"ended {seconds:.1f} s after the signal")
            check("and within 40 s", seconds < 40, seconds)
            for connection in idle:
                connection.close()


def without_connections_at_once():
    """No connections"""
    with scratch_folder() as folder:
        with Server(folder) as server:
            began = time.monotonic()
            equal("without connections the server ends with 0", server.end(timeout=30), 0)
            check("and at once", time.monotonic() - began < 3, time.monotonic() - began)


sections(a_slow_reader_gets_all, an_idle_connection_holds_nothing, without_connections_at_once)
