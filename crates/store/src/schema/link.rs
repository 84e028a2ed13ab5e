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
        text(
            "decision",
            "link, review, distinct; decided by a person: linked, separated; linked also if the source had merged them, separated also for parties of one contract",
        ),
        text("left_line", "line of the first record"),
        text("left_source", "source of the first record"),
        text("right_line", "line of the second record"),
        text("right_source", "source of the second record"),
        text(
            "evidence",
            "agreement level and match weight (bits) of each compared field; before them an earlier merge",
        ),
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
    "one blocking rule, and what it brought",
    &[
        text("rule", "what both records must share"),
        integer("pairs", "candidate pairs that it gives on its own"),
        integer("oversized_blocks", "blocks that were split by a further key"),
        integer("largest_block", "records in the largest block, before splitting"),
    ],
);

/// Model parameters.
pub const LINK_PARAMETER: Table = Table::new(
    "link_parameter",
    "one agreement level of a compared field in the trained Fellegi–Sunter model",
    &[
        text("comparison", "compared field"),
        integer("position", "place of the level, from 1 for full agreement"),
        text("level", "agreement level"),
        double("m", "share of pairs of one customer at this level, 0 to 1"),
        double("u", "share of pairs of unrelated customers at this level, 0 to 1"),
        double("h", "share of pairs of two household members at this level, 0 to 1"),
        double("match_weight", "log2(m/u) in bits"),
    ],
);

/// Single figures of the linkage.
pub const LINK_FIGURE: Table = Table::new(
    "link_figure",
    "one figure of the linkage: thresholds, what they are expected to give, blocking",
    &[
        text("name", "name of the figure"),
        double("value", "the figure; empty if it could not be estimated"),
        text("unit", "its unit"),
    ],
);

/// Telling pairs.
pub const LINK_EXAMPLE: Table = Table::new(
    "link_example",
    "one step of what spoke for and against a telling pair: its weights add up to its log2 odds",
    &[
        text("example", "weakest_linked, strongest_for_review or strongest_apart"),
        text("left_source", "source of the first record"),
        text("left_key", "key of the first record"),
        text("right_source", "source of the second record"),
        text("right_key", "key of the second record"),
        integer("position", "place of the step, from 1"),
        text(
            "step",
            "prior: before anything is compared; comparison; dependence: a household or one name \
             would agree as well",
        ),
        text("comparison", "compared field, if the step is a comparison"),
        text("level", "agreement level; missing if a value is absent"),
        double("match_weight", "what the step adds to the log2 odds of one customer (bits)"),
        double("probability", "match probability after this step, 0 to 1"),
    ],
);

/// The tables of this stage.
pub const TABLES: &[Table] = &[
    LINK_PAIR,
    LINK_CLUSTER,
    LINK_RELATIONSHIP,
    BLOCKING_RULE,
    LINK_PARAMETER,
    LINK_FIGURE,
    LINK_EXAMPLE,
];
