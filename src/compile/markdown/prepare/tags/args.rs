//! The arguments of tags.

/// The arguments of a tag: `key=value` pairs, and the others.
#[derive(Debug, Default)]
pub struct Args<'a> {
    /// The arguments without keys.
    pub positional: Vec<&'a str>,
    named: Vec<(&'a str, &'a str)>,
}

impl<'a> Args<'a> {
    /// Reads arguments. Values may be quoted.
    pub fn parse(text: &'a str) -> Self {
        let mut args = Self::default();
        let mut rest = text.trim_start_matches([' ', '\t', '\r', '\n', ',']);
        while !rest.is_empty() {
            let word = rest.find(|c: char| c.is_whitespace() || "=\"'`".contains(c));
            let word = word.unwrap_or(rest.len());
            let is_key = rest[word..].starts_with('=')
                && rest[..word].starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && rest[..word].bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
            let value;
            if is_key {
                let key = &rest[..word];
                (value, rest) = first_word(rest[word + 1..].trim_start());
                args.named.push((key, value.trim_end_matches(',')));
            } else {
                (value, rest) = first_word(rest);
                args.positional.push(value);
            }
            rest = rest.trim_start_matches([' ', '\t', '\r', '\n', ',']);
        }
        args
    }

    /// Returns the value of the first of some keys that is set.
    pub fn named(&self, keys: &[&str]) -> Option<&'a str> {
        let value = |key: &&str| {
            let of_key = |(name, _): &&(&str, &str)| name.eq_ignore_ascii_case(key);
            self.named.iter().find(of_key).map(|&(_, value)| value.trim())
        };
        keys.iter().find_map(value).filter(|value| !value.is_empty())
    }

    /// Returns the keys whose value is `true`.
    pub fn flags(&self) -> impl Iterator<Item = &'a str> {
        self.named.iter().filter(|(_, value)| *value == "true").map(|&(key, _)| key)
    }

    /// Returns a value by its keys, or else by its position.
    pub fn get(&self, keys: &[&str], position: usize) -> Option<&'a str> {
        let positional = || self.positional.get(position).copied();
        self.named(keys).or_else(positional).filter(|value| !value.is_empty())
    }
}

/// Splits arguments at whitespace outside of quotes.
pub fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let word;
        (word, rest) = first_word(rest);
        words.push(word);
        rest = rest.trim_start();
    }
    words
}

/// Returns the first word, without its quotes, and what follows it.
fn first_word(text: &str) -> (&str, &str) {
    if let Some(quote) = text.chars().next().filter(|c| "\"'`".contains(*c))
        && let Some((word, rest)) = text[1..].split_once(quote)
        && (rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c == ','))
    {
        return (word, rest);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::{Args, words};

    #[test]
    fn quoted_words_may_contain_whitespace() {
        assert_eq!(words("a.png 300 \"一 张\" 'it''"), ["a.png", "300", "一 张", "'it''"]);
        assert_eq!(words("'\"title text\" \"alt text\"'"), ["\"title text\" \"alt text\""]);
        assert_eq!(words(" don't stop "), ["don't", "stop"]);
    }

    #[test]
    fn arguments_may_have_keys() {
        let args = Args::parse("figure.html src=\"/a b.png\" alt='x' n=1, https://a.b/?q=1");
        assert_eq!(args.positional, ["figure.html", "https://a.b/?q=1"]);
        assert_eq!(args.named(&["url", "src"]), Some("/a b.png"));
        assert_eq!(args.named(&["alt"]), Some("x"));
        assert_eq!(args.get(&["n"], 0), Some("1"));
        assert_eq!(args.get(&["m"], 0), Some("figure.html"));
    }
}
