//! What is written opens in the tools that people use: bpmn-moddle, dmn-moddle, and bpmn-js in
//! Chromium, without warnings. Needs node, npm and a browser; CI must have them.
//!
//! `SAMEBOAT_SCREENSHOTS=folder` keeps pictures of the diagrams.

#![allow(clippy::unwrap_used, reason = "the lint exempts test functions, not their helpers")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sameboat_procedures::{
    Catalogue, Flow, FlowRule, ReconcileSettings, TopicEvidence, read_bpmn, read_markdown,
    reconcile, write_bpmn, write_dmn,
};

const PRODUCT: &str = "\
# Complaint by phone
Trigger: A customer complains
Outcome: The customer knows what happens next

1. **Service agent:** Listen to the customer and apologise
2. **Service agent:** Identify the customer with two security questions
3. **Service agent:** Is the complaint justified?
   - Yes:
     - **Service agent:** Offer goodwill
     - **Back office:** Book the credit note
   - No:
     - **Service agent:** Explain why & offer a call back
4. If the amount is above 100 €:
   a. **Team lead:** Approve the goodwill
5. **Service agent:** Send a confirmation by e-mail
6. **Service agent:** Close the case

## Rules
- SLA: reply within 24 hours
- Goodwill: up to 100 € if the product is defective

# Rückruf <vereinbaren>
1. Wunschtermin erfragen
2. Termin eintragen
3. Kunden zurückrufen
";

const FINANCING: &str = "\
# Handling of a telephone complaint
Trigger: A borrower complains

1. **Agent:** Identify the borrower by contract number
2. **Agent:** Listen and apologise to the customer
3. **Agent:** Is the complaint justified?
   - Yes:
     - **Agent:** Ask the team lead for goodwill
   - No:
     - **Agent:** Explain why the complaint is not justified
4. **Agent:** Read out the ombudsman disclosure
5. **Agent:** Close the case

## Rules
- SLA: reply within two business days
- Goodwill: up to 50 €
";

/// Loops, parallel ways, events and long ways past steps.
const TANGLED: &str = r#"<definitions><process id="p" name="Contract amendment">
<startEvent id="s" name="Amendment asked for"/><userTask id="a" name="Check the request"/>
<exclusiveGateway id="q" name="Complete?"/><userTask id="b" name="Ask for the missing documents"/>
<intermediateCatchEvent id="w" name="Documents received"/><parallelGateway id="fork"/>
<userTask id="c" name="Update the contract in the core system"/><userTask id="d" name="Inform the partner"/>
<parallelGateway id="join"/><userTask id="e" name="Confirm to the customer"/>
<boundaryEvent id="t" name="Two weeks without an answer" attachedToRef="b"/><userTask id="x" name="Reject"/>
<endEvent id="end" name="Amendment made"/>
<sequenceFlow sourceRef="s" targetRef="a"/><sequenceFlow sourceRef="a" targetRef="q"/>
<sequenceFlow sourceRef="q" targetRef="b" name="no"/><sequenceFlow sourceRef="q" targetRef="fork" name="yes"/>
<sequenceFlow sourceRef="b" targetRef="w"/><sequenceFlow sourceRef="w" targetRef="a"/>
<sequenceFlow sourceRef="t" targetRef="x"/><sequenceFlow sourceRef="q" targetRef="x" name="not allowed by the terms of the contract"/>
<sequenceFlow sourceRef="fork" targetRef="c"/><sequenceFlow sourceRef="fork" targetRef="d"/>
<sequenceFlow sourceRef="c" targetRef="join"/><sequenceFlow sourceRef="d" targetRef="join"/>
<sequenceFlow sourceRef="join" targetRef="e"/><sequenceFlow sourceRef="e" targetRef="end"/>
</process></definitions>"#;

fn catalogue(line: &str, text: &str) -> Catalogue {
    read_markdown(line, text.as_bytes()).unwrap().into_catalogue(line)
}

fn write_files(folder: &Path) {
    let (left, right) = (catalogue("product", PRODUCT), catalogue("financing", FINANCING));
    let settings = ReconcileSettings::default();
    let outcome = reconcile(&left, &right, &settings, &TopicEvidence::default());
    for unified in &outcome.unified {
        let flow = Flow::of_unified(unified, ["product", "financing"]);
        let rules = FlowRule::of_unified(unified, ["product", "financing"]);
        fs::write(folder.join(format!("{}.bpmn", flow.file_name())), write_bpmn(&flow)).unwrap();
        if !rules.is_empty() {
            let text = write_dmn(&flow.key, &flow.title, &rules);
            fs::write(folder.join(format!("{}.dmn", flow.file_name())), text).unwrap();
        }
    }
    let read = read_bpmn("tangled", TANGLED.as_bytes()).unwrap();
    let flow = Flow::of_procedure(&read.procedures[0].procedure);
    fs::write(folder.join("tangled.bpmn"), write_bpmn(&flow)).unwrap();
    fs::write(folder.join("empty.bpmn"), write_bpmn(&Flow::default())).unwrap();
}

fn there(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The folder with the script and its packages, as the lock file has them.
fn tools() -> Option<PathBuf> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    fs::create_dir_all(&folder).unwrap();
    let lock = fs::read(scripts.join("package-lock.json")).unwrap();
    let stamp = folder.join("installed");
    for file in ["package.json", "package-lock.json", "check.mjs"] {
        fs::copy(scripts.join(file), folder.join(file)).unwrap();
    }
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Some(folder);
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let install = Command::new(npm)
        .args(["ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"])
        .arg("--loglevel=error")
        .current_dir(&folder)
        .status();
    install.is_ok_and(|status| status.success()).then(|| {
        fs::write(stamp, lock).unwrap();
        folder
    })
}

#[test]
fn written_files_open_in_the_tools_that_people_use() {
    let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .into_iter()
        .find(|path| Path::new(path).exists());
    let tools = if there("node") { tools() } else { None };
    let (Some(chromium), Some(tools)) = (chromium, tools) else {
        // CI installs a browser and has npm; a developer's machine may have neither.
        assert!(std::env::var_os("CI").is_none(), "CI must have node, npm and a browser");
        println!("skipped: node, npm with its packages, and Chromium are needed");
        return;
    };
    let files = tempfile::tempdir().unwrap();
    write_files(files.path());
    let mut command = Command::new("node");
    command.arg(tools.join("check.mjs")).arg(files.path()).arg(chromium);
    if let Some(folder) = std::env::var_os("SAMEBOAT_SCREENSHOTS") {
        fs::create_dir_all(&folder).unwrap();
        command.arg(folder);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{errors}");
}
