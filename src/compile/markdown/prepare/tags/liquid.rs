//! The meaning of single Liquid and Nunjucks tags: those of Jekyll, Hexo and common themes.

use super::args::{Args, words};
use super::links::{is_media, is_picture, is_url, link, post_url, rooted, video};
use super::meaning::{Image, Link, Meaning};
use super::pictures;

/// Returns what a tag stands for.
pub fn meaning(name: &str, args: &str) -> Meaning {
    match name {
        "asset_img" | "img" | "inlineImg" | "inlineimage" | "inlineimg" => pictures::hexo(args),
        "image" => pictures::comma_separated(args),
        "asset_path" => first(args).map_or(Meaning::LeftOut, |url| Meaning::Url(url.to_owned())),
        "asset_link" => asset_link(args),
        "post_link" => post_link(args),
        "post_path" | "post_url" => {
            first(args).map_or(Meaning::LeftOut, |name| Meaning::Url(post_url(name)))
        }
        "link" => any_link(args),
        "btn" | "button" | "btns" => button(args),
        "label" => label(args),
        "hideInline" | "hideinline" => {
            let text = args.split(',').next().expect("split yields at least one piece");
            Meaning::Text(text.trim().trim_matches('"').to_owned())
        }
        "checkbox" | "radio" | "span" | "p" => styled(args),
        "u" | "emp" | "wavy" | "del" | "kbd" | "psw" if !args.is_empty() => {
            Meaning::Text(args.to_owned())
        }
        "include_code" => include_code(args),
        "iframe" | "video" | "audio" | "pdf" | "twitter" | "tweet" => {
            let url = words(args).into_iter().find(|word| is_url(word) || is_media(word));
            url.map_or(Meaning::LeftOut, |url| link(url, ""))
        }
        "include" | "include_relative" | "include_cached" | "figure" => include(args),
        "raw" | "endraw" | "verbatim" | "comment" | "tabs" | "subtabs" | "more" => Meaning::Nothing,
        _ => video(name, &words(args)).unwrap_or(Meaning::LeftOut),
    }
}

fn first(args: &str) -> Option<&str> {
    words(args).into_iter().next()
}

/// `{% asset_link slug [title] [escape] %}`
fn asset_link(args: &str) -> Meaning {
    let mut words = words(args);
    drop_escape(&mut words);
    match words.split_first() {
        Some((url, title)) => link(url, &title.join(" ")),
        None => Meaning::LeftOut,
    }
}

/// `{% post_link filename [title] [escape] %}`
fn post_link(args: &str) -> Meaning {
    let mut words = words(args);
    drop_escape(&mut words);
    match words.split_first() {
        Some((name, title)) => {
            let url = post_url(name);
            let text = if title.is_empty() { url.clone() } else { title.join(" ") };
            Meaning::Link(Link { url, text, title: String::new() })
        }
        None => Meaning::LeftOut,
    }
}

/// Removes the argument that says whether Hexo escapes HTML in a title.
fn drop_escape(words: &mut Vec<&str>) {
    if words.len() > 1 && matches!(words.last(), Some(&("true" | "false"))) {
        words.pop();
    }
}

/// `{% link text url [external] [title] %}` of Hexo, `{% link path %}` of Jekyll, and
/// `{% link title, site, url %}` of themes.
fn any_link(args: &str) -> Meaning {
    let words = words(args);
    let Some(at) = words.iter().position(|word| is_url(word)) else {
        return match words.as_slice() {
            [] => Meaning::LeftOut,
            [path, ..] => Meaning::Url(rooted(path)),
        };
    };
    if args.contains(',') && !words[at].starts_with('/') {
        let text = args.split(',').next().expect("split yields at least one piece").trim();
        return link(words[at].trim_matches(','), text.trim_matches('"'));
    }
    let after = &words[at + 1..];
    let after = after.strip_prefix(&["true"]).or(after.strip_prefix(&["false"])).unwrap_or(after);
    match link(words[at], &words[..at].join(" ")) {
        Meaning::Link(link) if !after.is_empty() => {
            Meaning::Link(Link { title: after.join(" "), ..link })
        }
        link => link,
    }
}

/// `{% btn url, text, icon, title %}`
fn button(args: &str) -> Meaning {
    let mut parts = args.split(',').map(|part| part.trim().trim_matches(['"', '\'']));
    match (parts.next(), parts.next()) {
        (Some(url), Some(text)) if !url.is_empty() => link(url, text),
        (Some(url), None) if is_url(url) => link(url, ""),
        _ => Meaning::LeftOut,
    }
}

/// `{% label class@text %}` of NexT and Fluid, `{% label text color %}` of Butterfly.
fn label(args: &str) -> Meaning {
    const COLORS: [&str; 13] = [
        "default", "primary", "success", "info", "warning", "danger", "blue", "pink", "red",
        "purple", "orange", "green", "dark",
    ];
    let text = match args.split_once('@') {
        Some((_, text)) => text.trim(),
        None => {
            let color = args.rsplit_once(char::is_whitespace);
            color.filter(|(_, color)| COLORS.contains(color)).map_or(args, |(text, _)| text.trim())
        }
    };
    Meaning::Text(text.trim_matches('"').to_owned())
}

/// `{% span styles, text %}` or `{% checkbox key:value text %}`
fn styled(args: &str) -> Meaning {
    let is_style =
        |word: &&str| ["checked", "color:", "symbol:"].iter().any(|key| word.starts_with(key));
    let text = match args.split_once(',') {
        Some((_, text)) => text.trim().to_owned(),
        None => words(args).into_iter().skip_while(is_style).collect::<Vec<_>>().join(" "),
    };
    if text.is_empty() { Meaning::LeftOut } else { Meaning::Text(text) }
}

/// `{% include_code [title] [lang:language] [from:line] [to:line] path/to/file %}`
fn include_code(args: &str) -> Meaning {
    let is_option = |word: &&str| ["lang:", "from:", "to:"].iter().any(|key| word.starts_with(key));
    let words: Vec<&str> = words(args).into_iter().filter(|word| !is_option(word)).collect();
    match words.split_last() {
        Some((path, title)) => link(&format!("/downloads/code/{path}"), &title.join(" ")),
        None => Meaning::LeftOut,
    }
}

/// `{% include file key=value … %}`, where a picture or a text is among the values.
fn include(args: &str) -> Meaning {
    let args = Args::parse(args);
    let file = args.positional.first().copied().unwrap_or("");
    let path = args.named(&["src", "image_path", "image", "url", "file", "path", "img"]);
    let caption = args.named(&["caption", "description"]).unwrap_or("");
    if let Some(path) = path.filter(|path| is_picture(path)) {
        let alt = args.named(&["alt"]).unwrap_or("");
        let title = args.named(&["title"]).unwrap_or("");
        return Meaning::Image(Image {
            url: path.to_owned(),
            alt: alt.to_owned(),
            title: title.to_owned(),
            caption: if caption == alt { "" } else { caption }.to_owned(),
        });
    }
    let id = args.named(&["id", "video_id", "url"]);
    let provider = args.named(&["provider"]).unwrap_or(file);
    let provider =
        ["youtube", "vimeo", "bilibili"].into_iter().find(|name| provider.contains(name));
    let embed = provider.zip(id).and_then(|(provider, id)| video(provider, &[id]));
    let text = || args.named(&["content", "text"]).map(|text| Meaning::Title(text.to_owned()));
    embed.or_else(text).unwrap_or(Meaning::LeftOut)
}
