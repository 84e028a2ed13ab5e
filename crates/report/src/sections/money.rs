//! Section 6: money. What both lines cost and bring in a month, and where costs meet.

use maud::{Markup, html};

use crate::charts::bar::{Bar, BarChart, Part};
use crate::charts::{About, Key, Unit};
use crate::error::ReportError;
use crate::format;
use crate::listing::{Kind, Listing, column};
use crate::page::{Section, listed, nothing};
use crate::read::Data;

const HELP: &str = "A source with `entity = \"money\"` for each line provides it.";

const CATEGORIES: Listing = Listing {
    caption: "Cost and revenue by category",
    tables: &["money_category"],
    sql: "SELECT line, CASE kind WHEN 'income' THEN 'revenue' ELSE kind END, category, months, \
          total, monthly FROM money_category ORDER BY kind, line <> '{left}', monthly DESC, COLUMNS(*)",
    columns: &[
        column("Line", Kind::Line),
        column("Kind", Kind::Word),
        column("Category", Kind::Text),
        column("Months", Kind::Count),
        column("Total, {currency}", Kind::Money),
        column("A month, {currency}", Kind::Money),
    ],
};

const SHARED: Listing = Listing {
    caption: "Cost categories that both lines have, where synergy can come from",
    tables: &["shared_cost"],
    sql: "SELECT left_category, right_category, left_monthly, right_monthly, \
          left_monthly + right_monthly FROM shared_cost ORDER BY 5 DESC, COLUMNS(*)",
    columns: &[
        column("{left}", Kind::Text),
        column("{right}", Kind::Text),
        column("A month, {left}, {currency}", Kind::Money),
        column("A month, {right}, {currency}", Kind::Money),
        column("Together, {currency}", Kind::Money),
    ],
};

pub(super) fn section(data: &Data<'_>) -> Result<Section, ReportError> {
    let body = html! {
        p {
            "Amounts are in " (data.currency()) ", as the lines booked them. A shared category is \
             where two contracts or two sets of licences may become one; it is not a saving yet."
        }
        (chart(data)?)
        (listed(data, &SHARED, 20, None, HELP)?)
        (listed(data, &CATEGORIES, 40, None, HELP)?)
    };
    Ok(Section::new("money", "6 Money", body))
}

fn chart(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT line, category, monthly FROM money_category \
               WHERE kind = 'cost' AND monthly IS NOT NULL ORDER BY sum(monthly) OVER (PARTITION BY category) DESC, category, \
               line <> '{left}'";
    let rows = data.rows(&["money_category"], sql, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, f64>(2)?))
    })?;
    if rows.is_empty() {
        return Ok(nothing(data, "Cost", &["money_category"], HELP));
    }
    let bars = rows
        .into_iter()
        .map(|(line, category, monthly)| Bar {
            label: format::words(&category),
            parts: vec![Part { class: data.class(&line), value: monthly, text: String::new() }],
            note: format::number(monthly, 0),
        })
        .collect();
    let chart = BarChart {
        about: About {
            title: format!("Cost a month by category, {}", data.currency()),
            description: "A bar for each cost category of each line.".to_owned(),
            origin: "money_category",
        },
        axis: format!("{} a month", data.currency()),
        unit: Unit::Count,
        keys: vec![Key::new("left", data.left()), Key::new("right", data.right())],
        rows: bars,
        half: false,
    };
    Ok(chart.draw())
}
