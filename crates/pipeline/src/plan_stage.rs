//! The assessment's tables → facts → the plan → its tables.

mod read;
mod write;

use sameboat_model::Settings;
use sameboat_plan::{Plan, plan};
use sameboat_store::Store;
use sameboat_store::schema::assess::METRIC;
use sameboat_store::schema::plan::TABLES;

use crate::error::PipelineError;

/// Plans from the run's assessment and writes the plan's tables.
pub fn run_plan(settings: &Settings, store: &Store) -> Result<Plan, PipelineError> {
    store.require(&METRIC, "assess")?;
    let plan = plan(&read::facts(settings, store)?, &settings.plan);
    for table in TABLES {
        store.create(table)?;
    }
    write::phases(store, &plan)?;
    write::follow_ups(store, &plan)?;
    write::groups(store, &plan)?;
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sameboat_model::progress::Silent;
    use sameboat_plan::facts::names;
    use std::path::Path;

    fn settings() -> Settings {
        let text = "[engagement]\nname = \"A\"\n\
            [[line]]\nname = \"product\"\nlabel = \"P\"\n[[line]]\nname = \"financing\"\nlabel = \"F\"\n\
            [[source]]\nname = \"a\"\nline = \"product\"\nfile = \"a.csv\"\nmapping = \"a.toml\"\n";
        Settings::parse(Path::new("sameboat.toml"), text.to_owned()).unwrap()
    }

    /// An engagement of which only agents and contracts are known.
    fn assessed() -> Store {
        use sameboat_model::Entity::{Agent, Contact, Outsourcer};
        let store = Store::in_memory().unwrap();
        for entity in [Agent, Outsourcer, Contact] {
            store.create(&sameboat_store::schema::record_table(entity)).unwrap();
        }
        store
            .execute(
                "INSERT INTO agent_record (line, source, record_key, team) VALUES
                     ('product', 'a', '1', 'Care'), ('financing', 'b', '1', 'Loans');
                 INSERT INTO outsourcer_record (line, source, record_key, name, contract_ends_on, notice_months)
                 VALUES ('product', 'o', '1', 'TeleCare', '2027-08-31', 3)",
            )
            .unwrap();
        sameboat_assess::assess(&settings(), &store, &Silent).unwrap();
        store
    }

    #[test]
    fn every_figure_that_the_plan_reads_is_one_that_the_assessment_knows() {
        for name in names::ALL {
            assert!(sameboat_assess::metric::find(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_plan_before_the_assessment_names_the_stage_to_run() {
        let error = run_plan(&settings(), &Store::in_memory().unwrap()).unwrap_err();
        assert!(error.to_string().contains("sameboat assess"), "{error}");
    }

    #[test]
    fn the_tables_hold_what_the_plan_says() {
        let store = assessed();
        let plan = run_plan(&settings(), &store).unwrap();
        let works: usize = plan.phases.iter().map(|phase| phase.work_packages.len()).sum();
        assert_eq!(store.count("phase").unwrap(), 5);
        assert_eq!(store.count("work_package").unwrap(), works as u64);
        assert_eq!(store.count("milestone").unwrap(), plan.milestones.len() as u64);
        assert_eq!(store.count("plan_warning").unwrap(), plan.warnings.len() as u64);
        let notice =
            "SELECT on_day::VARCHAR FROM milestone WHERE title LIKE 'Last day to give notice%'";
        let day: String = store.query_one(notice, [], |row| row.get(0)).unwrap();
        assert_eq!(day, "2027-05-31");
    }

    #[test]
    fn every_figure_of_the_plan_names_a_table_or_a_setting() {
        let store = assessed();
        run_plan(&settings(), &store).unwrap();
        let known: Vec<&str> =
            sameboat_store::schema::all().iter().map(|table| table.name).collect();
        let sql = "SELECT origin FROM phase_fact UNION SELECT origin FROM work_package \
                   UNION SELECT origin FROM gate UNION SELECT origin FROM risk \
                   UNION SELECT origin FROM audience UNION SELECT origin FROM go_live_wave \
                   UNION SELECT origin FROM follow_up ORDER BY 1";
        for origin in store.query(sql, [], |row| row.get::<_, String>(0)).unwrap() {
            for part in origin.split([';', ',']).map(str::trim) {
                let setting = part.starts_with("plan.");
                assert!(setting || known.contains(&part), "no table or setting `{part}`");
            }
        }
    }
}
