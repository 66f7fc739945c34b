//! Who may connect.

use std::fmt;

use crate::wire::{Connect, ConnectReturnCode};

/// A user name and what goes with it.
#[derive(Clone)]
pub struct User {
    /// The name.
    pub name: String,
    /// The password; never printed.
    pub password: Vec<u8>,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Who may connect.
#[derive(Debug, Clone, Default)]
pub enum Access {
    /// Everyone, whatever user name and password they bring.
    #[default]
    Anyone,
    /// Only these.
    Users(Vec<User>),
}

impl Access {
    /// The code to refuse with, if the client may not connect.
    pub(super) fn refusal(&self, connect: &Connect) -> Option<ConnectReturnCode> {
        let Self::Users(users) = self else { return None };
        let (Some(name), Some(password)) = (&connect.username, &connect.password) else {
            return Some(ConnectReturnCode::NotAuthorized);
        };
        let known = users.iter().any(|user| user.name == **name && same(&user.password, password));
        (!known).then_some(ConnectReturnCode::BadUserNameOrPassword)
    }
}

/// Compares without telling by its duration how much was right.
fn same(ours: &[u8], theirs: &[u8]) -> bool {
    let differences = ours.iter().zip(theirs).fold(0, |all, (a, b)| all | (a ^ b));
    ours.len() == theirs.len() && differences == 0
}
