//! The whole pile: entities, references and lines of all tables, and what is written for them.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use sameboat_model::{Entity, Mapping, presets};
use serde::Serialize;

use super::aside::{Aside, asides, names_people};
use super::ask::{
    ask_companies, ask_countries, missed, unread_lists, unread_procedures, unread_refusals,
};
use super::columns::{ColumnGuess, Table, referred};
use super::consent_lists::ConsentList;
use super::draft::{Habits, MappingDraft, draft};
use super::drafted::Drafted;
use super::entity::{Bears, EntityGuess, entity};
use super::formats::DayMonth;
use super::lines::{LineGuess, Standing, lines};
use super::meant::{meant_agents, of_export, put_meant_customers, put_meant_keys};
use super::places::Places;
use super::presets::{KnownExport, known_export, notated_export};
use super::references::{references, spread_references};
use super::refusal_lists;
use super::settings::{settings_text, source_name};
use super::survey::{LeftOut, Survey, SurveyedTable};
use super::text::mapping_text;
use super::tie::{is_called_refused, mentions_refused, number_lists, read_beside, read_numbers};

/// The names of the lines in tables.
pub const LINES: [&str; 2] = ["product", "financing"];

/// What the guess should know beside the files.
#[derive(Debug, Clone, Default)]
pub struct GuessSettings {
    /// The engagement's folder, from which settings name files.
    pub folder: PathBuf,
    /// The folders that the pile was found below; what is above them tells nothing.
    pub roots: Vec<PathBuf>,
    /// The engagement's name.
    pub name: String,
    /// Files or folders whose line somebody has named: 0 the product's, 1 the financing's.
    pub lines: Vec<(usize, PathBuf)>,
}

/// One source as it is proposed.
#[derive(Debug, Clone, Serialize)]
pub struct ProposedSource {
    /// The name in tables.
    pub name: String,
    /// The line.
    pub line: &'static str,
    /// How sure the line is, 0.5 to 1.
    pub line_confidence: f32,
    /// What its rows are.
    pub entity: Entity,
    /// How sure that is, 0 to 1.
    pub entity_confidence: f32,
    /// The file, from the engagement's folder.
    pub file: PathBuf,
    /// The sheets; none of a text file.
    pub sheets: Vec<String>,
    /// Rows below the header.
    pub rows: u64,
    /// Fields that are mapped.
    pub fields: usize,
    /// Mean confidence of the mapped fields.
    pub confidence: f32,
    /// Columns that no field was found for.
    pub extras: Vec<String>,
    /// What a person has to decide.
    pub questions: Vec<String>,
    /// The mapping's path, from the engagement's folder, or the preset that fits.
    pub mapping: String,
    /// The mapping file's text; none where a preset fits.
    #[serde(skip)]
    pub text: Option<String>,
}

/// An engagement as it is proposed.
#[derive(Debug, Clone, Serialize)]
pub struct Proposal {
    /// The sources, by line and entity.
    pub sources: Vec<ProposedSource>,
    /// Files and sheets that were left.
    pub left: Vec<LeftOut>,
    /// What a person has to decide about the whole.
    pub questions: Vec<String>,
    /// The text of `sameboat.toml`.
    #[serde(skip)]
    pub settings: String,
}

impl Proposal {
    /// Whether something needs a person.
    pub fn has_questions(&self) -> bool {
        !self.questions.is_empty() || self.sources.iter().any(|s| !s.questions.is_empty())
    }
}

