"""Starts Varnish, nginx and Caddy with the files in deploy/. Only addresses and paths are replaced, and it is an
error if one of them is not found."""

import os
import re
import subprocess
import time

from fetch import Curl, Plain
from ports import free_port, listens
from server import ROOT, environment

DEPLOY = ROOT / "deploy"
HOST = "api.example.org"


def replaced(name, *changes):
    """The text of a file in deploy/, with all occurrences of each pattern replaced."""
    text = (DEPLOY / name).read_text("utf-8")
    for pattern, value in changes:
        text, times = re.subn(pattern, value, text)
        if not times:
            raise RuntimeError(f"{name} has no {pattern}")
    return text


class Program:
    """A running program, stopped at the end. It is used once it listens on `port`."""

    def __init__(self, folder, name, port, *arguments, **extra):
        self.log = folder / f"{name}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([name, *map(str, arguments)], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, cwd=folder, env=environment(**extra))
        deadline = time.monotonic() + 60
        while not listens(port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.end()
                raise RuntimeError(f"{name} does not listen: {self.log.read_text(errors='replace')[-4000:]}")
            time.sleep(0.05)

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Front:
    """A program in front of a witness, and a client for it."""

    def __init__(self, witness, program, client):
        self.witness, self.program, self.client = witness, program, client

    def get(self, target, headers=None, method="GET", **options):
        return self.client.fetch(target, headers, method, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.end()


def varnish(folder, witness):
    """Varnish with deploy/varnish.vcl, started as described there."""
    folder.mkdir()
    port = free_port()
    vcl = folder / "varnish.vcl"
    vcl.write_text(replaced("varnish.vcl", (r'\.port = "8080"', f'.port = "{witness.port}"')), "utf-8")
    # Without a jail, the working directory can be anywhere.
    options = re.search(r"^# +varnishd (.+)$", vcl.read_text("utf-8"), re.M).group(1)
    options = options.replace("/etc/varnish/varnish.vcl", str(vcl)).replace(":6081", f"127.0.0.1:{port}")
    program = Program(folder, "varnishd", port, "-F", "-j", "none", "-n", folder / "work", *options.split())
    return Front(witness, program, Plain(port))


def nginx(folder, witness):
    """nginx with deploy/nginx.conf, inside a minimal configuration."""
    folder.mkdir()
    certificate, key = self_signed(folder)
    plain, port = free_port(), free_port()
    site = replaced(
        "nginx.conf",
        (r"(?m)^ *listen \[::\]:.*\n", ""),
        (r"listen 80;", f"listen 127.0.0.1:{plain};"),
        (r"listen 443", f"listen 127.0.0.1:{port}"),
        (re.escape(HOST) + r"(?=;)", "localhost"),
        (r"/etc/letsencrypt\S+/fullchain\.pem", str(certificate)),
        (r"/etc/letsencrypt\S+/privkey\.pem", str(key)),
        (r"/var/cache/inkstone", str(folder / "cache")),
        (r"127\.0\.0\.1:8080", f"127.0.0.1:{witness.port}"),
    )
    (folder / "inkstone.conf").write_text(site, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in
                        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    # Debian's configuration enables gzip.
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log stderr; worker_processes 2; events {{}}\n"
        f"http {{ access_log off; gzip on; {temporary} include {folder}/inkstone.conf; }}\n", "utf-8")
    program = Program(folder, "nginx", port, "-p", folder, "-c", folder / "nginx.conf", "-e", "stderr")
    front = Front(witness, program, Curl(f"https://localhost:{port}", certificate))
    front.plain = Plain(plain)
    return front


def caddy(folder, witness):
    """Caddy with deploy/Caddyfile, and with internal instead of public certificates."""
    folder.mkdir()
    port = free_port()
    site = replaced(
        "Caddyfile",
        (rf"(?m)^{re.escape(HOST)} \{{$", f"https://localhost:{port} {{\n\ttls internal"),
        (r"127\.0\.0\.1:8080", f"127.0.0.1:{witness.port}"),
    )
    (folder / "Caddyfile").write_text(
        "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n\tdefault_bind 127.0.0.1\n}\n" + site,
        "utf-8")
    program = Program(folder, "caddy", port, "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile",
                      HOME=str(folder), XDG_DATA_HOME=str(folder / "data"), XDG_CONFIG_HOME=str(folder / "config"))
    root = folder / "data/caddy/pki/authorities/local/root.crt"
    client = Curl(f"https://localhost:{port}", root)
    try:
        # It listens before it has a certificate.
        client.wait("/healthz")
    except RuntimeError:
        program.end()
        raise
    return Front(witness, program, client)


def self_signed(folder):
    """A certificate for localhost, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True)
    return certificate, key
