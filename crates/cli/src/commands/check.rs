//! `sameboat check`.

use sameboat_ingest::{FieldProfile, SourceProfile};
use sameboat_model::Settings;
use sameboat_report::{CheckedField, CheckedSource, write_profiles};

use super::Context;
use crate::args::CheckArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::{Text, thousands};

pub(super) fn run(args: &CheckArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    let engagement = context.engagement(&args.engagement)?;
    let profiles = sameboat_ingest::check(&engagement.folder, &engagement.settings, &context.bars)?;
    let verbose = context.verbose;
    context.printer.result(&profiles, |text| show_all(text, &profiles, verbose))?;
    if let Some(page) = &args.page {
        let settings = &engagement.settings;
        let sources: Vec<CheckedSource> = profiles.iter().map(|p| checked(settings, p)).collect();
        write_profiles(page, &settings.engagement.name, &sources)?;
    }
    let over: Vec<&str> = args.fail_over.map_or_else(Vec::new, |limit| {
        let over = profiles.iter().filter(|profile| share_refused(profile) > limit);
        over.map(|profile| profile.summary.source.as_str()).collect()
    });
    if !over.is_empty() {
        return Err(Failure::OverLimit { sources: over.join(", ") });
    }
    Ok(if profiles.iter().any(|profile| !profile.warnings.is_empty()) {
        Exit::NeedsAPerson
    } else {
        Exit::Done
    })
}

/// A profile as the page shows it.
fn checked(settings: &Settings, profile: &SourceProfile) -> CheckedSource {
    let summary = &profile.summary;
    let line = settings.line(&summary.line).map_or(&summary.line, |line| &line.label);
    let field = |field: &FieldProfile| CheckedField {
        field: field.field.to_owned(),
        columns: field.columns.clone(),
        filled: field.filled,
        distinct: field.distinct,
        issues: field.issues,
        range: field.range.clone(),
    };
    CheckedSource {
        name: summary.source.clone(),
        line: line.clone(),
        entity: summary.entity.clone(),
        file: profile.file.clone(),
        format: summary.format.clone(),
        read: summary.read,
        accepted: summary.accepted,
        quarantined: summary.quarantined,
        excluded: summary.excluded.clone(),
        refusals: profile.refusals.clone(),
        warnings: profile.warnings.clone(),
        fields: profile.fields.iter().map(field).collect(),
    }
}

/// Share of the source's rows that would be quarantined, 0 to 1.
fn share_refused(profile: &SourceProfile) -> f64 {
    profile.summary.quarantined as f64 / profile.summary.read.max(1) as f64
}

/// Shows every source; of their fields those that have something to say, or all if `verbose`.
fn show_all(text: &mut Text<'_>, profiles: &[SourceProfile], verbose: bool) -> std::io::Result<()> {
    for profile in profiles {
        show(text, profile, &shown(profile, verbose))?;
    }
    if profiles.iter().any(|profile| shown(profile, verbose).len() < profile.fields.len()) {
        text.line(
            "Fields that are as they should be are left out: -v shows all, --page FILE too.",
        )?;
    }
    Ok(())
}

fn shown(profile: &SourceProfile, verbose: bool) -> Vec<&FieldProfile> {
    profile.fields.iter().filter(|field| verbose || says_something(profile, field)).collect()
}

/// Whether somebody should look at a field.
fn says_something(profile: &SourceProfile, field: &FieldProfile) -> bool {
    let is_empty = field.filled == 0.0 && profile.summary.accepted > 0;
    is_empty || field.issues > 0 || field.suspicious.is_some()
}

fn show(
    text: &mut Text<'_>,
    profile: &SourceProfile,
    fields: &[&FieldProfile],
) -> std::io::Result<()> {
    let summary = &profile.summary;
    text.heading(&format!("{} ({})", summary.source, profile.file))?;
    text.line(&format!(
        "  {} rows: {} accepted, {} quarantined ({:.1} %); {} fields; {}",
        thousands(summary.read),
        thousands(summary.accepted),
        thousands(summary.quarantined),
        share_refused(profile) * 100.0,
        profile.fields.len(),
        summary.format,
    ))?;
    if !fields.is_empty() {
        let rows: Vec<Vec<String>> = fields.iter().map(|field| cells(field)).collect();
        text.table(&["field", "filled", "distinct", "issues", "range"], &rows)?;
    }
    for (reason, rows) in &profile.refusals {
        text.warning(&format!("{} rows would be quarantined: {reason}", thousands(*rows)))?;
    }
    profile.warnings.iter().try_for_each(|warning| text.warning(warning))?;
    text.line("")
}

/// A field's row of the table.
fn cells(field: &FieldProfile) -> Vec<String> {
    let range = field.range.as_ref().map(|(from, to)| format!("{from} – {to}"));
    vec![
        field.field.to_owned(),
        format!("{:.0} %", field.filled * 100.0),
        thousands(field.distinct),
        thousands(field.issues),
        range.unwrap_or_default(),
    ]
}
