//! Times reconciling two generated catalogues of 2,000 procedures, aligning two of 10,000 steps,
//! and comparing two tables of 400 rules: `cargo bench -p sameboat-procedures`.

use sameboat_procedures::{
    BusinessRule, Catalogue, Procedure, ReconcileSettings, RuleKind, Step, TopicEvidence, reconcile,
};

const VERBS: [&str; 24] = [
    "check",
    "record",
    "send",
    "confirm",
    "refund",
    "cancel",
    "approve",
    "forward",
    "print",
    "scan",
    "explain",
    "offer",
    "close",
    "reopen",
    "merge",
    "deliver",
    "collect",
    "repair",
    "replace",
    "book",
    "quote",
    "transfer",
    "archive",
    "translate",
];
const OBJECTS: [&str; 40] = [
    "invoice",
    "complaint",
    "address",
    "contract",
    "instalment",
    "warranty",
    "delivery",
    "voucher",
    "appointment",
    "deposit",
    "certificate",
    "meter",
    "battery",
    "windscreen",
    "boiler",
    "tariff",
    "statement",
    "mandate",
    "guarantor",
    "lease",
    "gearbox",
    "catalogue",
    "showroom",
    "crate",
    "pallet",
    "thermostat",
    "licence",
    "passport",
    "payslip",
    "subsidy",
    "interest",
    "penalty",
    "escrow",
    "survey",
    "brochure",
    "newsletter",
    "firmware",
    "router",
    "antenna",
    "cartridge",
];
const CASES: [&str; 12] = [
    "for a minor",
    "after a death",
    "from abroad",
    "by power of attorney",
    "within the trial period",
    "for a company",
    "on a holiday",
    "with an open case",
    "by letter",
    "for staff",
    "in arrears",
    "twice",
];

fn main() {
    divan::main();
}

/// Numbers that are the same in every run (Steele and others 2014, `SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        from[((z ^ (z >> 31)) % from.len() as u64) as usize]
    }

    fn sentence(&mut self) -> String {
        format!("{} the {} {}", self.pick(&VERBS), self.pick(&OBJECTS), self.pick(&CASES))
    }
}

fn catalogue(line: &str, procedures: usize, steps: usize) -> Catalogue {
    let mut numbers = Numbers(line.len() as u64);
    let procedure = |at: usize| Procedure {
        key: format!("{line}-{at}"),
        title: numbers.sentence(),
        trigger: numbers.sentence(),
        topics: vec![numbers.pick(&OBJECTS).to_owned()],
        channels: vec![numbers.pick(&["call", "email", "letter"]).to_owned()],
        steps: (0..steps).map(|_| Step { action: numbers.sentence(), ..Step::default() }).collect(),
        rules: (0..3)
            .map(|_| BusinessRule {
                key: String::new(),
                kind: RuleKind::Sla,
                condition: numbers.sentence(),
                value: numbers.pick(&["24 h", "2 business days", "same day", "5 days"]).to_owned(),
                unit: String::new(),
            })
            .collect(),
        ..Procedure::default()
    };
    Catalogue { line: line.to_owned(), procedures: (0..procedures).map(procedure).collect() }
}

fn timed(bencher: divan::Bencher<'_, '_>, procedures: usize, steps: usize) {
    let left = catalogue("product", procedures, steps);
    let right = catalogue("financing", procedures, steps);
    let settings = ReconcileSettings::default();
    bencher.bench_local(|| reconcile(&left, &right, &settings, &TopicEvidence::default()));
}

#[divan::bench(args = [200, 2000], sample_count = 1)]
fn catalogues(bencher: divan::Bencher<'_, '_>, procedures: usize) {
    timed(bencher, procedures, 7);
}

#[divan::bench(args = [1000, 10_000], sample_count = 1)]
fn one_long_procedure(bencher: divan::Bencher<'_, '_>, steps: usize) {
    timed(bencher, 1, steps);
}

/// Two decision tables of so many rules, as from DMN.
#[divan::bench(args = [100, 400], sample_count = 1)]
fn rules_of_one_procedure(bencher: divan::Bencher<'_, '_>, rules: usize) {
    let table = |line: &str| {
        let mut catalogue = catalogue(line, rules.div_ceil(3), 0);
        let all = catalogue.procedures.iter_mut().flat_map(|procedure| procedure.rules.drain(..));
        let mut rules: Vec<BusinessRule> = all.collect();
        for (at, rule) in rules.iter_mut().enumerate() {
            rule.condition = format!("{}, from {} to {} EUR", rule.condition, at * 10, at * 10 + 9);
        }
        let procedure = Procedure { title: "Goodwill".to_owned(), rules, ..Procedure::default() };
        catalogue.procedures = vec![procedure];
        catalogue
    };
    let (left, right) = (table("product"), table("financing"));
    let settings = ReconcileSettings::default();
    bencher.bench_local(|| reconcile(&left, &right, &settings, &TopicEvidence::default()));
}
