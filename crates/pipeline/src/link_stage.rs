//! Customer records → pairs, clusters, relationships and the model, by the pure linkage crate.

mod examples;

use std::path::Path;

use sameboat_link::{
    ColumnBuilder, Decisions, Explainer, Field, LinkError, LinkSettings, Linkage, PairDecision,
    Records, RelationshipKind, ScoredPair, Source,
};
use sameboat_model::{Entity, Progress, Settings, Value};
use sameboat_store::flow::Flow;
use sameboat_store::schema::link::{
    BLOCKING_RULE, LINK_CLUSTER, LINK_FIGURE, LINK_PAIR, LINK_PARAMETER, LINK_RELATIONSHIP, TABLES,
};
use sameboat_store::schema::record_table;
use sameboat_store::totals::ControlTotal;
use sameboat_store::{Store, StoreError, ValueRef};

use crate::decisions::{self, RecordIndex, Together};
use crate::earlier_merges::{self, Pairs};
use crate::error::PipelineError;
use crate::model_file::{self, MODEL_FILE};
use crate::stage::{Engagement, Stage, StageFigures};

/// The customer fields that are compared, and what linkage takes them for.
const COMPARED: [(&str, Field); 17] = [
    ("kind", Field::Kind),
    ("given_name", Field::GivenName),
    ("surname", Field::Surname),
    ("full_name", Field::FullName),
    ("organisation", Field::Organisation),
    ("birth_date", Field::BirthDate),
    ("gender", Field::Gender),
    ("email", Field::Email),
    ("phone", Field::Phone),
    ("mobile", Field::Phone),
    ("street", Field::Street),
    ("house_number", Field::HouseNumber),
    ("postcode", Field::Postcode),
    ("city", Field::City),
    ("region", Field::Region),
    ("country", Field::Country),
    ("identity_number", Field::IdNumber),
];

/// Links the run's customer records.
pub fn run_link(
    engagement: &Engagement,
    store: &Store,
    progress: &dyn Progress,
) -> Result<StageFigures, PipelineError> {
    store.require(&record_table(Entity::Customer), "ingest")?;
    for table in TABLES {
        store.create(table)?;
    }
    let mut records = read_records(&engagement.settings, store)?;
    let index = RecordIndex::new(&records);
    let Decided { decisions: decided, unknown, merged_earlier } =
        decided(engagement, store, &records, &index)?;
    let settings = link_settings(engagement)?;
    if records.is_empty() {
        return Ok(StageFigures::new(Stage::Link, &[("customer records", 0)]));
    }
    let linkage = sameboat_link::link_and_free(&mut records, &settings, &decided, progress)
        .map_err(|error| named(error, &records, &engagement.folder))?;
    write(store, &records, &linkage, &merged_earlier)?;
    if let Some(folder) = store.path().and_then(Path::parent) {
        let path = folder.join(MODEL_FILE);
        std::fs::write(&path, model_file::text(&linkage.model, &path)?)
            .map_err(|error| PipelineError::file(&path, error.to_string()))?;
    }
    check_totals(store)?;
    let mut figures = figures(&records, &linkage);
    if unknown > 0 {
        figures.warnings.push(format!(
            "{unknown} decisions in {} are about records that are not in the exports",
            decisions::MATCHES_FILE
        ));
    }
    Ok(figures)
}

/// A contradiction between decisions, told by sources and keys instead of indexes.
fn named(error: LinkError, records: &Records, folder: &Path) -> PipelineError {
    let LinkError::ContradictoryDecisions { left, right } = error else { return error.into() };
    let name = |record: u32| {
        format!("{} of {}", &records.keys[record as usize], records.source(record).name)
    };
    let (left, right) = (name(left), name(right));
    let message = format!(
        "{left} and {right} are decided to be one customer, perhaps through others, \
         and decided to be two; append a decision that settles it"
    );
    PipelineError::file(&folder.join(decisions::MATCHES_FILE), &message)
}

