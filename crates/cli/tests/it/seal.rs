//! Runs encrypted at rest: no plain text stays on the disk, and everything works as without.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use sameboat_store::manifest::Manifest;
use sameboat_store::{Key, RunFolder, Store};
use tempfile::TempDir;

use crate::export::files_below;
use crate::forget::{Planted, SURNAME, plant};
use crate::world::{Engagement, NEEDS_A_PERSON, number, sameboat};

/// The example key of the age format, which everybody knows.
const KEY: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
const PASSPHRASE: &str = "five random words are better";
const HEADER: &[u8] = b"age-encryption.org/v1\n";

/// A place for temporary files, which must be empty after every command.
struct Desk {
    temporary: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { temporary: tempfile::tempdir().unwrap() }
    }

    /// A command on the engagement, with the key.
    fn command(&self, name: &str, engagement: &Engagement) -> Command {
        let mut command = sameboat();
        command.arg(name).arg(&engagement.path);
        command.env("SAMEBOAT_KEY", KEY).env("TMPDIR", self.temporary.path());
        command
    }

    /// Runs a command that must work; afterwards nothing is plain.
    fn done(&self, name: &str, engagement: &Engagement, flags: &[&str]) -> Assert {
        let assert = self.command(name, engagement).args(flags).assert();
        let assert = assert.code(predicates::ord::le(NEEDS_A_PERSON));
        self.nothing_is_plain(engagement);
        assert
    }

    fn nothing_is_plain(&self, engagement: &Engagement) {
        assert_eq!(files_below(self.temporary.path()), Vec::<std::path::PathBuf>::new());
        nothing_is_plain(engagement);
    }
}

/// Every file in `runs/` is encrypted or holds no personal data by the rules for reports and
/// manifests, and none names the planted person.
fn nothing_is_plain(engagement: &Engagement) {
    let runs = engagement.path.join("runs");
    let mut sealed = 0;
    for file in files_below(&runs).into_iter().filter(|file| file.is_file()) {
        let bytes = fs::read(&file).unwrap();
        let shown = file.strip_prefix(&runs).unwrap().display().to_string();
        let inside: std::path::PathBuf = file.strip_prefix(&runs).unwrap().iter().skip(1).collect();
        let may_be_plain = inside.starts_with("report")
            || ["", "manifest.json", "model.json"].contains(&inside.to_str().unwrap());
        if may_be_plain {
            assert!(!holds_surname(&bytes), "{shown} names the person");
        } else {
            let is_named_so = file.extension().is_some_and(|ending| ending == "age");
            assert!(bytes.starts_with(HEADER) && is_named_so, "{shown} is plain");
            sealed += 1;
        }
    }
    assert!(sealed > 0, "there is no encrypted file");
}

fn holds_surname(bytes: &[u8]) -> bool {
    bytes.windows(SURNAME.len()).any(|part| part.eq_ignore_ascii_case(SURNAME.as_bytes()))
}

fn unlock(run: &Path) -> RunFolder {
    let key = Key::parse(KEY, "test").unwrap();
    RunFolder::unlock(&fs::canonicalize(run).unwrap(), Some(&key)).unwrap()
}

fn store(engagement: &Engagement) -> Store {
    unlock(&engagement.current("")).open_read_only().unwrap()
}

/// The published run's tables with their checksums, which do not depend on the key.
fn tables(engagement: &Engagement) -> Manifest {
    Manifest::read(&engagement.current("")).unwrap()
}

