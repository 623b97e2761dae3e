//! Word counts of ASCII text without lookups of character properties.

/// The word-break classes of ASCII characters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Letter,
    Digit,
    Underscore,
    /// Joins letters.
    MidLetter,
    /// Joins digits.
    MidNumber,
    /// Joins letters as well as digits.
    MidBoth,
    Other,
}

/// Returns the class of a byte.
#[inline]
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

/// Counts the words of ASCII text according to UAX #29.
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

/// The number of bytes that are summed in `u8` counters, which cannot overflow and let the compiler
/// vectorize the loop.
const CHUNK: usize = 128;

/// Counts the words of ASCII text without branches, as the number of runs of letters and digits
/// minus the number of joints between two runs. Returns `None` if there is an underscore, which can
/// form a run that is not a word.
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
    let befores = bytes.chunks(CHUNK);
    let lasts = bytes.get(1..).unwrap_or_default().chunks(CHUNK);
    let these = bytes.get(2..).unwrap_or_default().chunks(CHUNK);
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
