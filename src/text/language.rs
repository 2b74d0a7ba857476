//! Whether a text is English, told by function words.

use super::words::Words;
use super::{Language, Token};

/// Every further flag is a language.
const ENGLISH: u16 = 1;
/// A word of English replies that is no function word; it speaks for English at half weight.
const REPLY: u16 = 1 << 15;

/// Function words, folded. A word that another language shares with English speaks for English at half weight only.
static WORDS: Words<2048> = Words::new(&[
    (
        ENGLISH,
        &[
            "the", "and", "you", "your", "yours", "we", "our", "ours", "us", "i", "my", "me", "it", "its", "this",
            "that", "these", "those", "they", "them", "their", "he", "him", "his", "she", "her", "to", "of", "for",
            "with", "at", "by", "from", "about", "into", "after", "before", "during", "between", "through", "over",
            "under", "again", "is", "are", "was", "were", "be", "been", "being", "am", "have", "has", "had", "having",
            "do", "does", "did", "done", "doing", "will", "would", "can", "could", "should", "shall", "may", "might",
            "must", "not", "no", "nor", "or", "but", "if", "because", "as", "until", "while", "when", "where", "which",
            "who", "whom", "what", "why", "how", "than", "then", "there", "here", "all", "any", "both", "each",
            "every", "few", "more", "most", "other", "some", "such", "only", "own", "same", "so", "too", "very",
            "just", "also", "ever", "never", "always", "since", "an", "a", "in", "on", "out", "up", "off", "down",
            "don", "doesn", "didn", "isn", "wasn", "won", "wouldn", "couldn", "ve", "ll", "u", "ur", "im", "dont",
            "didnt", "cant", "wont", "were", "thats", "s", "t", "d", "m", "re", "w", "let", "get", "got", "give",
            "make", "know", "see", "look", "much", "many", "yes", "now", "soon", "back",
        ],
    ),
    (
        REPLY,
        &[
            "thank",
            "thanks",
            "please",
            "sorry",
            "hello",
            "hi",
            "hey",
            "dear",
            "call",
            "email",
            "help",
            "team",
            "review",
            "feedback",
            "appreciate",
            "appreciated",
            "great",
            "glad",
            "happy",
            "hear",
            "hope",
            "love",
            "loved",
            "best",
            "regards",
            "sincerely",
            "welcome",
            "office",
            "today",
            "tomorrow",
            "contact",
            "visit",
            "service",
            "staff",
            "experience",
            "apologize",
            "apologies",
            "concerns",
            "question",
            "questions",
            "time",
            "day",
            "week",
            "need",
            "want",
            "like",
            "sent",
            "send",
            "check",
            "order",
            "account",
            "appointment",
            "patient",
            "patients",
            "care",
            "doctor",
            "phone",
            "number",
            "message",
            "reply",
            "works",
            "working",
            "wait",
            "minutes",
            "hours",
            "open",
            "closed",
            "free",
            "new",
            "good",
            "nice",
            "well",
            "looking",
            "forward",
            "seeing",
            "right",
            "away",
            "kind",
            "words",
            "direct",
            "available",
            "next",
            "last",
            "first",
            "one",
            "two",
            "three",
            "people",
            "place",
            "found",
            "left",
            "said",
            "told",
            "went",
            "took",
            "bring",
            "around",
            "really",
            "unfortunately",
            "still",
            "off",
            "per",
            "hour",
            "month",
            "months",
            "year",
            "years",
            "using",
            "trying",
            "tried",
            "update",
            "page",
            "report",
            "final",
            "notice",
            "reminder",
            "ready",
            "results",
            "refund",
            "store",
            "customer",
            "delivery",
            "shipped",
        ],
    ),
    (
        1 << 1, // Spanish
        &[
            "el",
            "la",
            "los",
            "las",
            "un",
            "una",
            "unos",
            "unas",
            "de",
            "del",
            "al",
            "y",
            "o",
            "que",
            "en",
            "es",
            "son",
            "por",
            "para",
            "con",
            "sin",
            "su",
            "sus",
            "se",
            "lo",
            "le",
            "les",
            "nos",
            "nuestro",
            "nuestra",
            "nuestros",
            "nuestras",
            "usted",
            "ustedes",
            "gracias",
            "muy",
            "mas",
            "pero",
            "como",
            "este",
            "esta",
            "esto",
            "estos",
            "estas",
            "ha",
            "han",
            "hemos",
            "fue",
            "ser",
            "esta",
            "estamos",
            "esperamos",
            "lamentamos",
            "mucho",
            "todo",
            "todos",
            "cuando",
            "porque",
            "tambien",
            "si",
            "no",
            "ya",
            "hola",
            "estimado",
            "estimada",
            "a",
            "me",
            "mi",
            "tu",
            "te",
            "yo",
            "sobre",
            "desde",
            "hasta",
            "favor",
            "siento",
            "he",
        ],
    ),
    (
        1 << 2, // German
        &[
            "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "und", "oder",
            "aber", "ist", "sind", "war", "waren", "wir", "ihr", "ihre", "ihren", "ihrem", "ihrer", "sie", "ich", "du",
            "er", "es", "uns", "unser", "unsere", "unseren", "unserem", "unserer", "mit", "von", "vom", "zu", "zum",
            "zur", "fur", "auf", "aus", "bei", "beim", "nach", "vor", "uber", "unter", "durch", "nicht", "auch",
            "noch", "nur", "sehr", "wie", "als", "wenn", "dass", "weil", "haben", "hat", "hatte", "habe", "wird",
            "werden", "kann", "konnen", "mochten", "bitte", "danke", "vielen", "dank", "gerne", "freuen", "tut",
            "leid", "hallo", "liebe", "lieber", "sehr", "geehrte", "geehrter", "in", "im", "an", "am", "so", "man",
            "sich", "bin",
        ],
    ),
    (
        1 << 3, // French
        &[
            "le", "la", "les", "un", "une", "des", "du", "de", "au", "aux", "et", "ou", "mais", "que", "qui", "dont",
            "est", "sont", "etait", "ete", "etes", "sommes", "nous", "vous", "votre", "vos", "notre", "nos", "je",
            "tu", "il", "elle", "ils", "elles", "on", "ce", "cette", "ces", "cet", "pour", "par", "avec", "sans",
            "dans", "en", "sur", "sous", "chez", "pas", "ne", "plus", "tres", "bien", "aussi", "comme", "si", "merci",
            "bonjour", "avoir", "avons", "avez", "ont", "etre", "fait", "faire", "tout", "toute", "tous", "toutes",
            "son", "sa", "ses", "mon", "ma", "mes", "se", "a", "y", "d", "l", "qu", "c", "j", "n", "s", "desoles",
            "desole",
        ],
    ),
    (
        1 << 4, // Portuguese
        &[
            "o", "a", "os", "as", "um", "uma", "uns", "umas", "de", "do", "da", "dos", "das", "e", "ou", "mas", "que",
            "em", "no", "na", "nos", "nas", "por", "pelo", "pela", "para", "com", "sem", "seu", "sua", "seus", "suas",
            "nosso", "nossa", "nossos", "nossas", "voce", "voces", "nao", "muito", "mais", "como", "este", "esta",
            "isso", "foi", "ser", "sao", "esta", "estamos", "obrigado", "obrigada", "ola", "ao", "aos", "pelos", "ja",
            "tambem", "quando", "porque", "se", "eu", "ele", "ela", "temos", "tem", "sobre", "ate", "favor",
        ],
    ),
    (
        1 << 5, // Italian
        &[
            "il", "lo", "la", "i", "gli", "le", "un", "uno", "una", "di", "del", "dello", "della", "dei", "degli",
            "delle", "da", "dal", "dalla", "in", "nel", "nella", "con", "su", "sul", "sulla", "per", "tra", "e", "ed",
            "o", "ma", "che", "chi", "non", "si", "e", "sono", "siamo", "stato", "stata", "ha", "abbiamo", "hanno",
            "vostro", "vostra", "nostro", "nostra", "nostri", "nostre", "suo", "sua", "lei", "noi", "voi", "ci", "vi",
            "grazie", "molto", "piu", "come", "questo", "questa", "anche", "al", "alla", "ai", "alle", "ciao",
            "gentile", "essere", "avere", "quando", "perche", "se", "l", "dell", "un", "tuo", "tua", "ti", "mi",
        ],
    ),
    (
        1 << 6, // Dutch
        &[
            "de", "het", "een", "en", "of", "maar", "van", "voor", "met", "op", "aan", "bij", "uit", "naar", "om",
            "te", "tot", "over", "door", "is", "zijn", "was", "waren", "wij", "we", "u", "uw", "je", "jij", "jouw",
            "jullie", "ons", "onze", "ik", "hij", "zij", "ze", "dat", "dit", "deze", "die", "niet", "ook", "nog",
            "wel", "heel", "erg", "heeft", "hebben", "heb", "bent", "kan", "kunnen", "wordt", "worden", "zal",
            "zullen", "bedankt", "dank", "graag", "beste", "als", "dan", "er", "hier", "daar", "in", "spijt", "hopen",
            "geen", "meer",
        ],
    ),
    (
        1 << 7, // Danish, Norwegian, Swedish
        &[
            "og",
            "i",
            "det",
            "den",
            "de",
            "er",
            "en",
            "et",
            "ett",
            "til",
            "till",
            "pa",
            "for",
            "med",
            "som",
            "av",
            "af",
            "vi",
            "du",
            "dere",
            "jeg",
            "jag",
            "ikke",
            "inte",
            "ikkje",
            "har",
            "var",
            "ar",
            "att",
            "at",
            "om",
            "vara",
            "oss",
            "os",
            "din",
            "ditt",
            "dine",
            "deg",
            "dig",
            "kan",
            "skal",
            "ska",
            "vil",
            "fra",
            "fran",
            "men",
            "eller",
            "takk",
            "tack",
            "tak",
            "hei",
            "hej",
            "och",
            "na",
            "meget",
            "veldig",
            "mycket",
            "sa",
            "hos",
            "ogsa",
            "ocksa",
            "denne",
            "dette",
            "detta",
            "blir",
            "ble",
            "blev",
            "vore",
            "vare",
            "beklager",
            "velkommen",
            "igjen",
        ],
    ),
    (
        1 << 8, // Polish
        &[
            "i",
            "w",
            "z",
            "na",
            "do",
            "nie",
            "sie",
            "jest",
            "to",
            "ze",
            "za",
            "od",
            "po",
            "przez",
            "dla",
            "jak",
            "ale",
            "oraz",
            "czy",
            "za",
            "prosimy",
            "dziekujemy",
            "pan",
            "pani",
            "panstwa",
            "nasz",
            "nasza",
            "naszej",
            "nas",
            "bardzo",
            "jestesmy",
            "tak",
            "ten",
            "ta",
            "tej",
            "przepraszamy",
            "o",
            "a",
            "u",
            "ich",
            "jego",
        ],
    ),
]);

