//! What must not be seen, where it stands, and what stands there instead.

use std::fmt::Write;

use hayes_at::visible::Visible;
use memchr::memmem;

/// A secret that is shorter than this could stand anywhere by chance: it is covered in quotes only.
pub const SHORT: usize = 4;

/// How many secrets can be named.
pub const MAX_SECRETS: usize = 256;

/// The secrets of a run.
#[derive(Debug, Clone, Default)]
pub struct Secrets(Vec<Secret>);

#[derive(Clone)]
struct Secret {
    /// What is looked for in bytes.
    bytes: Vec<u8>,
    /// What is looked for in texts: as it is, as bytes are shown, as hexadecimal digits.
    texts: Vec<Vec<u8>>,
    pseudonym: Vec<u8>,
}

/// A secret in bytes, or several that overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Which one; of several the first.
    secret: usize,
}

/// Why a secret cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unkept {
    /// There is nothing to keep.
    Empty,
    /// There are too many.
    TooMany,
}

impl std::fmt::Display for Unkept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => write!(f, "an empty secret cannot be covered"),
            Self::TooMany => write!(f, "more than {MAX_SECRETS} secrets: name only what must not be seen"),
        }
    }
}

impl std::error::Error for Unkept {}

/// Not even a debugger's print shows them.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", Visible(&self.pseudonym))
    }
}

/// What stands for a secret: the same for the same secret everywhere, at the far end too, so that two transcripts
/// still compare, and too short to find the secret by.
pub fn pseudonym(secret: &[u8]) -> String {
    let hash = secret.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let short = (hash >> 48 ^ hash >> 32 ^ hash >> 16 ^ hash) as u16;
    format!("<secret {short:04x}>")
}

impl Secrets {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Covers this from now on. Shorter ones than `SHORT` are covered where they stand between quotes.
    pub fn add(&mut self, secret: &[u8]) -> Result<(), Unkept> {
        if secret.is_empty() {
            return Err(Unkept::Empty);
        }
        let secret = Secret::new(secret);
        if self.0.iter().any(|known| known.bytes == secret.bytes) {
            return Ok(());
        }
        if self.0.len() >= MAX_SECRETS {
            return Err(Unkept::TooMany);
        }
        self.0.push(secret);
        Ok(())
    }

    /// A text without its secrets.
    pub fn text(&self, text: &str) -> String {
        let places = self.find(text.as_bytes(), |secret| secret.texts.iter().map(Vec::as_slice));
        if places.is_empty() {
            return text.to_owned();
        }
        let mut covered = Vec::new();
        self.replace(text.as_bytes(), &places, &mut covered, |_| {});
        String::from_utf8_lossy(&covered).into_owned()
    }

    /// Where secrets stand in bytes, in order, without overlap.
    pub(crate) fn places(&self, bytes: &[u8]) -> Vec<Place> {
        self.find(bytes, |secret| std::iter::once(secret.bytes.as_slice()))
    }

    /// Where the end of the bytes begins with which a secret may begin; the length of the bytes, if none does.
    pub(crate) fn beginning(&self, bytes: &[u8]) -> usize {
        let longest = |secret: &Secret| {
            let most = (secret.bytes.len() - 1).min(bytes.len());
            (1..=most).rev().find(|length| bytes.ends_with(&secret.bytes[..*length])).unwrap_or(0)
        };
        bytes.len() - self.0.iter().map(longest).max().unwrap_or(0)
    }

    /// Writes bytes with pseudonyms at these places, and tells where each then stands.
    pub(crate) fn replace(
        &self,
        bytes: &[u8],
        places: &[Place],
        into: &mut Vec<u8>,
        mut tell: impl FnMut((usize, usize)),
    ) {
        let mut from = 0;
        for place in places {
            into.extend_from_slice(&bytes[from..place.start]);
            let pseudonym = &self.0[place.secret].pseudonym;
            tell((into.len(), pseudonym.len()));
            into.extend_from_slice(pseudonym);
            from = place.end;
        }
        into.extend_from_slice(&bytes[from..]);
    }

    fn find<'a, I: Iterator<Item = &'a [u8]>>(
        &'a self,
        bytes: &[u8],
        forms: impl Fn(&'a Secret) -> I,
    ) -> Vec<Place> {
        let mut places = Vec::new();
        for (secret, known) in self.0.iter().enumerate() {
            for form in forms(known) {
                let found = memmem::find_iter(bytes, form);
                places.extend(found.map(|start| Place { start, end: start + form.len(), secret }));
            }
        }
        places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
        join(places)
    }
}

impl Secret {
    fn new(secret: &[u8]) -> Self {
        let quoted = [b"\"", secret, b"\""].concat();
        if secret.len() < SHORT {
            let pseudonym = format!("\"{}\"", pseudonym(secret)).into_bytes();
            return Self { texts: vec![quoted.clone()], bytes: quoted, pseudonym };
        }
        let digits = secret.iter().fold(String::new(), |mut digits, byte| {
            let _ = write!(digits, "{byte:02x}");
            digits
        });
        let mut texts = vec![secret.to_vec(), Visible(secret).to_string().into_bytes()];
        texts.extend([digits.to_uppercase().into_bytes(), digits.into_bytes()]);
        texts.dedup();
        Self { bytes: secret.to_vec(), texts, pseudonym: pseudonym(secret).into_bytes() }
    }
}

/// Places that overlap are one.
fn join(places: Vec<Place>) -> Vec<Place> {
    let mut joined: Vec<Place> = Vec::with_capacity(places.len());
    for place in places {
        match joined.last_mut() {
            Some(last) if place.start < last.end => last.end = last.end.max(place.end),
            _ => joined.push(place),
        }
    }
    joined
}
