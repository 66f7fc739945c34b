//! Every example exchange of the documents, played through an exchange of its dialect: each line is what the
//! document means by it. How example files are read is tested in `example_files`.

#[path = "examples/play.rs"]
mod play;
#[path = "examples/tell.rs"]
mod tell;

use hayes_dialects::examples::{Examples, builtin_examples};
use hayes_dialects::{Dialect, load_builtin};
use play::{Feed, play};
use rstest::rstest;

fn files(id: &str) -> (Dialect, Vec<Examples>) {
    let dialect = load_builtin(id).unwrap_or_else(|found| panic!("{found}"));
    let files = builtin_examples(id).unwrap_or_else(|found| panic!("{found}"));
    assert!(!files.is_empty(), "{id} has examples");
    (dialect, files)
}

#[rstest]
fn every_line_is_what_the_document_means(
    #[values("base", "quectel-bc20", "quectel-ecx00u", "simcom-sim7672", "quectel-bc26", "fibocom")] id: &str,
) {
    let (dialect, files) = files(id);
    let mut wrong = Vec::new();
    for file in &files {
        let played = play(&dialect, file, Feed::Lines);
        wrong.extend(played.wrong.iter().map(|why| format!("{}: {why}", file.name)));
        let name = file.name.rsplit('/').next().unwrap_or(&file.name).trim_end_matches(".at");
        insta::assert_snapshot!(format!("{id}-{name}"), played.told.join("\n"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[rstest]
fn reads_do_not_matter(
    #[values("base", "quectel-bc20", "quectel-ecx00u", "simcom-sim7672", "quectel-bc26", "fibocom")] id: &str,
    #[values(Feed::Whole, Feed::Bytes)] feed: Feed,
) {
    let (dialect, files) = files(id);
    for file in &files {
        let lines = play(&dialect, file, Feed::Lines).heard;
        assert_eq!(play(&dialect, file, feed).heard, lines, "{}", file.name);
    }
}
