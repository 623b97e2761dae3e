import unittest

from figures import Figure, number, percentile, ratio, ratios


class Figures(unittest.TestCase):
    def test_median_with_spread(self):
        self.assertEqual(Figure.of([3, 1, 2]), Figure(2, 1, 3))
        self.assertEqual(Figure.of([1, 2, 3, 4]).median, 2.5)
        self.assertEqual(Figure.of([1.2, 0.9, 1.0]).text(ratio), "1.00 (0.90–1.20)")
        self.assertEqual(Figure.of([2.0]).text(ratio), "2.00")

    def test_ratios_are_of_rounds(self):
        # The medians have the ratio 1, but no round has.
        self.assertEqual(ratios([1, 2, 4], [2, 1, 2]), [0.5, 2, 2])

    def test_percentiles_are_of_the_nearest_rank(self):
        values = list(range(1, 101))
        self.assertEqual([percentile(values, share) for share in (0, 0.5, 0.99, 1)], [1, 50, 99, 100])
        self.assertEqual(percentile([5, 1, 3], 0.5), 3)
        self.assertEqual(percentile([7], 0.99), 7)

    def test_numbers_have_three_digits(self):
        self.assertEqual([number(value) for value in (0, 0.1234, 1.236, 45.67, 123.4, 95_598)],
                         ["0", "0.123", "1.24", "45.7", "123", "95,598"])
        self.assertEqual([ratio(value) for value in (0.0512, 0.77, 1.2, 25.31)], ["0.051", "0.77", "1.20", "25.3"])


if __name__ == "__main__":
    unittest.main()
