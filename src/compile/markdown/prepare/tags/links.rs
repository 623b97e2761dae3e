//! The addresses of what tags link to or embed.

use super::meaning::{Link, Meaning};

/// Returns a link, which shows its URL if it has no text.
pub fn link(url: &str, text: &str) -> Meaning {
    let text = if text.is_empty() { url } else { text };
    Meaning::Link(Link { url: url.to_owned(), text: text.to_owned(), title: String::new() })
}

/// Whether an argument is a URL: absolute, or from the root of the site.
pub fn is_url(word: &str) -> bool {
    word.starts_with('/') || word.contains("://") || word.starts_with("mailto:")
}

/// Whether a URL ends in the extension of a picture.
pub fn is_picture(url: &str) -> bool {
    has_extension(url, &["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "ico"])
}

/// Whether a URL ends in the extension of a file that tags embed: a film, a recording or a document.
pub fn is_media(url: &str) -> bool {
    has_extension(
        url,
        &["mp4", "webm", "ogv", "mov", "m4v", "mp3", "m4a", "ogg", "wav", "flac", "pdf"],
    )
}

fn has_extension(url: &str, extensions: &[&str]) -> bool {
    let path = url.split(['?', '#']).next().expect("split yields at least one piece");
    path.rsplit_once('.').is_some_and(|(_, extension)| {
        extensions.iter().any(|known| extension.eq_ignore_ascii_case(known))
    })
}

/// Returns the URL of a post by the name of its file, with or without folders and `index`. Posts are found
/// by their names, whatever folder they are in.
pub fn post_url(name: &str) -> String {
    let (path, fragment) = name.split_at(name.find('#').unwrap_or(name.len()));
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".md").or(path.strip_suffix(".markdown")).unwrap_or(path);
    let path = path.strip_suffix("/index").unwrap_or(path);
    let name = path.rsplit('/').next().expect("split yields at least one piece");
    format!("{name}{fragment}")
}

/// Returns the URL of a path from the root of the site.
pub fn rooted(path: &str) -> String {
    format!("/{}", path.trim_start_matches('/'))
}

/// Returns a link to what a tag with the name of a service embeds. `args` are the values without keys.
pub fn video(name: &str, args: &[&str]) -> Option<Meaning> {
    let (&id, rest) = args.split_first()?;
    if id.is_empty() {
        return None;
    }
    let url = match name {
        "youtube" if rest.first() == Some(&"playlist") => {
            format!("https://www.youtube.com/playlist?list={id}")
        }
        "youtube" => format!("https://www.youtube.com/watch?v={id}"),
        "vimeo" => format!("https://vimeo.com/{id}"),
        "bilibili" => {
            let digits = id.bytes().all(|byte| byte.is_ascii_digit());
            format!("https://www.bilibili.com/video/{}{id}", if digits { "av" } else { "" })
        }
        "gist" if rest.first().is_some_and(|id| id.len() >= 5 && !id.contains('.')) => {
            format!("https://gist.github.com/{id}/{}", rest[0])
        }
        "gist" => format!("https://gist.github.com/{id}"),
        "jsfiddle" => format!("https://jsfiddle.net/{id}"),
        "asciinema" => format!("https://asciinema.org/a/{id}"),
        "instagram" => format!("https://www.instagram.com/p/{id}/"),
        "x" | "tweet" | "twitter" if !rest.is_empty() => {
            format!("https://x.com/{id}/status/{}", rest[0])
        }
        "x" | "tweet" | "twitter" if id.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("https://x.com/i/status/{id}")
        }
        "x" | "tweet" | "twitter" => id.to_owned(),
        _ => return None,
    };
    Some(link(if id.contains("://") { id } else { &url }, ""))
}

#[cfg(test)]
mod tests {
    use super::post_url;

    #[test]
    fn a_post_is_named_by_its_file() {
        for (name, url) in [
            ("2010-07-21-name-of-post", "2010-07-21-name-of-post"),
            ("/subdir/2010-07-21-name-of-post", "2010-07-21-name-of-post"),
            ("hexo-3-8-released.md#new", "hexo-3-8-released#new"),
            ("folder/index", "folder"),
        ] {
            assert_eq!(post_url(name), url);
        }
    }
}
