//! The codings of a body that many requests share.

use std::io;
use std::sync::{Mutex, OnceLock, PoisonError};

use bytes::Bytes;

use crate::protocol::coding::Coding;

/// A body in each coding, made on first use. For a body that is too long for the response cache.
#[derive(Debug, Default)]
pub struct Encodings {
    /// In the order of [`Coding::ALL`].
    bodies: [OnceLock<Bytes>; 3],
    /// Locked while a body is encoded, so that each is encoded once.
    making: Mutex<()>,
}

impl Encodings {
    /// Returns the body in a coding, if it is made.
    pub fn find(&self, coding: Coding) -> Option<Bytes> {
        self.bodies[coding as usize].get().cloned()
    }

    /// Returns the body in a coding. If several callers request it, the first encodes it and the others wait.
    ///
    /// # Errors
    /// Returns the error of the encoder.
    pub fn make(&self, coding: Coding, plain: &[u8]) -> io::Result<Bytes> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(body) = self.find(coding) {
            return Ok(body);
        }
        let mut encoded = coding.encode(plain)?;
        encoded.shrink_to_fit();
        let encoded = Bytes::from(encoded);
        Ok(self.bodies[coding as usize].get_or_init(|| encoded).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::Encodings;
    use crate::protocol::coding::Coding;

    #[test]
    fn each_coding_is_made_once() {
        let encodings = Encodings::default();
        let plain = b"text ".repeat(1000);
        for coding in Coding::ALL {
            assert_eq!(encodings.find(coding), None);
            let made = encodings.make(coding, &plain).unwrap();
            assert_eq!(made, coding.encode(&plain).unwrap());
            let found =
                [encodings.find(coding).unwrap(), encodings.make(coding, b"other").unwrap()];
            assert!(found.iter().all(|found| found.as_ptr() == made.as_ptr()), "{coding:?}");
        }
    }
}
