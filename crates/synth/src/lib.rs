//! Synthetic engagements with known truth at any size