/// Tells what each table of a pile is and proposes settings and mappings.
pub fn propose(survey: Survey, settings: &GuessSettings) -> Proposal {
    let Survey { tables, mut left, unread: of_procedures } = survey;
    let are_refused: Vec<bool> = tables.iter().map(is_called_refused).collect();
    let mut known = known_tables(&tables, &are_refused);
    let folders: Vec<Vec<String>> =
        tables.iter().map(|table| folders(&table.file, &settings.roots)).collect();
    let bears = bears(&tables, &folders);
    let mut exports: Vec<Option<KnownExport>> = tables.iter().map(export_of).collect();
    let first = entities(&known, &exports, &bears);
    let mut keys = key_columns(&tables, &first, &exports);
    put_meant_keys(&known, &mut keys, &mut exports);
    let meant = meant_agents(&known, &mut keys, &first, &exports);
    let refers = references(&known, &keys);
    for reference in &refers {
        if let Some(to) = &first[reference.to] {
            known[reference.from].refers[reference.column].push(to.entity);
        }
    }
    let are_customers =
        |at: usize| first[at].as_ref().is_some_and(|found| found.entity == Entity::Customer);
    for (from, column) in spread_references(&known, &keys, are_customers) {
        known[from].refers[column].push(Entity::Customer);
    }
    known.iter_mut().for_each(Table::settle_parties);
    put_meant_customers(&known, &mut exports);
    let mut found = entities(&known, &exports, &bears);
    let lists = consent_lists(&known, &mut found, &exports);
    settle_refusals(&mut known, &found, &are_refused);
    let standings = standings(&tables, &folders, &found, settings);
    let lines = lines(&known, &standings, &refers);
    let habits = Habits { company: &settings.name, ..habits(&tables, &found) };
    let places = [0, 1].map(|line| places(&tables, &found, &lines, line));
    let asides = asides(&known, &found, &keys, &lines, &lists);
    let numbers = number_lists(&known, &found, &are_refused, |at| {
        asides[at].is_some() || lists[at].is_some() || exports[at].is_some()
    });
    let mut unread = unread_lists(&tables, &lists, &settings.folder);
    unread.extend(unread_procedures(of_procedures, &tables, &found, &lists, &settings.folder));
    let mut drafts: Vec<Drafted<'_>> = vec![];
    let mut drafted_at: Vec<Option<usize>> = vec![];
    let all = tables.iter().zip(&known).zip(found).zip(lines).zip(exports);
    for (at, ((((table, known), found), line), export)) in all.enumerate() {
        drafted_at.push(None);
        if asides[at].is_some() || numbers[at].is_some() {
            continue;
        }
        let Some(found) = found else {
            let unknown = || "it is not like any table that is looked for".to_owned();
            let reason = lists[at].as_ref().map_or_else(unknown, ConsentList::reason);
            left.extend(left_out(table, &reason));
            if lists[at].is_none() {
                unread.extend(missed(table, known, None, &settings.folder));
            }
            continue;
        };
        let drafted = draft(table, known, found.entity, &found.columns, line.line, habits);
        let mapping = match (drafted, &export) {
            (Ok(mut mapping), _) => {
                if let Some(key) = meant[at].filter(|_| found.entity == Entity::Agent) {
                    mapping.take_key(&table.columns[key].name);
                }
                mapping
            }
            // The preset reads what the guess cannot.
            (Err(_), Some(_)) => MappingDraft::empty(found.entity),
            (Err(reason), None) => {
                unread.extend(missed(table, known, Some(found.entity), &settings.folder));
                left.extend(left_out(table, &reason));
                continue;
            }
        };
        drafted_at[at] = Some(drafts.len());
        drafts.push(Drafted { table, found, line, mapping, export });
    }
    let is_read = |at: usize| asides[at].is_some() || numbers[at].is_some() || lists[at].is_some();
    let asked = (0..tables.len()).filter(|at| {
        // What is read as something else may well mention such a list.
        let may_be = drafted_at[*at].is_none() && mentions_refused(&tables[*at]);
        (are_refused[*at] || may_be) && !is_read(*at)
    });
    unread.extend(asked.filter_map(|at| {
        unread_refusals(&tables[at], drafted_at[at].map(|at| &drafts[at]), &settings.folder)
    }));
    for (at, aside) in asides.into_iter().enumerate() {
        let (table, folder) = (&tables[at], &settings.folder);
        let mut reasons: Vec<String> = vec![];
        for aside in aside.into_iter().flat_map(Aside::each) {
            let customers = drafted_at[aside.to].map(|place| &mut drafts[place]);
            reasons.push(read_beside(aside, table, &known[at], customers, folder, &mut unread));
        }
        // Of two sheets of one workbook the same is said.
        reasons.dedup();
        left.extend(reasons.iter().flat_map(|reason| left_out(table, reason)));
    }
    for (at, list) in numbers.iter().enumerate().filter_map(|(at, list)| Some((at, list.as_ref()?)))
    {
        let reason =
            read_numbers(list, &tables[at], &mut drafts, &places, &settings.folder, &mut unread);
        left.extend(left_out(&tables[at], &reason));
    }
    drafts.sort_by_key(|d| (d.line.line, d.found.entity, d.table.file.clone()));
    ask_countries(&mut drafts, &places);
    unread.extend(ask_companies(&drafts, &settings.folder));
    write(drafts, left, unread, &places, settings)
}

