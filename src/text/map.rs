//! Where a rewritten text came from: a sparse map from output offsets to input offsets.

use std::ops::Range;

/// From output offset `to` on, the text came from input offset `from` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    to: u32,
    from: u32,
    /// 0 when output and input run in step; otherwise the piece is one unit made from so many input bytes.
    unit: u32,
}

/// A map from an output to its input. Empty while both run in step from 0.
#[derive(Debug, Clone, Default)]
pub(super) struct Map {
    pieces: Vec<Piece>,
}

const START: Piece = Piece { to: 0, from: 0, unit: 0 };

impl Map {
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// From output `to` on, both run in step again, the input from `from` on. What lies between was dropped.
    pub(super) fn resume(&mut self, to: usize, from: usize) {
        let (to, from) = (to as u32, from as u32);
        let last = self.pieces.last().copied().unwrap_or(START);
        if last.unit == 0 && from.wrapping_sub(last.from) == to.wrapping_sub(last.to) {
            return;
        }
        self.put(Piece { to, from, unit: 0 });
    }

    /// The output from `to` on is one unit, made from the input range; a call of `resume` ends it.
    pub(super) fn unit(&mut self, to: usize, from: Range<usize>) {
        self.put(Piece { to: to as u32, from: from.start as u32, unit: (from.end - from.start) as u32 });
    }

    fn put(&mut self, piece: Piece) {
        match self.pieces.last_mut() {
            Some(last) if last.to == piece.to => *last = piece,
            _ => self.pieces.push(piece),
        }
    }

    /// The number of the last piece that starts at or before `to`, and one more.
    fn find(&self, to: usize) -> usize {
        self.pieces.partition_point(|p| p.to as usize <= to)
    }

    fn piece(&self, found: usize) -> Piece {
        found.checked_sub(1).map_or(START, |i| self.pieces[i])
    }

    /// Where the character at output `to` starts in the input: after whatever was dropped before it.
    pub(super) fn start(&self, to: usize) -> usize {
        if self.pieces.is_empty() {
            return to;
        }
        let piece = self.piece(self.find(to));
        piece.from as usize + if piece.unit == 0 { to - piece.to as usize } else { 0 }
    }

    /// Where the output up to `to` ends in the input, with what was dropped behind it.
    pub(super) fn end(&self, to: usize) -> usize {
        if self.pieces.is_empty() {
            return to;
        }
        let found = self.find(to);
        let piece = self.piece(found);
        let into = to - piece.to as usize;
        match (piece.unit, into) {
            (0, _) | (_, 0) => piece.from as usize + if piece.unit == 0 { into } else { 0 },
            // Inside a unit: all of it, and the dropped tail up to the next piece.
            (unit, _) => self.pieces.get(found).map_or((piece.from + unit) as usize, |next| next.from as usize),
        }
    }

    /// Where the output up to `to` ends in the input, without what was dropped behind it.
    pub(super) fn tight_end(&self, to: usize) -> usize {
        let Some(last) = to.checked_sub(1) else { return 0 };
        let piece = self.piece(self.find(last));
        if piece.unit == 0 { piece.from as usize + to - piece.to as usize } else { (piece.from + piece.unit) as usize }
    }

    /// Whether something was dropped strictly inside an output range. Linear in the pieces inside.
    pub(super) fn drops_inside(&self, range: Range<usize>) -> bool {
        let inside = self.pieces[self.find(range.start)..].iter().take_while(|p| (p.to as usize) < range.end);
        inside.into_iter().any(|p| self.tight_end(p.to as usize) < p.from as usize)
    }

    /// Whether a piece starts strictly inside an output range.
    pub(super) fn changes_inside(&self, range: Range<usize>) -> bool {
        self.pieces.get(self.find(range.start)).is_some_and(|p| (p.to as usize) < range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_map_is_the_identity() {
        let map = Map::default();
        assert_eq!((map.start(7), map.end(7), map.tight_end(7)), (7, 7, 7));
        assert!(map.is_empty());
    }

    #[test]
    fn dropped_input_goes_with_what_stands_before_it() {
        // "a" + 3 dropped + "b"
        let mut map = Map::default();
        map.resume(1, 4);
        assert_eq!((map.start(0), map.end(1), map.tight_end(1), map.start(1), map.end(2)), (0, 4, 1, 4, 5));
        assert!(map.drops_inside(0..2) && !map.drops_inside(1..2) && !map.drops_inside(0..1));
    }

    #[test]
    fn a_unit_is_never_split() {
        // "x" + a unit of 3 made from 5 + "y"
        let mut map = Map::default();
        map.unit(1, 1..6);
        map.resume(4, 6);
        assert_eq!((map.start(2), map.end(2), map.tight_end(2)), (1, 6, 6));
        assert_eq!((map.end(1), map.start(4), map.end(5)), (1, 6, 7));
    }
}
