//! What the length of a draft and its digits alone tell about its label: the figure that a detector has to beat.

use super::super::corpus::generic::Label;

/// Upper bounds, in words, of the lengths that are told apart.
const LENGTHS: [usize; 5] = [14, 24, 34, 49, 74];
const CELLS: usize = 2 * (LENGTHS.len() + 1);

/// What the baseline reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) fold: Option<u8>,
    pub(crate) label: Label,
    cell: u8,
}

impl Sample {
    pub(crate) fn new(draft: &str, label: Label, fold: Option<u8>) -> Self {
        let words = draft.split_whitespace().count();
        let length = LENGTHS.iter().position(|bound| words <= *bound).unwrap_or(LENGTHS.len());
        let digits = draft.contains(|letter: char| letter.is_ascii_digit());
        Self { fold, label, cell: (2 * length + usize::from(digits)) as u8 }
    }
}

/// The label that each sample gets: the commonest among the samples of the same length and digits in the other folds,
/// or among all samples where no other fold has any. Also says whether any sample was judged by itself.
pub(crate) fn predict(samples: &[Sample]) -> (Vec<Label>, bool) {
    let mut counts = [[[0_u64; 3]; CELLS]; 5];
    for sample in samples {
        counts[fold(sample)][usize::from(sample.cell)][sample.label as usize] += 1;
    }
    let mut own = false;
    let tables: Vec<[Label; CELLS]> = (0..counts.len())
        .map(|held| {
            let others = |index: usize| index != held && counts[index].iter().flatten().any(|count| *count > 0);
            let divided = (0..counts.len()).any(others);
            let used: Vec<_> = (0..counts.len()).filter(|index| !divided || *index != held).collect();
            own |= !divided && counts[held].iter().flatten().any(|count| *count > 0);
            let total =
                |cell: usize, label: Label| used.iter().map(|fold| counts[*fold][cell][label as usize]).sum::<u64>();
            let overall = |label: Label| (0..CELLS).map(|cell| total(cell, label)).sum::<u64>();
            // The last of equals wins, the most specific: what the baseline knows nothing of passes.
            std::array::from_fn(|cell| {
                let labels = Label::ALL.into_iter();
                let key = |label: &Label| (total(cell, *label), overall(*label));
                labels.max_by_key(key).unwrap_or(Label::Specific)
            })
        })
        .collect();
    let label = |sample: &Sample| tables[fold(sample)][usize::from(sample.cell)];
    (samples.iter().map(label).collect(), own)
}

fn fold(sample: &Sample) -> usize {
    usize::from(sample.fold.unwrap_or(0)).min(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fold_is_judged_by_the_others() {
        let sample = |text, label, fold| Sample::new(text, label, Some(fold));
        let samples = [
            sample("short", Label::Generic, 1),
            sample("short too", Label::Generic, 2),
            sample("on 3 May at 9", Label::Specific, 2),
            sample("on 4 May at 8", Label::Generic, 1),
        ];
        let (labels, own) = predict(&samples);
        assert_eq!(labels, [Label::Generic, Label::Generic, Label::Generic, Label::Specific]);
        assert!(!own);
    }

    #[test]
    fn without_folds_the_samples_judge_themselves() {
        let samples = [Sample::new("a", Label::Mixed, None), Sample::new("b", Label::Mixed, None)];
        let (labels, own) = predict(&samples);
        assert_eq!((labels, own), (vec![Label::Mixed; 2], true));
        assert_eq!(predict(&[]).0, []);
    }
}
