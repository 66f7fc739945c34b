//! A line being read: words, and places for diagnostics.

/// The rest of a line, which knows where in the line it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'t> {
    /// The whole line.
    pub(super) line: &'t str,
    /// Byte offset of what is left.
    pub(super) at: usize,
    /// Byte offset of its end.
    pub(super) end: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(line: &'t str) -> Self {
        Self { line, at: 0, end: line.len() }.trimmed()
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'t str {
        self.line.get(self.at..self.end).unwrap_or_default()
    }

    /// Without spaces at both ends.
    pub(super) fn trimmed(mut self) -> Self {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        self.end = self.at + self.rest().trim_end().len();
        self
    }

    /// The next word; the cursor then stands behind it and the spaces after it.
    pub(super) fn word(&mut self) -> Option<Cursor<'t>> {
        let rest = self.rest();
        let len = rest.find(char::is_whitespace).unwrap_or(rest.len());
        if len == 0 {
            return None;
        }
        let word = Cursor { end: self.at + len, ..*self };
        self.at += len;
        *self = self.trimmed();
        Some(word)
    }

    /// Takes this word, if it is the next one.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let mut ahead = *self;
        let taken = ahead.word().is_some_and(|next| next.rest() == word);
        if taken {
            *self = ahead;
        }
        taken
    }

    /// Takes `word TIME` off the end, if the line ends so.
    pub(super) fn take_time(&mut self, word: &str) -> Option<std::time::Duration> {
        let rest = self.rest();
        let (before, time) = rest.rsplit_once(char::is_whitespace)?;
        let before = before.trim_end();
        let head = before
            .strip_suffix(word)
            .filter(|head| head.is_empty() || head.ends_with(char::is_whitespace))?;
        let time = hayes_broker::orders::duration::parse(time)?;
        self.end = self.at + head.trim_end().len();
        Some(time)
    }

    /// Parts between ` | `.
    pub(super) fn split(self, by: &str) -> Vec<Cursor<'t>> {
        let mut parts = Vec::new();
        let mut from = self.at;
        for (i, _) in self.rest().match_indices(by) {
            parts.push(Cursor { at: from, end: self.at + i, ..self }.trimmed());
            from = self.at + i + by.len();
        }
        parts.push(Cursor { at: from, ..self }.trimmed());
        parts
    }
}
