"""Installs the peers below target/, in the versions of the lock files."""

import filecmp
import shutil
import subprocess
import sys

from place import HERE, WORK
from process import Missing

NODE, PYTHON = WORK / "node", WORK / "python"


def run(command, folder=None):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise Missing(f"{command[0]} has failed: {lines[-1] if lines else done.returncode}")


def is_installed(lock, mark):
    return mark.exists() and filecmp.cmp(lock, mark, shallow=False)


def node():
    """Returns the folder with the servers for Node."""
    source = HERE / "peers/node"
    if not shutil.which("npm"):
        raise Missing("npm is not installed")
    NODE.mkdir(parents=True, exist_ok=True)
    mark = NODE / "installed-lock.json"
    shutil.copy(source / "app.mjs", NODE)
    if not is_installed(source / "package-lock.json", mark):
        for name in ("package.json", "package-lock.json"):
            shutil.copy(source / name, NODE)
        run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], NODE)
        shutil.copy(source / "package-lock.json", mark)
    return NODE


def python():
    """Returns the programs of a virtual environment with the servers for Python."""
    lock, mark = HERE / "peers/python/requirements.txt", PYTHON / "installed.txt"
    if not is_installed(lock, mark):
        shutil.rmtree(PYTHON, ignore_errors=True)
        run([sys.executable, "-m", "venv", str(PYTHON)])
        run([str(PYTHON / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(lock)])
        shutil.copy(lock, mark)
    return PYTHON / "bin"
