//! Overlaps in words.

use hayes_at::grammar::FormKind;
use hayes_at::visible::Visible;

use crate::dialect::Dialect;

use super::{Apart, Overlap, Owner};

impl Overlap {
    /// One line: the bytes, who may say them, what helps to tell. Fit for a terminal, whatever the file holds.
    pub fn in_words(&self, dialect: &Dialect) -> String {
        let apart: Vec<&str> = self.apart.iter().map(|a| a.words()).collect();
        let apart = if apart.is_empty() { "nothing".to_owned() } else { apart.join(", ") };
        format!(
            "{} is {} or {}; what helps: {apart}",
            Visible(&self.example),
            Visible(self.one.words(dialect).as_bytes()),
            Visible(self.other.words(dialect).as_bytes()),
        )
    }
}

impl Owner {
    /// Who it is: `the answer to AT+QMTCONN?`.
    pub fn words(self, dialect: &Dialect) -> String {
        match self {
            Self::Answer(form) => format!("the answer to {}", asked(dialect, form)),
            Self::Later(form) => format!("the later result of {}", asked(dialect, form)),
            Self::Urc(urc) => format!("the URC {}", dialect.urc(urc).map_or("", |u| &u.id)),
            Self::Final(result) => {
                let line = dialect.finals.get(usize::from(result)).map_or("", |f| &f.line);
                format!("the final result {line}")
            }
        }
    }
}

/// A form as a host would ask it.
fn asked(dialect: &Dialect, id: hayes_at::grammar::FormId) -> String {
    let name = dialect.command_of(id).map_or("", |c| &c.name);
    let Some(form) = dialect.form(id) else { return format!("AT{name}") };
    match form.kind {
        FormKind::Test => format!("AT{name}=?"),
        FormKind::Read => format!("AT{name}?"),
        FormKind::Execute => format!("AT{name}"),
        FormKind::Write => format!("AT{name}={}", form.syntax.as_deref().unwrap_or_default()),
    }
}

impl Apart {
    /// In a word or two.
    pub fn words(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::FinalResult => "the final result",
            Self::OneSetting => "a setting of one of them",
            Self::Phase => "phase",
            Self::InFlight => "a command in flight",
            Self::Due => "a result that is due",
            Self::Ranges => "ranges",
        }
    }
}
