"""The image: its Dockerfile, and the root file system that the build creates."""

import contextlib
import fnmatch
import functools
import os
import pathlib
import re
import select
import shutil
import stat
import subprocess
import sys
import urllib.request

import packages
from ports import free_port
from server import BINARY, LISTENING, OUT, ROOT, environment
from tally import check, equal, note

ROOTFS = OUT / "rootfs"
USER = 10001


def the_dockerfile_is_clean():
    """hadolint"""
    tool = pathlib.Path(sys.executable).parent / "hadolint"
    found = subprocess.run([tool, "--no-color", ROOT / "Dockerfile"], capture_output=True, text=True)
    check("hadolint reports nothing on the Dockerfile", found.returncode == 0, found.stdout + found.stderr)


def the_build_sees_its_sources():
    """.dockerignore"""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = [line[1:] for line in lines if line.startswith("!")]
    sources = pathlib.Path(f"{BINARY}.d").read_text().partition(": ")[2]
    sources = [pathlib.Path(path.replace("\\ ", " ")) for path in re.split(r"(?<!\\) ", sources.strip())]
    own = [path.relative_to(ROOT).as_posix() for path in sources if path.is_relative_to(ROOT)]
    own = [path for path in own if not path.startswith("target/")]
    check("Cargo lists the sources of the binary", "src/main.rs" in own, own[:10])
    hidden = [path for path in own
              if not any(path.startswith(f"{one}/") or fnmatch.fnmatch(path, one) for one in let_in)]
    equal(".dockerignore includes all sources of the binary", hidden, [])


@functools.cache
def rootfs():
    """The files of the image, created as in the Dockerfile; paths by kind."""
    packages.bill()
    shutil.rmtree(ROOTFS, ignore_errors=True)
    subprocess.run([ROOT / "deploy" / "rootfs", BINARY, packages.SBOM, ROOTFS], cwd=ROOT, check=True,
                   capture_output=True)
    return {path.relative_to(ROOTFS).as_posix(): path.lstat() for path in ROOTFS.rglob("*")}


def the_root_file_system_is_minimal():
    """Files"""
    found = rootfs()
    programs = [path for path, info in found.items() if stat.S_ISREG(info.st_mode) and info.st_mode & 0o111]
    libraries = [path for path in programs if re.match(r"(usr/)?lib", path)]
    equal("the only program is inkstone", sorted(set(programs) - set(libraries)), ["usr/local/bin/inkstone"])
    rest = [path for path, info in found.items()
            if not stat.S_ISDIR(info.st_mode) and not path.startswith(("lib", "usr/lib", "usr/share/inkstone/"))]
    equal("and there are no other files", sorted(rest), ["etc/group", "etc/passwd", "usr/local/bin/inkstone"])
    kinds = {stat.S_IFMT(info.st_mode) for info in found.values()}
    equal("only files and folders", kinds, {stat.S_IFREG, stat.S_IFDIR})
    writable = [path for path, info in found.items() if info.st_mode & 0o022 or info.st_uid == USER]
    equal("the user may not write to any", writable, [])
    special = [path for path, info in found.items() if info.st_mode & (stat.S_ISUID | stat.S_ISGID)]
    equal("none is setuid or setgid", special, [])
    unreadable = [path for path, info in found.items() if not info.st_mode & 0o004]
    equal("the user may read all of them", unreadable, [])


def licences_travel_with_the_binary():
    """Licenses"""
    rootfs()
    folder = ROOTFS / "usr/share/inkstone/licences"
    empty = [f"{name}-{version}" for name, version in sorted(packages.tree("normal,build"))
             if not any((folder / f"{name}-{version}").rglob("*"))]
    equal("every package of the build has its license in the image", empty, [])
    for path in ("inkstone/LICENSE-MIT", "inkstone/LICENSE-APACHE", "debian-libc6/copyright",
                 "acknowledgements.txt", "../sbom.cdx.json"):
        check(f"so has {path}", (folder / path).stat().st_size > 500)


@contextlib.contextmanager
def confined(port, *arguments):
    """A process on the read-only root file system, as its user, that cannot gain privileges."""
    script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec setpriv --no-new-privs "$@"'
    as_user = ["chroot", f"--userspec={USER}:{USER}", "--groups=", ROOTFS, "/usr/local/bin/inkstone"]
    settings = environment(INKSTONE_LISTEN=f"127.0.0.1:{port}", INKSTONE_CONTENT="/posts")
    process = subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", script, ROOTFS, *as_user, *arguments],
        env=settings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def status(process):
    lines = pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return dict(re.split(r":\s*", line, maxsplit=1) for line in lines)


def it_runs_confined():
    """Read-only, without capabilities"""
    if os.geteuid() != 0:
        note("skipped: only root can change the root of a process")
        return
    rootfs()
    shutil.copytree(ROOT / "posts", ROOTFS / "posts", dirs_exist_ok=True)
    port = free_port()
    with confined(port, "serve") as server:
        is_told, _, _ = select.select([server.stdout], [], [], 60)
        first = server.stdout.readline().strip() if is_told else "nothing in a minute"
        if not check("it listens", LISTENING.match(first), first):
            return
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/posts", timeout=30) as answer:
            equal("it answers", answer.status, 200)
        with confined(port, "health") as health:
            told, _ = health.communicate(timeout=30)
            equal("its health check passes", (told, health.returncode), ("healthy\n", 0))
        facts = status(server)
        equal("its user", facts["Uid"].split(), [str(USER)] * 4)
        equal("its groups", (facts["Gid"].split(), facts["Groups"].split()), ([str(USER)] * 4, []))
        equal("its capabilities", int(facts["CapEff"], 16) | int(facts["CapPrm"], 16), 0)
        equal("it cannot gain any", facts["NoNewPrivs"], "1")
        mapped = {line.split()[5] for line in pathlib.Path(f"/proc/{server.pid}/maps").read_text().splitlines()
                  if re.search(r"\s/.*(\.so|ld-)", line)}
        there = {path for path in rootfs() if re.match(r"(usr/)?lib.*\.so", path)}
        loaded = {path for path in there if any(line.endswith(path) for line in mapped)}
        equal("every shared library of the image is loaded", sorted(there - loaded), [])
        server.terminate()
        equal("after SIGTERM it exits with code", server.wait(60), 0)
