//! Files on the disk: their bytes, their text, or why they cannot be had. What the text says is for others.

use std::io::ErrorKind;
use std::path::Path;

use crate::source::{Report, Source, Spot};

/// The longest file that is read.
pub(crate) const MAX_FILE: usize = 1 << 20;

/// A file's bytes, or why they cannot be had.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let words = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "reading it is not permitted".to_owned(),
        _ => error.to_string(),
    };
    let found = std::fs::metadata(path).map_err(words)?;
    if !found.is_file() {
        return Err("this is no file".to_owned());
    }
    if found.len() > MAX_FILE as u64 {
        return Err("the file is too large".to_owned());
    }
    std::fs::read(path).map_err(words)
}

/// Bytes as text; says where they are none.
pub(crate) fn text_of<'b>(name: &str, bytes: &'b [u8], report: &mut Report) -> Option<&'b str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            // Up to the first wrong byte both texts are the same, so the place is too.
            let lossy = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_FILE)]).into_owned();
            let file = report.add_source(Source { name: name.to_owned(), text: lossy, foreign: false });
            let at = u32::try_from(error.valid_up_to()).unwrap_or(u32::MAX);
            let spot = Spot { file, start: at, end: at.saturating_add(1) };
            report.error(spot, "this is not UTF-8", "save the file as UTF-8");
            None
        }
    }
}
