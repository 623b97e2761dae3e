//! Hexadecimal digits in lower case, the only ones that traces and entity tags are written in.

/// Writes two digits for each byte. `text` has room for exactly these.
pub fn write(bytes: &[u8], text: &mut [u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (byte, pair) in bytes.iter().zip(text.chunks_exact_mut(2)) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
}

/// Reads two digits for each of `N` bytes; nothing where there are more, fewer or other characters.
pub fn read<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{read, write};

    #[test]
    fn only_lower_case_is_read() {
        assert_eq!(read(b"00ff7a"), Some([0, 255, 0x7a]));
        for wrong in ["00FF7a", "00ff7", "00ff7a0", "00ff7g", "00ff7a ", "+0ff7a"] {
            assert_eq!(read::<3>(wrong.as_bytes()), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes in any::<[u8; 8]>()) {
            let mut text = [0; 16];
            write(&bytes, &mut text);
            prop_assert_eq!(read(&text), Some(bytes));
        }
    }
}
