//! Section 1: the customer base. Whom both lines know, what each learns about them, who belongs
//! together and who may be approached.

use maud::{Markup, html};

use crate::charts::bar::{Bar, BarChart, Part};
use crate::charts::{About, Key, Unit, overlap};
use crate::error::ReportError;
use crate::facts::Facts;
use crate::format;
use crate::listing::{Kind, Listing, column};
use crate::page::{Section, listed, nothing, source};
use crate::read::{Data, is_regulated};

const HELP: &str = "A source with `entity = \"customer\"` for each line provides it.";

const LINES: Listing = Listing {
    caption: "Records and customers of each line",
    tables: &["crosswalk"],
    sql: "WITH known AS (SELECT customer_id, count(DISTINCT line) AS lines FROM crosswalk \
          GROUP BY customer_id) \
          SELECT line, count(*), count(DISTINCT customer_id), \
          count(*) - count(DISTINCT customer_id), \
          count(DISTINCT CASE WHEN lines > 1 THEN customer_id END), \
          count(DISTINCT CASE WHEN lines > 1 THEN customer_id END) / count(DISTINCT customer_id) \
          FROM crosswalk JOIN known USING (customer_id) GROUP BY line ORDER BY line <> '{left}'",
    columns: &[
        column("Line", Kind::Line),
        column("Records", Kind::Count),
        column("Customers", Kind::Count),
        column("Duplicate records", Kind::Count),
        column("Customers shared", Kind::Count),
        column("Share shared", Kind::Share),
    ],
};

const RELATIONSHIPS: Listing = Listing {
    caption: "Customers who are tied but stay apart",
    tables: &["relationship"],
    sql: "SELECT kind, count(*), (SELECT count(DISTINCT id) FROM \
          (SELECT left_customer_id AS id, kind AS k FROM relationship UNION ALL \
          SELECT right_customer_id, kind FROM relationship) WHERE k = r.kind) \
          FROM relationship r GROUP BY kind ORDER BY 2 DESC, 1",
    columns: &[
        column("Tie", Kind::Word),
        column("Pairs of customers", Kind::Count),
        column("Customers in them", Kind::Count),
    ],
};

const SUPPRESSIONS: Listing = Listing {
    caption: "Whom outbound sales must leave alone",
    tables: &["suppression"],
    sql: "SELECT channel, reason, line, count(DISTINCT customer_id) FROM suppression \
          GROUP BY ALL ORDER BY 4 DESC, 1, 2, 3",
    columns: &[
        column("Channel", Kind::Word),
        column("Reason", Kind::Prose),
        column("Said to", Kind::Line),
        column("Customers", Kind::Count),
    ],
};

pub(super) fn section(data: &Data<'_>, facts: &Facts) -> Result<Section, ReportError> {
    let body = html! {
        p {
            "A customer is one person or organisation, whatever the number of records that the two \
             lines keep. Records are joined only where the evidence carries it; members of a \
             household stay apart."
        }
        (overlap_chart(data, facts))
        (listed(data, &LINES, 2, None, HELP)?)
        h3 { "What each line learns" }
        (gains(data)?)
        h3 { "Households and other ties" }
        (listed(data, &RELATIONSHIPS, 12, None, HELP)?)
        h3 { "Consent" }
        (consents(data)?)
        (listed(data, &SUPPRESSIONS, 12, None, HELP)?)
    };
    Ok(Section::new("customers", "1 The customer base", body))
}

fn overlap_chart(data: &Data<'_>, facts: &Facts) -> Markup {
    let sizes = ["only_left", "shared", "only_right"].map(|id| facts.value(id).map(|v| v as i64));
    let [Some(left), Some(both), Some(right)] = sizes else {
        return nothing(data, "The overlap", &["crosswalk"], HELP);
    };
    let about = About {
        title: "How far the two customer bases overlap".to_owned(),
        description: format!(
            "Two circles in proportion to the lines' customers: {} only of {}, {} of both, {} \
             only of {}.",
            format::count(left),
            data.left(),
            format::count(both),
            format::count(right),
            data.right()
        ),
        origin: "crosswalk",
    };
    let names = [data.left().to_owned(), data.right().to_owned()];
    overlap::Overlap { about, names, sizes: [left, both, right] }.draw()
}

