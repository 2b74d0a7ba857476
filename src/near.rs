//! Names that were probably meant: how far one word is from another.

/// Whether a misspelling of a known name is likely.
pub(crate) fn is_near(word: &str, known: &str) -> bool {
    distance(word, known) <= 2
}

/// How many letters must be added, left out or replaced to get from one word to the other (Levenshtein).
pub(crate) fn distance(word: &str, known: &str) -> usize {
    let (word, known): (Vec<char>, Vec<char>) = (word.chars().collect(), known.chars().collect());
    let mut row: Vec<usize> = (0..=known.len()).collect();
    for (i, a) in word.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in known.iter().enumerate() {
            let cost = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[known.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_added_left_out_and_replaced() {
        assert_eq!(distance("chanel", "channel"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert!(is_near("encountr", "encounter") && !is_near("visit", "billing"));
    }
}
