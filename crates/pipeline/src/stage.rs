//! One stage at a time.

use std::path::{Path, PathBuf};

use sameboat_model::{Entity, Progress, Settings};
use sameboat_store::run::current;
use sameboat_store::schema::ingest::{DAMAGED, MENDED, SET_ASIDE};
use sameboat_store::seal::StoreFile;
use sameboat_store::{Key, RunFolder, Store, StoreError, Table, schema};
use serde::Serialize;

use crate::drawings::{Drawing, write_drawings};
use crate::error::PipelineError;
use crate::{link_stage, plan_stage, reconcile_stage};

/// An engagement's folder and its settings.
#[derive(Debug)]
pub struct Engagement {
    /// The folder that holds `sameboat.toml`.
    pub folder: PathBuf,
    /// What the file says.
    pub settings: Settings,
    /// What opens encrypted runs and encrypts new ones.
    pub key: Option<Key>,
}

impl Engagement {
    /// Reads an engagement's settings.
    pub fn read(folder: &Path, key: Option<Key>) -> Result<Self, PipelineError> {
        Ok(Self { folder: folder.to_owned(), settings: Settings::read(folder)?, key })
    }

    /// The published run, unlocked, if there is one. After an encrypted one no run is made without its
    /// key: customers would lose their ids, and what was encrypted would be published in plain text.
    pub fn published(&self) -> Result<Option<RunFolder>, PipelineError> {
        let run = current(&self.folder)?;
        Ok(run.map(|run| self.unlock(&run)).transpose()?)
    }

    /// A run that is there.
    pub fn unlock(&self, run: &Path) -> Result<RunFolder, StoreError> {
        RunFolder::unlock(run, self.key.as_ref())
    }

    /// What encrypts new runs: the key, if there is one and the settings do not say otherwise. Ask
    /// before anything is changed.
    pub fn seal_with(&self) -> Result<Option<&Key>, PipelineError> {
        match (self.settings.policy.encrypt, &self.key) {
            (Some(false), _) => Ok(None),
            (Some(true), None) => {
                Err(PipelineError::NoKey { path: self.folder.join("sameboat.toml") })
            }
            (_, key) => Ok(key.as_ref()),
        }
    }
}

/// The stages, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Exports → records or quarantine.
    Ingest,
    /// Records → pairs and clusters.
    Link,
    /// Clusters → customers.
    Unify,
    /// Two catalogues of procedures → one.
    Reconcile,
    /// Facts about both lines.
    Assess,
    /// Facts → phases.
    Plan,
    /// Page and workbook.
    Report,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Self; 7] = [
        Self::Ingest,
        Self::Link,
        Self::Unify,
        Self::Reconcile,
        Self::Assess,
        Self::Plan,
        Self::Report,
    ];

    /// The tables that the stage writes.
    fn tables(self) -> Vec<Table> {
        match self {
            Self::Ingest => {
                let records = Entity::ALL.map(schema::record_table);
                schema::ingest::TABLES.iter().cloned().chain(records).collect()
            }
            Self::Link => schema::link::TABLES.to_vec(),
            Self::Unify => schema::unify::tables(),
            Self::Reconcile => schema::procedures::TABLES.to_vec(),
            Self::Assess => schema::assess::TABLES.to_vec(),
            Self::Plan => schema::plan::TABLES.to_vec(),
            Self::Report => vec![],
        }
    }

    /// The name, also of the subcommand.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Link => "link",
            Self::Unify => "unify",
            Self::Reconcile => "reconcile",
            Self::Assess => "assess",
            Self::Plan => "plan",
            Self::Report => "report",
        }
    }
}

/// What a stage came to, in figures that people want to see at once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StageFigures {
    /// The stage.
    pub stage: Stage,
    /// Name and value, in order of interest.
    pub figures: Vec<(String, u64)>,
    /// What a person should know or do.
    pub warnings: Vec<String>,
}

impl StageFigures {
    pub(crate) fn new(stage: Stage, figures: &[(&str, u64)]) -> Self {
        let figures = figures.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
        Self { stage, figures, warnings: Vec::new() }
    }
}

