//! What a comparison has found. Nothing here knows what is compared.

use std::fmt;

/// How much was compared, and what differs.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) facts: usize,
    pub(crate) differences: Vec<Difference>,
}

/// Something that the two files say differently.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// A command, a URC's prefix or `errors`.
    pub(crate) about: String,
    /// A parameter of it, or "".
    pub(crate) param: String,
    /// `range`, `default` and the like.
    pub(crate) what: String,
    /// What the dialect file says.
    pub(crate) file: String,
    /// What the second reading says.
    pub(crate) second: String,
}

impl Comparison {
    /// One fact, as both files have it.
    pub(crate) fn fact(
        &mut self,
        place: (&str, &str),
        what: &str,
        file: &impl ToString,
        second: &impl ToString,
    ) {
        let (file, second) = (file.to_string(), second.to_string());
        self.facts += 1;
        if file != second {
            let (about, param) = (place.0.to_owned(), place.1.to_owned());
            self.differences.push(Difference { about, param, what: what.to_owned(), file, second });
        }
    }

    /// A fact that only the second reading has.
    pub(crate) fn missing(&mut self, place: (&str, &str)) {
        self.fact(place, "entry", &"", &"present");
    }

    /// A fact that only the dialect file has.
    pub(crate) fn surplus(&mut self, place: (&str, &str)) {
        self.fact(place, "entry", &"present", &"");
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { about, param, what, file, second } = self;
        let param = if param.is_empty() { String::new() } else { format!(" <{param}>") };
        write!(f, "  {about}{param}: {what}: the file says `{file}`, the second reading `{second}`")
    }
}
