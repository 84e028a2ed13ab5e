//! Tying lists that name nobody to the customers of whom they say more, by key or by phone number.

use std::path::Path;

use sameboat_model::Entity;
use sameboat_model::mapping::BesideKeys;
use sameboat_model::settings::DEFAULT_COUNTRY;
use sameboat_normalize::phones::country_of_phone;

use super::aside::{Aside, names_people};
use super::columns::Table;
use super::draft::BesideDraft;
use super::drafted::Drafted;
use super::entity::EntityGuess;
use super::pile::from_folder;
use super::places::Places;
use super::refusal_lists::{self, NumberList};
use super::settings::leaves_country_open;
use super::survey::SurveyedTable;
use super::words::names_country;

/// Adds what a table says more of customers to their mapping; says what became of it. What is not read, though it
/// says who may be approached, is asked about.
pub(super) fn read_beside(
    aside: Aside,
    table: &SurveyedTable,
    known: &Table<'_>,
    customers: Option<&mut Drafted<'_>>,
    folder: &Path,
    questions: &mut Vec<String>,
) -> String {
    let shown = table.file.file_name().unwrap_or_default().to_string_lossy();
    let Some(customers) = customers.filter(|drafted| drafted.export.is_none()) else {
        questions.push(format!(
            "{shown} says who of the customers may be approached, and is not read, as their file has no mapping of \
             its own: give it one with `[[beside]]` (mappings/README.md)"
        ));
        return "it says more of customers, whose file is not read by a mapping of its own".into();
    };
    let own = &customers.table.columns;
    let names = table.columns.iter().enumerate().filter(|(at, _)| *at != aside.key);
    let file = BesideDraft {
        names: names.map(|(_, column)| column.name.clone()).collect(),
        file: from_folder(&table.file, folder),
        sheets: if table.has_others { table.sheets.clone() } else { vec![] },
        key: table.columns[aside.key].name.clone(),
        to: own[aside.to_column].name.clone(),
        keys: BesideKeys::Text,
    };
    let whose = from_folder(&customers.table.file, folder).display().to_string();
    let asked = customers.mapping.questions.len();
    if !customers.mapping.take_beside(own, known, file) {
        if customers.mapping.questions.len() == asked {
            questions.push(format!(
                "{shown} says who of the customers of {whose} may be approached, but nothing of it is understood: \
                 say in their mapping what its words mean (`[[beside]]`)"
            ));
        }
        return format!(
            "it says more of the customers of {whose}, but nothing of it is read: see the CHECKs"
        );
    }
    let of_list = (0..known.columns.len()).filter(|at| known.of_list[*at]);
    let of_list: Vec<String> =
        of_list.map(|at| format!("`{}`", known.columns[at].name.replace('`', "'"))).collect();
    if !of_list.is_empty() {
        customers.mapping.questions.push(format!(
            "{shown} is called a list of people who refuse: a yes, a cross or a day in {} is taken for a refusal",
            of_list.join(", ")
        ));
    }
    let doubts = aside.doubts.into_iter().map(|doubt| {
        format!("{shown} names nobody, so that it is read beside the customers of {whose}: {doubt}")
    });
    customers.mapping.questions.extend(doubts);
    format!("it says more of the customers of {whose}, and is read beside them")
}

