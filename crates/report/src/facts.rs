//! The headline figures: each one query that gives one number, with the tables it comes from. A
//! new figure is one entry here; the page's summary and the workbook's first sheet show it.

use crate::error::ReportError;
use crate::format;
use crate::read::Data;

/// The parts of the summary, in order.
pub(crate) const GROUPS: [&str; 6] =
    ["Customers", "Contacts", "Procedures", "People", "Money", "Plan"];

/// How a headline figure is counted.
struct Question {
    id: &'static str,
    group: &'static str,
    label: &'static str,
    unit: &'static str,
    tables: &'static [&'static str],
    sql: &'static str,
}

/// A headline figure.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    /// The name by which sentences ask for it.
    id: &'static str,
    /// The part of the summary.
    pub(crate) group: &'static str,
    /// What is counted.
    pub(crate) label: String,
    /// The figure.
    pub(crate) value: f64,
    /// The unit; the currency for amounts.
    pub(crate) unit: String,
    /// The tables.
    pub(crate) origin: String,
}

const fn ask(
    id: &'static str,
    group: &'static str,
    label: &'static str,
    unit: &'static str,
    tables: &'static [&'static str],
    sql: &'static str,
) -> Question {
    Question { id, group, label, unit, tables, sql }
}

/// The lines that know each customer.
macro_rules! by_lines {
    ($condition:literal) => {
        concat!(
            "SELECT count(*) FROM (SELECT customer_id FROM crosswalk GROUP BY customer_id HAVING ",
            $condition,
            ")"
        )
    };
}

const QUESTIONS: &[Question] = &[
    ask(
        "records",
        "Customers",
        "Customer records in the exports",
        "records",
        &["crosswalk"],
        "SELECT count(*) FROM crosswalk",
    ),
    ask(
        "customers",
        "Customers",
        "Customers in the unified base",
        "customers",
        &["customer"],
        "SELECT count(*) FROM customer",
    ),
    ask(
        "shared",
        "Customers",
        "Customers of both lines",
        "customers",
        &["crosswalk"],
        by_lines!("count(DISTINCT line) > 1"),
    ),
    ask(
        "only_left",
        "Customers",
        "Customers of {left} alone",
        "customers",
        &["crosswalk"],
        by_lines!("bool_and(line = '{left}')"),
    ),
    ask(
        "only_right",
        "Customers",
        "Customers of {right} alone",
        "customers",
        &["crosswalk"],
        by_lines!("bool_and(line = '{right}')"),
    ),
    ask(
        "duplicates",
        "Customers",
        "Duplicates removed inside the two lines",
        "records",
        &["crosswalk"],
        "SELECT coalesce(sum(surplus), 0) FROM (SELECT count(*) - count(DISTINCT customer_id) \
         AS surplus FROM crosswalk GROUP BY line)",
    ),
    ask(
        "review",
        "Customers",
        "Pairs of records for a person to decide",
        "pairs",
        &["link_pair"],
        "SELECT count(*) FROM link_pair WHERE decision = 'review'",
    ),
    ask(
        "contacts",
        "Contacts",
        "Contacts in the data",
        "contacts",
        &["contact_volume"],
        "SELECT sum(contacts) FROM contact_volume",
    ),
    ask(
        "handle_hours",
        "Contacts",
        "Time spent on contacts",
        "hours",
        &["contact_volume"],
        "SELECT exact_sum(handle_hours) FROM contact_volume",
    ),
    ask(
        "cross_repeats",
        "Contacts",
        "Contacts that followed a contact with the other line",
        "contacts",
        &["journey"],
        "SELECT coalesce(sum(contacts), 0) FROM journey WHERE first_line <> second_line",
    ),
    ask(
        "promises",
        "Contacts",
        "Promises given to customers",
        "promises",
        &["promise_status"],
        "SELECT sum(given) FROM promise_status",
    ),
    ask(
        "promises_open",
        "Contacts",
        "Promises overdue, still to be kept or unknown",
        "promises",
        &["promise_status"],
        "SELECT sum(overdue + pending + unknown) FROM promise_status",
    ),
    ask(
        "same",
        "Procedures",
        "Procedures that both lines have",
        "procedures",
        &["procedure_match"],
        "SELECT count(*) FROM procedure_match WHERE relation = 'same'",
    ),
    ask(
        "related",
        "Procedures",
        "Related procedures, for people to judge",
        "pairs",
        &["procedure_match"],
        "SELECT count(*) FROM procedure_match WHERE relation = 'related'",
    ),
    ask(
        "one_sided",
        "Procedures",
        "Procedures that only one line has",
        "procedures",
        &["procedure_match"],
        "SELECT count(*) FROM procedure_match WHERE relation IN ('only_left', 'only_right')",
    ),
    ask(
        "conflicts",
        "Procedures",
        "Rules that differ so that one must be chosen",
        "rules",
        &["rule_conflict"],
        "SELECT count(*) FROM rule_conflict WHERE open",
    ),
    ask(
        "contradictory",
        "Procedures",
        "Of them, rules that cannot both be kept",
        "rules",
        &["rule_conflict"],
        "SELECT count(*) FROM rule_conflict WHERE open AND class = 'contradictory'",
    ),
    ask(
        "decisions",
        "Procedures",
        "Decisions about procedures still to be taken",
        "decisions",
        &["procedure_decision"],
        "SELECT count(*) FROM procedure_decision WHERE status <> 'decided'",
    ),
    ask(
        "step_decisions",
        "Procedures",
        "Of them, about steps",
        "decisions",
        &["procedure_decision"],
        "SELECT count(*) FROM procedure_decision WHERE status <> 'decided' \
         AND kind NOT IN ('procedures', 'rule')",
    ),
    ask(
        "decided",
        "Procedures",
        "Decisions about procedures taken",
        "decisions",
        &["procedure_decision"],
        "SELECT count(*) FROM procedure_decision WHERE status = 'decided'",
    ),
    ask(
        "broken_promises",
        "Procedures",
        "Promises of one line that a rule of the other does not keep",
        "promises",
        &["promise_conflict"],
        "SELECT count(*) FROM promise_conflict",
    ),
    ask(
        "agents",
        "People",
        "Agents of both lines",
        "agents",
        &["team"],
        "SELECT sum(agents) FROM team",
    ),
    ask(
        "hybrid_ready",
        "People",
        "Agents with skills of both lines",
        "agents",
        &["hybrid_candidate"],
        "SELECT count(*) FROM hybrid_candidate WHERE ready",
    ),
    ask(
        "peak_apart",
        "People",
        "Agents needed at the busiest hour, two queues",
        "agents",
        &["staffing"],
        "SELECT max(agents) FROM (SELECT sum(agents) AS agents FROM staffing \
         WHERE pool <> 'pooled' GROUP BY hour)",
    ),
    ask(
        "peak_pooled",
        "People",
        "Agents needed at the busiest hour, one queue",
        "agents",
        &["staffing"],
        "SELECT max(agents) FROM staffing WHERE pool = 'pooled'",
    ),
    ask(
        "cost",
        "Money",
        "Cost of both lines a month",
        "{currency}",
        &["money_category"],
        "SELECT exact_sum(monthly) FROM money_category WHERE kind = 'cost'",
    ),
    ask(
        "income",
        "Money",
        "Revenue of both lines a month",
        "{currency}",
        &["money_category"],
        "SELECT exact_sum(monthly) FROM money_category WHERE kind = 'income'",
    ),
    ask(
        "shared_cost",
        "Money",
        "Cost a month in categories that both lines have",
        "{currency}",
        &["shared_cost"],
        "SELECT exact_sum(left_monthly + right_monthly) FROM shared_cost",
    ),
    ask(
        "packages",
        "Plan",
        "Work packages",
        "work packages",
        &["work_package"],
        "SELECT count(*) FROM work_package",
    ),
    ask(
        "effort",
        "Plan",
        "Effort of all work packages",
        "person-days",
        &["work_package"],
        "SELECT exact_sum(effort_days) FROM work_package",
    ),
    ask(
        "gates",
        "Plan",
        "Criteria at the gates between phases",
        "criteria",
        &["gate"],
        "SELECT count(*) FROM gate",
    ),
    ask("risks", "Plan", "Risks", "risks", &["risk"], "SELECT count(*) FROM risk"),
];

