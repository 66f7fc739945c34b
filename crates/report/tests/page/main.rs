//! Pages of runs: that they hold what they must, are no larger than they may be, and let nothing of a module run. What a
//! browser makes of them is in `browser`.

#[cfg(feature = "browser")]
mod browser;
mod hostile;
mod journal;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hayes_report::compare::Comparison;
use hayes_report::html::{MAX_PAGE, write};
use hayes_report::open::all;
use tempfile::TempDir;

const EVERY_VERDICT: &[u8] = include_bytes!("../journals/every-verdict.jsonl");

/// The pages of some journals, by their dialects' folders.
fn pages(journals: &[(&str, Vec<u8>)]) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, journal) in journals {
        fs::create_dir(folder.path().join(name)).expect("a folder");
        fs::write(folder.path().join(name).join("journal.jsonl"), journal).expect("a file");
    }
    let mut runs = all(folder.path()).expect("journals");
    let pages = write(&mut runs, folder.path()).expect("pages");
    (folder, pages)
}

fn text(page: &Path) -> String {
    fs::read_to_string(page).expect("a page")
}

#[test]
fn what_matters_is_said_in_words_and_first() {
    let (_folder, pages) = pages(&[("quectel-bc26", EVERY_VERDICT.to_vec())]);
    let page = text(&pages[0]);
    let places = [
        "<h1>4 of 12 cases fail so far</h1>",
        "2 have no verdict",
        "<h2 id=\"missing\">",
        "was running and has no end",
        "What fails (4)",
        "a publish with QoS 1 is reported sent only after the broker acknowledged it",
        "3.2.9 of quectel-bc26",
        "<mark>+QMTPUB: 0,1,0</mark>",
        "What fails as is known (1)",
        "ticket 4711",
        "imei-5f2e11",
        "digest 9f2c",
        "<h2 id=\"rules\">",
        "needs a network that lets a module sleep",
        "<h2 id=\"times\">",
        "How the module reads unclear clauses",
    ];
    let found: Vec<usize> = places
        .iter()
        .map(|place| page.find(place).unwrap_or_else(|| panic!("{place} is not there")))
        .collect();
    assert!(found.is_sorted(), "{found:?}");
}

#[test]
fn the_same_journal_makes_the_same_page() {
    let once = pages(&[("a", EVERY_VERDICT.to_vec())]);
    let again = pages(&[("a", EVERY_VERDICT.to_vec())]);
    assert_eq!(text(&once.1[0]), text(&again.1[0]));
}

#[test]
fn five_documents_of_four_hundred_cases_fit_on_one_page() {
    let dialects = ["quectel-bc20", "quectel-bc26", "quectel-ecx00u", "simcom-sim7672", "fibocom"];
    let journals: Vec<_> = dialects.iter().map(|id| (*id, journal::usual(id, 400, 24))).collect();
    let (_folder, pages) = pages(&journals);
    let size = text(&pages[0]).len();
    assert_eq!(pages.len(), 1, "{size} bytes and more pages");
    assert!(size <= MAX_PAGE, "{size} bytes");
}

/// What is packed into a page under names that begin so.
fn packed(page: &str, name: &str) -> Vec<serde_json::Value> {
    let begin = format!(" id=\"{name}-");
    let packs = page.split(&begin).skip(1).filter_map(|rest| {
        let base64 = rest.split_once('>')?.1.split_once('<')?.0;
        let bytes = STANDARD.decode(base64).expect("base64");
        let json = miniz_oxide::inflate::decompress_to_vec(&bytes).expect("deflated");
        Some(serde_json::from_slice(&json).expect("JSON"))
    });
    packs.collect()
}

/// The ids of the cases that a page lists.
fn held(page: &str) -> Vec<String> {
    let ids = |list: serde_json::Value| -> Vec<String> {
        serde_json::from_value(list["ids"].clone()).expect("ids")
    };
    packed(page, "list").into_iter().flat_map(ids).collect()
}

