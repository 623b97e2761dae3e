"""The clock of the machine is set while the server runs, also to times that dates of HTTP cannot have."""

import glob
import time

from server import Server, scratch_folder
from tally import check, equal, sections
from wire import Client

# The library reads it before each reading of the clock.
JUMPS = {
    "@2026-03-01 00:00:00": "Sun, 01 Mar 2026",
    # 8,000 and 80,000 years from now: 9999 is the last year of HTTP's dates (RFC 9110, section 5.6.7).
    "+252456000000": "Fri, 01 Jan 9999 00:00:00 GMT",
    "+2524560000000": "Fri, 01 Jan 9999 00:00:00 GMT",
    "@2026-03-02 00:00:00": "Mon, 02 Mar 2026",
}


def clock():
    """Date and responses follow the clock, and no jump of it does harm"""
    library = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    with scratch_folder() as folder:
        (folder / "content").mkdir()
        (folder / "content" / "one.md").write_text("---\ntitle: One\ndate: 2025-01-01\n---\nx\n")
        (folder / "content" / "next.md").write_text("---\ntitle: Next\ndate: 2026-03-01T12:00:00Z\n---\nx\n")
        setting = folder / "time"
        setting.write_text("@2026-02-28 00:00:00")
        faked = {"LD_PRELOAD": library[0], "FAKETIME_TIMESTAMP_FILE": str(setting), "FAKETIME_NO_CACHE": "1",
                 "FAKETIME_DONT_FAKE_MONOTONIC": "1", "RUST_BACKTRACE": "0", "TZ": "UTC"}
        with Server(folder / "content", env=faked) as server:
            client = Client(server.base)
            equal("clock: a scheduled post is not served", client.get("/api/v1/posts/next").status, 404)
            for jump, date in JUMPS.items():
                setting.write_text(jump)
                # Longer than the framework's task needs to read the clock.
                time.sleep(1.5)
                answer = client.get("/api/v1/posts/one")
                found = answer.headers.get_all("Date")
                equal(f"clock {jump}: the post is served, with one Date", (answer.status, len(found)), (200, 1))
                check(f"clock {jump}: the date is that of the clock or the nearest one", found[0].startswith(date), found)
            equal("clock: the scheduled post is served once its time has come", client.get("/api/v1/posts/next").status, 200)
            equal("clock: the exit code is 0", server.end(), 0)


sections(clock)
