//! How much there is to read, and how long it takes.

/// What is counted of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// Han ideographs.
    pub han: u32,
    /// Hiragana and Katakana.
    pub kana: u32,
    /// Hangul syllables and letters.
    pub hangul: u32,
    /// Words of every other script.
    pub words: u32,
    /// Lines of code blocks.
    pub code_lines: u32,
}

impl Amount {
    /// Minutes of reading, rounded up, at least 1.
    pub fn minutes(&self) -> u32 {
        let cjk = u64::from(self.han) + u64::from(self.kana) + u64::from(self.hangul);
        let seconds_240 = cjk * 36 + u64::from(self.words) * 60 + u64::from(self.code_lines) * 720;
        u32::try_from(seconds_240.div_ceil(60 * 240).max(1)).unwrap_or(u32::MAX)
    }

    /// Han, Kana and Hangul characters plus other words.
    pub fn word_count(&self) -> u32 {
        self.han.saturating_add(self.kana).saturating_add(self.hangul).saturating_add(self.words)
    }
}

/// Counts what is in a plain text.
pub fn measure(text: &str) -> Amount {
    let mut amount = Amount::default();
    let mut in_word = false;
    for c in text.chars() {
        let other = match c {
            '\u{4e00}'..='\u{9fff}' => {
                amount.han += 1;
                false
            }
            '\u{3040}'..='\u{30ff}' => {
                amount.kana += 1;
                false
            }
            '\u{ac00}'..='\u{d7a3}' => {
                amount.hangul += 1;
                false
            }
            _ => c.is_alphanumeric(),
        };
        amount.words += u32::from(other && !in_word);
        in_word = other;
    }
    amount
}
