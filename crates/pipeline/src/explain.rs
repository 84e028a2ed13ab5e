//! Why two records are, or are not, one customer; and what holds a customer together.

use std::path::Path;

use sameboat_link::{Decisions, LinkSettings, PairExplanation, Records, explain_pairs};
use sameboat_store::schema::link::LINK_CLUSTER;
use sameboat_store::schema::unify::CROSSWALK;
use sameboat_store::{Store, params};
use serde::Serialize;

use crate::decisions::RecordIndex;
use crate::earlier_merges::Pairs;
use crate::error::PipelineError;
use crate::link_stage::{decided, link_settings, read_records};
use crate::model_file::{self, MODEL_FILE};
use crate::stage::Engagement;

/// Records of a customer that are compared with each other; of a larger one the first.
const MOST_RECORDS: usize = 40;

/// What was asked about, explained.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Explanation {
    /// Two records.
    Pair(Pair),
    /// A customer.
    Customer(Customer),
}

/// A record by its source and key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordName {
    /// The source.
    pub source: String,
    /// The key within it.
    pub key: String,
}

/// Two records and what speaks for and against their being one customer.
#[derive(Debug, Serialize)]
pub struct Pair {
    /// One record.
    pub left: RecordName,
    /// The other.
    pub right: RecordName,
    /// The evidence, and which blocking rules proposed the pair.
    #[serde(flatten)]
    pub explanation: PairExplanation,
    /// Probability from which pairs were linked.
    pub link_threshold: f64,
    /// Probability from which pairs were held for review.
    pub review_threshold: f64,
    /// Whether both records are in one cluster.
    pub linked: bool,
    /// What was decided whatever the evidence says, by people, because their system had merged them
    /// or because a contract names both as parties: that they are one customer, or two.
    pub decided_same: Option<bool>,
    /// The source in whose system they had been merged, if that decided.
    pub merged_earlier_in: Option<String>,
}

/// A customer's records and what holds them together.
#[derive(Debug, Serialize)]
pub struct Customer {
    /// Its id.
    pub customer: String,
    /// Its records, or the first of very many.
    pub records: Vec<RecordName>,
    /// Records left out of the explanation.
    pub more_records: u64,
    /// Where it is weakest, if it has several records.
    pub weakest: Option<WeakestLink>,
}

/// The two groups of a customer's records that least holds together.
#[derive(Debug, Serialize)]
pub struct WeakestLink {
    /// The strongest evidence between the groups.
    pub pair: Pair,
    /// The smaller group: without that evidence these records would part.
    pub would_part: Vec<RecordName>,
    /// Mean log2 odds over all pairs between the groups. The customer would split if it fell below
    /// the threshold's.
    pub mean_weight: f64,
    /// log2 odds of the link threshold.
    pub threshold_weight: f64,
}

/// Explains two records, each given as `source:key` or by its key alone, or one customer by its id
/// or one of its records.
pub fn explain(
    engagement: &Engagement,
    store: &Store,
    asked: &[String],
) -> Result<Explanation, PipelineError> {
    let view = View::open(engagement, store)?;
    match asked {
        [left, right] => {
            let pair = (view.record(left)?, view.record(right)?);
            Ok(Explanation::Pair(view.pairs(&[pair])?.remove(0)))
        }
        [customer] => Ok(Explanation::Customer(view.customer(store, customer)?)),
        _ => Err(view.wrong("give two records, or one customer")),
    }
}

/// A linked run with its records.
struct View<'a> {
    engagement: &'a Engagement,
    records: Records,
    settings: LinkSettings,
    decisions: Decisions,
    merged_earlier: Pairs,
    cluster_of: Vec<i64>,
    link_threshold: f64,
    review_threshold: f64,
}

impl<'a> View<'a> {
    fn open(engagement: &'a Engagement, store: &Store) -> Result<Self, PipelineError> {
        store.require(&LINK_CLUSTER, "link")?;
        let records = read_records(&engagement.settings, store)?;
        let mut settings = link_settings(engagement)?;
        let model = store.path().and_then(Path::parent).map(|run| run.join(MODEL_FILE));
        if let Some(path) = model.filter(|path| path.exists()) {
            settings.model = Some(model_file::read(&path)?);
        }
        let figure = |name: &str| {
            let sql = "SELECT value FROM link_figure WHERE name = ?";
            store.query_one(sql, params![name], |row| row.get::<_, f64>(0))
        };
        let (link_threshold, review_threshold) =
            (figure("link threshold")?, figure("review threshold")?);
        let mut cluster_of = vec![-1; records.len()];
        let index = RecordIndex::new(&records);
        let sql = "SELECT source, record_key, cluster FROM link_cluster";
        store.for_each(sql, |row| {
            let (source, key) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
            if let Some(record) = index.get(source, key) {
                cluster_of[record as usize] = row.get(2)?;
            }
            Ok(())
        })?;
        let decided = decided(engagement, store, &records, &index)?;
        drop(index);
        Ok(Self {
            engagement,
            records,
            settings,
            decisions: decided.decisions,
            merged_earlier: decided.merged_earlier,
            cluster_of,
            link_threshold,
            review_threshold,
        })
    }

