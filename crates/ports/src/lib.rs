//! All input and output.
