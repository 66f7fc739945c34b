//! The papers of the virtual far end and of who talks to it. Nothing here is encrypted, so nothing in them is a real
//! certificate: they are compared as texts.

/// The authority that the far end's certificate comes from.
pub const AUTHORITY: &str = "\
-----BEGIN CERTIFICATE-----
pU3KGCUwux1tEyze1iN7LtkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c
fCmZ/a/lkyU81lSvTfrXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p
-----END CERTIFICATE-----
";

/// A certificate for a client.
pub const CERTIFICATE: &str = "\
-----BEGIN CERTIFICATE-----
VeXNjkbcjtS3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQA
TTO6DSRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN6zXRm/LYO
-----END CERTIFICATE-----
";

/// What stands for its key.
pub const KEY: &str = "\
-----BEGIN MADE-UP KEY-----
Do/xhGOw5LK6KXA0dPBkrGj3APWwKz3GZvRb3qosyu3NK1FXQQ5N7krys09DCgc0
R95jbA6AbJV7poTWQx+16tdCTQnhXQJMWEjyPR+m9zYdf2GNFTLnDiDipmaN5/R+
-----END MADE-UP KEY-----
";
