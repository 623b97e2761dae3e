"""Writes 1,000 posts whose words are as frequent as in Chinese books and web pages, by the dictionary of jieba.

Words are drawn independently, so pairs of characters across words vary more than in real prose: sizes of an index
measured with it are rather too large than too small."""

import importlib.resources
import itertools
import random
import re

ENGLISH = """async await borrow cache closure compile container crate cursor deadlock docker embed engine feature fetch
future garbage generic graph handler hash heap index iterator javascript kernel kubernetes latency linux lock macro memory
middleware module mutex node object offset package page parser pointer postgres process promise protocol proxy python query
queue react redis register render request response router runtime rust schema script server session shell signal socket
sqlite stack static stream string struct syntax table template thread token trait typescript unicode unsafe update vector
webassembly worker""".split()
TOPICS = 20


def dictionary():
    """Returns Chinese words with their frequencies."""
    text = importlib.resources.files("jieba").joinpath("dict.txt").read_text("utf-8")
    rows = (line.split(" ") for line in text.splitlines())
    found = [(word, int(count)) for word, count, *_ in rows if re.fullmatch(r"[\u4e00-\u9fff]+", word)]
    return [word for word, _ in found], [count for _, count in found]


def sentence(draw, numbers):
    words = [draw() for _ in range(numbers.randint(6, 18))]
    if numbers.random() < 0.3:
        words.insert(numbers.randint(0, len(words)), f" {numbers.choice(ENGLISH)} ")
    middle = numbers.randint(2, len(words))
    return "".join(words[:middle]) + "，" + "".join(words[middle:]) + "。"


def write(folder, posts=1000, seed=17):
    """Writes the posts; the same for each run."""
    numbers = random.Random(seed)
    words, counts = dictionary()
    sums = list(itertools.accumulate(counts))
    topics = [numbers.choices(words, cum_weights=sums, k=300) for _ in range(TOPICS)]
    at = itertools.cycle(numbers.choices(words, cum_weights=sums, k=600_000))
    for number in range(posts):
        topic = topics[number % TOPICS]
        draw = lambda: numbers.choice(topic) if numbers.random() < 0.25 else next(at)
        body = []
        for _ in range(numbers.randint(3, 6)):
            body.append("## " + draw() + draw())
            body += ["".join(sentence(draw, numbers) for _ in range(numbers.randint(3, 6))) for _ in range(4)]
        title = "".join(draw() for _ in range(4))
        day = f"20{10 + number // 100:02}-{1 + number % 12:02}-{1 + number % 28:02}"
        tags = ", ".join([topic[0], topic[1], numbers.choice(ENGLISH)])
        matter = f"title: {title}\nslug: post-{number:04}\nlang: zh\ndate: {day}\ntags: [{tags}]\n"
        (folder / f"post-{number:04}.md").write_text(f"---\n{matter}---\n\n" + "\n\n".join(body) + "\n", "utf-8")
