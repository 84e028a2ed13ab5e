//! Values as customers' exports hold them, made from a fixed seed.

use sameboat_normalize::text::fold;

/// Values of one kind: enough that the processor's caches and branches see variety.
pub(crate) const COUNT: usize = 2000;

/// `SplitMix64` (Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }

    fn pick<'a>(&mut self, among: &[&'a str]) -> &'a str {
        among[self.below(among.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }
}

fn many(seed: u64, mut make: impl FnMut(&mut Dice) -> String) -> Vec<String> {
    let mut dice = Dice(seed);
    (0..COUNT).map(|_| make(&mut dice)).collect()
}

const GIVEN: &[&str] = &[
    "Anna",
    "Hans-Peter",
    "Jörg",
    "Maria",
    "Thomas",
    "William",
    "Elizabeth",
    "Karl Heinz",
    "Zoë",
    "JOHN",
    "mary",
    "Günther",
    "François",
    "José Luis",
    "Giuseppe",
    "Katharina",
    "Michael",
    "Stefan",
    "Ursula",
    "James",
    "Olivia",
    "Charlotte",
    "Sven",
    "Bärbel",
    "A.",
    "Dr. Eva",
];
/// Beginnings and ends of surnames and streets: distinct values are many.
const STEM: &[&str] = &[
    "Stein", "Berg", "Wald", "Neu", "Alten", "Ober", "Kirch", "Holz", "Mühl", "Schön", "Grün",
    "Roth", "Weiß", "Schwarz", "Lang", "Groß", "Klein", "Hof", "Bach", "Feld", "Ander", "Robert",
    "William", "Wojcie", "Hoff", "Zimmer", "Lef", "Garc", "Ross", "Kowal", "Schulz", "Brun",
    "Hart", "Linden", "Eichen", "Königs", "Wein", "Sonnen", "Thorn", "Black", "White", "Har",
];
const SURNAME_END: &[&str] = &[
    "mann", "meier", "müller", "bauer", "berger", "er", "hofer", "s", "son", "ton", "ski", "owicz",
    "ini", "ello", "ez", "ía", "èvre", "ot", "schmidt", "ing", "ley", "wood", "ford", "becker",
];
const BEFORE_SURNAME: &[&str] = &["von der ", "de la ", "O'", "D'", "van den ", "Mc", "Le "];
const GERMAN_STREET_END: &[&str] = &[
    "straße",
    "str.",
    "strasse",
    "allee",
    "platz",
    "gasse",
    "weg",
    "er Straße",
    "er Str.",
    "ring",
];
const ENGLISH_STREET_END: &[&str] =
    &["Street", "Road", "Rd", "Avenue", "Place", "Lane", "Crescent", "Square", "St.", "Close"];
const TRADE: &[&str] =
    &["Autohaus", "Bäckerei", "Acme", "Freight", "The", "Technik & Bau", "Logistik", "Impianti"];
const LEGAL_FORM: &[&str] = &[
    "GmbH",
    "GmbH & Co. KG",
    "AG",
    "Ltd.",
    "Limited",
    "Inc.",
    "LLC",
    "S.A.R.L.",
    "e.K.",
    "",
    "UG (haftungsbeschränkt)",
    "S.p.A.",
];
const MAIL_DOMAIN: &[&str] = &[
    "gmail.com",
    "web.de",
    "gmx.de",
    "t-online.de",
    "yahoo.co.uk",
    "outlook.com",
    "firma-schmidt.de",
    "GoogleMail.com",
];

pub(crate) fn given_names() -> Vec<String> {
    many(1, |dice| dice.pick(GIVEN).to_owned())
}

fn surname(dice: &mut Dice) -> String {
    let mut one = || format!("{}{}", dice.pick(STEM), dice.pick(SURNAME_END));
    let (name, other) = (one(), one());
    match dice.below(20) {
        0 => format!("{name}-{other}"),
        1 => format!("{name} {other}"),
        2 => format!("{}{name}", dice.pick(BEFORE_SURNAME)),
        3 => format!("{name} {}", dice.pick(&["Jr.", "sen.", "III"])),
        4..=5 => name.to_uppercase(),
        _ => name,
    }
}

pub(crate) fn surnames() -> Vec<String> {
    many(2, surname)
}

pub(crate) fn full_names() -> Vec<String> {
    many(3, |dice| {
        let (given, surname) = (dice.pick(GIVEN), surname(dice));
        match dice.below(12) {
            0..=5 => format!("{given} {surname}"),
            6..=8 => format!("{surname}, {given}"),
            9 => format!("Herr Dr. {given} {surname}"),
            10 => format!("{given} & {} {surname}", dice.pick(GIVEN)),
            _ => format!("{given} {} {surname}", dice.pick(GIVEN)),
        }
    })
}

