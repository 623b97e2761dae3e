//! The meaning of single shortcodes: those of Hugo and of common themes.

use super::args::Args;
use super::links::{is_picture, link, video};
use super::meaning::{Link, Meaning};
use super::pictures;

/// Returns what a shortcode stands for.
pub fn meaning(name: &str, args: &str) -> Meaning {
    let args = Args::parse(args);
    match name {
        "figure" | "img" | "image" | "picture" | "imgproc" => pictures::figure(&args),
        "ref" | "relref" => {
            let path = args.get(&["path"], 0);
            path.map_or(Meaning::LeftOut, |path| Meaning::Url(path.to_owned()))
        }
        "link" => any_link(&args),
        "audio" | "video" | "iframe" => {
            let url = args.get(&["src", "url"], 0);
            url.map_or(Meaning::LeftOut, |url| link(url, args.named(&["title"]).unwrap_or("")))
        }
        "tabs" | "tabpane" | "steps" | "cards" | "comment" | "mark" | "rawhtml" => Meaning::Nothing,
        "button" | "badge" => match args.named(&["text", "content", "label"]) {
            Some(text) => match args.named(&["href", "url", "link"]) {
                Some(url) => link(url, text),
                None => Meaning::Text(text.to_owned()),
            },
            None if name == "badge" && !args.positional.is_empty() => {
                Meaning::Text(args.positional.join(" "))
            }
            None => Meaning::Nothing,
        },
        "card" => match (args.named(&["link"]), args.named(&["title"])) {
            (Some(url), Some(title)) => link(url, title),
            _ => Meaning::LeftOut,
        },
        _ => embed(name, &args).unwrap_or(Meaning::LeftOut),
    }
}

/// `{{< link url [text] >}}` or with the keys `href` and `content`.
fn any_link(args: &Args<'_>) -> Meaning {
    let Some(url) = args.get(&["href", "url", "src"], 0) else { return Meaning::LeftOut };
    let text = args.get(&["content", "text"], 1).unwrap_or(url);
    let title = args.named(&["title"]).unwrap_or("");
    Meaning::Link(Link { url: url.to_owned(), text: text.to_owned(), title: title.to_owned() })
}

fn embed(name: &str, args: &Args<'_>) -> Option<Meaning> {
    let values = match (args.named(&["user"]), args.named(&["id", "video", "bvid"])) {
        (Some(user), Some(id)) => vec![user, id],
        (None, Some(id)) => vec![id],
        _ => args.positional.clone(),
    };
    let picture = || {
        let src = args.named(&["src"]).filter(|src| is_picture(src));
        src.map(|_| pictures::figure(args))
    };
    video(name, &values).or_else(picture)
}
