//! Whether a text is English or Spanish, told by function words.

use super::words::Words;
use super::{Language, Token};

/// Every further flag is a language.
const ENGLISH: u16 = 1;
const SPANISH: u16 = 1 << 1;
/// The place of Spanish among the languages.
const SPANISH_AT: usize = SPANISH.trailing_zeros() as usize;
/// How many bits are languages.
const LANGUAGES: usize = 13;
/// A word that names are made with (Dr. De La Cruz); it speaks for its languages at half weight.
const PARTICLE: u16 = 1 << 13;
/// A word of Spanish replies that is no function word; it speaks for Spanish at half weight.
const SPANISH_REPLY: u16 = 1 << 14;
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
    (SPANISH, SPANISH_WORDS),
    (SPANISH_REPLY, SPANISH_REPLIES),
    (
        PARTICLE,
        &["de", "del", "la", "las", "los", "el", "y", "da", "das", "dos", "di", "van", "von", "der", "den", "le", "du"],
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
            "o",
            "a",
            "os",
            "as",
            "um",
            "uma",
            "uns",
            "umas",
            "de",
            "do",
            "da",
            "dos",
            "das",
            "e",
            "ou",
            "mas",
            "que",
            "em",
            "no",
            "na",
            "nos",
            "nas",
            "por",
            "pelo",
            "pela",
            "para",
            "com",
            "sem",
            "seu",
            "sua",
            "seus",
            "suas",
            "nosso",
            "nossa",
            "nossos",
            "nossas",
            "voce",
            "voces",
            "nao",
            "muito",
            "mais",
            "como",
            "este",
            "esta",
            "isso",
            "foi",
            "ser",
            "sao",
            "esta",
            "estamos",
            "obrigado",
            "obrigada",
            "ola",
            "ao",
            "aos",
            "pelos",
            "ja",
            "tambem",
            "quando",
            "porque",
            "se",
            "eu",
            "ele",
            "ela",
            "temos",
            "tem",
            "sobre",
            "ate",
            "favor",
            "agradecemos",
            "esperamos",
            "lamentamos",
            "sentimos",
            "podemos",
            "lhe",
            "lhes",
            "essa",
            "esse",
            "aqui",
            "ha",
            "ainda",
            "sempre",
            "todo",
            "toda",
            "todos",
            "todas",
            "cada",
            "outro",
            "outra",
            "falar",
            "ligue",
            "contato",
            "equipe",
            "tudo",
            "pode",
            "bem",
            "entre",
            "era",
            "nada",
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
    (
        1 << 9, // Catalan
        &[
            "gracies",
            "seva",
            "seu",
            "amb",
            "molt",
            "els",
            "les",
            "dels",
            "als",
            "nostre",
            "nostra",
            "nostres",
            "aixo",
            "aquesta",
            "aquest",
            "hem",
            "ens",
            "hi",
            "tambe",
            "quan",
            "vosaltres",
            "vostra",
            "vostre",
            "bon",
            "mes",
            "pel",
            "sigui",
            "sou",
            "som",
            "perque",
            "la",
            "el",
            "de",
            "que",
            "una",
            "un",
        ],
    ),
    (
        1 << 10, // Tagalog
        &[
            "ang", "ng", "sa", "mga", "po", "ko", "mo", "namin", "natin", "inyo", "inyong", "kayo", "ka", "na", "ay",
            "salamat", "ito", "hindi", "para", "kami", "niyo", "sana", "lang", "din", "rin", "naman", "opo", "kung",
            "dahil", "aming", "kanyang", "pong", "ba", "maraming",
        ],
    ),
    (
        1 << 11, // Romanian
        &[
            "si",
            "multumim",
            "multumesc",
            "pentru",
            "dumneavoastra",
            "cu",
            "la",
            "de",
            "nu",
            "este",
            "sunt",
            "ne",
            "pe",
            "din",
            "care",
            "sa",
            "mai",
            "foarte",
            "va",
            "ca",
            "al",
            "ale",
            "noastra",
            "nostru",
            "asteptam",
            "bine",
        ],
    ),
    (
        1 << 12, // Haitian Creole
        &[
            "mwen", "nou", "ou", "yo", "pou", "nan", "ak", "mesi", "ki", "gen", "te", "ap", "sou", "anpil", "tout",
            "avek", "nap", "bondye", "la",
        ],
    ),
]);

