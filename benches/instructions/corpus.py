"""Writes posts for the instruction counts: the same ones on every machine."""

HAN = ("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
       "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全"
       "表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革"
       "缓存索引查询编译类型内存管理并发线程网络协议函数闭包迭代排序测试性能延迟吞吐事务隔离日志连接超时重试推断借用周期哈希数组对象循环回收")
LATIN = ("the memory of a process is divided into pages and every page has an owner that may share it with others while readers "
         "wait for writers to finish Rust Python SQLite cache thread index query compiler closure iterator latency protocol").split()
CODE = {
    "rust": "fn count(items: &[u32]) -> usize {{\n    // {comment}\n    items.iter().filter(|&&item| item > {number}).count()\n}}\n",
    "python": "def count(items):\n    # {comment}\n    return [item * {number} for item in items if item]\n",
    "sql": "SELECT name, count(*) FROM posts WHERE minutes > {number} GROUP BY name; -- {comment}\n",
}


class Draw:
    """A linear congruential generator with Knuth's MMIX constants."""

    def __init__(self, seed):
        self.state = seed ^ 0x9E3779B97F4A7C15

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % bound

    def rare(self, bound):
        """A number below `bound`, of which small ones are the more frequent."""
        return self.below(1 + self.below(1 + self.below(bound)))

    def one_of(self, items):
        return items[self.rare(len(items))]


def sentence(draw, chinese, words):
    if chinese:
        parts = [draw.one_of(LATIN) if draw.below(9) == 0 else draw.one_of(HAN) + draw.one_of(HAN) for _ in range(words)]
        return "".join(parts)
    return " ".join(draw.one_of(LATIN) for _ in range(words))


def paragraph(draw, chinese):
    out = []
    for _ in range(4):
        text = sentence(draw, chinese, 14)
        kind = draw.below(6)
        if kind == 0:
            text = f"**{text}**"
        elif kind == 1:
            text += f"，见[文档](https://example.org/{draw.below(1000)})"
        elif kind == 2:
            text += f" `value_{draw.below(1000)}`"
        out.append(text + ("。" if chinese else ". "))
    return "".join(out)


def front_matter(draw, chinese):
    day = f"{2010 + draw.below(16)}-{1 + draw.below(12):02}-{1 + draw.below(28):02}"
    tags = ", ".join(f"标签{draw.rare(100)}" for _ in range(3))
    return (f"---\ntitle: \"{sentence(draw, chinese, 6)}\"\ndescription: \"{sentence(draw, chinese, 12)}\"\ndate: {day}\n"
            f"readTime: {1 + draw.below(30)} 分钟\ncategory: 分类{draw.below(8)}\ntags: [{tags}]\nauthor: 作者{draw.below(20)}\n---\n\n")


def body(draw, chinese, sections, code):
    out = []
    for _ in range(sections):
        out.append(f"## {sentence(draw, chinese, 4)}\n\n{paragraph(draw, chinese)}\n\n{paragraph(draw, chinese)}\n\n")
        out.append("".join(f"- {sentence(draw, chinese, 8)}\n" for _ in range(3)) + "\n")
        if code:
            language = sorted(CODE)[draw.below(len(CODE))]
            text = CODE[language].format(comment=sentence(draw, chinese, 4), number=draw.below(100))
            out.append(f"```{language}\n{text}```\n\n")
        else:
            out.append(f"| 名称 | value |\n|---|---:|\n| {sentence(draw, chinese, 2)} | {draw.below(100)} |\n\n")
    return "".join(out)


def write(folder, count, chinese=None, sections=3, long=0):
    """Writes posts. Two of three are Chinese unless `chinese` decides, every other has code, and the first `long` are long."""
    folder.mkdir()
    for number in range(count):
        draw = Draw(number)
        han = number % 3 != 0 if chinese is None else chinese
        size = 8 if number < long else sections
        text = front_matter(draw, han) + body(draw, han, size, number % 2 == 0)
        (folder / f"post-{number:04}.md").write_text(text, "utf-8")
