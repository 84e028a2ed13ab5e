//! Tables of the linkage: pairs, clusters, and the model that made them.

use super::{Table, double, integer, text};

/// Scored pairs.
pub const LINK_PAIR: Table = Table::new(
    "link_pair",
    "two customer records that were compared, and what was held of them",
    &[
        text("left_key", "record_key of the first record"),
        text("right_key", "record_key of the second record"),
        double("match_weight", "log2 Bayes factor of the evidence, without the prior (bits)"),
        double("probability", "match probability, 0 to 1"),
        text("decision", "link, review, distinct, or by a person: linked, separated"),
        text("left_line", "line of the first record"),
        text("left_source", "source of the first record"),
        text("right_line", "line of the second record"),
        text("right_source", "source of the second record"),
        text("evidence", "agreement level and match weight (bits) of each compared field"),
    ],
);

/// Clusters.
pub const LINK_CLUSTER: Table = Table::new(
    "link_cluster",
    "a customer record and the cluster it is in; every accepted record is here once",
    &[
        text("line", "line of the record"),
        text("source", "source of the record"),
        text("record_key", "key of the record"),
        integer("cluster", "number of the cluster, in this run only"),
    ],
);

/// Relationships between records.
pub const LINK_RELATIONSHIP: Table = Table::new(
    "link_relationship",
    "two customer records that belong together without being one customer",
    &[
        text("kind", "household, co_borrower, guarantor, employer, …"),
        text("left_source", "source of the first record"),
        text("left_key", "key of the first record"),
        text("right_source", "source of the second record"),
        text("right_key", "key of the second record"),
        text("evidence", "what ties them"),
    ],
);

/// Blocking rules.
pub const BLOCKING_RULE: Table = Table::new(
    "blocking_rule",
    "one blocking rule and what it brought",
    &[
        text("rule", "fields and keys of the rule"),
        integer("pairs", "candidate pairs it made"),
        integer("new_pairs", "of these, pairs that no earlier rule had made"),
        integer("oversized_blocks", "blocks that were split by a further key"),
    ],
);

/// Model parameters.
pub const LINK_PARAMETER: Table = Table::new(
    "link_parameter",
    "one agreement level of a compared field in the trained Fellegi–Sunter model",
    &[
        text("comparison", "compared field"),
        text("level", "agreement level"),
        double("m", "probability of the level among matches, 0 to 1"),
        double("u", "probability of the level among non-matches, 0 to 1"),
        double("match_weight", "log2(m/u) in bits"),
    ],
);

/// The tables of this stage.
pub const TABLES: &[Table] =
    &[LINK_PAIR, LINK_CLUSTER, LINK_RELATIONSHIP, BLOCKING_RULE, LINK_PARAMETER];