/// So much English and no other language decides at once.
const PLAIN: u32 = 20;
/// Below this many words a text is English when nothing speaks against it.
const SHORT: u32 = 6;
/// So many words decide; the rest is not read.
const ENOUGH: usize = 200;

/// The language of folded words. `other_script` is how many letters of the source were not Latin.
///
/// Linear in the text up to a bound.
pub(super) fn of(folded: &str, tokens: &[Token], other_script: u32) -> Language {
    // Some letters of other scripts fold to ASCII and are counted on both sides; that decides for the other script.
    if other_script > 0 && u64::from(other_script) * 2 > letters(folded) {
        return Language::Unknown;
    }
    let (mut words, mut english, mut others) = (0u32, 0u32, [0u32; 16]);
    for token in tokens.iter().take(ENOUGH) {
        let word = &folded.as_bytes()[token.start as usize..token.end as usize];
        if word[0].is_ascii_digit() {
            continue;
        }
        words += 1;
        let flags = WORDS.flags(word);
        match flags {
            0 => continue,
            ENGLISH => english += 2,
            // Shared with another language, or no function word.
            _ if flags & (ENGLISH | REPLY) != 0 => english += 1,
            _ => {
                for (language, count) in others.iter_mut().enumerate().skip(1) {
                    *count += u32::from(flags >> language & 1);
                }
            }
        }
        if english >= PLAIN && others.iter().all(|count| *count == 0) {
            return Language::English;
        }
    }
    let other = others.into_iter().max().unwrap_or(0) * 2;
    let is_english = if words < SHORT { other <= english } else { english > other && english * 14 >= words };
    if is_english { Language::English } else { Language::Unknown }
}

