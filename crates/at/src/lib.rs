//! The language of AT.
