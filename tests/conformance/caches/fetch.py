"""Sends requests to proxies: over plain sockets, or over TLS with curl, which supports HTTP/2."""

import email.parser
import http.client
import subprocess
import tempfile
import time

PATIENCE = 40


class Fetched:
    """One response."""

    def __init__(self, status, headers, body, version):
        self.status, self.headers, self.body, self.version = status, headers, body, version

    def header(self, name):
        return self.headers.get(name) or ""

    @property
    def cache(self):
        return self.header("X-Cache-Status")

    def __repr__(self):
        return f"{self.status} HTTP/{self.version} {self.headers.items()} {self.body[:200]!r}"


class Plain:
    """HTTP/1.1 without TLS. A request has only the given headers, and `Host`."""

    def __init__(self, port):
        self.port = port

    def fetch(self, target, headers=None, method="GET", source="127.0.0.1"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, PATIENCE, source_address=(source, 0))
        try:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": "localhost", **(headers or {})}.items():
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            return Fetched(response.status, response.headers, response.read(), "1.1")
        finally:
            connection.close()


class Curl:
    """HTTP/2, or another `version`, over TLS with a verified certificate."""

    def __init__(self, base, certificate):
        self.base, self.certificate = base, certificate

    def wait(self, target):
        """Waits until there is any response."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.fetch(target)
            except RuntimeError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def fetch(self, target, headers=None, method="GET", version="--http2"):
        flags = [version, "--cacert", str(self.certificate), "--max-time", str(PATIENCE), "--path-as-is"]
        flags += ["--head"] if method == "HEAD" else ["--request", method]
        # `-H 'Accept:'` removes a default header of curl.
        for name, value in {"Accept": None, "User-Agent": None, **(headers or {})}.items():
            flags += ["--header", f"{name}:" if value is None else f"{name}: {value}"]
        with tempfile.NamedTemporaryFile() as head, tempfile.NamedTemporaryFile() as body:
            run = subprocess.run(
                ["curl", "--silent", "--show-error", "--globoff", *flags, "--dump-header", head.name, "--output",
                 body.name, "--write-out", "%{http_code} %{http_version}", self.base + target],
                capture_output=True, text=True, stdin=subprocess.DEVNULL)
            if run.returncode:
                raise RuntimeError(f"curl {target}: {run.stderr.strip()}")
            status, version = run.stdout.split()
            last = head.read().decode("latin-1").strip().split("\r\n\r\n")[-1]
            parsed = email.parser.Parser().parsestr(last.partition("\r\n")[2], headersonly=True)
            return Fetched(int(status), parsed, body.read() if method != "HEAD" else b"", version)
