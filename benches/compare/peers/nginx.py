"""nginx with ready files, from the page cache: the headers of a static file, or the headers of Inkstone's responses."""

import os
import shutil
import subprocess
import tempfile
import pathlib

from process import Missing, Process, free_port

CONFIGURATION = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_requests 100000000;
    open_file_cache max=1000 inactive=1h;
    open_file_cache_valid 1h;
    etag on;
    default_type application/json;
    client_body_temp_path {folder}/tmp; proxy_temp_path {folder}/tmp; fastcgi_temp_path {folder}/tmp;
    uwsgi_temp_path {folder}/tmp; scgi_temp_path {folder}/tmp;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/www;
        {headers}
    }}
}}
"""

# The headers that nginx copies from Inkstone's responses; it sends Date, ETag, Last-Modified and Content-Length itself.
COPIED = ["cache-control", "vary", "x-content-type-options", "access-control-allow-origin", "link", "x-total-count",
          "access-control-expose-headers", "timing-allow-origin", "content-language", "x-robots-tag",
          "cross-origin-resource-policy"]


def copied_headers(headers):
    """Returns the directives that make nginx send the headers of a response."""
    copied = [f"add_header {name} '{headers[name]}';" for name in COPIED if name in headers]
    own = ["add_header x-request-id $request_id;", 'add_header server-timing "app;dur=$request_time";']
    return "\n        ".join(copied + own)


def program():
    found = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if not found:
        raise Missing("nginx is not installed (apt-get install nginx-light)")
    return found


class Nginx:
    """A server for files that are put into it."""

    def __init__(self, name="nginx", headers=""):
        nginx = program()
        self.name = name
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="inkstone-compare-"))
        # The worker has another user if nginx is started by root.
        os.chmod(self.folder, 0o755)
        for name in ("tmp", "www"):
            (self.folder / name).mkdir()
        (self.folder / "www/ready").touch()
        port = free_port()
        file = self.folder / "nginx.conf"
        file.write_text(CONFIGURATION.format(folder=self.folder, port=port, headers=headers))
        self.process = Process([nginx, "-e", self.folder / "error.log", "-c", file], port)
        self.seconds_to_answer = self.process.wait_for("/ready")

    def put(self, name, body):
        """Makes a file of a new name, because open files are kept, and returns its target."""
        (self.folder / "www" / name).write_bytes(body)
        return f"/{name}"

    def end(self):
        self.process.end()
        shutil.rmtree(self.folder)


def version():
    run = subprocess.run([program(), "-v"], capture_output=True, text=True, check=True)
    return run.stderr.strip().removeprefix("nginx version: ").replace("/", " ")
