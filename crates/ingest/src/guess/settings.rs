//! `sameboat.toml` as it is proposed.

use std::fmt::Write;
use std::path::Path;

use sameboat_model::Entity;
use sameboat_model::settings::DEFAULT_COUNTRY;

use super::draft::MappingDraft;
use super::pile::{LINES, ProposedSource};
use super::places::{Home, Places};
use super::text::quoted;
use super::words::tokens;

/// Share of phones and addresses that name a country from which on hardly any is left to guess.
const NEARLY_ALL: f32 = 0.98;

/// What people call the lines where nothing else is known.
const LABELS: [&str; 2] = ["Product", "Financing"];

/// The settings file; what it asks a person joins the questions.
pub(super) fn settings_text(
    name: &str,
    sources: &[ProposedSource],
    places: &[Places; 2],
    questions: &mut Vec<String>,
) -> String {
    let mut text = String::from(
        "# Proposed by `sameboat init`. Look it through, then run `sameboat check`.\n",
    );
    let currency = Places::currency_of_most(places);
    let (currency, why) = match currency {
        Some((currency, share)) => {
            (currency, format!("{:.0} % of the amounts that name one", share * 100.0))
        }
        None => ("EUR", "a guess: no amount names its currency".into()),
    };
    let _ = write!(
        text,
        "\n[engagement]\nname = {}\ncurrency = \"{currency}\"  # {why}\n",
        quoted(name)
    );
    let asked = Places::several_currencies(places).or_else(|| Places::unread_currency(places));
    if let Some(question) = asked {
        let _ = writeln!(text, "# CHECK: {question}");
        questions.push(question);
    }
    for (at, line) in LINES.into_iter().enumerate() {
        let _ = write!(
            text,
            "\n[[line]]\nname = \"{line}\"\nlabel = {}  # as the report calls it\n",
            quoted(LABELS[at])
        );
        let (country, question) = country(line, places[at].home());
        let _ = writeln!(text, "{country}");
        if let Some(question) = question {
            let _ = writeln!(text, "# CHECK: {question}");
            questions.push(question);
        }
        let _ = writeln!(
            text,
            "trust = {}  # a policy: where values differ, the more trusted line's survives",
            2 - at
        );
    }
    for source in sources {
        let file = source.file.to_string_lossy().replace('\\', "/");
        let _ = write!(text, "\n[[source]]\nname = {}\n", quoted(&source.name));
        let _ = writeln!(text, "line = \"{}\"  # {:.2}", source.line, source.line_confidence);
        let _ = writeln!(text, "file = {}", quoted(&file));
        let _ = writeln!(text, "mapping = {}", quoted(&source.mapping));
        for question in &source.questions {
            let _ = writeln!(text, "# CHECK: {question}");
        }
    }
    text
}

/// The country of a line as the settings have it, and what is asked about it. A guess is only a comment: what
/// is written mends postcodes ([`crate::postcodes`]). Of another country than the default one phones would
/// be misread without it.
fn country(line: &str, home: Home) -> (String, Option<String>) {
    let percent = |share: f32| format!("{:.0} %", 100.0 * share);
    match home {
        Home::Told { country, share, telling } => {
            let why = format!(
                "{} of phones and addresses that name one, which {} do",
                percent(share),
                percent(telling)
            );
            (format!("country = \"{country}\"  # {why}"), None)
        }
        // There are no others whose country it could be.
        Home::Doubted { country, share, telling, .. } if telling >= NEARLY_ALL => {
            let why = format!(
                "{} of phones and addresses that name one, which nearly all do: no other needs it",
                percent(share)
            );
            (format!("# country = \"{country}\"  # {why}"), None)
        }
        Home::Doubted { country, share, telling, fits, short } => {
            // What is not written holds all the same, but for what lacks zeros.
            let holds = country == DEFAULT_COUNTRY && fits && share > 0.5 && short == 0.0;
            let (mark, postcodes) = match fits {
                true if country != DEFAULT_COUNTRY => ("", String::new()),
                true => ("# ", String::new()),
                false => ("# ", format!(", and the postcodes are none of `{country}`")),
            };
            let question = format!(
                "{} of the phones and addresses of the line `{line}` name a country, {} of them \
                 `{country}`{postcodes}: which is the country of the others?",
                percent(telling),
                percent(share)
            );
            (format!("{mark}country = \"{country}\"  # a guess"), (!holds).then_some(question))
        }
        Home::Unknown { short } => {
            let why = "a guess, which mends no postcode: no phone and no address names its country";
            let question = (short > 0.0).then(|| {
                let whose = if short > 0.5 { "most" } else { "some" };
                format!(
                    "{whose} postcodes of the line `{line}` have four digits: is its country \
                     `{DEFAULT_COUNTRY}`, and have they lost a zero?"
                )
            });
            (format!("# country = \"{DEFAULT_COUNTRY}\"  # {why}"), question)
        }
    }
}

/// Whether the settings leave it open which country a line is of.
pub(super) fn leaves_country_open(places: &Places) -> bool {
    country("", places.home()).0.starts_with('#')
}

/// A name for a source: its line and what it holds; with a part of the file's name if there are
/// several of them.
pub(super) fn source_name(
    sources: &[ProposedSource],
    line: &str,
    draft: &MappingDraft,
    file: &Path,
) -> String {
    let name = format!("{line}_{}", plural(draft));
    let is_free = |name: &str| sources.iter().all(|source| source.name != name);
    if is_free(&name) {
        return name;
    }
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let stem: String = tokens(&stem).join("_").chars().take(40).collect();
    let with_stem = format!("{name}_{stem}");
    if !stem.is_empty() && is_free(&with_stem) {
        return with_stem;
    }
    let mut numbered = (2..).map(|number: u32| format!("{name}_{number}"));
    numbered.find(|name| is_free(name)).unwrap_or(name)
}

fn plural(draft: &MappingDraft) -> String {
    match draft.entity {
        Entity::Agreement => agreements(draft).to_owned(),
        Entity::AgreementParty => "contract_parties".to_owned(),
        Entity::Money => "money".to_owned(),
        entity => format!("{}s", entity.name()),
    }
}

/// What agreements of one kind are called.
fn agreements(draft: &MappingDraft) -> &'static str {
    let kind = draft.fields.iter().find(|field| field.name == "kind");
    let words = kind.into_iter().flat_map(|field| {
        let known = field.lookup.iter().flat_map(|lookup| lookup.known.iter().map(|k| k.1));
        known.chain(field.constant.as_deref()).collect::<Vec<_>>()
    });
    let mut words: Vec<&str> = words.collect();
    words.sort_unstable();
    words.dedup();
    match words[..] {
        ["order"] => "orders",
        ["service"] => "service_contracts",
        ["lease"] => "leases",
        ["loan"] => "loans",
        _ => "contracts",
    }
}