/// How many letters the folded text has.
fn letters(folded: &str) -> u64 {
    folded.bytes().filter(|b| b.is_ascii_alphabetic() || *b >= 0xc0).count() as u64
}

#[cfg(test)]
mod tests {
    use crate::text::{Language, Markup, Text};

    fn language(source: &str) -> Language {
        let mut text = Text::new();
        text.read(source, Markup::Plain);
        text.language()
    }

    #[test]
    fn english_in_all_its_states() {
        for source in [
            "",
            "Thanks!",
            "Thanks, Mr. Schröder!",
            "555-1234",
            "Merci beaucoup for the kind words, see you at the bistro",
            "THANK U SO MUCH WE LOVE HAVING YOU",
            "hey so sorry about that pls call us asap and ask for maria",
            "Dear Giovanni, the Zürich team of Müller & Söhne GmbH is glad to help you",
            "уоur vіsіt was on Monday and we are sorry",
            "So glad to hear it!",
        ] {
            assert_eq!(language(source), Language::English, "{source}");
        }
    }

    #[test]
    fn other_languages() {
        for source in [
            "Gracias por su visita, esperamos verle pronto",
            "Lamentamos mucho lo que pasó con su cita",
            "Vielen Dank für Ihren Besuch in unserer Praxis",
            "Wir bedauern, dass Sie so lange warten mussten",
            "Merci pour votre visite, nous espérons vous revoir",
            "Nous sommes désolés de votre expérience dans notre cabinet",
            "Obrigado pela sua visita, esperamos vê-lo em breve",
            "Lamentamos muito o que aconteceu na sua consulta",
            "Grazie per la sua visita, speriamo di rivederla presto",
            "Ci dispiace molto per quello che è successo",
            "Bedankt voor uw bezoek, we hopen u snel weer te zien",
            "Het spijt ons dat u zo lang moest wachten",
            "Takk for besøket, vi håper å se deg igjen",
            "Dziękujemy za wizytę, bardzo prosimy o kontakt z nami",
            "Спасибо за ваш визит",
            "感谢您的光临",
            "شكرا لزيارتكم",
            "ご来店ありがとうございます",
            "Muchas gracias por todo",
        ] {
            assert_eq!(language(source), Language::Unknown, "{source}");
        }
    }
}
