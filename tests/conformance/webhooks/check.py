"""Messages of `inkstone webhook test` and of a server, verified by the library of Standard Webhooks."""

import base64
import contextlib
import http.server
import json
import os
import queue
import re
import threading
import time
import urllib.request

from server import Server, command, scratch_folder
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from tally import check, equal, note, sections

OLD, NEW = ("whsec_" + base64.b64encode(os.urandom(size)).decode() for size in (24, 64))
ID = re.compile(r"^msg_[A-Za-z0-9_-]{22}$")
WAIT = 60


class Receiver:
    """An endpoint on this machine. It keeps each request and answers with the next of the given responses."""

    def __init__(self, *responses):
        self.requests = queue.Queue()
        waiting = list(responses)
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.requests.put((self.path, dict(self.headers), body))
                status, headers = waiting.pop(0) if waiting else (204, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?key=s3cret"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self):
        return self.requests.get(timeout=WAIT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def flags(*urls, secrets=(OLD,), private=True):
    return [*(["--webhook-url", ",".join(urls)] if urls else []),
            *(["--webhook-secret", ",".join(secrets)] if secrets else []),
            f"--webhook-allow-private={str(private).lower()}"]


def is_signed(secret, headers, body):
    """Whether the library accepts a message, and refuses it with another body."""
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    try:
        Webhook(secret).verify(body + b" ", headers)
    except WebhookVerificationError:
        return True
    return False


def a_test_message():
    """`inkstone webhook test`"""
    with Receiver() as receiver:
        ran = command("webhook", "test", receiver.url, *flags(secrets=(OLD, NEW)))
        equal("a message that is accepted: exit code", ran.returncode, 0)
        path, headers, body = receiver.next()
        equal("it is sent to the whole URL", path, "/hook?key=s3cret")
        for name, secret in (("first", OLD), ("second", NEW)):
            check(f"it is signed with the {name} secret", is_signed(secret, headers, body), headers)
        other = "whsec_" + base64.b64encode(os.urandom(24)).decode()
        check("and with no other", not is_signed(other, headers, body))
        message = json.loads(body)
        equal("its members", sorted(message), ["data", "timestamp", "type"])
        equal("its type", message["type"], "webhook.test")
        equal("its media type", headers.get("content-type"), "application/json")
        check("its id", ID.match(headers["webhook-id"]), headers["webhook-id"])
        check("its time is now", abs(int(headers["webhook-timestamp"]) - time.time()) < WAIT, headers)
        printed = ran.stdout.decode()
        check("the status is printed", "204" in printed and headers["webhook-id"] in printed, printed)
        check("the key in the URL and the secrets are not", not re.search("s3cret|whsec_[A-Za-z0-9+/]", printed), printed)
        command("webhook", "test", receiver.url, *flags())
        check("another message has another id", receiver.next()[1]["webhook-id"] != headers["webhook-id"])


def failures():
    """Receivers that do not accept"""
    with Receiver() as target:
        responses = [(500, {}), (410, {}), (307, {"location": target.url}), (302, {"location": target.url})]
        for status, extra in responses:
            with Receiver((status, extra)) as receiver:
                ran = command("webhook", "test", receiver.url, *flags())
                equal(f"{status}: exit code", ran.returncode, 1)
                check(f"{status} is printed", str(status) in ran.stdout.decode(), ran.stdout.decode())
        check("no redirect was followed", target.requests.empty())
        accepted_and_not = command("webhook", "test", *flags(target.url, "http://127.0.0.1:9/"))
        equal("one of two: exit code", accepted_and_not.returncode, 1)
        check("the other one got it", target.next())


def settings():
    """Settings that are refused"""
    with Receiver() as receiver:
        for name, arguments in [
            ("a private address", flags(receiver.url, private=False)),
            ("this machine by name", flags(receiver.url.replace("127.0.0.1", "localhost"), private=False)),
            ("this machine as a mapped address", flags("https://[::ffff:127.0.0.1]/", private=False)),
            ("a metadata service", flags("https://169.254.169.254/", private=False)),
            ("plain HTTP", flags("http://hooks.example/", private=False)),
            ("no secret", flags(receiver.url, secrets=())),
            ("a short secret", flags(receiver.url, secrets=("whsec_c2hvcnQ=",))),
            ("no URL", flags()),
            ("no http URL", flags("ftp://hooks.example/")),
        ]:
            ran = command("webhook", "test", *arguments)
            equal(f"{name}: exit code", ran.returncode, 2)
            check(f"{name}: the reason", b"webhook" in ran.stderr and b"s3cret" not in ran.stderr, ran.stderr)
        check("nothing was sent", receiver.requests.empty())


def write(folder, slug, text):
    """Saves a post as editors do."""
    new = folder / f".{slug}.tmp"
    new.write_text(f"---\ntitle: {slug}\ndate: 2024-01-01\n---\n{text}\n", "utf-8")
    new.rename(folder / f"{slug}.md")


def manifest(server):
    with urllib.request.urlopen(f"{server.base}/api/v1/manifest", timeout=WAIT) as response:
        return json.load(response)["meta"]["syncToken"]


def metrics(server):
    with urllib.request.urlopen(f"{server.base}/metrics", timeout=WAIT) as response:
        return response.read().decode()


def changes_of_content():
    """Two servers with the same content"""
    if b"--watch" not in command("serve", "--help").stdout:
        note("this binary does not reload content, so no change was made")
        return
    with scratch_folder() as folder, Receiver((500, {})) as first, Receiver() as second, contextlib.ExitStack() as stack:
        write(folder, "a", "one")
        servers = [stack.enter_context(Server(folder, "--watch", *flags(receiver.url))) for receiver in (first, second)]
        before = manifest(servers[0])
        write(folder, "a", "two")
        _, failed, failed_body = first.next()
        _, retried, body = first.next()
        _, replica, replica_body = second.next()
        for name, headers, sent in (("first", failed, failed_body), ("retried", retried, body),
                                    ("other", replica, replica_body)):
            check(f"the {name} message is signed", is_signed(OLD, headers, sent), headers)
        equal("a retry has the same id", retried["webhook-id"], failed["webhook-id"])
        equal("a retry has the same body", body, failed_body)
        check("a retry has another timestamp", retried["webhook-timestamp"] > failed["webhook-timestamp"])
        equal("another server sends the same id", replica["webhook-id"], retried["webhook-id"])
        message, data = json.loads(body), json.loads(body)["data"]
        equal("the type of the message", message["type"], "content.changed")
        equal("both servers send the same data", json.loads(replica_body)["data"], data)
        equal("the token before", data["previous"], before)
        equal("the token after", data["token"], manifest(servers[0]))
        equal("the changes", [(change["op"], change["slug"]) for change in data["changes"]], [("upsert", "a")])
        write(folder, "draft", "x")
        (folder / "draft.md").write_text("---\ntitle: d\ndraft: true\n---\nx\n", "utf-8")
        (folder / "a.md").unlink()
        _, _, body = second.next()
        while "a" not in [change["slug"] for change in json.loads(body)["data"]["changes"]]:
            _, _, body = second.next()
        check("a deletion is told", {"op": "delete", "slug": "a", "lang": "en"} in json.loads(body)["data"]["changes"], body)
        name = first.url.split("/")[2]
        found = metrics(servers[0])
        for sample in (f'inkstone_webhook_deliveries_total{{endpoint="{name}",result="rejected"}} 1',
                       f'inkstone_webhook_disabled{{endpoint="{name}"}} 0'):
            check(f"metrics: {sample}", sample in found, found)
        for server in servers:
            equal("the server ends", server.end(), 0)


if __name__ == "__main__":
    sections(a_test_message, failures, settings, changes_of_content)
