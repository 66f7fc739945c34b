//! How a terminal is written to: how wide it is, and whether it takes colours. Asks the system, once.

use std::io::IsTerminal;

/// How wide a line is where nobody says: a CI log.
const LOG: usize = 100;
/// How narrow a terminal may be; below it, lines are as if it were so wide.
const NARROWEST: usize = 40;
/// How wide lines are at most, so that sentences can be read.
const WIDEST: usize = 160;

/// How a terminal, or what stands for one, is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// How many columns a line has.
    pub columns: usize,
    /// Whether colours are written.
    pub colour: bool,
    /// Whether a line can be written again: a terminal, not a log.
    pub redraw: bool,
}

/// What a piece of text is, for its colour. Nothing is said by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Bad,
    Good,
    Doubt,
    Quiet,
    Strong,
}

impl Look {
    /// A log: plain lines.
    pub const fn log() -> Self {
        Self { columns: LOG, colour: false, redraw: false }
    }

    /// As standard output takes it.
    pub fn of_stdout() -> Self {
        Self::of(&std::io::stdout())
    }

    /// As standard error takes it.
    pub fn of_stderr() -> Self {
        Self::of(&std::io::stderr())
    }

    #[cfg(unix)]
    fn of(stream: &(impl IsTerminal + std::os::fd::AsFd)) -> Self {
        let size = rustix::termios::tcgetwinsize(stream).ok();
        Self::from(stream.is_terminal(), size.map(|size| size.ws_col.into()), |name| std::env::var(name).ok())
    }

    #[cfg(not(unix))]
    fn of(stream: &impl IsTerminal) -> Self {
        Self::from(stream.is_terminal(), None, |name| std::env::var(name).ok())
    }

    /// What follows from what is known of a stream and from the environment.
    fn from(terminal: bool, columns: Option<usize>, variable: impl Fn(&str) -> Option<String>) -> Self {
        let said = |name| variable(name).filter(|value| !value.is_empty());
        let dumb = said("TERM").is_some_and(|term| term == "dumb");
        let columns = columns.filter(|columns| terminal && *columns > 0);
        let columns =
            columns.or_else(|| said("COLUMNS").and_then(|columns| columns.parse().ok())).unwrap_or(LOG);
        Self {
            columns: columns.clamp(NARROWEST, WIDEST),
            colour: terminal && !dumb && said("NO_COLOR").is_none(),
            redraw: terminal && !dumb,
        }
    }

    /// A text in its colour, where there are colours.
    pub(crate) fn paint(self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Bad => "1;31",
            Ink::Good => "32",
            Ink::Doubt => "33",
            Ink::Quiet => "2",
            Ink::Strong => "1",
        };
        if self.colour && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::terminal(true, Some(120), &[], (120, true, true))]
    #[case::no_colour(true, Some(120), &[("NO_COLOR", "1")], (120, false, true))]
    #[case::empty_is_not_set(true, Some(120), &[("NO_COLOR", "")], (120, true, true))]
    #[case::dumb(true, Some(80), &[("TERM", "dumb")], (80, false, false))]
    #[case::log(false, None, &[], (100, false, false))]
    #[case::log_of_a_width(false, None, &[("COLUMNS", "72")], (72, false, false))]
    #[case::very_narrow(true, Some(10), &[], (40, true, true))]
    #[case::no_size(true, Some(0), &[("COLUMNS", "90")], (90, true, true))]
    fn the_environment_decides(
        #[case] terminal: bool,
        #[case] columns: Option<usize>,
        #[case] variables: &[(&str, &str)],
        #[case] expected: (usize, bool, bool),
    ) {
        let variable = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        let look = Look::from(terminal, columns, variable);
        assert_eq!((look.columns, look.colour, look.redraw), expected);
    }
}
