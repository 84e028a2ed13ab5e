//! Values as customers' exports hold them, made from a fixed seed.

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
const SURNAME: &[&str] = &[
    "Müller",
    "Schmidt",
    "Schneider",
    "Meyer-Lüdenscheidt",
    "von der Heide",
    "Smith",
    "Jones",
    "O'Brien",
    "Taylor",
    "Garcia Lopez",
    "de la Cruz",
    "Rossi",
    "D'Angelo",
    "Dubois",
    "Lefèvre",
    "Kowalski",
    "van den Berg",
    "Weiß",
    "SCHÄFER",
    "Brown Jr.",
    "McDonald",
    "Hoffmann",
    "Zimmermann",
    "Wojciechowski",
    "Krüger",
    "Schulze",
];
const GERMAN_STREET: &[&str] = &[
    "Hauptstraße",
    "Bahnhofstr.",
    "Berliner Straße",
    "Am Markt",
    "Goethestrasse",
    "Lindenallee",
    "Marienplatz",
    "Schillerstr",
    "An der Alten Mühle",
    "Karl-Marx-Allee",
    "Mühlgasse",
];
const ENGLISH_STREET: &[&str] = &[
    "High Street",
    "Church Road",
    "Station Rd",
    "Victoria Avenue",
    "Wallaby Place",
    "Mill Lane",
    "Queens Crescent",
    "St. James's Square",
    "Old Kent Rd.",
];
const COMPANY: &[&str] = &[
    "Autohaus Süd",
    "Bäckerei Müller",
    "Acme Tools",
    "Northern Freight",
    "Dupont et Fils",
    "Technik & Bau",
    "Schmidt Logistik",
    "The Corner Shop",
    "Rossi Impianti",
    "Blue Sky Travel",
];
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

/// Folded, so that an e-mail address can be made of them.
const MAIL_NAME: &[&str] = &[
    "anna",
    "hans.peter",
    "jmueller",
    "schmidt",
    "maria",
    "t.jones",
    "elizabeth",
    "k-heinz",
    "zoe",
    "info",
    "garcia",
];

pub(crate) fn given_names() -> Vec<String> {
    many(1, |dice| dice.pick(GIVEN).to_owned())
}

pub(crate) fn surnames() -> Vec<String> {
    many(2, |dice| dice.pick(SURNAME).to_owned())
}

pub(crate) fn full_names() -> Vec<String> {
    many(3, |dice| {
        let (given, surname) = (dice.pick(GIVEN), dice.pick(SURNAME));
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
    many(4, |dice| format!("{} {}", dice.pick(COMPANY), dice.pick(LEGAL_FORM)).trim().to_owned())
}

pub(crate) fn emails() -> Vec<String> {
    many(5, |dice| {
        let (name, number) = (dice.pick(MAIL_NAME), dice.digits(3));
        let domain = dice.pick(MAIL_DOMAIN);
        match dice.below(10) {
            0 => format!("{}{number}@{domain}", name.to_uppercase()),
            1 => format!("{name}.{}@{domain}", dice.pick(MAIL_NAME)),
            2 => format!("{name}+{number}@{domain}"),
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
        match dice.below(8) {
            0..=2 => format!("{} {number}", dice.pick(GERMAN_STREET)),
            3 => format!("{} {number}{}", dice.pick(GERMAN_STREET), dice.pick(&["a", " b", "-7"])),
            4 => dice.pick(GERMAN_STREET).to_owned(),
            5..=6 => format!("{number} {}", dice.pick(ENGLISH_STREET)),
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
