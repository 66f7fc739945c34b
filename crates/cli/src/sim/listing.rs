//! What virtual modules can be asked to be: quirks and variants, as text and as JSON.

use std::fmt::Write;

use hayes_dialects::Dialect;
use hayes_module::{quirk, variant};
use serde::Serialize;

use super::{SimArgs, dialect};
use crate::output::{self, Failure};

/// What one dialect's modules can be asked to be.
#[derive(Serialize)]
struct Listed<T> {
    dialect: String,
    #[serde(flatten)]
    can_be: T,
}

#[derive(Serialize)]
struct Quirks {
    quirks: Vec<Quirk>,
}

#[derive(Serialize)]
struct Quirk {
    name: &'static str,
    category: &'static str,
    says: &'static str,
    /// The rules and forms that it breaks here.
    breaks: Vec<String>,
}

#[derive(Serialize)]
struct Variants {
    variants: Vec<Variant>,
}

#[derive(Serialize)]
struct Variant {
    name: String,
    says: String,
    /// Why it cannot show, where it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<String>,
}

/// Lists what was asked for.
pub(super) fn list(args: &SimArgs) -> Result<(), Failure> {
    let dialects: Vec<Dialect> = match &args.dialect {
        Some(name) => vec![dialect(name)?],
        None => hayes_dialects::builtin().map(dialect).collect::<Result<_, _>>()?,
    };
    if args.list_quirks {
        let all: Vec<_> =
            dialects.iter().map(|d| Listed { dialect: d.id.clone(), can_be: quirks(d) }).collect();
        return if args.json { output::json(&all) } else { output::print(&quirks_in_words(&all)) };
    }
    let all: Vec<_> =
        dialects.iter().map(|d| Listed { dialect: d.id.clone(), can_be: variants(d) }).collect();
    if args.json { output::json(&all) } else { output::print(&variants_in_words(&all)) }
}

fn quirks(dialect: &Dialect) -> Quirks {
    let quirk = |quirk: &'static quirk::Quirk| Quirk {
        name: &quirk.name,
        category: quirk.category.name(),
        says: &quirk.says,
        breaks: quirk
            .breaks
            .iter()
            .filter(|breaks| breaks.dialect == dialect.id)
            .flat_map(|breaks| breaks.rules.clone())
            .collect(),
    };
    Quirks { quirks: quirk::of(&dialect.id, &dialect.family).map(quirk).collect() }
}

fn variants(dialect: &Dialect) -> Variants {
    let variant = |v: variant::Variant| Variant { name: v.name, says: v.says, hidden: v.hidden };
    Variants { variants: variant::all(dialect).into_iter().map(variant).collect() }
}

fn quirks_in_words(all: &[Listed<Quirks>]) -> String {
    let mut text = String::new();
    for listed in all {
        let quirks = &listed.can_be.quirks;
        let _ = writeln!(text, "{}: {} quirks", listed.dialect, quirks.len());
        for quirk in quirks {
            let _ = writeln!(text, "  {:<36} {:<10} {}", quirk.name, quirk.category, quirk.says);
        }
        text.push('\n');
    }
    text
}

fn variants_in_words(all: &[Listed<Variants>]) -> String {
    let mut text = String::new();
    for listed in all {
        let variants = &listed.can_be.variants;
        let _ = writeln!(text, "{}: {} variants", listed.dialect, variants.len());
        for variant in variants {
            let _ = writeln!(text, "  {:<44} {}", variant.name, variant.says);
        }
        text.push('\n');
    }
    text
}
