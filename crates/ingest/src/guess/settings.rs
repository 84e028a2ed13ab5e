//! `sameboat.toml` as it is proposed.

use std::fmt::Write;
use std::path::Path;

use sameboat_model::Entity;
use sameboat_model::settings::DEFAULT_COUNTRY;

use super::draft::MappingDraft;
use super::pile::{LINES, ProposedSource};
use super::places::Places;
use super::text::quoted;
use super::words::tokens;

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
    for (at, line) in LINES.into_iter().enumerate() {
        let (country, why) = match places[at].country_of_most() {
            Some((country, share)) => {
                (country, format!("{:.0} % of phones and addresses that name one", share * 100.0))
            }
            None => (DEFAULT_COUNTRY, "a guess: no phone and no address names its country".into()),
        };
        let _ = write!(
            text,
            "\n[[line]]\nname = \"{line}\"\nlabel = {}  # as the report calls it\n",
            quoted(LABELS[at])
        );
        let _ = writeln!(text, "country = \"{country}\"  # {why}");
        if places[at].country_of_most().is_none() && places[at].has_short_postcodes() {
            let question = format!(
                "most postcodes of the line `{line}` have four digits: is its country `{country}`?"
            );
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
