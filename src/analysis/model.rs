//! The weights that a script learned from labelled drafts (`tools/disclosure`), as a data file.
//!
//! A sentence is weighed twice, and the two weights are added. One part is linear: a weight for each
//! [feature](super::features). The other is a small convolution: every symbol has a row of numbers, the rows of three or
//! five neighbours are added up to the values of a few filters, and of each filter the greatest value in the sentence
//! counts. How much it counts, the message that the draft answers has a say in: the same filters read it, and the
//! greatest value of each adds to what every filter counts ("so glad it held" is one thing of a crown, another of a
//! parking place). All arithmetic is in whole numbers, so that every platform gives the same answer.
//!
//! The file is a head of text lines, then signed bytes and 16-bit numbers, little-endian:
//!
//! ```text
//! replylint disclosure model 2
//! bias -57
//! thresholds 80 44 20
//! shift 6 8           of what the filters count; of what the inbound adds to that
//! words 2             the words that are known by themselves, one a line
//! the
//! you
//! classes 1           the names of the classes, one a line
//! your
//! clusters 500        how many clusters of words have a row
//! linear 131072       bytes, one a feature
//! rows 503            bytes, one row each for: no word, words, clusters
//! class rows 2        bytes, one row each for: classes, a symbol that the inbound says too
//! filters 24          16-bit numbers: biases; what each filter's greatest value counts; for each filter of the inbound
//!                     what its greatest value adds to each of these; what it counts by itself
//! ```

use super::file::{Reader, checksum};
use crate::error::Error;

/// How many bits of a feature's hash choose its weight.
pub(super) const BITS: u32 = 17;
/// Filters of each width.
const FILTERS: usize = 12;
/// The widths of the filters, in symbols.
const NARROW: usize = 3;
const WIDE: usize = 5;
/// A symbol's numbers in a file: for each place in a filter's window, one for each filter.
const ROW: usize = (NARROW + WIDE) * FILTERS;
/// A number for each filter, the narrow ones first: a processor adds eight at once.
type Filters = [i16; 2 * FILTERS];

/// Adds numbers side by side.
#[inline(always)]
fn add(sums: &mut Filters, numbers: &Filters) {
    for filter in 0..2 * FILTERS {
        sums[filter] = sums[filter].wrapping_add(numbers[filter]);
    }
}

/// Keeps the greater of two numbers, side by side. On its own, since compilers otherwise keep the numbers apart.
#[inline(never)]
fn raise(best: &mut Filters, numbers: &Filters) {
    for filter in 0..2 * FILTERS {
        best[filter] = best[filter].max(numbers[filter]);
    }
}

/// The numbers of one symbol: what it adds to the filters at each symbol around it, from the second before to the second
/// behind. Narrow filters have none at the ends.
#[derive(Debug, Clone, Copy)]
struct Row([Filters; WIDE]);

impl Row {
    const EMPTY: Self = Self([[0; 2 * FILTERS]; WIDE]);

    /// A row as a file has it: the places of the narrow window, then those of the wide one. What stands first in a
    /// window speaks for the symbol behind it.
    fn read(bytes: &[u8]) -> Self {
        const BESIDE: usize = WIDE / 2 - NARROW / 2;
        let number = |place: usize, filter: usize| match filter.checked_sub(FILTERS) {
            Some(wide) => i16::from(bytes[(NARROW + place) * FILTERS + wide] as i8),
            None if (BESIDE..BESIDE + NARROW).contains(&place) => {
                i16::from(bytes[(place - BESIDE) * FILTERS + filter] as i8)
            }
            None => 0,
        };
        Self(std::array::from_fn(|at| std::array::from_fn(|filter| number(WIDE - 1 - at, filter))))
    }

    fn plus(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(sums, numbers)| add(sums, numbers));
        self
    }
}

/// What filters count in the sentences of a draft, the message that it answers considered.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    outputs: [i32; 2 * FILTERS],
    bias: i32,
}

/// A sentence as the filters read it: the row of each symbol, and that of its class; beyond the ends rows of nothing.
pub(super) type Rows = Vec<[u16; 2]>;

