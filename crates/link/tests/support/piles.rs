//! Piles of generated people, their duplicates and their housemates, with the truth about them.

use super::Labelled;

const HEADERS: [&str; 11] = [
    "record_id",
    "label",
    "household",
    "line",
    "given_name",
    "surname",
    "birth_date",
    "email",
    "phone",
    "street",
    "postcode",
];

/// Numbers that look drawn, the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    pub(crate) fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

#[derive(Clone)]
pub(crate) struct Person {
    label: String,
    household: String,
    given: String,
    surname: String,
    born: String,
    email: String,
    phone: String,
    street: String,
    postcode: String,
}

/// Rows of a pile, and the dice that made them.
pub(crate) struct Pile {
    dice: Dice,
    rows: Vec<Vec<String>>,
    people: usize,
}

impl Pile {
    pub(crate) fn new(seed: u64) -> Self {
        Self { dice: Dice::new(seed), rows: Vec::new(), people: 0 }
    }

    pub(crate) fn add(&mut self, line: &str, person: &Person) {
        let Person { label, household, given, surname, born, email, phone, street, postcode } =
            person.clone();
        let key = format!("R{:05}", self.rows.len());
        let line = line.to_owned();
        self.rows.push(vec![
            key, label, household, line, given, surname, born, email, phone, street, postcode,
        ]);
    }

    fn date(&mut self) -> String {
        let (day, month) = (self.dice.below(28) + 1, self.dice.below(12) + 1);
        format!("{}-{month:02}-{day:02}", 1940 + self.dice.below(60))
    }

    fn person(&mut self, label: &str) -> Person {
        self.people += 1;
        let given = self.dice.of(&GIVEN).to_owned();
        let surname = self.dice.of(&SURNAMES).to_owned();
        let email = format!("{}.{}{}@example.de", &given[..1], surname, self.people);
        Person {
            label: label.to_owned(),
            household: label.to_owned(),
            born: self.date(),
            phone: format!(
                "0{}/{}",
                30 + self.dice.below(60),
                200_000 + self.dice.below(9_000_000)
            ),
            street: format!("{} {}", self.dice.of(&STREETS), 1 + self.dice.below(99)),
            postcode: self.dice.of(&POSTCODES).to_owned(),
            email: email.to_lowercase(),
            given,
            surname,
        }
    }

    /// Customers of a product, of whom a third bought on credit, and housemates of some of these.
    pub(crate) fn two_lines(&mut self) {
        self.two_lines_of(10);
    }

    pub(crate) fn two_lines_of(&mut self, housemates: usize) {
        let people: Vec<Person> = (0..300).map(|n| self.person(&format!("p{n}"))).collect();
        for person in &people {
            self.add("product", person);
        }
        for (n, person) in people.iter().take(110).enumerate() {
            let mut again = person.clone();
            match n % 6 {
                2 => again.email = format!("{}{n}@neu.example.org", again.given.to_lowercase()),
                3 => again.street = format!("Neue Gasse {}", n % 40 + 1),
                4 => again.given.truncate(1),
                _ => {}
            }
            self.add("financing", &again);
        }
        for n in 0..130 {
            let other = self.person(&format!("f{n}"));
            self.add("financing", &other);
        }
        for (n, person) in people.iter().take(housemates).enumerate() {
            let own = self.person(&format!("h{n}"));
            let surname = person.surname.clone();
            let (phone, street) = (person.phone.clone(), person.street.clone());
            let (postcode, household) = (person.postcode.clone(), person.household.clone());
            let given = GIVEN.iter().find(|given| **given != person.given).unwrap_or(&GIVEN[0]);
            let mut housemate = Person {
                surname,
                phone,
                street,
                postcode,
                household,
                given: (*given).into(),
                ..own
            };
            if n < 5 {
                housemate.email.clone_from(&person.email);
            }
            self.add("financing", &housemate);
        }
    }

    /// People of one street whose addresses are an initial and a number.
    pub(crate) fn one_street(&mut self) {
        for n in 0..180 {
            let mut person = self.person(&format!("s{n}"));
            person.email = format!("{}{n}@exemple.fr", person.given[..1].to_lowercase());
            person.street = format!("{} rue de l'Eglise", 1 + self.dice.below(99));
            self.add("product", &person);
        }
    }

