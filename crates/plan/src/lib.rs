//! Facts to phases, work packages, schedule and gates
