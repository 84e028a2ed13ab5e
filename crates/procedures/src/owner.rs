//! The line that a matter belongs to: by settings, or else by what customers come to it with.

use crate::catalogue::{Catalogue, Procedure};
use crate::outcome::{Choice, ProcedureMatch};
use crate::profile::{served_keys, topic_key};
use crate::rules::Owner;
use crate::settings::ReconcileSettings;

/// Who owns what two matched procedures are about.
pub(crate) fn owner_of(
    sides: [&Catalogue; 2],
    pair: &ProcedureMatch,
    settings: &ReconcileSettings,
) -> Owner {
    let procedure = |side: usize, index: Option<usize>| {
        index.and_then(|index| sides[side].procedures.get(index))
    };
    let both = [procedure(0, pair.left), procedure(1, pair.right)];
    by_settings(sides, both, settings).unwrap_or_else(|| by_contacts(sides, pair))
}

/// The line that the settings name for a topic that either procedure serves, if they agree on one.
fn by_settings(
    sides: [&Catalogue; 2],
    both: [Option<&Procedure>; 2],
    settings: &ReconcileSettings,
) -> Option<Owner> {
    let topics: Vec<String> = both.into_iter().flatten().flat_map(served_keys).collect();
    let mut named =
        settings.owners.iter().filter(|owner| topics.contains(&topic_key(&owner.topic)));
    let first = named.next()?;
    if let Some(other) = named.find(|other| other.line != first.line) {
        let why = format!("the topics {} and {} have different owners", first.topic, other.topic);
        return Some(Owner { line: Choice::Decide, why });
    }
    let line = if first.line == sides[0].line { Choice::Left } else { Choice::Right };
    Some(Owner { line, why: format!("the settings give it the topic {}", first.topic) })
}

fn by_contacts(sides: [&Catalogue; 2], pair: &ProcedureMatch) -> Owner {
    let undecided = |why: &str| Owner { line: Choice::Decide, why: why.to_owned() };
    let (Some(left), Some(right)) = (pair.left_contacts, pair.right_contacts) else {
        return undecided(
            "no line owns the topic by settings, and how many contacts both have on it is not known",
        );
    };
    let line = match left.cmp(&right) {
        std::cmp::Ordering::Greater => Choice::Left,
        std::cmp::Ordering::Less => Choice::Right,
        std::cmp::Ordering::Equal => {
            return undecided("no line owns the topic by settings or by more contacts");
        }
    };
    let counts = format!("{}: {left}, {}: {right} contacts", sides[0].line, sides[1].line);
    Owner { line, why: counts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Relation;
    use crate::settings::TopicOwner;

    fn owner(settings: &ReconcileSettings, contacts: [u64; 2]) -> Owner {
        let topics = [vec!["Complaints".to_owned()], vec!["refund".to_owned()]];
        owner_among(settings, topics, contacts.map(Some))
    }

    /// Of two procedures about refunds by title.
    fn owner_among(
        settings: &ReconcileSettings,
        [left, right]: [Vec<String>; 2],
        contacts: [Option<u64>; 2],
    ) -> Owner {
        let catalogue = |line: &str, topics: Vec<String>| Catalogue {
            line: line.into(),
            procedures: vec![Procedure { topics, title: "Refund".into(), ..Procedure::default() }],
        };
        let pair = ProcedureMatch {
            left: Some(0),
            right: Some(0),
            relation: Relation::Same,
            score: 1.0,
            evidence: Vec::new(),
            left_contacts: contacts[0],
            right_contacts: contacts[1],
        };
        let (left, right) = (catalogue("product", left), catalogue("financing", right));
        owner_of([&left, &right], &pair, settings)
    }

    #[test]
    fn the_settings_name_the_owner_before_contacts_do() {
        let named = |topic: &str, line: &str| TopicOwner { topic: topic.into(), line: line.into() };
        let mut settings = ReconcileSettings::default();
        assert_eq!(owner(&settings, [3, 9]).line, Choice::Right);
        assert_eq!(owner(&settings, [3, 3]).line, Choice::Decide);
        settings.owners = vec![named("complaint", "product")];
        assert_eq!(owner(&settings, [3, 9]).line, Choice::Left);
        settings.owners.push(named("refunds", "financing"));
        assert_eq!(owner(&settings, [3, 9]).line, Choice::Decide);
    }
    #[test]
    fn contacts_that_nobody_knows_own_nothing() {
        let settings = ReconcileSettings::default();
        for contacts in [[Some(40), None], [None, Some(40)], [None, None]] {
            let owner = owner_among(&settings, [vec![], vec![]], contacts);
            assert_eq!(owner.line, Choice::Decide, "{contacts:?}");
            assert!(owner.why.contains("not known"), "{}", owner.why);
        }
        let known = owner_among(&settings, [vec![], vec![]], [Some(40), Some(0)]);
        assert_eq!(known.line, Choice::Left, "a count of none is known");
    }

    #[test]
    fn the_settings_name_the_owner_of_what_a_procedure_is_called_by() {
        let settings = ReconcileSettings {
            owners: vec![TopicOwner { topic: "refunds".into(), line: "financing".into() }],
            ..ReconcileSettings::default()
        };
        let owner = owner_among(&settings, [vec![], vec![]], [Some(40), None]);
        assert_eq!(owner.line, Choice::Right);
    }
}
