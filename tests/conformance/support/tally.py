"""Prints one line for each check, in the form that `run` counts."""

import json
import sys
import traceback

_failed = 0


def check(name, holds, detail=""):
    """Records a check; `detail` is shown where it does not hold."""
    global _failed
    if holds:
        print(f"ok {name}")
        return True
    _failed += 1
    print(f"not ok {name}")
    if callable(detail):
        detail = detail()
    for line in str(detail).splitlines()[:200]:
        print(f"    {line[:600]}")
    return False


def equal(name, found, expected):
    """Records that two values are the same."""
    return check(name, found == expected, lambda: f"expected: {_show(expected)}\nfound:    {_show(found)}")


def _show(value):
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    except TypeError:
        return repr(value)


def note(text):
    """Something worth saying that is no check."""
    print(f"    note: {text}")


def sections(*functions):
    """Runs each function; one that breaks off counts as one failed check and stops none of the others."""
    for function in functions:
        try:
            function()
        except Exception:
            title = (function.__doc__ or function.__name__).strip().splitlines()[0]
            check(f"{title} (broke off)", False, traceback.format_exc(limit=-4))
    sys.exit(1 if _failed else 0)
