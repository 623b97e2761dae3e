"""Bad content: each file has a defined result, and none affects another post."""

import codecs
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import time

from server import BINARY, Server, command, environment, scratch_folder
from tally import check, equal, note, sections
from wire import Client

GOOD = "---\ntitle: A good post\ndate: 2024-01-01\ntags: [good]\n---\n\nStill here.\n"
HEAD = "---\ntitle: T\ndate: 2024-01-01\n---\n"
BOMB = "---\ntitle: Bomb\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)) + "---\nx\n"

# Files that are rejected, each for its own reason.
BROKEN = {
    "unclosed-fence.md": "---\ntitle: Never closed\ndate: 2024-01-01\n\nBody.\n",
    "unclosed-toml.md": "+++\ntitle = \"Never closed\"\n\nBody.\n",
    "broken-yaml.md": "---\ntitle: [1, 2\ntags: }\n---\nx\n",
    "broken-toml.md": "+++\ntitle = \n+++\nx\n",
    "broken-json.md": "{\n  \"title\": \"x\",,\n}\nx\n",
    "list-as-front-matter.md": "---\n- a\n- b\n---\nx\n",
    "tags-map.md": "---\ntitle: T\ntags: {a: 1}\n---\nx\n",
    "title-list.md": "---\ntitle: [a, b]\n---\nx\n",
    "date-word.md": "---\ntitle: T\ndate: yesterday\n---\nx\n",
    "date-39.md": "---\ntitle: T\ndate: 2024-03-39\n---\nx\n",
    "date-feb-30.md": "---\ntitle: T\ndate: 2023-02-29\n---\nx\n",
    "slug-backslash.md": "---\ntitle: T\nslug: a\\b\n---\nx\n",
    "slug-dots.md": "---\ntitle: T\nslug: ..\n---\nx\n",
    "duplicate-key.md": "---\ntitle: T\ntitle: U\n---\nx\n",
    "lang.md": "---\ntitle: T\nlang: not a language!\n---\nx\n",
    "invalid-utf8.md": b"---\ntitle: T\n---\n\xff\xfe\xfa bytes \xc3\x28\n",
    "utf16.md": codecs.BOM_UTF16_LE + HEAD.encode("utf-16-le"),
    "utf16-be-without-bom.md": HEAD.encode("utf-16-be"),
    "nul.md": HEAD + "a\0b\n",
    "empty.md": "",
    "blank.md": " \n\n\t\n",
    "alias-bomb.md": BOMB,
    "yaml-depth.md": "---\ntitle: T\nx: " + "[" * 10_000 + "]" * 10_000 + "\n---\nx\n",
    "json-depth.md": "{\"title\": \"T\", \"x\": " + "[" * 10_000 + "]" * 10_000 + "}\nx\n",
    "toml-depth.md": "+++\nx = " + "[" * 10_000 + "]" * 10_000 + "\n+++\nx\n",
}
# Files that may be served or rejected with a diagnostic, but must not stall or break anything.
HEAVY = {
    "nested-quotes.md": HEAD + ">" * 10_000 + " deep\n",
    "nested-brackets.md": HEAD + "[" * 10_000 + "x" + "]" * 10_000 + "\n",
    "nested-lists.md": HEAD + "".join(" " * (2 * n) + "- x\n" for n in range(1500)),
    "nested-emphasis.md": HEAD + "*a **b " * 5_000 + "\n",
    "nested-images.md": HEAD + "![" * 10_000 + "\n",
    "backticks.md": HEAD + "".join("`" * n + " " for n in range(1, 600)) + "\n",
    "long-line.md": HEAD + "字" * 500_000 + "\n",
    "nested-html.md": HEAD + "<div>" * 10_000 + "\n",
    "many-tags.md": "---\ntitle: T\ntags: [" + ", ".join(f"t{n}" for n in range(10_000)) + "]\n---\nx\n",
}
SECONDS = 30


def write(folder, unreadable):
    """Fills a folder; returns the paths that must be reported."""
    (folder / "good.md").write_text(GOOD)
    for path, content in {**BROKEN, **HEAVY}.items():
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    named = set(BROKEN)
    for path in ("first/twice.md", "second/twice.md"):
        (folder / path).parent.mkdir()
        (folder / path).write_text("---\ntitle: Twice\nlang: en\n---\nx\n")
        named.add(path)
    with open(folder / "huge.md", "wb") as huge:
        huge.write(HEAD.encode())
        huge.truncate(100 * 1024 * 1024)
    os.mkfifo(folder / "fifo.md")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "socket.md"))
    listener.close()
    outside = folder.parent / f"{folder.name}-outside"
    outside.mkdir()
    (outside / "secret.md").write_text("---\ntitle: Secret\n---\nsecret-outside\n")
    (folder / "link-out.md").symlink_to(outside / "secret.md")
    (folder / "link-out-folder").symlink_to(outside)
    (folder / "link-loop").symlink_to(".")
    (folder / "link-self.md").symlink_to("link-self.md")
    (folder / "link-broken.md").symlink_to("nowhere.md")
    (folder / "device.md").symlink_to("/dev/zero")
    os.mkdir(folder / "folder.md")
    named |= {"huge.md", "fifo.md", "socket.md", "link-out.md", "link-out-folder", "link-loop", "link-self.md",
              "link-broken.md", "device.md"}
    if unreadable:
        (folder / "unreadable.md").write_text(GOOD)
        (folder / "unreadable.md").chmod(0)
        named.add("unreadable.md")
    return named, outside