    /// A list of people with a name and an address only, and one of people counted up.
    pub(crate) fn names_only(&mut self) {
        for n in 0..150 {
            let other = self.person(&format!("n{n}"));
            let nothing = String::new;
            let (born, phone, street, postcode) = (nothing(), nothing(), nothing(), nothing());
            self.add("product", &Person { born, phone, street, postcode, ..other });
        }
    }

    pub(crate) fn counted_up(&mut self) {
        for n in 0..150 {
            let mut other = self.person(&format!("c{n}"));
            other.surname = format!("Doppel{n}");
            other.email = format!("doppel{n}@example.de");
            other.phone = format!("0351/{}", 4_700_000 + n);
            self.add("product", &other);
        }
    }

    /// Lists of one given name each, without anything but a surname and a mailbox.
    pub(crate) fn one_given_name(&mut self) {
        for n in 0..200 {
            let mut person = self.person(&format!("o{n}"));
            let (surname, given, mailbox) = if n % 2 == 0 {
                (format!("Mac{n}"), "Otto", "mac")
            } else {
                ("Plus".into(), "Eva", "h")
            };
            (person.surname, person.given) = (surname, given.into());
            person.email = format!("{mailbox}{n}@example.de");
            for said in
                [&mut person.born, &mut person.phone, &mut person.street, &mut person.postcode]
            {
                said.clear();
            }
            self.add("product", &person);
        }
    }

    /// People with many surnames, of whom so many in ten are there again with errors, and one in ten has a
    /// housemate. Who is there again is of the other line.
    pub(crate) fn census(&mut self, people: usize, repeated: usize) {
        for n in 0..people {
            let mut person = self.person(&format!("z{n}"));
            person.surname = self.dice.of(&STEMS).to_owned() + self.dice.of(&ENDINGS);
            person.email = self.mailbox(&person);
            self.add("product", &person);
            if self.dice.below(10) < repeated {
                let again = self.damaged(&person);
                self.add("financing", &again);
            }
            if self.dice.below(10) == 0 {
                let own = self.person(&format!("z{n}h"));
                let (given, born) = (own.given.clone(), own.born.clone());
                if given == person.given {
                    continue;
                }
                let mut housemate = Person { given, born, label: own.label, ..person.clone() };
                housemate.email = self.mailbox(&housemate);
                self.add("product", &housemate);
            }
        }
    }

    /// A list as people make up for a trial: names and towns in turn, mailboxes and phones counted up, and every
    /// tenth person there again with one letter missing.
    pub(crate) fn made_up(&mut self, people: usize) {
        for n in 0..people {
            let mut person = self.person(&format!("m{n}"));
            person.given = GIVEN[n % 8].into();
            person.surname = SURNAMES[n % 8].into();
            person.postcode = POSTCODES[n % 4].into();
            person.email = format!("a{n}@example.com");
            self.add("product", &person);
            if n % 10 == 0 {
                person.surname.pop();
                self.add("product", &person);
            }
        }
    }

    /// Twins who share a phone, one of them in each line.
    pub(crate) fn twins(&mut self, families: usize) {
        for n in 0..families {
            let mut one = self.person(&format!("t{n}"));
            one.surname = self.dice.of(&STEMS).to_owned() + self.dice.of(&ENDINGS);
            one.email = String::new();
            self.add("product", &one);
            let mut given = self.person("").given;
            while given[..1] == one.given[..1] {
                given = self.person("").given;
            }
            self.add("financing", &Person { label: format!("t{n}b"), given, ..one });
        }
    }

    /// Parents and children of one name at one address, whom only birth dates and mailboxes tell apart.
    pub(crate) fn namesakes(&mut self, families: usize) {
        for n in 0..families {
            let mut parent = self.person(&format!("v{n}"));
            parent.surname = self.dice.of(&STEMS).to_owned() + self.dice.of(&ENDINGS);
            self.add("product", &parent);
            let own = self.person(&format!("v{n}j"));
            let (born, email, label) = (own.born, own.email, own.label);
            self.add("product", &Person { label, born, email, ..parent });
        }
    }

    /// An address made of the name in one of the usual ways.
    fn mailbox(&mut self, person: &Person) -> String {
        let (given, surname) = (&person.given, &person.surname);
        let number = self.dice.below(90);
        let name = match self.dice.below(3) {
            0 => format!("{given}.{surname}"),
            1 => format!("{}.{surname}", &given[..1]),
            _ => format!("{}{surname}{number}", &given[..1]),
        };
        let provider = self.dice.of(&["example.de", "example.com", "mail.example"]);
        format!("{name}@{provider}").to_lowercase()
    }

