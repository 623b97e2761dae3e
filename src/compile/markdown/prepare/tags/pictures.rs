//! Pictures in the tags of Hexo and in shortcodes.

use super::args::{Args, words};
use super::links::{is_picture, is_url};
use super::meaning::{Image, Meaning};

/// Reads `[class] path [width] [height] ["title" ["alt"]]` of Hexo.
pub fn hexo(args: &str) -> Meaning {
    let words = words(args);
    let is_path = |word: &&str| is_url(word) || is_picture(word);
    let at = words.iter().position(is_path).unwrap_or(0);
    let Some((path, rest)) = words.get(at..).and_then(<[&str]>::split_first) else {
        return Meaning::LeftOut;
    };
    let is_size = |word: &&&str| {
        let number = word.trim_end_matches("px").trim_end_matches('%');
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let sizes = rest.iter().take(2).take_while(is_size).count();
    let texts = &rest[sizes..];
    // `'"title text" "alt text"'` is one argument that contains two.
    let texts = match texts {
        [both] if both.starts_with('"') => self::words(both),
        _ => texts.to_vec(),
    };
    let title = texts.first().copied().unwrap_or("").trim_matches('"');
    let alt = texts.get(1).copied().unwrap_or(title).trim_matches('"');
    Meaning::Image(Image {
        url: (*path).to_owned(),
        alt: alt.to_owned(),
        title: title.to_owned(),
        caption: String::new(),
    })
}

/// Reads `url, alt=text, width=…` of themes.
pub fn comma_separated(args: &str) -> Meaning {
    let mut parts = args.split(',').map(|part| part.trim().trim_matches('"'));
    let url = parts.next().expect("split yields at least one piece");
    let Some(url) = words(url).into_iter().find(|word| is_url(word) || is_picture(word)) else {
        return Meaning::LeftOut;
    };
    let alt = parts.find_map(|part| part.strip_prefix("alt=")).unwrap_or("");
    Meaning::Image(Image { url: url.to_owned(), alt: alt.to_owned(), ..Image::default() })
}

/// Reads the arguments of Hugo's `figure` and of similar shortcodes.
pub fn figure(args: &Args<'_>) -> Meaning {
    let Some(url) = args.get(&["src", "link", "url"], 0) else { return Meaning::LeftOut };
    let text = |keys: &[&str]| args.named(keys).unwrap_or("").to_owned();
    let mut caption = text(&["caption"]);
    let attribution = text(&["attr"]);
    if !attribution.is_empty() {
        caption = if caption.is_empty() { attribution } else { format!("{caption} {attribution}") };
    }
    let mut alt = text(&["alt"]);
    if alt.is_empty() && args.named(&["src"]).is_none() {
        args.positional.get(1).copied().unwrap_or("").clone_into(&mut alt);
    }
    if caption == alt {
        caption.clear();
    }
    Meaning::Image(Image { url: url.to_owned(), alt, title: text(&["title"]), caption })
}
