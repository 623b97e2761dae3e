"""The code of the guides of native apps: the models of Kotlin are compiled and decode what a server sends."""

import json
import os
import pathlib
import re
import subprocess

import tree_sitter
import tree_sitter_kotlin
import tree_sitter_swift

from server import OUT, ROOT, Server
from tally import check, equal, note, sections
from wire import Client, segment

HERE = pathlib.Path(__file__).parent
JARS = OUT / "native/jars"
LANGUAGES = {"compose.md": ("kotlin", tree_sitter_kotlin), "swiftui.md": ("swift", tree_sitter_swift)}


def files(guide):
    """The files that a guide prints, by their names, which are their first lines."""
    language = LANGUAGES[guide][0]
    page = (ROOT / "docs/guides" / guide).read_text(encoding="utf-8")
    blocks = re.findall(rf"^```{language}\n// (\S+)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    return dict(blocks)


def syntax():
    """The files of the guides have no syntax error"""
    for guide, (language, grammar) in LANGUAGES.items():
        parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))
        check(f"{guide}: files", len(files(guide)) >= 3, list(files(guide)))
        for name, code in files(guide).items():
            root = parser.parse(code.encode()).root_node
            check(f"{guide}: {name}", not root.has_error, lambda: faults(root))
        wrong = parser.parse(b"struct { func let ((" if language == "swift" else b"fun (( val").root_node
        check(f"{guide}: an error is found", wrong.has_error)


def faults(node):
    if not node.has_error:
        return ""
    if node.is_error or node.is_missing:
        return f"line {node.start_point[0] + 2}: {node.text.decode()[:200]}\n"
    return "".join(map(faults, node.children))


def classpath(*names):
    return ":".join(str(found) for name in names for found in sorted(JARS.glob(name)))


LIBRARIES = ("kotlin-stdlib-*.jar", "kotlinx-serialization-core-*.jar", "kotlinx-serialization-json-*.jar")


def compiled(folder):
    """Compiles the nodes of the Compose guide with Main.kt, and returns the class path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Nodes.kt").write_text(files("compose.md")["Nodes.kt"], encoding="utf-8")
    program = folder / "program.jar"
    # The jar of the Jupyter kernel has the compiler and its plugin for serialization.
    compiler = classpath("kotlin-jupyter-kernel-*-all.jar")
    found = subprocess.run(
        ["java", "-Xmx1g", "-cp", compiler + ":" + classpath("kotlin-*.jar", "annotations-*.jar"),
         "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", "-no-stdlib", "-no-reflect", "-Werror",
         "-Xdisable-default-scripting-plugin", f"-Xplugin={compiler}", "-cp", classpath(*LIBRARIES), "-d", str(program),
         str(folder / "Nodes.kt"), str(HERE / "Main.kt")], capture_output=True, text=True, timeout=300)
    check("Nodes.kt: compiled without warnings", found.returncode == 0, found.stdout + found.stderr)
    return f"{program}:{classpath(*LIBRARIES)}"


def lost(model, sent, place=""):
    """What the server sent and the model has otherwise. Keys that the model does not have are left out."""
    if isinstance(model, dict) and isinstance(sent, dict):
        for key, value in model.items():
            yield from lost(value, sent.get(key), f"{place}/{key}")
    elif isinstance(model, list) and isinstance(sent, list) and len(model) == len(sent):
        for at, pair in enumerate(zip(model, sent)):
            yield from lost(*pair, f"{place}/{at}")
    elif model != sent:
        yield f"{place}: {json.dumps(model)[:200]} instead of {json.dumps(sent)[:200]}"


def types(node):
    yield node["type"]
    for child in node.get("children", []):
        yield from types(child)


def kotlin():
    """The nodes of the Compose guide have all that a server sends"""
    program = compiled(OUT / "native/kotlin")
    sent = []
    with Server(ROOT / "tests/conformance/clients/posts") as server:
        for base in (server.base, os.environ["BASE"]):
            client = Client(base)
            for post in client.get("/api/v1/posts?limit=100&fields=title").json()["data"]:
                target = f"/api/v1/posts/{segment(post['slug'])}?fields=blocks&lang={post['lang']}"
                sent.append(client.get(target).json()["data"]["blocks"])
    lines = "".join(json.dumps(tree) + "\n" for tree in sent)
    found = subprocess.run(["java", "-cp", program, "MainKt"], input=lines, capture_output=True, text=True, timeout=120)
    if not check("Kotlin decodes every post", found.returncode == 0, found.stderr):
        return
    models = [json.loads(line) for line in found.stdout.splitlines()]
    equal("Kotlin: as many posts", len(models), len(sent))
    for at, (model, tree) in enumerate(zip(models, sent)):
        differences = list(lost(model, tree))
        check(f"Kotlin: post {at} is the same", not differences, "\n".join(differences[:10]))
    seen = {kind for tree in sent for kind in types(tree)}
    note(f"{len(sent)} posts with {len(seen)} types of nodes")
    check("the posts have every type of node", len(seen) >= 24, sorted(seen))


sections(syntax, kotlin)
