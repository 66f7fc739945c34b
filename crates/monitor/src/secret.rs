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
