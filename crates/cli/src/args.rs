//! The command line: one definition for parsing, help, completions and man pages.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Shown after `--help`.
const EXIT_CODES: &str = "Exit codes:
  0  done
  1  failed; what was published stays as it was
  2  wrong usage
  3  done, and something needs a person (quarantine, refused rows; in an engagement also
     pairs to review and conflicts)
  4  done, but a guardrail refused to publish";

/// Merges the contact-centre data of two business lines: one customer base, one set of
/// procedures, one plan.
#[derive(Debug, Parser)]
#[command(name = "sameboat", version, propagate_version = true, after_help = EXIT_CODES)]
pub(crate) struct Args {
    /// Print one JSON document instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print nothing but errors.
    #[arg(long, short, global = true, conflicts_with = "json")]
    pub(crate) quiet: bool,
    /// Log and show more; twice to log still more.
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Threads to use; all cores if absent. The result does not depend on it.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// File with the key that encrypts runs and opens encrypted ones: what age-keygen writes, or a
    /// passphrase. The variable `SAMEBOAT_KEY` can hold the key itself instead.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "SAMEBOAT_KEY_FILE",
        hide_env_values = true
    )]
    pub(crate) key_file: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Look at a pile of exports, and write sameboat.toml and a mapping for each of them.
    #[command(after_help = "Examples:
  sameboat init exports                          # the folder becomes the engagement
  sameboat init crm bank --out engagement        # files stay where they are
  sameboat init exports --line financing=exports/dialler.csv
  sameboat init exports --dry-run

Every suggestion stands with its confidence and masked values beside it. What a person has to \
decide is marked CHECK, and the exit code is 3.")]
    Init(InitArgs),
    /// Run all stages and publish the result.
    #[command(after_help = "Examples:
  sameboat run engagement
  sameboat run engagement --dry-run    # what would publishing change?
  sameboat run engagement --json | jq .difference
  sameboat run engagement --key-file ~/keys/engagement.txt    # encrypted at rest

With a key, all files of the run that hold personal data are encrypted in the format of the age
command; docs/privacy.md says more.")]
    Run(RunArgs),
    /// Validate settings and mappings, and profile each source, before anything runs.
    #[command(after_help = "Examples:
  sameboat check engagement
  sameboat check engagement -v                   # also the fields that are as they should be
  sameboat check engagement --fail-over 2%
  sameboat check engagement --page check.html    # to go through with whoever exported it")]
    Check(CheckArgs),
    /// Read the exports into canonical records or quarantine.
    #[command(after_help = STAGE_HELP)]
    Ingest(StageArgs),
    /// Find the records that are one customer.
    #[command(after_help = "Examples:
  sameboat link engagement                       # a stage of the engagement's draft
  sameboat link customers.csv --out answer       # de-duplicate one file
  sameboat link a.csv b.xlsx --out answer        # link two files, and de-duplicate both
  sameboat link a.csv b.csv --out answer --truth pairs.csv")]
    Link(LinkArgs),
    /// Make golden customers with stable ids, and point contacts and agreements to them.
    #[command(after_help = STAGE_HELP)]
    Unify(StageArgs),
    /// Match the procedures of both lines, align their steps, list differing rules.
    #[command(after_help = "Examples:
  sameboat reconcile engagement                  # a stage of the engagement's draft
  sameboat reconcile ours.csv theirs.xlsx --out answer
  sameboat reconcile ours/ handbook.md --out answer   # a folder of BPMN files, and a text

Tables are read by their headers, in English, German, French, Spanish or Italian:
  one row a step        procedure, step, role, system, condition (Prozess, Schritt, Rolle, …)
  one row a procedure   title, owner, trigger, …, and all steps numbered in one cell
  one row a rule        procedure, rule, condition, value, unit; without `procedure` the rules are
                        those of the only procedure in the file
What each column was taken for is shown. In a text, headings are procedures, numbered lists or
tables their steps, and lists or tables under a heading \"Rules\" their rules.

Matching and aligning know words of English and German only, also across the two; kinds of rules,
times and amounts are read in all five. Texts in another language than English and German are
compared by their own words: with the same language, and hardly with any other. Most such
procedures are told, not all.")]
    Reconcile(ReconcileArgs),
    /// Take over what people chose in the workbook's sheet "Decisions to take".
    #[command(after_help = "Example:
  sameboat decide engagement --from plan.xlsx    # a filled-in copy of runs/current/report/plan.xlsx
  sameboat run engagement                        # obeys them

