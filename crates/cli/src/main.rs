//! The sameboat command.
fn main() {}
