//! Keys that a spreadsheet has changed: it takes them for numbers, drops their leading zeros and may write
//! `.0` behind them; people put spaces between their digits. Three zeros behind a sign are thousands, which
//! no key is alike to.

use std::borrow::Cow;
use std::collections::BTreeSet;

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

/// Finds which keys of a list mean those of a source, but for what a spreadsheet has changed.
pub(super) struct Search {
    /// The keys of the list by what is left of them.
    listed: FxHashMap<String, Vec<String>>,
    /// The different keys of the source that are alike to those, by the same.
    own: FxHashMap<String, BTreeSet<String>>,
}

/// The keys of a list that a source has, but not as they are.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Key of the source → those of the list that mean it, of which there is no doubt: no other key of the
    /// source is alike.
    pub(super) meant: FxHashMap<String, Vec<String>>,
    /// Those of the list to which several keys of the source are alike.
    pub(super) doubtful: FxHashSet<String>,
}

impl Search {
    /// None if no key of the list can be such a one: a source need not be read for its keys then.
    pub(super) fn new<'k>(keys: impl Iterator<Item = &'k String>) -> Option<Self> {
        let mut listed: FxHashMap<String, Vec<String>> = FxHashMap::default();
        let mut is_any = false;
        for key in keys {
            is_any |= bare(key).is_some();
            listed.entry(bare_or_same(key).into_owned()).or_default().push(key.clone());
        }
        is_any.then(|| Self { listed, own: FxHashMap::default() })
    }

    /// Takes a key of the source.
    pub(super) fn see(&mut self, key: &str) {
        let bare = bare_or_same(key);
        if !self.listed.contains_key(&*bare) {
            return;
        }
        if let Some(own) = self.own.get_mut(&*bare) {
            if !own.contains(key) {
                own.insert(key.to_owned());
            }
        } else {
            self.own.insert(bare.into_owned(), BTreeSet::from([key.to_owned()]));
        }
    }

    pub(super) fn found(self) -> Found {
        let Self { mut listed, own } = self;
        let groups = own.into_iter().map(|(bare, own)| {
            let mut listed = listed.remove(&bare).unwrap_or_default();
            // The source has these as they are.
            listed.retain(|key| !own.contains(key));
            (own, listed)
        });
        let (of_one, of_several): (Vec<_>, Vec<_>) = groups.partition(|(own, _)| own.len() == 1);
        let meant = of_one.into_iter().filter(|(_, listed)| !listed.is_empty());
        Found {
            meant: meant.filter_map(|(mut own, listed)| Some((own.pop_first()?, listed))).collect(),
            doubtful: of_several.into_iter().flat_map(|(_, listed)| listed).collect(),
        }
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
        let meant = search.found().meant.into_iter();
        let pairs =
            meant.flat_map(|(own, listed)| listed.into_iter().map(move |l| (own.clone(), l)));
        let mut found: Vec<_> = pairs.collect();
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
    }

    #[test]
    fn keys_of_a_list_that_mean_one_customer_are_all_theirs() {
        is_found(&["123", "0123"], &["00123"], &[("00123", "0123"), ("00123", "123")]);
        is_found(&["123", "123.0"], &["00123"], &[("00123", "123"), ("00123", "123.0")]);
        is_found(&["123", "00123"], &["00123", "00123"], &[("00123", "123")]);
        is_found(&["123", "00123"], &["123", "00123"], &[]);
    }

    #[test]
    fn keys_that_several_customers_may_have_are_doubtful() {
        let doubtful = |listed: &[&str], own: &[&str]| {
            let listed: Vec<String> = listed.iter().map(|&key| key.to_owned()).collect();
            let mut search = Search::new(listed.iter()).unwrap();
            for key in own {
                search.see(key);
            }
            search.found().doubtful.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(doubtful(&["123"], &["00123", "0123"]), ["123"]);
        assert_eq!(doubtful(&["00123", "123"], &["00123", "0123"]), ["123"]);
        assert!(doubtful(&["124"], &["00123", "0123"]).is_empty());
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
