//! Names of files that are plain text to a browser: source code, and what else is written in an editor.

/// Extensions of plain text. Some of them have another meaning in the registries, as `.ts` and `.mts` for videos,
/// `.org` for an organizer and `.rs`, `.r` or `.d` for nothing; next to posts they are source code.
const EXTENSIONS: &str = "\
    ada adb adoc ads agda asc asciidoc asm asp aspx ass astro avsc awk bash bat bazel bib bzl c c3 \
    capnp cc cfg clj cljc cljs cls cmake cmd coffee comp conf cpp cql cr cs cts cu cue cuh cxx cypher \
    d dart desktop dhall diff dockerfile dockerignore dot editorconfig edn ejs el elm env erb erl ex \
    exs f f03 f90 f95 fish frag fs fsi fsx geom gitignore gleam glsl go gql gradle graphql graphqls \
    groovy gv h haml hbs hcl heex hh hlsl hpp hrl hs hta htc http hxx idr ini inl ino ixx j2 jade java \
    jinja jinja2 jl jq json5 jsonc jsonl jsp jsx just kdl ksh kt kts lean less lhs liquid lisp lock \
    log lsp ltx lua m mak make marko mermaid metal mk ml mli mm mmd move mts mustache ndjson nfo nim \
    nix njk nomad nu odin org pas patch pcss php phtml pl pm po postcss prisma properties proto ps1 \
    psd1 psm1 pug puml purs py pyi pyx r rb rbi rest rkt ron rs rst s sass sc scala scm scss \
    sed service sh slim sml socket sol sparql sql srt sty styl sum svelte swift tcl templ tesc tese \
    tex text textile tf tfvars thrift thy timer ts tsx twig txt typ v vala vb vbs vert vhd vhdl vim \
    vue wat wgsl wiki wit work zig zsh";

/// Names of plain text without an extension, or with an own one after a dot, as `Dockerfile.dev`.
const NAMES: &str = "\
    authors brewfile build caddyfile changelog changes cname codeowners containerfile contributors \
    copying copyright credits dockerfile gemfile gnumakefile install jenkinsfile justfile licence \
    license makefile news notice pipfile podfile procfile rakefile readme todo vagrantfile version \
    workspace";

/// A name of plain text whose extension means something else.
const GO_MODULE: &str = "go.mod";

/// Returns whether a file is plain text, by its name.
pub fn is_plain_text(name: &str) -> bool {
    match name.rsplit_once('.') {
        None => is_in(NAMES, name),
        Some((_, extension)) => {
            is_in(EXTENSIONS, extension) || name.eq_ignore_ascii_case(GO_MODULE)
        }
    }
}

/// Returns whether a file whose extension means nothing is plain text, by what is before it.
pub fn is_plain_text_by_stem(name: &str) -> bool {
    is_in(NAMES, name.split_once('.').map_or(name, |(stem, _)| stem))
}

/// Returns whether a list of words contains one, whatever its case.
fn is_in(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::is_plain_text;

    #[test]
    fn what_browsers_run_or_show_is_not_plain_text() {
        for name in "a.js a.mjs a.css a.html a.svg a.xml a.json a.wasm a a.png a.pdf".split(' ') {
            assert!(!is_plain_text(name), "{name}");
        }
    }
}
