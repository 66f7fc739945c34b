//! How people's logs are written: line ends, times, logger prefixes, direction marks, control bytes spelled
//! as text. Gives pieces of lines with the bytes that were on the wire. What they mean is not decided here.

mod annotation;
mod colour;
mod cut;
mod dump;
mod escape;
mod learned;
mod mark;
mod prefix;
mod survey;
mod time;

pub(crate) use cut::{Cutter, body};
pub(crate) use prefix::{Piece, Sort, pieces};
pub(crate) use survey::{HEAD, Survey};

/// Does a text start like a line of the protocol?
pub(crate) fn looks_like_protocol(text: &[u8]) -> bool {
    is_command(text)
        || is_result(text)
        || (matches!(text, [b'+' | b'^' | b'*' | b'%' | b'$', next, ..] if next.is_ascii_uppercase()))
}

/// Does a text start like a command line?
pub(crate) fn is_command(text: &[u8]) -> bool {
    match text {
        [b'A' | b'a', b'T' | b't'] | [b'A', b't', b'+', ..] | [b'a', b'T', b'+', ..] => true,
        // `ATTENTION` and `at last` are words.
        [b'A', b'T', rest @ ..] | [b'a', b't', rest @ ..] => match rest {
            [b'+' | b'^' | b'*' | b'$' | b'%' | b'#' | b'&' | b'!' | b'?' | b'\\', ..] => true,
            [
                b'E' | b'e' | b'Q' | b'q' | b'V' | b'v' | b'I' | b'i' | b'Z' | b'z' | b'H' | b'h' | b'O'
                | b'o' | b'X' | b'x' | b'S' | b's' | b'D' | b'd' | b'A' | b'a',
                tail @ ..,
            ] => {
                tail.iter().all(|b| b.is_ascii_digit() || b"+=?;&*#,".contains(b))
                    || matches!(rest, [b'D' | b'd', ..])
            }
            [b' ', next, ..] => b"+^*$%&".contains(next),
            _ => false,
        },
        _ => false,
    }
}

/// Is a text one of the lines that end a command, or a start banner?
pub(crate) fn is_result(text: &[u8]) -> bool {
    const WHOLE: [&[u8]; 16] = [
        b"OK",
        b"ERROR",
        b"RDY",
        b"APP RDY",
        b"CONNECT",
        b"NO CARRIER",
        b"SEND OK",
        b"SEND FAIL",
        b"CONNECT OK",
        b"CONNECT FAIL",
        b"SHUT OK",
        b"CLOSE OK",
        b"CLOSED",
        b"PB DONE",
        b"SMS DONE",
        b"ALREADY CONNECT",
    ];
    let trimmed = text.trim_ascii_end();
    WHOLE.contains(&trimmed)
        || trimmed.starts_with(b"+CME ERROR")
        || trimmed.starts_with(b"+CMS ERROR")
        || trimmed.starts_with(b"ERROR: ")
}

/// `TA+CSQ`, `T+CSQ`, `ATT+CSQ`: AT was meant.
pub(crate) fn is_command_typo(text: &[u8]) -> bool {
    matches!(text, [b'T', b'A', b'+', ..] | [b'T' | b'A', b'+', ..] | [b'A', b'T', b'T' | b'A', b'+', ..])
}
