"""Statistics of repeated measurements, and how they are written."""

import math
import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """The median of some rounds with the lowest and the highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values):
        """Returns the figure of at least one value."""
        return cls(statistics.median(values), min(values), max(values))

    def text(self, write):
        """Returns the median, and the spread in parentheses if it would be seen."""
        middle, low, high = write(self.median), write(self.low), write(self.high)
        return middle if low == high else f"{middle} ({low}–{high})"


def ratios(ours, theirs):
    """Returns the ratio of each round: both servers were measured one directly after the other."""
    return [one / other for one, other in zip(ours, theirs)]


def percentile(values, share):
    """Returns the smallest value that at least `share` (0 to 1) of all values don't exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def number(value):
    """Returns a number with three significant digits at least, thousands separated."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    digits = 2 - math.floor(math.log10(abs(value)))
    return f"{value:.{min(max(digits, 0), 4)}f}"


def ratio(value):
    """Returns a ratio with two decimals, or with three if it is small."""
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 10 else number(value)