Choices are appended to ENGAGEMENT/decisions/procedures.csv. A CSV file with the columns
decision_id,choice,value,who,when,note,fingerprint is read as well.")]
    Decide(DecideArgs),
    /// Gather the facts about both lines.
    #[command(after_help = STAGE_HELP)]
    Assess(StageArgs),
    /// Derive phases, work packages and gates from the facts.
    #[command(after_help = STAGE_HELP)]
    Plan(StageArgs),
    /// Write the report, the workbook, the agent guides and the procedures side by side.
    #[command(after_help = STAGE_HELP)]
    Report(StageArgs),
    /// Write the published run as files that another system imports, or as a dataset.
    #[command(after_help = "Examples:
  sameboat export engagement salesforce --out to-salesforce
  sameboat export engagement zendesk --out to-zendesk --from-target support_users
  sameboat export engagement dataset --out dataset     # DuckDB, Parquet, CSV, workbook, dictionary

The folder holds the files, manifest.json (order of loading, checksums, limits obeyed),
reconciliation.csv (where every source row went), rejected.csv and reverse/ (how to undo it).
Regulated fields are never exported.")]
    Export(ExportArgs),
    /// Score the linkage, against known truth or by a sample that people label.
    #[command(after_help = "Examples:
  sameboat evaluate engagement                   # truth as named in sameboat.toml
  sameboat evaluate engagement --truth labels.csv
  sameboat evaluate --crosswalk answer/crosswalk.csv --truth labels.csv

Without known truth:
  sameboat evaluate engagement --sample 200      # writes engagement/decisions/sample.csv
  # a person writes same, different or unsure into its column `label`
  sameboat evaluate engagement --labels engagement/decisions/sample.csv
  sameboat evaluate engagement --labels engagement/decisions/sample.csv --as-decisions")]
    Evaluate(EvaluateArgs),
    /// Show why two records are, or are not, one customer, and what holds a customer together.
    #[command(after_help = "Examples:
  sameboat explain engagement product_customers:100234 financing_customers:F-881
  sameboat explain engagement 100234 F-881       # where only one source has such a key
  sameboat explain engagement C-0H2K6SWAXR1P
  sameboat explain engagement product_customers:100234")]
    Explain(ExplainArgs),
    /// Take a person out of all kept runs and decisions, and keep them out.
    #[command(after_help = "Examples:
  sameboat forget engagement C-0H2K6SWAXR1P --dry-run     # what would go?
  sameboat forget engagement financing_customers:F-881

All records of the customer go, from every run that is kept and from the draft. The exports are yours:
rows that they still hold are listed, and left out by the next run (decisions/forgotten.csv). What was
done is proven, without names and keys, in forgotten/<time>.json. Interrupted, ask again.")]
    Forget(ForgetArgs),
    /// Make an engagement of generated people, with the truth about them.
    #[command(after_help = "Examples:
  sameboat synth demo
  sameboat synth big --customers 1000000 --seed 7")]
    Synth(SynthArgs),
    /// Print the JSON Schema of mappings or of sameboat.toml, by which editors complete and check them.
    #[command(after_help = "Examples:
  sameboat schema mapping > mappings/mapping.schema.json
  sameboat schema settings > sameboat.schema.json

Editors with a TOML language server (Taplo, Even Better TOML) ask for it in the first line:
  #:schema mapping.schema.json")]
    Schema(SchemaArgs),
    /// Print shell completions.
    #[command(after_help = "Example:
  sameboat completions bash > /etc/bash_completion.d/sameboat")]
    Completions(CompletionsArgs),
    /// Write man pages.
    #[command(after_help = "Example:
  sameboat man --out /usr/local/share/man/man1")]
    Man(ManArgs),
}

/// Shown after the help of single stages.
const STAGE_HELP: &str = "Example:
  sameboat ingest engagement && sameboat link engagement

Single stages work on ENGAGEMENT/runs/draft; nothing is published. \
Begin with `sameboat ingest`; `sameboat run` does all stages and publishes.";

