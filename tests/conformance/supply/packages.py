"""Cargo's packages compared with deny.toml, CycloneDX's schema and Cargo.lock."""

import functools
import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from server import OUT, ROOT, command, scratch_folder
from tally import check, equal

TOOLS = pathlib.Path(sys.executable).parent
SBOM = OUT / "sbom.json"
SBOM_TOOL = OUT / "sbom-tool" / "bin"


def cargo(*arguments):
    return subprocess.run(["cargo", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def deny(config):
    return subprocess.run(
        [TOOLS / "cargo-deny", "--locked", "--color", "never", "--config", config, "check",
         "licenses", "bans", "sources"], cwd=ROOT, capture_output=True, text=True)


def only_known_licences_and_sources():
    """cargo-deny"""
    found = deny(ROOT / "deny.toml")
    problems = [line for line in found.stderr.splitlines() if line.startswith("error")]
    check("deny.toml allows the licenses, versions and sources of all packages",
          found.returncode == 0, "\n".join(problems) + "\n" + found.stderr[-3000:])
    with scratch_folder() as folder:
        stricter = folder / "deny.toml"
        stricter.write_text((ROOT / "deny.toml").read_text().replace('    "Unicode-3.0",\n', ""))
        found = deny(stricter)
        check("a license that is not allowed is detected",
              found.returncode != 0 and "error[rejected]" in found.stderr and "licenses FAILED" in found.stdout + found.stderr,
              found.stderr[-500:])


@functools.cache
def bill():
    """A newly written bill of materials."""
    environment = {**os.environ, "PATH": f"{SBOM_TOOL}:{os.environ['PATH']}", "SOURCE_DATE_EPOCH": "0"}
    subprocess.run([ROOT / "deploy" / "sbom", "write", SBOM], env=environment, check=True, capture_output=True)
    return SBOM.read_text("utf-8")


def tree(edges):
    """The packages that Cargo reaches through dependencies of a kind, as (name, version)."""
    lines = cargo("tree", "--locked", "--edges", edges, "--prefix", "none", "--format", "{p}").splitlines()
    return {(words[0], words[1][1:]) for words in map(str.split, lines) if words[0] != "inkstone"}


def the_bill_of_materials_is_complete():
    """SBOM"""
    text = bill()
    error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
    check("the bill of materials is valid CycloneDX 1.5", error is None, error)
    sbom = json.loads(text)
    about = sbom["metadata"]["component"]
    version = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]["version"]
    equal("it is about this version", (about["name"], about["version"]), ("inkstone", version))
    listed = {(one["name"], one["version"]): one for one in sbom["components"]}
    missing = sorted(tree("normal,build") - listed.keys())
    equal("it lists every package of the build", missing, [])
    linked = {key for key, one in listed.items() if one.get("scope") != "excluded"}
    equal("and none of those in the binary is marked as excluded", sorted(tree("normal") - linked), [])
    locked = {(one["name"], one["version"]): one.get("checksum")
              for one in tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]}
    wrong = [key for key, one in listed.items()
             if [hash["content"] for hash in one.get("hashes", [])] != [locked.get(key)]]
    equal("each has the hash that Cargo.lock has", wrong, [])
    equal("each has a license", [key for key, one in listed.items() if not one.get("licenses")], [])
    check("it contains no local path", not re.search(r"file://|/tmp/", text) and str(ROOT) not in text)


def what_others_made_is_acknowledged():
    """inkstone acknowledgements"""
    run = command("acknowledgements")
    text = run.stdout.decode()
    equal("acknowledgements are printed", (run.returncode, run.stderr), (0, b""))
    for work in ("Swagger UI (Apache-2.0)", "IANA time zone database", "Unicode-3.0", "pinyin-data", "fast2s"):
        check(f"acknowledgements list {work}", work in text)
    grammars = re.findall(r"^Grammar: (.+) \((.+)\)$", text, re.MULTILINE)
    check("and at least 40 grammars", len(grammars) >= 40, grammars)
    for grammar in ("TypeScript", "Docker", "TOML", "Kotlin"):
        check(f"the grammar for {grammar} among them", any(grammar in names for names, _ in grammars))
