"""A static export has the bytes of the server, is served by nginx, is searched in Node, and survives interruptions."""

import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import time
import urllib.parse

import corpus
from ports import free_port
from programs import Program
from server import BINARY, OUT, ROOT, Server, command, environment, scratch_folder
from tally import check, equal, note, sections
from wire import Client

FLAGS = ("--public-url", "https://api.example", "--site-url", "https://site.example")
# Paths of the document that a static host cannot or must not have.
NOT_EXPORTED = {"/docs", "/docs/", "/docs/{file}", "/healthz", "/readyz", "/metrics", "/api/v1/search", "/api/v1/suggest",
                "/api/v1/changes", "/api/v1/events", "/api/v1/diagnostics", "/mcp"}
WORK = OUT / "export"


def export(out, content, *flags, code=0):
    done = command("export", out, content, *FLAGS, *flags, timeout=600)
    if done.returncode != code:
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout.decode()


def files(folder):
    """The content of all files by path, without the record."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found.pop(".inkstone-export.json", None)
    return found


def targets(out):
    return json.loads((out / "export.json").read_bytes())["targets"]


def same_bytes():
    """Every target of the export has the server's bytes."""
    out = WORK / "samples"
    export(out, ROOT / "posts", "--host", "nginx,netlify,github")
    index = targets(out)
    with Server(ROOT / "posts", *FLAGS) as server:
        client = Client(server.base)
        different = []
        for target, entry in index.items():
            answer = client.get(target)
            if (answer.status, answer.body, answer.headers["ETag"], answer.headers["Content-Type"]) != (
                    200, (out / entry["file"]).read_bytes(), entry["etag"], entry["type"]):
                different.append(target)
        equal(f"{len(index)} targets have the bytes, entity tags and media types of the server", different, [])
        document = client.get("/openapi.json").json()
        patterns = {path: re.compile(re.sub(r"\\\{[a-z]+\\\}", ".+", re.escape(path)) + r"(\?.*)?$")
                    for path in document["paths"]}
        missing = [path for path, pattern in patterns.items() if not any(map(pattern.match, index))]
        equal("every path of the document is exported, except those of a running server", sorted(missing),
              sorted(path for path in missing if path in NOT_EXPORTED))
        rows = client.get("/api/v1/manifest").json()["data"]
        lost = [row for row in rows if f"/api/v1/posts/{urllib.parse.quote(row['slug'], safe='')}" not in index]
        equal("every post is exported", lost, [])
    known = {entry["file"] for entry in index.values()}
    unknown = [path for path in files(out) if path not in known and not re.match(r"(search/|_|export\.json|\.nojekyll)", path)]
    equal("every file is that of a target, of the search index or of a host", unknown, [])


def nginx(folder, out):
    """nginx with the configuration of the documentation."""
    folder.mkdir()
    port = free_port()
    text = (ROOT / "docs" / "export.md").read_text("utf-8")
    site = re.search(r"```nginx\n(.*?)```", text, re.S).group(1)
    site = site.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/srv/public", str(out))
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in
                        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log stderr; worker_processes 1; events {{}}\n"
        f"http {{ access_log off; {temporary} {site} }}\n", "utf-8")
    program = Program(folder, "nginx", port, "-p", folder, "-c", folder / "nginx.conf", "-e", "stderr")
    return program, f"http://127.0.0.1:{port}"


