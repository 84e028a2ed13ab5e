//! Both lines' procedures side by side: what is the same, what differs, which rules stand against
//! each other, why the two were matched, and what is proposed.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::document::Document;
use super::guides::{NOTE, chip, notes, steps as guide_steps};
use super::matched::{Aligned, Compared, Evidence, LineStep, Match};
use super::unified::Guide;
use super::words::{self, Comparison, Run};
use super::{Catalogues, GUIDES_FILE, Side, fragment, rule_name};
use crate::PAGE_FILE;
use crate::format::{self, NOTHING, count, sentence};

const STYLE: &str = concat!(include_str!("../colours.css"), include_str!("differences.css"));
const SCRIPT: &str = concat!(include_str!("search.js"), include_str!("differences.js"));

/// What stands at steps whose words are not marked.
const ANEW: &str = "Worded anew, or in another language.";
/// How the tables say what the operation says already.
const REWORDED: &str = "other words";

/// What the sections are made from.
struct Page<'a> {
    about: &'a Catalogues<'a>,
    /// The proposal by the keys of the lines' own catalogues.
    by_key: [BTreeMap<&'a str, &'a Guide>; 2],
}

pub(super) fn render(about: &Catalogues<'_>, matches: &[Match], guides: &[Guide]) -> String {
    let of_side =
        |side: usize| guides.iter().filter_map(|g| Some((g.keys[side].as_deref()?, g))).collect();
    let page = Page { about, by_key: [of_side(0), of_side(1)] };
    let pairs: Vec<&Match> = matches.iter().filter(|found| found.is_pair()).collect();
    let body = html! {
        header.top {
            h1 { "Procedures side by side" }
            p { bdi { (about.title) } }
            nav aria-label="Other pages" {
                a href=(GUIDES_FILE) { "Agent guides" }
                @if about.has_report { a href=(PAGE_FILE) { "Report" } }
            }
        }
        div.columns {
            (contents(&pairs))
            main {
                @if pairs.is_empty() {
                    p.missing {
                        strong { "Nothing to compare. " }
                        "No procedure of one line was matched with one of the other."
                    }
                }
                @for found in &pairs { (page.pair(found)) }
                (page.alone(matches))
            }
        }
    };
    let title = "Procedures side by side";
    Document { title, style: STYLE, script: SCRIPT, data: "{}", body }.render()
}

fn title(found: &Match) -> Markup {
    let [left, right] = &found.titles;
    html! {
        bdi { (left) }
        @if right != left { " / " bdi { (right) } }
    }
}

fn anchor(found: &Match) -> String {
    format!("match-{}", found.id)
}

