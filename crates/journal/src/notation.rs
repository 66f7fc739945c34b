//! How bytes and times stand in JSON.

use hayes_at::visible::{NotVisible, bytes_of};

/// The bytes that a text shows, also where it has the far end's own escapes for a quote and a tab.
pub(crate) fn shown_bytes(text: &str) -> Result<Vec<u8>, NotVisible> {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match (char, if char == '\\' { chars.next() } else { None }) {
            ('\\', Some('"')) => plain.push_str("\\x22"),
            ('\\', Some('t')) => plain.push_str("\\x09"),
            (char, escaped) => plain.extend([char].into_iter().chain(escaped)),
        }
    }
    bytes_of(&plain)
}

/// Bytes as text in the one notation.
pub(crate) mod bytes {
    use std::borrow::Cow;

    use hayes_at::visible::{Visible, bytes_of};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Visible(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        bytes_of(&Cow::<str>::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Times as whole microseconds.
pub(crate) mod micros {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(time.as_micros()).unwrap_or(u64::MAX))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_micros)
    }
}

/// Times that may be missing.
pub(crate) mod maybe_micros {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Micros(#[serde(with = "super::micros")] Duration);

    #[expect(clippy::ref_option, reason = "serde calls it so")]
    pub(crate) fn serialize<S: Serializer>(
        time: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(Micros).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        Option::<Micros>::deserialize(deserializer).map(|time| time.map(|Micros(time)| time))
    }
}
