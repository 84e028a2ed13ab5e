//! Keys that a spreadsheet has changed: it takes them for numbers, drops their leading zeros and may write
//! `.0` behind them; people put spaces between their digits. Three zeros behind a sign are thousands, which
//! no key is alike to.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

/// A key without what a spreadsheet changes; none of a key that it leaves alone.
fn bare(key: &str) -> Option<Cow<'_, str>> {
    let key: Cow<'_, str> = if key.contains(char::is_whitespace) {
        Cow::Owned(key.split_whitespace().collect())
    } else {
        Cow::Borrowed(key)
    };
    let fraction = key.find(['.', ',']).map_or(key.len(), |sign| {
        let zeros = &key[sign + 1..];
        if matches!(zeros, "0" | "00") { sign } else { key.len() }
    });
    let whole = &key[..fraction];
    let is_number = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    if !is_number {
        // `P 1001` is `P1001`.
        return matches!(key, Cow::Owned(_)).then_some(key);
    }
    let first = whole.find(|c| c != '0')?;
    Some(match key {
        Cow::Borrowed(key) => Cow::Borrowed(&key[first..fraction]),
        Cow::Owned(ref key) => Cow::Owned(key[first..fraction].to_owned()),
    })
}

/// A key without what a spreadsheet changes, or as it is.
pub(crate) fn bare_or_same(key: &str) -> Cow<'_, str> {
    bare(key).unwrap_or(Cow::Borrowed(key))
}

/// Finds which keys of a list are meant by keys of a source that it lacks.
pub(super) struct Search {
    /// The keys of the list by what is left of them: none where several keys have that.
    listed: FxHashMap<String, Option<String>>,
    /// Keys of the list that the source has as they are.
    met: FxHashSet<String>,
    /// Key of the list → the one key of the source that is alike; none where several are.
    alike: FxHashMap<String, Option<String>>,
}

impl Search {
    /// None if no key of the list can be such a one: a source need not be read for its keys then.
    pub(super) fn new<'k>(keys: impl Iterator<Item = &'k String>) -> Option<Self> {
        let mut listed: FxHashMap<String, Option<String>> = FxHashMap::default();
        let mut is_any = false;
        for key in keys {
            is_any |= bare(key).is_some();
            let entry = listed.entry(bare_or_same(key).into_owned());
            entry.and_modify(|other| *other = None).or_insert_with(|| Some(key.clone()));
        }
        is_any.then(|| Self { listed, met: FxHashSet::default(), alike: FxHashMap::default() })
    }

    /// Takes a key of the source.
    pub(super) fn see(&mut self, key: &str) {
        let Some(Some(listed)) = self.listed.get(&*bare_or_same(key)) else { return };
        if listed == key {
            if !self.met.contains(key) {
                self.met.insert(key.to_owned());
            }
            return;
        }
        let entry = self.alike.entry(listed.clone()).or_insert_with(|| Some(key.to_owned()));
        entry.take_if(|other| other != key);
    }

    /// Key of the source → key of the list, of those of which there is no doubt: no other key of either is
    /// alike.
    pub(super) fn found(self) -> FxHashMap<String, String> {
        let Self { met, alike, .. } = self;
        let alike = alike.into_iter().filter(|(listed, _)| !met.contains(listed));
        alike.filter_map(|(listed, own)| Some((own?, listed))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(listed: &[&str], own: &[&str]) -> Vec<(String, String)> {
        let listed: Vec<String> = listed.iter().map(|&key| key.to_owned()).collect();
        let Some(mut search) = Search::new(listed.iter()) else { return vec![] };
        for key in own {
            search.see(key);
        }
        let mut found: Vec<_> = search.found().into_iter().collect();
        found.sort();
        found
    }

    fn is_found(listed: &[&str], own: &[&str], wanted: &[(&str, &str)]) {
        let wanted: Vec<(String, String)> =
            wanted.iter().map(|(own, listed)| ((*own).to_owned(), (*listed).to_owned())).collect();
        assert_eq!(found(listed, own), wanted, "{listed:?} {own:?}");
    }

    #[test]
    fn keys_that_a_spreadsheet_changed_are_found() {
        for listed in ["123", "123.0", "123,00", " 1 23", "0123"] {
            is_found(&[listed], &["00123", "00124"], &[("00123", listed)]);
        }
        is_found(&["00123"], &["123"], &[("123", "00123")]);
        is_found(&["P 1001"], &["P1001"], &[("P1001", "P 1001")]);
    }

    #[test]
    fn keys_that_are_alike_twice_are_nobodys() {
        is_found(&["123"], &["00123", "0123"], &[]);
        is_found(&["123"], &["123", "00123"], &[]);
        is_found(&["123"], &["00123", "123"], &[]);
        is_found(&["123", "0123"], &["00123"], &[]);
        is_found(&["123", "123.0"], &["00123"], &[]);
    }

    #[test]
    fn keys_that_say_something_else_are_not_alike() {
        is_found(&["123.5", "0", "12A"], &["1235", "000", "012A"], &[]);
    }

    #[test]
    fn thousands_are_no_fraction() {
        is_found(&["1.000", "2,000", "1.000,00"], &["1", "2", "1000", "2000"], &[]);
        is_found(&["7,0000"], &["7", "007"], &[]);
    }
}
