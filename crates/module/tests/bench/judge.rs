//! Holds what a module says to its dialect: both sides' bytes go through an exchange, and every line that the
//! dialect cannot explain, or whose values are wrong, is kept as a breach. Knows nothing of what should happen.

use hayes_at::exchange::{DataEnd, Event, Exchange, Noise, Side, What};
use hayes_at::flaw::Flaws;
use hayes_at::grammar::FormId;
use hayes_at::visible::Visible;
use hayes_dialects::Dialect;

/// A judge of one conversation.
pub struct Judge {
    dialect: &'static Dialect,
    exchange: Exchange<'static>,
    /// What was said, a line each, with what it is.
    pub heard: Vec<String>,
    /// What the dialect cannot explain.
    pub breaches: Vec<String>,
}

impl Judge {
    /// A judge by a built-in dialect.
    pub fn of(id: &str) -> Self {
        // An exchange borrows its grammar; a test's dialect lives as long as the test program.
        let dialect: &'static Dialect = super::dialect(id);
        let exchange = Exchange::new(dialect.grammar());
        Self { dialect, exchange, heard: Vec::new(), breaches: Vec::new() }
    }

    /// The host has written this.
    pub fn host(&mut self, bytes: &[u8]) {
        self.feed(Side::Host, bytes);
    }

    /// The module has said this.
    pub fn module(&mut self, bytes: &[u8]) {
        self.feed(Side::Module, bytes);
    }

    /// Nothing was said for a while.
    pub fn silence(&mut self) {
        self.exchange.handle_silence();
        self.listen();
    }

    /// The module was restarted from outside.
    pub fn restart(&mut self) {
        self.exchange.handle_restart();
    }

    /// How many commands await their final result, and how many results are owed.
    pub fn open(&self) -> (usize, usize) {
        (usize::from(self.exchange.in_flight().is_some()), self.exchange.owing().count())
    }

    /// Fails where there was a breach.
    pub fn approve(&self) {
        let heard = self.heard.join("\n");
        assert!(self.breaches.is_empty(), "{}\n\nafter\n{heard}", self.breaches.join("\n"));
    }

    fn feed(&mut self, side: Side, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let taken = match side {
                Side::Host => self.exchange.handle_host(bytes),
                Side::Module => self.exchange.handle_module(bytes),
            };
            bytes = &bytes[taken..];
            self.listen();
            assert!(taken > 0, "the exchange makes room");
        }
    }

    fn listen(&mut self) {
        while let Some(event) = self.exchange.poll() {
            let text = Visible(event.text).to_string();
            let what = kind(self.dialect, &event);
            if let Some(why) = breach(&event) {
                self.breaches.push(format!("{why}: {text} ({what})"));
            }
            let mark = if event.from == Side::Host { '>' } else { '<' };
            self.heard.push(format!("{mark} {text}  [{what}]"));
        }
    }
}

/// What is wrong with an event of the module.
fn breach(event: &Event<'_>) -> Option<String> {
    if event.from == Side::Host {
        return None;
    }
    // Under AT+CMEE=2 an error is told in words where the dialect has its number.
    let in_words = matches!(event.what, What::Final { .. }) && event.text.starts_with(b"+CME ERROR: ");
    let excused = if in_words { Flaws::TYPE } else { Flaws::NONE };
    let flaws = event.flaws.without(Flaws::AMBIGUOUS).without(excused);
    match event.what {
        What::Unknown => Some("the dialect has no such line".to_owned()),
        What::Unasked { .. } => Some("nothing asked for this".to_owned()),
        What::Noise(Noise::Blank) => None,
        What::Noise(noise) => Some(format!("{noise:?}")),
        What::Prompt { of: None } => Some("nothing asked for a prompt".to_owned()),
        What::Final { of: None, .. } => Some("a final result for no command".to_owned()),
        What::Final { documented: false, .. } => Some("no outcome ends so".to_owned()),
        What::Later { early: true, .. } => Some("a result before its final result".to_owned()),
        What::Data { end: DataEnd::Cut, .. } => Some("data that do not come to their end".to_owned()),
        _ if !flaws.is_none() => Some(format!("{flaws:?}")),
        _ => None,
    }
}

/// What an event is, in a word or two.
fn kind(dialect: &Dialect, event: &Event<'_>) -> String {
    let form = |form: FormId| {
        let command = dialect.command_of(form).map_or("?", |c| c.name.as_str());
        let form = dialect.form(form).map_or("?", |f| f.name.as_str());
        format!("{command} {form}")
    };
    match event.what {
        What::Command => "command".to_owned(),
        What::Data { .. } => "data".to_owned(),
        What::Echo { .. } | What::DataEcho { .. } => "echo".to_owned(),
        What::Info { form: f, .. } => format!("answer to {}", form(f)),
        What::Prompt { .. } => "prompt".to_owned(),
        What::Final { .. } => "final result".to_owned(),
        What::Later { form: f, .. } => format!("result of {}", form(f)),
        What::Unasked { form: f } => format!("unasked answer to {}", form(f)),
        What::Urc(urc) => format!("urc {}", dialect.urc(urc).map_or("?", |u| u.id.as_str())),
        What::Unclear { form: f, .. } => format!("unclear, perhaps an answer to {}", form(f)),
        What::Settled { answer, .. } => {
            format!("settled: {}", if answer { "an answer" } else { "no answer" })
        }
        What::Unknown => "unknown".to_owned(),
        What::Noise(_) => "noise".to_owned(),
    }
}