/// The tables that are lists of numbers that must not be called, but for those that something else is made of.
pub(super) fn number_lists(
    known: &[Table<'_>],
    found: &[Option<EntityGuess>],
    are_refused: &[bool],
    is_taken: impl Fn(usize) -> bool,
) -> Vec<Option<NumberList>> {
    let is_other = |found: &EntityGuess| found.entity != Entity::Customer || names_people(found);
    let of = |at: usize| {
        let is_taken = is_taken(at) || found[at].as_ref().is_some_and(is_other);
        NumberList::of(&known[at], are_refused[at]).filter(|_| !is_taken)
    };
    (0..known.len()).map(of).collect()
}

/// Ties a list of numbers that must not be called to the customers who have them; says what became of it.
pub(super) fn read_numbers(
    list: &NumberList,
    table: &SurveyedTable,
    drafts: &mut [Drafted<'_>],
    places: &[Places; 2],
    folder: &Path,
    questions: &mut Vec<String>,
) -> String {
    let name = |at: usize| table.columns[at].name.clone();
    let file = from_folder(&table.file, folder);
    let shown = file.display().to_string();
    if list.refusing.is_empty() {
        questions.push(format!(
            "{shown} is a list of numbers that must not be called (`{}`), and is not read, as no column of it says so: \
             give it one with an `x` in each row, and the customers' mappings read it (`[[beside]]` with `keys = \
             \"phone\"`, mappings/README.md)",
            name(list.key)
        ));
        return "a list of numbers that must not be called, without a column that says so".into();
    }
    let draft = BesideDraft {
        names: (0..table.columns.len()).filter(|at| *at != list.key).map(name).collect(),
        file,
        sheets: if table.has_others { table.sheets.clone() } else { vec![] },
        key: name(list.key),
        to: String::new(),
        keys: BesideKeys::Phone,
    };
    let refusing: Vec<String> = list.refusing.iter().map(|at| name(*at)).collect();
    let says = format!("`{}`", refusing.join("`, `"));
    let mut is_read = false;
    for drafted in drafts.iter_mut().filter(|drafted| drafted.found.entity == Entity::Customer) {
        let whose = from_folder(&drafted.table.file, folder).display().to_string();
        let own: Vec<String> = drafted.table.columns.iter().map(|c| c.name.clone()).collect();
        let tied = match drafted.export {
            None => drafted.mapping.take_numbers(&own, &draft, &refusing),
            Some(_) => vec![],
        };
        if tied.is_empty() {
            questions.push(format!(
                "{shown} is a list of numbers that must not be called, and is not read for the customers of {whose}: \
                 give them a mapping of their own with a `[[beside]]` whose `keys = \"phone\"`, and name {says} in \
                 `consent_phone`'s `refused_by` (mappings/README.md)"
            ));
            continue;
        }
        is_read = true;
        drafted.mapping.questions.push(format!(
            "{shown} is taken for a list of numbers that must not be called: whoever has one in `{}` refuses calls \
             where {says} has a yes, a cross or a day",
            tied.join("`, `")
        ));
        let doubts = list.doubts.iter().map(|doubt| format!("{shown}: {doubt}"));
        drafted.mapping.questions.extend(doubts);
        let national = national(list, table);
        if national > 0
            && leaves_country_open(&places[drafted.line.line])
            && !drafted.names_countries()
        {
            drafted.mapping.questions.push(format!(
                "{shown}: {national} of {} numbers that were looked at name no country, and are read in \
                 `{DEFAULT_COUNTRY}` where the customers' rows name none: `country` of the line says another",
                table.columns[list.key].sample.len()
            ));
        }
    }
    if is_read {
        "a list of numbers that must not be called, which is read beside the customers who have them".into()
    } else {
        "a list of numbers that must not be called, and no customers' mapping can read it".into()
    }
}

/// How many of the numbers that were looked at name no country; none where a column says it.
fn national(list: &NumberList, table: &SurveyedTable) -> usize {
    if table.columns.iter().any(|column| names_country(&column.name)) {
        return 0;
    }
    let numbers = table.columns[list.key].sample.iter();
    numbers.filter(|number| country_of_phone(number, None).is_none()).count()
}

/// Whether the names of a table have that of a list of people who refuse among other words.
pub(super) fn mentions_refused(table: &SurveyedTable) -> bool {
    let file = table.file.file_stem().unwrap_or_default().to_string_lossy();
    let names = table.sheets.iter().chain(&table.titles).map(String::as_str).chain([&*file]);
    names.into_iter().any(refusal_lists::mentions_refusals)
}

/// Whether a table is called a list of people who refuse: by its file, by each of its sheets, or above its header.
pub(super) fn is_called_refused(table: &SurveyedTable) -> bool {
    let file = table.file.file_stem().unwrap_or_default().to_string_lossy();
    let is_named = |name: &String| refusal_lists::names_refusals(name);
    // What is said of one sheet is not said of the others, which the file's own name is.
    let of_sheets = !table.sheets.is_empty() && table.sheets.iter().all(is_named);
    let of_title = table.sheets.len() <= 1 && table.titles.iter().any(is_named);
    let of_file = !table.has_others && refusal_lists::names_refusals(&file);
    of_file || of_sheets || of_title
}
