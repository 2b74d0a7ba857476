//! Arithmetic over what is counted in a text: numbers, names of counts, `+ - * / %`, comparisons, brackets and a few
//! functions.

use super::readability::Counts;

/// The most brackets and signs within one another.
const DEPTH: u32 = 64;
/// The most parts of one rank in a row, so that neither reading nor dropping a formula goes deep.
const PARTS: u32 = 100;

/// What a name of a formula stands for, besides the counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Name {
    /// A number.
    Constant(f64),
    /// The number that is handed over with the counts.
    #[cfg_attr(not(feature = "vale"), allow(dead_code, reason = "only conditions of Vale's rules name it"))]
    Given,
}

/// A name, and the count that it is of.
type Count = (&'static str, fn(&Counts) -> u32);

/// The counts that every formula may name.
pub(crate) const COUNTS: [Count; 8] = [
    ("words", |counts| counts.words),
    ("sentences", |counts| counts.sentences),
    ("characters", |counts| counts.characters),
    ("syllables", |counts| counts.syllables),
    ("complex_words", |counts| counts.complex_words),
    ("long_words", |counts| counts.long_words),
    ("polysyllabic_words", |counts| counts.polysyllabic_words),
    ("paragraphs", |counts| counts.paragraphs),
];

/// A formula that was read.
#[derive(Debug, Clone)]
pub(crate) enum Formula {
    Name(Name),
    /// One of the counts, by its number.
    Count(usize),
    Negated(Box<Formula>),
    Binary(Operator, Box<Formula>, Box<Formula>),
    Call(Operator, Vec<Formula>),
}

/// Gives 1 for what is true and 0 for what is not.
type Operator = fn(f64, f64) -> f64;

/// What is wrong with a formula: the byte at which, and what.
pub(crate) type Fault = (usize, String);

/// By how tightly they bind; of those that begin alike the longer first.
const OPERATORS: [&[(&str, Operator)]; 5] = [
    &[("||", |a, b| truth(a != 0.0 || b != 0.0))],
    &[("&&", |a, b| truth(a != 0.0 && b != 0.0))],
    &[
        ("==", |a, b| truth((a - b).abs() < 1e-9)),
        ("!=", |a, b| truth((a - b).abs() >= 1e-9)),
        ("<=", |a, b| truth(a <= b)),
        (">=", |a, b| truth(a >= b)),
        ("<", |a, b| truth(a < b)),
        (">", |a, b| truth(a > b)),
    ],
    &[("+", |a, b| a + b), ("-", |a, b| a - b)],
    &[("*", |a, b| a * b), ("/", |a, b| a / b), ("%", |a, b| a % b)],
];

/// By name: how many numbers a function takes, and what it gives. A function of one number leaves the second alone.
const FUNCTIONS: [(&str, usize, Operator); 14] = [
    ("sqrt", 1, |a, _| a.sqrt()),
    ("abs", 1, |a, _| a.abs()),
    ("ceil", 1, |a, _| a.ceil()),
    ("floor", 1, |a, _| a.floor()),
    ("round", 1, |a, _| a.round()),
    ("log", 1, |a, _| a.ln()),
    ("log2", 1, |a, _| a.log2()),
    ("log10", 1, |a, _| a.log10()),
    ("exp", 1, |a, _| a.exp()),
    ("float", 1, |a, _| a),
    ("int", 1, |a, _| a),
    ("min", 2, f64::min),
    ("max", 2, f64::max),
    ("pow", 2, f64::powf),
];

fn truth(is: bool) -> f64 {
    f64::from(u8::from(is))
}

impl Formula {
    /// Reads a formula; `known` knows what may be named besides the counts. Linear.
    ///
    /// # Errors
    ///
    /// What cannot be read, an unknown name or function, or more brackets than anybody writes.
    pub(crate) fn parse(text: &str, known: impl Fn(&str) -> Option<Name>) -> Result<Self, Fault> {
        let mut reader = Reader { text, at: 0, depth: 0, known: &known };
        let formula = reader.binary(0)?;
        reader.space();
        if reader.rest().is_empty() { Ok(formula) } else { Err(reader.wrong()) }
    }

    /// What it gives. What has no value (a division by zero) is no number.
    pub(crate) fn value(&self, counts: &Counts, given: f64) -> f64 {
        let of = |formula: &Self| formula.value(counts, given);
        match self {
            Self::Name(Name::Constant(number)) => *number,
            Self::Name(Name::Given) => given,
            Self::Count(index) => f64::from(COUNTS[*index].1(counts)),
            Self::Negated(inner) => -of(inner),
            Self::Binary(operator, left, right) => operator(of(left), of(right)),
            Self::Call(function, arguments) => function(of(&arguments[0]), arguments.get(1).map_or(0.0, of)),
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
    known: &'a dyn Fn(&str) -> Option<Name>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn take(&mut self, sign: &str) -> bool {
        self.space();
        let found = self.rest().starts_with(sign);
        self.at += if found { sign.len() } else { 0 };
        found
    }

    fn wrong(&mut self) -> Fault {
        self.space();
        let found = self.rest().chars().next();
        (self.at, found.map_or_else(|| "it ends too soon".to_owned(), |found| format!("`{found}` does not fit here")))
    }

    /// Operands with operators of one rank between them, from the left.
    fn binary(&mut self, rank: usize) -> Result<Formula, Fault> {
        let Some(operators) = OPERATORS.get(rank) else { return self.unary() };
        let mut left = self.binary(rank + 1)?;
        let mut parts = 1;
        while let Some((_, operator)) = operators.iter().find(|(sign, _)| self.take(sign)) {
            parts += 1;
            if parts > PARTS {
                return Err((self.at, format!("it has more than {PARTS} parts")));
            }
            left = Formula::Binary(*operator, left.into(), self.binary(rank + 1)?.into());
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Formula, Fault> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err((self.at, format!("brackets and signs are nested more than {DEPTH} deep")));
        }
        let formula = if self.take("-") {
            Formula::Negated(self.unary()?.into())
        } else if self.take("+") {
            self.unary()?
        } else if self.take("(") {
            let inner = self.binary(0)?;
            self.close()?;
            inner
        } else {
            self.operand()?
        };
        self.depth -= 1;
        Ok(formula)
    }

    fn close(&mut self) -> Result<(), Fault> {
        if self.take(")") { Ok(()) } else { Err(self.wrong()) }
    }

    fn operand(&mut self) -> Result<Formula, Fault> {
        self.space();
        let at = self.at;
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
        let length = self.rest().find(|c| !part(c)).unwrap_or(self.rest().len());
        let word = &self.rest()[..length];
        if word.is_empty() {
            return Err(self.wrong());
        }
        self.at += length;
        if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            let number = word.parse().map_err(|_| (at, format!("`{word}` is no number")))?;
            return Ok(Formula::Name(Name::Constant(number)));
        }
        if let Some(index) = COUNTS.iter().position(|(name, _)| *name == word) {
            return Ok(Formula::Count(index));
        }
        let function = FUNCTIONS.iter().find(|(name, ..)| *name == word.strip_prefix("math.").unwrap_or(word));
        if let Some(&(_, count, function)) = function {
            return self.call(word, count, function);
        }
        (self.known)(word).map(Formula::Name).ok_or_else(|| (at, format!("`{word}` is nothing that is counted")))
    }

    fn call(&mut self, name: &str, count: usize, function: Operator) -> Result<Formula, Fault> {
        if !self.take("(") {
            return Err(self.wrong());
        }
        let mut arguments = vec![self.binary(0)?];
        while arguments.len() < count && self.take(",") {
            arguments.push(self.binary(0)?);
        }
        if arguments.len() < count {
            return Err((self.at, format!("`{name}` takes {count} numbers")));
        }
        self.close()?;
        Ok(Formula::Call(function, arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(formula: &str) -> f64 {
        let counts = Counts { words: 12, sentences: 3, ..Counts::default() };
        Formula::parse(formula, |name| (name == "value").then_some(Name::Given)).unwrap().value(&counts, 7.0)
    }

    #[test]
    fn formulas_are_read_as_in_school() {
        for (formula, want) in [
            ("words / sentences", 4.0),
            ("1 + 2 * 3 - 4 / 2", 5.0),
            ("(1 + 2) * -3", -9.0),
            ("sqrt(words + 4) - 1.5", 2.5),
            ("math.sqrt(words * words) % 5", 2.0),
            ("10 - 3 - 2", 5.0),
            ("--2", 2.0),
            ("-words + .5", -11.5),
            ("words > 9", 1.0),
            ("words > 9 && sentences == 4", 0.0),
            ("math.max(1, words)", 12.0),
            ("float(words) / 4", 3.0),
            ("value >= 7", 1.0),
        ] {
            assert!((value(formula) - want).abs() < 1e-9, "{formula}");
        }
        assert!(!value("words / paragraphs").is_finite() && value("sqrt(-words)").is_nan());
    }

    #[test]
    fn faults_say_where() {
        for (formula, at, what) in [
            ("", 0, "too soon"),
            ("words +", 7, "too soon"),
            ("2 words", 2, "does not fit"),
            ("verbs", 0, "nothing that is counted"),
            ("sqrt words", 5, "does not fit"),
            ("(words", 6, "too soon"),
            ("1.2.3", 0, "no number"),
            ("wörds", 0, "nothing"),
            ("1 é", 2, "does not fit"),
            ("math.sin(1)", 0, "nothing that is counted"),
            ("math.sqrt(1, 2)", 11, "does not fit"),
            ("pow(1)", 5, "takes 2"),
            ("1 $ 2", 2, "does not fit"),
        ] {
            let (place, fault) = Formula::parse(formula, |_| None).unwrap_err();
            assert!(place == at && fault.contains(what), "{formula}: {place} {fault}");
        }
    }

    #[test]
    fn no_formula_goes_deep() {
        for part in ["(", "-", "1+", "1+(", "sqrt("] {
            assert!(Formula::parse(&part.repeat(100_000), |_| None).is_err(), "{part}");
        }
    }
}