/// Takes the channels in lists of refusals that name nobody for refused ones.
fn settle_refusals(known: &mut [Table<'_>], found: &[Option<EntityGuess>], are_refused: &[bool]) {
    for ((table, found), is_refused) in known.iter_mut().zip(found).zip(are_refused) {
        if *is_refused && !found.as_ref().is_some_and(names_people) {
            refusal_lists::settle(table);
        }
    }
}

/// What tells the line of each table beside its columns.
fn standings<'t>(
    tables: &'t [SurveyedTable],
    folders: &[Vec<String>],
    found: &[Option<EntityGuess>],
    settings: &GuessSettings,
) -> Vec<Standing<'t>> {
    let all = tables.iter().zip(folders).zip(found);
    let standings = all.map(|((table, folders), found)| Standing {
        folders: folders.clone(),
        file: &table.file,
        sheets: &table.sheets,
        entity: found.as_ref().map(|found| found.entity),
        kinds: found.as_ref().map_or_else(Vec::new, |found| kinds(table, found)),
        given: given(&table.file, &settings.lines),
    });
    standings.collect()
}

/// What the rows of each table are.
fn entities(
    known: &[Table<'_>],
    exports: &[Option<KnownExport>],
    bears: &[Bears<'_>],
) -> Vec<Option<EntityGuess>> {
    let of = |at: usize| match &exports[at] {
        Some(export) => Some(of_export(&known[at], export)),
        None => entity(&known[at], bears[at]),
    };
    (0..known.len()).map(of).collect()
}

/// What can be said of the columns of each table.
fn known_tables<'t>(tables: &'t [SurveyedTable], are_refused: &[bool]) -> Vec<Table<'t>> {
    let tables = tables.iter().zip(are_refused);
    let known = tables.map(|(table, is_refused)| {
        let mut known = Table::new(&table.columns);
        if *is_refused {
            refusal_lists::leave_consents(&mut known);
        }
        known
    });
    known.collect()
}

/// The preset that knows a table.
fn export_of(table: &SurveyedTable) -> Option<KnownExport> {
    match &table.sheets[..] {
        [sheet] if table.is_notated => notated_export(sheet),
        // A preset reads all sheets of a workbook, so it must be the only one.
        _ => known_export(&table.columns).filter(|_| !table.has_others),
    }
}

