//! What a person is asked about the whole pile.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sameboat_model::Entity;
use sameboat_model::settings::DEFAULT_COUNTRY;
use sameboat_normalize::organisations::parse_organisation;

use super::columns::Table;
use super::consent_lists::ConsentList;
use super::drafted::Drafted;
use super::entity::EntityGuess;
use super::missed;
use super::pile::from_folder;
use super::places::Places;
use super::procedures::lost_beside;
use super::survey::SurveyedTable;
use crate::among_people::is_company_among_people;

/// Asks about files of customers that name no country, where their phones and postcodes are of another one
/// than their line's.
pub(super) fn ask_countries(drafts: &mut [Drafted<'_>], places: &[Places; 2]) {
    for drafted in drafts {
        let fields = &drafted.mapping.fields;
        let is_named = fields.iter().any(|field| field.name == "country");
        if drafted.found.entity != Entity::Customer || is_named {
            continue;
        }
        let own = Places::of([(drafted.table, &drafted.found)].into_iter()).likely();
        let of_line = places[drafted.line.line].likely().unwrap_or(DEFAULT_COUNTRY);
        let Some(own) = own.filter(|own| *own != of_line) else { continue };
        drafted.mapping.questions.push(format!(
            "no column names a country, and most phones that name one are of `{own}`, while the line's is \
             `{of_line}`: numbers and postcodes are read as of the line's unless `[fields]` say \
             `country = {{ constant = \"{own}\" }}`"
        ));
    }
}

/// Asks about people of presets who are called as companies of other files are: people and companies are never one.
pub(super) fn ask_companies(drafts: &[Drafted<'_>], folder: &Path) -> Vec<String> {
    let named = |drafted: &Drafted<'_>| -> Vec<String> {
        let columns = drafted.table.columns.iter();
        let of_companies = columns.filter(|column| drafted.is_read_from("organisation", column));
        let names = of_companies.flat_map(|column| &column.sample);
        names.map(|name| parse_organisation(name).name).filter(|name| name.contains(' ')).collect()
    };
    let companies: BTreeSet<String> = drafts.iter().flat_map(named).collect();
    let asked = drafts.iter().filter_map(|drafted| {
        let export = drafted.export.as_ref()?;
        let kind = export.mapping.fields.get("kind")?;
        if kind.constant.as_deref() != Some("person") {
            return None;
        }
        let column = ["full_name", "surname"].into_iter().find_map(|field| {
            let at = export.column_of(field, &drafted.table.columns)?;
            Some(&drafted.table.columns[at])
        })?;
        // Those with a legal form are companies to runs.
        let is_company = |name: &&String| {
            !is_company_among_people(name) && companies.contains(&parse_organisation(name).name)
        };
        let found = column.sample.iter().filter(is_company).count();
        (found > 0).then(|| {
            format!(
                "`{}` of {} has {found} names of companies of other files, of {} that were looked at; the preset takes them \
                 for people, who are never one with companies: a mapping of its own without `kind` and with an \
                 `organisation` that finds them (`extract`) lets them be linked",
                column.name.replace('`', "'"),
                from_folder(&drafted.table.file, folder).display(),
                column.sample.len()
            )
        })
    });
    asked.collect()
}

/// What is asked about a table that is left out and has customers' keys.
pub(super) fn missed(
    table: &SurveyedTable,
    known: &Table<'_>,
    found: Option<Entity>,
    folder: &Path,
) -> Option<String> {
    Some(format!("{} {}", place_of(table, folder), missed::question(known, found)?))
}

/// What is asked about lists of consents that are left out.
pub(super) fn unread_lists(
    tables: &[SurveyedTable],
    lists: &[Option<ConsentList>],
    folder: &Path,
) -> Vec<String> {
    let unread = tables.iter().zip(lists).filter_map(|(table, list)| {
        let file = from_folder(&table.file, folder);
        Some(format!("{} is {}", file.display(), list.as_ref()?.reason()))
    });
    unread.collect()
}

/// What is asked about a table that is called a list of refusals and is not read as one. A preset knows what it reads.
pub(super) fn unread_refusals(
    table: &SurveyedTable,
    drafted: Option<&Drafted<'_>>,
    folder: &Path,
) -> Option<String> {
    let what = match drafted {
        Some(Drafted { export: Some(_), .. }) => return None,
        Some(drafted) if drafted.found.entity == Entity::Customer => {
            "its rows are taken for customers of their own, who refuse nothing by being in it"
                .into()
        }
        Some(drafted) => format!("its rows are taken for {}s", drafted.found.entity.name()),
        None => "is not read".to_owned(),
    };
    Some(format!(
        "{} is called a list of people who refuse, but {what}: name its key and what says so as a `[[beside]]` of the \
         customers' mapping (mappings/README.md)",
        place_of(table, folder)
    ))
}

/// What is asked about files of procedures: what is not read of those that are read whole, and sheets that are
/// of nothing.
pub(super) fn unread_procedures(
    of_whole: Vec<(PathBuf, String)>,
    tables: &[SurveyedTable],
    found: &[Option<EntityGuess>],
    lists: &[Option<ConsentList>],
    folder: &Path,
) -> Vec<String> {
    let of_nothing = tables.iter().zip(found).zip(lists);
    let of_nothing = of_nothing.filter(|((_, found), list)| found.is_none() && list.is_none());
    let asked = of_nothing.filter_map(|((table, _), _)| {
        let of_file = tables.iter().zip(found).filter(|(other, _)| other.file == table.file);
        let of_file: Vec<Entity> =
            of_file.filter_map(|(_, found)| Some(found.as_ref()?.entity)).collect();
        Some(format!("{} {}", place_of(table, folder), lost_beside(&of_file)?))
    });
    let of_whole = of_whole.into_iter();
    let of_whole =
        of_whole.map(|(file, told)| format!("{} {told}", from_folder(&file, folder).display()));
    of_whole.chain(asked).collect()
}

/// A table's file and sheets, from the engagement's folder.
pub(super) fn place_of(table: &SurveyedTable, folder: &Path) -> String {
    let sheets = match &table.sheets[..] {
        [] => String::new(),
        sheets => format!(" / {}", sheets.join(", ")),
    };
    format!("{}{sheets}", from_folder(&table.file, folder).display())
}
