//! The frame of every page: head, style, script, and the policy that lets nothing else run.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// How pages look.
const STYLE: &str = include_str!("page.css");

/// What pages do.
const SCRIPT: &str = include_str!("page.js");

/// A whole page.
pub(crate) fn page(title: &str, body: &Markup) -> String {
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content="hayes";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) script { (PreEscaped(SCRIPT)) } }
        }
    };
    page.into_string()
}

/// What the policy calls a script or a style.
fn hash(of: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, of.as_bytes());
    format!("sha256-{}", STANDARD.encode(digest.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ours_ends_nowhere_too_early() {
        assert!(!SCRIPT.contains("</script") && !SCRIPT.contains("<!--"), "the script would end too early");
        assert!(!STYLE.contains("</style"), "the style would end too early");
        assert!(
            !SCRIPT.contains("innerHTML") && !SCRIPT.contains("insertAdjacent"),
            "markup is never made of text"
        );
    }
}
