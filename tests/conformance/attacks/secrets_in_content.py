"""Files in the content folder that are never served, whatever their names."""

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import time

from hidden import TOKEN, write
from server import BINARY, Server, environment, scratch_folder
from tally import check, equal, note
from wire import Client

SECRET = "nobody-may-read-this"
FILES = {
    ".env": SECRET, ".env.production": SECRET, "prod.env": SECRET, "_config.yml": SECRET, "_config.yml.bak": SECRET,
    "package.json": SECRET, "blog/package.json": SECRET, "Gemfile": SECRET, "config.toml": SECRET,
    "rsa.txt": f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n", "pkcs8.bin": f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n",
    "openssh": f"-----BEGIN OPENSSH PRIVATE KEY-----\n{SECRET}\n", "putty.dat": f"PuTTY-User-Key-File-3: {SECRET}\n",
    "late.txt": f"\ufeff\r\n\n-----BEGIN EC PRIVATE KEY-----\n{SECRET}\n",
}


def secrets_are_not_assets():
    """Secrets in the content folder"""
    with scratch_folder() as folder:
        write(folder, {**FILES, "good.md": "# Good\n", "settings.txt": f'preview_token = "{TOKEN}"\n', "open.txt": "public",
                       "certificate.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"})
        os.symlink("settings.txt", folder / "link.txt")
        os.link(folder / "settings.txt", folder / "hard.txt")
        with Server(folder, "--config", str(folder / "settings.txt")) as server:
            client = Client(server.base)
            answers = {path: client.get(f"/assets/{path}") for path in ["settings.txt", "link.txt", "hard.txt", *FILES]}
            served = [path for path, answer in answers.items() if answer.status != 404]
            check("settings, `.env` files, private keys and files of a site's project are 404", not served,
                  f"{len(served)} of {len(answers)} are served: {served}")
            leaks = [path for path, answer in answers.items() if SECRET in answer.text or TOKEN in answer.text]
            equal("no response has a secret", leaks, [])
            others = [client.get(f"/assets/{path}").status for path in ("open.txt", "certificate.pem")]
            equal("other files are served", others, [200, 200])
            check("the log has no secret", not any(SECRET in line or TOKEN in line for line in server.stderr))


def the_tls_key_is_not_an_asset():
    """The TLS key in the content folder, under another name"""
    if not shutil.which("openssl"):
        return note("without openssl, the key of a server with TLS is not tried")
    with scratch_folder() as folder:
        write(folder, {"good.md": "# Good\n", "open.txt": "public"})
        certificate, key = folder / "certificate.txt", folder / "notes.txt"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2",
                        "-keyout", key, "-out", certificate], check=True, capture_output=True)
        # Text before the key, so that only the settings name it as one.
        key.write_text(f"A note about the key.\n{key.read_text()}")
        process = subprocess.Popen(
            [BINARY, "serve", folder, "--listen", "127.0.0.1:0", "--tls-certificate", certificate, "--tls-key", key],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder, env=environment(),
            text=True)
        with process:
            try:
                port = int(process.stdout.readline().rsplit(":", 1)[1])
                statuses = {path: tls_status(port, f"/assets/{path}") for path in ("open.txt", "notes.txt")}
                equal("the key of a server with TLS is 404", statuses, {"open.txt": 200, "notes.txt": 404})
            finally:
                process.kill()


def tls_status(port, target):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        with trusting.wrap_socket(plain) as connection:
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            head, deadline = b"", time.monotonic() + 10
            while b"\r\n" not in head and time.monotonic() < deadline:
                head += connection.recv(4096)
            return int(head.split(b" ")[1])
    return None


SECTIONS = [secrets_are_not_assets, the_tls_key_is_not_an_asset]