/// How complete one field of one line is.
struct Gain {
    line: String,
    field: String,
    customers: f64,
    had: f64,
    gained: f64,
}

fn gains(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT line, field, customers::DOUBLE, had::DOUBLE, gained::DOUBLE FROM field_gain \
               WHERE customers > 0 AND has > 0 ORDER BY line <> '{left}', gained DESC, field";
    let mut gains = data.rows(&["field_gain"], sql, |row| {
        Ok(Gain {
            line: row.get(0)?,
            field: row.get(1)?,
            customers: row.get(2)?,
            had: row.get(3)?,
            gained: row.get(4)?,
        })
    })?;
    gains.retain(|gain| !is_regulated(&gain.field));
    if gains.is_empty() {
        return Ok(nothing(data, "Knowledge gained", &["field_gain"], HELP));
    }
    Ok(html! {
        p {
            "Share of each line's customers for whom a field is known: from the line's own \
             records, and added by the other line. Banking data is left out."
        }
        div.small {
            @for line in &data.settings.lines {
                (gain_chart(data, &line.name, &gains))
            }
        }
    })
}

fn gain_chart(data: &Data<'_>, line: &str, gains: &[Gain]) -> Markup {
    let bars = gains
        .iter()
        .filter(|gain| gain.line == line)
        .map(|gain| {
            let (had, gained) = (gain.had / gain.customers, gain.gained / gain.customers);
            Bar {
                label: data.word(&gain.field),
                parts: vec![
                    Part { class: data.class(line), value: had, text: format::percent(had) },
                    Part { class: "both", value: gained, text: format::percent(gained) },
                ],
                note: if gain.gained > 0.0 {
                    format!("+{}", format::number(gain.gained, 0))
                } else {
                    String::new()
                },
            }
        })
        .collect();
    let chart = BarChart {
        about: About {
            title: data.label(line),
            description: format!(
                "One bar for each field: share of the customers of {} for whom it was known, and \
                 share that the other line adds.",
                data.label(line)
            ),
            origin: "field_gain",
        },
        axis: "share of the line's customers".to_owned(),
        unit: Unit::Share,
        keys: vec![
            Key::new(data.class(line), "known before"),
            Key::new("both", "gained, with the number of customers"),
        ],
        rows: bars,
        half: true,
    };
    chart.draw()
}

fn consents(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT channel, (count(*) FILTER (granted))::DOUBLE, \
               (count(*) FILTER (NOT granted))::DOUBLE FROM consent GROUP BY channel ORDER BY 1";
    let rows = data.rows(&["consent"], sql, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, f64>(1)?, row.get::<_, f64>(2)?))
    })?;
    if rows.is_empty() {
        let help = "Columns mapped to consent_email, consent_phone or consent_post provide it.";
        return Ok(nothing(data, "Consent", &["consent"], help));
    }
    let bars = rows
        .into_iter()
        .map(|(channel, granted, refused)| Bar {
            label: data.word(&channel),
            parts: vec![
                Part { class: "both", value: granted, text: format::number(granted, 0) },
                Part { class: "grey", value: refused, text: format::number(refused, 0) },
            ],
            note: format!("{} allow", format::share_of(granted, granted + refused)),
        })
        .collect();
    let chart = BarChart {
        about: About {
            title: "Who may be approached, over both lines".to_owned(),
            description: "For each channel, customers who allow marketing and who refuse it."
                .to_owned(),
            origin: "consent",
        },
        axis: "customers who answered".to_owned(),
        unit: Unit::Count,
        keys: vec![Key::new("both", "allowed"), Key::new("grey", "refused")],
        rows: bars,
        half: false,
    };
    Ok(html! {
        p {
            "Where the lines were told different things, the refusal holds for both. "
            (source("consent"))
        }
        (chart.draw())
    })
}
