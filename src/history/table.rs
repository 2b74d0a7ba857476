//! From hashes to the replies that hold them: one stream of bytes, cut into buckets by the hashes' first bits.
//!
//! A bucket is a run of entries in the order of their hashes. An entry is the distance from the hash before, then
//! either the one reply or the number of replies, the length of their list and the list. Lists name the newest reply
//! first, as distances; long ones are cut into chunks with a directory, so that asking whether a reply is among a
//! hundred thousand reads one chunk.

use super::bytes::{put_varint, u32_at, varint};

/// How many bits of a hash are kept: among a hundred million entries one in ten thousand strangers is found.
pub(super) const KEY_BITS: u32 = 40;
/// The bits that a reply's number has in a pair.
pub(super) const REPLY_BITS: u32 = 24;
const REPLY_MASK: u64 = (1 << REPLY_BITS) - 1;
/// How many entries a bucket has on average, at least.
const BUCKET: usize = 8;
/// How many replies a chunk of a long list names.
const CHUNK: usize = 128;
/// How long the directory's entry of a chunk is: its newest reply, and where it begins.
const CHUNK_ENTRY: usize = 8;

/// A hash and a reply, in one number that sorts by hash.
pub(super) fn pair(key: u64, reply: u32) -> u64 {
    key << REPLY_BITS | u64::from(reply)
}

/// The part of a 64-bit hash that is kept.
pub(super) fn key(hash: u64) -> u64 {
    hash >> (64 - KEY_BITS)
}

/// Writes the table of sorted pairs that are all different. Linear.
pub(super) fn write(pairs: &[u64]) -> Vec<u8> {
    let entries = pairs.chunk_by(|a, b| a >> REPLY_BITS == b >> REPLY_BITS);
    let number = entries.clone().count();
    let bits = (number / BUCKET).checked_ilog2().unwrap_or(0);
    let (mut stream, mut directory) = (Vec::with_capacity(pairs.len() * 4), Vec::with_capacity(1 << bits));
    let mut last = 0;
    let mut list = Vec::new();
    for entry in entries {
        let key = entry[0] >> REPLY_BITS;
        let bucket = (key >> (KEY_BITS - bits)) as usize;
        while directory.len() <= bucket {
            last = (directory.len() as u64) << (KEY_BITS - bits);
            directory.push(stream.len() as u32);
        }
        put_varint(&mut stream, key - last);
        last = key;
        if let [one] = entry {
            put_varint(&mut stream, (one & REPLY_MASK) << 1);
            continue;
        }
        put_varint(&mut stream, (entry.len() as u64) << 1 | 1);
        list.clear();
        write_list(entry, &mut list);
        put_varint(&mut stream, list.len() as u64);
        stream.extend_from_slice(&list);
    }
    directory.resize((1 << bits) + 1, stream.len() as u32);
    let mut out = Vec::with_capacity(8 + directory.len() * 4 + stream.len());
    out.extend_from_slice(&(number as u32).to_le_bytes());
    out.extend_from_slice(&bits.to_le_bytes());
    directory.iter().for_each(|at| out.extend_from_slice(&at.to_le_bytes()));
    out.append(&mut stream);
    out
}

fn write_list(entry: &[u64], out: &mut Vec<u8>) {
    let reply = |pair: &u64| pair & REPLY_MASK;
    let chunks = if entry.len() > CHUNK { entry.len().div_ceil(CHUNK) } else { 0 };
    out.resize(chunks * CHUNK_ENTRY, 0);
    for (number, chunk) in entry.rchunks(CHUNK).enumerate() {
        let mut before = reply(&chunk[chunk.len() - 1]);
        if chunks > 0 {
            let at = number * CHUNK_ENTRY;
            let begin = out.len() as u32;
            out[at..at + 4].copy_from_slice(&(before as u32).to_le_bytes());
            out[at + 4..at + 8].copy_from_slice(&begin.to_le_bytes());
        }
        put_varint(out, before);
        for older in chunk.iter().rev().skip(1).map(reply) {
            put_varint(out, before - older);
            before = older;
        }
    }
}

