//! `sameboat.toml`: the two lines, their sources, policies and plan settings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::config::{ConfigError, ConfigFile};
use crate::entity::{Entity, FieldKind};
use crate::plan_settings::PlanSettings;
use crate::policy::{Policy, why_not_regulated};
use crate::presets;
use crate::procedure_settings::{ProcedureSettings, RulePolicy};
use crate::suggest::nearest;

/// The whole settings file. Every part but the lines and sources has defaults that work.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whose data it is.
    pub engagement: Engagement,
    /// The two business lines, first the product, then the financing.
    #[serde(rename = "line")]
    pub lines: Vec<Line>,
    /// The exports.
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
    /// Linkage.
    #[serde(default)]
    pub link: LinkSettings,
    /// Survivorship.
    #[serde(default)]
    pub unify: UnifySettings,
    /// Who may see what.
    #[serde(default)]
    pub policy: Policy,
    /// Procedures and their rules.
    #[serde(default)]
    pub procedures: ProcedureSettings,
    /// The schedule.
    #[serde(default)]
    pub plan: PlanSettings,
    /// What a run writes.
    #[serde(default)]
    pub output: OutputSettings,
    /// What keeps a run from being published.
    #[serde(default)]
    pub publish: PublishSettings,
}

/// Whose data it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// The company, as the report's title shows it.
    pub name: String,
    /// ISO 4217 code of all amounts.
    #[serde(default = "default_currency")]
    pub currency: String,
    /// File of known truths, only read by `evaluate`.
    pub truth: Option<PathBuf>,
}

fn default_currency() -> String {
    "EUR".into()
}

/// One business line.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The identifier used in tables.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// ISO 3166 code: the country of phones and addresses that name none. Where it is not given, phones
    /// are taken for German ones, and no postcode gets lost zeros back by it.
    pub country: Option<String>,
    /// The more trusted line wins where survivorship asks for trust.
    #[serde(default)]
    pub trust: u32,
}

impl Line {
    /// The country of phones that name none.
    pub fn country(&self) -> &str {
        self.country.as_deref().unwrap_or(DEFAULT_COUNTRY)
    }
}

/// The country of lines that name none.
pub const DEFAULT_COUNTRY: &str = "DE";

/// One export.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The unique name used in tables.
    pub name: String,
    /// The line it comes from.
    pub line: String,
    /// The file, from the engagement's folder.
    pub file: PathBuf,
    /// The mapping file, from the engagement's folder, or a preset such as
    /// `preset:salesforce/contact`.
    pub mapping: PathBuf,
    /// Whether the source is known to hold each customer once.
    #[serde(default)]
    pub one_to_one: bool,
}

/// The `[link]` part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct LinkSettings {
    /// Seed of every sample that training draws.
    pub seed: u64,
    /// Expected precision of automatic links, 0 to 1; the link threshold follows from it.
    pub target_precision: Option<f64>,
    /// Match probability from which pairs are linked, instead of the one found.
    pub link_threshold: Option<f64>,
    /// Match probability from which pairs are held for review, instead of the one found.
    pub review_threshold: Option<f64>,
    /// The `model.json` of an earlier run, from the engagement's folder: pairs are scored by it, and
    /// nothing is trained, so that runs score alike.
    pub model: Option<PathBuf>,
}

impl Default for LinkSettings {
    fn default() -> Self {
        Self {
            seed: 42,
            target_precision: None,
            link_threshold: None,
            review_threshold: None,
            model: None,
        }
    }
}

impl SurvivorshipRule {
    /// The name in settings and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MostRecent => "most_recent",
            Self::MostTrustedLine => "most_trusted_line",
            Self::MostComplete => "most_complete",
            Self::MostFrequent => "most_frequent",
            Self::MostRestrictive => "most_restrictive",
        }
    }
}

/// How one value is picked from a cluster's records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SurvivorshipRule {
    /// From the record changed last.
    MostRecent,
    /// From the line with the highest `trust`.
    MostTrustedLine,
    /// The longest value.
    MostComplete,
    /// The value on most records.
    MostFrequent,
    /// For consents: no, if any record says no.
    MostRestrictive,
}

