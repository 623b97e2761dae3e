//! Syllables of Hangul.

/// The syllable types of UAX #29.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Syllable {
    Leading,
    Vowel,
    Trailing,
    /// A syllable without a final consonant.
    Open,
    /// A syllable with a final consonant.
    Closed,
}

/// Returns whether a character continues the Hangul syllable with which `before` ends, as the vowels and
/// final consonants of decomposed text (NFD) do: rules GB6 to GB8 of UAX #29.
///
/// ```
/// use inkstone::text::hangul::continues_syllable;
/// assert!(continues_syllable("\u{1112}", '\u{1161}'));
/// assert!(!continues_syllable("한", '글'));
/// ```
pub fn continues_syllable(before: &str, c: char) -> bool {
    use Syllable::{Closed, Leading, Open, Trailing, Vowel};
    let Some(this) = syllable(c) else { return false };
    let Some(last) = before.chars().next_back().and_then(syllable) else { return false };
    matches!(
        (last, this),
        (Leading, Leading | Vowel | Open | Closed)
            | (Open | Vowel, Vowel | Trailing)
            | (Closed | Trailing, Trailing)
    )
}

fn syllable(c: char) -> Option<Syllable> {
    const FIRST: u32 = 0xac00;
    /// The number of syllables that differ only in the final consonant, counting none.
    const FINALS: u32 = 28;
    match c {
        '\u{1100}'..='\u{115f}' | '\u{a960}'..='\u{a97c}' => Some(Syllable::Leading),
        '\u{1160}'..='\u{11a7}' | '\u{d7b0}'..='\u{d7c6}' => Some(Syllable::Vowel),
        '\u{11a8}'..='\u{11ff}' | '\u{d7cb}'..='\u{d7fb}' => Some(Syllable::Trailing),
        '\u{ac00}'..='\u{d7a3}' if (u32::from(c) - FIRST).is_multiple_of(FINALS) => {
            Some(Syllable::Open)
        }
        '\u{ac00}'..='\u{d7a3}' => Some(Syllable::Closed),
        _ => None,
    }
}