/// Every customer record is in one cluster.
pub(crate) fn check_totals(store: &Store) -> Result<(), StoreError> {
    let total = ControlTotal {
        stage: Stage::Link.name(),
        source: "customer".into(),
        input: ("records".into(), store.count(&Entity::Customer.record_table())?),
        outputs: vec![("in a cluster".into(), store.count(LINK_CLUSTER.name)?)],
    };
    store.record_totals(Stage::Link.name(), &[total])
}

/// What binds linkage, whatever the evidence says.
pub(crate) struct Decided {
    /// All of it.
    pub(crate) decisions: Decisions,
    /// People's decisions about records that are not there.
    pub(crate) unknown: usize,
    /// Which of the pairs that are one customer are so because their system merged them.
    pub(crate) merged_earlier: Pairs,
}

/// What people decided about the records; where they did not, what their systems had merged; and
/// where neither did, which parties of one contract are two people.
pub(crate) fn decided(
    engagement: &Engagement,
    store: &Store,
    records: &Records,
    index: &RecordIndex<'_>,
) -> Result<Decided, PipelineError> {
    let (mut decisions, unknown) = decisions::read(&engagement.folder, index)?;
    let merged = earlier_merges::read(store, index)?;
    let mut merged_earlier = earlier_merges::without_contradiction(&merged, &decisions);
    for pair in &decisions.must_link {
        merged_earlier.remove(pair);
    }
    decisions.must_link.extend(&merged_earlier);
    let together = Together::new(&decisions.must_link);
    let mut apart = decisions::parties_apart(store, records, index)?;
    apart.retain(|&(left, right)| !together.together(left, right));
    decisions.cannot_link.append(&mut apart);
    Ok(Decided { decisions, unknown, merged_earlier })
}

/// The linkage settings that an engagement's settings mean.
pub(crate) fn link_settings(engagement: &Engagement) -> Result<LinkSettings, PipelineError> {
    let model = engagement.settings.link.model.as_ref();
    let model = model.map(|path| model_file::read(&engagement.folder.join(path))).transpose()?;
    Ok(LinkSettings { model, ..settings_without_model(engagement) })
}

pub(crate) fn settings_without_model(engagement: &Engagement) -> LinkSettings {
    let given = &engagement.settings.link;
    let default = LinkSettings::default();
    LinkSettings {
        seed: given.seed,
        target_precision: given.target_precision,
        review_probability: given.review_threshold.unwrap_or(default.review_probability),
        link_probability: given.link_threshold,
        ..default
    }
}

pub(crate) fn read_records(settings: &Settings, store: &Store) -> Result<Records, PipelineError> {
    /// Columns before the compared ones.
    const BEFORE: usize = 2;
    // The settings may have lost a source since the draft was read.
    let known: Vec<String> = settings.sources.iter().map(|source| source.name.clone()).collect();
    let strange = "SELECT DISTINCT source FROM customer_record ORDER BY source";
    for source in store.query(strange, [], |row| row.get::<_, String>(0))? {
        if !known.contains(&source) {
            return Err(PipelineError::file(
                Path::new("sameboat.toml"),
                format!("source `{source}` was read but is no longer there: ingest again"),
            ));
        }
    }
    let mut records = Records {
        sources: settings
            .sources
            .iter()
            .map(|source| Source {
                name: source.name.clone(),
                line: source.line.clone(),
                one_to_one: source.one_to_one,
                country: settings.line(&source.line).map(|line| line.country().to_owned()),
            })
            .collect(),
        ..Records::default()
    };
    let mut columns: Vec<ColumnBuilder> =
        COMPARED.iter().map(|(name, field)| ColumnBuilder::new(*name, *field)).collect();
    let may_match = settings.policy.regulated.may_match;
    let flow = if may_match { Flow::default() } else { Flow::read(store)? };
    let fields: Vec<String> = COMPARED
        .iter()
        .map(|(name, _)| format!("CAST({} AS VARCHAR)", flow.field(Entity::Customer, "r", name)))
        .collect();
    let sql = format!(
        "SELECT source, record_key, {} FROM customer_record r ORDER BY source, record_key",
        fields.join(", ")
    );
    store.for_each(&sql, |row| {
        let source = row.get_ref(0)?.as_str()?;
        let place = known.iter().position(|name| name == source).unwrap_or_default();
        records.source_of.push(place as u16);
        records.keys.push(row.get_ref(1)?.as_str()?);
        for (place, column) in columns.iter_mut().enumerate() {
            let cell = row.get_ref(BEFORE + place)?;
            column.push(if matches!(cell, ValueRef::Null) { None } else { Some(cell.as_str()?) });
        }
        Ok(())
    })?;
    records.columns = columns.into_iter().map(ColumnBuilder::finish).collect();
    Ok(records)
}

