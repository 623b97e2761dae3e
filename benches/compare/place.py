"""Where things are, and on which cores they run."""

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
HERE = pathlib.Path(__file__).resolve().parent
# Everything that is installed, generated or measured.
WORK = TARGET / "compare"
SERVER_CORE, CLIENT_CORE = "0", "1"


def clean_environment(**more):
    """Returns the environment without settings of Inkstone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INKSTONE_")}
    return kept | more
