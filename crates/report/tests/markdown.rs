//! The summary for a pull request and the annotations: what is said, and that nothing in them is anybody else's.

use std::fmt::Write as _;
use std::io::Cursor;

use hayes_report::{Run, github, markdown};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

const EVERY_VERDICT: &[u8] = include_bytes!("journals/every-verdict.jsonl");

fn run(journal: &[u8]) -> Run {
    Run::read(journal).expect("a journal")
}

fn written(journal: &[u8]) -> String {
    let mut text = Vec::new();
    markdown::write(&mut [(&run(journal), Cursor::new(journal))], &mut text).expect("memory takes all");
    String::from_utf8(text).expect("UTF-8")
}

/// What is markup in a text: not what stands between backticks.
fn markup(text: &str) -> Vec<Event<'_>> {
    let is_code = |event: &Event<'_>| matches!(event, Event::Code(_));
    Parser::new_ext(text, Options::all()).filter(|event| !is_code(event)).collect()
}

/// Headings, links and HTML are ours alone: as many as without a word of the module's.
fn ours(text: &str) -> (usize, usize, Vec<String>) {
    let events = markup(text);
    let count = |wanted: fn(&Tag<'_>) -> bool| {
        events.iter().filter(|event| matches!(event, Event::Start(tag) if wanted(tag))).count()
    };
    let html = events.iter().filter_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(html.to_string()),
        _ => None,
    });
    let links = count(|tag| matches!(tag, Tag::Link { .. } | Tag::Image { .. } | Tag::FootnoteDefinition(_)));
    (count(|tag| matches!(tag, Tag::Heading { .. })), links, html.collect())
}

#[test]
fn every_verdict() {
    insta::assert_snapshot!(written(EVERY_VERDICT));
}

#[test]
fn annotations_of_every_verdict() {
    insta::assert_snapshot!(github::annotations([&run(EVERY_VERDICT)]));
}

#[test]
fn very_many_failures_still_fit_into_a_comment() {
    let mut journal = String::new();
    for number in 0..2000 {
        let _ = writeln!(
            journal,
            "{{\"kind\":\"finished\",\"at_us\":1,\"case\":\"d/a/{number}\",\"verdict\":\"fail\",\"reason\":\"reason {number}\"}}"
        );
    }
    let text = written(journal.as_bytes());
    assert!(text.len() < 65_536, "{}", text.len());
    assert!(text.contains("more failures; results.json"), "{text}");
    assert_eq!(github::annotations([&run(journal.as_bytes())]).lines().count(), 11);
}

/// A journal that says nothing but this text, wherever it can say anything.
fn saying(text: &str) -> Vec<u8> {
    let text = serde_json::to_string(text).expect("JSON");
    format!(
        "{{\"kind\":\"rule\",\"id\":{text},\"clause\":{text},\"says\":{text}}}\n\
        {{\"kind\":\"planned\",\"case\":{text},\"title\":{text},\"clause\":{text},\"area\":{text},\"rules\":[{text}]}}\n\
        {{\"kind\":\"module\",\"firmware\":{text}}}\n\
        {{\"kind\":\"started\",\"at_us\":1,\"case\":{text},\"attempt\":1}}\n\
        {{\"kind\":\"note\",\"at_us\":1,\"text\":{text}}}\n\
        {{\"kind\":\"reading\",\"reading\":{text},\"way\":{text}}}\n\
        {{\"kind\":\"finished\",\"at_us\":1,\"case\":{text},\"verdict\":\"fail\",\"reason\":{text},\"expected\":{text},\"actual\":{text}}}\n\
        {{\"kind\":\"finished\",\"at_us\":1,\"case\":\"d/rig\",\"verdict\":\"rig\",\"reason\":{text}}}\n\
        {{\"kind\":\"novelty\",\"kind2\":{text}}}\nx{text}\n"
    )
    .into_bytes()
}

proptest! {
    #[test]
    fn nobody_injects_markup(text in prop_oneof![any::<String>(), "[`~<>!\\[\\]()*_#|@:/\\\\ \na-c0-9-]{1,60}"]) {
        let written = written(&saying(&text));
        let (headings, links, html) = ours(&written);
        prop_assert_eq!((headings, links, html.len()), (2, 0, 2), "{}", written);
        let label = html[0].strip_prefix("<details><summary>").and_then(|html| html.strip_suffix(": what else is to be known</summary>\n"));
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-.".contains(letter);
        prop_assert!(label.is_some_and(|label| label.chars().all(plain)), "{}", html[0]);
        prop_assert_eq!(&html[1], "</details>\n");
    }

    #[test]
    fn nobody_injects_commands(text in prop_oneof![any::<String>(), "[:%,#=\r\n a-c]{1,60}"]) {
        let annotations = github::annotations([&run(&saying(&text))]);
        prop_assert_eq!(annotations.lines().count(), 3);
        for line in annotations.lines() {
            let kind = ["::error title=hayes%3A ", "::warning title=hayes%3A "].iter().find(|kind| line.starts_with(**kind));
            prop_assert!(kind.is_some(), "{}", line);
            let title = line.split("::").nth(1).expect("a title");
            prop_assert!(!title[13..].contains(','), "{}", line);
            let controls = line.chars().any(char::is_control);
            prop_assert!(!controls);
        }
    }
}
