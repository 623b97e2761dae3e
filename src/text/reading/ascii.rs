//! Words of ASCII text, counted without looking up any property of a character.

/// The word-break classes that ASCII has, blanks aside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Letter,
    Digit,
    Underscore,
    /// Joins letters.
    MidLetter,
    /// Joins digits.
    MidNumber,
    /// Joins letters, and digits.
    MidBoth,
    Other,
}

/// The class of a byte.
pub fn class(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
        b'0'..=b'9' => Class::Digit,
        b'_' => Class::Underscore,
        b':' => Class::MidLetter,
        b',' | b';' => Class::MidNumber,
        b'.' | b'\'' => Class::MidBoth,
        _ => Class::Other,
    }
}

/// Counts the words of ASCII text, as Unicode (UAX #29) parts them.
pub fn ascii_words(bytes: &[u8]) -> u32 {
    let class_at = |at: usize| bytes.get(at).map_or(Class::Other, |&byte| class(byte));
    let mut count = 0;
    let mut at = 0;
    while at < bytes.len() {
        let (mut alphanumeric, mut last) = (false, Class::Other);
        loop {
            match class_at(at) {
                class @ (Class::Letter | Class::Digit | Class::Underscore) => {
                    alphanumeric |= class != Class::Underscore;
                    last = class;
                    at += 1;
                }
                middle => {
                    let joins = match last {
                        Class::Letter => matches!(middle, Class::MidLetter | Class::MidBoth),
                        Class::Digit => matches!(middle, Class::MidNumber | Class::MidBoth),
                        _ => false,
                    };
                    at += 1;
                    if !(joins && class_at(at) == last) {
                        break;
                    }
                }
            }
        }
        count += u32::from(alphanumeric);
    }
    count
}

/// Bytes that are counted together. Sums of so many fit a byte, which lets the compiler count them
/// in vectors.
const TOGETHER: usize = 128;

/// Counts the words of ASCII text without a branch: the beginnings of runs of letters and digits,
/// less the places where two runs are joined. None where there is an underscore, which may make a
/// run that is no word.
pub fn plain_words(bytes: &[u8]) -> Option<u32> {
    if bytes.contains(&b'_') {
        return None;
    }
    let begins = |last: u8, byte: u8| u32::from(is_word(byte) & (1 - is_word(last)));
    let mut words = 0_u32;
    if let Some(&first) = bytes.first() {
        words += begins(0, first);
    }
    if let [first, second, ..] = *bytes {
        words += begins(first, second);
    }
    let befores = bytes.chunks(TOGETHER);
    let lasts = bytes.get(1..).unwrap_or_default().chunks(TOGETHER);
    let these = bytes.get(2..).unwrap_or_default().chunks(TOGETHER);
    for ((befores, lasts), these) in befores.zip(lasts).zip(these) {
        let (mut starts, mut joints) = (0_u8, 0_u8);
        for ((&before, &last), &byte) in befores.iter().zip(lasts).zip(these) {
            starts += is_word(byte) & (1 - is_word(last));
            joints += (is_letter(before) & joins_letters(last) & is_letter(byte))
                | (is_digit(before) & joins_digits(last) & is_digit(byte));
        }
        words = words.wrapping_add(u32::from(starts)).wrapping_sub(u32::from(joints));
    }
    Some(words)
}

fn is_letter(byte: u8) -> u8 {
    u8::from((byte | 0x20).wrapping_sub(b'a') < 26)
}

fn is_digit(byte: u8) -> u8 {
    u8::from(byte.wrapping_sub(b'0') < 10)
}

fn is_word(byte: u8) -> u8 {
    is_letter(byte) | is_digit(byte)
}

fn joins_letters(byte: u8) -> u8 {
    u8::from(byte == b':') | u8::from(byte == b'.') | u8::from(byte == b'\'')
}

fn joins_digits(byte: u8) -> u8 {
    u8::from(byte == b',')
        | u8::from(byte == b';')
        | u8::from(byte == b'.')
        | u8::from(byte == b'\'')
}
