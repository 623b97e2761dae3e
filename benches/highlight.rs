//! Measures syntax highlighting by language, and its share of rendering a post.
//!
//! The first use of a language compiles its grammar, which is not measured.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use inkstone::compile::markdown::highlight::{Budget, highlight};
use inkstone::compile::markdown::{RenderOptions, render};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// Code samples by language.
const SNIPPETS: [(&str, &str); 8] = [
    (
        "python",
        "class Cache(Base):\n    \"\"\"Keeps the last values.\"\"\"\n\n    def get(self, key: str, default=None):\n        # A miss is no error.\n        value = self.values.get(key, default)\n        return f\"{key}: {value!r}\\n\" if value is not None else 0x1f\n\n",
    ),
    (
        "rust",
        "/// Keeps the last values.\n#[derive(Debug, Clone)]\npub struct Cache<'a> {\n    values: HashMap<&'a str, Vec<u8>>,\n}\n\nimpl Cache<'_> {\n    pub fn get(&self, key: &str) -> Option<&[u8]> {\n        println!(\"{key}\\n\");\n        self.values.get(key).map(Vec::as_slice) // a miss is no error\n    }\n}\n\n",
    ),
    (
        "typescript",
        "interface Post { slug: string; tags?: string[] }\n\nexport async function load(slug: string): Promise<Post | null> {\n  const response = await fetch(`/api/v1/posts/${slug}`);\n  if (!response.ok) return null; // a miss is no error\n  return (await response.json()).data;\n}\n\n",
    ),
    (
        "go",
        "// Cache keeps the last values.\ntype Cache struct {\n\tvalues map[string][]byte\n}\n\nfunc (c *Cache) Get(key string) ([]byte, error) {\n\tif value, ok := c.values[key]; ok {\n\t\treturn value, nil\n\t}\n\treturn nil, fmt.Errorf(\"no %q\\n\", key)\n}\n\n",
    ),
    (
        "shell",
        "# Renders every post.\nfor post in posts/*.md; do\n  name=$(basename \"$post\" .md)\n  curl -sS --fail \"http://localhost:8080/api/v1/posts/$name\" | jq -r '.data.html' > \"out/$name.html\"\ndone\n\n",
    ),
    (
        "yaml",
        "# The service.\nservices:\n  api:\n    image: \"inkstone:1\"\n    ports: [8080]\n    environment:\n      INKSTONE_TITLE: 砚台\n    restart: true\n\n",
    ),
    (
        "html",
        "<!-- A post. -->\n<article class=\"post\" lang=\"zh\">\n  <h1>深入理解 &amp; 引用计数</h1>\n  <p>一个对象<em>何时</em>被释放。</p>\n  <script>let a = document.title;</script>\n</article>\n\n",
    ),
    (
        "sql",
        "-- The latest posts.\nSELECT p.slug, count(*) AS comments FROM posts p\nLEFT JOIN comments c ON c.post_id = p.id\nWHERE p.published = 1 AND p.lang = 'zh' GROUP BY p.slug LIMIT 20;\n\n",
    ),
];

#[divan::bench(args = SNIPPETS.map(|(language, _)| language))]
fn highlight_code(bencher: Bencher<'_, '_>, language: &str) {
    let snippet = SNIPPETS.iter().find(|(name, _)| *name == language).map_or("", |pair| pair.1);
    let code = snippet.repeat(8 * 1024 / snippet.len());
    let mut html = String::new();
    assert!(highlight(&mut html, language, &code, &mut Budget::of_post()), "{language} is known");
    bencher.counter(BytesCount::of_str(&code)).bench_local(|| {
        html.clear();
        highlight(&mut html, black_box(language), black_box(&code), &mut Budget::of_post())
    });
}

/// Renders a post of prose with one code block per language.
#[divan::bench(args = [false, true])]
fn render_a_post(bencher: Bencher<'_, '_>, highlight: bool) {
    let prose =
        "一个对象何时被释放，**取决于**它的引用计数：see [the manual](https://a.example).\n\n";
    let post: String = SNIPPETS
        .iter()
        .map(|(language, code)| {
            format!("## {language}\n\n{}```{language}\n{code}```\n\n", prose.repeat(8))
        })
        .collect();
    let options = RenderOptions { highlight, ..RenderOptions::default() };
    black_box(render(&post, &options));
    bencher
        .counter(BytesCount::of_str(&post))
        .bench_local(|| render(black_box(&post), black_box(&options)));
}
