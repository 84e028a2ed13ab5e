//! Golden customers: survivorship, provenance, crosswalk, stable ids, relationships
