//! Errors as people see them: what happened, where, and what to do.

use std::fmt;
use std::ops::Range;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode,
};
use sameboat_ingest::IngestError;
use sameboat_model::ConfigError;
use sameboat_pipeline::PipelineError;

use crate::exit::Exit;
use crate::printer::Printer;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A stage.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// An export.
    #[error(transparent)]
    Export(#[from] sameboat_export::ExportError),
    /// The generator of engagements.
    #[error(transparent)]
    Synth(#[from] sameboat_synth::SynthError),
    /// Flags that do not go together in a way that clap cannot know.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to write.
        help: String,
    },
    /// A batch that `check --fail-over` stops.
    #[error("more rows than --fail-over allows would be quarantined in: {sources}")]
    OverLimit {
        /// The sources.
        sources: String,
    },
    /// Output that could not be written.
    #[error("cannot write: {0}")]
    Output(#[from] std::io::Error),
}

macro_rules! through_pipeline {
    ($($error:ty),*) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::Pipeline(error.into())
            }
        }
    )*};
}
through_pipeline!(
    ConfigError,
    IngestError,
    sameboat_report::ReportError,
    sameboat_store::StoreError
);

impl Failure {
    /// Shows the failure on standard error and says how the command ends. A closed pipe is no
    /// failure: whoever read our output had enough.
    pub(crate) fn show(&self) -> Exit {
        if matches!(self, Self::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe) {
            return Exit::Done;
        }
        let mut text = String::new();
        let theme = if Printer::errors_are_coloured() {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme).with_links(false);
        if handler.render_report(&mut text, &Shown::new(self)).is_err() {
            text = self.to_string();
        }
        Printer::error(&text);
        if matches!(self, Self::Usage { .. }) { Exit::Usage } else { Exit::Failed }
    }

    fn config(&self) -> Option<&ConfigError> {
        match self {
            Self::Pipeline(
                PipelineError::Config(error) | PipelineError::Ingest(IngestError::Mapping(error)),
            ) => Some(error),
            _ => None,
        }
    }

    fn help(&self) -> Option<String> {
        match self {
            Self::Usage { help, .. } => Some(help.clone()),
            Self::Pipeline(PipelineError::Ingest(IngestError::Format { help, .. })) => help.clone(),
            _ => None,
        }
    }
}

/// A failure in the form that `miette` draws.
#[derive(Debug)]
struct Shown {
    message: String,
    help: Option<String>,
    source: Option<NamedSource<String>>,
    span: Option<Range<usize>>,
}

impl Shown {
    fn new(failure: &Failure) -> Self {
        if let Some(error) = failure.config() {
            let name = error.file.display().to_string();
            return Self {
                message: error.to_string(),
                help: error.help.clone(),
                source: error.span.as_ref().map(|_| NamedSource::new(name, error.text.clone())),
                span: error.span.clone(),
            };
        }
        Self { message: failure.to_string(), help: failure.help(), source: None, span: None }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.span.clone()?;
        let label = LabeledSpan::new(Some("here".into()), span.start, span.len().max(1));
        Some(Box::new(std::iter::once(label)))
    }
}