/// Function words of Spanish.
#[rustfmt::skip]
const SPANISH_WORDS: &[&str] = &[
    "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez",
    "el", "la", "los", "las", "un", "una", "unos", "unas", "de", "del", "al", "y", "o", "que", "en", "es", "son",
    "por", "para", "con", "sin", "su", "sus", "se", "lo", "le", "les", "nos", "nuestro", "nuestra", "nuestros",
    "nuestras", "usted", "ustedes", "gracias", "muy", "mas", "pero", "como", "este", "esta", "esto", "estos",
    "estas", "ha", "han", "hemos", "fue", "ser", "estamos", "esperamos", "lamentamos", "mucho", "todo", "todos",
    "cuando", "porque", "tambien", "si", "no", "ya", "hola", "estimado", "estimada", "a", "me", "mi", "tu", "te",
    "yo", "sobre", "desde", "hasta", "favor", "siento", "he", "sino", "ni", "aunque", "mientras", "donde", "quien",
    "quienes", "cual", "cuales", "cuanto", "cada", "algun", "alguna", "alguno", "algunos", "ningun", "ninguna",
    "nadie", "nada", "algo", "otra", "otro", "otras", "otros", "mismo", "misma", "ese", "esa", "eso", "esos",
    "esas", "aquel", "aquella", "aqui", "alli", "ahi", "ahora", "entonces", "despues", "antes", "luego", "siempre",
    "nunca", "jamas", "todavia", "aun", "solo", "solamente", "entre", "segun", "durante", "contra", "hacia", "hay",
    "haya", "habia", "habian", "hubo", "era", "eran", "estaba", "estaban", "estan", "estoy", "soy", "somos", "eres",
    "sea", "sean", "tiene", "tienen", "tenemos", "tengo", "tenia", "puede", "pueden", "podemos", "puedo", "podria",
    "podrian", "quiere", "quieren", "queremos", "hizo", "hicimos", "hacer", "hace", "hacen", "fueron", "fuimos",
    "estuvo", "dijo", "dio", "dimos", "vino", "viene", "vienen", "ir", "vamos", "ellos", "ellas", "ella", "suyo",
    "suya", "tus", "tuyo", "mis", "nosotros", "nosotras", "ti", "conmigo", "contigo", "ud", "uds", "gusto",
    "saludos", "disculpe", "disculpen", "disculpas", "perdon", "bienvenido", "bienvenida", "bienvenidos", "buenos",
    "buenas", "dias", "tardes", "noches", "sentimos", "agradecemos", "agradezco", "llame", "llamenos", "llamanos",
    "llamar", "comuniquese", "dios", "bendiga", "bendiciones", "feliz", "muchas", "muchos", "mucha", "toda",
    "todas", "tan", "tanto", "asi", "pues", "quiza", "quizas", "ojala", "alguien", "cualquier", "cualquiera",
    "bien",
];