/// What is listed can be opened: for each case of a list there is one in its pack.
fn told(page: &str) -> usize {
    let abouts = packed(page, "pack").into_iter().map(|pack| {
        let columns = ["about", "at", "who", "said"].map(|column| pack[column].as_array().map(Vec::len));
        assert!(columns.iter().all(|length| *length == columns[0]), "{columns:?}");
        columns[0].expect("a column")
    });
    abouts.sum()
}

#[test]
fn what_does_not_fit_is_on_pages_beside_it_and_nothing_is_lost() {
    let (folder, pages) = pages(&[("x", journal::usual("x", 12_000, 24))]);
    assert!(pages.len() > 1);
    let texts: Vec<String> = pages.iter().map(|page| text(page)).collect();
    let sizes: Vec<usize> = texts.iter().map(String::len).collect();
    assert!(sizes.iter().all(|size| *size <= MAX_PAGE), "{sizes:?}");
    let all: Vec<String> = texts.iter().flat_map(|page| held(page)).collect();
    assert_eq!(texts.iter().map(|page| told(page)).sum::<usize>(), 12_000);
    assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len()), (12_000, 12_000), "each once");
    for page in &pages[1..] {
        let name = page.file_name().and_then(|name| name.to_str()).expect("a name");
        assert!(texts[0].contains(&format!("href=\"{name}\"")), "{name}");
    }
    fs::write(folder.path().join("x/journal.jsonl"), journal::usual("x", 10, 24)).expect("a file");
    let mut runs = all_of(folder.path());
    assert_eq!(write(&mut runs, folder.path()).expect("a page").len(), 1);
    assert!(!pages[1].exists(), "a page of the larger run is still there");
}

fn all_of(folder: &Path) -> Vec<hayes_report::open::Opened> {
    all(folder).expect("journals")
}

/// The page of two runs held against each other.
fn compared() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let [mut a, mut b] = [0, 1].map(|turn| {
        let own = folder.path().join(format!("{turn}"));
        fs::create_dir(&own).expect("a folder");
        fs::write(own.join("journal.jsonl"), hostile::of(turn)).expect("a file");
        all(&own).expect("a journal")
    });
    let comparison = Comparison::of(&mut a, &mut b).expect("the same document");
    let page = folder.path().join("compared.html");
    fs::write(&page, comparison.html()).expect("a page");
    (folder, page)
}

/// Nothing but ours is markup on a page with so many elements of data.
fn is_plain(page: &str, scripts: usize) {
    let tags = |name: &str| page.matches(&format!("<{name}")).count();
    assert_eq!(tags("script"), scripts);
    for name in ["img", "iframe", "object", "base", "link", "form", "style onload", "svg onload"] {
        assert_eq!(tags(name), 0, "{name}");
    }
    assert_eq!(tags("meta"), 4);
    assert!(!page.contains("href=\"javascript:"));
    let forbidden =
        |letter: char| letter != '\n' && letter.is_control() || "\u{2028}\u{2029}\u{202e}".contains(letter);
    assert!(!page.contains(forbidden), "a character that nobody sees");
}

#[test]
fn nothing_of_a_module_is_markup() {
    let (_folder, pages) = pages(&[("x", hostile::journal())]);
    is_plain(&text(&pages[0]), 3);
}

#[test]
fn nor_of_several_modules() {
    let (_folder, pages) =
        pages(&[("x", hostile::of(0)), ("y", hostile::of(1)), ("<img src=x>", hostile::of(2))]);
    is_plain(&text(&pages[0]), 3);
}

#[test]
fn nor_of_two_that_are_compared() {
    let (_folder, page) = compared();
    let page = text(&page);
    is_plain(&page, 1);
    // All that can differ does, and is told.
    for part in [
        "Not the same: ",
        "Missing of the second",
        "New failures",
        "Fixed",
        "Other changes",
        "Changed answers",
        "Response times",
        "Changed readings",
        "only in the first run",
        "only in the second run",
    ] {
        assert!(page.contains(part), "{part} is not on the page");
    }
}