/// Flags of `init`.
#[derive(Debug, clap::Args)]
pub(crate) struct InitArgs {
    /// Folders, searched with all below them, or files.
    #[arg(required = true, value_name = "FOLDER|FILE")]
    pub(crate) pile: Vec<PathBuf>,
    /// Folder of the engagement; FOLDER itself if it is the only one.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Name of the engagement; the folder's if absent.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Say which line a folder or file belongs to, such as financing=exports/bank; can be repeated.
    #[arg(long, alias = "lines", value_name = "LINE=PATH", value_delimiter = ',')]
    pub(crate) line: Vec<String>,
    /// Overwrite settings and mappings that are there.
    #[arg(long)]
    pub(crate) force: bool,
    /// Show what would be written, and write nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Flags of `run`.
#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    /// Folder with sameboat.toml.
    pub(crate) engagement: PathBuf,
    /// Do everything but publish, and say what publishing would change.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Publish although a guardrail says no.
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) force: bool,
}

/// Flags of `check`.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// Folder with sameboat.toml.
    pub(crate) engagement: PathBuf,
    /// Fail if a larger share of any source's rows would be quarantined, such as 2% or 0.02.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) fail_over: Option<f64>,
    /// Also write what was found as a page, such as check.html.
    #[arg(long, value_name = "FILE")]
    pub(crate) page: Option<PathBuf>,
}

/// Flags of a single stage.
#[derive(Debug, clap::Args)]
pub(crate) struct StageArgs {
    /// Folder with sameboat.toml.
    pub(crate) engagement: PathBuf,
}

/// Flags of `link`.
#[derive(Debug, clap::Args)]
pub(crate) struct LinkArgs {
    /// An engagement's folder, or one or more files with a header.
    #[arg(required = true, value_name = "ENGAGEMENT|FILE")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Folder for crosswalk.csv, pairs.csv, model.json and summary.json (with files).
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Known truth to score against (with files): a key and a label column, or pairs of keys.
    #[arg(long, value_name = "FILE", requires = "out")]
    pub(crate) truth: Option<PathBuf>,
    /// ISO 3166 code of phones and addresses that name no country (with files).
    #[arg(long, value_name = "CODE", requires = "out")]
    pub(crate) country: Option<String>,
    /// Link from this match probability on, instead of the one found (with files).
    #[arg(long, value_name = "PROBABILITY", requires = "out", value_parser = share)]
    pub(crate) link_threshold: Option<f64>,
    /// Score with the model.json of an earlier run instead of training (with files).
    #[arg(long, value_name = "FILE", requires = "out")]
    pub(crate) model: Option<PathBuf>,
}

/// Flags of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// Folder with sameboat.toml; its published run is explained.
    pub(crate) engagement: PathBuf,
    /// Two records, each as SOURCE:KEY or as KEY where only one source has it; or one customer, by its
    /// id or one of its records.
    #[arg(required = true, num_args = 1..=2, value_name = "RECORD|CUSTOMER")]
    pub(crate) of: Vec<String>,
    /// Explain the draft instead of the published run.
    #[arg(long)]
    pub(crate) draft: bool,
}

/// Flags of `reconcile`.
#[derive(Debug, clap::Args)]
pub(crate) struct ReconcileArgs {
    /// An engagement's folder, or two files with procedures: tables, workbooks, BPMN, DMN, Markdown,
    /// plain text, or folders of them.
    #[arg(required = true, num_args = 1..=2, value_name = "ENGAGEMENT|FILE")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Folder for the tables as CSV and summary.json (with files).
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// Flags of `export`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    /// Folder with sameboat.toml; its published run is exported.
    pub(crate) engagement: PathBuf,
    /// What the files are for.
    #[arg(value_parser = ["salesforce", "genesys", "connect", "zendesk", "dynamics", "hubspot", "dataset"])]
    pub(crate) target: String,
    /// Folder to make.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Export this run instead of the published one.
    #[arg(long, value_name = "ID")]
    pub(crate) run: Option<String>,
    /// A customer source that was itself exported from the target: its records are changed and can be
    /// restored. Known without this where the mapping is a preset of the target.
    #[arg(long, value_name = "SOURCE")]
    pub(crate) from_target: Vec<String>,
    /// Folder of an earlier export to the same target: undoing the new one leaves what that one made.
    /// Name every one that was loaded.
    #[arg(long, value_name = "DIR")]
    pub(crate) after: Vec<PathBuf>,
}

