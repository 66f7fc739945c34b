//! The built-in files, embedded. What they say is for the loader.

/// A built-in dialect with its files.
pub(crate) struct Builtin {
    pub(crate) id: &'static str,
    /// Name and text, `dialect.toml` first.
    pub(crate) files: &'static [(&'static str, &'static str)],
    /// The document's examples.
    pub(crate) examples: &'static [(&'static str, &'static str)],
}

/// Embeds files of one dialect.
macro_rules! files {
    ($id:literal: $($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!("../builtin/", $id, "/", $file)))),*]
    };
}

/// All built-in files. A test holds this table against the folder.
pub(crate) static BUILTIN: &[Builtin] = &[
    Builtin { id: "base", files: files!("base": "dialect.toml"), examples: &[] },
];

/// A built-in dialect, or the shared base, by name.
pub(crate) fn get(id: &str) -> Option<&'static Builtin> {
    BUILTIN.iter().find(|b| b.id == id)
}