/// The tables that are lists of consents by customer and channel; they are of no entity.
fn consent_lists(
    known: &[Table<'_>],
    found: &mut [Option<EntityGuess>],
    exports: &[Option<KnownExport>],
) -> Vec<Option<ConsentList>> {
    let all = known.iter().zip(found).zip(exports);
    all.map(|((table, found), export)| {
        let list = ConsentList::of(table).filter(|_| export.is_none())?;
        *found = None;
        Some(list)
    })
    .collect()
}

fn left_out(table: &SurveyedTable, reason: &str) -> Vec<LeftOut> {
    let sheets: Vec<Option<String>> = match &table.sheets[..] {
        [] => vec![None],
        sheets => sheets.iter().cloned().map(Some).collect(),
    };
    let left = |sheet| LeftOut { file: table.file.clone(), sheet, reason: reason.to_owned() };
    sheets.into_iter().map(left).collect()
}

/// The texts of all files.
fn write(
    drafts: Vec<Drafted<'_>>,
    mut left: Vec<LeftOut>,
    mut questions: Vec<String>,
    places: &[Places; 2],
    settings: &GuessSettings,
) -> Proposal {
    let mut sources: Vec<ProposedSource> = vec![];
    let mut toss_ups = toss_ups(&drafts, settings);
    for Drafted { table, found, line, mapping: draft, export } in drafts {
        let file = from_folder(&table.file, &settings.folder);
        let name = source_name(&sources, LINES[line.line], &draft, &table.file);
        let mut asked = if export.is_some() { vec![] } else { draft.questions.clone() };
        if line.is_toss_up {
            asked.extend(toss_ups.remove(&(line.line, folder_of(table, settings))));
        }
        if let Some(other) = found.or_else {
            asked.push(format!("its rows could also be {}s", other.name()));
        }
        let path = format!("mappings/{name}.toml");
        let about = about(table, &file, &found);
        let draft = MappingDraft { questions: asked.clone(), ..draft };
        let text = match &export {
            Some(export) => export.text(),
            None => Some(mapping_text(&draft, &about)),
        };
        if let Some(text) = &text
            && let Err(error) = Mapping::parse(Path::new(&path), text.clone())
        {
            left.extend(left_out(table, &format!("no mapping can be written: {}", error.message)));
            continue;
        }
        let confidences = draft.fields.iter().map(|field| field.confidence);
        let own = confidences.sum::<f32>() / draft.fields.len().max(1) as f32;
        let has = |name: &&String| table.columns.iter().any(|column| column.name == **name);
        sources.push(ProposedSource {
            name,
            line: LINES[line.line],
            line_confidence: line.confidence,
            entity: found.entity,
            entity_confidence: found.confidence,
            file,
            sheets: table.sheets.clone(),
            rows: table.rows,
            fields: export.as_ref().map_or(draft.fields.len(), |export| {
                let fields = export.mapping.fields.values();
                fields.filter(|f| f.constant.is_some() || f.columns.iter().any(|c| has(&c))).count()
            }),
            confidence: export.as_ref().map_or(own, |export| export.share),
            extras: export.as_ref().map_or(draft.extras, |export| {
                let names = table.columns.iter().map(|column| column.name.clone());
                let known = export.mapping.columns();
                let instead = export.instead.as_ref().map(|instead| instead.column.as_str());
                names
                    .filter(|name| !known.contains(name.as_str()) && instead != Some(name))
                    .collect()
            }),
            questions: asked,
            mapping: match export.filter(|export| export.instead.is_none()) {
                Some(export) => format!("{}{}", presets::PREFIX, export.name),
                None => path,
            },
            text,
        });
    }
    for line in LINES {
        let customers =
            |source: &&ProposedSource| source.line == line && source.entity == Entity::Customer;
        if !sources.iter().any(|source| customers(&source)) {
            questions.push(format!("no file was found with customers of the line `{line}`"));
        }
    }
    left.sort_by(|one, other| (&one.file, &one.sheet).cmp(&(&other.file, &other.sheet)));
    for left in &mut left {
        left.file = from_folder(&left.file, &settings.folder);
    }
    let settings = settings_text(&settings.name, &sources, places, &mut questions);
    Proposal { sources, left, questions, settings }
}

/// The folder in which a table lies together with others of its line; its file where that is the pile's own.
fn folder_of(table: &SurveyedTable, settings: &GuessSettings) -> PathBuf {
    let is_below = !folders(&table.file, &settings.roots).is_empty();
    let folder = table.file.parent().filter(|_| is_below);
    folder.unwrap_or(&table.file).to_owned()
}

/// What is asked about the lines that nothing tells: once for all tables of a place, as one answer says it.
fn toss_ups(
    drafts: &[Drafted<'_>],
    settings: &GuessSettings,
) -> BTreeMap<(usize, PathBuf), String> {
    let mut places: BTreeMap<(usize, PathBuf), usize> = BTreeMap::new();
    for drafted in drafts.iter().filter(|drafted| drafted.line.is_toss_up) {
        *places.entry((drafted.line.line, folder_of(drafted.table, settings))).or_default() += 1;
    }
    let asked = places.into_iter().map(|((line, place), sources)| {
        let guess = LINES[line];
        let question = if sources == 1 {
            format!(
                "nothing tells whether this is the product's or the financing's line; `{guess}` is a guess"
            )
        } else {
            let shown = from_folder(&place, &settings.folder).display().to_string();
            format!(
                "nothing tells whether {shown} ({sources} sources) is the product's or the financing's line; \
                 `{guess}` is a guess for all of it, and `--line` says it"
            )
        };
        ((line, place), question)
    });
    asked.collect()
}

/// The lines at a mapping's head.
fn about(table: &SurveyedTable, file: &Path, found: &EntityGuess) -> Vec<String> {
    let sheets = match &table.sheets[..] {
        [] => String::new(),
        [one] => format!(", sheet {one}"),
        several => format!(", sheets {}", several.join(", ")),
    };
    vec![
        format!("Proposed by `sameboat init` for {}{sheets}.", file.display()),
        format!(
            "{} rows; {}; {:.2} that they are {}s.",
            table.rows,
            table.format,
            found.confidence,
            found.entity.name().replace('_', " ")
        ),
        "Beside each field: how sure it is, 0 to 1, and masked values.".into(),
    ]
}

/// Per table the column of its own key.
fn key_columns(
    tables: &[SurveyedTable],
    found: &[Option<EntityGuess>],
    exports: &[Option<KnownExport>],
) -> Vec<Option<usize>> {
    let all = found.iter().zip(exports).zip(tables);
    let key = |((found, export), table): (
        (&Option<EntityGuess>, &Option<KnownExport>),
        &SurveyedTable,
    )| {
        match export {
            Some(export) => export.key(&table.columns),
            None => key_column(found.as_ref()),
        }
    };
    all.map(key).collect()
}

/// The column of a table's own key.
fn key_column(found: Option<&EntityGuess>) -> Option<usize> {
    let found = found?;
    let own = |guess: &&ColumnGuess| guess.field.name == "record_key" && guess.is_whole();
    found.columns.iter().find(own).filter(|guess| referred(guess.field).is_none()).map(|g| g.column)
}

/// The names that each table bears.
fn bears<'t>(tables: &'t [SurveyedTable], folders: &'t [Vec<String>]) -> Vec<Bears<'t>> {
    let names = |(table, folders): (&'t SurveyedTable, &'t Vec<String>)| Bears {
        folder: folders.last().map_or("", String::as_str),
        file: table.file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default(),
        sheets: &table.sheets,
        has_others: table.has_others,
    };
    tables.iter().zip(folders).map(names).collect()
}

/// What the values say about a line.
fn places(
    tables: &[SurveyedTable],
    found: &[Option<EntityGuess>],
    lines: &[LineGuess],
    line: usize,
) -> Places {
    let of_line = tables.iter().zip(found).zip(lines).filter(|(_, l)| l.line == line);
    Places::of(of_line.filter_map(|((table, found), _)| Some((table, found.as_ref()?))))
}

/// The folders of a file below the pile's roots.
fn folders(file: &Path, roots: &[PathBuf]) -> Vec<String> {
    let root =
        roots.iter().filter(|root| file.starts_with(root)).max_by_key(|r| r.as_os_str().len());
    let below = root.and_then(|root| file.strip_prefix(root).ok()).and_then(Path::parent);
    // Of several roots each is a folder that somebody has named on purpose.
    let own = root.filter(|_| roots.len() > 1).and_then(|root| root.file_name());
    let parts = below.into_iter().flat_map(Path::components).map(Component::as_os_str);
    own.into_iter().chain(parts).map(|part| part.to_string_lossy().into_owned()).collect()
}

fn given(file: &Path, lines: &[(usize, PathBuf)]) -> Option<usize> {
    let holding = lines.iter().filter(|(_, path)| file.starts_with(path));
    holding.max_by_key(|(_, path)| path.as_os_str().len()).map(|(line, _)| *line)
}

/// The kinds that a table of agreements holds.
fn kinds(table: &SurveyedTable, found: &EntityGuess) -> Vec<&'static str> {
    if found.entity != Entity::Agreement {
        return vec![];
    }
    let guess = found.columns.iter().find(|guess| guess.field.name == "kind" && guess.is_whole());
    let lookup = guess.and_then(|guess| {
        super::choices::Lookup::of(Entity::Agreement, guess.field, &table.columns[guess.column])
    });
    let mut kinds: Vec<&'static str> =
        lookup.into_iter().flat_map(|lookup| lookup.known).map(|(_, word, _)| word).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// Whether months come first in the pile: of the tables that tell, most.
fn habits(tables: &[SurveyedTable], found: &[Option<EntityGuess>]) -> Habits<'static> {
    let mut votes: BTreeMap<bool, usize> = BTreeMap::new();
    for (table, found) in tables.iter().zip(found) {
        let mut order = DayMonth::default();
        for guess in found.iter().flat_map(|found| &found.columns) {
            order.count(&table.columns[guess.column]);
        }
        if let Some(month_first) = order.is_month_first() {
            *votes.entry(month_first).or_default() += 1;
        }
    }
    let count = |month_first: bool| votes.get(&month_first).copied().unwrap_or(0);
    Habits {
        company: "",
        month_first: count(true) > count(false),
        is_known: count(true) != count(false),
    }
}

/// A path from the engagement's folder, with `/` between its parts; as it is if it lies elsewhere.
pub(super) fn from_folder(file: &Path, folder: &Path) -> PathBuf {
    if let Ok(below) = file.strip_prefix(folder) {
        return below.to_owned();
    }
    let shared = file.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    // Without anything in common there is no way up.
    if shared <= 1 {
        return file.to_owned();
    }
    let up = folder.components().skip(shared).map(|_| "..");
    let down = file.components().skip(shared).map(Component::as_os_str);
    up.map(std::ffi::OsStr::new).chain(down).collect()
}