/// Flags of `forget`.
#[derive(Debug, clap::Args)]
pub(crate) struct ForgetArgs {
    /// Folder with sameboat.toml.
    pub(crate) engagement: PathBuf,
    /// A customer's id, or one of its records as SOURCE:KEY.
    pub(crate) customer: String,
    /// Show what would be taken out, and change nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Flags of `decide`.
#[derive(Debug, clap::Args)]
pub(crate) struct DecideArgs {
    /// Folder with sameboat.toml.
    pub(crate) engagement: PathBuf,
    /// The filled-in workbook or CSV file.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: PathBuf,
}

/// Flags of `evaluate`.
#[derive(Debug, clap::Args)]
pub(crate) struct EvaluateArgs {
    /// Folder with sameboat.toml; its published run is scored.
    #[arg(required_unless_present = "crosswalk", conflicts_with = "crosswalk")]
    pub(crate) engagement: Option<PathBuf>,
    /// Score the draft instead of the published run.
    #[arg(long, requires = "engagement")]
    pub(crate) draft: bool,
    /// A crosswalk.csv to score instead of an engagement.
    #[arg(long, value_name = "FILE", requires = "truth")]
    pub(crate) crosswalk: Option<PathBuf>,
    /// Known truth: a key and a label column, or pairs of keys.
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: Option<PathBuf>,
    /// Draw so many pairs for a person to label, and write them to a CSV file.
    #[arg(
        long,
        value_name = "PAIRS",
        requires = "engagement",
        conflicts_with_all = ["truth", "labels"],
        value_parser = clap::value_parser!(u64).range(1..=100_000)
    )]
    pub(crate) sample: Option<u64>,
    /// File for the sample; decisions/sample.csv of the engagement if absent.
    #[arg(long, value_name = "FILE", requires = "sample")]
    pub(crate) out: Option<PathBuf>,
    /// Seed of the sample; the engagement's if absent.
    #[arg(long, value_name = "N", requires = "sample")]
    pub(crate) seed: Option<u64>,
    /// Write the sample even over a file that holds labels.
    #[arg(long, requires = "sample")]
    pub(crate) overwrite: bool,
    /// Estimate precision and recall from a labelled sample; a path from here, or else from the
    /// engagement's folder.
    #[arg(long, value_name = "FILE", requires = "engagement", conflicts_with = "truth")]
    pub(crate) labels: Option<PathBuf>,
    /// Append the labels to decisions/matches.csv, which the next run obeys.
    #[arg(long, requires = "labels")]
    pub(crate) as_decisions: bool,
}

/// Flags of `synth`.
#[derive(Debug, clap::Args)]
pub(crate) struct SynthArgs {
    /// Folder to make; it must not hold an engagement already.
    pub(crate) folder: PathBuf,
    /// Customers of each line.
    #[arg(long, value_name = "N")]
    pub(crate) customers: Option<u64>,
    /// Contacts of each line.
    #[arg(long, value_name = "N")]
    pub(crate) contacts: Option<u64>,
    /// Share of people who are customers of both lines, such as 30% or 0.3.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) overlap: Option<f64>,
    /// Share of customers who are in a line more than once.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) duplicates: Option<f64>,
    /// Mean number of damaged fields in a customer record, 0 to 3.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) errors: Option<f64>,
    /// Seed; the same seed makes the same files.
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
}

/// Flags of `schema`.
#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// Whose schema it is.
    pub(crate) of: SchemaOf,
}

/// A file that people write.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum SchemaOf {
    /// A mapping.
    Mapping,
    /// `sameboat.toml`.
    Settings,
}

/// Flags of `completions`.
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    pub(crate) shell: clap_complete::Shell,
}

/// Flags of `man`.
#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// Folder to write to.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

/// Reads `2%` or `0.02`.
fn share(text: &str) -> Result<f64, String> {
    let (digits, unit) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim(), 100.0),
        None => (text, 1.0),
    };
    match digits.parse::<f64>() {
        Ok(number) if (0.0..=1.0).contains(&(number / unit)) => Ok(number / unit),
        _ => Err("write a share such as 2% or 0.02".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn shares_can_be_written_both_ways() {
        assert_eq!(share("2%"), Ok(0.02));
        assert_eq!(share("0.02"), Ok(0.02));
        assert!(share("200%").is_err());
        assert!(share("NaN").is_err());
    }
}
