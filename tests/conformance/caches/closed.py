"""Proxies do not forward what is only for operators."""

from tally import check, equal

# The server answers each of these with the metrics.
TARGETS = ("/metrics", "/metrics/", "/metrics//", "/metrics?from=outside", "/%6Detrics", "/metric%73/")


def all_of(name, front):
    """Every check of this file."""
    for target in TARGETS:
        equal(f"{name}: behind it {target} has the metrics", front.witness.service.get(target).status, 200)
        answer = front.get(target)
        equal(f"{name}: {target} is refused",
              (answer.status, answer.header("Content-Type"), answer.header("Cache-Control")),
              (404, "application/problem+json", "no-store"))
    asked = [seen for seen in front.witness.seen if "etric" in seen.target]
    check(f"{name}: the service is not asked for any of them", not asked, asked)
    equal(f"{name}: what only looks like it is asked for", front.get("/metrics-of-mine").status, 404)
    equal(f"{name}: by the service", len(front.witness.asked("/metrics-of-mine")), 1)