/// Weights, and the words and classes that have some of their own.
#[derive(Clone)]
pub(crate) struct Model {
    /// Words that are known by themselves and not only by their cluster or class. The row of the first is 1.
    pub(super) words: Vec<String>,
    /// The classes that have a row, by name.
    pub(super) classes: Vec<String>,
    clusters: usize,
    linear: Box<[i8]>,
    /// By symbol; the last one is of nothing.
    rows: Box<[Row]>,
    /// By class, then one of no class; then the same again for symbols that the inbound says too.
    class_rows: Box<[Row]>,
    biases: Filters,
    outputs: Filters,
    /// By filter of the inbound: what it adds to each output.
    heard: Box<[Filters]>,
    /// By filter of the inbound: what it counts by itself.
    heard_alone: Filters,
    bias: i32,
    shift: u32,
    heard_shift: u32,
    thresholds: [i32; 3],
    checksum: u64,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("words", &self.words.len()).finish_non_exhaustive()
    }
}

impl Model {
    /// Reads a model.
    ///
    /// # Errors
    ///
    /// A file of another format or a damaged one.
    pub(crate) fn parse(bytes: &[u8], origin: &str) -> Result<Self, Error> {
        let model = Reader { rest: bytes }.model().map(|model| Self { checksum: checksum(bytes), ..model });
        model.ok_or_else(|| {
            Error::new(origin, "the model is damaged or of another version")
                .remedy("train it again, or update replylint")
        })
    }

    /// A model that weighs nothing, to find out features.
    #[cfg(any(test, feature = "internals"))]
    pub(crate) fn blank(words: Vec<String>, clusters: usize) -> Self {
        Self {
            rows: vec![Row::EMPTY; 2 + words.len() + clusters].into(),
            words,
            classes: Vec::new(),
            clusters,
            linear: vec![0; 1 << BITS].into(),
            class_rows: with_echo(&[Row::EMPTY]),
            biases: [0; 2 * FILTERS],
            outputs: [0; 2 * FILTERS],
            heard: Box::default(),
            heard_alone: [0; 2 * FILTERS],
            bias: 0,
            shift: 0,
            heard_shift: 0,
            thresholds: [i32::MAX; 3],
            checksum: 0,
        }
    }

    /// Tells this model from others; of its bytes, not against forgery.
    pub(crate) fn checksum(&self) -> u64 {
        self.checksum
    }

    /// The row of a cluster; none for one that the model does not know.
    pub(super) fn cluster_row(&self, cluster: usize) -> u16 {
        if cluster < self.clusters { (1 + self.words.len() + cluster) as u16 } else { 0 }
    }

    /// The row of a class, by name.
    pub(super) fn class_row(&self, name: &str) -> Option<u16> {
        self.classes.iter().position(|class| class == name).map(|row| row as u16)
    }

    /// The weight of a feature.
    #[inline]
    pub(super) fn weight(&self, feature: u32) -> i32 {
        i32::from(self.linear[(feature >> (32 - BITS)) as usize])
    }

    /// The least weight of a sentence that discloses, for a lenient, standard or strict reading.
    pub(super) fn threshold(&self, profile: usize) -> i32 {
        self.thresholds[profile]
    }

    /// Arranges a sentence for the filters; its symbols are given as (row, row of the class, said by the inbound too).
    pub(super) fn arrange(&self, symbols: impl Iterator<Item = (u16, Option<u16>, bool)>, sentence: &mut Rows) {
        let no_class = self.classes.len() as u16;
        let beyond = [[self.rows.len() as u16 - 1, no_class]; EDGE];
        sentence.clear();
        sentence.extend(beyond);
        sentence.extend(symbols.map(|(row, class, echoed)| {
            let echo = if echoed { no_class + 1 } else { 0 };
            [row, class.unwrap_or(no_class) + echo]
        }));
        sentence.extend(beyond);
    }

    /// The values of the filters at each symbol of a sentence.
    #[inline]
    fn values(&self, sentence: &Rows) -> impl Iterator<Item = Filters> {
        sentence.windows(WIDE).map(|around| {
            let mut sums = self.biases;
            for at in 0..WIDE {
                let [word, class] = around[WIDE - 1 - at];
                add(&mut sums, &self.rows[usize::from(word)].0[at]);
                add(&mut sums, &self.class_rows[usize::from(class)].0[at]);
            }
            sums
        })
    }

    /// The greatest value of each filter in a sentence. Linear.
    fn best(&self, sentence: &Rows) -> Filters {
        let mut best = [0; 2 * FILTERS];
        self.values(sentence).for_each(|values| raise(&mut best, &values));
        best
    }

