"""The contract over HTTP, line by line, on three folders of posts.

Expected values come from the contract and from the files on disk, never from the server.
"""

import os

import errors
import fixture
import lists
import protocol
import single
import wire
from posts_on_disk import public, read_posts
from server import ROOT, Server, scratch_folder
from tally import check, note, sections

SHARED = ROOT.parent / "shared" / "posts"


class Site:
    """A server and the posts it should serve."""

    def __init__(self, name, base, folder):
        self.name = name
        self.client = wire.Client(base)
        self.posts = public(read_posts(folder))


def over_the_sample_posts():
    """The sample posts"""
    site = Site("posts/", os.environ["BASE"], ROOT / "posts")
    check("posts/ holds at least twelve posts", len(site.posts) >= 12, len(site.posts))
    run(site, lists.SECTIONS + single.SECTIONS + protocol.SECTIONS + errors.SECTIONS)


def over_the_posts_next_door():
    """The posts next to the checkout"""
    if not SHARED.is_dir():
        note("skipped: there is no ../shared/posts")
        return
    with Server(SHARED) as server:
        site = Site("../shared/posts", server.base, SHARED)
        run(site, lists.SECTIONS + single.SECTIONS)
        if (SHARED / "python-memory-management.md").is_file():
            run(site, [single.python_memory_management])


def over_posts_in_every_notation():
    """A folder of posts in every notation"""
    with scratch_folder() as folder:
        fixture.write(folder)
        with Server(folder) as server:
            client = wire.Client(server.base)
            for section in fixture.SECTIONS:
                guarded(section, client)


def run(site, parts):
    for section in parts:
        guarded(section, site)


def guarded(section, argument):
    """Runs a section; if it fails with an exception, the others still run."""
    name = getattr(argument, "name", "fixture")
    try:
        section(argument)
    except Exception as error:
        frame = error.__traceback__
        while frame.tb_next:
            frame = frame.tb_next
        check(f"{name}: {section.__doc__.strip().splitlines()[0]} (exception)", False,
              f"{type(error).__name__}: {error} at {frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}")


def on_every_answer():
    """Every response"""
    for header in ("X-Request-Id", "X-Content-Type-Options", "Content-Type"):
        found = wire.offences[header]
        check(f"{header} is correct in all {wire.answers} responses", not found, "\n".join(map(repr, found[:8])))
    found = wire.offences["problem"]
    check("every error is problem+json as in the contract", not found,
          "\n".join(f"{wrong}: {answer!r}" for answer, wrong in found[:12]))
    found = wire.offences["5xx"]
    check("no response is a server error", not found, "\n".join(map(repr, found[:8])))


sections(over_the_sample_posts, over_the_posts_next_door, over_posts_in_every_notation, on_every_answer)