def on_bad_content():
    """A folder of bad files"""
    with scratch_folder() as scratch:
        folder = scratch / "posts"
        folder.mkdir()
        named, outside = write(folder, unreadable=False)
        checked(folder, named)
        served(folder)
        strict(folder)
        shutil.rmtree(outside)


def checked(folder, named):
    began = time.monotonic()
    text = command("check", folder, "--all", timeout=120)
    seconds = time.monotonic() - began
    check(f"check on bad files ends within {SECONDS} s", seconds < SECONDS, f"{seconds:.1f} s")
    note(f"check on {len(list(folder.iterdir()))} bad files took {seconds:.2f} s")
    equal("check exits with 1 on errors", text.returncode, 1)
    shown = (text.stdout + text.stderr).decode("utf-8")
    for path in sorted(named):
        check(f"check reports {path}", path in shown, shown[-1500:])
    check("check reports no good post", "good.md" not in shown, shown)
    check("check shows a caret below the line", re.search(r"^[^\n]*\^", shown, re.M), shown[:1500])
    check("check gives file:line:column", re.search(r"date-39\.md:3:7\b", shown), shown[:3000])
    check("check ends with a summary", re.search(r"\d+ error", shown.strip().splitlines()[-1]), shown[-300:])
    check("check shows no control characters of the files", not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", shown),
          repr(shown)[:600])
    check("check shows lines of bounded length", max(map(len, shown.splitlines())) < 1000)

    machine = command("check", folder, "--format", "json", timeout=120)
    equal("check --format json exits with 1", machine.returncode, 1)
    found = diagnostics(json.loads(machine.stdout))
    said = {path for path in named if any(d["path"] == path or path in d["message"] for d in found)}
    check("check --format json reports all of them", said == named, sorted(named - said))
    for diagnostic in found:
        if not (isinstance(diagnostic.get("code"), str) and re.fullmatch(r"[a-z0-9_]+", diagnostic["code"])
                and diagnostic.get("severity") in ("error", "warning") and diagnostic.get("message")):
            check("each diagnostic has a code, a severity and a message", False, diagnostic)
            break
    else:
        check("each diagnostic has a code, a severity and a message", True)
    expected = {
        "unclosed-fence.md": "front_matter_unclosed", "broken-yaml.md": "front_matter_syntax", "tags-map.md": "value_wrong_kind",
        "date-39.md": "date_invalid", "date-word.md": "date_invalid", "second/twice.md": "slug_duplicate",
        "invalid-utf8.md": "encoding_invalid", "utf16.md": "encoding_utf16",
        "nul.md": "nul_byte", "empty.md": "file_empty", "blank.md": "file_empty",
        "alias-bomb.md": "front_matter_too_complex", "yaml-depth.md": "front_matter_too_complex",
        "huge.md": "file_too_large", "fifo.md": "file_special", "socket.md": "file_special", "link-out.md": "link_outside",
        "link-out-folder": "link_outside", "link-loop": "link_loop", "link-broken.md": "link_broken",
        "list-as-front-matter.md": "front_matter_not_map", "duplicate-key.md": "key_duplicate", "lang.md": "lang_invalid",
        "slug-backslash.md": "slug_invalid", "slug-dots.md": "slug_invalid", "title-list.md": "value_wrong_kind",
    }
    codes = {}
    for diagnostic in found:
        codes.setdefault(diagnostic["path"], set()).add(diagnostic["code"])
    for path, code in expected.items():
        check(f"{path} is {code}", code in codes.get(path, ()), sorted(codes.get(path, ())))

    annotations = command("check", folder, "--format", "github", timeout=120)
    equal("check --format github exits with 1", annotations.returncode, 1)
    lines = annotations.stdout.decode().splitlines()
    shape = re.compile(r"::(error|warning|notice) file=[^,:]+(,(line|col|endLine|endColumn)=\d+)*(,title=[^,:]*)?::.+")
    wrong = [line for line in lines if line.startswith("::") and not shape.fullmatch(line)]
    equal("the lines of --format github are well formed", wrong, [])
    equal("--format github has a line for each diagnostic", len([line for line in lines if line.startswith("::")]), len(found))
    again = command("check", folder, "--format", "json", timeout=120)
    check("check prints the same each time", again.stdout == machine.stdout)


def diagnostics(document):
    """The diagnostics in the output of --format json, bare or in an envelope."""
    if isinstance(document, dict):
        document = document.get("diagnostics", document.get("data"))
    for diagnostic in document:
        diagnostic.setdefault("path", diagnostic.get("file"))
    return document


