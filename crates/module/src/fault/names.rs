//! Which forms, parameters and unasked lines a fault concerns, as the tables write them.

use serde::{Deserialize, Deserializer};

use super::words;

/// Forms: commands (`+QMTPUB`), write forms (`+QMTCFG.will`), unasked lines by id, or words for several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Forms {
    /// All commands that the document describes.
    described: bool,
    names: Vec<String>,
}

/// Parameters by all their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Params(Vec<String>);

impl Forms {
    /// Are all commands meant that the document describes?
    pub(crate) fn are_described(&self) -> bool {
        self.described
    }

    /// Is a command meant, or one of its forms?
    pub(crate) fn have(&self, command: &str, form: &str) -> bool {
        self.names.iter().any(|name| match name.split_once('.') {
            _ if name == command => true,
            Some((of, key)) => of == command && key == form,
            None => false,
        })
    }

    /// Is an unasked line meant?
    pub(crate) fn have_urc(&self, id: &str) -> bool {
        self.names.iter().any(|name| name == id)
    }

    /// Every name.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}

impl Params {
    /// Is a parameter meant?
    pub(crate) fn have(&self, name: &str) -> bool {
        self.0.iter().any(|known| known == name)
    }
}

impl<'de> Deserialize<'de> for Forms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let words = text.split(',').map(str::trim);
        let described = words.clone().any(|word| word == "mqtt" || word == "later");
        let names = words.flat_map(|word| resolve(words::FORMS, word)).collect();
        Ok(Self { described, names })
    }
}

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        match words::PARAMS.iter().find(|(known, _)| *known == word) {
            Some((_, names)) => Ok(Self(names.iter().map(|name| (*name).to_owned()).collect())),
            None => Err(serde::de::Error::custom(format!("there is no word `{word}` for a parameter"))),
        }
    }
}

/// What a word stands for; a name stands for itself.
fn resolve(words: &[(&str, &[&str])], word: &str) -> Vec<String> {
    match words.iter().find(|(known, _)| *known == word) {
        Some((_, names)) => names.iter().map(|name| (*name).to_owned()).collect(),
        None => vec![word.to_owned()],
    }
}