fn write(
    store: &Store,
    records: &Records,
    linkage: &Linkage,
    merged_earlier: &Pairs,
) -> Result<(), StoreError> {
    write_pairs(store, records, linkage, merged_earlier)?;
    write_clusters(store, records, linkage)?;
    write_relationships(store, records, linkage)?;
    examples::write(store, records, linkage)?;
    write_model(store, linkage)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn write_pairs(
    store: &Store,
    records: &Records,
    linkage: &Linkage,
    merged_earlier: &Pairs,
) -> Result<(), StoreError> {
    let mut writer = store.writer(&LINK_PAIR)?;
    let explainer = linkage.explainer();
    for pair in &linkage.pairs {
        let (left, right) = (pair.left as usize, pair.right as usize);
        let (from, to) = (records.source(pair.left), records.source(pair.right));
        let ends = (pair.left.min(pair.right), pair.left.max(pair.right));
        let mut evidence = evidence_text(&explainer, pair);
        if merged_earlier.contains(&ends) {
            evidence = format!("earlier merge in source {}; {evidence}", from.name);
        }
        writer.append(&[
            text(&records.keys[left]),
            text(&records.keys[right]),
            Value::Decimal(pair.match_weight),
            Value::Decimal(pair.probability),
            text(decision_name(pair.decision)),
            text(&from.line),
            text(&from.name),
            text(&to.line),
            text(&to.name),
            Value::Text(evidence),
        ])?;
    }
    writer.finish()
}

/// The name of a decision in tables and files.
pub(crate) const fn decision_name(decision: PairDecision) -> &'static str {
    match decision {
        PairDecision::Link => "link",
        PairDecision::Review => "review",
        PairDecision::Distinct => "distinct",
        PairDecision::MustLink => "linked",
        PairDecision::CannotLink => "separated",
    }
}

/// `surname same +8.1; birth_date other -4.2`: levels and weights, never values.
fn evidence_text(explainer: &Explainer<'_>, pair: &ScoredPair) -> String {
    let parts: Vec<String> = explainer
        .explain(pair)
        .iter()
        .filter(|evidence| evidence.level != "missing")
        .map(|e| format!("{} {} {:+.1}", e.comparison, e.level, e.match_weight))
        .collect();
    parts.join("; ")
}

fn write_clusters(store: &Store, records: &Records, linkage: &Linkage) -> Result<(), StoreError> {
    let mut writer = store.writer(&LINK_CLUSTER)?;
    for (record, cluster) in linkage.cluster_of.iter().enumerate() {
        let source = records.source(record as u32);
        writer.append(&[
            text(&source.line),
            text(&source.name),
            text(&records.keys[record]),
            Value::Integer(i64::from(*cluster)),
        ])?;
    }
    writer.finish()
}

