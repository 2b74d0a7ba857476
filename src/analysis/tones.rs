//! How messages and replies sound: whether a message complains or praises; whether a reply is glad, is sorry, or takes no
//! notice of a complaint.
//!
//! A text is a set of features: its words, neighbouring words, the clusters of like words that they are of, and each of
//! these again where a negation stands before. One row of whole numbers a feature is added up. The weights are a data file
//! of the language, learned by `tools/genericness/tones.py`:
//!
//! ```text
//! replylint tones 1
//! tones gripe praise …    the tones, in the order of the weights
//! biases -20 …            one a tone
//! denials not no …        words that deny
//! rows 16384              signed bytes, one a tone for each feature
//! proofs 5                sums, a tab, and the text that has them, one a line
//! ```

use super::file::{Reader, checksum};
use super::moves::{hash, mix};
use crate::draft::words;
use crate::error::Error;
use crate::matcher::Words;
use crate::text::Text;
use std::ops::Range;

/// What is weighed, in the order of the file: two tones of a message, three of a reply.
const NAMES: &str = "gripe praise cheer sorry blank";
const TONES: usize = 5;
/// How many bits of a feature's hash choose its row.
const BITS: u32 = 14;
const ROWS: usize = 1 << BITS;
/// How many words behind a negation it reaches, within its clause.
const REACH: u32 = 4;
/// No more words of a text are read.
const MOST: usize = 1_000;
/// What stands before a sentence.
const EDGE: u32 = 0x3e3e_3e3e;

words! {
    /// How a reply may sound.
    pub(crate) Voice: "voice" {
        /// It is glad.
        Cheer = "cheer",
        /// It is sorry.
        Sorry = "sorry",
        /// It takes no notice of a complaint.
        Blank = "blank",
    }
}

type Row = [i8; TONES];

/// How a text sounds; each above 0 is more likely than not. In 24ths of a log-odds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sound {
    /// A message: it complains.
    pub(crate) gripe: i32,
    /// A message: it praises.
    pub(crate) praise: i32,
    /// A reply: it is glad.
    pub(crate) cheer: i32,
    /// A reply: it is sorry.
    pub(crate) sorry: i32,
    /// A reply: it takes no notice of a complaint.
    pub(crate) blank: i32,
}

impl Sound {
    pub(crate) fn of(&self, voice: Voice) -> i32 {
        match voice {
            Voice::Cheer => self.cheer,
            Voice::Sorry => self.sorry,
            Voice::Blank => self.blank,
        }
    }
}

impl From<[i32; TONES]> for Sound {
    fn from([gripe, praise, cheer, sorry, blank]: [i32; TONES]) -> Self {
        Self { gripe, praise, cheer, sorry, blank }
    }
}

/// What a language says of the tones of texts. Immutable; one serves all threads.
pub(crate) struct Tones {
    /// Words by the cluster of like ones that they are of, counted from 1.
    clusters: Words,
    rows: Box<[Row]>,
    biases: [i32; TONES],
    /// What stands for the words that deny.
    denials: Vec<u32>,
    checksum: u64,
    #[cfg(test)]
    proofs: Vec<String>,
}

impl std::fmt::Debug for Tones {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tones").finish_non_exhaustive()
    }
}

/// What a feature is of, numbered on from those of moves and questions.
#[derive(Clone, Copy)]
enum Kind {
    Word = 64,
    Pair,
    Cluster,
    Denied,
    DeniedCluster,
    Mark,
}

impl Tones {
    /// Reads a data file; `clusters` lists words of like meaning, a cluster a line.
    ///
    /// # Errors
    ///
    /// A file of another format or a damaged one.
    pub(crate) fn parse(bytes: &[u8], clusters: &str, origin: &str) -> Result<Self, Error> {
        Self::read_file(bytes, clusters).ok_or_else(|| {
            Error::new(origin, "the data on tones are damaged or of another version")
                .remedy("learn them again, or update replylint")
        })
    }

    fn read_file(bytes: &[u8], clusters: &str) -> Option<Self> {
        let mut file = Reader { rest: bytes };
        (file.line()? == "replylint tones 1").then_some(())?;
        (file.line()?.strip_prefix("tones ")? == NAMES).then_some(())?;
        let biases = file.numbers("biases ")?.try_into().ok()?;
        let denials: Vec<&str> = file.line()?.strip_prefix("denials ")?.split(' ').collect();
        (file.count("rows ")? == ROWS).then_some(())?;
        let rows = file.bytes(ROWS * TONES)?.chunks_exact(TONES);
        let rows = rows.map(|row| std::array::from_fn(|at| row[at] as i8)).collect();
        let proofs = file.list("proofs ")?;
        (file.rest.is_empty() && !proofs.is_empty()).then_some(())?;
        let words = clusters.lines().zip(1..).flat_map(|(line, id)| line.split(' ').map(move |word| (word, id)));
        Some(Self {
            clusters: Words::new(words),
            rows,
            biases,
            denials: denials.iter().map(|word| symbol(word.as_bytes())).collect(),
            checksum: checksum(bytes),
            #[cfg(test)]
            proofs,
        })
    }

    /// Tells these data from others.
    pub(crate) fn checksum(&self) -> u64 {
        self.checksum
    }

    /// How a message and the reply to it sound. Linear, and no more than the first thousand words of either are read.
    pub(crate) fn weigh(&self, inbound: &Text, draft: &Text) -> Sound {
        let read = |text: &Text| Sound::from(self.sums(text, 0..text.tokens().len().min(MOST)));
        let (message, reply) = (read(inbound), read(draft));
        Sound { gripe: message.gripe, praise: message.praise, ..reply }
    }

