"""The plots of docs/performance.md."""

import work
from figures import Figure, number, ratio, ratios
from svg import bars, empty

OURS, NGINX = "Inkstone", "nginx"


def against_nginx(results):
    rows = []
    for heading, part in (("requested before", "requests"), ("never requested", "lists")):
        found = []
        for case in results.cases(part):
            pair = [results.values(part, case, name, "requests/s") for name in (OURS, NGINX)]
            if all(pair):
                found.append((case, "a" if part == "requests" else "b", Figure.of(ratios(*pair))))
        rows += [(heading,), *found] if found else []
    return rows and bars("Requests per second, compared with nginx that sends ready files",
                         "Inkstone ÷ nginx, one core each; beyond the dashed line, Inkstone is faster; lines: all rounds",
                         rows, ratio, one=True)


def peers(results):
    rows = []
    for case in results.cases("peers"):
        rows.append((case,))
        for name in [OURS, *work.PEERS]:
            values = results.values("peers", case, name, "requests/s")
            if values:
                rows.append((name, "a" if name == OURS else "c", Figure.of(values)))
    return rows and bars("Requests per second of servers over the same posts",
                         "logarithmic; one core each; lines: lowest and highest round", rows, number, logarithmic=True)


def memory(results):
    rows = []
    for case in results.cases("memory"):
        for name in results.servers("memory", case):
            source = results.values("memory", case, name, "MB of source")
            if name == OURS and source[0] > 1:
                pair = results.values("memory", case, name, "MB"), source
                rows.append((case, "a", Figure.of(ratios(*pair))))
    return rows and bars("Resident memory, compared with the size of the posts", "resident bytes ÷ bytes of Markdown, logarithmic; lower is better",
                         rows, ratio, one=True, logarithmic=True)


def latency(results):
    rows = []
    for case in results.cases("latency"):
        rows.append((case,))
        for name in results.servers("latency", case):
            for share in ("p50", "p99", "p999"):
                values = results.values("latency", case, name, f"{share} µs")
                rows.append((f"{name}, {share.replace('999', '99.9')}", "a" if name == OURS else "c", Figure.of(values)))
    return rows and bars("Latency at half of the largest load, µs",
                         "logarithmic; counted from when each request was due; lower is better", rows, number, logarithmic=True)


PLOTS = {"nginx": against_nginx, "peers": peers, "latency": latency, "memory": memory}


def all_of(results):
    """Returns the plots by file name; one that has nothing to show says so."""
    return {f"performance-{name}.svg": plot(results) or empty() for name, plot in PLOTS.items()}
