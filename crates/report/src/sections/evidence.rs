//! What spoke for and against: telling pairs step by step, as charts and as one table. Records are
//! named by their source; levels and weights only, no values.

use maud::{Markup, html};
use sameboat_model::Value;

use super::method::HELP;
use crate::charts::About;
use crate::charts::waterfall::{Mark, Step, Waterfall, signed};
use crate::error::ReportError;
use crate::format;
use crate::listing::{Kind, Listing, column};
use crate::page::{nothing, source, table, with_code};
use crate::read::{Data, is_regulated};

const TITLE: &str = "What spoke for and against";
/// What stands for the name of a regulated field.
const REGULATED: &str = "a field with banking data";
const MISSING: &str = "missing";

const STEPS: Listing = Listing {
    caption: "The same pairs, step by step",
    tables: &["link_example"],
    sql: "SELECT example, left_source, right_source, step, comparison, level, match_weight, \
          probability FROM link_example ORDER BY example <> 'weakest_linked', \
          example <> 'strongest_for_review', example, position",
    columns: &[
        column("Pair", Kind::Prose),
        column("Step", Kind::Prose),
        column("Level of agreement", Kind::Text),
        column("Match weight, bits", Kind::Number(1)),
        column("Sum so far", Kind::Number(1)),
    ],
};

/// One step of a pair.
struct Found {
    label: String,
    level: Option<String>,
    weight: f64,
    probability: f64,
    is_start: bool,
}

/// A pair with its steps.
struct Example {
    name: String,
    sources: [String; 2],
    steps: Vec<Found>,
}

/// From which probabilities on pairs are linked and shown to people.
#[derive(Default)]
struct Thresholds {
    link: Option<f64>,
    review: Option<f64>,
}

pub(super) fn waterfalls(data: &Data<'_>) -> Result<Markup, ReportError> {
    let examples = read(data)?;
    if examples.is_empty() {
        return Ok(nothing(data, TITLE, STEPS.tables, HELP));
    }
    let thresholds = thresholds(data)?;
    Ok(html! {
        h3 { (TITLE) }
        p {
            "The pairs at the edges of the decisions, step by step: what is known before anything \
             is compared, what each compared field adds or takes, and where that ends. The sum is \
             the log2 odds of one customer: at 0 both answers are equally likely, and each bit \
             doubles the odds. The unified dataset names the records (" (source("link_example"))
            "); "
            (with_code("`sameboat explain` shows the same of any two records."))
        }
        @for example in &examples {
            (example.chart(&thresholds).draw())
            p.note { (example.verdict(&thresholds)) (example.missing()) }
        }
        details {
            summary { "The same as a table" }
            (table(data, &STEPS, STEPS.columns, &rows(&examples)))
        }
    })
}

fn read(data: &Data<'_>) -> Result<Vec<Example>, ReportError> {
    let mut examples: Vec<Example> = Vec::new();
    let rows = data.rows(STEPS.tables, STEPS.sql, |row| {
        let step: String = row.get(3)?;
        let comparison: Option<String> = row.get(4)?;
        let label = match (step.as_str(), comparison) {
            (_, Some(comparison)) if is_regulated(&comparison) => REGULATED.to_owned(),
            (_, Some(comparison)) => data.word(&comparison),
            ("prior", None) => "before anything is compared".to_owned(),
            ("dependence", None) => "household or one name would agree".to_owned(),
            (other, None) => format::words(other),
        };
        let found = Found {
            label,
            level: row.get(5)?,
            weight: row.get(6)?,
            probability: row.get(7)?,
            is_start: step == "prior",
        };
        Ok((row.get::<_, String>(0)?, [row.get::<_, String>(1)?, row.get(2)?], found))
    })?;
    for (name, sources, found) in rows {
        match examples.last_mut() {
            Some(example) if example.name == name => example.steps.push(found),
            _ => examples.push(Example { name, sources, steps: vec![found] }),
        }
    }
    Ok(examples)
}