    /// The same person as another clerk wrote them down: about one field in eight differs.
    fn damaged(&mut self, person: &Person) -> Person {
        let mut again = person.clone();
        let fresh = self.person(&person.label);
        if self.dice.below(8) == 0 {
            again.given.truncate(1);
        }
        if self.dice.below(8) == 0 {
            again.surname = self.misspelt(&person.surname);
        }
        match self.dice.below(16) {
            0 => again.born.clear(),
            1 => again.born.replace_range(8.., &fresh.born[8..]),
            _ => {}
        }
        match self.dice.below(12) {
            0 => again.email.clear(),
            1 => again.email = self.misspelt(&person.email),
            2 => again.email = self.mailbox(person),
            _ => {}
        }
        match self.dice.below(16) {
            0 => again.phone.clear(),
            1 => again.phone = fresh.phone,
            _ => {}
        }
        if self.dice.below(8) == 0 {
            (again.street, again.postcode) = (fresh.street, fresh.postcode);
        }
        again
    }

    /// Two neighbouring letters exchanged, or one left out.
    fn misspelt(&mut self, value: &str) -> String {
        let mut letters: Vec<char> = value.chars().collect();
        let at = 1 + self.dice.below(letters.len().min(9) - 2);
        if self.dice.below(2) == 0 {
            letters.swap(at, at + 1);
        } else {
            letters.remove(at);
        }
        letters.into_iter().collect()
    }

    /// Empties the cells of a column in the rows that are chosen by their line and number.
    pub(crate) fn clear(&mut self, column: &str, is_chosen: impl Fn(&str, usize) -> bool) {
        let at = HEADERS.iter().position(|&header| header == column).expect("a column");
        for (n, row) in self.rows.iter_mut().enumerate() {
            if is_chosen(&row[3], n) {
                row[at].clear();
            }
        }
    }

    pub(crate) fn labelled(&self) -> Labelled {
        let headers: Vec<String> = HEADERS.iter().map(|&header| header.to_owned()).collect();
        let rows: Vec<csv::StringRecord> =
            self.rows.iter().map(|row| csv::StringRecord::from(row.as_slice())).collect();
        Labelled::from_rows(&headers, &rows)
    }
}

const GIVEN: [&str; 14] = [
    "Anna", "Sabine", "Ulrike", "Katrin", "Heike", "Birgit", "Lena", "Hans", "Thomas", "Mehmet",
    "Uwe", "Stefan", "Paul", "Rolf",
];
const SURNAMES: [&str; 18] = [
    "Schröder",
    "Weiß",
    "Großmann",
    "Köhler",
    "Nowak",
    "Böhm",
    "Fuchs",
    "Kaiser",
    "Vogt",
    "Winter",
    "Jahn",
    "Lang",
    "Kurz",
    "Zwiebler",
    "Quast",
    "Rübsam",
    "Wackernagel",
    "Graf",
];
const STREETS: [&str; 6] =
    ["Hauptstr.", "Bahnhofstraße", "Am Mühlbach", "Lindenallee", "Dorfstr.", "Schillerstr."];
const POSTCODES: [&str; 10] =
    ["01067", "04109", "06108", "08056", "10115", "20095", "50667", "80331", "70173", "02625"];
const STEMS: [&str; 40] = [
    "Achter", "Birken", "Buch", "Dorn", "Eber", "Eichen", "Falken", "Feld", "Fichten", "Gabel",
    "Garten", "Hage", "Hasel", "Heiden", "Hirsch", "Hohen", "Kessel", "Kirch", "Klein", "Kron",
    "Linden", "Mühlen", "Nagel", "Ober", "Oster", "Quellen", "Reh", "Rosen", "Sand", "Schön",
    "Silber", "Sommer", "Stein", "Storch", "Tannen", "Ulmen", "Vogel", "Wald", "Wein", "Ziegel",
];
const ENDINGS: [&str; 20] = [
    "acker", "bach", "berger", "brink", "bruch", "dorf", "egger", "fels", "gruber", "hauser",
    "heimer", "hof", "kamp", "lohe", "mann", "moser", "rath", "reuter", "stein", "wieser",
];
