"""Sits between a cache and Inkstone, forwards everything, and records what the cache has requested."""

import contextlib
import http.server
import socket
import threading

from ports import free_port
from wire import Client

# Headers of the connection rather than the message, and those that both ends write themselves.
OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}

# Timeout for expected events, in seconds.
PATIENCE = 30


class Seen:
    """One request of the cache, and the status of the response."""

    def __init__(self, method, target, headers):
        self.method, self.target, self.headers, self.status = method, target, headers, None

    def __repr__(self):
        return f"{self.method} {self.target} {dict(self.headers)} -> {self.status}"


class Witness:
    """Listens on its own port in front of a server."""

    def __init__(self, base):
        self.service = Client(base)
        self.port = free_port()
        self.seen, self.connections = [], 0
        self.fails = False
        self._open = threading.Event()
        self._open.set()
        self._changed = threading.Condition()
        self._sockets = set()
        self.start()

    def start(self):
        self._listener = _Listener(("127.0.0.1", self.port), _handler(self))
        threading.Thread(target=self._listener.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        """Stops like a process that has exited: connections are reset and new ones refused."""
        self._listener.shutdown()
        self._listener.server_close()
        for connection in list(self._sockets):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def holding(self):
        """Holds all requests except health checks until `release` is called or the block ends."""
        self._open.clear()
        try:
            yield
        finally:
            self.release()

    def release(self):
        """Forwards the requests that are held."""
        self._open.set()

    @contextlib.contextmanager
    def failing(self):
        """Responds with 500 meanwhile."""
        self.fails = True
        try:
            yield
        finally:
            self.fails = False

    def asked(self, target):
        """The requests for a target, oldest first."""
        return [seen for seen in list(self.seen) if seen.target == target]

    def wait(self, holds):
        """Waits until a condition on the recorded requests holds; returns whether it did in time."""
        with self._changed:
            return self._changed.wait_for(holds, PATIENCE)

    def _note(self, change):
        with self._changed:
            change()
            self._changed.notify_all()

    def _answer(self, handler):
        seen = Seen(handler.command, handler.path, handler.headers)
        is_check = seen.target == "/healthz"
        if not is_check:
            self._note(lambda: self.seen.append(seen))
            self._open.wait(PATIENCE)
        if self.fails and not is_check:
            status, headers, body = 500, [("Content-Type", "text/plain")], b"out of order"
        else:
            sent = {name: value for name, value in seen.headers.items() if name.lower() not in OF_THE_CONNECTION}
            answer = self.service.send(seen.method, seen.target.encode("latin-1"), sent)
            status, headers, body = answer.status, answer.headers.items(), answer.body
        handler.reply(status, headers, body)
        self._note(lambda: setattr(seen, "status", status))


class _Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A cache may close a connection at any time."""


def _handler(witness):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self):
            super().setup()
            witness.connections += 1
            witness._sockets.add(self.connection)

        def finish(self):
            witness._sockets.discard(self.connection)
            super().finish()

        def reply(self, status, headers, body):
            self.send_response_only(status)
            length = None
            for name, value in headers:
                if name.lower() == "content-length":
                    length = value
                elif name.lower() not in OF_THE_CONNECTION:
                    self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", length if self.command == "HEAD" and length else str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            witness._answer(self)

        do_HEAD = do_OPTIONS = do_POST = do_GET

        def log_message(self, *_):
            pass

    return Handler
