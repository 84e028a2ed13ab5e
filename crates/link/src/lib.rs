//! Probabilistic record linkage: which records are one customer.
//!
//! Columns go in, clusters come out. There is nothing to tune: what agreement on a field is worth is
//! learned from the data, without labels, and so are the thresholds.
//!
//! ```
//! use sameboat_link::{Column, Decisions, Field, LinkSettings, Records, Silent, Source, link};
//!
//! let column = |name: &str, field, values: [&'static str; 4]| {
//!     Column::from_values(name, field, values.map(|value| Some(value).filter(|v| !v.is_empty())))
//! };
//! let records = Records {
//!     sources: vec![Source {
//!         name: "crm".into(),
//!         line: "product".into(),
//!         one_to_one: false,
//!         country: Some("DE".into()),
//!     }],
//!     source_of: vec![0; 4],
//!     keys: ["1", "2", "3", "4"].iter().collect(),
//!     columns: vec![
//!         column("Vorname", Field::GivenName, ["Hans", "Johannes", "Maria", "Peter"]),
//!         column("Nachname", Field::Surname, ["Müller", "Mueller", "Müller", "Kohl"]),
//!         column("Geboren", Field::BirthDate, ["3.4.1980", "1980-04-03", "7.9.1982", ""]),
//!         column("E-Mail", Field::Email, ["hm@web.de", "hm@web.de", "mm@web.de", "pk@gmx.de"]),
//!     ],
//! };
//! let linkage = link(&records, &LinkSettings::default(), &Decisions::default(), &Silent)?;
//! assert_eq!(linkage.cluster_of[0], linkage.cluster_of[1]);
//! assert_ne!(linkage.cluster_of[0], linkage.cluster_of[2]);
//! # Ok::<(), sameboat_link::LinkError>(())
//! ```
//!
//! # How it works
//!
//! | step | module | in a sentence |
//! |---|---|---|
//! | standardise | `prepare`, `placeholders` | each value is read by `sameboat-normalize`, once where it repeats; placeholders, from a list and found in the data, are missing |
//! | order | `order`, `values` | records of alike names stand together, a record's values in one row |
//! | block | `block` | rules made of keys of all fields are chosen by what they find among probable matches, and what they cost |
//! | compare | `compare`, [`kernels`] | field by field into levels of agreement; missing is neutral; best of several values |
//! | count | `frequency` | agreement on a rare value says more than on a common one |
//! | train | `train`, `scorer`, `homes`, `roles`, `namesakes` | expectation–maximisation over patterns of levels, with classes for one customer, housemates, twins, namesakes and strangers; e-mails of strangers of one name on their own |
//! | train on things | `linker::things` | where nothing personal is compared: from pairs across lists in which each record is the other's nearest |
//! | cluster | `cluster` | correlation clustering: evidence over all pairs of two groups decides, so a weak bridge merges nobody |
//! | decide | `decide` | the lowest threshold at which the clusters are expected to have the precision asked for; of things an even chance |
//! | tie | `relationships` | households, shared phones and mailboxes, namesakes: tied, never merged |
//!
//! [`Linkage::explain`] says what each field contributed to a pair, [`explain_pairs`] also why it was
//! compared or not, and [`PairScorer`] scores any pairs. [`link_and_free`] is for millions of records. [`evaluate`] scores clusters
//! against a truth. [`guess`] maps the columns of a table never seen before. A [`Model`] can be
//! stored, and given back in [`LinkSettings::model`], so that nightly runs score alike.
//!
//! Same records, settings and decisions give the same result, whatever the order of rows and the
//! number of threads. People's [`Decisions`] win over the model.

mod block;
mod check;
mod cluster;
mod compare;
mod decide;
mod error;
pub mod evaluate;
mod explain;
mod frequency;
mod grounds;
pub mod guess;
mod hash;
mod homes;
pub mod kernels;
mod kinds;
mod linkage;
mod linker;
mod model;
mod namesakes;
mod order;
mod placeholders;
mod prepare;
mod records;
mod relationships;
mod roles;
mod scored;
mod scorer;
mod scoring;
mod settings;
mod texts;
mod train;
mod union_find;
mod values;

pub use error::LinkError;
pub use explain::{PairExplanation, explain_pairs};
pub use linkage::{
    BlockingReport, BlockingRule, Evidence, Explainer, Linkage, MAX_COMPARISONS, PairDecision,
    Pattern, Relationship, RelationshipKind, ScoredPair, Thresholds,
};
pub use linker::{candidate_pairs, link, link_and_free};
pub use model::{ComparisonModel, Level, Model};
pub use records::{Column, ColumnBuilder, Decisions, Field, MISSING, Records, Source};
pub use sameboat_model::progress::{Progress, Silent};
pub use scoring::PairScorer;
pub use settings::LinkSettings;
pub use texts::{TextInterner, Texts};
