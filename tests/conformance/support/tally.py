"""Prints one line per check, in the format that `run` counts."""

import json
import sys
import traceback

_failed = 0


def check(name, holds, detail=""):
    """Records a check; `detail` is printed if it fails."""
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
    """Records a check that two values are equal."""
    return check(name, found == expected, lambda: "\n".join(_differences(found, expected)))


def _differences(found, expected, place=""):
    """The differences between two values, as deep as their structure is the same."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in [*expected, *(key for key in found if key not in expected)]:
            at = f"{place}/{str(key).replace('/', '~1')}"
            if key not in found:
                yield f"{at}: missing"
            elif key not in expected:
                yield f"{at}: not expected"
            elif found[key] != expected[key]:
                yield from _differences(found[key], expected[key], at)
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        for number, pair in enumerate(zip(found, expected)):
            if pair[0] != pair[1]:
                yield from _differences(*pair, f"{place}/{number}")
    else:
        yield f"{place or 'it'}:"
        yield f"  expected: {_show(expected)}"
        yield f"  found:    {_show(found)}"


def _show(value):
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    except TypeError:
        return repr(value)


def note(text):
    """A remark that is not a check."""
    print(f"    note: {text}")


def sections(*functions):
    """Runs each function; an exception counts as one failed check and does not stop the others."""
    for function in functions:
        try:
            function()
        except Exception:
            title = (function.__doc__ or function.__name__).strip().splitlines()[0]
            check(f"{title} (exception)", False, traceback.format_exc(limit=-4))
    sys.exit(1 if _failed else 0)
