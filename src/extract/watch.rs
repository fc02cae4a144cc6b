//! Watch: what a batch tells on standard error while it runs: what could not be read, and, at a terminal, how far it is.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Outcome;
use crate::harmless;

/// A batch that is over sooner shows nothing.
const SILENT: Duration = Duration::from_millis(500);

/// Says on standard error what went wrong. Where nobody can hear it, that is no reason to stop.
pub fn complain(error: &str) {
    let _ = writeln!(io::stderr(), "pullquote: {}", harmless::line(error));
}

/// What is told of a batch.
pub struct Watch {
    bar: ProgressBar,
    started: Instant,
}

impl Watch {
    /// With a line that says how far it is, where standard error is a terminal and the output goes elsewhere.
    pub fn usual() -> Watch {
        if io::stderr().is_terminal() && !io::stdout().is_terminal() {
            Watch::on(ProgressDrawTarget::stderr())
        } else {
            Watch::on(ProgressDrawTarget::hidden())
        }
    }

    fn on(target: ProgressDrawTarget) -> Watch {
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} {msg}, {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()).tick_chars("|/-\\ "));
        Watch { bar, started: Instant::now() }
    }

    pub fn complain(&self, error: &str) {
        self.bar.suspend(|| complain(error));
    }

    /// How far it is, and in which source.
    pub fn show(&self, outcome: &Outcome, source: &str) {
        let elapsed = self.started.elapsed();
        if elapsed >= SILENT {
            self.bar.set_message(words(outcome, source, elapsed));
            self.bar.tick();
        }
    }

    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// "1,204 articles, 3 not read, 310/s, corpus.jsonl"
fn words(outcome: &Outcome, source: &str, elapsed: Duration) -> String {
    let done = outcome.read + outcome.failed;
    let failed = if outcome.failed > 0 { format!(", {} not read", outcome.failed) } else { String::new() };
    let speed = done as f64 / elapsed.as_secs_f64().max(0.001);
    let source = harmless::cut(source, 40);
    format!("{} articles{failed}, {speed:.0}/s, {source}", HumanCount(done as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_how_far_it_is() {
        let outcome = Outcome { read: 1200, failed: 4 };
        let said = words(&outcome, "corpus\u{1b}[2J.jsonl", Duration::from_secs(4));
        assert!(said.starts_with("1,204 articles, 4 not read, 301/s, corpus"), "{said}");
        assert!(!said.contains('\u{1b}'));
    }
}
