//! One message of a dialect, right or with one slip, and the bytes that say it.

use hayes_at::choose::{self, Choices, Slip};
use hayes_at::message::Message;
use hayes_at::write;

use super::command::{Dress, command_line};
use super::stand::Stand;
use crate::dialect::Dialect;

/// A message of a dialect.
#[derive(Debug, Clone)]
pub struct Said<'d> {
    /// The dialect.
    pub dialect: &'d Dialect,
    /// Where in it the message stands.
    pub stand: Stand,
    /// Its values.
    pub message: Message,
    /// What is wrong with it; `None`: nothing.
    pub slip: Option<Slip>,
}

/// A right message for a place.
pub fn right<'d>(dialect: &'d Dialect, stand: Stand, choices: &mut dyn Choices) -> Said<'d> {
    let grammar = dialect.grammar();
    let message = stand.shape(grammar).map(|id| choose::right(grammar.shape(id), choices));
    Said { dialect, stand, message: message.unwrap_or_default(), slip: None }
}

/// A message with one slip for a place; `None` where there is nothing to slip on.
pub fn wrong<'d>(dialect: &'d Dialect, stand: Stand, choices: &mut dyn Choices) -> Option<Said<'d>> {
    let grammar = dialect.grammar();
    let (message, slip) = choose::wrong(grammar.shape(stand.shape(grammar)?), choices)?;
    Some(Said { dialect, stand, message, slip: Some(slip) })
}

impl Said<'_> {
    /// Its bytes, without a line end.
    pub fn line(&self) -> Vec<u8> {
        let grammar = self.dialect.grammar();
        match (self.stand, self.stand.shape(grammar)) {
            (Stand::Command(form), _) => command_line(grammar, form, &self.message, Dress::default()),
            (_, Some(shape)) => write::line(grammar.shape(shape), &self.message),
            (_, None) => Vec::new(),
        }
    }
}
