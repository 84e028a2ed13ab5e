//! The sections of the page, in order; one file each. A new section is a file here and a line in
//! [`all`].

mod accounting;
mod contacts;
mod customers;
mod dictionary;
mod evidence;
mod method;
mod money;
mod objectives;
mod people;
mod phases;
mod procedures;
mod risks;
mod summary;

use crate::error::ReportError;
use crate::facts::Facts;
use crate::page::Section;
use crate::read::Data;

pub(crate) use accounting::{CONTROL_TOTALS, QUARANTINE, VALUE_ISSUES};
pub(crate) use dictionary::shown_columns;
pub(crate) use objectives::{OBJECTIVE_PAIRS, OBJECTIVES};
pub(crate) use people::{OUTSOURCERS, SHARED_ASSETS};
pub(crate) use phases::{GATES, PHASES, TRAINING_WAVES, WORK_PACKAGES};
pub(crate) use procedures::{CONFLICTS, DECIDED, DECISIONS, FINDINGS, MATCHES, PROMISES, STEPS};
pub(crate) use risks::{RISKS, WARNINGS};

/// All sections, in order.
pub(crate) fn all(data: &Data<'_>, facts: &Facts) -> Result<Vec<Section>, ReportError> {
    let mut sections = vec![
        summary::section(data, facts)?,
        customers::section(data, facts)?,
        contacts::section(data, facts)?,
        procedures::section(data, facts)?,
        objectives::section(data)?,
        people::section(data, facts)?,
        money::section(data)?,
    ];
    sections.extend(phases::sections(data)?);
    sections.push(risks::section(data)?);
    sections.push(accounting::section(data)?);
    sections.push(method::section(data)?);
    sections.push(dictionary::section(data));
    Ok(sections)
}
