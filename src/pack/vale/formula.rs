//! The arithmetic of `metric` rules: numbers, names of counts, `+ - * / %`, comparisons, brackets and a few functions.

/// Brackets and signs within one another.
const MAX_DEPTH: usize = 64;

/// A formula that was read.
#[derive(Debug, Clone)]
pub(super) enum Formula {
    Number(f64),
    Name(String),
    Negated(Box<Formula>),
    Binary(Operator, Box<Formula>, Box<Formula>),
    Call(Function, Vec<Formula>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Sqrt,
    Abs,
    Ceil,
    Floor,
    Round,
    Log,
    Log2,
    Log10,
    Exp,
    Min,
    Max,
    Pow,
}

/// By how tightly they bind; of those that begin alike the longer first.
const OPERATORS: &[&[(&str, Operator)]] = &[
    &[("||", Operator::Or)],
    &[("&&", Operator::And)],
    &[
        ("==", Operator::Equal),
        ("!=", Operator::Unequal),
        ("<=", Operator::LessOrEqual),
        (">=", Operator::MoreOrEqual),
        ("<", Operator::Less),
        (">", Operator::More),
    ],
    &[("+", Operator::Add), ("-", Operator::Subtract)],
    &[("*", Operator::Multiply), ("/", Operator::Divide), ("%", Operator::Remainder)],
];

/// Reads a formula.
pub(super) fn parse(text: &str) -> Result<Formula, String> {
    let mut reader = Reader { rest: text, depth: 0 };
    let formula = reader.binary(0)?;
    reader.space();
    if reader.rest.is_empty() { Ok(formula) } else { Err(format!("cannot read `{}`", reader.rest)) }
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
}

impl Reader<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, text: &str) -> bool {
        self.space();
        let found = self.rest.strip_prefix(text);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn binary(&mut self, level: usize) -> Result<Formula, String> {
        let Some(operators) = OPERATORS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        while let Some((_, operator)) = operators.iter().find(|(text, _)| self.take(text)) {
            let right = self.binary(level + 1)?;
            left = Formula::Binary(*operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Formula, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("too many brackets".to_owned());
        }
        let formula = if self.take("-") {
            Formula::Negated(Box::new(self.unary()?))
        } else if self.take("+") {
            self.unary()?
        } else if self.take("(") {
            let inner = self.binary(0)?;
            if !self.take(")") {
                return Err("a `(` without a `)`".to_owned());
            }
            inner
        } else {
            self.operand()?
        };
        self.depth -= 1;
        Ok(formula)
    }

    fn operand(&mut self) -> Result<Formula, String> {
        self.space();
        let end =
            self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() {
            return Err(if rest.is_empty() { "ends too early".to_owned() } else { format!("cannot read `{rest}`") });
        }
        self.rest = rest;
        if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return word.parse().map(Formula::Number).map_err(|_| format!("`{word}` is no number"));
        }
        if !self.take("(") {
            return name(word);
        }
        if matches!(word, "float" | "int") {
            let inner = self.binary(0)?;
            return if self.take(")") { Ok(inner) } else { Err("a `(` without a `)`".to_owned()) };
        }
        let (function, count) = match word.strip_prefix("math.").unwrap_or(word) {
            "sqrt" => (Function::Sqrt, 1),
            "abs" => (Function::Abs, 1),
            "ceil" => (Function::Ceil, 1),
            "floor" => (Function::Floor, 1),
            "round" => (Function::Round, 1),
            "log" => (Function::Log, 1),
            "log2" => (Function::Log2, 1),
            "log10" => (Function::Log10, 1),
            "exp" => (Function::Exp, 1),
            "min" => (Function::Min, 2),
            "max" => (Function::Max, 2),
            "pow" => (Function::Pow, 2),
            _ => return Err(format!("unknown function `{word}`")),
        };
        let mut arguments = vec![self.binary(0)?];
        while self.take(",") {
            arguments.push(self.binary(0)?);
        }
        if !self.take(")") || arguments.len() != count {
            return Err(format!("`{word}` takes {count} in brackets"));
        }
        Ok(Formula::Call(function, arguments))
    }
}

