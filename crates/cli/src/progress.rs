//! Progress bars with rate and time left; nothing where standard error is not a terminal.

use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use sameboat_model::Progress;

/// Shows the current piece of work as a bar on standard error.
pub(crate) struct Bars {
    current: Mutex<ProgressBar>,
    shown: bool,
}

impl Bars {
    /// Bars on a terminal, unless the command is to be quiet.
    pub(crate) fn new(quiet: bool) -> Self {
        use std::io::IsTerminal;
        let shown = !quiet && std::io::stderr().is_terminal();
        Self { current: Mutex::new(ProgressBar::hidden()), shown }
    }

    fn bar(what: &str, total: Option<u64>) -> ProgressBar {
        let (bar, template) = match total {
            Some(total) => (
                ProgressBar::new(total),
                "{msg:28} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}",
            ),
            None => (ProgressBar::new_spinner(), "{msg:28} {spinner} {human_pos} {elapsed}"),
        };
        // The templates are constants; a wrong one would only cost the bar its looks.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }
}

impl Progress for Bars {
    fn begin(&self, what: &str, total: Option<u64>) {
        tracing::debug!(what, total, "begin");
        if !self.shown {
            return;
        }
        if let Ok(mut current) = self.current.lock() {
            current.finish_and_clear();
            *current = Self::bar(what, total);
        }
    }

    fn advance(&self, by: u64) {
        if let Ok(current) = self.current.lock() {
            current.inc(by);
        }
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        if let Ok(current) = self.current.lock() {
            current.finish_and_clear();
        }
    }
}