/// A table as it was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'a> {
    len: usize,
    bits: u32,
    /// Where each bucket begins in the stream.
    directory: &'a [u8],
    stream: &'a [u8],
}

/// The replies that hold a hash.
#[derive(Debug, Clone, Copy)]
pub(super) struct List<'a> {
    /// How many there are.
    pub(super) len: usize,
    one: u32,
    bytes: &'a [u8],
}

impl<'a> Table<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let bits = u32_at(bytes, 4).min(KEY_BITS - 8);
        let begin = 8 + ((1usize << bits) + 1) * 4;
        let directory = bytes.get(8..begin).unwrap_or_default();
        let stream = bytes.get(begin..).unwrap_or_default();
        Self { len: u32_at(bytes, 0) as usize, bits, directory, stream }
    }

    /// How many hashes it has.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The bucket of a hash, as a range of the stream.
    fn bucket(&self, key: u64) -> (u32, u32) {
        let at = (key >> (KEY_BITS - self.bits)) as usize * 4;
        (u32_at(self.directory, at), u32_at(self.directory, at + 4))
    }

    /// Adds the replies that hold each of the hashes. Reads one bucket a hash, linear in the hashes.
    pub(super) fn find_all(&self, keys: impl Iterator<Item = u64> + Clone, out: &mut Vec<Option<List<'a>>>) {
        let buckets: Vec<(u32, u32)> = keys.clone().map(|key| self.bucket(key)).collect();
        // Nothing depends on what is read here: memory is asked for all buckets at once, not for one after the other.
        let touched = buckets.iter().fold(0, |sum, bucket| sum ^ self.stream.get(bucket.0 as usize).unwrap_or(&0));
        std::hint::black_box(touched);
        out.extend(keys.zip(buckets).map(|(key, bucket)| self.find_in(key, bucket)));
    }

    fn find_in(&self, key: u64, (begin, end): (u32, u32)) -> Option<List<'a>> {
        let (mut at, end) = (begin as usize, end as usize);
        let stream = self.stream.get(..end)?;
        let low = KEY_BITS - self.bits;
        let mut own = key >> low << low;
        while at < end {
            own = own.saturating_add(varint(stream, &mut at));
            if own > key {
                return None;
            }
            let list = entry(stream, &mut at);
            if own == key {
                return Some(list);
            }
        }
        None
    }

    /// Calls `each` with every hash and its replies, in the order of the hashes.
    pub(super) fn each(&self, mut each: impl FnMut(u64, List<'a>)) {
        let stream = self.stream;
        for bucket in 0..1u64 << self.bits {
            let mut key = bucket << (KEY_BITS - self.bits);
            let (begin, end) = self.bucket(key);
            let (mut at, end) = (begin as usize, (end as usize).min(stream.len()));
            while at < end {
                key = key.saturating_add(varint(stream, &mut at));
                each(key, entry(stream, &mut at));
            }
        }
    }
}

fn entry<'a>(stream: &'a [u8], at: &mut usize) -> List<'a> {
    let head = varint(stream, at);
    if head & 1 == 0 {
        return List { len: 1, one: (head >> 1) as u32, bytes: &[] };
    }
    let length = varint(stream, at) as usize;
    let begin = *at;
    *at = begin.saturating_add(length);
    List { len: (head >> 1) as usize, one: 0, bytes: stream.get(begin..*at).unwrap_or_default() }
}