/// The `[unify]` part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UnifySettings {
    /// Field → rules; the second decides where the first ties, and so on. Fields that are not
    /// listed follow [`UnifySettings::rules_for`].
    #[serde(default)]
    pub survivorship: BTreeMap<String, Vec<SurvivorshipRule>>,
}

/// Fields that survive together, from one record, so that no customer gets one record's street in
/// another's town.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurvivorshipGroup {
    /// The fields; the first gives the rules.
    pub fields: &'static [&'static str],
    /// What makes a record worth asking, in order: as long as any record has a value of the first
    /// of these sets, records without one are not asked. A country alone is no address.
    pub core: &'static [&'static [&'static str]],
}

/// The fields that survive together.
pub const SURVIVORSHIP_GROUPS: [SurvivorshipGroup; 2] = [
    SurvivorshipGroup {
        fields: &["surname", "given_name", "full_name", "title", "gender"],
        core: &[&["surname", "full_name"], &["given_name"]],
    },
    SurvivorshipGroup {
        fields: &["street", "house_number", "postcode", "city", "region", "country"],
        core: &[&["street"], &["postcode", "city"]],
    },
];

impl UnifySettings {
    /// The rules for a customer field, in order.
    pub fn rules_for(&self, field: &str) -> &[SurvivorshipRule] {
        use SurvivorshipRule::{
            MostComplete, MostFrequent, MostRecent, MostRestrictive, MostTrustedLine,
        };
        if let Some(rules) = self.survivorship.get(field) {
            return rules;
        }
        match field {
            "consent_email" | "consent_phone" | "consent_post" => &[MostRestrictive],
            "kind" | "surname" | "organisation" | "birth_date" | "identity_number" => {
                &[MostFrequent, MostTrustedLine, MostComplete, MostRecent]
            }
            _ => &[MostRecent, MostTrustedLine, MostFrequent, MostComplete],
        }
    }
}

/// The `[output]` part.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct OutputSettings {
    /// Whether tables are written as CSV beside Parquet.
    pub csv: bool,
    /// How many published runs are kept, and as many that were not published.
    pub keep_runs: usize,
}

impl Default for OutputSettings {
    fn default() -> Self {
        Self { csv: true, keep_runs: 5 }
    }
}

/// The `[publish]` part: guardrails for runs that nobody watches.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PublishSettings {
    /// Share of a source's rows that may be in quarantine, 0 to 1.
    pub max_quarantined: f64,
    /// Share of the published run's customer ids that may disappear, 0 to 1.
    pub max_ids_lost: f64,
}

impl Default for PublishSettings {
    fn default() -> Self {
        Self { max_quarantined: 0.1, max_ids_lost: 0.1 }
    }
}

impl Settings {
    /// Reads and validates `sameboat.toml` in the engagement's folder.
    pub fn read(engagement: &Path) -> Result<Self, ConfigError> {
        Self::validate(ConfigFile::read(&engagement.join("sameboat.toml"))?)
    }

    /// Parses and validates settings that came from `file`.
    pub fn parse(file: &Path, text: String) -> Result<Self, ConfigError> {
        Self::validate(ConfigFile::parse(file, text)?)
    }

