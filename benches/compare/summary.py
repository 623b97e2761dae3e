"""Short tables from the same results: the goals, and what README quotes."""

from figures import Figure, number, ratio, ratios
from table import table

OURS = "Inkstone"
IN_MEMORY = "Inkstone, all in memory"


def against(results, part, cases, other="nginx", unit="requests/s"):
    """Returns the figures of the ratios of some cases that were measured."""
    found = {}
    for case in cases:
        pair = [results.values(part, case, name, unit) for name in (OURS, other)]
        if all(pair):
            found[case] = Figure.of(ratios(*pair))
    return found


def span(figures):
    """Returns the medians of some ratios as one text, the lowest and the highest."""
    values = sorted(figure.median for figure in figures.values())
    ends = dict.fromkeys([ratio(values[0]), ratio(values[-1])] if values else ["–"])
    return "–".join(ends)


def state(values, holds):
    """Returns whether a goal is reached by all, some or none of the values."""
    kept = sum(map(holds, values))
    return "–" if not values else "yes" if kept == len(values) else "no" if kept == 0 else f"{kept} of {len(values)}"


def goals(results):
    """Returns the goals with what was measured."""
    def of(part, wanted, unit="requests/s"):
        return against(results, part, [case for case in results.cases(part) if wanted(case)], unit=unit)

    rows = []

    def at_least(what, figures, goal):
        values = [figure.median for figure in figures.values()]
        rows.append([what, f"≥ {goal}", span(figures), state(values, lambda value: value >= goal)])

    def at_most(what, values, goal, write=number):
        shown = write(Figure.of(values).median) if values else "–"
        rows.append([what, f"≤ {goal}", shown, state(values and [Figure.of(values).median], lambda value: value <= goal)])

    at_least("posts and 304, beside bare nginx", of("requests", lambda case: case.startswith("post")), 1.2)
    at_least("first list; filtered list asked before", of("requests", lambda case: "list" in case), 1.0)
    for kind in ("pages", "tag × category", "ranges"):
        at_least(f"lists never asked: {kind}", of("lists", lambda case, kind=kind: case.startswith(kind)), 0.5)
    at_most("facets with a filter over 100,000 posts, ms", results.values("facets", "100,000 posts", OURS, "p50 ms"), 0.5)
    slower = against(results, "latency", results.cases("latency"), unit="p99 µs")
    at_most("p99 at half of the largest load, beside nginx's (the worst case)",
            [max((figure.median for figure in slower.values()), default=None)] if slower else [], 1.0, ratio)
    loaded = [results.values("load", "all posts", name, "s") for name in (OURS, "gray_matter + comrak")]
    at_most("loading, beside gray_matter and comrak", ratios(*loaded), 1.0, ratio)
    for name in ("100,000 posts", "essays"):
        values = [results.values("start", f"{name}, warm", OURS, unit) for unit in ("MB", "answer s", "search s")]
        speeds = [size / (end - begin) for size, begin, end in zip(*values)]
        rows.append([f"MB/s made searchable, {name}", "≥ 25", number(Figure.of(speeds).median) if speeds else "–",
                     state(speeds[:1], lambda value: value >= 25)])
    for name, goal in (("100,000 posts", 0.6), ("10,000 posts", 1.0)):
        for ours, how in ((OURS, ""), (IN_MEMORY, ", all in memory")):
            pair = [results.values("memory", f"{name}, 10 s later", ours, unit) for unit in ("MB", "MB of source")]
            at_most(f"resident beside the source, {name} with search{how}", ratios(*pair), goal, ratio)
    at_most("resident, the sample posts, MB", results.values("memory", "sample posts, 10 s later", OURS, "MB"), 40)
    return table(["what", "goal", "measured", "reached"], rows)


def rows(results):
    """Yields the ratios that README quotes: the name of each row, and its text."""
    warm = against(results, "requests", [case for case in results.cases("requests") if "list" not in case])
    lists = against(results, "requests", [case for case in results.cases("requests") if "list" in case])
    fresh = against(results, "lists", results.cases("lists"))
    yield "posts", span(warm)
    yield "lists", span(lists)
    yield "fresh", span(fresh)
    for name in ("Express", "FastAPI"):
        yield name, span(against(results, "peers", results.cases("peers"), name))


ENGLISH = {
    "posts": "nginx with ready files: posts and 304", "lists": "nginx: lists that were requested before",
    "fresh": "nginx: lists that were never requested (nginx sends a ready file)",
    "Express": "a minimal Express app", "FastAPI": "a minimal FastAPI app",
}
CHINESE = {
    "posts": "nginx 提供现成文件：文章与 304", "lists": "nginx：请求过的列表",
    "fresh": "nginx：从未请求过的列表（nginx 只发送现成文件）",
    "Express": "最小的 Express 应用", "FastAPI": "最小的 FastAPI 应用",
}


def quoted(results, names, head):
    """Returns the table of README, or nothing before there are results."""
    return table(head, [[names[name], text] for name, text in rows(results)]) if results.measures else ""


def english(results):
    return quoted(results, ENGLISH, ["compared with", "requests per second, Inkstone ÷ other"])


def chinese(results):
    return quoted(results, CHINESE, ["对比对象", "每秒请求数，Inkstone ÷ 对方"])
