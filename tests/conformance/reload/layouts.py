"""How files change on real machines."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

from answers import Reader
from server import BINARY, OUT, Server, command, environment, scratch_folder
from tally import check, equal, note

PATIENCE = 20


def until(name, condition, patience=PATIENCE):
    """Waits until a condition holds, and records whether it did."""
    deadline = time.monotonic() + patience
    while True:
        found = condition()
        if found or time.monotonic() > deadline:
            return check(name, found, "it never did")
        time.sleep(0.005)


def title(reader, slug):
    status, _, body = reader.get(f"/api/v1/posts/{slug}")
    return json.loads(body)["data"]["title"] if status == 200 else status


def total(reader):
    return json.loads(reader.get("/api/v1/posts?limit=0")[2])["meta"]["pagination"]["total"]


def post(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# {text}\n\nwords\n")


def config_map():
    """A ConfigMap of Kubernetes: links to a hidden folder, which is replaced by a link"""
    with scratch_folder() as scratch:
        mount = scratch / "mount"
        post(mount / "..2026_1" / "a.md", "One")
        (mount / "..data").symlink_to("..2026_1")
        (mount / "a.md").symlink_to("..data/a.md")
        with Server(mount) as server:
            reader = Reader(server.base)
            equal("ConfigMap: a post is served", title(reader, "a"), "One")
            for number in range(2, 5):
                post(mount / f"..2026_{number}" / "a.md", f"Version {number}")
                (mount / "..data_tmp").symlink_to(f"..2026_{number}")
                (mount / "..data_tmp").rename(mount / "..data")
                shutil.rmtree(mount / f"..2026_{number - 1}")
                until(f"ConfigMap: version {number} is served", lambda: title(reader, "a") == f"Version {number}")


def git_sync():
    """git-sync: the content folder is below a link that is switched"""
    with scratch_folder() as scratch:
        for number in (1, 2, 3):
            post(scratch / "worktrees" / str(number) / "posts" / "a.md", f"Commit {number}")
        (scratch / "current").symlink_to("worktrees/1")
        with Server(scratch / "current" / "posts") as server:
            reader = Reader(server.base)
            for number in (2, 3, 2):
                (scratch / "next").symlink_to(f"worktrees/{number}")
                (scratch / "next").rename(scratch / "current")
                until(f"git-sync: commit {number} is served", lambda: title(reader, "a") == f"Commit {number}")
            post(scratch / "worktrees" / "2" / "posts" / "a.md", "Edited")
            until("git-sync: a file behind the link is watched", lambda: title(reader, "a") == "Edited")


def editors():
    """Editors save by writing, by renaming, and with a backup"""
    with scratch_folder() as scratch:
        file = scratch / "content" / "a.md"
        post(file, "Zero")
        with Server(scratch / "content") as server:
            reader = Reader(server.base)
            post(file, "Written")
            until("editor: a file is written in place", lambda: title(reader, "a") == "Written")
            post(file.with_name(".a.md.swp"), "Renamed")
            file.with_name(".a.md.swp").rename(file)
            until("editor: a new file replaces it", lambda: title(reader, "a") == "Renamed")
            file.rename(file.with_name("a.md~"))
            post(file, "With backup")
            file.with_name("a.md~").unlink()
            until("editor: the old file is kept while the new one is written", lambda: title(reader, "a") == "With backup")
            # Equal sizes within one tick of the clock of a file system.
            for number in range(10, 40):
                post(file, f"Number {number}")
            until("editor: the last of many writes of one size is served", lambda: title(reader, "a") == "Number 39")
            for number in range(20):
                post(scratch / "content" / f"new{number}" / "deep" / "b.md", f"Deep {number}")
            until("editor: folders that are made and filled at once are found", lambda: total(reader) >= 2)


def vanishing():
    """A folder that vanishes, is emptied or loses most of its posts is not believed at once"""
    with scratch_folder() as scratch:
        content = scratch / "content"
        for number in range(40):
            post(content / f"p{number}.md", f"Post {number}")
        with Server(content, "--scan-interval", "1") as server:
            reader = Reader(server.base)
            content.rename(scratch / "away")
            until("vanished: readiness says degraded", lambda: b"degraded" in reader.get("/readyz")[2])
            equal("vanished: the old content is served", total(reader), 40)
            (scratch / "away").rename(content)
            until("vanished: it is ready again after its return", lambda: b"degraded" not in reader.get("/readyz")[2])
            post(content / "p1.md", "Changed after the return")
            until("vanished: changes are seen after the return", lambda: title(reader, "p1") == "Changed after the return")
            for number in range(2, 40):
                (content / f"p{number}.md").unlink()
            equal("emptied: the old content is served at first", total(reader), 40)
            until("emptied: a second scan that agrees is believed", lambda: total(reader) == 2, 60)
        equal("vanished: the server ended", server.process.poll() is not None, True)


def invalid():
    """A file that turns bad keeps its last good version, across a restart, or goes"""
    with scratch_folder() as scratch:
        content, state = scratch / "content", scratch / "state"
        post(content / "a.md", "Good")
        post(content / "b.md", "Other")
        flags = ("--state-dir", str(state))
        bad = "---\ntitle: [\n---\nx\n"
        with Server(content, *flags) as server:
            reader = Reader(server.base)
            (content / "a.md").write_text(bad)
            post(content / "b.md", "Later")
            until("invalid: a later change is served", lambda: title(reader, "b") == "Later")
            equal("invalid: the last good version is served", title(reader, "a"), "Good")
            equal("invalid: the exit code is 0", server.end(), 0)
        with Server(content, *flags) as server:
            reader = Reader(server.base)
            equal("invalid: the last good version survives a restart", title(reader, "a"), "Good")
            post(content / "a.md", "Mended")
            until("invalid: the mended file is served", lambda: title(reader, "a") == "Mended")
        with Server(content, "--on-invalid", "remove") as server:
            reader = Reader(server.base)
            (content / "a.md").write_text(bad)
            until("invalid: with on_invalid = remove the post goes", lambda: title(reader, "a") == 404)


def checkout():
    """20,000 files change at once"""
    with scratch_folder() as scratch:
        content = scratch / "content"
        for number in range(20_000):
            folder = content / f"d{number % 100}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"p{number}.md").write_bytes(b"# First\n\nversion\n")
        with Server(content, timeout=120) as server:
            reader = Reader(server.base)
            for number in range(20_000):
                (content / f"d{number % 100}" / f"p{number}.md").write_bytes(b"# Second\n\nversion two\n")
            until("checkout: the last file is served", lambda: title(reader, "p19999") == "Second", 120)
            until("checkout: the first file is served", lambda: title(reader, "p0") == "Second", 120)
            found = lambda: json.loads(reader.get("/api/v1/search?q=%22version+two%22&limit=1")[2])
            until("checkout: all are found", lambda: found()["meta"]["pagination"]["total"] == 20_000, 120)
            equal("checkout: the exit code is 0", server.end(), 0)


def on_request():
    """Without watching, SIGHUP reloads, and with polling no event is needed"""
    with scratch_folder() as scratch:
        post(scratch / "content" / "a.md", "One")
        # A file that was written a moment before it was read is read once more.
        time.sleep(2.5)
        with Server(scratch / "content", "--no-watch") as server:
            reader = Reader(server.base)
            post(scratch / "content" / "a.md", "Two")
            time.sleep(0.5)
            equal("SIGHUP: nothing changes before it", title(reader, "a"), "One")
            server.process.send_signal(signal.SIGHUP)
            until("SIGHUP: the change is served after it", lambda: title(reader, "a") == "Two")
        with Server(scratch / "content", "--watch=poll") as server:
            reader = Reader(server.base)
            post(scratch / "content" / "a.md", "Three")
            until("polling: a change is served", lambda: title(reader, "a") == "Three")


def limits():
    """Too few watches: the server polls, and says so once"""
    with scratch_folder() as scratch:
        for number in range(200):
            post(scratch / "content" / f"d{number}" / f"p{number}.md", "One")
        # A user namespace has limits of its own.
        script = 'echo 100 > /proc/sys/user/max_inotify_watches && exec "$@"'
        arguments = [BINARY, "serve", str(scratch / "content"), "--listen", "127.0.0.1:0"]
        process = subprocess.Popen(["unshare", "-Ur", "sh", "-c", script, "sh", *arguments], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=OUT, env=environment())
        with process:
            first = process.stdout.readline()
            if not first:
                return note("limits of inotify were not checked: user namespaces are not available")
            reader = Reader(first.removeprefix("listening on ").strip())
            post(scratch / "content" / "d150" / "p150.md", "Two")
            until("limits: a change is served", lambda: title(reader, "p150") == "Two")
            process.terminate()
            log = process.communicate()[1]
        said = [line for line in log.splitlines() if "poll" in line]
        equal("limits: the log says once that it polls", len(said), 1)


def full_disk():
    """A full disk or an unwritable folder for state does no harm"""
    with scratch_folder() as scratch:
        content, state = scratch / "content", scratch / "state"
        post(content / "a.md", "Good")
        state.mkdir()
        mounted = os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", state]).returncode == 0
        if not mounted:
            note("a full disk was not checked: no file system can be mounted")
            state.rmdir()
            state.write_text("a file, not a folder")
        try:
            if mounted:
                with contextlib.suppress(OSError):
                    (state / "filler").write_bytes(b"x" * 8192)
            with Server(content, "--state-dir", str(state)) as server:
                reader = Reader(server.base)
                (content / "a.md").write_text("---\ntitle: [\n---\n" + "x" * 10_000)
                post(content / "b.md", "New")
                until("full disk: changes are served", lambda: title(reader, "b") == "New")
                equal("full disk: the last good version is served", title(reader, "a"), "Good")
                check("full disk: the log says so", any("state" in line for line in server.stderr), "".join(server.stderr[-5:]))
                equal("full disk: the exit code is 0", server.end(), 0)
        finally:
            if mounted:
                subprocess.run(["umount", state], check=False)


SECTIONS = (config_map, git_sync, editors, vanishing, invalid, checkout, on_request, limits, full_disk)
