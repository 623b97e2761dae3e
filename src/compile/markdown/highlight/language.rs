//! Names of languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::grammar::GRAMMARS;

/// Common names of languages that are neither names nor file extensions of a grammar, each with a name or
/// extension that is.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("apache", "apache conf"),
    ("apacheconf", "apache conf"),
    ("assembly", "asm"),
    ("batch", "bat"),
    ("batchfile", "bat"),
    ("conf", "ini"),
    ("config", "ini"),
    ("console", "bash"),
    ("csharp", "cs"),
    ("cuda", "cpp"),
    ("django", "jinja2"),
    ("docker", "dockerfile (with bash)"),
    ("docker-compose", "yaml"),
    ("dockerfile", "dockerfile (with bash)"),
    ("dos", "bat"),
    ("elisp", "lisp"),
    ("emacs-lisp", "lisp"),
    ("env", "dotenv"),
    ("flow", "jsx"),
    ("fortran", "f90"),
    ("fsharp", "fs"),
    ("gdscript", "gd"),
    ("gitignore", "git ignore"),
    ("golang", "go"),
    ("h", "c"),
    ("javascript", "jsx"),
    ("jinja", "jinja2"),
    ("js", "jsx"),
    ("json5", "jsx"),
    ("jsonc", "jsx"),
    ("jsonl", "json"),
    ("ksh", "bash"),
    ("latex", "tex"),
    ("m", "objective-c"),
    ("mariadb", "sql"),
    ("mysql", "sql"),
    ("node", "jsx"),
    ("nodejs", "jsx"),
    ("objc", "objective-c"),
    ("objectivec", "objective-c"),
    ("patch", "diff"),
    ("plpgsql", "sql"),
    ("plsql", "sql"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("powershell", "ps1"),
    ("properties", "java properties"),
    ("protobuf", "proto"),
    ("ps", "ps1"),
    ("pwsh", "ps1"),
    ("pycon", "python"),
    ("python2", "python"),
    ("python3", "python"),
    ("regex", "regular expression"),
    ("regexp", "regular expression"),
    ("rlang", "r"),
    ("scheme", "lisp"),
    ("sh-session", "bash"),
    ("shell", "bash"),
    ("shell-session", "bash"),
    ("shellscript", "bash"),
    ("shellsession", "bash"),
    ("sqlite", "sql"),
    ("terminal", "bash"),
    ("tsql", "sql"),
    ("v", "verilog"),
    ("viml", "vim"),
    ("vimscript", "vim"),
    ("x86asm", "asm"),
];

/// Names that are not highlighted: plain text, and diagrams and math that clients render themselves.
const PLAIN: &[&str] = &["math", "mermaid", "none", "plain", "plaintext", "text", "txt"];

/// Positions of grammars by name, extension and alias, all in lower case. A name takes precedence over an
/// extension, and an earlier grammar over a later one.
static POSITIONS: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let syntaxes = GRAMMARS.set.syntaxes().iter().enumerate();
    let mut positions = HashMap::new();
    for (position, syntax) in syntaxes.clone() {
        positions.entry(syntax.name.to_lowercase()).or_insert(position);
    }
    for (position, syntax) in syntaxes {
        for extension in &syntax.file_extensions {
            positions.entry(extension.to_lowercase()).or_insert(position);
        }
    }
    for (alias, name) in ALIASES {
        let position = *positions.get(*name).expect("every alias is one of a known grammar");
        positions.insert((*alias).to_owned(), position);
    }
    for word in PLAIN {
        positions.remove(*word);
    }
    positions
});

/// Returns the position in the set of the grammar for the first word of an info string.
pub fn find(word: &str) -> Option<usize> {
    let word = word.trim_start_matches(['{', '.']).trim_end_matches('}').to_lowercase();
    let decoration = |character| matches!(character, ',' | ':' | ';' | '{' | '[' | '(' | '=' | '|');
    let bare = word.split(decoration).next().expect("split yields at least one piece");
    POSITIONS.get(&word).or_else(|| POSITIONS.get(bare)).copied()
}