    /// What filters count in a draft that answers this message, arranged as one sentence; none without a message. Linear.
    pub(super) fn counts(&self, inbound: Option<&Rows>) -> Counts {
        let mut counts = Counts { outputs: self.outputs.map(i32::from), bias: self.bias };
        let Some(inbound) = inbound else { return counts };
        let best = self.best(inbound);
        let mut sums = [0i32; 2 * FILTERS];
        for (&value, adds) in best.iter().zip(&self.heard) {
            for (sum, &add) in sums.iter_mut().zip(adds) {
                *sum += i32::from(value) * i32::from(add);
            }
        }
        for (output, sum) in counts.outputs.iter_mut().zip(sums) {
            *output += sum >> self.heard_shift;
        }
        let alone = best.iter().zip(&self.heard_alone).map(|(&value, &counts)| i32::from(value) * i32::from(counts));
        counts.bias += alone.sum::<i32>() >> self.shift;
        counts
    }

    /// What the filters say of a sentence, with the bias. Linear.
    pub(super) fn convolve(&self, sentence: &Rows, counts: &Counts) -> i32 {
        let worth =
            self.best(sentence).into_iter().zip(&counts.outputs).map(|(value, output)| self.worth(value, *output));
        worth.sum::<i32>() + counts.bias
    }

    /// How much each filter counts in a sentence, and in which window of its symbols. Linear.
    pub(super) fn windows(&self, sentence: &Rows, counts: &Counts, mut give: impl FnMut(usize, usize, i32)) {
        let last = sentence.len().saturating_sub(2 * EDGE + 1);
        let (mut best, mut places) = ([0i16; 2 * FILTERS], [0u16; 2 * FILTERS]);
        for (at, values) in (0..).zip(self.values(sentence)) {
            for filter in 0..2 * FILTERS {
                places[filter] = if values[filter] > best[filter] { at } else { places[filter] };
                best[filter] = values[filter].max(best[filter]);
            }
        }
        for (filter, (value, place)) in best.into_iter().zip(places).enumerate() {
            let worth = self.worth(value, counts.outputs[filter]);
            if worth != 0 {
                let (place, reach) = (usize::from(place), if filter < FILTERS { NARROW / 2 } else { WIDE / 2 });
                give(place.saturating_sub(reach), (place + reach).min(last), worth);
            }
        }
    }

    /// What a filter's greatest value counts.
    fn worth(&self, value: i16, output: i32) -> i32 {
        i32::from(value).wrapping_mul(output) >> self.shift
    }
}

/// How far a window reaches to either side.
const EDGE: usize = WIDE / 2;

/// The rows of classes, of which a file's last one is of a symbol that the inbound says too, as a model has them.
fn with_echo(rows: &[Row]) -> Box<[Row]> {
    let Some((echo, classes)) = rows.split_last() else { return Box::default() };
    let plain = || classes.iter().copied().chain([Row::EMPTY]);
    plain().chain(plain().map(|row| row.plus(echo))).collect()
}

