"""Hugo, which builds JSON files of the posts and of pages of the list."""

import shutil
import subprocess
import time

from place import WORK, clean_environment
from process import Missing

SETTINGS = """
baseURL = "/"
disableKinds = ["RSS", "sitemap", "taxonomy", "term", "section"]
paginate = 20
[outputs]
home = ["JSON"]
page = ["JSON"]
[markup.goldmark.renderer]
unsafe = true
"""
SUMMARY = '"slug" .File.ContentBaseName "title" .Title "description" .Description "date" (.Date.Format "2006-01-02") ' \
          '"readTime" .Params.readTime "category" .Params.category "tags" .Params.tags'
SINGLE = "{{ dict " + SUMMARY + ' "html" (string .Content) | jsonify }}\n'
HOME = "{{ $rows := slice }}{{ range first 20 .Site.RegularPages.ByDate.Reverse }}" \
       "{{ $rows = $rows | append (dict " + SUMMARY + ") }}{{ end }}{{ jsonify $rows }}\n"


def program():
    found = shutil.which("hugo")
    if not found:
        raise Missing("hugo is not installed (apt-get install hugo)")
    return found


def build(corpus):
    """Builds all posts into an empty folder, and returns the seconds and the number of files."""
    hugo, site = program(), WORK / "hugo"
    shutil.rmtree(site, ignore_errors=True)
    (site / "layouts/_default").mkdir(parents=True)
    (site / "config.toml").write_text(SETTINGS)
    (site / "layouts/_default/single.json").write_text(SINGLE)
    (site / "layouts/index.json").write_text(HOME)
    began = time.monotonic()
    done = subprocess.run([hugo, "--quiet", "--source", site, "--contentDir", corpus.folder.resolve()],
                          env=clean_environment(), capture_output=True, text=True)
    took = time.monotonic() - began
    if done.returncode:
        raise Missing(f"hugo has failed: {(done.stderr or done.stdout).strip().splitlines()[-1]}")
    return took, sum(1 for _ in (site / "public").rglob("*.json"))


def version():
    return subprocess.run([program(), "version"], capture_output=True, text=True, check=True).stdout.split()[1]
