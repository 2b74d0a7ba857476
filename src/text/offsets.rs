//! Byte offsets in other units.

use serde::{Deserialize, Serialize};

/// What offsets count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Offsets {
    /// Bytes of UTF-8.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// Units of UTF-16, as JavaScript, Java and .NET count.
    #[serde(rename = "utf-16")]
    Utf16,
    /// Code points, as Python counts.
    #[serde(rename = "chars")]
    Chars,
}

/// Turns byte offsets of `source` into `unit`, in place. One pass over the source up to the last offset; offsets that
/// are not in ascending order are right as well, but each step back starts the pass anew.
///
/// An offset inside a character counts as its start, one beyond the end as the end.
pub fn convert(source: &str, offsets: &mut [usize], unit: Offsets) {
    if unit == Offsets::Utf8 {
        return;
    }
    let bytes = source.as_bytes();
    let (mut at, mut count) = (0, 0);
    for offset in offsets {
        let mut to = (*offset).min(bytes.len());
        while !source.is_char_boundary(to) {
            to -= 1;
        }
        if to < at {
            (at, count) = (0, 0);
        }
        count += length(&bytes[at..to], unit);
        at = to;
        *offset = count;
    }
}

/// The length of whole characters in a unit. A character counts where its first byte stands; beyond the Basic
/// Multilingual Plane it has two units of UTF-16.
fn length(bytes: &[u8], unit: Offsets) -> usize {
    let chars = bytes.iter().filter(|b| **b & 0xc0 != 0x80).count();
    match unit {
        Offsets::Utf8 => bytes.len(),
        Offsets::Chars => chars,
        Offsets::Utf16 => chars + bytes.iter().filter(|b| **b >= 0xf0).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_what_they_say() {
        let source = "aé😀z";
        for (unit, want) in
            [(Offsets::Utf8, [0, 1, 3, 7, 8]), (Offsets::Chars, [0, 1, 2, 3, 4]), (Offsets::Utf16, [0, 1, 2, 4, 5])]
        {
            let mut offsets = [0, 1, 3, 7, 8];
            convert(source, &mut offsets, unit);
            assert_eq!(offsets, want);
        }
    }

    #[test]
    fn offsets_out_of_order_or_bounds_are_right_too() {
        let mut offsets = [8, 3, 2, 99];
        convert("aé😀z", &mut offsets, Offsets::Chars);
        assert_eq!(offsets, [4, 2, 1, 4]);
    }

    #[test]
    fn the_names_are_those_of_the_report() {
        let names = [Offsets::Utf8, Offsets::Utf16, Offsets::Chars].map(|u| serde_json::to_string(&u).unwrap());
        assert_eq!(names, ["\"utf-8\"", "\"utf-16\"", "\"chars\""]);
    }
}