fn thresholds(data: &Data<'_>) -> Result<Thresholds, ReportError> {
    let sql = "SELECT name, value FROM link_figure WHERE isfinite(value)";
    let figures =
        data.rows(&["link_figure"], sql, |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    let figure = |name| figures.iter().find(|(found, _)| found == name).map(|(_, value)| *value);
    Ok(Thresholds { link: figure("link threshold"), review: figure("review threshold") })
}

/// The steps of all examples, as rows of the table.
fn rows(examples: &[Example]) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    for example in examples {
        let mut sum = 0.0;
        for step in &example.steps {
            sum += step.weight;
            rows.push(vec![
                Value::Text(example.title().to_owned()),
                Value::Text(step.label.clone()),
                step.level.clone().map_or(Value::Null, Value::Text),
                Value::Decimal(step.weight),
                Value::Decimal(sum),
            ]);
        }
    }
    rows
}

impl Found {
    fn is_missing(&self) -> bool {
        self.level.as_deref() == Some(MISSING)
    }

    /// The compared field and how far it agrees.
    fn name(&self) -> String {
        match &self.level {
            Some(level) => format!("{}: {level}", self.label),
            None => self.label.clone(),
        }
    }
}

impl Example {
    fn title(&self) -> &str {
        match self.name.as_str() {
            "weakest_linked" => "The weakest pair that was linked",
            "strongest_for_review" => "The strongest pair left for review",
            "strongest_apart" => "The strongest pair that was kept apart",
            other => other,
        }
    }

    /// Where both records come from.
    fn origins(&self) -> String {
        match &self.sources {
            [left, right] if left == right => format!("two records of {left}"),
            [left, right] => format!("a record of {left} and one of {right}"),
        }
    }

    /// The steps at which something was compared.
    fn compared(&self) -> impl Iterator<Item = &Found> {
        self.steps.iter().filter(|step| !step.is_missing())
    }

    fn probability(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.probability)
    }

    fn chart(&self, thresholds: &Thresholds) -> Waterfall {
        let mark = |name: &str, probability: Option<f64>| {
            Some(Mark { name: name.to_owned(), at: log2_odds(probability?) })
        };
        let steps = self.compared().map(|step| Step {
            label: step.name(),
            weight: step.weight,
            is_start: step.is_start,
        });
        Waterfall {
            about: About {
                title: format!("{}: {}", self.title(), self.origins()),
                description: self.description(),
                origin: "link_example",
            },
            axis: "log2 odds of one customer, bits".to_owned(),
            steps: steps.collect(),
            total: "together".to_owned(),
            marks: [
                mark("review threshold", thresholds.review),
                mark("link threshold", thresholds.link),
            ]
            .into_iter()
            .flatten()
            .collect(),
        }
    }

    /// The chart in words.
    fn description(&self) -> String {
        let steps: Vec<String> = self
            .compared()
            .map(|step| format!("{} {}", step.name(), signed(step.weight)))
            .collect();
        let probability = format::number(self.probability(), 4);
        format!("Waterfall in bits: {}. Together: probability {probability}.", steps.join(", "))
    }

    fn verdict(&self, thresholds: &Thresholds) -> String {
        let probability = self.probability();
        let reaches = |least: Option<f64>| least.is_some_and(|least| probability >= least);
        let became = match self.name.as_str() {
            "weakest_linked" => {
                "Its own evidence reaches the link threshold: one customer. Weaker pairs are in one \
                 customer only through a third record."
            }
            "strongest_for_review" if reaches(thresholds.link) => {
                "Its own evidence would reach the link threshold, but what else is known of the two \
                 customers speaks against it: a person decides."
            }
            "strongest_for_review" => {
                "It reaches the review threshold, not the link threshold: a person decides."
            }
            _ => "It does not reach the review threshold: two customers.",
        };
        format!("Probability {}. {became}", format::number(probability, 4))
    }

    /// What could not be compared.
    fn missing(&self) -> String {
        let fields: Vec<&str> =
            self.steps.iter().filter(|s| s.is_missing()).map(|step| step.label.as_str()).collect();
        if fields.is_empty() {
            return String::new();
        }
        format!(" Missing in one record or both: {}.", fields.join(", "))
    }
}

fn log2_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}
