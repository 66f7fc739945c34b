//! Any sequence of commands.