    fn wrong(&self, message: &str) -> PipelineError {
        PipelineError::file(&self.engagement.folder, message)
    }

    /// The record of a name: `source:key`, or a key that one source only has. A key that no record has may
    /// differ by leading zeros, which mappings take off and spreadsheets lose.
    fn record(&self, name: &str) -> Result<u32, PipelineError> {
        let (source, key) = match name.split_once(':') {
            Some((source, key)) if self.has_source(source) => (Some(source), key),
            _ => (None, name),
        };
        let mut found = self.of_key(source, |has| has == key);
        if found.is_empty() {
            let short = |key: &str| key.trim_start_matches('0').to_owned();
            found = self.of_key(source, |has| short(has) == short(key));
        }
        match found.as_slice() {
            [record] => Ok(*record),
            [] => Err(self.wrong(&format!(
                "no customer record has the key {name:?}: give a record as SOURCE:KEY, with the source's \
                 name in sameboat.toml and the key as its mapping reads it (crosswalk.csv has them)",
            ))),
            several => Err(self.wrong(&format!(
                "{} sources have a record of the key {name:?}: give it as SOURCE:KEY",
                several.len()
            ))),
        }
    }

    fn has_source(&self, name: &str) -> bool {
        self.records.sources.iter().any(|source| source.name == name)
    }

    /// The records whose keys are meant, of one source or whatever source they are of.
    fn of_key(&self, source: Option<&str>, is_meant: impl Fn(&str) -> bool) -> Vec<u32> {
        let is_of = |record| source.is_none_or(|name| self.records.source(record).name == name);
        (0..self.records.len() as u32)
            .filter(|&record| is_meant(&self.records.keys[record as usize]) && is_of(record))
            .collect()
    }

    fn name(&self, record: u32) -> RecordName {
        RecordName {
            source: self.records.source(record).name.clone(),
            key: self.records.keys[record as usize].to_owned(),
        }
    }

    fn pairs(&self, pairs: &[(u32, u32)]) -> Result<Vec<Pair>, PipelineError> {
        if let Some((left, _)) = pairs.iter().find(|(left, right)| left == right) {
            let message = format!("{} is one record: give two", self.name(*left).key);
            return Err(self.wrong(&message));
        }
        let explained = explain_pairs(&self.records, &self.settings, &self.decisions, pairs)?;
        let pair = |(&(left, right), explanation): (&(u32, u32), PairExplanation)| Pair {
            left: self.name(left),
            right: self.name(right),
            explanation,
            link_threshold: self.link_threshold,
            review_threshold: self.review_threshold,
            linked: self.cluster_of[left as usize] == self.cluster_of[right as usize],
            decided_same: self.decided_same(left, right),
            merged_earlier_in: self
                .merged_earlier
                .contains(&(left.min(right), left.max(right)))
                .then(|| self.name(left).source),
        };
        Ok(pairs.iter().zip(explained).map(pair).collect())
    }

    fn decided_same(&self, left: u32, right: u32) -> Option<bool> {
        let holds =
            |pairs: &[(u32, u32)]| pairs.contains(&(left, right)) || pairs.contains(&(right, left));
        if holds(&self.decisions.must_link) {
            return Some(true);
        }
        holds(&self.decisions.cannot_link).then_some(false)
    }

    /// The customer that a record belongs to.
    fn customer_of(&self, store: &Store, name: &str) -> Result<String, PipelineError> {
        let nobody = || {
            self.wrong(
                "no customer has that id: ids begin with C- and stand in the table crosswalk; \
                 to compare two records give both",
            )
        };
        // Sources have keys that begin with C-, too.
        let is_id = name.starts_with("C-") && self.of_key(None, |key| key == name).is_empty();
        let record = self.record(name).map_err(|error| if is_id { nobody() } else { error })?;
        let RecordName { source, key } = self.name(record);
        let sql = "SELECT customer_id FROM crosswalk WHERE source = ? AND record_key = ?";
        let found = store.query(sql, params![source, key], |row| row.get(0))?;
        found.into_iter().next().ok_or_else(nobody)
    }

