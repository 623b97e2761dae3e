//! Names of languages.

use super::html;
use crate::compile::markdown::{RenderOptions, render};

#[test]
fn a_language_has_many_names() {
    for (code, names) in [
        ("x = None", &["python", "Python", "PY", "py", "python3", "{.python}", "python{1,3}"][..]),
        ("let x = null", &["js", "javascript", "JavaScript", "jsx", "mjs", "js:title", "node"][..]),
        ("let x: u8 = 1;", &["rust", "rs", "rust,ignore", "rust,no_run", "rust:main.rs"][..]),
        ("if true; then exit; fi", &["sh", "bash", "shell", "zsh", "console", "ksh"][..]),
        ("int x = 1;", &["c++", "cpp", "C++", "cxx", "c", "h", "c#", "cs", "csharp", "java"][..]),
        ("SELECT 1", &["sql", "mysql", "postgres", "sqlite"][..]),
        ("a: 1", &["yaml", "yml", "YAML"][..]),
        ("let x = 1", &["ts", "typescript", "tsx", "swift", "f#", "vue", "svelte"][..]),
        ("FROM a", &["dockerfile", "docker", "Dockerfile"][..]),
        ("var x = 1", &["go", "golang", "kotlin", "kt", "dart", "scala", "groovy"][..]),
        ("$x = 1", &["powershell", "ps1", "pwsh", "perl", "php"][..]),
        ("x = 1", &["toml", "ini", "r", "R", "julia", "lua", "ruby", "rb", "nix", "hcl"][..]),
        ("# a", &["markdown", "md", "ocaml", "matlab", "f90", "haskell", "hs"][..]),
        ("[a-z]+", &["regex", "regexp"][..]),
        (".a { color: red }", &["css", "scss", "less"][..]),
    ] {
        for name in names {
            assert!(html(name, code).is_some(), "{name}");
        }
    }
}

#[test]
fn unknown_languages_are_plain() {
    for name in ["", "klingon", "text", "txt", "plain", "plaintext", "TEXT", "none", "{", ".", ":"]
    {
        assert_eq!(html(name, "let x = 1"), None, "{name}");
    }
}

#[test]
fn languages_that_clients_render_are_plain() {
    for name in ["math", "mermaid", "Mermaid", "math{1}"] {
        assert_eq!(html(name, "let x = 1"), None, "{name}");
    }
}

#[test]
fn every_alias_has_a_grammar() {
    for (alias, _) in super::super::language::ALIASES {
        assert!(html(alias, "x").is_some(), "{alias}");
    }
}

#[test]
fn the_class_of_a_block_is_its_language_without_what_follows_a_comma() {
    let html = render("```rust,ignore\nfn\n```\n", &RenderOptions::default()).html;
    let expected = "<pre><code class=\"language-rust\"><span class=\"hl-keyword\">fn</span>\n\
                    </code></pre>\n";
    assert_eq!(html, expected);
}