/// The headline figures that the run's tables can answer.
pub(crate) struct Facts {
    facts: Vec<Fact>,
    currency: String,
}

impl Facts {
    /// Counts every figure whose tables are there.
    pub(crate) fn read(data: &Data<'_>) -> Result<Self, ReportError> {
        let mut facts = Vec::new();
        for question in QUESTIONS {
            let sql = format!("SELECT CAST(({}) AS DOUBLE)", question.sql);
            let rows = data.rows(question.tables, &sql, |row| row.get::<_, Option<f64>>(0))?;
            let Some(value) = rows.into_iter().flatten().next() else { continue };
            facts.push(Fact {
                id: question.id,
                group: question.group,
                label: data.fill(question.label),
                value,
                unit: data.fill(question.unit),
                origin: question.tables.join(", "),
            });
        }
        Ok(Self { facts, currency: data.currency().to_owned() })
    }

    /// All figures, in order.
    pub(crate) fn all(&self) -> &[Fact] {
        &self.facts
    }

    /// The figures of one part of the summary.
    pub(crate) fn of(&self, group: &str) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(move |fact| fact.group == group)
    }

    /// One figure, if it could be counted.
    pub(crate) fn value(&self, id: &str) -> Option<f64> {
        self.facts.iter().find(|fact| fact.id == id).map(|fact| fact.value)
    }

    /// One figure with its unit, if it could be counted.
    pub(crate) fn text(&self, id: &str) -> Option<String> {
        self.facts.iter().find(|fact| fact.id == id).map(|fact| self.written(fact))
    }

    /// A figure with its unit.
    pub(crate) fn written(&self, fact: &Fact) -> String {
        format::figure(fact.value, &fact.unit, &self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_a_name_of_its_own_and_belongs_to_a_part() {
        let mut ids: Vec<&str> = QUESTIONS.iter().map(|question| question.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), QUESTIONS.len());
        assert!(QUESTIONS.iter().all(|question| GROUPS.contains(&question.group)));
    }
}
