//! Validators: arithmetic that tells an identifier from a number that merely looks like one.
//!
//! Sources: SSN ranges, SSA Program Operations Manual RM 10201; card and NPI check digit, ISO/IEC 7812-1 (NPI with
//! the prefix 80840, 45 CFR 162.406); ABA routing check digit, ABA Key to Routing Numbers; IBAN, ISO 13616; VIN check
//! digit, 49 CFR 565.15; NANP number format, ATIS-0300051.

use crate::draft::words;

words! {
    /// A check that a shape may ask for.
    pub(crate) Validator: "validator" {
        /// Nothing beyond the shape.
        None = "none",
        /// A payment card: 13 to 19 digits, a known issuer range, Luhn.
        Card = "card",
        /// A Social Security number in an assignable range.
        Ssn = "ssn",
        /// A National Provider Identifier.
        Npi = "npi",
        /// A DEA registration number.
        Dea = "dea",
        /// A bank routing number.
        Aba = "aba",
        /// An international bank account number.
        Iban = "iban",
        /// A vehicle identification number.
        Vin = "vin",
        /// A North American telephone number.
        Phone = "phone",
        /// A dotted quad.
        Ipv4 = "ipv4",
        /// Anything that is not written like a telephone number, as "555-0134" is, a date or two years.
        NoPhone = "no-phone",
    }
}

impl Validator {
    /// Whether folded text that has the shape also passes the arithmetic.
    pub(crate) fn accepts(self, folded: &str) -> bool {
        if self == Self::None {
            return true;
        }
        let mut digits: Vec<u32> = Vec::with_capacity(folded.len());
        digits.extend(folded.bytes().filter(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0')));
        match self {
            Self::None => true,
            Self::Card => is_card(&digits),
            Self::Ssn => is_ssn(&digits),
            Self::Npi => {
                digits.len() == 10 && matches!(digits[0], 1 | 2) && luhn(&[&[8, 0, 8, 4, 0], &digits[..]].concat())
            }
            Self::Dea => is_dea(folded, &digits),
            Self::Aba => {
                let weights = [3, 7, 1, 3, 7, 1, 3, 7, 1];
                digits.len() == 9
                    && digits.iter().zip(weights).map(|(d, w)| d * w).sum::<u32>() % 10 == 0
                    && digits != [0; 9]
            }
            Self::Iban => is_iban(folded),
            Self::Vin => is_vin(folded),
            Self::Phone => is_phone(&digits),
            Self::NoPhone => {
                let groups: Vec<&str> = folded.split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty()).collect();
                let is_number = is_phone(&digits) && groups.last().is_some_and(|last| last.len() == 4);
                let is_year = |group: &str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
                let is_bare = folded.bytes().all(|byte| byte.is_ascii_digit() || b"-/.".contains(&byte));
                let is_date = is_bare
                    && match groups[..] {
                        [first, second] => is_year(first) && is_year(second),
                        [first, second, third] => {
                            second.len() <= 2
                                && (is_year(first) && third.len() <= 2 || first.len() <= 2 && third.len() <= 4)
                        }
                        _ => false,
                    };
                !is_number && !is_date
            }
            Self::Ipv4 => {
                let parts: Vec<&str> = folded.split('.').collect();
                parts.len() == 4 && parts.iter().all(|part| part.parse::<u8>().is_ok())
            }
        }
    }
}

fn luhn(digits: &[u32]) -> bool {
    let doubled = |(index, digit): (usize, &u32)| if index % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { *digit };
    digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

fn number(digits: &[u32]) -> u32 {
    digits.iter().fold(0, |number, digit| number * 10 + digit)
}

fn is_card(digits: &[u32]) -> bool {
    if !(13..=19).contains(&digits.len()) || !luhn(digits) {
        return false;
    }
    let (two, three, four) = (number(&digits[..2]), number(&digits[..3]), number(&digits[..4]));
    digits[0] == 4
        || (51..=55).contains(&two)
        || (2221..=2720).contains(&four)
        || matches!(two, 34 | 37 | 65)
        || four == 6011
        || (644..=649).contains(&three)
}

fn is_ssn(digits: &[u32]) -> bool {
    digits.len() == 9
        && !matches!(number(&digits[..3]), 0 | 666 | 900..)
        && number(&digits[3..5]) != 0
        && number(&digits[5..]) != 0
}

fn is_dea(folded: &str, digits: &[u32]) -> bool {
    let letters = folded.bytes().filter(u8::is_ascii_alphabetic).count();
    letters == 2
        && digits.len() == 7
        && (digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5])) % 10 == digits[6]
}

fn is_iban(folded: &str) -> bool {
    let compact: Vec<u8> = folded.bytes().filter(u8::is_ascii_alphanumeric).collect();
    if !(15..=34).contains(&compact.len()) || !compact[..2].iter().all(u8::is_ascii_lowercase) {
        return false;
    }
    let rotated = compact[4..].iter().chain(&compact[..4]);
    rotated.fold(0, |rest: u32, &byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte.to_ascii_lowercase() - b'a') + 10) % 97,
    }) == 1
}

fn is_vin(folded: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let value = |byte: u8| -> Option<u32> {
        Some(match byte {
            b'0'..=b'9' => u32::from(byte - b'0'),
            b'a'..=b'h' => u32::from(byte - b'a') + 1,
            b'j'..=b'n' => u32::from(byte - b'j') + 1,
            b'p' => 7,
            b'r' => 9,
            b's'..=b'z' => u32::from(byte - b's') + 2,
            _ => return None,
        })
    };
    let bytes = folded.as_bytes();
    let Some(values) = bytes.iter().map(|&byte| value(byte)).collect::<Option<Vec<u32>>>() else { return false };
    if values.len() != 17 {
        return false;
    }
    let check = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum::<u32>() % 11;
    if check == 10 { bytes[8] == b'x' } else { u32::from(bytes[8].wrapping_sub(b'0')) == check }
}

fn is_phone(digits: &[u32]) -> bool {
    let digits = match digits {
        [1, rest @ ..] if rest.len() == 10 => rest,
        digits => digits,
    };
    match digits.len() {
        // Without an area code: an exchange does not begin with 0 or 1.
        7 => digits[0] >= 2,
        10 => digits[0] >= 2 && digits[3] >= 2 && number(&digits[1..3]) != 11,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Validator;

    #[test]
    fn public_specimens_pass_and_a_changed_digit_does_not() {
        for (validator, good, bad) in [
            (Validator::Card, "4111 1111 1111 1111", "4111 1111 1111 1112"),
            (Validator::Ssn, "219-09-9999", "900-09-9999"),
            (Validator::Ssn, "457 55 5462", "000 55 5462"),
            (Validator::Npi, "1234567893", "1234567890"),
            (Validator::Dea, "ab1234563", "ab1234560"),
            (Validator::Aba, "021000021", "021000022"),
            (Validator::Iban, "gb82 west 1234 5698 7654 32", "gb82 west 1234 5698 7654 33"),
            (Validator::Vin, "1m8gdm9axkp042788", "1m8gdm9a1kp042788"),
            (Validator::Phone, "(412) 555-0107", "(112) 555-0107"),
            (Validator::Phone, "1-412-555-0107", "411-155-0107"),
            (Validator::Ipv4, "192.0.2.17", "192.0.2.317"),
        ] {
            assert!(validator.accepts(good), "{validator} {good}");
            assert!(!validator.accepts(bad), "{validator} {bad}");
        }
    }
}
