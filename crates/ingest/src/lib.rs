//! Exports and mappings to canonical records or quarantine
