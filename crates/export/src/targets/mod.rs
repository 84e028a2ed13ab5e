//! One file a target: what its importer takes. A new target is one file here and one name in
//! [`crate::target`].

mod connect;
mod dynamics;
mod genesys;
mod hubspot;
mod salesforce;
mod zendesk;

use crate::object::Spec;
use crate::target::Target;

/// What the target takes; `None` for the dataset, which is nobody's system.
pub(crate) fn spec(target: Target) -> Option<&'static Spec> {
    match target {
        Target::Salesforce => Some(&salesforce::SPEC),
        Target::Genesys => Some(&genesys::SPEC),
        Target::Connect => Some(&connect::SPEC),
        Target::Zendesk => Some(&zendesk::SPEC),
        Target::Dynamics => Some(&dynamics::SPEC),
        Target::Hubspot => Some(&hubspot::SPEC),
        Target::Dataset => None,
    }
}

/// `true` or `false`, as importers write them; empty where nobody said anything, as silence is no
/// consent.
fn flag(said: Option<bool>) -> std::borrow::Cow<'static, str> {
    said.map_or("", |yes| if yes { "true" } else { "false" }).into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::object::{Column, Object};

    fn check<R>(object: &Object<R>) {
        let headers: BTreeSet<&str> = object.columns.iter().map(|column| column.header).collect();
        assert_eq!(headers.len(), object.columns.len(), "{}: a header is there twice", object.name);
        assert!(headers.contains(object.key), "{}: no column {}", object.name, object.key);
        let of = |column: &Column<R>| column.most;
        assert!(object.columns.iter().map(of).all(|most| most > 0));
    }

    #[test]
    fn every_object_has_its_key_and_each_header_once() {
        for target in Target::ALL {
            let Some(spec) = spec(target) else { continue };
            spec.customers.iter().for_each(check);
            spec.contacts.iter().for_each(check);
            assert!(!spec.limits.is_empty(), "{target:?} names no limit");
        }
    }

    #[test]
    fn every_customer_is_accounted_for_by_one_object_of_each_target() {
        let customers = [
            crate::customer::sample(&[("surname", "Berg"), ("email", "a@b.de")]),
            crate::customer::sample(&[("surname", "Berg")]),
            crate::customer::sample(&[("kind", "organisation"), ("organisation", "Berg GmbH")]),
        ];
        for target in Target::ALL {
            let Some(spec) = spec(target) else { continue };
            for customer in &customers {
                let main = spec.customers.iter().filter(|object| object.main);
                assert_eq!(main.filter(|object| (object.takes)(customer)).count(), 1, "{target:?}");
            }
        }
    }
}