fn write_relationships(
    store: &Store,
    records: &Records,
    linkage: &Linkage,
) -> Result<(), StoreError> {
    let mut writer = store.writer(&LINK_RELATIONSHIP)?;
    for tie in &linkage.relationships {
        let (kind, evidence) = relationship_name(tie.kind);
        writer.append(&[
            text(kind),
            text(&records.source(tie.left).name),
            text(&records.keys[tie.left as usize]),
            text(&records.source(tie.right).name),
            text(&records.keys[tie.right as usize]),
            text(evidence),
        ])?;
    }
    writer.finish()
}

const fn relationship_name(kind: RelationshipKind) -> (&'static str, &'static str) {
    match kind {
        RelationshipKind::Household => ("household", "same surname, same address or phone"),
        RelationshipKind::SharedAddress => ("shared_address", "same address, other surname"),
        RelationshipKind::SharedPhone => ("shared_phone", "same phone number"),
        RelationshipKind::SharedEmail => ("shared_email", "same e-mail address"),
        RelationshipKind::Namesake => ("namesake", "same full name, nothing else in common"),
    }
}

fn write_model(store: &Store, linkage: &Linkage) -> Result<(), StoreError> {
    let mut rules = store.writer(&BLOCKING_RULE)?;
    for rule in &linkage.blocking.rules {
        rules.append(&[
            text(&rule.name),
            Value::Integer(rule.pairs as i64),
            Value::Integer(rule.oversized_blocks as i64),
            Value::Integer(rule.largest_block as i64),
        ])?;
    }
    rules.finish()?;
    let mut parameters = store.writer(&LINK_PARAMETER)?;
    for comparison in &linkage.model.comparisons {
        for (place, level) in comparison.levels.iter().enumerate() {
            parameters.append(&[
                text(&comparison.name),
                Value::Integer(place as i64 + 1),
                text(&level.name),
                Value::Decimal(level.m),
                Value::Decimal(level.u),
                Value::Decimal(level.h),
                Value::Decimal((level.m / level.u).log2()),
            ])?;
        }
    }
    parameters.finish()?;
    write_figures(store, linkage)
}

/// The single figures of a linkage, which the report shows.
fn write_figures(store: &Store, linkage: &Linkage) -> Result<(), StoreError> {
    let mut writer = store.writer(&LINK_FIGURE)?;
    let thresholds = &linkage.thresholds;
    let figures = [
        ("link threshold", Some(thresholds.link_probability), "probability"),
        ("review threshold", Some(thresholds.review_probability), "probability"),
        ("expected precision", thresholds.expected_precision, "share"),
        ("expected recall", Some(thresholds.expected_recall), "share"),
        ("pairs for review", Some(thresholds.review_pairs as f64), "pairs"),
        ("pairs compared", Some(linkage.blocking.pairs as f64), "pairs"),
        ("pair budget", Some(linkage.blocking.budget as f64), "pairs"),
        ("estimated blocking recall", linkage.blocking.estimated_recall, "share"),
        ("prior of a match", Some(linkage.model.prior), "probability"),
        ("prior of a household", Some(linkage.model.household_prior), "probability"),
        ("prior of twins", Some(linkage.model.twin_prior), "probability"),
        ("prior of namesakes", Some(linkage.model.namesake_prior), "probability"),
    ];
    for (name, value, unit) in figures {
        let value = value.map_or(Value::Null, Value::Decimal);
        writer.append(&[text(name), value, text(unit)])?;
    }
    writer.finish()
}

fn figures(records: &Records, linkage: &Linkage) -> StageFigures {
    let mut clusters = linkage.cluster_of.clone();
    clusters.sort_unstable();
    clusters.dedup();
    let review = linkage.thresholds.review_pairs;
    let mut figures = StageFigures::new(
        Stage::Link,
        &[
            ("customer records", records.len() as u64),
            ("pairs compared", linkage.blocking.pairs),
            ("clusters", clusters.len() as u64),
            ("pairs to review", review),
        ],
    );
    if review > 0 {
        figures.warnings.push(format!("{review} pairs wait for a person: decision = 'review'"));
    }
    figures
}