def served(folder):
    with Server(folder, timeout=SECONDS) as server:
        client = Client(server.base)
        note(f"the server was ready after {server.start_seconds:.2f} s with a peak of {server.peak_memory_mib():.0f} MiB")
        check(f"the server starts on bad files within {SECONDS} s", server.start_seconds < SECONDS, server.start_seconds)
        check("the 100 MB file is not read into memory", server.peak_memory_mib() < 400, server.peak_memory_mib())
        good = client.get("/api/v1/posts/good")
        check("the good post is served", good.status == 200 and good.json()["data"]["title"] == "A good post", good)
        listed = client.get("/api/v1/posts", {"limit": 100, "fields": "slug"}).json()["data"]
        slugs = {post["slug"] for post in listed}
        heavy = {pathlib.PurePath(name).stem for name in HEAVY}
        check("no rejected file is served", slugs <= heavy | {"good", "twice"}, sorted(slugs - heavy))
        check("of two posts with one slug, one is served", "twice" in slugs, sorted(slugs))
        everything = client.get("/api/v1/posts", {"limit": 100, "include": "markdown"}).text
        check("nothing outside the folder is served", "secret-outside" not in everything)
        for slug in sorted(heavy & slugs):
            began = time.monotonic()
            answer = client.get(f"/api/v1/posts/{slug}", {"include": "html,text,toc,markdown"})
            seconds = time.monotonic() - began
            check(f"{slug} is served within 10 s", answer.status == 200 and seconds < 10, f"{answer.status}, {seconds:.1f} s")
        note("heavy posts that are served: " + ", ".join(sorted(heavy & slugs)))
        equal("the good post is still served", client.get("/api/v1/posts/good").status, 200)
        equal("the server exits with 0", server.end(), 0)


def strict(folder):
    began = time.monotonic()
    run = command("serve", folder, "--strict", "--listen", "127.0.0.1:0", timeout=60)
    equal("--strict fails with exit code 1", run.returncode, 1)
    check("--strict never listens", b"listening on" not in run.stdout, run.stdout)
    check("--strict prints the reason", b"unclosed-fence.md" in run.stdout + run.stderr, run.stderr[-1500:])
    check("--strict fails immediately", time.monotonic() - began < SECONDS)


def on_missing_and_empty_folders():
    """Missing and empty folders"""
    with scratch_folder() as scratch:
        for name, arguments in {"check": ["check", scratch / "nowhere"],
                                "serve": ["serve", scratch / "nowhere", "--listen", "127.0.0.1:0"]}.items():
            run = command(*arguments)
            equal(f"{name} on a missing folder exits with 2", run.returncode, 2)
            check(f"{name} on a missing folder reports it", b"nowhere" in run.stderr + run.stdout, run.stderr)
        (scratch / "file.md").write_text(GOOD)
        run = command("check", scratch / "file.md")
        check("check on a file instead of a folder reports that", run.returncode in (1, 2) and b"file.md" in run.stderr + run.stdout,
              f"{run.returncode} {run.stderr!r}")
        empty = scratch / "empty"
        empty.mkdir()
        equal("check on an empty folder exits with 0", command("check", empty).returncode, 0)
        with Server(empty) as server:
            client = Client(server.base)
            for path in ("posts", "tags", "categories", "authors", "series"):
                answer = client.get(f"/api/v1/{path}")
                check(f"/{path} of an empty folder is an empty list", answer.status == 200 and answer.json()["data"] == []
                      and answer.json()["meta"]["pagination"]["total"] == 0, answer)
            for path in ("/api/v1/archive", "/api/v1/site", "/openapi.json", "/docs/", "/healthz"):
                equal(f"{path} of an empty folder", client.get(path).status, 200)
            equal("the server on an empty folder exits with 0", server.end(), 0)


def on_unreadable_files():
    """Unreadable files"""
    if os.geteuid() != 0:
        note("skipped: needs root to switch users")
        return
    with scratch_folder() as scratch:
        scratch.chmod(0o755)
        folder = scratch / "posts"
        folder.mkdir()
        (folder / "good.md").write_text(GOOD)
        (folder / "closed.md").write_text(GOOD)
        (folder / "closed.md").chmod(0)
        (folder / "closed").mkdir(mode=0)
        binary = shutil.copy(BINARY, scratch / "inkstone")
        run = subprocess.run([binary, "check", str(folder), "--format", "json"], stdin=subprocess.DEVNULL,
                             capture_output=True, timeout=60, cwd="/", env=environment(), user=65534, group=65534,
                             extra_groups=[])
        equal("check on unreadable files exits with 1", run.returncode, 1)
        found = {d["path"]: d["code"] for d in diagnostics(json.loads(run.stdout))}
        equal("unreadable files and folders are reported", found, {"closed.md": "file_unreadable", "closed": "file_unreadable"})


def on_the_sample_posts():
    """The sample posts"""
    run = command("check", pathlib.Path(os.environ["ROOT"]) / "posts")
    equal("check on posts/ exits with 0", run.returncode, 0)


sections(on_bad_content, on_missing_and_empty_folders, on_unreadable_files, on_the_sample_posts)
