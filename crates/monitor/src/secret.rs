//! Secrets: known by their parameter, shown as a pseudonym that stays the same through the log.

use memchr::memmem;

/// The most secrets that are told apart; those after them share a name.
const MOST: usize = 64;
/// A secret at least this long is hidden wherever it stands.
const EVERYWHERE: usize = 6;

/// The secrets seen so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Secrets {
    known: Vec<memmem::Finder<'static>>,
    /// Secrets are shown.
    pub(crate) shown: bool,
}

impl Secrets {
    /// None seen; `shown`: none will be hidden.
    pub(crate) fn new(shown: bool) -> Self {
        Self { known: Vec::new(), shown }
    }

    /// The pseudonym of a secret.
    pub(crate) fn pseudonym(&mut self, secret: &[u8]) -> String {
        let number = self.known.iter().position(|k| k.needle() == secret).or_else(|| {
            (self.known.len() < MOST).then(|| {
                self.known.push(memmem::Finder::new(secret).into_owned());
                self.known.len() - 1
            })
        });
        match number {
            Some(number) => format!("<secret {}>", number + 1),
            None => "<secret>".to_owned(),
        }
    }

    /// Where in a text secrets stand: those told, and known long ones anywhere. Sorted, without overlap.
    pub(crate) fn places(&self, text: &[u8], told: &[(usize, usize)]) -> Vec<(usize, usize)> {
        if self.shown || (told.is_empty() && self.known.is_empty()) {
            return Vec::new();
        }
        let mut places = told.to_vec();
        for secret in self.known.iter().filter(|s| s.needle().len() >= EVERYWHERE) {
            places.extend(secret.find_iter(text).map(|at| (at, at + secret.needle().len())));
        }
        places.retain(|(start, end)| start < end && *end <= text.len());
        places.sort_unstable();
        let mut joined: Vec<(usize, usize)> = Vec::new();
        for (start, end) in places {
            match joined.last_mut() {
                Some(last) if start < last.1 => last.1 = last.1.max(end),
                _ => joined.push((start, end)),
            }
        }
        joined
    }
}

/// Where the value of number `place` starts in a list of values, quotes minded.
pub(crate) fn value_start(args: &[u8], place: usize) -> Option<usize> {
    let mut quoted = false;
    let mut count = 0;
    if place == 0 {
        return Some(0);
    }
    for (at, byte) in args.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                count += 1;
                if count == place {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    // Quotes are astray: count the commas alone.
    args.iter().enumerate().filter(|(_, b)| **b == b',').nth(place - 1).map(|(at, _)| at + 1)
}

/// The value that a list starts with, without its quotes: where it starts and ends. Where quotes are astray, it
/// goes on to the end.
pub(crate) fn value_end(rest: &[u8]) -> (usize, usize) {
    if rest.first() != Some(&b'"') {
        return (0, rest.len());
    }
    let close = (1..rest.len()).find(|at| rest[*at] == b'"' && matches!(rest.get(at + 1), None | Some(b',')));
    match close {
        Some(at) if memchr::memchr_iter(b'"', &rest[at + 1..]).count().is_multiple_of(2) => (1, at),
        _ => (1, rest.len()),
    }
}

/// Words whose value is nobody's business, as they stand in settings and in what programs print.
const WORDS: [&[u8]; 10] = [
    b"PASSWORD",
    b"PASSWD",
    b"PWD",
    b"TOKEN",
    b"SECRET",
    b"DEVICESECRET",
    b"APIKEY",
    b"API_KEY",
    b"PSK",
    b"AUTHKEY",
];

/// Lines of the module that no dialect here reads and that hold a secret: their prefix, and its place.
const ANSWERS: [(&[u8], usize); 4] =
    [(b"+QICSGP: ", 3), (b"+CGAUTH: ", 3), (b"+CNCFG: ", 4), (b"+CSTT: ", 2)];

/// The values that stand behind such a word: `"PASSWORD","x"`, `password: x`, `token=x`.
pub(crate) fn keyed(text: &[u8]) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    if let Some((prefix, place)) = ANSWERS.iter().find(|(prefix, _)| text.starts_with(prefix))
        && let Some(start) = value_start(&text[prefix.len()..], *place)
    {
        let start = prefix.len() + start;
        let (from, to) = value_end(&text[start..]);
        if from < to {
            places.push((start + from, start + to));
        }
    }
    // Between a word and its value stands one of these.
    if text.len() < 6 || memchr::memchr3(b',', b':', b'=', text).is_none() {
        return places;
    }
    let mut at = 0;
    while at < text.len() {
        let word = text[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        if word == 0 {
            at += 1;
            continue;
        }
        let is_key = word > 2 && WORDS.iter().any(|w| w.eq_ignore_ascii_case(&text[at..at + word]));
        at += word;
        if !is_key {
            continue;
        }
        let gap = text[at..].iter().take_while(|b| b"\" ,:='".contains(b)).count();
        let parted = text[at..at + gap].iter().any(|b| b",:=".contains(b));
        if !parted {
            continue;
        }
        let quoted = text[at + gap - 1] == b'"' || text[at + gap - 1] == b'\'';
        let value = &text[at + gap..];
        let len = value
            .iter()
            .position(|b| if quoted { *b == text[at + gap - 1] } else { b", \"'&".contains(b) })
            .unwrap_or(value.len());
        if len > 0 {
            places.push((at + gap, at + gap + len));
        }
        at += gap + len;
    }
    places
}
