"""Checks benches/compare: its tests, and a comparison of 200 posts with the peers that are installed."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(os.environ["ROOT"])
HERE = ROOT / "benches/compare"
OUT = pathlib.Path(os.environ["OUT"]) / "compare"
POSTS = 200
HAN = "内存管理引用计数对象循环回收线程并发缓存索引查询事务隔离日志网络连接编译类型推断函数数组排序测试性能延迟"


def report(name, holds, detail=""):
    print(f"{'ok' if holds else 'not ok'} {name}" + ("" if holds else f": {detail}"))


def tests():
    done = subprocess.run([sys.executable, "-m", "unittest", "discover", "-s", HERE / "tests"], capture_output=True, text=True,
                          env=os.environ | {"PYTHONPATH": str(HERE)})
    count = re.search(r"Ran (\d+) tests?", done.stderr)
    report("the tests of benches/compare pass", done.returncode == 0 and int(count[1]) > 15, done.stderr[-3000:])


def tests_of_the_client():
    program = OUT / "open_loop-tests"
    subprocess.run(["rustc", "--edition", "2021", "--test", "-o", program, HERE / "open_loop.rs"], check=True)
    done = subprocess.run([program], capture_output=True, text=True)
    report("the tests of open_loop.rs pass", done.returncode == 0 and "4 passed" in done.stdout, done.stdout)


def write_posts(folder):
    """Writes posts of different sizes, deterministic."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number in range(POSTS):
        runs = [HAN[(number * 7 + line * 5) % 40:][:4 + line % 5] for line in range(10 + number * 2)]
        body = "\n\n".join(f"{run}，the page of {number} has an owner。" for run in runs)
        date = f"{2010 + number % 16}-{1 + number % 12:02}-{1 + number % 28:02}"
        matter = f"title: 文章 {number}\ndate: {date}\ncategory: 分类{number % 4}\ntags: [标签{number % 9}, 标签{number % 7}]"
        (folder / f"post-{number:03}.md").write_text(f"---\n{matter}\n---\n\n{body}\n", "utf-8")


def comparison():
    """Runs the parts whose peers need no installation, and checks what is stored."""
    folder, stored = OUT / "posts", OUT / "results.json"
    write_posts(folder)
    stored.unlink(missing_ok=True)
    command = [sys.executable, HERE / "run.py", "--corpus", folder, "--posts", POSTS, "--rounds", 1, "--seconds", 1,
               "--binary", os.environ["CONFORMANCE_BINARY"], "--results", stored, "--no-document"]
    # The second run keeps the results of the first.
    for parts in (["requests", "latency", "--only", "14 KB"], ["lists"]):
        done = subprocess.run(list(map(str, command + parts)), capture_output=True, text=True)
        report(f"{' '.join(parts)} is completed", done.returncode == 0, (done.stdout + done.stderr)[-3000:])
    if not stored.exists():
        return
    results = json.loads(stored.read_text("utf-8"))
    measured = {(entry["part"], entry["server"]) for entry in results["measures"]}
    for part in ("requests", "lists", "latency"):
        report(f"{part} has figures of Inkstone", (part, "Inkstone") in measured, sorted(measured))
        report(f"{part} has figures of nginx, or says why not", (part, "nginx") in measured or "nginx" in results["missing"], results)
    wrong = [entry for entry in results["measures"] if entry["unit"] in ("requests/s", "p99 µs") and min(entry["values"]) <= 0]
    report("rates and latencies are above 0", not wrong, wrong)
    lost = [entry for entry in results["measures"] if entry["unit"] == "unanswered" and any(entry["values"])]
    report("every request of the latency client is answered", not lost, lost)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    tests()
    tests_of_the_client()
    if shutil.which("wrk") and shutil.which("taskset") and len(os.sched_getaffinity(0)) > 1:
        comparison()
    else:
        print("    wrk, taskset or a second core is missing: no comparison")


main()