def served_by_nginx():
    """nginx responds to the server's targets."""
    out = WORK / "samples"
    with scratch_folder() as folder:
        odd = folder / "posts"
        shutil.copytree(ROOT / "posts", odd)
        for name, matter in [("Hello", "tags: ['C#', 'C++', 'a/b', '100%']"), ("hello", "slug: hello"), ("con", "series: 中 文")]:
            (odd / f"{name}-x.md").write_text(f"---\ntitle: {name}\nslug: {name}\nlang: en\n{matter if 'slug' not in matter else ''}\n---\n\nText.\n")
        for number in range(30):
            (odd / f"n{number}.md").write_text(f"---\ntitle: N{number}\nlang: en\n---\n\nText.\n")
        out = folder / "out"
        export(out, odd, "--host", "nginx")
        program, base = nginx(folder / "nginx", out)
        try:
            client = Client(base)
            wrong = []
            asked = 0
            for target, entry in targets(out).items():
                query = urllib.parse.urlsplit(target).query
                if query and not re.fullmatch(r"page=\d+|lang=[\w-]+", query):
                    continue
                asked += 1
                answer = client.get(target)
                media = (answer.headers["Content-Type"] or "").lower().replace(" ", "")
                if answer.status != 200 or answer.body != (out / entry["file"]).read_bytes() or \
                        media.split(";")[0] != entry["type"].lower().split(";")[0]:
                    wrong.append((target, answer.status, media, entry["type"]))
            equal(f"nginx serves {asked} targets with bytes and media types of the server", wrong, [])
            for target in ["/api/v1/posts?tag=rust", "/api/v1/posts?page=2&tag=x", "/api/v1/posts/nosuch", "/api/v1/posts?page=99",
                           "/api/v1/posts/floating-point?lang=../../site"]:
                check(f"404 for {target}", client.get(target).status == 404)
            answer = client.get("/api/v1/posts")
            check("pages of any origin may read files", answer.headers["Access-Control-Allow-Origin"] == "*")
            check("search engines leave the API out", answer.headers["X-Robots-Tag"] == "noindex")
            shard = next((out / "search" / "shards").iterdir())
            answer = client.get(f"/search/shards/{shard.name}")
            check("shards are cached for ever", "immutable" in answer.headers["Cache-Control"])
        finally:
            program.end()


def changes():
    """Only what changed is written."""
    with scratch_folder() as folder:
        posts, out = folder / "posts", folder / "out"
        shutil.copytree(ROOT / "posts", posts)
        export(out, posts)
        times = {path: (out / path).stat().st_mtime_ns for path in files(out)}
        check("an equal export would change nothing", export(out, posts, "--check").startswith(f"{len(times)} files"))
        before = files(out)
        post = posts / "git-bisect.md"
        post.write_text(post.read_text("utf-8") + "\nOne more line.\n", "utf-8")
        text = export(out, posts, "--check", code=1)
        check("--check names the post that changed", "change api/v1/posts/git-bisect.json\n" in text, text)
        check("--check writes nothing", files(out) == before)
        export(out, posts)
        after = files(out)
        touched = [path for path in after if path in before and after[path] == before[path]
                   and (out / path).stat().st_mtime_ns != times[path]]
        equal("equal files are not touched", touched, [])
        fresh = folder / "fresh"
        export(fresh, posts)
        check("the result is that of a new export", files(fresh) == after)


def small_posts(folder, version, count=200):
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"p{number}.md").write_text(
            f"---\ntitle: P{number}\nlang: en\ndate: 2024-01-01\n---\n\nVersion {version}. {'Text. ' * 50}\n", "utf-8")


