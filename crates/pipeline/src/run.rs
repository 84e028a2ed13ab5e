//! All stages in a row, then publishing.

use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::Timestamp;
use sameboat_model::Progress;
use sameboat_store::flow::REGULATED_FOLDER;
use sameboat_store::manifest::{Manifest, SourceEntry, StageTime, TableEntry, checksum};
use sameboat_store::run::{Runs, STORE_FILE, current};
use sameboat_store::{Store, StoreError, library};
use serde::Serialize;

use crate::difference::Difference;
use crate::error::PipelineError;
use crate::forget;
use crate::guardrails;
use crate::stage::{Engagement, Stage, StageFigures, run_stage};

/// How a run is to go.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunOptions {
    /// Do everything but publish.
    pub dry_run: bool,
    /// Publish although a guardrail says no.
    pub force: bool,
    /// Threads that DuckDB may use; all if absent.
    pub threads: Option<usize>,
}

/// What a run came to.
#[derive(Debug, Serialize)]
pub struct RunOutcome {
    /// The run's id.
    pub run_id: String,
    /// The run's folder.
    pub folder: PathBuf,
    /// Whether it is the published run now.
    pub published: bool,
    /// Whether it was a dry run.
    pub dry_run: bool,
    /// Guardrails that said no.
    pub refused: Vec<String>,
    /// Figures of each stage.
    pub stages: Vec<StageFigures>,
    /// What publishing changes, or would change.
    pub difference: Difference,
}

impl RunOutcome {
    /// Whether a person should look at something.
    pub fn needs_a_person(&self) -> bool {
        self.stages.iter().any(|stage| !stage.warnings.is_empty())
    }
}

/// What a run knows of itself while it goes.
struct Begun {
    folder: PathBuf,
    started_at: Timestamp,
    previous: Option<PathBuf>,
    settings_blake3: String,
    times: Vec<StageTime>,
}

/// Runs all stages into a folder of its own and publishes it, unless a guardrail or a dry run
/// keeps it from that. A run that fails or is killed leaves the published one as it was.
pub fn run(
    engagement: &Engagement,
    options: RunOptions,
    progress: &dyn Progress,
) -> Result<RunOutcome, PipelineError> {
    library::check()?;
    let runs = Runs::lock(&engagement.folder)?;
    forget::finish(&engagement.folder)?;
    let started_at = Timestamp::now();
    let previous = current(&engagement.folder)?;
    let settings_blake3 = checksum(&engagement.folder.join("sameboat.toml"))?;
    let folder = runs.begin(started_at)?;
    let mut begun = Begun { folder, started_at, previous, settings_blake3, times: vec![] };

    let store = Store::open(&begun.folder.join(STORE_FILE))?;
    if let Some(threads) = options.threads {
        store.set_threads(threads)?;
    }
    let stages = run_stages(engagement, &store, &mut begun, progress)?;
    let exported = export(engagement, &store, &mut begun, progress)?;
    let difference = Difference::between(&store, begun.previous.as_deref())?;
    let refused = guardrails::check(&engagement.settings.publish, &store, &difference)?;
    let published = !options.dry_run && (refused.is_empty() || options.force);
    let mut manifest = manifest(&store, &begun, exported, &refused)?;
    manifest.to_publish = published;
    store.close()?;
    manifest.write(&begun.folder)?;
    if published {
        runs.publish(&begun.folder)?;
    }
    if let Err(error) = runs.prune(engagement.settings.output.keep_runs) {
        // The run is done and published; a folder that cannot be removed does not undo that.
        tracing::warn!(%error, "an old run could not be removed");
    }
    Ok(RunOutcome {
        run_id: manifest.run_id,
        folder: begun.folder,
        published,
        dry_run: options.dry_run,
        refused,
        stages,
        difference,
    })
}

fn run_stages(
    engagement: &Engagement,
    store: &Store,
    begun: &mut Begun,
    progress: &dyn Progress,
) -> Result<Vec<StageFigures>, PipelineError> {
    let mut all = Vec::new();
    for stage in Stage::ALL {
        let folder = begun.folder.clone();
        let previous = begun.previous.clone();
        let figures = begun.timed(stage.name(), || {
            run_stage(stage, engagement, store, &folder, previous.as_deref(), progress)
        })?;
        tracing::info!(stage = stage.name(), figures = ?figures.figures, "stage done");
        all.push(figures);
    }
    Ok(all)
}

/// The files of tables.
struct Exported {
    tables: Vec<TableEntry>,
    regulated: Vec<TableEntry>,
}

fn export(
    engagement: &Engagement,
    store: &Store,
    begun: &mut Begun,
    progress: &dyn Progress,
) -> Result<Exported, PipelineError> {
    let folder = begun.folder.clone();
    progress.begin("export tables", Some(store.tables()?.len() as u64));
    begun.timed("export", || {
        let entries = store.export_parquet(&folder.join("tables"), |_| progress.advance(1))?;
        let csv = engagement.settings.output.csv;
        if csv {
            store.export_csv(&folder.join("csv"))?;
        }
        let regulated = store.export_regulated(&folder.join(REGULATED_FOLDER), csv)?;
        Ok(Exported { tables: entries, regulated })
    })
}

impl Begun {
    fn timed<T>(
        &mut self,
        stage: &str,
        work: impl FnOnce() -> Result<T, PipelineError>,
    ) -> Result<T, PipelineError> {
        let start = Instant::now();
        let done = work()?;
        let seconds = (start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        self.times.push(StageTime { stage: stage.to_owned(), seconds });
        Ok(done)
    }
}

fn manifest(
    store: &Store,
    begun: &Begun,
    exported: Exported,
    refused: &[String],
) -> Result<Manifest, PipelineError> {
    let name = |folder: &Path| {
        folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let sources = store.query(
        "SELECT source, file, bytes, blake3 FROM source_file ORDER BY source",
        [],
        |row| {
            Ok(SourceEntry {
                source: row.get(0)?,
                file: row.get(1)?,
                bytes: row.get(2)?,
                blake3: row.get(3)?,
            })
        },
    )?;
    Ok(Manifest {
        run_id: name(&begun.folder),
        previous_run_id: begun.previous.as_deref().map(name),
        sameboat: env!("CARGO_PKG_VERSION").to_owned(),
        duckdb: library::VERSION.to_owned(),
        started_at: begun.started_at.to_string(),
        finished_at: Timestamp::now().to_string(),
        settings_blake3: begun.settings_blake3.clone(),
        stages: begun.times.clone(),
        sources,
        tables: exported.tables,
        regulated: exported.regulated,
        pairs_to_review: pairs_to_review(store)?,
        to_publish: false,
        refused: refused.to_vec(),
        forgotten: vec![],
    })
}

pub(crate) fn pairs_to_review(store: &Store) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM link_pair WHERE decision = 'review'";
    store.query_one(sql, [], |row| row.get(0))
}
