//! Plays a dialogue written as text to an exchange and tells what came of it in short words. What is
//! expected stands with each test.

use hayes_at::exchange::{DataEnd, Noise, Other, Seq, What};
use hayes_at::grammar::Grammar;
use hayes_at::oracles::{Heard, Said, framed, same_however_cut};
use hayes_at::visible::{Visible, bytes_of};

/// The script of a dialogue: `>` a host line, `<` a module line with CR LF around it, `=` and `-` bytes of
/// host and module as they are, `.` silence. Bytes are in the visible notation; `\x20` keeps a space.
pub(crate) fn script(dialogue: &str) -> Vec<Said> {
    let said = |line: &str| {
        let (side, text) = line.trim().split_at(1);
        let bytes = bytes_of(text.strip_prefix(' ').unwrap_or(text)).expect("visible bytes");
        match side {
            ">" => Said::Host([bytes.as_slice(), b"\r"].concat()),
            "<" => Said::Module(framed(&bytes)),
            "=" => Said::Host(bytes),
            "-" => Said::Module(bytes),
            "." => Said::Silence,
            _ => panic!("a dialogue line starts with > < = - or . : {line}"),
        }
    };
    dialogue.trim().lines().map(said).collect()
}

/// Plays a dialogue whole, byte by byte and in odd pieces; the story must be the expected one each time.
#[track_caller]
pub(crate) fn check(grammar: &Grammar, dialogue: &str, expected: &str) {
    let heard = same_however_cut(grammar, &script(dialogue), &[1, 6, 2, 0, 15]);
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(story(grammar, &heard), expected, "\n{}", story(grammar, &heard).join("\n"));
}

/// What was heard, in words. Line ends between lines are left out.
pub(crate) fn story(grammar: &Grammar, heard: &[Heard]) -> Vec<String> {
    let told = heard.iter().filter(|h| h.what != What::Noise(Noise::Blank));
    told.map(|h| tell(grammar, heard, h)).collect()
}

fn tell(grammar: &Grammar, all: &[Heard], heard: &Heard) -> String {
    let of = |seq: Seq| match all.iter().find(|h| h.seq == seq) {
        Some(h) => format!(" <- {}", Visible(&h.text)),
        None => " <- nothing".to_owned(),
    };
    let what = match heard.what {
        What::Command => "command".to_owned(),
        What::Data { end, .. } => match end {
            DataEnd::Counted => "data".to_owned(),
            other => format!("data {other:?}").to_lowercase(),
        },
        What::Urc(urc) => format!("urc {}", grammar.urcs()[usize::from(urc)].id),
        What::Final { result, documented, numeric, .. } => {
            let good = if grammar.finals()[usize::from(result)].good { "good" } else { "bad" };
            let odd = if documented { "" } else { " undocumented" };
            format!("final {good}{odd}{}", if numeric { " numeric" } else { "" })
        }
        What::Later { interim, early, .. } => {
            format!("{}{}", if interim { "interim" } else { "later" }, if early { " early" } else { "" })
        }
        What::Noise(noise) => format!("noise {noise:?}").to_lowercase(),
        other => format!("{other:?}").split([' ', '{']).next().unwrap_or_default().to_lowercase(),
    };
    let whose = match heard.what {
        What::Data { of: seq, .. }
        | What::Echo { of: seq }
        | What::DataEcho { of: seq }
        | What::Info { of: seq, .. }
        | What::Prompt { of: Some(seq) }
        | What::Final { of: Some(seq), .. }
        | What::Later { of: seq, .. } => of(seq),
        What::Unclear { of: seq, or: Other::Later(later), .. } => format!("{} or{}", of(seq), of(later)),
        What::Unclear { of: seq, or: Other::Urc(_), .. } => format!("{} or a urc", of(seq)),
        What::Settled { line, answer } => format!(" {}{}", if answer { "answer" } else { "other" }, of(line)),
        _ => String::new(),
    };
    let flaws = if heard.flaws.is_none() { String::new() } else { format!(" !{:?}", heard.flaws) };
    let parts = heard.block.iter().flatten().filter(|p| !p.is_empty());
    let parts = parts.fold(String::new(), |all, p| all + &format!(" [{}]", Visible(p)));
    format!("{what} `{}`{flaws}{whose}{parts}", Visible(&heard.text))
}