impl List<'_> {
    fn chunks(&self) -> usize {
        if self.len > CHUNK { self.len.div_ceil(CHUNK) } else { 0 }
    }

    /// Where a chunk begins, and how many replies it names.
    fn chunk(&self, number: usize) -> (usize, usize) {
        match self.chunks() {
            0 => (0, self.len),
            // The oldest chunk is the one that may be short.
            _ => (
                u32_at(self.bytes, number * CHUNK_ENTRY + 4) as usize,
                CHUNK.min(self.len.saturating_sub(number * CHUNK)),
            ),
        }
    }

    /// Calls `each` with the newest replies, at most `most`, the newest first.
    pub(super) fn newest(&self, most: usize, mut each: impl FnMut(u32)) {
        if self.len == 1 {
            return each(self.one);
        }
        let mut left = most.min(self.len);
        for number in 0..self.chunks().max(1) {
            let (mut at, length) = self.chunk(number);
            let mut reply = 0;
            for place in 0..length.min(left) {
                let step = varint(self.bytes, &mut at) as u32;
                reply = if place == 0 { step } else { u32::wrapping_sub(reply, step) };
                each(reply);
            }
            left -= length.min(left);
            if left == 0 {
                break;
            }
        }
    }

    /// Whether a reply is among them. Reads one chunk.
    pub(super) fn contains(&self, reply: u32) -> bool {
        if self.len == 1 {
            return self.one == reply;
        }
        let (mut low, mut high) = (0, self.chunks().max(1));
        // The first chunk whose newest reply is not newer.
        if self.chunks() > 0 {
            while low < high {
                let middle = (low + high) / 2;
                if u32_at(self.bytes, middle * CHUNK_ENTRY) > reply { low = middle + 1 } else { high = middle }
            }
            // The reply may lie behind the newest of the chunk before.
            if u32_at(self.bytes, low * CHUNK_ENTRY) != reply || low >= self.chunks() {
                low = match low.checked_sub(1) {
                    Some(before) => before,
                    None => return false,
                };
            }
        }
        let (mut at, length) = self.chunk(low);
        let mut own = 0;
        for place in 0..length {
            let step = varint(self.bytes, &mut at) as u32;
            own = if place == 0 { step } else { u32::wrapping_sub(own, step) };
            if own <= reply {
                return own == reply;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn find(table: Table<'_>, key: u64) -> Option<List<'_>> {
        let mut lists = Vec::new();
        table.find_all([key].into_iter(), &mut lists);
        lists[0]
    }

    proptest! {
        #[test]
        fn tables_give_back_what_was_written(
            entries in prop::collection::btree_map(0u64..1 << KEY_BITS, prop::collection::btree_set(0u32..4000, 1..600), 0..60),
            strange in 0u64..1 << KEY_BITS,
        ) {
            let pairs: Vec<u64> =
                entries.iter().flat_map(|(&key, replies)| replies.iter().map(move |&reply| pair(key, reply))).collect();
            let bytes = write(&pairs);
            let table = Table::new(&bytes);
            prop_assert_eq!(table.len(), entries.len());
            let mut seen = BTreeMap::new();
            table.each(|key, list| {
                let mut replies = Vec::new();
                list.newest(usize::MAX, |reply| replies.push(reply));
                replies.reverse();
                seen.insert(key, replies);
            });
            for (key, replies) in &entries {
                let wanted: Vec<u32> = replies.iter().copied().collect();
                prop_assert_eq!(&seen[key], &wanted);
                let list = find(table, *key).unwrap();
                prop_assert_eq!(list.len, wanted.len());
                let mut newest = Vec::new();
                list.newest(64, |reply| newest.push(reply));
                let latest: Vec<u32> = wanted.iter().rev().take(64).copied().collect();
                prop_assert_eq!(newest, latest);
                for reply in (0..4000).step_by(7) {
                    prop_assert_eq!(list.contains(reply), replies.contains(&reply));
                }
                prop_assert!(wanted.iter().all(|&reply| list.contains(reply)));
            }
            prop_assert_eq!(seen.len(), entries.len());
            prop_assert_eq!(find(table, strange).is_some(), entries.contains_key(&strange));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), key in 0u64..1 << KEY_BITS) {
            let table = Table::new(&bytes);
            if let Some(list) = find(table, key) {
                list.newest(64, |_| ());
                let _ = list.contains(7);
            }
        }
    }
}
