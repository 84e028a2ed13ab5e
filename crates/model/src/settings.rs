//! `sameboat.toml`: the two lines, their sources, policies and plan settings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::config::{ConfigError, ConfigFile};
use crate::entity::{Entity, FieldKind};
use crate::plan_settings::PlanSettings;
use crate::suggest::nearest;

/// The whole settings file. Every part but the lines and sources has defaults that work.
#[derive(Debug, Clone, PartialEq, Deserialize)]
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
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The identifier used in tables.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// ISO 3166 code: the country of phones and addresses that name none.
    #[serde(default = "default_country")]
    pub country: String,
    /// The more trusted line wins where survivorship asks for trust.
    #[serde(default)]
    pub trust: u32,
}

fn default_country() -> String {
    "DE".into()
}

/// One export.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The unique name used in tables.
    pub name: String,
    /// The line it comes from.
    pub line: String,
    /// The file, from the engagement's folder.
    pub file: PathBuf,
    /// The mapping file, from the engagement's folder.
    pub mapping: PathBuf,
    /// Whether the source is known to hold each customer once.
    #[serde(default)]
    pub one_to_one: bool,
}

/// The `[link]` part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
}

impl Default for LinkSettings {
    fn default() -> Self {
        Self { seed: 42, target_precision: None, link_threshold: None, review_threshold: None }
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
#[serde(deny_unknown_fields)]
pub struct UnifySettings {
    /// Field → rules; the second decides where the first ties, and so on. Fields that are not
    /// listed follow [`UnifySettings::rules_for`].
    #[serde(default)]
    pub survivorship: BTreeMap<String, Vec<SurvivorshipRule>>,
}

/// Fields that survive together, from one record, so that no customer gets one record's street in
/// another's town. The first of each group gives the rules.
pub const SURVIVORSHIP_GROUPS: [&[&str]; 2] = [
    &["surname", "given_name", "full_name", "title", "gender"],
    &["street", "house_number", "postcode", "city", "region", "country"],
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
#[serde(deny_unknown_fields, default)]
pub struct OutputSettings {
    /// Whether tables are written as CSV beside Parquet.
    pub csv: bool,
    /// How many published runs are kept.
    pub keep_runs: usize,
}

impl Default for OutputSettings {
    fn default() -> Self {
        Self { csv: true, keep_runs: 5 }
    }
}

/// The `[publish]` part: guardrails for runs that nobody watches.
#[derive(Debug, Clone, PartialEq, Deserialize)]
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
        check_link(&file)?;
        check_survivorship(&file)?;
        check_plan(&file)?;
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

fn check_link(file: &ConfigFile<Settings>) -> Result<(), ConfigError> {
    let link = &file.value.link;
    let shares = [
        ("target_precision", link.target_precision),
        ("link_threshold", link.link_threshold),
        ("review_threshold", link.review_threshold),
    ];
    for (name, value) in shares {
        if value.is_some_and(|v| !(0.0..=1.0).contains(&v)) {
            let help = Some("write a probability, 0 to 1".to_owned());
            let message = format!("`{name}` is out of range");
            return Err(file.error_at(&["link", name], message, help));
        }
    }
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
        let group = SURVIVORSHIP_GROUPS.iter().find(|group| group[1..].contains(&field.as_str()));
        if let Some(group) = group {
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

fn check_plan(file: &ConfigFile<Settings>) -> Result<(), ConfigError> {
    let plan = &file.value.plan;
    if !(1..=60).contains(&plan.months) {
        let help = Some("write the months it may take, 1 to 60".to_owned());
        return Err(file.error_at(&["plan", "months"], "`months` is out of range".into(), help));
    }
    if !(plan.training_share > 0.0 && plan.training_share <= 1.0) {
        let help = Some("write a share above 0 and at most 1, such as 0.1".to_owned());
        let message = "`training_share` is out of range".into();
        return Err(file.error_at(&["plan", "training_share"], message, help));
    }
    Ok(())
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
    fn a_field_of_a_group_is_sent_to_the_field_that_leads_it() {
        let more = format!("{SOURCE}[unify.survivorship]\ncity = [\"most_recent\"]\n");
        assert!(parse(&more).unwrap_err().help.unwrap().ends_with("set `street`"));
    }

    #[test]
    fn survivorship_of_an_unknown_field_is_refused() {
        let more = format!("{SOURCE}[unify.survivorship]\nemial = [\"most_recent\"]\n");
        assert_eq!(parse(&more).unwrap_err().help.as_deref(), Some("did you mean `email`?"));
    }
}
