//! What monitors hold a module to, promise by promise. Who watches them is next door.

/// The promises that monitors hold a module to, and what each says.
pub const PROMISES: [(&str, &str); 9] = [
    ("framing", "lines of the module stand in their frame"),
    ("one-final", "each command line has one final result"),
    ("order", "lines come in the order that the document gives"),
    ("shape", "lines have the shapes that the document prints"),
    ("values", "values lie in their documented ranges"),
    ("possible-values", "the answers to =? tell the documented ranges"),
    ("prompt", "a prompt comes when data are asked for, and nothing comes inside"),
    ("nothing-unknown", "the module says nothing that the document does not know"),
    ("response-time", "answers come within the documented time"),
];
