//! E-mail addresses, compared as a whole and by the part before the `@`.

use super::strings::differ_in_digits;
use super::{LevelKind, level};
use crate::kernels::{Letters, is_jaro_winkler_at_least, osa_within};
use crate::texts::Texts;

/// The distinct addresses of a comparison, with what tells most of them apart at a glance.
pub(crate) struct EmailTable {
    pub(crate) addresses: Texts,
    glances: Vec<Glance>,
}

#[derive(Debug, Clone, Copy)]
struct Glance {
    letters: Letters,
    local_letters: Letters,
    length: u16,
    local_length: u16,
}

pub(super) const LEVELS: &[LevelKind] = &[
    level("equal", 0.75),
    level("one or two typing errors", 0.08),
    level("same name at another provider", 0.05),
    level("similar", 0.04),
    level("different", 0.08),
];

impl EmailTable {
    pub(crate) fn new(addresses: Texts) -> Self {
        let glance = |address: &str| {
            let local = local_part(address);
            Glance {
                letters: Letters::of(address.as_bytes()),
                local_letters: Letters::of(local.as_bytes()),
                length: address.len() as u16,
                local_length: local.len() as u16,
            }
        };
        let glances = addresses.iter().map(glance).collect();
        Self { addresses, glances }
    }

    pub(super) fn level(&self, left: u32, right: u32) -> u8 {
        let (l, r) = (self.glances[left as usize], self.glances[right as usize]);
        let longest = l.length.max(r.length);
        let allowed = if longest >= 12 { 2 } else { 1 };
        let loosely = usize::from(longest / 5).max(allowed);
        // Of a short name two letters are half, whatever the provider's length.
        let in_locals = usize::from(l.local_length.min(r.local_length)) / LETTERS_AN_ERROR;
        let maybe_within = l.length.abs_diff(r.length) as usize <= loosely
            && l.letters.least_edits(r.letters) <= loosely;
        let locals = (usize::from(l.local_length), usize::from(r.local_length));
        let maybe_local = locals.0.min(locals.1) >= SHORTEST_LOCAL
            && l.local_letters.may_be_jaro_winkler(r.local_letters, locals, SIMILAR_LOCALS);
        if !maybe_within && !maybe_local && l.local_letters != r.local_letters {
            return DIFFERENT;
        }
        let (left, right) = (&self.addresses[left as usize], &self.addresses[right as usize]);
        let (local_left, local_right) = (&left[..locals.0], &right[..locals.1]);
        let within = |edits: usize| {
            maybe_within
                && osa_within(left, right, edits)
                && (local_left == local_right || osa_within(local_left, local_right, in_locals))
        };
        if within(allowed) && !differ_in_digits(local_left, local_right) {
            2
        } else if local_left == local_right {
            3
        } else if within(usize::from(longest / 5))
            || maybe_local && is_jaro_winkler_at_least(local_left, local_right, SIMILAR_LOCALS)
        {
            4
        } else {
            DIFFERENT
        }
    }
}

const DIFFERENT: u8 = 5;
/// So many letters of a name for each typing error in it.
const LETTERS_AN_ERROR: usize = 3;
const SHORTEST_LOCAL: usize = 5;
const SIMILAR_LOCALS: f64 = 0.92;

/// The part before the `@`.
pub(crate) fn local_part(address: &str) -> &str {
    address.split('@').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_fall_to_the_level_of_their_difference() {
        let addresses =
            ["anna.berg@web.de", "anna.brg@web.de", "anna.berg@provider.com", "peter@web.de"];
        let table = EmailTable::new(addresses.into_iter().collect());
        assert_eq!([1, 2, 3].map(|other| table.level(0, other)), [2, 3, 5]);
        assert_eq!([1, 2, 3].map(|other| table.level(other, 0)), [2, 3, 5]);
    }

    #[test]
    fn short_names_and_counted_ones_are_no_typing_errors() {
        let level = |one: &str, other: &str| {
            EmailTable::new([one, other].into_iter().collect()).level(0, 1)
        };
        assert_eq!(level("b1@exemple.fr", "z9@exemple.fr"), DIFFERENT);
        assert_eq!(level("ab@exemple.fr", "ab@exempel.fr"), 2);
        assert_eq!(level("doppel12@example.de", "doppel13@example.de"), 4);
        assert_eq!(level("h.berg@example.de", "h.brg@example.de"), 2);
    }
}