/// Words of Spanish replies that are no function words.
#[rustfmt::skip]
const SPANISH_REPLIES: &[&str] = &[
    "regrese", "arriba", "abajo", "contando", "orgullo", "libras", "sonrisas", "firma", "papeles", "resenas",
    "cita", "citas", "doctora", "doctores", "dra", "sra", "srta", "senora", "senor", "paciente", "pacientes",
    "clinica", "consultorio", "oficina", "equipo", "atencion", "servicio", "visita", "experiencia", "comentario",
    "resena", "opinion", "telefono", "llamada", "correo", "mensaje", "horario", "lunes", "martes", "miercoles",
    "jueves", "viernes", "sabado", "domingo", "hoy", "manana", "ayer", "semana", "mes", "ano", "anos", "dia",
    "hora", "horas", "minutos", "tiempo", "vez", "familia", "hijo", "hija", "nino", "nina", "mama", "papa",
    "esposo", "esposa", "abuela", "abuelo", "abuelita", "mija", "mijo", "bebe", "dientes", "diente", "muela",
    "muelas", "limpieza", "empaste", "dolor", "medicina", "pastillas", "receta", "sangre", "examen", "resultados",
    "seguro", "aseguranza", "factura", "pago", "copago", "deducible", "cuenta", "expediente", "privacidad",
    "informacion", "confianza", "palabras", "amable", "excelente", "bonito", "lindo", "linda", "bueno", "buena",
    "mejor", "pronto", "nuevo", "nueva", "gente", "persona", "personas", "corazon", "abrazo", "abrazos", "carino",
    "encanta", "alegra", "alegria", "contentos", "contenta", "preocupacion", "molestia", "inconveniente",
    "situacion", "espera", "recuperacion", "tratamiento", "cirugia", "operacion", "salud", "cuidado", "ayuda",
    "ayudar", "ayudarle", "servirle", "atenderle", "verle", "verlo", "verla", "mejore", "recepcion", "enfermera",
    "enfermeras", "maravilloso", "sonrisa", "trabajo", "casa", "ver", "decir", "saber", "hablar", "venir", "volver",
    "poder", "necesita", "trabajamos", "tratamos", "sabemos", "hablamos", "recuerde", "cuide", "avisenos", "siga",
    "esperando", "lamento", "perfecto", "felicidades", "felicitaciones", "cumpleanos", "navidad", "preguntas",
    "pregunta", "respuesta",
];

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
    let (mut words, mut english, mut others) = (0u32, 0u32, [0u32; LANGUAGES]);
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
            SPANISH_REPLY => others[SPANISH_AT] += 1,
            _ => {
                let weight = if flags & PARTICLE == 0 { 2 } else { 1 };
                for (language, count) in others.iter_mut().enumerate().skip(1) {
                    *count += u32::from(flags >> language & 1) * weight;
                }
            }
        }
        if english >= PLAIN && others.iter().all(|count| *count == 0) {
            return Language::English;
        }
    }
    let spanish = others[SPANISH_AT];
    let other = others.into_iter().max().unwrap_or(0);
    let is_english = if words < SHORT { other <= english } else { english > other && english * 14 >= words };
    if is_english {
        return Language::English;
    }
    others[SPANISH_AT] = 0;
    let rival = others.into_iter().max().unwrap_or(0);
    let is_spanish = spanish > rival && spanish > english && spanish * 3 >= words;
    if is_spanish { Language::Spanish } else { Language::Unknown }
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
            "Gràcies per la seva visita, esperem veure'l aviat",
            "Moltes gràcies!",
            "Salamat po sa inyong pagbisita, sana bumalik kayo",
            "Maraming salamat po!",
            "Vă mulțumim pentru vizită, vă așteptăm cu drag",
            "Mèsi anpil pou bèl mo sa yo, nou kontan anpil",
            "Merci beaucoup",
            "Obrigado!",
            "Muito obrigada pela confiança em nossa equipe",
            "Agradecemos o seu comentário e a sua confiança na nossa clínica",
            "Sentimos muito pela demora no atendimento do seu filho",
            "Grazie mille",
            "La ringraziamo per la fiducia e le auguriamo una pronta guarigione",
            "Le agradecemos o contato, mas não podemos falar do seu caso aqui",
            "Nous vous remercions de la confiance que vous accordez à la clinique",
        ] {
            assert_eq!(language(source), Language::Unknown, "{source}");
        }
    }
    #[test]
    fn spanish_in_all_its_states() {
        for source in [
            "Gracias por su visita, esperamos verle pronto",
            "Lamentamos mucho lo que pasó con su cita",
            "Muchas gracias por todo",
            "Muchas gracias",
            "¡Gracias!",
            "gracias mija",
            "mil gracias",
            "Hola, buenos días.",
            "De nada, para eso estamos",
            "Bendiciones",
            "Con mucho gusto",
            "Lo sentimos",
            "que se mejore pronto",
            "ojala siga mejor",
            "felicidades",
            "DISCULPE LA DEMORA",
            "A usted, doña Carmen",
            "Llámenos al 555-0112",
            "usted vino el martes y le sacamos la muela",
            "usted nunca llego a su cita y se le aviso dos veces",
            "el empaste quedo perfecto, nos vemos en seis meses",
            "la bilirrubina le salio alta por eso la doctora quiere verla",
            "no hablamos de ningun paciente en internet",
            "Aquí no discutimos la información de nadie, llame y pregunte por Rosa.",
            "su aseguranza no cubrio los brackets y usted firmo el plan de pagos",
            "Qué alegría que la niña ya no tenga fiebre",
            "Nuestro horario es de lunes a viernes de 8 a 5 y los sábados hasta el mediodía",
            "te esperamos el jueves para quitarte los puntos mi amor",
            "Vos sabés que acá te queremos mucho",
            "k lindo mensaje mil grasias a usted y a su familia",
            "Su appointment es el lunes, no se le olvide traer los papeles",
            "El front desk le llamó dos veces y dejó mensaje en su voicemail",
            "Thank you! Muy amable de su parte, aquí tiene su casa y que Dios la bendiga",
            "Estimada señora Duarte: lamentamos la espera y le agradecemos que nos lo diga.",
            "Ningun record se entrega sin la firma de la persona",
            "los precios estan en la pared y en la pagina",
            "Cuidar a los papás de esta ciudad es un honor que no se explica.",
            "La hoja azul trae la firma del papá y se le puso flúor en tres muelas.",
            "Sí regrese, que falta la corona de arriba",
            "felicidades!! tres sesiones y adios a las dos cajetillas",
            "Dr. Smith y todo el equipo de Smile Dental le mandan un abrazo",
        ] {
            assert_eq!(language(source), Language::Spanish, "{source}");
        }
    }

    #[test]
    fn mixed_drafts_follow_the_majority() {
        for source in [
            "¡Gracias! We are so glad that you and your family liked the new office.",
            "Thank you so much, mija! We will tell Rosa that you said hello.",
            "Hola Maria! Thank you for the kind words about our team.",
            "We offer care in Spanish. Se habla español!",
            "Thank you, Dr. De La Cruz",
            "Please ask for Maria de los Angeles at the front desk of our La Mesa office",
            "Our El Paso and Las Cruces offices are open until five",
            "Feliz Navidad from all of us at the practice, and see you in the new year!",
            "Call the Los Angeles office",
        ] {
            assert_eq!(language(source), Language::English, "{source}");
        }
        for source in [
            "Mil gracias por el review, so sweet! Le damos el mensaje a la doctora.",
            "Usted tiene su cita con el hygienist a las 3, please llegue temprano con su ID",
        ] {
            assert_eq!(language(source), Language::Spanish, "{source}");
        }
    }
}
