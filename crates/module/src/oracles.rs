//! What must hold of any input: one function per fuzz target, from bytes to a panic in words on a breach. Fuzzing,
//! the replay of `corpora/` and property tests all use these.

mod rig;
mod server;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hayes_at::choose::{self, FromSeed};
use hayes_at::grammar::FormKind;
use hayes_at::write;
use hayes_dialects::{Dialect, dialect};

use crate::quirk;
use crate::{Pace, Power, Setup, SocketEvent, Trouble};
use rig::Rig;

/// An oracle: takes any bytes, panics on a breach.
pub type Oracle = fn(&[u8]);

/// All oracles by name; a folder of `corpora/` and a target of `fuzz/` have the same names.
pub const TARGETS: [(&str, Oracle); 1] = [("module", module)];

/// The longest that a command is waited for: longer than any document has it.
const PATIENCE: Duration = Duration::from_mins(20);

/// A module of a dialect goes through anything: bytes on its serial line, what happens to its sockets, its supply
/// and the time, as the bytes say. Whatever comes, it says and does a bounded amount, its deadlines lie ahead, each
/// command line has its final result, and at the end it answers AT.
pub fn module(bytes: &[u8]) {
    let [choice, manner, seed, rest @ ..] = bytes else { return };
    let dialect = &dialects()[usize::from(*choice) % dialects().len()];
    // Defects may do anything but break the house: what is demanded of a right module is not of them.
    let defective = manner & 32 != 0;
    let setup = Setup {
        seed: u64::from(*seed),
        quirks: if defective { quirks(dialect, *choice, *seed) } else { Vec::new() },
        pace: [Pace::Instant, Pace::Lively, Pace::Latest][usize::from(manner & 3).min(2)],
        baud: (manner & 4 != 0).then_some(9600),
        running: manner & 8 == 0,
        ..Setup::default()
    };
    let mut rig = Rig::new(Arc::clone(dialect), setup);
    rig.serves = manner & 16 == 0;
    rig.right = !defective;
    let mut rest = rest;
    while let [step, after @ ..] = rest {
        rest = take(&mut rig, dialect, *step, after);
    }
    if !defective {
        answers(&mut rig);
    }
}

/// Two defects of a dialect's family.
fn quirks(dialect: &Dialect, first: u8, second: u8) -> Vec<String> {
    let all: Vec<_> = quirk::of(&dialect.id, &dialect.family).map(|quirk| quirk.name.clone()).collect();
    [first, second].iter().filter_map(|nth| all.get(usize::from(*nth) % all.len().max(1)).cloned()).collect()
}

/// One step of a script; gives what is left of the bytes.
fn take<'a>(rig: &mut Rig, dialect: &Dialect, step: u8, rest: &'a [u8]) -> &'a [u8] {
    let detail = step >> 3;
    match step & 7 {
        0 => {
            let (typed, rest) = cut(rest);
            rig.types(typed);
            return rest;
        }
        1 => {
            let (typed, rest) = cut(rest);
            rig.types(&[b"AT", typed, b"\r"].concat());
            rig.settle(PATIENCE);
            return rest;
        }
        2 => {
            let [command, form, seed, rest @ ..] = rest else { return &[] };
            if let Some(line) = command_line(dialect, *command, *form, *seed, detail & 1 == 1) {
                rig.types(&line);
                rig.settle(PATIENCE);
            }
            return rest;
        }
        3 => rig.advance(Duration::from_millis(1 << detail.min(22))),
        4 => rig.happens(usize::from(detail >> 2), &event(detail)),
        5 => {
            let (sent, rest) = cut(rest);
            rig.happens(usize::from(detail), &SocketEvent::Received(sent));
            return rest;
        }
        6 if detail & 1 == 0 => {
            let (sent, rest) = cut(rest);
            rig.publishes(usize::from(detail >> 3), detail >> 1 & 3, sent);
            return rest;
        }
        6 => rig.serves = !rig.serves,
        _ => rig.power([Power::Off, Power::On, Power::Reset, Power::On][usize::from(detail & 3)]),
    }
    rest
}

/// As many bytes as the first of them says.
fn cut(rest: &[u8]) -> (&[u8], &[u8]) {
    let Some((length, rest)) = rest.split_first() else { return (&[], &[]) };
    rest.split_at(usize::from(*length).min(rest.len()))
}

fn event(detail: u8) -> SocketEvent<'static> {
    match detail & 3 {
        0 => SocketEvent::Opened,
        1 => SocketEvent::Closed,
        2 => SocketEvent::Reset,
        _ => SocketEvent::Failed(Trouble::Refused),
    }
}

/// A command line of the dialect, right or wrong.
fn command_line(dialect: &Dialect, command: u8, form: u8, seed: u8, wrong: bool) -> Option<Vec<u8>> {
    let commands: &[dialect::Command] = &dialect.commands;
    let command = &commands[usize::from(command) % commands.len()];
    let form = command.forms.get(usize::from(form) % command.forms.len().max(1))?;
    let mut line = format!("AT{}", command.name).into_bytes();
    match form.kind {
        FormKind::Test => line.extend(b"=?"),
        FormKind::Read => line.push(b'?'),
        FormKind::Execute => {}
        FormKind::Write => {
            let shape = dialect.grammar().shape(form.shape?);
            let mut choices = FromSeed(u64::from(seed));
            let message =
                if wrong { choose::wrong(shape, &mut choices).map(|(message, _)| message) } else { None };
            let message = message.unwrap_or_else(|| choose::right(shape, &mut choices));
            line.extend((!command.basic).then_some(b'='));
            line.extend(write::line(shape, &message));
        }
    }
    line.push(b'\r');
    Some(line)
}

/// Whatever has been: the module answers AT, once and with OK.
fn answers(rig: &mut Rig) {
    rig.power(Power::On);
    rig.advance(Duration::from_mins(1));
    // The end of a line that was begun, and whatever that brings.
    rig.types(b"\r");
    rig.settle(PATIENCE);
    rig.types(b"ATE0V1Q0\r");
    rig.settle(PATIENCE);
    // A restart may have been asked for.
    rig.advance(Duration::from_mins(1));
    rig.types(b"ATE0V1Q0\r");
    rig.settle(PATIENCE);
    let said = rig.types_and_hears(b"AT\r", PATIENCE);
    let finals = |line: &[u8]| said.windows(line.len()).filter(|window| *window == line).count();
    let (good, bad) = (finals(b"\r\nOK\r\n"), finals(b"\r\nERROR\r\n"));
    assert!((good, bad) == (1, 0), "AT was answered by {:?}", said.escape_ascii().to_string());
}

/// The dialects that a script may choose from. Their order is part of the scripts' format.
const DIALECTS: [&str; 5] = ["fibocom", "quectel-bc20", "quectel-bc26", "quectel-ecx00u", "simcom-sim7672"];

/// They, loaded once.
fn dialects() -> &'static [Arc<Dialect>; 5] {
    static LOADED: OnceLock<[Arc<Dialect>; 5]> = OnceLock::new();
    LOADED.get_or_init(|| {
        let load = |id| hayes_dialects::load_builtin(id).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        DIALECTS.map(|id| Arc::new(load(id)))
    })
}