/// Runs one stage on `store`, whose run lives in `folder`. `previous` is the published run, whose
/// customer ids are kept. Tables of later stages go, as they would no longer tell of
/// what they were made from; after a failure the stage's own go too.
pub fn run_stage(
    stage: Stage,
    engagement: &Engagement,
    store: &Store,
    folder: &Path,
    previous: Option<&RunFolder>,
    progress: &dyn Progress,
) -> Result<StageFigures, PipelineError> {
    for later in Stage::ALL.into_iter().filter(|later| *later > stage) {
        store.drop_all(&later.tables())?;
    }
    let done = work(stage, engagement, store, folder, previous, progress);
    if done.is_err() {
        store.drop_all(&stage.tables())?;
    }
    done
}

fn work(
    stage: Stage,
    engagement: &Engagement,
    store: &Store,
    folder: &Path,
    previous: Option<&RunFolder>,
    progress: &dyn Progress,
) -> Result<StageFigures, PipelineError> {
    let settings = &engagement.settings;
    match stage {
        Stage::Ingest => ingest(engagement, store, progress),
        Stage::Link => link_stage::run_link(engagement, store, progress),
        Stage::Unify => {
            let ids_of = previous.map(RunFolder::store_file).transpose()?;
            let ids_of = ids_of.as_ref().map(StoreFile::path);
            let unified = sameboat_unify::unify(settings, store, ids_of, progress)?;
            Ok(StageFigures::new(
                stage,
                &[
                    ("customer records", unified.records),
                    ("customers", unified.customers),
                    ("customers of both lines", unified.shared),
                    ("earlier ids lost", unified.ids_lost),
                ],
            ))
        }
        Stage::Reconcile => reconcile_stage::run_reconcile(engagement, store, progress),
        Stage::Assess => {
            sameboat_assess::assess(settings, store, progress)?;
            Ok(StageFigures::new(stage, &[("metrics", store.count("metric")?)]))
        }
        Stage::Plan => {
            progress.begin("plan", None);
            plan_stage::run_plan(settings, store)?;
            Ok(StageFigures::new(
                stage,
                &[
                    ("phases", store.count("phase")?),
                    ("work packages", store.count("work_package")?),
                    ("gates", store.count("gate")?),
                ],
            ))
        }
        Stage::Report => {
            let report = folder.join("report");
            sameboat_report::write_report(settings, store, &report, progress)?;
            write_drawings(&Drawing::of_store(store)?, &report.join("procedures"), &[])?;
            Ok(StageFigures::new(stage, &[]))
        }
    }
}

fn ingest(
    engagement: &Engagement,
    store: &Store,
    progress: &dyn Progress,
) -> Result<StageFigures, PipelineError> {
    let summary =
        sameboat_ingest::ingest(&engagement.folder, &engagement.settings, store, progress)?;
    let total = |measure: &str| {
        let sql = "SELECT coalesce(sum(row_count), 0)::UBIGINT FROM control_total \
                   WHERE stage = 'ingest' AND starts_with(measure, ?)";
        store.query_one(sql, [measure], |row| row.get::<_, u64>(0))
    };
    let values = |what: &str| {
        let sql = "SELECT count(*) FROM value_issue WHERE what = ?";
        store.query_one(sql, [what], |row| row.get::<_, u64>(0))
    };
    let quarantined = total("quarantined")?;
    let mut figures = StageFigures::new(
        Stage::Ingest,
        &[
            ("rows read", total("read")?),
            ("accepted", total("accepted")?),
            ("quarantined", quarantined),
            ("excluded by rule", total("excluded")?),
            ("values set aside", values(SET_ASIDE)?),
            ("values damaged", values(DAMAGED)?),
            ("values mended", values(MENDED)?),
        ],
    );
    if quarantined > 0 {
        figures
            .warnings
            .push(format!("{quarantined} rows are in quarantine: see table quarantine"));
    }
    for source in &summary.sources {
        let withheld = source.withheld.iter();
        figures.warnings.extend(withheld.map(|them| format!("source `{}`: {them}", source.source)));
        let left = source.postcodes_left.as_ref();
        figures.warnings.extend(left.map(|left| format!("source `{}`: {left}", source.source)));
        let beside = source.beside.iter();
        figures.warnings.extend(beside.map(|left| format!("source `{}`: {left}", source.source)));
        let unread = source.refusals_unread.iter();
        figures.warnings.extend(unread.map(|rows| format!("source `{}`: {rows}", source.source)));
        let refused = source.refusals_of_contacts.iter();
        figures.warnings.extend(refused.map(|rows| format!("source `{}`: {rows}", source.source)));
    }
    Ok(figures)
}