/// Counts of prose, and of what only markup has, which are 0 in a reply.
fn name(word: &str) -> Result<Formula, String> {
    let known = [
        "characters",
        "words",
        "sentences",
        "paragraphs",
        "syllables",
        "complex_words",
        "long_words",
        "polysyllabic_words",
    ];
    let markup = ["list", "blockquote", "pre", "heading", "table", "link", "alt"];
    let stem = word.split(['.', '_']).next().unwrap_or_default();
    match word {
        "math.pi" => Ok(Formula::Number(std::f64::consts::PI)),
        "math.e" => Ok(Formula::Number(std::f64::consts::E)),
        "true" => Ok(Formula::Number(1.0)),
        "false" => Ok(Formula::Number(0.0)),
        word if known.contains(&word) => Ok(Formula::Name(word.to_owned())),
        _ if markup.contains(&stem) => Ok(Formula::Number(0.0)),
        word => Err(format!("unknown count `{word}`")),
    }
}

impl Formula {
    /// What it gives; `count` knows the names. What has no value (a division by zero) is no number.
    pub(super) fn value(&self, count: &dyn Fn(&str) -> f64) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Name(name) => count(name),
            Self::Negated(inner) => -inner.value(count),
            Self::Binary(operator, left, right) => {
                let (a, b) = (left.value(count), right.value(count));
                let truth = |is: bool| f64::from(u8::from(is));
                match operator {
                    Operator::Or => truth(a != 0.0 || b != 0.0),
                    Operator::And => truth(a != 0.0 && b != 0.0),
                    Operator::Equal => truth((a - b).abs() < 1e-9),
                    Operator::Unequal => truth((a - b).abs() >= 1e-9),
                    Operator::Less => truth(a < b),
                    Operator::LessOrEqual => truth(a <= b),
                    Operator::More => truth(a > b),
                    Operator::MoreOrEqual => truth(a >= b),
                    Operator::Add => a + b,
                    Operator::Subtract => a - b,
                    Operator::Multiply => a * b,
                    Operator::Divide => a / b,
                    Operator::Remainder => a % b,
                }
            }
            Self::Call(function, arguments) => {
                let first = arguments[0].value(count);
                let second = || arguments.get(1).map_or(0.0, |formula| formula.value(count));
                match function {
                    Function::Sqrt => first.sqrt(),
                    Function::Abs => first.abs(),
                    Function::Ceil => first.ceil(),
                    Function::Floor => first.floor(),
                    Function::Round => first.round(),
                    Function::Log => first.ln(),
                    Function::Log2 => first.log2(),
                    Function::Log10 => first.log10(),
                    Function::Exp => first.exp(),
                    Function::Min => first.min(second()),
                    Function::Max => first.max(second()),
                    Function::Pow => first.powf(second()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> f64 {
        parse(text).unwrap().value(&|name| if name == "words" { 10.0 } else { 2.0 })
    }

    #[test]
    fn arithmetic() {
        for (text, want) in [
            ("1 + 2 * 3", 7.0),
            ("(1 + 2) * 3", 9.0),
            ("10 - 4 - 3", 3.0),
            ("words / sentences", 5.0),
            ("-words + .5", -9.5),
            ("math.sqrt(words * words)", 10.0),
            ("heading.h1 + list", 0.0),
            ("words > 9", 1.0),
            ("words > 9 && sentences == 3", 0.0),
            ("math.max(1, words)", 10.0),
            ("float(words) / 4", 2.5),
        ] {
            assert!((value(text) - want).abs() < 1e-9, "{text}");
        }
        assert!(!value("1 / (sentences - 2)").is_finite());
    }

    #[test]
    fn faults() {
        for text in ["", "1 +", "(1", "word / 2", "math.sin(1)", "math.sqrt(1, 2)", "1 2", "1 $ 2"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"(".repeat(1_000)).is_err());
        assert!(parse(&"-".repeat(1_000)).is_err());
    }
}