fn shown(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

#[test]
fn with_a_key_every_command_works_as_without_and_no_plain_text_stays() {
    let desk = Desk::new();
    let (plain, sealed) = (plant(), plant());
    let Planted { engagement, .. } = &sealed;
    // The second run keeps the ids of the first, and compares itself with it.
    for _ in 0..2 {
        plain.engagement.run(&[]).code(NEEDS_A_PERSON);
        desk.done("run", engagement, &[]);
    }
    let (open, closed) = (tables(&plain.engagement), tables(engagement));
    assert!(closed.encrypted && !open.encrypted);
    assert_eq!(open.tables, closed.tables);
    assert_eq!(open.regulated, closed.regulated);
    let named = format!("SELECT count(*) FROM customer_record WHERE surname = '{SURNAME}'");
    assert_eq!(number(&store(engagement), &named), 1);

    let customer: String = store(engagement)
        .query_one("SELECT min(customer_id) FROM customer WHERE record_count > 1", [], |r| r.get(0))
        .unwrap();
    for (command, flags) in [
        ("explain", vec![customer.as_str()]),
        ("evaluate", vec![]),
        ("evaluate", vec!["--sample", "20"]),
    ] {
        let told = desk.done(command, engagement, &flags).get_output().stdout.clone();
        let mut without = sameboat();
        without.arg(command).arg(&plain.engagement.path).args(flags);
        let paths = |engagement: &Engagement, text: Vec<u8>| {
            let path = engagement.path.display().to_string();
            String::from_utf8(text).unwrap().replace(&path, "ENGAGEMENT")
        };
        assert_eq!(
            paths(engagement, told),
            paths(&plain.engagement, without.assert().get_output().stdout.clone())
        );
    }
    for target in ["salesforce", "dataset"] {
        let out = engagement.path.join("..").join(target);
        let out = out.to_str().unwrap();
        desk.done("export", engagement, &[target, "--out", out]);
        fs::remove_dir_all(out).unwrap();
    }
    let workbook = engagement.current("report/plan.xlsx");
    desk.done("decide", engagement, &["--from", workbook.to_str().unwrap()]);

    for stage in ["ingest", "link", "unify", "reconcile", "assess", "plan", "report"] {
        desk.done(stage, engagement, &[]);
    }
    desk.done("explain", engagement, &[&customer, "--draft"]);

    desk.done("forget", engagement, &[&sealed.name()]);
    assert_eq!(number(&store(engagement), &named), 0);
    let forgetting =
        sameboat().arg("forget").arg(&plain.engagement.path).arg(plain.name()).assert();
    forgetting.code(NEEDS_A_PERSON);
    assert_eq!(tables(&plain.engagement).tables, tables(engagement).tables);
    assert!(tables(engagement).encrypted);
    desk.done("run", engagement, &[]);
    assert_eq!(number(&store(engagement), &named), 0);
}

#[test]
fn without_the_key_or_with_another_nothing_is_read_or_published() {
    let desk = Desk::new();
    let engagement = Engagement::small();
    desk.done("run", &engagement, &[]);
    let published = tables(&engagement).run_id;
    let runs = fs::read_dir(engagement.path.join("runs")).unwrap().count();
    let plan = engagement.current("report/plan.xlsx").display().to_string();
    let commands: [(&str, &[&str]); 7] = [
        ("run", &[]),
        ("ingest", &[]),
        ("explain", &["C-0H2K6SWAXR1P"]),
        ("evaluate", &[]),
        ("export", &["dataset", "--out", "never"]),
        ("forget", &["C-0H2K6SWAXR1P"]),
        ("decide", &["--from", &plan]),
    ];
    for (name, flags) in commands {
        let without = sameboat().arg(name).arg(&engagement.path).args(flags).assert().code(1);
        let told = shown(&without);
        assert!(told.contains("is encrypted") && told.contains("--key-file"), "{name}: {told}");
        let mut other = desk.command(name, &engagement);
        let told = shown(&other.env("SAMEBOAT_KEY", PASSPHRASE).args(flags).assert().code(1));
        assert!(told.contains("with another key"), "{name}: {told}");
        assert!(!told.contains(PASSPHRASE));
    }
    assert_eq!(tables(&engagement).run_id, published);
    assert_eq!(fs::read_dir(engagement.path.join("runs")).unwrap().count(), runs);
    desk.nothing_is_plain(&engagement);
}

#[test]
fn keys_come_from_files_and_settings_say_whether_they_are_needed() {
    let engagement = Engagement::small();
    let run = |flags: &[&str], key: Option<&str>| {
        let mut command = sameboat();
        command.arg("run").arg(&engagement.path).args(flags);
        key.map(|key| command.env("SAMEBOAT_KEY", key));
        command.assert()
    };
    // A secret that went missing, or a word, is no key.
    for bad in ["", "secret"] {
        let told = shown(&run(&[], Some(bad)).code(1));
        assert!(told.contains("SAMEBOAT_KEY: a passphrase needs at least 12"), "{told}");
    }
    assert!(!engagement.path.join("runs").exists());

    let settings = engagement.path.join("sameboat.toml");
    let before = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{before}\n[policy]\nencrypt = true\n")).unwrap();
    let told = shown(&run(&[], None).code(1));
    assert!(told.contains("encrypt = true") && told.contains("SAMEBOAT_KEY"), "{told}");

    let file = engagement.path.join("../key.txt");
    fs::write(&file, format!("{PASSPHRASE}\n")).unwrap();
    let file = file.to_str().unwrap();
    run(&["--key-file", file], None).code(NEEDS_A_PERSON);
    nothing_is_plain(&engagement);

    // The deliberate way out: the key only reads.
    fs::write(&settings, format!("{before}\n[policy]\nencrypt = false\n")).unwrap();
    run(&["--key-file", file], None).code(NEEDS_A_PERSON);
    assert!(engagement.current("unified.duckdb").exists() && !tables(&engagement).encrypted);

    // A key that comes later says which runs it is too late for.
    fs::write(&settings, before).unwrap();
    let told = run(&["--key-file", file], None).code(NEEDS_A_PERSON);
    let text = String::from_utf8(told.get_output().stdout.clone()).unwrap();
    assert!(text.contains("made without a key and not encrypted: 20"), "{text}");
    assert!(text.contains("unified.duckdb.age (encrypted)"), "{text}");
}

#[test]
fn what_a_killed_run_left_in_plain_text_is_gone_with_the_next_command() {
    const MOMENTS: u32 = 6;
    let desk = Desk::new();
    let engagement = Engagement::small();
    let start = Instant::now();
    desk.done("run", &engagement, &[]);
    let whole = start.elapsed();
    for moment in 1..=MOMENTS {
        let mut run = std::process::Command::new(assert_cmd::cargo::cargo_bin("sameboat"))
            .arg("run")
            .arg(&engagement.path)
            .env("SAMEBOAT_KEY", KEY)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(later(whole, moment, MOMENTS));
        run.kill().unwrap();
        run.wait().unwrap();
        // Any command that works on runs clears away; this one then finds no such customer.
        let next = desk.command("forget", &engagement).args(["C-0", "--dry-run"]).assert();
        assert!(shown(&next.code(1)).contains("no kept run has that customer"));
        nothing_is_plain(&engagement);
        assert!(number(&store(&engagement), "SELECT count(*) FROM customer") > 100);
    }
}

/// Moments from the middle of a run on, when there is plain text, to its end, when it is encrypted.
fn later(whole: Duration, moment: u32, of: u32) -> Duration {
    whole.mul_f64(0.3 + 0.7 * f64::from(moment) / f64::from(of))
}
