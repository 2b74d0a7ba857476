//! Where the rows of an audit lie: bytes in chunks, so that many are added and merged without being moved.

use super::row::Row;

/// How large a chunk grows, unless one row is larger.
const CHUNK: usize = 1 << 20;
/// The most rows of an audit: what a number beside a hash has room for.
pub(super) const MAX_ROWS: usize = 1 << 24;

/// Rows as bytes.
#[derive(Default, Clone)]
pub(super) struct Store {
    chunks: Vec<Vec<u8>>,
    places: Vec<Place>,
}

/// Where a row lies.
#[derive(Clone, Copy)]
struct Place {
    chunk: u32,
    start: u32,
    length: u32,
}

impl Store {
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Adds a row.
    pub(super) fn add(&mut self, row: &[u8]) {
        let has_room = self.chunks.last().is_some_and(|last| last.len() + row.len() <= CHUNK);
        if !has_room {
            self.chunks.push(Vec::with_capacity(row.len().max(CHUNK)));
        }
        let chunk = self.chunks.len() - 1;
        let bytes = &mut self.chunks[chunk];
        let place = Place { chunk: chunk as u32, start: bytes.len() as u32, length: row.len() as u32 };
        bytes.extend_from_slice(row);
        self.places.push(place);
    }

    /// Adds all rows of another one, whose chunks are taken as they are.
    pub(super) fn append(&mut self, mut other: Self) {
        let before = self.chunks.len() as u32;
        self.chunks.append(&mut other.chunks);
        self.places.reserve_exact(other.places.len());
        self.places.extend(other.places.iter().map(|place| Place { chunk: place.chunk + before, ..*place }));
    }

    /// The bytes of a row.
    pub(super) fn get(&self, number: usize) -> &[u8] {
        let Place { chunk, start, length } = self.places[number];
        &self.chunks[chunk as usize][start as usize..start as usize + length as usize]
    }

    /// The numbers of the rows, in the order of their bytes.
    pub(super) fn sorted(&self) -> Vec<u32> {
        let mut order: Vec<(u64, u32)> =
            (0..self.len()).map(|number| (Row::time_of(self.get(number)), number as u32)).collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.get(a.1 as usize).cmp(self.get(b.1 as usize))));
        order.into_iter().map(|(_, number)| number).collect()
    }
}
