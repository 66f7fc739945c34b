//! Every kind of remark: its stable name, how much it weighs, how it is found. What a remark says in a given
//! place is made where it is found.

/// How much a remark weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Suspicious.
    Warning,
    /// Something went wrong.
    Error,
}

/// One remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Its kind.
    pub kind: Kind,
    /// What it says here.
    pub text: String,
    /// The place in the line's text that it points at.
    pub at: Option<(usize, usize)>,
    /// Likely causes, the likeliest first.
    pub causes: Vec<String>,
    /// What of the document the module breaks by it; `None`: a hint, or something that the host does.
    pub breaks: Option<Breach>,
    /// It breaks nothing here, though its kind mostly does.
    pub lawful: bool,
}

/// A promise of the document that the module does not keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Which promise, by a stable name: `response-time`, `one-final`, `shape` and the like.
    pub rule: &'static str,
    /// Where the document makes it, as far as that is known.
    pub clause: Option<String>,
}

impl Breach {
    pub(crate) fn new(rule: &'static str, clause: Option<&str>) -> Self {
        Self { rule, clause: clause.map(str::to_owned) }
    }
}

macro_rules! kinds {
    ($($variant:ident $name:literal $weight:ident $how:literal;)*) => {
        /// A kind of remark.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Kind {
            $(#[doc = $how] $variant,)*
        }

        impl Kind {
            /// All kinds, in the order in which they are listed for users.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its stable name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How much it weighs.
            pub fn weight(self) -> Weight {
                match self { $(Self::$variant => Weight::$weight,)* }
            }

            /// How it is found, in a line.
            pub fn how(self) -> &'static str {
                match self { $(Self::$variant => $how,)* }
            }
        }
    };
}

kinds! {
    Failed "failed" Error "a final result that is no success";
    BadResult "bad-result" Error "a later result whose code means failure";
    LinkLost "link-lost" Error "a report that the connection or the network is gone";
    NoResult "no-result" Error "the later result that a command owes is not in the log";
    NoAnswer "no-answer" Warning "a command without a final result before the next command or the end";
    UnknownCommand "unknown-command" Note "a command that the document does not describe";
    OtherFamily "other-family" Error "a command of another vendor's family";
    Misspelt "misspelt" Error "an unknown command that is one or two letters away from a known one";
    WrongOrder "wrong-order" Error "a command whose documented precondition does not hold at that moment";
    Leftover "leftover" Warning "something is to be opened that is open already";
    TypographicQuotes "typographic-quotes" Error "curly quotation marks in a command";
    Unbalanced "unbalanced" Error "a quote that is never closed";
    Unquoted "unquoted" Warning "a text without the quotes it should have";
    QuotedNumber "quoted-number" Warning "quotes around a number or a word";
    Range "range" Warning "a number or word outside what the document allows";
    ValueType "type" Warning "another type than documented";
    TextLength "text-length" Warning "a text longer or shorter than documented";
    Chars "chars" Warning "bytes that the text may not hold";
    Missing "missing" Warning "a required parameter is not there";
    Surplus "surplus" Warning "more parameters than documented";
    Presence "presence" Warning "a parameter that another one forbids or demands";
    DeclaredLength "declared-length" Error "the declared length is not the length of what follows";
    CommandAsData "command-as-data" Error "a command typed where the module waits for data";
    Cancelled "cancelled" Warning "data called off, or cut short by something else";
    Late "late" Warning "by the log's times, later than the document allows";
    Restart "restart" Error "a start banner in the middle of a session";
    BeforeBoot "before-boot" Warning "commands sent before the start banner";
    NotReady "not-ready" Warning "SIM, registration, attachment or signal do not allow data";
    Noise "noise" Warning "bytes that are no text, or a line longer than any may be";
    Overdue "overdue" Error "live only: a result that has not come within the documented time";
    TestAnswer "test-answer" Note "an answer to =? that does not say what the document says is possible";
    Setting "setting" Note "a report in a shape that the settings made before do not lead to";
    UrcAtPrompt "urc-at-prompt" Note "an unsolicited line between a data prompt and the data's end";
    OtherModule "other-module" Note "commands of another family are accepted: another module speaks from here on";
    Deviation "deviation" Note "a shape that modules are known to use and the document does not have";
    ModuleFlaw "module-flaw" Note "a line of the module with values that the document does not allow";
    ResultFirst "result-first" Note "the result came before OK, or OK where the document has none";
    UrcInAnswer "urc-in-answer" Note "an unsolicited line between a command and its final result";
    Unasked "unasked" Note "an answer that nothing in the log asked for";
    Unclear "unclear" Note "the bytes do not tell an answer from a later result or a report";
    Spelling "spelling" Note "spaces, letter case or spelling unlike the document's";
    UnknownLine "unknown-line" Note "a line that nothing explains";
}

impl Weight {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Kind {
    /// A kind by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|k| k.name() == name)
    }

    /// The promise that a module breaks when this is remarked on a line of its own; `None`: it is a hint. Times
    /// are told where they are measured, as the network may be to blame.
    pub(crate) fn promise(self) -> Option<&'static str> {
        Some(match self {
            Self::Noise => "framing",
            Self::Deviation | Self::Setting => "shape",
            Self::ModuleFlaw => "values",
            Self::TestAnswer => "possible-values",
            Self::ResultFirst => "order",
            Self::Unasked => "one-final",
            Self::UrcAtPrompt => "prompt",
            Self::UnknownLine => "nothing-unknown",
            _ => return None,
        })
    }

    pub(crate) fn bit(self) -> u64 {
        1 << (self as u64)
    }
}

impl Remark {
    pub(crate) fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), at: None, causes: Vec::new(), breaks: None, lawful: false }
    }

    /// It breaks nothing here.
    pub(crate) fn lawful(self) -> Self {
        Self { lawful: true, ..self }
    }

    pub(crate) fn at(self, start: usize, end: usize) -> Self {
        Self { at: Some((start, end)), ..self }
    }
}
