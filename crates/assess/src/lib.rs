//! Facts about the two lines: customers, contacts, objectives, staffing, money
