//! The stages as plain functions of store, settings and progress, and their chaining into a run
