//! Canonical entities, settings, mapping and decision files
