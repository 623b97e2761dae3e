"""Schemathesis: cases generated from the served document, all checks, a fixed seed."""

import os
import pathlib
import re
import subprocess

from server import OUT
from tally import check, note, sections

SEED = "42"
LEAST_CASES = 1000
# A stream has no end, so no answer of this operation is ever complete.
ENDLESS = "streamEvents"


def no_failure_in_many_cases():
    """Schemathesis"""
    config = OUT / "schemathesis.toml"
    config.write_text(f'hooks = "{pathlib.Path(__file__).with_name("hooks.py")}"\n')
    run = subprocess.run(
        [OUT / "venv/bin/st", "--config-file", config, "run",
         os.environ["BASE"] + "/openapi.json", "--checks", "all", "--seed", SEED,
         "--exclude-operation-id", ENDLESS,
         "--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "60", "--workers", "2",
         "--generation-database", "none", "--continue-on-failure", "--request-timeout", "30", "--no-color"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=OUT)
    (OUT / "schemathesis.txt").write_text(run.stdout)
    check("Schemathesis finds no failure", run.returncode == 0, run.stdout[run.stdout.find("=== "):])
    counted = re.search(r"(\d[\d,]*) generated", run.stdout)
    cases = int(counted.group(1).replace(",", "")) if counted else 0
    note(f"{cases} cases with seed {SEED}")
    check(f"Schemathesis generated at least {LEAST_CASES} cases", cases >= LEAST_CASES, run.stdout[-2000:])


sections(no_failure_in_many_cases)
