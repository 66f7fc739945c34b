//! Holds what a module says to its dialect: both sides' bytes go through an exchange, and whatever the document
//! does not allow is kept as a finding.

use std::sync::Arc;

use hayes_at::exchange::{DataEnd, Event, Exchange, Noise, Side, What};
use hayes_at::flaw::Flaws;
use hayes_at::visible::Visible;
use hayes_dialects::Dialect;

/// Watches one module.
pub struct Judge {
    exchange: Exchange<'static>,
    /// What the module said that it may not say.
    pub findings: Vec<String>,
    /// Every event in words, since the last `story`.
    story: String,
}

impl Judge {
    /// Nothing has been said yet.
    pub fn new(dialect: &Arc<Dialect>) -> Self {
        // An exchange borrows its grammar: this keeps the dialect for good, and all tests share a few.
        let dialect: &'static Dialect = Box::leak(Box::new(Arc::clone(dialect)));
        Self { exchange: Exchange::new(dialect.grammar()), findings: Vec::new(), story: String::new() }
    }

    /// The host has written these bytes.
    pub fn host(&mut self, bytes: &[u8]) {
        let mut left = bytes;
        while !left.is_empty() {
            let taken = self.exchange.handle_host(left);
            left = &left[taken..];
            if !self.poll() && taken == 0 {
                break;
            }
        }
    }

    /// The module has written these bytes.
    pub fn module(&mut self, bytes: &[u8]) {
        let mut left = bytes;
        while !left.is_empty() {
            let taken = self.exchange.handle_module(left);
            left = &left[taken..];
            if !self.poll() && taken == 0 {
                break;
            }
        }
    }

    /// The module has started anew.
    pub fn restarted(&mut self) {
        self.exchange.handle_restart();
    }

    /// Everything that was said, in words, since this was asked last.
    pub fn story(&mut self) -> String {
        std::mem::take(&mut self.story)
    }

    /// Are all commands answered?
    pub fn is_idle(&self) -> bool {
        self.exchange.in_flight().is_none()
    }

    /// Fails with everything that the module said against its dialect.
    pub fn assert_clean(&self) {
        assert!(self.findings.is_empty(), "said against the dialect:\n{}", self.findings.join("\n"));
    }

    fn poll(&mut self) -> bool {
        let mut any = false;
        while let Some(event) = self.exchange.poll() {
            any = true;
            let line = in_words(&event);
            if let Some(finding) = finding(&event) {
                self.findings.push(format!("{finding}: {line}"));
            }
            if !matches!(event.what, What::Noise(Noise::Blank)) {
                self.story.push_str(&line);
                self.story.push('\n');
            }
        }
        any
    }
}

/// What is wrong with an event of the module.
fn finding(event: &Event<'_>) -> Option<&'static str> {
    if event.from == Side::Host {
        return None;
    }
    match event.what {
        What::Unknown => Some("unknown"),
        What::Noise(Noise::Blank) => None,
        What::Noise(_) => Some("noise"),
        What::Final { of: None, .. } => Some("a final result of no command"),
        What::Final { documented: false, .. } => Some("no documented outcome"),
        What::Later { early: true, .. } => Some("a result before its final result"),
        What::Unasked { .. } => Some("unasked"),
        What::Prompt { of: None } => Some("a prompt of no command"),
        What::Data { end: DataEnd::Cut | DataEnd::More, .. } => Some("data cut off"),
        _ if !event.flaws.without(Flaws::AMBIGUOUS).is_none() => Some("flawed"),
        _ => None,
    }
}

/// An event in one line.
fn in_words(event: &Event<'_>) -> String {
    let side = if event.from == Side::Host { '>' } else { '<' };
    let what = match event.what {
        What::Command => "command",
        What::Data { .. } => "data",
        What::Echo { .. } => "echo",
        What::DataEcho { .. } => "data echo",
        What::Info { .. } => "info",
        What::Prompt { .. } => "prompt",
        What::Final { .. } => "final",
        What::Later { .. } => "later",
        What::Unasked { .. } => "unasked",
        What::Urc(_) => "urc",
        What::Unclear { .. } => "unclear",
        What::Settled { .. } => "settled",
        What::Unknown => "unknown",
        What::Noise(_) => "noise",
    };
    let text = match event.what {
        What::Prompt { .. } | What::Noise(_) => event.raw,
        _ => event.text,
    };
    let flaws: Vec<&str> = event.flaws.names().collect();
    let flaws = if flaws.is_empty() { String::new() } else { format!(" [{}]", flaws.join(" ")) };
    format!("{side} {what:8} {}{flaws}", Visible(text))
}
