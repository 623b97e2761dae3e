"""Signals that must not end the server, and those that end it only after draining."""

import http.client
import signal
import socket
import time

from hidden import write
from server import Server, scratch_folder
from tally import check, equal
from wire import Client

IGNORED = [signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2]
LARGE = 16 << 20


def other_signals_end_nothing():
    """SIGHUP, SIGUSR1 and SIGUSR2"""
    with scratch_folder() as folder:
        write(folder, {"good.md": "# Good\n"})
        for number in IGNORED:
            with Server(folder) as server:
                server.process.send_signal(number)
                time.sleep(0.2)
                equal(f"after {number.name} the server runs", server.process.poll(), None)
                if server.process.poll() is None:
                    equal(f"after {number.name} it answers", Client(server.base).get("/api/v1/posts/good").status, 200)


def sigquit_drains():
    """SIGQUIT"""
    with scratch_folder() as folder:
        write(folder, {"good.md": "# Good\n", "large.bin": bytes(LARGE)})
        with Server(folder, "--shutdown-delay", "0") as server, socket.socket() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.settimeout(30)
            slow.connect(Client(server.base).address)
            slow.sendall(b"GET /assets/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
            response = http.client.HTTPResponse(slow)
            response.begin()
            received = len(response.read(10_000))
            server.process.send_signal(signal.SIGQUIT)
            time.sleep(0.5)
            equal("after SIGQUIT the server completes a response that is being read", server.process.poll(), None)
            try:
                received += len(response.read())
            except (http.client.IncompleteRead, ConnectionError) as error:
                received += len(getattr(error, "partial", b""))
            check("the client receives all of it", received == LARGE, f"{received} of {LARGE} bytes")
            equal("SIGQUIT: exit code", server.wait(30), 0)


SECTIONS = [other_signals_end_nothing, sigquit_drains]
