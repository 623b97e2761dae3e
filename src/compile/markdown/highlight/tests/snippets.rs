//! Tokens that readers of a language would expect.

use super::{html, tokens};

/// Checks that code contains these tokens in this order.
fn check(language: &str, code: &str, expected: &[&str]) {
    let found = tokens(language, code);
    let mut rest = found.iter();
    for token in expected {
        assert!(rest.any(|found| found == token), "{language}: {token:?} is not in {found:#?}");
    }
}

#[test]
fn python() {
    check(
        "python",
        "# 说明\n@cached\nclass Node(Base):\n    \"\"\"Doc.\"\"\"\n    def go(self, n=None) -> int:\n        \
         return len(f\"a{n}b\\n\") + 0x1f and True\n",
        &[
            "comment # 说明",
            "attribute @cached",
            "keyword class",
            "type Node",
            "type Base",
            "comment \"\"\"Doc.\"\"\"",
            "keyword def",
            "function go",
            "variable self",
            "constant None",
            "type int",
            "keyword return",
            "function len",
            "escape {",
            "escape \\n",
            "number 0x1f",
            "operator and",
            "constant True",
        ],
    );
}

#[test]
fn rust() {
    check(
        "rust",
        "/// Doc\n#[derive(Debug)]\npub struct A<'a> { b: &'a str }\n\
         fn main() { let x = Some(1u8); println!(\"{}\\n\", x); }\n",
        &[
            "comment /// Doc",
            "attribute #[derive(Debug)]",
            "keyword pub",
            "keyword struct",
            "type A",
            "type 'a",
            "keyword fn",
            "function main",
            "keyword let",
            "operator =",
            "type Some",
            "number 1u8",
            "function println!",
            "string \"",
            "escape {}\\n",
        ],
    );
}

#[test]
fn typescript() {
    check(
        "ts",
        "// c\ninterface P { name: string }\n\
         const f = async (p: P) => { await go(`x ${p.name}`, /a+/g); return null; };\n",
        &[
            "comment // c",
            "keyword interface",
            "type P",
            "property name",
            "type string",
            "keyword const",
            "function f",
            "keyword async",
            "variable p",
            "operator =>",
            "keyword await",
            "function go",
            "string `x",
            "escape ${",
            "regexp /a+/",
            "keyword return",
            "constant null",
        ],
    );
}

#[test]
fn javascript_with_elements() {
    check(
        "jsx",
        "const a = <div className=\"x\" onClick={() => go(1)}>t</div>;",
        &[
            "keyword const",
            "tag <div",
            "attribute className",
            "string \"x\"",
            "attribute onClick",
            "function go",
            "number 1",
            "tag </div>",
        ],
    );
}

#[test]
fn go() {
    check(
        "golang",
        "package main\n// c\ntype T struct { A int }\n\
         func (t *T) Go(x string) error { fmt.Println(\"a\\n\", nil, 42); return nil }\n",
        &[
            "keyword package",
            "comment // c",
            "keyword type",
            "type T",
            "property A",
            "type int",
            "keyword func",
            "function Go",
            "variable x",
            "type string",
            "function Println",
            "escape \\n",
            "constant nil",
            "number 42",
            "keyword return",
        ],
    );
}

#[test]
fn shell() {
    check(
        "sh",
        "# c\nfor f in *.md; do\n  echo \"$f\" | grep -v 'y'\ndone\n",
        &[
            "comment # c",
            "keyword for",
            "keyword in",
            "keyword do",
            "function echo",
            "variable $f",
            "operator |",
            "function grep",
            "attribute -v",
            "string 'y'",
            "keyword done",
        ],
    );
}

#[test]
fn data_has_keys_and_values() {
    check(
        "yaml",
        "# c\nname: \"x\"\nlist:\n  - 3\n  - true\n",
        &["comment # c", "property name", "string \"x\"", "property list", "number 3"],
    );
    check(
        "json",
        "{\"a\": [1, true, \"b\\n\"]}",
        &["property \"a\"", "number 1", "constant true", "string \"b", "escape \\n"],
    );
    check(
        "toml",
        "# c\n[package]\nname = \"x\"\nn = 1\nb = true\nd = 2024-01-01\n",
        &[
            "comment # c",
            "type package",
            "property name",
            "string \"x\"",
            "number 1",
            "constant true",
            "number 2024-01-01",
        ],
    );
    check("ini", "[s]\na = 1\n; c\n", &["type s", "property a", "comment ; c"]);
}

#[test]
fn html_with_script_and_style() {
    check(
        "html",
        "<!-- c --><a href=\"/x\">t &amp; u</a>\n<style>\np { color: red }\n</style>\n\
         <script>let a = 1;</script>",
        &[
            "comment <!-- c -->",
            "tag <a",
            "attribute href",
            "string \"/x\"",
            "escape &amp;",
            "tag </a>",
            "tag p",
            "property color",
            "constant red",
            "keyword let",
            "number 1",
        ],
    );
}

#[test]
fn css() {
    check(
        "css",
        "/* c */ .a:hover { margin: 1.5em; color: #fff; --v: url(\"x\") }",
        &[
            "comment /* c */",
            "attribute .a:hover",
            "property margin",
            "number 1.5em",
            "property color",
            "number #fff",
            "property --v",
            "string \"x\"",
        ],
    );
}

#[test]
fn sql() {
    check(
        "postgresql",
        "-- c\nSELECT count(*), 'x' FROM users WHERE id = 42 AND a IS NULL;\n",
        &[
            "comment -- c",
            "keyword SELECT",
            "function count",
            "string 'x'",
            "keyword FROM",
            "keyword WHERE",
            "number 42",
            "constant NULL",
        ],
    );
}

#[test]
fn a_patch() {
    check(
        "diff",
        "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-old <b>\n+new\n same\n",
        &[
            "heading --- a/x",
            "heading +++ b/x",
            "heading @@ -1,2 +1,2 @@",
            "deleted -old <b>",
            "inserted +new",
        ],
    );
}

#[test]
fn a_dockerfile_with_its_shell() {
    check(
        "docker",
        "# c\nFROM rust:1 AS build\nRUN cargo build -r && echo \"$A\"\n",
        &[
            "comment # c",
            "keyword FROM",
            "keyword AS",
            "keyword RUN",
            "function cargo",
            "operator &&",
            "variable $A",
        ],
    );
}

#[test]
fn cpp() {
    check(
        "c++",
        "// c\n#include <vector>\nclass A : public B { int f() const { return size() + 0x1FULL; } };\n",
        &[
            "comment // c",
            "keyword #include",
            "string <vector>",
            "keyword class",
            "type A",
            "type B",
            "keyword int",
            "function f",
            "keyword const",
            "keyword return",
            "number 0x1FULL",
        ],
    );
}

#[test]
fn a_comment_of_several_lines_is_one_token_per_line() {
    assert_eq!(
        html("c", "/* a\n\n  b */\n").unwrap(),
        "<span class=\"hl-comment\">/* a</span>\n\n  <span class=\"hl-comment\">b */</span>\n"
    );
}
