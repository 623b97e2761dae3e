import itertools
import pathlib
import re
import tempfile
import unittest

import corpus
import fresh
from corpus import Corpus, prose
from parts.search import expected, queries


class Targets(unittest.TestCase):
    def test_every_combination_comes_once_and_neighbors_differ(self):
        found = [tuple(picked) for picked in fresh.mixed(range(7), "abc", range(4))]
        self.assertEqual(len(found), 84)
        self.assertEqual(len(set(found)), 84)
        self.assertGreater(sum(one[0] != other[0] for one, other in zip(found, found[1:])), 60)

    def test_lists_are_never_asked_twice(self):
        some = Corpus("", pathlib.Path(), 1000, 0, {}, [f"标签{number}" for number in range(50)], ["a", "b"])
        for kind in (fresh.terms, fresh.ranges):
            targets = list(itertools.islice(kind(some, 0), 10_000))
            self.assertEqual(len(set(targets)), len(targets))
            self.assertTrue(all(target.isascii() and " " not in target for target in targets))

    def test_prose_has_no_front_matter_and_no_code(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "a.md"
            file.write_text("---\ntitle: 标题\n---\n\n正文\n\n```py\n# 代码\n```\n后面\n", "utf-8")
            text = prose(file)
        self.assertIn("正文", text)
        self.assertIn("后面", text)
        self.assertFalse({"标题", "代码"} & set(re.findall(r"\w+", text)))

    def test_questions_occur_in_the_texts(self):
        texts = [f"内存管理{number}引用计数的对象回收，the memory owner of page {number}" for number in "一二三四五六七八九十" * 30]
        found = queries(texts + [chr(0x4e00 + number) * 3 + chr(0x5e00 + number) * 3 for number in range(300)])
        self.assertEqual(found, sorted(set(found)))
        self.assertTrue(all(2 <= len(query) <= 6 or query.isascii() for query in found))
        self.assertEqual(expected(["甲乙", "乙", "甲"], "甲"), {0, 2})

    def test_posts_of_a_size(self):
        other = "---\ntitle: x\n---\n\n# x\n\n" + "\n\n".join(f"第 {number} 段，内存管理" for number in range(900))
        sizes = [len(corpus.sized_post(name, size, other).encode()) for name, size in corpus.SIZES.items()]
        self.assertLess(sizes[0], 2 << 10)
        self.assertTrue(10_000 < sizes[1] < 14 << 10, sizes)


if __name__ == "__main__":
    unittest.main()