    /// Of the sentences of a draft that has words, the one that sounds most like something: first folded byte and one past
    /// the last.
    pub(crate) fn loudest(&self, draft: &Text, voice: Voice) -> (u32, u32) {
        let tokens = draft.tokens();
        let (mut at, mut best) = (0, (i32::MIN, 0..1));
        while at < tokens.len().min(MOST) {
            let sentence = draft.sentence_of(at);
            at = sentence.end.max(at + 1);
            let sound = Sound::from(self.sums(draft, sentence.clone())).of(voice);
            if sound > best.0 {
                best = (sound, sentence);
            }
        }
        (tokens[best.1.start].start, tokens[best.1.end - 1].end)
    }

    fn sums(&self, text: &Text, part: Range<usize>) -> [i32; TONES] {
        let mut sums = self.biases;
        let mut met = [0u64; ROWS / 64];
        let mut give = |kind: Kind, a: u32, b: u32| {
            let row = (mix(kind as u32, a, b) >> (32 - BITS)) as usize;
            let (word, bit) = (&mut met[row / 64], 1 << (row % 64));
            if *word & bit == 0 {
                *word |= bit;
                sums.iter_mut().zip(self.rows[row]).for_each(|(sum, weight)| *sum += i32::from(weight));
            }
        };
        let folded = text.folded().as_bytes();
        let (mut before, mut reach) = (EDGE, 0);
        let tokens = text.tokens();
        for (at, token) in tokens.iter().enumerate().take(part.end).skip(part.start) {
            let spelling = &folded[token.start as usize..token.end as usize];
            let word = symbol(spelling);
            give(Kind::Word, word, 0);
            give(Kind::Pair, before, word);
            let cluster = self.cluster(text, at);
            if let Some(cluster) = cluster {
                give(Kind::Cluster, cluster, 0);
            }
            if reach > 0 {
                reach -= 1;
                give(Kind::Denied, word, 0);
                if let Some(cluster) = cluster {
                    give(Kind::DeniedCluster, cluster, 0);
                }
            }
            if self.denials.contains(&word) {
                reach = REACH;
            }
            before = word;
            // The marks alone, as the training sees them, and not the joins.
            let behind = tokens.get(at + 1).map_or(folded.len(), |next| next.start as usize);
            for mark in folded.get(token.end as usize..behind).unwrap_or_default() {
                match mark {
                    b'?' => give(Kind::Mark, 0, 0),
                    b'!' => give(Kind::Mark, 1, 0),
                    _ => {}
                }
                if matches!(mark, b'.' | b'?' | b'!' | b'\n') {
                    before = EDGE;
                }
                if matches!(mark, b'.' | b'?' | b'!' | b'\n' | b',' | b';' | b':' | b'(' | b')') {
                    reach = 0;
                }
            }
        }
        sums
    }

    /// The cluster of like words that a word is of, if it is of any.
    pub(crate) fn cluster(&self, text: &Text, at: usize) -> Option<u32> {
        self.clusters.id_in(text, at).checked_sub(1)
    }
}

/// What stands for a word: its hash, or how many digits it has.
fn symbol(word: &[u8]) -> u32 {
    match word.iter().filter(|byte| byte.is_ascii_digit()).count() {
        0 => hash(word),
        digits => digits.min(3) as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Markup;
    use proptest::prelude::*;

    const ENGLISH: &[u8] = include_bytes!("../../rules/language/en.tones");
    const CLUSTERS: &str = include_str!("../../rules/language/en.clusters");

    fn english() -> &'static Tones {
        static TONES: once_cell::sync::Lazy<Tones> =
            once_cell::sync::Lazy::new(|| Tones::parse(ENGLISH, CLUSTERS, "t").unwrap());
        &TONES
    }

    fn read(source: &str) -> Text {
        let mut text = Text::new();
        text.read(source, Markup::Plain);
        text
    }

    #[test]
    fn the_data_are_read_whole_or_not_at_all() {
        for length in [0, 1, 18, 70, 5_000, ENGLISH.len() / 2, ENGLISH.len() - 1] {
            let error = Tones::parse(&ENGLISH[..length], CLUSTERS, "t").unwrap_err();
            assert!(error.to_string().contains("learn them again"), "{length}");
        }
        assert!(Tones::parse(&[ENGLISH, b"x"].concat(), CLUSTERS, "t").is_err());
    }

    #[test]
    fn texts_weigh_what_the_training_says() {
        for proof in &english().proofs {
            let (sums, text) = proof.split_once('\t').unwrap();
            let sums: Vec<i32> = sums.split(' ').map(|sum| sum.parse().unwrap()).collect();
            assert_eq!(english().sums(&read(text), 0..read(text).tokens().len()).as_slice(), sums, "{text}");
        }
    }

    #[test]
    fn messages_and_replies_sound_as_they_are() {
        let sound = |inbound: &str, draft: &str| english().weigh(&read(inbound), &read(draft));
        let cheer =
            sound("The heater broke twice and nobody called back.", "So happy you loved it! See you again soon!");
        assert!(cheer.gripe > 0 && cheer.praise < 0 && cheer.cheer > 0 && cheer.sorry < 0, "{cheer:?}");
        let regret = sound("Best haircut ever, thank you!", "We are so sorry to hear this and apologize.");
        assert!(regret.gripe < 0 && regret.praise > 0 && regret.sorry > 0 && regret.cheer < 0, "{regret:?}");
    }

    proptest! {
        #[test]
        fn any_text_is_weighed(text in "(\\PC|[a-zA-Z ?!.\\n]){0,400}") {
            let text = read(&text);
            prop_assert_eq!(english().weigh(&text, &text), english().weigh(&text, &text));
        }
    }
}
