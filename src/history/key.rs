//! The tenant's key. Nothing is stored but what it hashes, so that whoever has a history without its key can neither
//! read replies in it nor try guesses against it.

use super::error::HistoryError;
use sha2::{Digest, Sha256};
use siphasher::sip::SipHasher13;
use std::fmt;

/// The fewest bytes that a key may have.
const SHORTEST: usize = 16;

/// The key of a history: at least 16 bytes that nobody can guess. All histories that are merged have the same one.
///
/// `Debug` shows none of it.
#[derive(Clone)]
pub struct HistoryKey {
    hash: (u64, u64),
    check: [u8; 16],
}

/// What is hashed: equal bytes of different kinds must not give equal hashes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Domain {
    Gram = 1,
    Sentence,
    Id,
    Location,
    Checksum,
    #[cfg(feature = "audit")]
    Audit,
}

impl HistoryKey {
    /// Takes the key's bytes, as a file holds them; all bytes count, a line break at the end too.
    ///
    /// # Errors
    ///
    /// [`HistoryError::ShortKey`] for fewer than 16 bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, HistoryError> {
        if bytes.len() < SHORTEST {
            return Err(HistoryError::ShortKey { found: bytes.len(), needed: SHORTEST });
        }
        let derive = |label: &str| {
            let digest = Sha256::new().chain_update(label).chain_update([0]).chain_update(bytes).finalize();
            <[u8; 32]>::from(digest)
        };
        let half = |bytes: [u8; 32], at: usize| {
            let mut half = [0; 8];
            half.copy_from_slice(&bytes[at..at + 8]);
            u64::from_le_bytes(half)
        };
        let hash = derive("replylint history hash");
        let mut check = [0; 16];
        check.copy_from_slice(&derive("replylint history check")[..16]);
        Ok(Self { hash: (half(hash, 0), half(hash, 8)), check })
    }

    /// What a history keeps of the key, to tell a wrong one.
    pub(super) fn check(&self) -> [u8; 16] {
        self.check
    }

    /// Hashes bytes of a kind.
    pub(super) fn hash(&self, domain: Domain, bytes: &[u8]) -> u64 {
        SipHasher13::new_with_keys(self.hash.0 ^ domain as u64, self.hash.1).hash(bytes)
    }

    /// Hashes the words of a gram.
    #[inline]
    pub(super) fn gram(&self, words: [u64; super::gram::GRAM]) -> u64 {
        let mut bytes = [0; 8 * super::gram::GRAM];
        for (eight, word) in bytes.chunks_exact_mut(8).zip(words) {
            eight.copy_from_slice(&word.to_le_bytes());
        }
        // Not through `hash`, so that the length is known and the loop over it goes away.
        SipHasher13::new_with_keys(self.hash.0 ^ Domain::Gram as u64, self.hash.1).hash(&bytes)
    }
}

impl fmt::Debug for HistoryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HistoryKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_kinds_hash_apart() {
        let key = HistoryKey::new(&[7; 16]).unwrap();
        let other = HistoryKey::new(&[8; 16]).unwrap();
        assert_ne!(key.check(), other.check());
        assert_ne!(key.hash(Domain::Id, b"r1"), other.hash(Domain::Id, b"r1"));
        assert_ne!(key.hash(Domain::Id, b"r1"), key.hash(Domain::Location, b"r1"));
        assert_eq!(key.hash(Domain::Id, b"r1"), key.clone().hash(Domain::Id, b"r1"));
    }

    #[test]
    fn a_short_key_is_refused_and_no_key_is_shown() {
        assert!(matches!(HistoryKey::new(&[7; 15]), Err(HistoryError::ShortKey { found: 15, .. })));
        assert_eq!(format!("{:?}", HistoryKey::new(&[7; 16]).unwrap()), "HistoryKey");
    }
}
