//! Content hashes.

use std::fmt;

/// The digits of hexadecimal numbers.
const HEX: &[u8; 16] = b"0123456789abcdef";

/// A BLAKE3 hash of some content, truncated to 16 bytes. Displayed as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Revision([u8; 16]);

impl Revision {
    /// Returns the hash of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::truncated(&blake3::hash(bytes))
    }

    /// Returns the hash of a sequence of parts. Sequences with different part boundaries have
    /// different hashes.
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Self::truncated(&hasher.finalize())
    }

    /// Returns the bytes, for use as input to another hash.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the revision that is displayed as these 32 hexadecimal digits, in lower case; `None` for other text.
    pub fn from_hex(digits: &str) -> Option<Self> {
        let digits = digits.as_bytes();
        if digits.len() != 32 {
            return None;
        }
        let value = |digit: u8| HEX.iter().position(|&other| other == digit);
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.as_chunks::<2>().0) {
            *byte = (value(pair[0])? << 4 | value(pair[1])?) as u8;
        }
        Some(Self(bytes))
    }

    /// Returns the hexadecimal digits, as they are displayed.
    pub fn hex(&self) -> [u8; 32] {
        let mut digits = [0; 32];
        for (pair, byte) in digits.as_chunks_mut::<2>().0.iter_mut().zip(self.0) {
            *pair = [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
        }
        digits
    }

    fn truncated(hash: &blake3::Hash) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        Self(bytes)
    }
}

/// An incremental hasher for content that is too large to hold in memory. The result equals
/// [`Revision::of`] for the concatenated parts.
#[derive(Debug, Default)]
pub struct RevisionHasher(blake3::Hasher);

impl RevisionHasher {
    /// Adds the next part.
    pub fn update(&mut self, part: &[u8]) {
        self.0.update(part);
    }

    /// Returns the hash of all parts added so far.
    pub fn finish(&self) -> Revision {
        Revision::truncated(&self.0.finalize())
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.hex()).expect("digits are ASCII"))
    }
}

impl fmt::Debug for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Revision({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::Revision;

    #[test]
    fn different_part_boundaries_give_different_hashes() {
        let one: [&[u8]; 2] = [b"ab", b"c"];
        let other: [&[u8]; 2] = [b"a", b"bc"];
        assert_ne!(Revision::of_parts(one), Revision::of_parts(other));
    }

    #[test]
    fn it_is_read_only_from_its_own_digits() {
        let revision = Revision::of(b"");
        assert_eq!(Revision::from_hex("af1349b9f5f9a1a6a0404dea36dcc949"), Some(revision));
        for text in [
            "",
            "af1349b9f5f9a1a6a0404dea36dcc94",
            "AF1349b9f5f9a1a6a0404dea36dcc949",
            "字字字字字字字字字字1",
        ] {
            assert_eq!(Revision::from_hex(text), None, "{text}");
        }
    }

    #[test]
    fn it_is_the_start_of_the_blake3_hash() {
        // The BLAKE3 test vector for empty input.
        assert_eq!(Revision::of(b"").to_string(), "af1349b9f5f9a1a6a0404dea36dcc949");
    }
}
