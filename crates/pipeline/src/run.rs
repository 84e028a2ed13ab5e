//! All stages in a row, then publishing.

use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::Timestamp;
use sameboat_model::Progress;
use sameboat_store::flow::REGULATED_FOLDER;
use sameboat_store::manifest::{Manifest, SourceEntry, StageTime, TableEntry, checksum};
use sameboat_store::run::{Runs, kept};
use sameboat_store::seal::is_sealed;
use sameboat_store::{RunFolder, Store, StoreError, library};
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
    /// Whether its files with personal data are encrypted.
    pub encrypted: bool,
    /// If they are, older runs whose files are not: they were made without a key.
    pub still_plain: Vec<String>,
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
    folder: RunFolder,
    started_at: Timestamp,
    previous: Option<RunFolder>,
    settings_blake3: String,
    times: Vec<StageTime>,
}

/// Runs all stages into a folder of its own and publishes it, unless a guardrail or a dry run
/// keeps it from that. A run that fails or is killed leaves the published one as it was. With a key,
/// the run's files are encrypted before it counts as finished.
pub fn run(
    engagement: &Engagement,
    options: RunOptions,
    progress: &dyn Progress,
) -> Result<RunOutcome, PipelineError> {
    library::check()?;
    let runs = Runs::lock(&engagement.folder)?;
    forget::finish(&engagement.folder)?;
    let started_at = Timestamp::now();
    let seal_with = engagement.seal_with()?;
    let previous = engagement.published()?;
    let settings_blake3 = checksum(&engagement.folder.join("sameboat.toml"))?;
    let folder = runs.begin(started_at)?;
    let folder = RunFolder::to_write(&folder, engagement.key.as_ref(), seal_with)?;
    let _guard = folder.guard();
    let mut begun = Begun { folder, started_at, previous, settings_blake3, times: vec![] };

    let store = begun.folder.open_to_write()?;
    if let Some(threads) = options.threads {
        store.set_threads(threads)?;
    }
    let stages = run_stages(engagement, &store, &mut begun, progress)?;
    let exported = export(engagement, &store, &mut begun, progress)?;
    let difference = Difference::between(&store, begun.previous.as_ref())?;
    let refused = guardrails::check(&engagement.settings.publish, &store, &difference)?;
    let published = !options.dry_run && (refused.is_empty() || options.force);
    let mut manifest = manifest(&store, &begun, exported, &refused)?;
    manifest.to_publish = published;
    store.close()?;
    if begun.folder.is_sealed() {
        progress.begin("encrypt", None);
        let folder = begun.folder.clone();
        begun.timed("encrypt", || Ok(folder.seal()?))?;
        manifest.stages.clone_from(&begun.times);
    }
    manifest.write(begun.folder.path())?;
    if published {
        runs.publish(begun.folder.path())?;
    }
    if let Err(error) = runs.prune(engagement.settings.output.keep_runs) {
        // The run is done and published; a folder that cannot be removed does not undo that.
        tracing::warn!(%error, "an old run could not be removed");
    }
    let encrypted = begun.folder.is_sealed();
    Ok(RunOutcome {
        run_id: manifest.run_id,
        encrypted,
        still_plain: if encrypted { plain_runs(&engagement.folder)? } else { vec![] },
        folder: begun.folder.path().to_owned(),
        published,
        dry_run: options.dry_run,
        refused,
        stages,
        difference,
    })
}

/// Kept runs, and the draft, whose files are not encrypted.
fn plain_runs(engagement: &Path) -> Result<Vec<String>, StoreError> {
    let plain = kept(engagement)?.into_iter().filter(|run| !is_sealed(run));
    Ok(plain.filter_map(|run| Some(run.file_name()?.to_string_lossy().into_owned())).collect())
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
            run_stage(stage, engagement, store, folder.path(), previous.as_ref(), progress)
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
    let folder = begun.folder.path().to_owned();
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
    let name = |folder: &RunFolder| {
        let name = folder.path().file_name();
        name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
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
        previous_run_id: begun.previous.as_ref().map(name),
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
        encrypted: begun.folder.is_sealed(),
        forgotten: vec![],
    })
}

pub(crate) fn pairs_to_review(store: &Store) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM link_pair WHERE decision = 'review'";
    store.query_one(sql, [], |row| row.get(0))
}
