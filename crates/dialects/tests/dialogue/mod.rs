//! Plays a dialogue through an exchange of a built-in dialect and tells what came of it.

use hayes_at::exchange::{Event, Exchange, Other, Side, What};
use hayes_at::grammar::{FormId, Grammar};
use hayes_at::visible::{Visible, bytes_of};
use hayes_dialects::{Dialect, load_builtin};

/// Plays a dialogue on a built-in dialect whole and in small reads, which must come to the same.
pub(crate) fn play_in_all_cuts(id: &str, dialogue: &str) -> String {
    let dialect = load_builtin(id).unwrap_or_else(|found| panic!("{found}"));
    let whole = play(&dialect, dialogue, usize::MAX);
    for cut in [1, 2, 3, 7] {
        assert_eq!(play(&dialect, dialogue, cut), whole, "in reads of {cut}");
    }
    whole.join("\n")
}

/// Plays lines of `>` host, `<` module, `=` data of the host and `-` bytes of the module, in reads of `cut`
/// bytes; `.` says that the host has waited long enough. Host lines get a CR, module lines CR LF on both sides.
fn play(dialect: &Dialect, dialogue: &str, cut: usize) -> Vec<String> {
    let mut player =
        Player { dialect, exchange: Exchange::new(dialect.grammar()), told: Vec::new(), sent: [0; 2] };
    for line in dialogue.trim().lines() {
        player.line(line.trim_start(), cut);
    }
    let owing: Vec<String> = player
        .exchange
        .owing()
        .map(|(seq, doubtful)| format!("{seq}{}", if doubtful { " perhaps" } else { "" }))
        .collect();
    if !owing.is_empty() {
        player.told.push(format!("owing: {}", owing.join(", ")));
    }
    player.told
}

struct Player<'d> {
    dialect: &'d Dialect,
    exchange: Exchange<'d>,
    told: Vec<String>,
    sent: [u64; 2],
}

impl Player<'_> {
    fn line(&mut self, line: &str, cut: usize) {
        let (side, text) = line.split_at(1);
        let mut bytes = bytes_of(text.strip_prefix(' ').unwrap_or(text)).expect("visible bytes");
        match side {
            ">" => bytes.push(b'\r'),
            "<" => bytes = [b"\r\n", bytes.as_slice(), b"\r\n"].concat(),
            "=" | "-" => {}
            "." => {
                self.exchange.handle_silence();
                return self.poll();
            }
            _ => panic!("a dialogue line starts with > < = - or .: {line}"),
        }
        for piece in bytes.chunks(cut) {
            let mut rest = piece;
            while !rest.is_empty() {
                let taken = match side {
                    ">" | "=" => self.exchange.handle_host(rest),
                    _ => self.exchange.handle_module(rest),
                };
                rest = &rest[taken..];
                self.poll();
            }
        }
    }

    fn poll(&mut self) {
        while let Some(event) = self.exchange.poll() {
            let side = usize::from(event.from == Side::Module);
            assert_eq!(event.offset, self.sent[side], "every byte is in exactly one event");
            self.sent[side] += event.raw.len() as u64;
            self.told.push(tell(self.dialect, &event));
        }
    }
}

fn tell(dialect: &Dialect, event: &Event<'_>) -> String {
    let grammar = dialect.grammar();
    let flaws = if event.flaws.is_none() { String::new() } else { format!(" !{:?}", event.flaws) };
    let parts = event.block.iter().flat_map(|b| &b.parts).filter(|p| p.declared.is_some());
    let parts: Vec<String> =
        parts.map(|p| format!(" part {:?} of {:?}", Visible(&p.bytes), p.declared)).collect();
    let what = what(grammar, dialect, event);
    format!("{} {what}: {:?}{flaws}{}", event.seq, Visible(event.text), parts.concat())
}

fn what(grammar: &Grammar, dialect: &Dialect, event: &Event<'_>) -> String {
    let urc = |urc: u16| format!("urc {}", grammar.urcs()[usize::from(urc)].id);
    match event.what {
        What::Command => {
            let parts = event.command.iter().flat_map(|c| c.parts());
            let told = parts.map(|p| {
                let form = p.form.map_or("?".to_owned(), |f| form_name(dialect, f));
                let asks = |f| dialect.form(f).is_some_and(|f| f.query.is_some());
                form + if p.query && p.form.is_some_and(asks) { " as a query" } else { "" }
            });
            told.collect::<Vec<_>>().join(" and ")
        }
        What::Info { of, form } => format!("answer to {of}, {}", form_name(dialect, form)),
        What::Later { of, form, interim, early } => {
            let interim = if interim { "interim " } else { "" };
            let early = if early { " too early" } else { "" };
            format!("{interim}result of {of}{early}, {}", form_name(dialect, form))
        }
        What::Urc(index) => urc(index),
        What::Unasked { form } => format!("unasked, {}", form_name(dialect, form)),
        What::Unclear { of, form, or } => {
            let or = match or {
                Other::Later(seq) => format!("result of {seq}"),
                Other::Urc(index) => urc(index),
            };
            format!("unclear, answer to {of}, {} or {or}", form_name(dialect, form))
        }
        What::Settled { line, answer } => {
            format!("settled, {line} was {}the answer", if answer { "" } else { "not " })
        }
        What::Final { of: Some(of), documented, .. } => {
            format!("end of {of}{}", if documented { "" } else { ", not as documented" })
        }
        other => format!("{other:?}"),
    }
}

fn form_name(dialect: &Dialect, id: FormId) -> String {
    let name = dialect.command_of(id).map_or("", |c| &c.name);
    format!("{name}.{}", dialect.form(id).map_or("?", |f| &f.name))
}
