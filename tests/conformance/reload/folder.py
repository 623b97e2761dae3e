"""A content folder that changes at random."""

import os
import pathlib
import shutil

WORDS = ["内存", "管理", "线程", "并发", "索引", "memory", "owner", "Rust", "cache", "The quick fox", "編集", "한국어"]
TAGS = ["Rust", "rust", "并发", "C++", "web dev", "Web Dev"]
STEMS = ["a", "b", "c", "2024-01-02-d", "2023-05-06-d", "e.zh", "e", "笔记", "f g", "index", "README"]
FOLDERS = ["", "x", "x/y", "zh", "_drafts"]
BROKEN = ["---\ntitle: [\n---\nx\n", "---\ndate: never\n---\nx\n", "---\ntitle: open\n", "\xff\xfe".encode("latin-1")]
EXTENSIONS = [".md", ".md", ".md", ".markdown", ".mdx"]


class Folder:
    """Changes files below a path with a seeded generator."""

    def __init__(self, root, random):
        self.root, self.random = pathlib.Path(root), random
        self.root.mkdir(parents=True, exist_ok=True)

    def files(self):
        return sorted(path for path in self.root.rglob("*") if path.is_file())

    def posts(self):
        return [path for path in self.files() if path.suffix in (".md", ".markdown", ".mdx")]

    def path(self):
        pick = self.random.choice
        return self.root / pick(FOLDERS) / (pick(STEMS) + pick(EXTENSIONS))

    def text(self):
        pick, chance = self.random.choice, self.random.random
        if chance() < 0.06:
            return pick(BROKEN)
        lines = []
        for share, line in [
            (0.8, lambda: f"title: {pick(WORDS)} {pick(WORDS)}"),
            (0.7, lambda: f"date: 20{self.random.randrange(10, 26)}-0{self.random.randrange(1, 10)}-15"),
            (0.1, lambda: "date: 2099-01-01"),
            (0.4, lambda: f"updated: 2025-0{self.random.randrange(1, 10)}-02T03:04:05Z"),
            (0.7, lambda: f"tags: [{', '.join(self.random.sample(TAGS, 2))}]"),
            (0.4, lambda: f"category: {pick(['Notes', '笔记', 'notes'])}"),
            (0.3, lambda: f"author: {pick(['Ann', '李雷'])}"),
            (0.2, lambda: f"series: {pick(['One', 'Two'])}"),
            (0.1, lambda: "draft: true"),
            (0.1, lambda: f"slug: {pick(['a', 'b', 'own'])}"),
            (0.1, lambda: f"aliases: [{pick(['old', 'a', 'e'])}]"),
            (0.1, lambda: f"lang: {pick(['zh', 'en', 'ja'])}"),
            (0.1, lambda: "cover: pic.png"),
            (0.1, lambda: f"translationKey: {pick(['k', 'l'])}"),
            (0.1, lambda: "expires: 2098-01-01"),
            (0.2, lambda: f"weight: {self.random.randrange(9)}"),
        ]:
            key = line().split(":")[0]
            if chance() < share and not any(other.startswith(key + ":") for other in lines):
                lines.append(line())
        body = []
        for _ in range(self.random.randrange(1, 6)):
            body.append(pick([
                lambda: f"## {pick(WORDS)}\n",
                lambda: f"{pick(WORDS)}{pick(WORDS)}，{pick(WORDS)} and {pick(WORDS)}.\n",
                lambda: f"[link]({pick(STEMS)}.md#{pick(['内存', 'memory', 'rust'])})\n",
                lambda: f"[root](/posts/{pick(STEMS)}) [[{pick(STEMS)}]]\n",
                lambda: "![pic](pic.png) [file](data.txt)\n",
                lambda: "```rust\nfn main() {}\n```\n",
            ])())
        return "\n".join(["---", *lines, "---", "", *body])

    def write(self, path, text, by_rename=None):
        """Writes in place, or as editors and tools do: a new file that replaces the old one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else text.encode()
        by_rename = self.random.random() < 0.5 if by_rename is None else by_rename
        if by_rename:
            new = path.with_name(f".{path.name}.tmp")
            new.write_bytes(data)
            new.rename(path)
        else:
            path.write_bytes(data)

    def step(self):
        """Makes one random change and returns its name."""
        pick, posts = self.random.choice, self.posts()
        changes = [self._add, self._edit, self._edit, self._edit, self._delete, self._rename, self._folder, self._asset, self._burst]
        change = pick(changes) if posts else self._add
        return change(posts)

    def _add(self, _):
        path = self.path()
        self.write(path, self.text())
        return f"write {path.name}"

    def _edit(self, posts):
        path = self.random.choice(posts)
        old = path.read_bytes()
        if self.random.random() < 0.5:
            self.write(path, old + f"\n{self.random.choice(WORDS)}{self.random.randrange(99)}\n".encode())
        else:
            self.write(path, self.text())
        return f"edit {path.name}"

    def _delete(self, posts):
        path = self.random.choice(posts)
        path.unlink()
        return f"delete {path.name}"

    def _rename(self, posts):
        old, new = self.random.choice(posts), self.path()
        new.parent.mkdir(parents=True, exist_ok=True)
        old.rename(new)
        return f"rename {old.name} to {new.name}"

    def _folder(self, _):
        """Moves a folder, or makes and fills one at once."""
        folders = sorted(path for path in self.root.iterdir() if path.is_dir())
        new = self.root / f"m{self.random.randrange(4)}"
        if folders and self.random.random() < 0.6:
            old = self.random.choice(folders)
            if self.random.random() < 0.3:
                shutil.rmtree(old)
                return f"remove {old.name}/"
            if not new.exists():
                old.rename(new)
                return f"move {old.name}/ to {new.name}/"
        deep = new / "deep" / "er"
        deep.mkdir(parents=True, exist_ok=True)
        for number in range(self.random.randrange(1, 4)):
            (deep / f"n{number}.md").write_bytes(b"# Deep\n\nfound in a new folder\n")
        return f"fill {new.name}/"

    def _asset(self, _):
        name = self.random.choice(["pic.png", "x/pic.png", "data.txt"])
        path = self.root / name
        if path.exists() and self.random.random() < 0.4:
            path.unlink()
            return f"delete {name}"
        size = self.random.randrange(1, 200)
        png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + size.to_bytes(4, "big") * 2 + b"\x08\x06\0\0\0"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(png if name.endswith("png") else os.urandom(size))
        return f"write {name}"

    def _burst(self, _):
        for _ in range(self.random.randrange(2, 12)):
            self.write(self.path(), self.text())
        return "burst"
