"""The tables of docs/performance.md: each function returns the text of one place in it."""

import work
from figures import Figure, number
from table import ratio_text, table, winner

NGINX, SAME, OURS = "nginx", "nginx, same headers", "Inkstone"


def text(values, write=number):
    return Figure.of(values).text(write) if values else "–"


def middle(values, write=number):
    return write(Figure.of(values).median) if values else "–"


def machine(results):
    facts = results.facts
    if not facts:
        return "Not measured yet."
    names = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    lines = [f"Measured on {facts['date']}: {facts['cores']} cores ({facts['processor']}), {facts['memory']} of memory, "
             f"Linux {facts['kernel']}; rounds: {facts['rounds']}, of {facts['seconds']} s.", f"Versions: {names}."]
    lines += [f"{name} is missing: {reason}." for name, reason in sorted(results.missing.items())]
    return "\n\n".join(lines)


def against_nginx(results, part, difference):
    rows = []
    for case in results.cases(part):
        rates = {name: results.values(part, case, name, "requests/s") for name in (OURS, NGINX, SAME)}
        cpu = {name: results.values(part, case, name, "CPU µs") for name in (OURS, NGINX)}
        again = results.values(part, case, OURS, "asked again")
        refused = max(results.values(part, case, OURS, "refused"), default=0)
        rows.append([
            case, middle(results.values(part, case, OURS, "bytes"), lambda value: f"{value:,.0f}"),
            middle(rates[OURS]), middle(rates[NGINX]), ratio_text(rates[OURS], rates[NGINX]),
            *([ratio_text(rates[OURS], rates[SAME])] if part == "requests" else []),
            middle(cpu[OURS]), middle(cpu[NGINX]),
            winner(rates[OURS], rates[NGINX], NGINX) if rates[NGINX] else "–",
            difference(case) + (f"; {again[-1]:.1%} came from the cache" if again and again[-1] > 0.0005 else "")
            + (f"; **up to {refused:.1%} of Inkstone's were refused (503)**, not counted" if refused else "")])
    head = ["what", "bytes with head", "Inkstone, requests/s", "nginx", "ratio (lowest–highest)"]
    head += ["ratio, same headers"] if part == "requests" else []
    return table([*head, "CPU µs", "nginx", "faster", "difference in work"], rows)


def requests(results):
    return against_nginx(results, "requests", work.of_request)


def lists(results):
    return against_nginx(results, "lists", work.of_list)


def facets(results):
    rows = [[case, *(middle(results.values("facets", case, OURS, f"{name} ms")) for name in ("p50", "p99", "CPU"))]
            for case in results.cases("facets")]
    return table(["posts", "median, ms", "99 of 100 below, ms", "CPU of the server, ms"], rows)


def peers(results):
    rows = []
    for case in results.cases("peers"):
        ours = results.values("peers", case, OURS, "requests/s")
        for name in [OURS, *(name for name in work.PEERS if name in results.servers("peers", case))]:
            rates = results.values("peers", case, name, "requests/s")
            own = name == OURS
            rows.append([case, name, middle(rates), "1" if own else ratio_text(ours, rates),
                         "" if own else winner(ours, rates, name),
                         middle(results.values("peers", case, name, "bytes"), lambda value: f"{value:,.0f}"),
                         middle(results.values("peers", case, name, "CPU µs")), "" if own else work.PEERS[name]])
    return table(["what", "server", "requests/s", "Inkstone's ÷ this (lowest–highest)", "faster", "bytes with head",
                  "CPU µs", "difference in work"], rows)


def cold(results):
    rows = []
    for name in results.servers("cold"):
        values = [middle(results.values("cold", case, name, f"{share} ms"))
                  for case in ("post, first request", "post, requested again") for share in ("p50", "p99")]
        rows.append([name, *values])
    return table(["server", "first request, ms", "99 of 100 below", "again, ms", "99 of 100 below"], rows)


def latency(results):
    rows = []
    for case in results.cases("latency"):
        for name in results.servers("latency", case):
            def get(unit, name=name, case=case):
                return results.values("latency", case, name, unit)
            ratio = ratio_text(get("p99 µs", OURS), get("p99 µs")) if name != OURS else ""
            shares = [text(get(f"{share} µs")) for share in ("p50", "p99", "p999")]
            rows.append([case, name, middle(get("requests/s")), *shares, ratio, middle(get("late_p99 µs")), sum(get("unanswered"))])
    return table(["what", "server", "requests/s", "p50, µs", "p99, µs", "p99.9, µs", "Inkstone's p99 ÷ this",
                  "client's own delay, p99", "unanswered"], rows)


def start(results):
    rows = []
    for case in results.cases("start"):
        for name in results.servers("start", case):
            answer, search = (results.values("start", case, name, f"{unit} s") for unit in ("answer", "search"))
            size = results.values("start", case, name, "MB")
            speed = [volume / (end - begin) for volume, begin, end in zip(size, answer, search)]
            rows.append([case, name, text(answer), text(search), middle(speed) if size and size[0] > 1 else "–",
                         "" if name == OURS else work.OF_START[name]])
    return table(["posts, files in the page cache or not", "server", "first answer, s", "search is ready, s",
                  "MB/s made searchable", "difference in work"], rows)


def memory(results):
    rows = []
    for case in results.cases("memory"):
        for name in results.servers("memory", case):
            units = ("MB", "MB of files", "MB of source")
            total, files, source = (results.values("memory", case, name, unit) for unit in units)
            share = text([one / other for one, other in zip(total, source)]) if source[0] > 1 else "–"
            unnamed = results.values("memory", case, name, "MB without a name")
            difference = work.OF_MEMORY.get(name, "")
            if unnamed and max(unnamed) > 0:
                difference = f"{middle(unnamed)} MB are in temporary files, of which the kernel caches what it has room for"
            rows.append([case, name, text(total), middle(files), share, difference])
    return table(["posts, moment", "server", "resident, MB", "of which pages of files", "resident ÷ source",
                  "difference in work"], rows)


def search(results):
    rows = []
    for case in results.cases("search"):
        for name in results.servers("search", case):
            found = results.values("recall", case.rsplit(", ", 1)[0], name, "share")
            times = [middle(results.values("search", case, name, f"{share} ms")) for share in ("p50", "p99")]
            rows.append([case, name, *times, f"{found[-1]:.1%}" if found else "–", work.OF_SEARCH[name.split(", ")[-1]]])
    return table(["posts; first or second pass", "server", "median, ms", "99 of 100 below, ms", "recall of Chinese runs",
                  "difference in work"], rows)


def build(results):
    rows = []
    for part in ("build", "load"):
        for case in results.cases(part):
            ours = results.values(part, case, OURS, "s")
            for name in results.servers(part, case):
                times = results.values(part, case, name, "s")
                rows.append([case, name, text(times), "" if name == OURS else ratio_text(ours, times) if ours else "–",
                             work.OF_BUILD.get((part, name), "")])
    return table(["what", "by", "seconds", "Inkstone's ÷ this (lowest–highest)", "work"], rows)


PLACES = {name: globals()[name] for name in (
    "machine", "requests", "lists", "facets", "peers", "cold", "latency", "start", "memory", "search", "build")}
