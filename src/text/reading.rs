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