def interrupted():
    """After SIGKILL, every file is whole, and the next export completes the work."""
    with scratch_folder() as folder:
        posts, out = folder / "posts", folder / "out"
        less = ("--without", "related,neighbors,search")
        small_posts(posts, "one")
        export(out, posts, *less)
        old = files(out)
        small_posts(posts, "two")
        export(folder / "expected", posts, *less)
        new = files(folder / "expected")
        staging = out / ".inkstone-export.tmp"
        numbers, mixed = random.Random(1), 0

        def staged():
            try:
                return len(os.listdir(staging))
            except FileNotFoundError:
                return 0

        for attempt in range(6):
            if files(out) == new:
                # The last one ended before the signal came.
                small_posts(posts, "one")
                export(out, posts, *less)
                small_posts(posts, "two")
            process = subprocess.Popen([BINARY, "export", str(out), str(posts), *FLAGS, *less], env=environment(),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            # Sometimes while files are completed, sometimes while they are moved into place.
            deadline = time.monotonic() + 60
            reached = lambda: staged() > numbers.randint(1, 400)
            if attempt % 2:
                record = out / ".inkstone-export.json"
                stamp = record.stat().st_mtime_ns
                reached = lambda: record.stat().st_mtime_ns != stamp
            while process.poll() is None and time.monotonic() < deadline and not reached():
                pass
            process.kill()
            process.wait()
            found = files(out)
            whole = {path: body for path, body in found.items() if not path.startswith(".inkstone-export.tmp/")}
            broken = [path for path, body in whole.items() if body not in (old.get(path), new.get(path))]
            lost = [path for path in old if path in new and path not in whole]
            mixed += whole not in (old, new)
            if broken or lost:
                check("each file is old or new after SIGKILL", False, f"{broken[:5]} {lost[:5]}")
        check("each file is old or new after SIGKILL", True)
        note(f"{mixed} of 6 interruptions left old and new files")
        export(out, posts, *less)
        check("the next export completes the work", files(out) == new, lambda: str(set(files(out)) ^ set(new)))


def full_disk():
    """A full disk changes nothing."""
    with scratch_folder() as folder:
        disk = folder / "disk"
        disk.mkdir()
        mounted = os.geteuid() == 0 and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True).returncode == 0
        if not mounted:
            note("not tested with a full disk: a file system cannot be mounted here")
            return
        try:
            posts, out = folder / "posts", disk / "out"
            small_posts(posts, "one", 20)
            export(out, posts)
            before = files(out)
            small_posts(posts, "two", 600)
            done = command("export", out, posts, *FLAGS, timeout=120)
            message = done.stderr.decode()
            check("a full disk is an error with help", done.returncode == 1 and "nothing was changed" in message
                  and "help: " in message, message)
            check("a full disk changes nothing", files(out) == before)
            small_posts(posts, "two", 0)
            for path in list(posts.iterdir())[20:]:
                path.unlink()
            export(out, posts)
            check("the next export succeeds", len(files(out)) > 20)
        finally:
            subprocess.run(["umount", str(disk)], check=False)


def searched():
    """1,000 Chinese posts are searched without a server as with one."""
    with scratch_folder() as folder:
        posts, out = folder / "posts", folder / "out"
        posts.mkdir()
        corpus.write(posts)
        began = time.monotonic()
        note(export(out, posts, "--host", "nginx", "--without", "related,neighbors").strip())
        note(f"the export of 1,000 posts took {time.monotonic() - began:.0f} s")
        numbers = random.Random(3)
        chinese = []
        names = sorted(posts.iterdir())
        for length in [1, 2, 2, 3, 3, 4, 5, 6, 8, 12] * 6:
            text = numbers.choice(names).read_text("utf-8").split("---\n", 2)[2]
            runs = [run for run in re.findall(r"[\u4e00-\u9fff]+", text) if len(run) >= length]
            run = numbers.choice(runs)
            at = numbers.randint(0, len(run) - length)
            # A common single character is in most posts.
            chinese.append(run[at:at + length])
        queries = {"chinese": chinese, "words": numbers.sample(corpus.ENGLISH, 12), "absent": ["龘龖龘", "zzzz", "", "，。", "龘 rust"]}
        (folder / "queries.json").write_text(json.dumps(queries), "utf-8")
        program, base = nginx(folder / "nginx", out)
        try:
            with Server(posts, *FLAGS, timeout=300) as server:
                node = pathlib.Path(os.environ["node_home"]) / "parts"
                done = subprocess.run(
                    ["node", node / "export" / "search.mjs", ROOT / "examples" / "static-search" / "search.js", base + "/",
                     server.base, folder / "queries.json", out], capture_output=True, timeout=300)
                print(done.stdout.decode(), end="")
                if done.returncode and b"not ok" not in done.stdout:
                    check("the search in Node", False, done.stderr.decode()[-3000:])
        finally:
            program.end()


shutil.rmtree(WORK, ignore_errors=True)
WORK.mkdir(parents=True)
sections(same_bytes, served_by_nginx, changes, interrupted, full_disk, searched)