pub(crate) fn organisations() -> Vec<String> {
    many(4, |dice| {
        let (owner, trade, form) = (surname(dice), dice.pick(TRADE), dice.pick(LEGAL_FORM));
        format!("{trade} {owner} {form}").trim().to_owned()
    })
}

pub(crate) fn emails() -> Vec<String> {
    many(5, |dice| {
        let (stem, end) = (dice.pick(STEM), dice.pick(SURNAME_END));
        let (name, number) = (fold(&format!("{stem}{end}")), dice.digits(3));
        let domain = dice.pick(MAIL_DOMAIN);
        match dice.below(10) {
            0 => format!("{}{number}@{domain}", name.to_uppercase()),
            1..=4 => format!("{}.{name}@{domain}", fold(dice.pick(GIVEN)).replace(' ', "")),
            5 => format!("{name}+{number}@{domain}"),
            _ => format!("{name}{number}@{domain}"),
        }
    })
}

/// A dozen spellings of German numbers, and a few of other countries.
pub(crate) fn phones() -> Vec<String> {
    many(6, |dice| {
        let area = dice.pick(&["89", "30", "171", "160", "221", "6221", "40", "176"]);
        let (first, second) = (dice.digits(3), dice.digits(4));
        match dice.below(14) {
            0 => format!("+49 {area} {first}{second}"),
            1 => format!("+49{area}{first}{second}"),
            2 => format!("0049 {area} {first} {second}"),
            3 => format!("0{area}/{first}{second}"),
            4 => format!("0{area} / {first} {second}"),
            5 => format!("(0{area}) {first}{second}"),
            6 => format!("(0{area}) {first}-{second}"),
            7 => format!("0{area}{first}{second}"),
            8 => format!("+49 (0){area} {first}-{second}"),
            9 => format!("0{area}-{first}{second}"),
            10 => format!("0{area} {first}.{second}"),
            11 => format!("49{area}{first}{second}"),
            12 => format!("+43 664 {first}{second}"),
            _ => format!("+44 20 7{first} {second}"),
        }
    })
}

pub(crate) fn american_phones() -> Vec<String> {
    many(7, |dice| {
        let area = dice.pick(&["212", "415", "650", "808", "305"]);
        let (first, second) = (dice.digits(2), dice.digits(4));
        match dice.below(6) {
            0 => format!("({area}) 5{first}-{second}"),
            1 => format!("{area}-5{first}-{second}"),
            2 => format!("{area}.5{first}.{second}"),
            3 => format!("+1 {area} 5{first} {second}"),
            4 => format!("1-{area}-5{first}-{second}"),
            _ => format!("{area}5{first}{second}"),
        }
    })
}

pub(crate) fn streets() -> Vec<String> {
    many(8, |dice| {
        let number = 1 + dice.below(200);
        let stem = dice.pick(STEM);
        let german = format!("{stem}{}", dice.pick(GERMAN_STREET_END));
        match dice.below(8) {
            0..=2 => format!("{german} {number}"),
            3 => format!("{german} {number}{}", dice.pick(&["a", " b", "-7"])),
            4 => format!("An der {german}"),
            5..=6 => format!("{number} {stem} {}", dice.pick(ENGLISH_STREET_END)),
            _ => format!("{number} rue de la {}", dice.pick(&["Paix", "République", "Gare"])),
        }
    })
}

pub(crate) fn house_numbers() -> Vec<String> {
    many(9, |dice| format!("{}{}", 1 + dice.below(300), dice.pick(&["", "", "", "a", " B", "-12"])))
}

pub(crate) fn postcodes() -> Vec<String> {
    many(10, |dice| match dice.below(5) {
        0..=2 => dice.digits(5),
        3 => format!("D-{}", dice.digits(5)),
        _ => format!("SW{}A {}AA", dice.below(9), dice.below(9)),
    })
}

pub(crate) fn dates() -> Vec<String> {
    many(11, |dice| {
        let (year, month, day) = (1930 + dice.below(80), 1 + dice.below(12), 1 + dice.below(28));
        match dice.below(4) {
            0 => format!("{year}-{month:02}-{day:02}"),
            1 => format!("{day:02}.{month:02}.{year}"),
            2 => format!("{month:02}/{day:02}/{year}"),
            _ => format!("{year}{month:02}{day:02}"),
        }
    })
}

pub(crate) fn dates_in_words() -> Vec<String> {
    many(12, |dice| {
        let month = dice.pick(&["Januar", "Feb", "März", "May", "juin", "Dezember", "October"]);
        format!("{}. {month} {}", 1 + dice.below(28), 1930 + dice.below(80))
    })
}

pub(crate) fn identity_numbers() -> Vec<String> {
    many(13, |dice| match dice.below(3) {
        0 => dice.digits(11),
        1 => format!("L{}", dice.digits(8)),
        _ => format!("{} {} {}", dice.digits(3), dice.digits(2), dice.digits(4)),
    })
}
