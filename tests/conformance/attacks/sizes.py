"""What a file of marks costs `inkstone check`."""

import os
import subprocess
import time

from server import BINARY, environment, scratch_folder
from tally import check, note

MARKS = 4 << 20
MOST_MIB = 256
# A run of `*` or a row of `|` is one token; each of the others is a node or more.
UNITS = ["*", "[", "|", "<", "&", "![", "*a ", "[^1]"]


def peak_of_check(folder):
    """The exit code of `check`, its peak memory in MiB, and the seconds."""
    began = time.monotonic()
    process = subprocess.Popen([BINARY, "check", folder], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, cwd=folder, env=environment())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss / 1024, time.monotonic() - began


def files_of_marks_take_little_memory():
    """Memory per byte of source"""
    peaks = {}
    for unit in UNITS:
        with scratch_folder() as folder:
            (folder / "marks.md").write_text(f"---\ntitle: T\n---\n{unit * (MARKS // len(unit))}")
            code, peak, seconds = peak_of_check(folder)
            peaks[unit] = peak
            check(f"`check` of 4 MiB of `{unit}` ends by itself", code in (0, 1), f"{code} after {seconds:.1f} s")
            check(f"and takes less than {MOST_MIB} MiB", peak < MOST_MIB, f"{peak:.0f} MiB for `{unit}`")
    note("peaks of `check` on 4 MiB: " + ", ".join(f"{unit} {peak:.0f} MiB" for unit, peak in peaks.items()))


SECTIONS = [files_of_marks_take_little_memory]