impl Reader<'_> {
    fn model(mut self) -> Option<Model> {
        (self.line()? == "replylint disclosure model 2").then_some(())?;
        let bias = *self.numbers("bias ")?.first()?;
        let thresholds = self.numbers("thresholds ")?.try_into().ok()?;
        let shifts: [i32; 2] = self.numbers("shift ")?.try_into().ok()?;
        let [shift, heard_shift] = shifts.map(|shift| u32::try_from(shift).unwrap_or(u32::MAX));
        let words = self.list("words ")?;
        let classes = self.list("classes ")?;
        let clusters = self.count("clusters ")?;
        let sizes = [self.count("linear ")?, self.count("rows ")?, self.count("class rows ")?, self.count("filters ")?];
        let fits = sizes == [1 << BITS, 1 + words.len() + clusters, 1 + classes.len(), 2 * FILTERS]
            && shift < 31
            && heard_shift < 31;
        (fits && sizes[1] <= usize::from(u16::MAX)).then_some(())?;
        let linear = self.bytes(sizes[0])?.iter().map(|&byte| byte as i8).collect();
        let rows = self.rows(sizes[1])?.chain([Row::EMPTY]).collect();
        let class_rows = with_echo(&self.rows(sizes[2])?.collect::<Vec<_>>());
        let biases = self.filters()?;
        let outputs = self.filters()?;
        let heard = (0..2 * FILTERS).map(|_| self.filters()).collect::<Option<_>>()?;
        let heard_alone = self.filters()?;
        let model = Model {
            words,
            classes,
            clusters,
            linear,
            rows,
            class_rows,
            biases,
            outputs,
            heard,
            heard_alone,
            bias,
            shift,
            heard_shift,
            thresholds,
            checksum: 0,
        };
        self.rest.is_empty().then_some(model)
    }

    fn rows(&mut self, count: usize) -> Option<impl Iterator<Item = Row>> {
        Some(self.bytes(count * ROW)?.chunks_exact(ROW).map(Row::read))
    }

    fn filters(&mut self) -> Option<Filters> {
        let bytes = self.bytes(4 * FILTERS)?;
        Some(std::array::from_fn(|filter| i16::from_le_bytes([bytes[2 * filter], bytes[2 * filter + 1]])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A model of two words, one class and one cluster in which the first filter of each width looks for the word `you`.
    fn file() -> Vec<u8> {
        let mut bytes =
            b"replylint disclosure model 2\nbias -5\nthresholds 3 2 1\nshift 1 2\nwords 2\nthe\nyou\nclasses 1\n\
            your\nclusters 1\nlinear 131072\nrows 4\nclass rows 2\nfilters 24\n"
                .to_vec();
        bytes.extend([3; 1 << BITS]);
        let mut rows = [[0u8; ROW]; 4 + 2];
        // The middle of either window.
        rows[2][FILTERS] = 10;
        rows[2][(NARROW + WIDE / 2) * FILTERS] = 20;
        rows[5][FILTERS] = 1;
        bytes.extend(rows.iter().flatten());
        bytes.extend([0; 4 * FILTERS]);
        bytes.extend((0..2 * FILTERS).flat_map(|filter| i16::from(filter % FILTERS == 0).to_le_bytes()));
        // By an inbound that says `you`, the first filter counts more, and the sentence too.
        let first =
            |number: i16| (0..2 * FILTERS).flat_map(move |at| if at == 0 { number } else { 0i16 }.to_le_bytes());
        bytes.extend(first(4).chain((1..2 * FILTERS).flat_map(|_| first(0))).chain(first(1)));
        bytes
    }

    #[test]
    fn a_model_is_read_whole_or_not_at_all() {
        let model = Model::parse(&file(), "m").unwrap();
        assert_eq!((model.bias, model.threshold(2), model.weight(u32::MAX)), (-5, 1, 3));
        assert_eq!((model.class_row("your"), model.cluster_row(0), model.cluster_row(1)), (Some(0), 3, 0));
        let whole = file();
        for length in [0, 1, 40, 150, 200, 5000, whole.len() - 1] {
            assert!(Model::parse(&whole[..length], "m").unwrap_err().to_string().contains("train it again"));
        }
        assert!(Model::parse(&[whole.as_slice(), b"x"].concat(), "m").is_err());
    }

    #[test]
    fn filters_find_their_word_wherever_it_stands() {
        let model = Model::parse(&file(), "m").unwrap();
        for (length, at) in [(1, 0), (2, 1), (9, 4), (9usize, 8usize)] {
            let symbols = (0..length).map(|place| (if place == at { 2 } else { 1 }, None, false)).collect::<Vec<_>>();
            let (mut windows, mut sentence) = (Vec::new(), Rows::new());
            model.arrange(symbols.into_iter(), &mut sentence);
            let counts = model.counts(None);
            assert_eq!(model.convolve(&sentence, &counts), 15 - 5);
            model.windows(&sentence, &counts, |from, to, worth| windows.push((from, to, worth)));
            let window = |reach: usize| (at.saturating_sub(reach), (at + reach).min(length - 1));
            assert_eq!(windows, [(window(1).0, window(1).1, 5), (window(2).0, window(2).1, 10)]);
        }
        let mut echoed = Rows::new();
        model.arrange([(2, Some(0), true)].into_iter(), &mut echoed);
        assert_eq!(model.convolve(&echoed, &model.counts(None)), 15 - 5);
    }
    #[test]
    fn the_inbound_has_a_say_in_what_a_filter_counts() {
        let model = Model::parse(&file(), "m").unwrap();
        let arranged = |row: u16| {
            let mut sentence = Rows::new();
            model.arrange([(row, None, false)].into_iter(), &mut sentence);
            sentence
        };
        let (you, the) = (arranged(2), arranged(1));
        let weigh = |inbound| model.convolve(&you, &model.counts(inbound));
        assert_eq!(weigh(Some(&the)), weigh(None));
        // The first filter's 10 counts 1 + (10 * 4 >> 2) instead of 1, and alone 10 * 1; both are halved.
        assert_eq!(weigh(Some(&you)) - weigh(None), 10 * 10 / 2 + 10 / 2);
    }
}