/// The contents, with what the script needs to filter them; without it they are a plain list.
fn contents(pairs: &[&Match]) -> Markup {
    html! {
        nav.contents aria-label="Contents" {
            form #filter role="search" hidden {
                label for="search" { "Search " kbd aria-hidden="true" { "/" } }
                input #search type="search" autocomplete="off" spellcheck="false"
                    aria-describedby="found";
                div.row {
                    label for="relation" { "Relation" }
                    select #relation {
                        option value="" { "All" }
                        option value="same" { "Same" }
                        option value="related" { "Related" }
                    }
                }
                label.check { input #open type="checkbox"; " Only with rules to decide" }
            }
            p #found.note role="status" {
                (format::of(pairs.len() as i64, "matches"))
            }
            ol {
                @for found in pairs {
                    li data-relation=(found.relation) data-open=(found.open()) {
                        a href={ "#" (anchor(found)) } { (title(found)) }
                        span.meta {
                            (relation_name(&found.relation))
                            @if found.open() > 0 {
                                " · " span.open { (count(found.open() as i64)) " to decide" }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn relation_name(relation: &str) -> &'static str {
    if relation == "same" { "Same" } else { "Related" }
}

impl Page<'_> {
    fn pair(&self, found: &Match) -> Markup {
        let contacts = found.contacts.iter().sum::<i64>();
        html! {
            article.match id=(anchor(found)) tabindex="-1" aria-labelledby={ (anchor(found)) "-title" } {
                h2 id={ (anchor(found)) "-title" } { (title(found)) }
                p.meta {
                    span class={ "chip " (if found.relation == "same" { "both" } else { "grey" }) } {
                        (relation_name(&found.relation))
                    }
                    @if let Some(score) = found.score {
                        span { "Similarity " (format::percent(score)) }
                    }
                    @if contacts > 0 { span { (format::of(contacts, "contacts")) } }
                    @if found.open() > 0 {
                        span.chip.open { (format::of(found.open() as i64, "rules")) " to decide" }
                    }
                }
                (why(&found.evidence))
                (self.edit_script(found))
                (self.rules(found))
                (self.proposal(found))
            }
        }
    }

    fn edit_script(&self, found: &Match) -> Markup {
        if found.steps.is_empty() {
            return html! { p.note { "No steps are written for these procedures." } };
        }
        html! {
            h3 { "Steps" }
            table role="table" {
                thead role="rowgroup" {
                    tr role="row" {
                        @for (label, side) in self.sides() {
                            th role="columnheader" scope="col" class=(side.class()) { bdi { (label) } }
                        }
                        th role="columnheader" scope="col" { "Difference" }
                    }
                }
                tbody role="rowgroup" { @for row in &found.steps { (self.aligned(row)) } }
            }
        }
    }

    fn aligned(&self, row: &Aligned) -> Markup {
        let Comparison { runs, is_anew } = match &row.sides {
            [Some(left), Some(right)] => words::compare(&left.action, &right.action),
            sides => {
                let runs = sides.each_ref().map(|step| {
                    let text = step.as_ref().map(|step| step.action.clone()).unwrap_or_default();
                    vec![Run { text, differs: false }]
                });
                Comparison { runs, is_anew: false }
            }
        };
        html! {
            tr role="row" class=(row.operation) {
                @for (at, (step, runs)) in row.sides.iter().zip(&runs).enumerate() {
                    td role="cell" class=(if at == 0 { "left" } else { "right" })
                        data-line=(self.about.labels[at])
                    { (line_step(step.as_ref(), runs)) }
                }
                td.difference role="cell" {
                    strong { (self.operation(&row.operation)) }
                    @if !row.difference.is_empty() && row.difference != REWORDED { p.note { bdi { (sentence(&row.difference)) } } }
                    @if is_anew { p.note { (ANEW) } }
                }
            }
        }
    }

    /// An operation in people's words.
    fn operation(&self, operation: &str) -> String {
        match operation {
            "same" => "Same".to_owned(),
            "reworded" => "Other words".to_owned(),
            "moved" => "Moved".to_owned(),
            "split" => format!("Split in {}", self.about.labels[1]),
            "merged" => format!("One step in {}", self.about.labels[1]),
            "other_actor" => "Someone else does it".to_owned(),
            "other_system" => "Another system".to_owned(),
            "only_left" => format!("Only {}", self.about.labels[0]),
            "only_right" => format!("Only {}", self.about.labels[1]),
            other => format::words(other),
        }
    }

    fn rules(&self, found: &Match) -> Markup {
        html! {
            @if !found.rules.is_empty() {
                h3 { "Rules" }
                @for rule in &found.rules { (self.rule(rule)) }
            }
        }
    }

    fn rule(&self, rule: &Compared) -> Markup {
        let undecided = rule.choice == "decide";
        html! {
            section.rule.open[rule.open] {
                h4 { (rule_name(&rule.kind)) " " span.class { (self.class(&rule.class)) } }
                dl.sides {
                    @for ((label, side), value) in self.sides().zip(&rule.values) {
                        div class=(side.class()) {
                            dt { bdi { (label) } }
                            dd { bdi { (if value.is_empty() { "no rule written" } else { value }) } }
                        }
                    }
                }
                @if !rule.detail.is_empty() { p { bdi { (sentence(&rule.detail)) } } }
                @if !rule.recommendation.is_empty() {
                    p {
                        strong { (if undecided { "To decide: " } else { "Recommended: " }) }
                        bdi { (rule.recommendation) }
                    }
                }
                @if !rule.reason.is_empty() { p.note { bdi { (sentence(&rule.reason)) } } }
            }
        }
    }

    fn class(&self, class: &str) -> String {
        let [left, right] = self.about.labels;
        match class {
            "tighter" => format!("stricter in {left}"),
            "looser" => format!("stricter in {right}"),
            "missing_left" => format!("only {right}"),
            "missing_right" => format!("only {left}"),
            other => format::words(other),
        }
    }

    /// What is proposed: one procedure with the origin of each step, or both as they are.
    fn proposal(&self, found: &Match) -> Markup {
        let guide = |side: usize| {
            found.keys[side].as_deref().and_then(|key| self.by_key[side].get(key)).copied()
        };
        match (guide(0), guide(1)) {
            (Some(left), Some(right)) if left.id == right.id => html! {
                details.proposal {
                    summary { "Proposed procedure for both lines: "
                        (format::of(left.steps.len() as i64, "steps")) }
                    (notes(self.about, &left.note))
                    (guide_steps(self.about, left))
                    p { (guide_link(left, "Open its guide")) }
                }
            },
            (None, None) => html! {},
            guides => html! {
                p.proposal {
                    "Kept apart until people decide: "
                    @for guide in [guides.0, guides.1].into_iter().flatten() {
                        (guide_link(guide, &guide.title)) " " (chip(self.about, guide.from)) " "
                    }
                }
            },
        }
    }

    /// The procedures that only one line has.
    fn alone(&self, matches: &[Match]) -> Markup {
        let of = |side: usize| {
            let relation = ["only_left", "only_right"][side];
            matches.iter().filter(move |found| found.relation == relation)
        };
        html! {
            @if matches.iter().any(|found| !found.is_pair()) {
                section.alone #only-one-line {
                    h2 { "Only in one line" }
                    div.two {
                        @for (at, (label, side)) in self.sides().enumerate() {
                            div class=(side.class()) {
                                h3 { bdi { (label) } }
                                ul {
                                    @for found in of(at) {
                                        li { (self.kept(found, at)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn kept(&self, found: &Match, side: usize) -> Markup {
        let title = &found.titles[side];
        let guide = found.keys[side].as_deref().and_then(|key| self.by_key[side].get(key));
        guide.map_or_else(|| html! { bdi { (title) } }, |guide| guide_link(guide, title))
    }

    fn sides(&self) -> impl Iterator<Item = (&str, Side)> {
        self.about.labels.into_iter().zip([Side::Left, Side::Right])
    }
}

fn guide_link(guide: &Guide, text: &str) -> Markup {
    html! { a href={ (GUIDES_FILE) "#" (fragment(&guide.id)) } { bdi { (text) } } }
}

/// A step as its line wrote it, with the words that the other line lacks marked.
fn line_step(step: Option<&LineStep>, runs: &[Run]) -> Markup {
    let Some(step) = step else { return html! { span.none { (NOTHING) } } };
    let meta: Vec<&str> = [&step.actor, &step.system]
        .into_iter()
        .map(String::as_str)
        .filter(|t| !t.is_empty())
        .collect();
    html! {
        @if let Some(position) = step.position { span.place { (count(position)) } " " }
        bdi {
            @for run in runs {
                @if run.differs { mark { (run.text) } } @else { (run.text) }
            }
        }
        @if !meta.is_empty() { p.meta { bdi { (meta.join(" · ")) } } }
        @if !step.note.is_empty() { p.remark { strong { (NOTE) } " " bdi { (step.note) } } }
    }
}

fn why(evidence: &[Evidence]) -> Markup {
    html! {
        @if !evidence.is_empty() {
            details.why {
                summary { "Why they match" }
                p.note { "How alike each part is × how much it counts." }
                ul {
                    @for reason in evidence {
                        li {
                            @if !reason.measure.is_empty() { strong { (reason.measure) } " " }
                            bdi { (reason.detail) }
                        }
                    }
                }
            }
        }
    }
}
