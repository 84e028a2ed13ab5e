//! How records were linked: candidate pairs, the model's match weights, thresholds.

use maud::{Markup, html};

use super::evidence;
use crate::charts::bar::{Bar, BarChart, Part};
use crate::charts::{About, Key, Unit};
use crate::error::ReportError;
use crate::format;
use crate::listing::{Kind, Listing, column};
use crate::page::{Section, listed, nothing};
use crate::read::{Data, is_regulated};

pub(super) const HELP: &str = "`sameboat link` writes it.";
/// Match weights are whole bits in the histogram.
const BINS: i64 = 24;

const FIGURES: Listing = Listing {
    caption: "Thresholds, and what they are expected to give",
    tables: &["link_figure"],
    sql: "SELECT name, value, unit FROM link_figure ORDER BY name",
    columns: &[
        column("Figure", Kind::Word),
        column("Value", Kind::Figure(2)),
        column("Unit", Kind::Text),
    ],
};

const BLOCKING: Listing = Listing {
    caption: "How candidate pairs were found",
    tables: &["blocking_rule"],
    sql: "SELECT rule, pairs, oversized_blocks, largest_block FROM blocking_rule \
          ORDER BY pairs DESC, rule",
    columns: &[
        column("Both records share", Kind::Prose),
        column("Pairs", Kind::Count),
        column("Blocks split", Kind::Count),
        column("Largest block", Kind::Count),
    ],
};

pub(super) fn section(data: &Data<'_>) -> Result<Section, ReportError> {
    let body = html! {
        p {
            "Two records are compared field by field. Each level of agreement has a match weight: \
             log2 of how much more often it occurs among records of one customer than among \
             unrelated ones (Fellegi and Sunter 1969). The weights are learned from this data, by \
             expectation maximisation and from random pairs; none is set by hand. A rare value \
             that agrees counts for more than a frequent one."
        }
        p {
            "Pairs at or above the link threshold are joined, unless the cluster speaks against \
             it; pairs between the two thresholds wait for a person. The link threshold is where \
             the expected share of right links reaches the target, unless the settings name one."
        }
        (listed(data, &FIGURES, 40, None, HELP)?)
        (pairs_chart(data)?)
        (weights_chart(data)?)
        (evidence::waterfalls(data)?)
        (listed(data, &BLOCKING, 30, None, HELP)?)
    };
    Ok(Section::new("method", "How records were linked", body))
}

fn pairs_chart(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = format!(
        "SELECT greatest(-{BINS}, least({BINS}, floor(match_weight / 4) * 4))::BIGINT AS bin, \
         (count(*) FILTER (decision IN ('link', 'linked')))::DOUBLE, \
         (count(*) FILTER (decision = 'review'))::DOUBLE, \
         (count(*) FILTER (decision IN ('distinct', 'separated')))::DOUBLE \
         FROM link_pair WHERE isfinite(match_weight) GROUP BY bin ORDER BY bin DESC"
    );
    let rows = data.rows(&["link_pair"], &sql, |row| {
        Ok((row.get::<_, i64>(0)?, [row.get::<_, f64>(1)?, row.get(2)?, row.get(3)?]))
    })?;
    if rows.is_empty() {
        return Ok(nothing(data, "Pairs by match weight", &["link_pair"], HELP));
    }
    let classes = ["both", "late", "grey"];
    let bars = rows
        .iter()
        .map(|(bin, counts)| Bar {
            label: match *bin {
                BINS => format!("{BINS} bits or more"),
                bin if bin == -BINS => format!("below −{} bits", BINS - 4),
                bin => format!("{} to {} bits", format::count(bin), format::count(bin + 4)),
            },
            parts: classes
                .iter()
                .zip(counts)
                .map(|(class, count)| Part {
                    class,
                    value: *count,
                    text: format::number(*count, 0),
                })
                .collect(),
            note: format::number(counts.iter().sum(), 0),
        })
        .collect();
    let chart = BarChart {
        about: About {
            title: "Pairs that were kept, by match weight and decision".to_owned(),
            description: "A bar for each range of match weights: pairs linked, held for review \
                          and kept apart."
                .to_owned(),
            origin: "link_pair",
        },
        axis: "pairs of records".to_owned(),
        unit: Unit::Count,
        keys: ["linked", "for review", "apart"]
            .into_iter()
            .zip(classes)
            .map(|(name, class)| Key::new(class, name))
            .collect(),
        rows: bars,
        half: false,
    };
    Ok(chart.draw())
}

fn weights_chart(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT comparison, level, match_weight FROM link_parameter \
               WHERE isfinite(match_weight) ORDER BY comparison, position";
    let mut rows = data.rows(&["link_parameter"], sql, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, f64>(2)?))
    })?;
    rows.retain(|(comparison, ..)| !is_regulated(comparison));
    if rows.is_empty() {
        return Ok(nothing(data, "Match weights", &["link_parameter"], HELP));
    }
    let mut charts: Vec<(String, Vec<Bar>)> = Vec::new();
    for (comparison, level, weight) in rows {
        let class = if weight < 0.0 { "bad" } else { "both" };
        let note = format!("{}{}", if weight > 0.0 { "+" } else { "" }, format::number(weight, 1));
        let parts = vec![Part { class, value: weight, text: String::new() }];
        let bar = Bar { label: level, parts, note };
        match charts.last_mut() {
            Some((name, bars)) if *name == comparison => bars.push(bar),
            _ => charts.push((comparison, vec![bar])),
        }
    }
    Ok(html! {
        h3 { "Match weights of the model" }
        div.small {
            @for (comparison, bars) in charts {
                (BarChart {
                    about: About {
                        title: format::words(&comparison),
                        description: format!(
                            "Match weight in bits of each level of agreement in {comparison}."
                        ),
                        origin: "link_parameter",
                    },
                    axis: "match weight, bits".to_owned(),
                    unit: Unit::Number,
                    keys: Vec::new(),
                    rows: bars,
                    half: true,
                }.draw())
            }
        }
    })
}
