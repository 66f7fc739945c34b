//! The built-in files, embedded. What they say is for the loader.

/// A built-in dialect with its files.
pub(crate) struct Builtin {
    pub(crate) id: &'static str,
    /// Name and text, `dialect.toml` first.
    pub(crate) files: &'static [(&'static str, &'static str)],
    /// The document's examples.
    pub(crate) examples: &'static [(&'static str, &'static str)],
}

/// Embeds files of one folder, by name.
macro_rules! embed {
    ($folder:literal: $($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!("../builtin/", $folder, $file)))),*]
    };
}

/// All built-in files. A test holds this table against the folder.
pub(crate) static BUILTIN: &[Builtin] = &[
    Builtin {
        id: "quectel-bc20",
        files: embed!("quectel-bc20/": "dialect.toml", "rules.toml"),
        examples: embed!(
            "quectel-bc20/examples/":
            "6.at",
        ),
    },
    Builtin {
        id: "quectel-ecx00u",
        files: embed!("quectel-ecx00u/": "dialect.toml", "rules.toml"),
        examples: embed!(
            "quectel-ecx00u/examples/":
            "5.1.at", "5.2.at",
        ),
    },
    Builtin {
        id: "simcom-sim7672",
        files: embed!("simcom-sim7672/": "dialect.toml", "rules.toml"),
        examples: embed!(
            "simcom-sim7672/examples/":
            "2.2.1.at", "2.2.2.at", "2.2.3.at", "2.2.4.at", "2.2.5.at", "2.2.6.at", "2.2.7.at", "2.2.8.at",
            "2.2.9.at", "2.2.10.at", "2.2.11.at", "2.2.12.at", "2.2.13.at", "2.2.14.at", "2.2.15.at",
            "3.1.at", "3.2.at", "3.3.at", "3.4.at", "3.5.at", "3.at",
        ),
    },
    Builtin {
        id: "quectel-bc26",
        files: embed!("quectel-bc26/": "dialect.toml", "rules.toml"),
        examples: embed!(
            "quectel-bc26/examples/":
            "5.1.at", "5.2.at",
        ),
    },
    Builtin {
        id: "fibocom",
        files: embed!("fibocom/": "dialect.toml", "rules.toml"),
        examples: embed!(
            "fibocom/examples/":
            "3.1.at", "3.2.at", "3.3.at",
        ),
    },
    Builtin {
        id: "base",
        files: embed!("base/": "dialect.toml"),
        examples: embed!(
            "base/examples/":
            "base.at",
        ),
    },
];

/// A built-in dialect, or the shared base, by name.
pub(crate) fn get(id: &str) -> Option<&'static Builtin> {
    BUILTIN.iter().find(|b| b.id == id)
}
