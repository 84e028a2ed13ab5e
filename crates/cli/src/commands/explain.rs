//! `sameboat explain`: why two records are one customer, and what holds a customer together.

use sameboat_pipeline::explain::{Customer, Explanation, Pair, RecordName, explain};

use super::Context;
use super::evaluate::open;
use crate::args::ExplainArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Text;

/// log2 odds that one cell of a bar stands for.
const PER_CELL: f64 = 1.0;
/// Cells of the longest bar.
const LONGEST: usize = 24;

pub(super) fn run(args: &ExplainArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    let engagement = context.engagement(&args.engagement)?;
    let store = open(&args.engagement, args.draft, context)?;
    let explanation = explain(&engagement, &store, &args.of)?;
    context.printer.result(&explanation, |text| match &explanation {
        Explanation::Pair(pair) => show_pair(text, pair),
        Explanation::Customer(customer) => show_customer(text, customer),
    })?;
    Ok(Exit::Done)
}

fn name(record: &RecordName) -> String {
    format!("{}:{}", record.source, record.key)
}

/// The evidence as a waterfall: what each comparison adds to or takes from the log2 odds.
fn show_pair(text: &mut Text<'_>, pair: &Pair) -> std::io::Result<()> {
    let explained = &pair.explanation;
    text.heading(&format!("{} and {}", name(&pair.left), name(&pair.right)))?;
    let mut sum = explained.prior_weight;
    let mut rows = vec![("before anything is compared".to_owned(), sum)];
    for evidence in explained.evidence.iter().filter(|evidence| evidence.level != "missing") {
        sum += evidence.match_weight;
        rows.push((format!("{}: {}", evidence.comparison, evidence.level), evidence.match_weight));
    }
    if explained.dependence_weight < 0.0 {
        sum += explained.dependence_weight;
        rows.push((
            "household or one name would agree as well".into(),
            explained.dependence_weight,
        ));
    }
    rows.push(("together (log2 odds)".into(), sum));
    let width = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or_default();
    for (label, weight) in &rows {
        text.line(&format!("  {label:<width$}  {weight:>+7.1}  {}", bar(*weight)))?;
    }
    let missing: Vec<&str> = explained
        .evidence
        .iter()
        .filter(|evidence| evidence.level == "missing")
        .map(|evidence| evidence.comparison.as_str())
        .collect();
    if !missing.is_empty() {
        text.line(&format!("  missing in one or both: {}", missing.join(", ")))?;
    }
    text.line("")?;
    text.line(&verdict(pair))?;
    match explained.proposed_by.as_slice() {
        [] => text.line("No blocking rule proposes the pair: a linkage does not compare it."),
        rules => text.line(&format!("Proposed by blocking on: {}", rules.join("; "))),
    }
}

fn verdict(pair: &Pair) -> String {
    let probability = pair.explanation.probability;
    let met = if !pair.explanation.possible {
        "a person and an organisation, or two records of a source without duplicates, are never one"
            .to_owned()
    } else if probability >= pair.link_threshold {
        format!("reaches the link threshold of {:.3}", pair.link_threshold)
    } else if probability >= pair.review_threshold {
        format!(
            "reaches the review threshold of {:.3}, not the link threshold of {:.3}",
            pair.review_threshold, pair.link_threshold
        )
    } else {
        format!("below the review threshold of {:.3}", pair.review_threshold)
    };
    let became = if pair.linked { "one customer" } else { "two customers" };
    let decided = match (pair.decided_same, &pair.merged_earlier_in) {
        (_, Some(source)) => format!(" They are one by an earlier merge in source {source}."),
        (Some(true), None) => " People decided that they are one.".to_owned(),
        (Some(false), None) => {
            " It was decided that they are two, by people or as parties of one contract.".to_owned()
        }
        (None, None) => String::new(),
    };
    format!("Probability {probability:.4}: {met}. In this run: {became}.{decided}")
}

fn bar(weight: f64) -> String {
    let cells = ((weight.abs() / PER_CELL).round() as usize).min(LONGEST);
    (if weight < 0.0 { "░" } else { "█" }).repeat(cells)
}

fn show_customer(text: &mut Text<'_>, customer: &Customer) -> std::io::Result<()> {
    text.heading(&format!("Customer {}", customer.customer))?;
    for record in &customer.records {
        text.line(&format!("  {}", name(record)))?;
    }
    if customer.more_records > 0 {
        text.line(&format!("  and {} more", customer.more_records))?;
    }
    let Some(weakest) = &customer.weakest else {
        return text.line("One record: nothing to hold together.");
    };
    text.heading("Where it is weakest")?;
    let apart: Vec<String> = weakest.would_part.iter().map(name).collect();
    text.line(&format!("Would part: {}", apart.join(", ")))?;
    text.line(&format!(
        "Mean log2 odds between the two groups {:+.1}; it would split below {:+.1}.",
        weakest.mean_weight, weakest.threshold_weight
    ))?;
    text.line("The strongest evidence between them:")?;
    show_pair(text, &weakest.pair)
}
