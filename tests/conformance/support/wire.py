"""HTTP/1.1 over a plain socket: sends exactly the given bytes."""

import http.client
import json
import re
import socket
import urllib.parse

# General faults of responses; `offences` is evaluated once at the end.
offences = {"X-Request-Id": [], "X-Content-Type-Options": [], "Content-Type": [], "problem": [], "5xx": []}
answers = 0


class Answer:
    """One complete response."""

    def __init__(self, method, target, response, body):
        self.method, self.target = method, target
        self.status, self.headers, self.body = response.status, response.headers, body
        self.type = (self.headers.get("Content-Type") or "").split(";")[0].strip().lower()

    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def links(self):
        """The Link header as {rel: target}."""
        header = ", ".join(self.headers.get_all("Link") or [])
        return {rel: target for target, rel in re.findall(r'<([^>]*)>\s*;\s*rel="?([a-z]+)"?', header)}

    def __repr__(self):
        return f"{self.method} {self.target[:200]} -> {self.status} {self.type} {self.body[:600]!r}"


class Client:
    """A client of one server."""

    def __init__(self, base):
        self.base = base
        parts = urllib.parse.urlsplit(base)
        self.address = (parts.hostname, parts.port)

    def send(self, method, target, headers=None, timeout=30):
        """Sends one request on a new connection. `target` is ASCII text or bytes."""
        raw = target if isinstance(target, bytes) else target.encode("ascii")
        lines = [method.encode() + b" " + raw + b" HTTP/1.1", b"Host: localhost", b"Connection: close"]
        for name, value in (headers or {}).items():
            lines.append(f"{name}: {value}".encode("latin-1"))
        with socket.create_connection(self.address, timeout=timeout) as connection:
            connection.settimeout(timeout)
            connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n")
            response = http.client.HTTPResponse(connection, method=method)
            response.begin()
            body = response.read()
        answer = Answer(method, raw.decode("latin-1"), response, body)
        _inspect(answer)
        return answer

    def get(self, path, query=None, headers=None):
        return self.send("GET", url(path, query), headers)


def url(path, query=None):
    """A percent-encoded path, with a query from pairs or a mapping of strings."""
    target = urllib.parse.quote(path, safe="/%?=&,:+-._~@*")
    if query:
        pairs = query.items() if isinstance(query, dict) else query
        target += "?" + urllib.parse.urlencode([(k, str(v)) for k, v in pairs], quote_via=urllib.parse.quote)
    return target


def segment(text):
    """One path segment, percent-encoded."""
    return urllib.parse.quote(text, safe="-._~")


def _inspect(answer):
    global answers
    answers += 1
    headers = answer.headers
    if not headers.get("X-Request-Id"):
        offences["X-Request-Id"].append(answer)
    if (headers.get("X-Content-Type-Options") or "").lower() != "nosniff":
        offences["X-Content-Type-Options"].append(answer)
    if answer.body and not answer.type:
        offences["Content-Type"].append(answer)
    if answer.status >= 500:
        offences["5xx"].append(answer)
    if answer.status >= 400 and answer.method != "HEAD":
        wrong = problem_faults(answer)
        if wrong:
            offences["problem"].append((answer, wrong))


def problem_faults(answer):
    """What an error response lacks of RFC 9457 and the contract; empty if it is correct."""
    if answer.type != "application/problem+json":
        return f"content type {answer.type!r}"
    try:
        problem = answer.json()
    except ValueError as error:
        return f"no JSON: {error}"
    for key, kind in {"type": str, "title": str, "status": int, "detail": str, "instance": str, "code": str,
                      "requestId": str, "errors": list}.items():
        if not isinstance(problem.get(key), kind):
            return f"{key} is {problem.get(key)!r}"
    if problem["status"] != answer.status:
        return f"status {problem['status']} in the body of a {answer.status}"
    if problem["requestId"] != answer.headers.get("X-Request-Id"):
        return "requestId differs from X-Request-Id"
    for error in problem["errors"]:
        for key in ("in", "name", "code", "message"):
            if not isinstance(error.get(key), str):
                return f"errors[].{key} is {error.get(key)!r}"
        if "value" not in error:
            return "errors[].value is not there"
    return None