    /// The line of that name.
    pub fn line(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    fn validate(file: ConfigFile<Self>) -> Result<Self, ConfigError> {
        check_lines(&file)?;
        check_sources(&file)?;
        check_ranges(&file)?;
        check_link(&file)?;
        check_survivorship(&file)?;
        check_procedures(&file)?;
        check_regulated(&file)?;
        Ok(file.value)
    }
}

fn is_identifier(name: &str) -> bool {
    name.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn check_identifier(
    file: &ConfigFile<Settings>,
    path: &[&str],
    name: &str,
) -> Result<(), ConfigError> {
    if is_identifier(name) {
        return Ok(());
    }
    let help = "use lower-case letters, digits and _, beginning with a letter";
    Err(file.error_at(path, format!("`{name}` cannot be a name"), Some(help.into())))
}

fn check_lines(file: &ConfigFile<Settings>) -> Result<(), ConfigError> {
    let lines = &file.value.lines;
    for (index, line) in lines.iter().enumerate() {
        check_identifier(file, &["line", &index.to_string(), "name"], &line.name)?;
    }
    if lines.len() != 2 || lines[0].name == lines[1].name {
        return Err(file.error_at(
            &["line"],
            format!("two different lines are needed, {} given", lines.len()),
            Some("write two [[line]] parts, first the product line, then the financing".into()),
        ));
    }
    Ok(())
}

fn check_sources(file: &ConfigFile<Settings>) -> Result<(), ConfigError> {
    let mut seen = BTreeSet::new();
    for (index, source) in file.value.sources.iter().enumerate() {
        let index = index.to_string();
        let name_path = ["source", index.as_str(), "name"];
        check_identifier(file, &name_path, &source.name)?;
        if !seen.insert(&source.name) {
            let help = Some("give each source a name of its own".to_owned());
            let message = format!("source `{}` is there twice", source.name);
            return Err(file.error_at(&name_path, message, help));
        }
        if let Some(name) = presets::name_in(&source.mapping)
            && let Err(help) = presets::find(name)
        {
            let path = ["source", &index, "mapping"];
            return Err(file.error_at(&path, format!("there is no preset `{name}`"), Some(help)));
        }
        if file.value.line(&source.line).is_none() {
            let names: Vec<&str> = file.value.lines.iter().map(|l| l.name.as_str()).collect();
            return Err(file.error_at(
                &["source", &index, "line"],
                format!("there is no line `{}`", source.line),
                Some(format!("write one of: {}", names.join(", "))),
            ));
        }
    }
    Ok(())
}

/// Every number setting and the range it must be in. A guardrail that is set to a value it can
/// never reach would be no guardrail.
fn check_ranges(file: &ConfigFile<Settings>) -> Result<(), ConfigError> {
    let Settings { link, plan, procedures, publish, .. } = &file.value;
    let probability = 1e-6..=1.0 - 1e-6;
    let share = 0.0..=1.0;
    let some_share = 1e-3..=1.0;
    let amount = 0.0..=1e6;
    let some = 1e-3..=1e6;
    let minutes = 0.0..=240.0;
    let given = |value: Option<f64>| value.unwrap_or(0.5);
    let settings = [
        ("link", "target_precision", given(link.target_precision), &probability),
        ("link", "link_threshold", given(link.link_threshold), &probability),
        ("link", "review_threshold", given(link.review_threshold), &probability),
        ("publish", "max_quarantined", publish.max_quarantined, &share),
        ("publish", "max_ids_lost", publish.max_ids_lost, &share),
        ("procedures", "same", given(procedures.same), &share),
        ("procedures", "related", procedures.related, &share),
        ("procedures", "step", procedures.step, &share),
        ("procedures", "moved_step", procedures.moved_step, &share),
        ("procedures", "part_of_step", procedures.part_of_step, &share),
        ("procedures", "same_wording", procedures.same_wording, &share),
        ("procedures", "rule_condition", procedures.rule_condition, &share),
        ("procedures", "minutes_per_step", procedures.minutes_per_step, &minutes),
        ("procedures", "minutes_per_check", procedures.minutes_per_check, &minutes),
        ("procedures", "minutes_per_item", procedures.minutes_per_item, &minutes),
        ("plan", "months", f64::from(plan.months), &(1.0..=60.0)),
        ("plan", "service_level", plan.service_level, &probability),
        ("plan", "answer_seconds", plan.answer_seconds, &amount),
        ("plan", "shrinkage", plan.shrinkage, &(0.0..=0.95)),
        ("plan", "hours_a_day", plan.hours_a_day, &(0.5..=24.0)),
        ("plan", "training_share", plan.training_share, &some_share),
        ("plan", "training_hours_a_week", plan.training_hours_a_week, &(0.1..=60.0)),
        ("plan", "hours_a_topic", plan.hours_a_topic, &amount),
        ("plan", "hours_a_procedure", plan.hours_a_procedure, &amount),
        ("plan", "people_a_package", plan.people_a_package, &some),
        ("plan", "days_a_conflict", plan.days_a_conflict, &amount),
        ("plan", "days_a_procedure", plan.days_a_procedure, &amount),
        ("plan", "days_a_site", plan.days_a_site, &amount),
        ("plan", "moves_a_day", plan.moves_a_day, &some),
        ("plan", "days_a_system", plan.days_a_system, &amount),
        ("plan", "days_a_contract", plan.days_a_contract, &amount),
        ("plan", "days_an_audience", plan.days_an_audience, &amount),
        ("plan", "days_a_course", plan.days_a_course, &amount),
        ("plan", "go_live_waves", f64::from(plan.go_live_waves), &(1.0..=100.0)),
        ("plan", "days_a_check", plan.days_a_check, &amount),
        ("plan", "rollback_tolerance", plan.rollback_tolerance, &share),
    ];
    for (part, name, value, range) in settings {
        // A range does not contain NaN.
        if !range.contains(&value) {
            let help = format!("write a number from {} to {}", range.start(), range.end());
            let message = format!("`{name}` is out of range");
            return Err(file.error_at(&[part, name], message, Some(help)));
        }
    }
    Ok(())
}

fn check_link(file: &ConfigFile<Settings>) -> Result<(), ConfigError> {
    let link = &file.value.link;
    if let (Some(link_at), Some(review_at)) = (link.link_threshold, link.review_threshold)
        && review_at > link_at
    {
        return Err(file.error_at(
            &["link", "review_threshold"],
            "`review_threshold` is above `link_threshold`".into(),
            Some("pairs between the two are reviewed: the review threshold is the lower".into()),
        ));
    }
    Ok(())
}

fn check_survivorship(file: &ConfigFile<Settings>) -> Result<(), ConfigError> {
    for (field, rules) in &file.value.unify.survivorship {
        let path = ["unify", "survivorship", field.as_str()];
        let Some(spec) = Entity::Customer.field(field) else {
            let names = Entity::Customer.fields().iter().map(|field| field.name);
            let help = nearest(field, names).map(|name| format!("did you mean `{name}`?"));
            return Err(file.error_at(&path, format!("a customer has no field `{field}`"), help));
        };
        let mut groups = SURVIVORSHIP_GROUPS.iter().map(|group| group.fields);
        if let Some(group) = groups.find(|group| group[1..].contains(&field.as_str())) {
            let help = Some(format!("{} survive together; set `{}`", group.join(", "), group[0]));
            return Err(file.error_at(&path, format!("`{field}` has no rules of its own"), help));
        }
        if rules.is_empty() {
            let help = Some("name at least one rule, or take the line out".to_owned());
            return Err(file.error_at(&path, format!("`{field}` has no rule"), help));
        }
        if rules.contains(&SurvivorshipRule::MostRestrictive) && spec.kind != FieldKind::Boolean {
            let help = Some("`most_restrictive` is for consents".to_owned());
            return Err(file.error_at(&path, format!("`{field}` is not yes or no"), help));
        }
    }
    Ok(())
}

fn check_regulated(file: &ConfigFile<Settings>) -> Result<(), ConfigError> {
    for (index, name) in file.value.policy.regulated.fields.iter().enumerate() {
        let path = ["policy", "regulated", "fields", &index.to_string()];
        let named = name.split_once('.').and_then(|(entity, field)| {
            let entity = Entity::ALL.into_iter().find(|one| one.name() == entity)?;
            Some((entity, entity.field(field)?))
        });
        let Some((entity, spec)) = named else {
            let all = Entity::ALL.into_iter().flat_map(|entity| {
                entity.fields().iter().map(move |field| format!("{}.{}", entity.name(), field.name))
            });
            let all: Vec<String> = all.collect();
            let help = nearest(name, all.iter().map(String::as_str))
                .map(|name| format!("did you mean `{name}`?"));
            return Err(file.error_at(&path, format!("there is no field `{name}`"), help));
        };
        if let Some(reason) = why_not_regulated(entity, spec) {
            let message = format!("`{name}` cannot be regulated");
            return Err(file.error_at(&path, message, Some(reason.into())));
        }
    }
    Ok(())
}

fn check_procedures(file: &ConfigFile<Settings>) -> Result<(), ConfigError> {
    let procedures = &file.value.procedures;
    if procedures.same.is_some_and(|same| procedures.related > same) {
        return Err(file.error_at(
            &["procedures", "related"],
            "`related` is above `same`".into(),
            Some("procedures between the two are decided by people: `related` is the lower".into()),
        ));
    }
    check_week(file)?;
    for (kind, policy) in procedures.policy.all() {
        check_policy(file, kind, policy)?;
    }
    for (topic, line) in &procedures.owners {
        if file.value.line(line).is_none() {
            let path = ["procedures", "owners", topic.as_str()];
            let help = Some(meant(line, &[], &file.value));
            return Err(file.error_at(&path, format!("there is no line `{line}`"), help));
        }
    }
    Ok(())
}

fn check_week(file: &ConfigFile<Settings>) -> Result<(), ConfigError> {
    let week = &file.value.procedures.business;
    let wrong = |name: &str, help: &str| {
        let path = ["procedures", "business", name];
        Err(file.error_at(&path, format!("`{name}` is out of range"), Some(help.into())))
    };
    if !(1..=7).contains(&week.days) {
        return wrong("days", "write 1 to 7, counted from Monday");
    }
    if week.opens > 23 {
        return wrong("opens", "write an hour from 0 to 23");
    }
    if week.closes > 24 || week.closes <= week.opens {
        return wrong("closes", "write an hour after `opens`, at most 24");
    }
    Ok(())
}

fn check_policy(
    file: &ConfigFile<Settings>,
    kind: &str,
    policy: &RulePolicy,
) -> Result<(), ConfigError> {
    let path = ["procedures", "policy", kind];
    match policy {
        RulePolicy::Line(word) if file.value.line(word).is_none() => {
            let help = Some(meant(word, &RulePolicy::WORDS, &file.value));
            Err(file.error_at(&path, format!("there is no policy `{word}`"), help))
        }
        RulePolicy::Fastest if matches!(kind, "script" | "other") => {
            let help = "no such rule is faster than another; write strictest, most_generous, owner, \
                        the name of a line, or decide";
            Err(file.error_at(
                &path,
                format!("`fastest` says nothing of `{kind}`"),
                Some(help.into()),
            ))
        }
        _ => Ok(()),
    }
}

/// The word or line that was meant, or all that may be written.
fn meant(wrong: &str, words: &[&str], settings: &Settings) -> String {
    let lines = settings.lines.iter().map(|line| line.name.as_str());
    let all: Vec<&str> = words.iter().copied().chain(lines).collect();
    match nearest(wrong, all.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("write one of: {}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "[engagement]\nname = \"A\"\n\
        [[line]]\nname = \"product\"\nlabel = \"P\"\n\
        [[line]]\nname = \"financing\"\nlabel = \"F\"\n";

    fn parse(more: &str) -> Result<Settings, ConfigError> {
        Settings::parse(Path::new("sameboat.toml"), format!("{LINES}{more}"))
    }

    const SOURCE: &str = "[[source]]\nname = \"a\"\nline = \"product\"\n\
        file = \"a.csv\"\nmapping = \"a.toml\"\n";

    #[test]
    fn a_source_may_name_a_preset_and_a_wrong_name_is_shown() {
        let named = |preset: &str| parse(&SOURCE.replace("a.toml", preset));
        assert!(named("preset:hubspot/contact").is_ok());
        let error = named("preset:hubspot/contacts").unwrap_err();
        assert_eq!(error.position(), Some((13, 11)));
        assert_eq!(error.help.as_deref(), Some("did you mean `preset:hubspot/contact`?"));
    }

    #[test]
    fn lines_and_sources_are_enough() {
        let settings = parse(SOURCE).unwrap();
        assert_eq!(settings.plan.months, 10);
        assert_eq!(settings.link.seed, 42);
    }

    #[test]
    fn an_unknown_line_is_answered_with_the_known_ones() {
        let error = parse(&SOURCE.replace("product", "prodcut")).unwrap_err();
        assert_eq!(error.help.as_deref(), Some("write one of: product, financing"));
        assert_eq!(error.position().map(|p| p.0), Some(11));
    }

    #[test]
    fn a_review_threshold_above_the_link_threshold_is_refused() {
        let more = format!("{SOURCE}[link]\nlink_threshold = 0.5\nreview_threshold = 0.9\n");
        assert!(parse(&more).unwrap_err().to_string().contains("review_threshold"));
    }

    #[test]
    fn consents_are_restrictive_unless_said_otherwise() {
        let settings = UnifySettings::default();
        assert_eq!(settings.rules_for("consent_email"), [SurvivorshipRule::MostRestrictive]);
    }

    #[test]
    fn a_guardrail_that_could_never_hold_anything_back_is_refused() {
        for wrong in ["10.0", "nan", "-0.1"] {
            let more = format!("{SOURCE}[publish]\nmax_ids_lost = {wrong}\n");
            let error = parse(&more).unwrap_err();
            assert!(error.to_string().contains("`max_ids_lost` is out of range"), "{error}");
        }
    }

    #[test]
    fn a_field_of_a_group_is_sent_to_the_field_that_leads_it() {
        let more = format!("{SOURCE}[unify.survivorship]\ncity = [\"most_recent\"]\n");
        assert!(parse(&more).unwrap_err().help.unwrap().ends_with("set `street`"));
    }

    #[test]
    fn a_policy_is_a_word_or_the_name_of_a_line() {
        let more = format!(
            "{SOURCE}[procedures.policy]\nsla = \"financing\"\nauthority_limit = \"owner\"\n"
        );
        let policy = parse(&more).unwrap().procedures.policy;
        assert_eq!(policy.sla, RulePolicy::Line("financing".into()));
        assert_eq!(policy.authority_limit, RulePolicy::Owner);
        assert_eq!(policy.opening_hours, RulePolicy::MostGenerous);
    }

    #[test]
    fn an_unknown_policy_is_shown_with_its_line_and_the_word_meant() {
        let error = |setting: &str| {
            let error = parse(&format!("{SOURCE}[procedures.policy]\n{setting}\n")).unwrap_err();
            assert_eq!(error.position().map(|p| p.0), Some(15));
            format!("{error}; {}", error.help.as_deref().unwrap_or_default())
        };
        insta::assert_snapshot!(error("sla = \"stricktest\""), @"sameboat.toml:15:7: there is no policy `stricktest`; did you mean `strictest`?");
        insta::assert_snapshot!(error("sla = \"42\""), @"sameboat.toml:15:7: there is no policy `42`; write one of: strictest, fastest, most_generous, owner, decide, product, financing");
        insta::assert_snapshot!(error("autority_limit = \"owner\""), @"sameboat.toml:15:1: unknown field `autority_limit`; did you mean `authority_limit`?");
        insta::assert_snapshot!(error("script = \"fastest\""), @"sameboat.toml:15:10: `fastest` says nothing of `script`; no such rule is faster than another; write strictest, most_generous, owner, the name of a line, or decide");
    }

    #[test]
    fn a_week_that_closes_before_it_opens_and_thresholds_upside_down_are_refused() {
        for (wrong, name) in [
            ("[procedures.business]\nopens = 9\ncloses = 9\n", "`closes`"),
            ("[procedures.business]\ndays = 8\n", "`days`"),
            ("[procedures]\nsame = 0.2\n", "`related` is above"),
            ("[procedures]\nminutes_per_step = -1\n", "`minutes_per_step`"),
            ("[procedures.owners]\ncomplaint = \"sales\"\n", "no line `sales`"),
        ] {
            let error = parse(&format!("{SOURCE}{wrong}")).unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
    }

    #[test]
    fn survivorship_of_an_unknown_field_is_refused() {
        let more = format!("{SOURCE}[unify.survivorship]\nemial = [\"most_recent\"]\n");
        assert_eq!(parse(&more).unwrap_err().help.as_deref(), Some("did you mean `email`?"));
    }
}
