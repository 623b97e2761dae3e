//! Times of day in twelve hours, which are not read, because their forms are many and ambiguous.

use unicode_normalization::UnicodeNormalization;

/// The words for the two halves of a day, and whether it is the second one.
const HALVES: [(&str, bool); 14] = [
    ("a.m.", false),
    ("p.m.", true),
    ("am", false),
    ("pm", true),
    ("上午", false),
    ("早上", false),
    ("凌晨", false),
    ("下午", true),
    ("晚上", true),
    ("中午", true),
    ("午前", false),
    ("午後", true),
    ("오전", false),
    ("오후", true),
];

/// Returns the time of a date such as `2024-04-01 03:30 PM` or `2024年1月15日 下午3:30` in 24 hours, such as
/// `15:30`. Returns `None` if there is no such time.
pub fn twelve_hour_time(text: &str) -> Option<String> {
    let text = text.nfkc().collect::<String>().to_lowercase();
    let is_word = |at: usize, word: &str| {
        let around = [text[..at].chars().next_back(), text[at + word.len()..].chars().next()];
        !word.is_ascii() || around.into_iter().flatten().all(|c| !c.is_ascii_alphabetic())
    };
    let (at, word, second_half) = HALVES.iter().find_map(|&(word, second_half)| {
        let at = text.find(word).filter(|&at| is_word(at, word))?;
        Some((at, word, second_half))
    })?;
    // English and Korean differ in the order.
    let before = text[..at].trim_end().rsplit(' ').next().unwrap_or_default();
    let time = match before.contains(':') {
        true => before,
        false => text[at + word.len()..].trim_start(),
    };
    let time = time.rsplit('t').next().unwrap_or(time);
    let (hour, rest) = time.split_once([':', '点', '點', '時', '时'])?;
    let hour: u32 = hour.trim().parse().ok().filter(|hour| (1..=12).contains(hour))?;
    let minute: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
    let minute: u32 = if minute.is_empty() { 0 } else { minute.parse().ok()? };
    let hour = hour % 12 + if second_half { 12 } else { 0 };
    (minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

#[cfg(test)]
mod tests {
    use super::twelve_hour_time;

    #[test]
    fn a_time_is_converted() {
        for (text, time) in [
            ("2024/04/01 03:30 PM", "15:30"),
            ("2024/04/01 3:30pm", "15:30"),
            ("2024-04-01 12:05 a.m.", "00:05"),
            ("2024-04-01 12:05:10 PM", "12:05"),
            ("2024年1月15日 下午3:30", "15:30"),
            ("2024年1月15日 上午 9点", "09:00"),
            ("2024年1月15日 下午3点05分", "15:05"),
            ("2024-01-15 오후 3:30", "15:30"),
            ("2024-01-15　ＰＭ　３：３０", "15:30"),
        ] {
            assert_eq!(twelve_hour_time(text).as_deref(), Some(time), "{text}");
        }
        for text in ["2024-01-15", "spam 3:30", "2024-01-15 15:30 PM", "pm", "2024-01-15 3:75 pm"] {
            assert_eq!(twelve_hour_time(text), None, "{text}");
        }
    }
}
