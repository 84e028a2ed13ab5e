//! The agent guides: every procedure of the proposal as a decision tree to work with while the
//! customer is on the line. The script draws them from the page's data; without it the page shows
//! every procedure in full.

use maud::{Markup, html};
use serde::Serialize;

use super::document::Document;
use super::unified::{Guide, GuideRule, GuideStep, Note, Way};
use super::{Catalogues, DIFFERENCES_FILE, Side, fragment};
use crate::PAGE_FILE;
use crate::error::ReportError;
use crate::format::{NOTHING, count};

const STYLE: &str = concat!(include_str!("../colours.css"), include_str!("guides.css"));
const SCRIPT: &str = concat!(include_str!("search.js"), include_str!("guides.js"));

/// What stands at a rule that the policy chose; the script says the same.
const BY_POLICY: &str = "By policy, not yet decided by people";

/// What stands before a note; the script says the same.
pub(super) const NOTE: &str = "Note:";

/// What stands above rules that are in the proposal in other words only; the script says the same.
const STATED: &str = "As the lines wrote them";

/// What the script reads.
#[derive(Serialize)]
struct PageData<'a> {
    labels: [&'a str; 2],
    guides: &'a [Guide],
}

pub(super) fn render(about: &Catalogues<'_>, guides: &[Guide]) -> Result<String, ReportError> {
    let data = serde_json::to_string(&PageData { labels: about.labels, guides })?;
    let body = html! {
        header.top {
            h1 { "Agent guides" }
            p { bdi { (about.title) } }
            nav aria-label="Other pages" {
                a href=(DIFFERENCES_FILE) { "Side by side" }
                @if about.has_report { a href=(PAGE_FILE) { "Report" } }
            }
        }
        div #app {}
        noscript {
            div.plain {
                p.note {
                    "This page leads through a procedure step by step where scripts may run. Here are "
                    "all " (count(guides.len() as i64)) " procedures in full."
                }
                @for guide in guides { (whole(about, guide)) }
            }
        }
    };
    let title = "Agent guides";
    Ok(Document { title, style: STYLE, script: SCRIPT, data: &data, body }.render())
}

/// A procedure in full.
fn whole(about: &Catalogues<'_>, guide: &Guide) -> Markup {
    let about_it = [
        ("Starts when", guide.trigger.clone()),
        ("Have at hand", guide.inputs.clone()),
        ("Purpose", guide.purpose.clone()),
        ("Owner", guide.owner.clone()),
        ("Channels", guide.channels.join(", ")),
        ("Topics", guide.topics.join(", ")),
        ("Outcome", guide.outcome.clone()),
    ];
    html! {
        article.whole id=(fragment(&guide.id)) {
            h2 { bdi { (guide.title) } }
            @if !guide.also.is_empty() { p.also { "also: " bdi { (guide.also) } } }
            p.meta { (chip(about, guide.from)) }
            dl.facts {
                @for (name, text) in about_it.iter().filter(|(_, text)| !text.is_empty()) {
                    div { dt { (name) } dd { bdi { (text) } } }
                }
            }
            (notes(about, &guide.note))
            @if guide.start.len() > 1 {
                p { "Begins:" }
                (ways(about, &guide.start))
            }
            (steps(about, guide))
            @if !guide.rules.is_empty() {
                h3 { "Rules" }
                ul.rules { @for rule in &guide.rules { (rule_item(about, guide.from, rule)) } }
            }
            @if guide.stated.iter().any(|texts| !texts.is_empty()) {
                h3 { (STATED) }
                @for (texts, side) in guide.stated.iter().zip([Side::Left, Side::Right]) {
                    @for text in texts { p.beside { (chip(about, side)) " " bdi { (text) } } }
                }
            }
            @if !guide.waits.is_empty() {
                h3 { "Steps not decided yet" }
                ul.rules {
                    @for waits in &guide.waits {
                        li.open { p.name { (waits.name) } p { bdi { (waits.case) } } }
                    }
                }
            }
        }
    }
}

/// The steps of a procedure in full; ways on where they are not simply the next step.
pub(super) fn steps(about: &Catalogues<'_>, guide: &Guide) -> Markup {
    html! {
        ol.steps {
            @for (at, step) in guide.steps.iter().enumerate() {
                @let following = guide.steps.get(at + 1).map_or(0, |step| step.position);
                (step_item(about, guide.from, step, following))
            }
        }
    }
}

fn step_item(about: &Catalogues<'_>, whole: Side, step: &GuideStep, following: u32) -> Markup {
    let meta: Vec<&str> = [&step.actor, &step.system, &step.output]
        .into_iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty())
        .collect();
    let goes_on = [Way { to: following, line: None, condition: String::new() }];
    html! {
        li class=(step.from.class()) {
            span.dot aria-hidden="true" { (step.position) }
            div {
                p.action {
                    bdi { (if step.action.is_empty() { NOTHING } else { &step.action }) }
                    @if step.from != whole { " " (chip(about, step.from)) }
                }
                @for (side, words) in step.beside() {
                    p.beside { (chip(about, side)) " " bdi { (words) } }
                }
                @if !step.condition.is_empty() {
                    p.when { strong { "Only when: " } bdi { (step.condition) } }
                }
                @if !meta.is_empty() { p.meta { bdi { (meta.join(" · ")) } } }
                (notes(about, &step.note))
                @if step.next != goes_on { (ways(about, &step.next)) }
            }
        }
    }
}

/// What agents should know beside a procedure or a step.
pub(super) fn notes(about: &Catalogues<'_>, note: &Note) -> Markup {
    html! {
        @for (side, text) in note.texts() {
            p.remark {
                strong { (NOTE) } " "
                @if let Some(side) = side { (chip(about, side)) " " }
                bdi { (text) }
            }
        }
    }
}

fn ways(about: &Catalogues<'_>, ways: &[Way]) -> Markup {
    html! {
        ul.ways {
            @for way in ways {
                li {
                    @if let Some(side) = way.line { (chip(about, side)) " " }
                    @if !way.condition.is_empty() { bdi { (way.condition) } " " }
                    @if way.to == 0 { "→ end" } @else { "→ step " (way.to) }
                }
            }
        }
    }
}

fn rule_item(about: &Catalogues<'_>, whole: Side, rule: &GuideRule) -> Markup {
    html! {
        li.open[rule.open] {
            p.name { (rule.name) @if rule.from != whole { " from " (chip(about, rule.from)) } }
            @if rule.open { p.undecided { "Not decided yet:" } }
            @if rule.by_policy { p.note { (BY_POLICY) } }
            @if let Some(values) = &rule.sides {
                dl.sides {
                    @for ((label, value), side) in
                        about.labels.iter().zip(values).zip([Side::Left, Side::Right])
                    {
                        div class=(side.class()) { dt { bdi { (label) } } dd { bdi { (value) } } }
                    }
                }
            } @else {
                p.value { bdi { (rule.value) } }
            }
            @if !rule.condition.is_empty() { p.when { "When: " bdi { (rule.condition) } } }
        }
    }
}

/// A small label in a side's colour.
pub(super) fn chip(about: &Catalogues<'_>, side: Side) -> Markup {
    let label = about.label(side);
    let label = if side == Side::Both { "Both lines" } else { label };
    html! { span class={ "chip " (side.class()) } { bdi { (label) } } }
}
