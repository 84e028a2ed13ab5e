//! Probabilistic record linkage: block, compare, train, score, cluster, evaluate
