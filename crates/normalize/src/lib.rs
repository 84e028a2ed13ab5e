//! Canonical values from raw ones: names, organisations, phones, e-mails, addresses, dates
