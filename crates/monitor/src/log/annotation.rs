//! What people write behind a line: `OK   // accepted`. It is no part of the line.

/// Where a line of the protocol ends and somebody's words about it begin.
pub(crate) fn start(text: &[u8]) -> usize {
    const SIGNS: [&[u8]; 11] =
        [b"//", b"# ", b"<-- ", b"<- ", b"<== ", b"-- ", b"/* ", b"-> ", b"--> ", b"=> ", b"==> "];
    if !super::looks_like_protocol(text) && !text.starts_with(b"> ") {
        return text.len();
    }
    let mut quoted = false;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b' ' | b'\t' if !quoted => {
                let rest = text[at..].trim_ascii_start();
                if SIGNS.iter().any(|sign| rest.starts_with(sign)) {
                    return at;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// Words behind a line that are its answer: where the answer starts.
pub(crate) fn answer(words: &[u8]) -> Option<usize> {
    let trimmed = words.trim_ascii_start();
    let sign = trimmed.iter().take_while(|b| b"-=>".contains(b)).count();
    let said = trimmed[sign..].trim_ascii_start();
    let protocol =
        super::is_result(said) || (said.first() == Some(&b'+') && super::looks_like_protocol(said));
    (sign > 1 && protocol).then_some(words.len() - said.len())
}
