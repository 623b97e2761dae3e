"""Proxies do not forward what is only for operators."""

from tally import check, equal

# The server answers each of these with the metrics.
TARGETS = ("/metrics", "/metrics/", "/metrics//", "/metrics?from=outside", "/%6Detrics", "/metric%73/")


def all_of(name, front):
    """Every check of this file."""
    for target in TARGETS:
        equal(f"{name}: without the proxy, {target} returns the metrics", front.witness.service.get(target).status, 200)
        answer = front.get(target)
        equal(f"{name}: {target} is rejected",
              (answer.status, answer.header("Content-Type"), answer.header("Cache-Control")),
              (404, "application/problem+json", "no-store"))
    asked = [seen for seen in front.witness.seen if "etric" in seen.target]
    check(f"{name}: the server gets none of these requests", not asked, asked)
    equal(f"{name}: similar paths are forwarded", front.get("/metrics-of-mine").status, 404)
    equal(f"{name}: and answered by the server", len(front.witness.asked("/metrics-of-mine")), 1)
