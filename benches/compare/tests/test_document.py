import pathlib
import tempfile
import unittest
import xml.etree.ElementTree as xml

import document
import plots
import summary
import svg
import tables
from figures import Figure
from load import read_wrk
from results import Results
from table import table, winner

WRK = """Running 2s test @ http://127.0.0.1:1/
  1 threads and 64 connections
  100000 requests in 2.00s, 1.00GB read
Requests/sec:  50000.12
Transfer/sec:    512.00MB
"""


def example():
    results = Results(facts={"date": "2026-01-02", "cores": 2, "processor": "P|2", "memory": "4 GiB", "kernel": "6",
                             "versions": {"nginx": "1"}, "rounds": 3, "seconds": 2})
    for case in ("post of 2 KB", "post of 2 KB, 304"):
        results.add("requests", case, "Inkstone", "requests/s", 120, 130, 110)
        results.add("requests", case, "nginx", "requests/s", 100, 100, 100)
    results.add("requests", "first list", "Inkstone", "requests/s", 80, 90)
    results.add("requests", "first list", "nginx", "requests/s", 100, 100)
    results.add("peers", "first list", "Inkstone", "requests/s", 100)
    results.add("peers", "first list", "Express", "requests/s", 10)
    return results


class Documents(unittest.TestCase):
    def test_tables(self):
        self.assertEqual(table(["a", "b"], [["x|y", 1]]), "| a | b |\n| --- | --- |\n| x\\|y | 1 |")
        self.assertEqual(table(["a"], []), "Not measured yet.")

    def test_the_faster_one_is_named_if_all_rounds_agree(self):
        self.assertEqual(winner([2, 3], [1, 2], "nginx"), "Inkstone")
        self.assertEqual(winner([1, 2], [2, 3], "nginx"), "**nginx**")
        self.assertEqual(winner([1, 3], [2, 2], "nginx"), "neither in all rounds")

    def test_rows_have_ratio_spread_and_difference_in_work(self):
        text = tables.requests(example())
        self.assertIn("| 120 | 100 | 1.20 (1.10–1.30) |", text)
        lost = next(line for line in text.splitlines() if line.startswith("| first list"))
        self.assertIn("0.85 (0.80–0.90)", lost)
        self.assertIn("**nginx**", lost)
        self.assertTrue(all(len(line.split(" | ")[-1]) > 20 for line in text.splitlines()[2:]))
        self.assertIn("10.0 |", tables.peers(example()))

    def test_goals(self):
        text = summary.goals(example())
        self.assertIn("| posts and 304, beside bare nginx | ≥ 1.2 | 1.20 | yes |", text)
        self.assertIn("| first list; filtered list asked before | ≥ 1.0 | 0.85 | no |", text)

    def test_every_place_can_be_filled_without_results(self):
        for places in document.DOCUMENTS.values():
            for place in places.values():
                self.assertIsInstance(place(Results()), str)
        self.assertEqual(len(plots.all_of(Results())), 4)

    def test_only_marked_places_change(self):
        text = "before\n<!-- compare: x -->\nold\n<!-- compare: end -->\nafter\n"
        filled = document.filled(text, {"x": lambda _: "new"}, None)
        self.assertEqual(filled, "before\n<!-- compare: x -->\n\nnew\n\n<!-- compare: end -->\nafter\n")
        self.assertEqual(document.filled(filled, {"x": lambda _: "new"}, None), filled)

    def test_every_mark_in_the_documents_has_a_table(self):
        for file, places in document.DOCUMENTS.items():
            found = {name for _, name, _, _ in document.MARK.findall(file.read_text("utf-8"))}
            self.assertEqual(found, set(places), file)

    def test_missing_peers_are_reported(self):
        results = example()
        results.missing["Express"] = "npm is not installed"
        self.assertIn("Express is missing: npm is not installed.", tables.machine(results))

    def test_results_are_read_as_written_and_parts_replaced(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "results.json"
            example().write(file)
            stored = Results.read(file)
        self.assertEqual(vars(stored), vars(example()))
        new = Results(facts={"date": "later"})
        new.add("peers", "first list", "Inkstone", "requests/s", 7)
        stored.replace(new)
        self.assertEqual(stored.servers("peers"), ["Inkstone"])
        self.assertEqual(stored.cases("requests"), example().cases("requests"))

    def test_output_of_wrk(self):
        rate, cpu, size, refused = read_wrk(WRK, 1.5)
        self.assertEqual((rate, round(cpu, 6), round(size, 2), refused), (50000.12, 15.0, 10737.42, 0))
        rate, *_, refused = read_wrk(WRK + "  Non-2xx or 3xx responses: 20000\n", 1.5)
        self.assertEqual((round(rate, 3), refused), (40000.096, 0.2))
        with self.assertRaises(RuntimeError):
            read_wrk(WRK.replace("100000 requests", "0 requests"), 1.5)


class Pictures(unittest.TestCase):
    def test_a_chart_is_xml_with_a_bar_per_row(self):
        rows = [("heading <1>",), ("one", "a", Figure(1.0, 0.9, 1.2)), ("two & three", "b", Figure(0.5, 0.5, 0.5))]
        root = xml.fromstring(svg.bars("Title", "note", rows, str, one=True))
        space = "{http://www.w3.org/2000/svg}"
        widths = [float(bar.get("width")) for bar in root.findall(f"{space}rect")]
        self.assertEqual(len(widths), 2)
        self.assertAlmostEqual(widths[0] / widths[1], 2, places=2)
        self.assertIn("prefers-color-scheme: dark", root.find(f"{space}style").text)

    def test_ticks_are_round_and_reach_the_largest(self):
        self.assertEqual(svg.ticks(1.3), [0, 0.5, 1.0, 1.5])
        self.assertEqual(svg.ticks(4), [0, 1, 2, 3, 4])
        self.assertEqual(svg.decades(30, 95_000), [10, 100, 1000, 10_000, 100_000])

    def test_plots_of_results(self):
        for picture in plots.all_of(example()).values():
            xml.fromstring(picture)


if __name__ == "__main__":
    unittest.main()
