//! `sameboat schema`.

use super::Context;
use crate::args::{SchemaArgs, SchemaOf};
use crate::exit::Exit;
use crate::failure::Failure;

/// Kept up to date by `cargo xtask schemas`.
const MAPPING: &str = include_str!("../../../../mappings/schema/mapping.schema.json");
const SETTINGS: &str = include_str!("../../../../mappings/schema/sameboat.schema.json");

pub(super) fn run(args: &SchemaArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    let schema = match args.of {
        SchemaOf::Mapping => MAPPING,
        SchemaOf::Settings => SETTINGS,
    };
    context.printer.raw(schema.as_bytes())?;
    Ok(Exit::Done)
}
