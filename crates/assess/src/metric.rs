//! The catalogue of figures: what each is called, its unit and its meaning. The recipe for a new
//! figure: add it here, measure it in its subject's file.

/// One kind of figure in `metric`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetricSpec {
    /// The name in the table.
    pub name: &'static str,
    /// The unit; `money` stands for the engagement's currency.
    pub unit: &'static str,
    /// What it says, with what its segments are.
    pub meaning: &'static str,
}

/// The figure of that name.
pub fn find(name: &str) -> Option<&'static MetricSpec> {
    ALL.iter().find(|spec| spec.name == name)
}

macro_rules! catalogue {
    ($($name:ident, $key:literal, $unit:literal, $meaning:literal;)*) => {
        $(
            #[doc = concat!("The figure `", $key, "`; see its `meaning`.")]
            pub const $name: MetricSpec =
                MetricSpec { name: $key, unit: $unit, meaning: $meaning };
        )*
        /// All figures, in the order in which people read them.
        pub const ALL: &[MetricSpec] = &[$($name),*];
    };
}

catalogue! {
    CUSTOMERS, "customers", "customers", "Customers; segments: only (one line alone) and shared (both lines)";
    CUSTOMER_RECORDS, "customer_records", "records", "Accepted customer records";
    DUPLICATE_RECORDS, "duplicate_records", "records", "Customer records that a line held more than once";
    SHARED_SHARE, "shared_share", "share", "Share of the customers who are customers of both lines";
    FIELDS_GAINED, "fields_gained", "values", "Values that the line did not have about its customers";
    CUSTOMERS_GAINING, "customers_gaining", "customers", "Customers about whom the line learns something";
    HOUSEHOLD_TIES, "household_ties", "ties", "Pairs of customers of one household; segment across: one in each line";
    HOUSEHOLD_CUSTOMERS, "household_customers", "customers", "Customers who share a household with another customer";
    CONSENTS_GRANTED, "consents_granted", "customers", "Customers who may be approached; segment: channel";
    SUPPRESSIONS, "suppressions", "customers", "Customers whom outbound sales must leave alone; segment: channel";
    SUPPRESSIONS_LEARNED, "suppressions_learned", "customers", "Customers of the line whose refusal it did not hold; segment: channel";
    CONTACTS, "contacts", "contacts", "Contacts";
    CONTACT_HOURS, "contact_hours", "hours", "Hours of handling contacts";
    HANDLE_SECONDS, "handle_seconds", "seconds", "Mean handle time; segment: channel";
    WAIT_SECONDS, "wait_seconds", "seconds", "Mean wait; segment: channel";
    ABANDONED_CALLS, "abandoned_calls", "calls", "Inbound calls that nobody took";
    ABANDON_RATE, "abandon_rate", "share", "Share of the inbound calls that nobody took, of those that tell";
    CONTACTS_WITH_CUSTOMER, "contacts_with_customer", "share", "Share of the contacts whose customer is known";
    SHARED_CUSTOMER_CONTACTS, "shared_customer_contacts", "contacts", "Contacts of customers of both lines";
    REPEAT_CONTACTS, "repeat_contacts", "contacts", "Inbound contacts that followed another within the repeat days; segments: same_line, other_line, same_topic";
    REPEAT_RATE, "repeat_rate", "share", "Share of the inbound contacts of known customers that are repeats; segments: same_line, other_line";
    CROSS_LINE_CUSTOMERS, "cross_line_customers", "customers", "Customers who contacted one line and then the other within the repeat days";
    PROMISES, "promises", "promises", "Promises given; segments: kept, broken, overdue, pending, unknown";
    PROMISE_KEPT_RATE, "promise_kept_rate", "share", "Share of the promises with a known end that were kept";
    OUTBOUND_SUPPRESSED, "outbound_suppressed", "contacts", "Outbound contacts to customers who refused that channel; segment other_line: refused to the other line only";
    PEAK_HOUR_CALLS, "peak_hour_calls", "calls", "Inbound calls in the busiest single hour";
    BUSIEST_MONTH_HOURS, "busiest_month_hours", "hours", "Hours of handling in the busiest month";
    SHARED_TOPICS, "shared_topics", "topics", "Topics that both lines handle";
    SHARED_TOPIC_CONTACTS, "shared_topic_contacts", "contacts", "Contacts on topics that both lines handle";
    SHARED_TOPIC_SHARE, "shared_topic_share", "share", "Share of the handling hours on topics that both lines handle";
    OBJECTIVES, "objectives", "objectives", "Objectives; segment met: those at their target";
    OBJECTIVE_PAIRS, "objective_pairs", "objectives", "Objectives that both lines have; segment differing: with another definition, unit, target or direction";
    INCENTIVE_CONFLICTS, "incentive_conflicts", "pairs", "Pairs of objectives that pull against each other";
    AGENTS, "agents", "agents", "Agents; segment outsourced: employed by one of the outsourcers";
    FTE, "fte", "FTE", "Full-time equivalents";
    EMPLOYERS, "employers", "employers", "Employers of the agents";
    SKILLS, "skills", "skills", "Skills; segment shared: those that agents of both lines have";
    HYBRID_READY, "hybrid_ready", "agents", "Agents who work alone in a skill of each line already";
    HYBRID_NEEDED, "hybrid_needed", "agents", "Agents who must serve both lines: the line's agents times the share of its hours on shared topics";
    SYSTEMS, "systems", "systems", "Systems; segment shared: those that both lines use";
    SYSTEM_COST, "system_cost", "money a month", "Cost of systems; segment shared: of those that both lines use";
    OUTSOURCERS, "outsourcers", "outsourcers", "Outsourcers; segment shared: those that both lines use";
    OUTSOURCER_COST, "outsourcer_cost", "money a month", "Cost of outsourcers; segment shared: of those that both lines use";
    SITES, "sites", "sites", "Sites";
    SEATS, "seats", "seats", "Seats; segment free: those free at peak";
    SEATS_SHORT, "seats_short", "seats", "Seats missing if both lines sat at the site where fewest are missing";
    MONTHLY_COST, "monthly_cost", "money a month", "Cost; segment shared: in categories that both lines have";
    MONTHLY_INCOME, "monthly_income", "money a month", "Income";
    COST_PER_CONTACT, "cost_per_contact", "money", "Cost of a contact, over the months that have both";
    PROCEDURES, "procedures", "procedures", "Procedures";
    PROCEDURE_MATCHES, "procedure_matches", "matches", "Matches of procedures; segment: same, related, only_left, only_right";
    CONFLICTS, "conflicts", "rules", "Compared rules; segment: class";
    CONFLICTS_TO_DECIDE, "conflicts_to_decide", "rules", "Rules that differ so that one must be chosen";
    STEPS_DIFFERENT, "steps_different", "share", "Share of the aligned steps of same procedures that differ";
    CONFLICT_CONTACTS, "conflict_contacts", "contacts", "Contacts on the topics of procedures with a conflict";
    PEAK_AGENTS, "peak_agents", "agents", "Agents at their desks in the busiest hour of a mean working day; segment: separate or pooled";
    AGENT_HOURS, "agent_hours", "hours a day", "Paid agent hours that inbound calls need on a mean working day of the busiest month; segment: separate or pooled";
    POOLING_GAIN, "pooling_gain", "hours a day", "Paid agent hours that one queue for both lines saves on that day";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = ALL.iter().map(|spec| spec.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}
