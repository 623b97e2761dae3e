//! Tags around blocks: alerts, quotations and what can be folded.

use comrak::nodes::AlertType;

use super::args::{Args, words};
use super::meaning::{Container, Meaning, Source};
use super::scan::{Found, Syntax};

/// Words for how an alert looks, which are no part of its title.
const STYLES: [&str; 12] = [
    "simple", "modern", "flat", "disabled", "no-icon", "icon", "blue", "pink", "purple", "cyan",
    "gray", "grey",
];

/// Returns what the first of two tags stands for. `None` if it is not known.
pub fn meaning(found: &Found<'_>) -> Option<Meaning> {
    let args = found.args;
    Some(match (found.syntax, found.name) {
        // Zola writes `author="…"`.
        (Syntax::Liquid, "blockquote" | "quote") if !args.contains("=\"") => {
            Meaning::Open(Container::Quote(quote(args)))
        }
        (_, "blockquote" | "quote") => Meaning::Open(Container::Quote(named_source(args))),
        (_, "pullquote" | "cq" | "centerquote") => {
            Meaning::Open(Container::Quote(Source::default()))
        }
        (
            _,
            "note" | "subnote" | "noteblock" | "message" | "callout" | "admonition" | "alert"
            | "notice" | "hint" | "pageinfo" | "attention",
        ) => alert(found),
        (_, name) if alert_type(name).is_some() => alert(found),
        (
            _,
            "folding" | "hideToggle" | "hideBlock" | "hidetoggle" | "hideblock" | "spoiler"
            | "details" | "expand" | "collapse" | "tab" | "subtab" | "accordion" | "fold",
        ) => Meaning::Title(title(found)),
        _ => return None,
    })
}

/// Returns the type of alert for a word of a theme.
fn alert_type(word: &str) -> Option<AlertType> {
    Some(match word.to_ascii_lowercase().as_str() {
        "note" | "info" | "default" | "primary" | "secondary" | "abstract" | "summary"
        | "question" | "light" | "dark" => AlertType::Note,
        "tip" | "success" | "hint" | "green" | "check" => AlertType::Tip,
        "important" => AlertType::Important,
        "warning" | "warn" | "attention" | "orange" | "yellow" => AlertType::Warning,
        "danger" | "caution" | "error" | "red" | "failure" | "bug" => AlertType::Caution,
        _ => return None,
    })
}

fn alert(found: &Found<'_>) -> Meaning {
    let args = Args::parse(found.args);
    let kind = args.named(&["type", "style", "color", "context", "level", "class", "kind"]);
    let mut kind = kind.and_then(alert_type);
    let mut title = args.named(&["title", "summary", "header", "heading"]).map(str::to_owned);
    // Zola has keys only, and some of its themes name the type by one: `warning=true`.
    let has_keys_only = args.positional.is_empty() && found.args.contains('=');
    kind = kind.or_else(|| args.flags().find_map(alert_type));
    let mut words: Vec<&str> = match found.syntax {
        Syntax::Liquid if !has_keys_only => words(found.args),
        _ => args.positional,
    };
    words.retain(|word| !word.is_empty());
    let mut rest = words.as_slice();
    while let Some((&word, after)) = rest.split_first() {
        let bare = word.strip_prefix("color:").unwrap_or(word);
        if kind.is_none() && alert_type(bare).is_some() {
            kind = alert_type(bare);
        } else if !STYLES.contains(&bare) && !is_icon(bare) {
            break;
        }
        rest = after;
    }
    if title.is_none() && !rest.is_empty() {
        title = match found.syntax {
            Syntax::Liquid => Some(rest.join(" ")),
            // The first argument of some themes is an icon, the last of others says whether it is open.
            _ if kind.is_some() => Some(rest[0].to_owned()),
            _ => None,
        };
    }
    let title = title.filter(|title| !matches!(title.as_str(), "" | "true" | "false"));
    let kind = kind.or_else(|| alert_type(found.name)).unwrap_or(AlertType::Note);
    Meaning::Open(Container::Alert(kind, title))
}

fn is_icon(word: &str) -> bool {
    let mut parts = word.split_whitespace();
    parts.next().is_some_and(|first| {
        matches!(first, "fa" | "fas" | "far" | "fab" | "fa-solid" | "fa-regular" | "fa-brands")
            || first.starts_with("fa-")
            || first.starts_with("icon-")
    })
}

/// Returns the title of a tag whose content can be folded, or is one of several.
fn title(found: &Found<'_>) -> String {
    let args = Args::parse(found.args);
    if let Some(title) = args.named(&["title", "summary", "name", "header", "label"]) {
        return title.to_owned();
    }
    match found.syntax {
        Syntax::Liquid => {
            let title = found.args.split(',').next().expect("split yields at least one piece");
            let words = words(title);
            let is_word = |word: &&str| !word.contains(':') && alert_type(word).is_none();
            let from = words.iter().position(is_word).unwrap_or(words.len());
            words[from..].join(" ")
        }
        _ => args.positional.first().copied().unwrap_or("").to_owned(),
    }
}

/// Reads `[author[, source]] [link] [source_link_title]` of Hexo.
fn quote(args: &str) -> Source {
    let words: Vec<&str> = args.split_whitespace().collect();
    let at = words.iter().position(|word| word.contains("://"));
    let (before, url, title) = match at {
        Some(at) => (words[..at].join(" "), words[at], words[at + 1..].join(" ")),
        None => (words.join(" "), "", String::new()),
    };
    let (author, work) = before.split_once(',').unwrap_or((&before, ""));
    let work = match (title.is_empty(), work.trim()) {
        (false, _) => title,
        (true, "") => url.split_once("://").map_or("", |(_, rest)| rest).to_owned(),
        (true, work) => work.to_owned(),
    };
    Source {
        author: author.trim().trim_matches('"').to_owned(),
        work: work.trim_matches('"').to_owned(),
        url: url.to_owned(),
    }
}

fn named_source(args: &str) -> Source {
    let args = Args::parse(args);
    let text = |keys: &[&str]| args.named(keys).unwrap_or("").to_owned();
    Source {
        author: args.get(&["author", "name"], 0).unwrap_or("").to_owned(),
        work: text(&["source", "title", "work"]),
        url: text(&["link", "url", "cite", "href"]),
    }
}