    fn customer(&self, store: &Store, id: &str) -> Result<Customer, PipelineError> {
        store.require(&CROSSWALK, "unify")?;
        let sql = "SELECT source, record_key FROM crosswalk WHERE customer_id = ? \
                   ORDER BY source, record_key";
        let names = store.query(sql, params![id], |row| {
            Ok(RecordName { source: row.get(0)?, key: row.get(1)? })
        })?;
        if names.is_empty() {
            return self.customer(store, &self.customer_of(store, id)?);
        }
        let index = RecordIndex::new(&self.records);
        let members: Vec<u32> = names
            .iter()
            .take(MOST_RECORDS)
            .filter_map(|name| index.get(&name.source, &name.key))
            .collect();
        let weakest = if members.len() > 1 { Some(self.weakest(&members)?) } else { None };
        Ok(Customer {
            customer: id.to_owned(),
            more_records: names.len().saturating_sub(MOST_RECORDS) as u64,
            records: names.into_iter().take(MOST_RECORDS).collect(),
            weakest,
        })
    }

    /// Grows a group by the strongest evidence, record by record (Prim 1957); where that is weakest,
    /// the customer is.
    fn weakest(&self, members: &[u32]) -> Result<WeakestLink, PipelineError> {
        let all: Vec<(usize, usize)> = (0..members.len())
            .flat_map(|one| (one + 1..members.len()).map(move |other| (one, other)))
            .collect();
        let pairs: Vec<(u32, u32)> =
            all.iter().map(|&(one, other)| (members[one], members[other])).collect();
        let mut explained: Vec<Option<Pair>> = self.pairs(&pairs)?.into_iter().map(Some).collect();
        let mut weights = vec![vec![0.0; members.len()]; members.len()];
        let mut place = vec![vec![0; members.len()]; members.len()];
        for (at, &(one, other)) in all.iter().enumerate() {
            let probability =
                explained[at].as_ref().map_or(0.5, |pair| pair.explanation.probability);
            weights[one][other] = log2_odds(probability);
            weights[other][one] = weights[one][other];
            place[one][other] = at;
            place[other][one] = at;
        }
        let tree = spanning_tree(&weights);
        let weakest = (0..tree.len()).min_by(|&a, &b| tree[a].2.total_cmp(&tree[b].2));
        let cut = weakest.unwrap_or_default();
        let apart = without(&tree, cut, members.len());
        let (one, other, _) = tree[cut];
        let between: Vec<f64> = all
            .iter()
            .filter(|(one, other)| apart[*one] != apart[*other])
            .map(|&(one, other)| weights[one][other])
            .collect();
        let few = apart.iter().filter(|apart| **apart).count() * 2 <= members.len();
        Ok(WeakestLink {
            pair: explained[place[one][other]].take().ok_or_else(|| self.wrong("no such pair"))?,
            would_part: members
                .iter()
                .zip(&apart)
                .filter(|(_, apart)| **apart == few)
                .map(|(&member, _)| self.name(member))
                .collect(),
            mean_weight: between.iter().sum::<f64>() / between.len().max(1) as f64,
            threshold_weight: log2_odds(self.link_threshold),
        })
    }
}

fn log2_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability).max(1e-15)).max(1e-15).log2()
}

/// The edges of the heaviest spanning tree.
fn spanning_tree(weights: &[Vec<f64>]) -> Vec<(usize, usize, f64)> {
    let mut inside = vec![false; weights.len()];
    inside[0] = true;
    let mut tree = Vec::new();
    while tree.len() + 1 < weights.len() {
        let mut best: Option<(usize, usize, f64)> = None;
        for one in (0..weights.len()).filter(|&one| inside[one]) {
            for other in (0..weights.len()).filter(|&other| !inside[other]) {
                if best.is_none_or(|best| weights[one][other] > best.2) {
                    best = Some((one, other, weights[one][other]));
                }
            }
        }
        let Some(edge) = best else { break };
        inside[edge.1] = true;
        tree.push(edge);
    }
    tree
}

/// Which nodes are cut off from the first one if an edge of a tree goes.
fn without(tree: &[(usize, usize, f64)], cut: usize, nodes: usize) -> Vec<bool> {
    let mut apart = vec![true; nodes];
    apart[0] = false;
    // Edges of the tree come in the order of growth: each begins at a node reached before.
    for (at, &(one, other, _)) in tree.iter().enumerate() {
        apart[other] = at == cut || apart[one];
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_weakest_at_its_weakest_link() {
        // 0 and 1 are close, 2 and 3 are close, 1 and 2 hardly.
        let mut weights = vec![vec![-5.0; 4]; 4];
        for (one, other, weight) in [(0, 1, 9.0), (1, 2, 1.0), (2, 3, 8.0)] {
            weights[one][other] = weight;
            weights[other][one] = weight;
        }
        let tree = spanning_tree(&weights);
        assert_eq!(tree.len(), 3);
        let cut = (0..3).min_by(|&a, &b| tree[a].2.total_cmp(&tree[b].2)).unwrap();
        assert_eq!((tree[cut].0, tree[cut].1), (1, 2));
        assert_eq!(without(&tree, cut, 4), [false, false, true, true]);
    }
}
