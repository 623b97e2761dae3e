"""Varnish, nginx and Caddy in front of Inkstone, with the files in deploy/, and purging by name."""

import contextlib
import signal
import sys

import closed
import content
import edges
import expired
import fresh
import programs
import purging
import stale
from server import scratch_folder
from tally import sections
from witness import Witness

# Running programs are stopped when this one exits.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


@contextlib.contextmanager
def before(start, service, folder):
    """A proxy in front of a server, with a witness in between."""
    witness = Witness(service.base)
    try:
        with start(folder, witness) as front:
            yield front
    finally:
        witness.stop()


def varnish():
    """Varnish"""
    with before(programs.varnish, steady, scratch / "varnish-steady") as front:
        fresh.all_of("Varnish", front)
        fresh.unlike_requests(front)
        purging.all_of(front)
        closed.all_of("Varnish", front)
    with before(programs.varnish, brief, scratch / "varnish-brief") as front:
        expired.all_of("Varnish", front, 500)
        purging.after_revalidation(front, expired.POST, "post:bloom-filter")


def nginx():
    """nginx"""
    with before(programs.nginx, steady, scratch / "nginx-steady") as front:
        fresh.all_of("nginx", front)
    with before(programs.nginx, steady, scratch / "nginx-edge") as front:
        edges.all_of("nginx", front)
        edges.redirected(front)
        closed.all_of("nginx", front)
    with before(programs.nginx, brief, scratch / "nginx-brief") as front:
        expired.all_of("nginx", front, 200)


def caddy():
    """Caddy"""
    with before(programs.caddy, steady, scratch / "caddy") as front:
        edges.all_of("Caddy", front)
        closed.all_of("Caddy", front)
    with before(programs.varnish, steady, scratch / "varnish-inner") as inner:
        with programs.caddy(scratch / "caddy-outer", inner.client) as front:
            edges.before_varnish(front, inner)


def purges():
    """Changes"""
    stale.all_of()


with scratch_folder() as scratch:
    content.write(scratch / "posts")
    with content.steady(scratch / "posts") as steady, content.brief(scratch / "posts") as brief:
        sections(varnish, nginx, caddy, purges)
