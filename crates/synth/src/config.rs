//! The settings, mappings and hand-written truth that make a folder an engagement.

use crate::SynthError;
use crate::customers::product::is_workbook;
use crate::output::{Output, TextFile};
use crate::world::World;

macro_rules! mappings {
    ($($name:literal),* $(,)?) => {
        [$((
            concat!("mappings/", $name, ".toml"),
            include_str!(concat!("../assets/engagement/mappings/", $name, ".toml")),
        )),*]
    };
}

/// File and text of every mapping.
pub(crate) const MAPPINGS: [(&str, &str); 30] = mappings![
    "financing_agent_skills",
    "financing_agents",
    "financing_business_rules",
    "financing_contacts",
    "financing_contract_parties",
    "financing_contracts",
    "financing_courses",
    "financing_customers",
    "financing_money",
    "financing_objectives",
    "financing_outsourcers",
    "financing_procedure_steps",
    "financing_procedures",
    "financing_sites",
    "financing_systems",
    "product_agent_skills",
    "product_agents",
    "product_business_rules",
    "product_contacts",
    "product_courses",
    "product_customers",
    "product_money",
    "product_objectives",
    "product_orders",
    "product_outsourcers",
    "product_procedure_steps",
    "product_procedures",
    "product_service_contracts",
    "product_sites",
    "product_systems",
];

const SETTINGS: &str = include_str!("../assets/engagement/sameboat.toml");
const README: &str = include_str!("../assets/engagement/README.md");

/// Labels of the hand-written procedures.
const LABELS: [(&str, &str); 2] = [
    ("procedures", include_str!("../assets/procedures/truth_procedures.csv")),
    ("conflicts", include_str!("../assets/procedures/truth_conflicts.csv")),
];

/// Writes them.
pub(crate) fn write(world: &World, output: &mut Output<'_>) -> Result<(), SynthError> {
    let settings = if is_workbook(world) {
        SETTINGS.to_owned()
    } else {
        SETTINGS.replace("product/customers.xlsx", "product/customers.csv")
    };
    put(output, "sameboat.toml", &settings)?;
    put(output, "README.md", README)?;
    for (file, text) in MAPPINGS {
        put(output, file, text)?;
    }
    for (name, text) in LABELS {
        put(output, &format!("truth/{name}.csv"), text)?;
        let rows = csv::Reader::from_reader(text.as_bytes()).records().count();
        output.summary.truth.push((name.to_owned(), rows as u64));
    }
    // Git keeps no empty folder, and people's decisions go here.
    put(output, "decisions/.gitkeep", "")
}

fn put(output: &Output<'_>, file: &str, text: &str) -> Result<(), SynthError> {
    let mut written = TextFile::create(output.dir(), file)?;
    written.write(text.as_bytes())?;
    written.finish()
}
