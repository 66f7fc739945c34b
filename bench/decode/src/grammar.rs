//! The grammar that hayes decodes with: the MQTT commands of the transcripts as a dialect would give them,
//! and as many other commands and URCs as a measurement asks for.

use hayes_at::grammar::{
    Command, Data, DataEnd, Final, Form, FormKind, Grammar, Item, Outcome, ShapeId, Urc,
};
use hayes_at::kind::{Bytes, Chars, Kind, Quotes, Text};
use hayes_at::names::Names;
use hayes_at::notation::Notation;
use hayes_at::range::RangeSet;
use hayes_at::shape::{Param, Shape};

/// The grammar with `commands` commands in all, and as many URCs.
pub(crate) fn grammar(commands: usize) -> Grammar {
    let mut grammar = Grammar::default();
    for name in ["client", "msgid", "length", "result"] {
        grammar.names.id(name);
    }
    let mut make = Maker { grammar, ok: 0, error: 0 };
    make.ok = make.result("OK", true);
    make.error = make.result("ERROR", false);
    make.urc("recv", "+QMTRECV: <client>,<msgid>,<topic>,<payload>");
    make.command("+QMTOPEN", "<client>,<host>,<port>", &["OK", "+QMTOPEN: <client>,<result>"], false);
    if commands > 1 {
        let acknowledged = "+QMTPUB: <client>,<msgid>,<result>[,<value>]";
        let publish = "<client>,<msgid>,<qos>,<retain>,<topic>,<length>";
        make.command("+QMTPUB", publish, &[">", "OK", acknowledged], true);
        make.urc("stat", "+QMTSTAT: <client>,<result>");
    }
    for other in 2..commands {
        let name = format!("+QX{other:03}");
        let line = format!("{name}: <client>,<result>");
        make.command(&name, "<client>,<topic>[,<qos>]", &["OK", &line], false);
        make.urc(&name, &format!("+QY{other:03}: <client>,<msgid>,<topic>"));
    }
    make.grammar
}

/// What a parameter is, by its name.
fn param(names: &mut Names, name: &str) -> Result<Param, String> {
    let int = |set: &str| RangeSet::parse(set).map(Kind::Int).map_err(|e| e.to_string());
    let text = |least, free| {
        let bytes = Bytes { least, most: u32::MAX };
        Kind::Text(Text { bytes, quotes: Quotes::Always, free, chars: Chars::Any })
    };
    let kind = match name {
        "client" => int("0-5")?,
        "msgid" => int("0-65535")?,
        "port" => int("1-65535")?,
        "length" => int("1-1024")?,
        "qos" => int("0-2")?,
        "retain" => int("0,1")?,
        "result" => int("-1,0-5")?,
        "value" => int("0-255")?,
        "host" => text(0, false),
        "topic" => text(1, false),
        "payload" => text(0, true),
        _ => return Err(format!("unknown parameter {name}")),
    };
    Ok(Param::new(names.id(name), kind))
}

struct Maker {
    grammar: Grammar,
    ok: u16,
    error: u16,
}

impl Maker {
    fn shape(&mut self, notation: &str) -> ShapeId {
        let parsed = Notation::parse(notation).expect("the notation is right");
        let shape = Shape::build(&parsed, &mut |name| param(&mut self.grammar.names, name));
        self.grammar.add_shape(shape.expect("the shape is right"))
    }

    fn result(&mut self, line: &str, good: bool) -> u16 {
        let shape = self.shape(line);
        self.grammar.add_final(Final { shape, good, code: None, connect: false })
    }

    fn urc(&mut self, id: &str, notation: &str) {
        let shape = self.shape(notation);
        self.grammar.add_urc(Urc { id: id.into(), shape, data: None, boot: false });
    }

    /// A command that is written with `syntax` and answered with `lines`, or with ERROR.
    fn command(&mut self, name: &str, syntax: &str, lines: &[&str], data: bool) {
        let items = lines.iter().map(|line| match *line {
            "OK" => Item::Final(self.ok),
            ">" => Item::Prompt,
            line => Item::Line { shape: self.shape(line), optional: false, repeats: false },
        });
        let good = Outcome { name: "ok".into(), items: items.collect(), query: None };
        let failed = Outcome { name: "failed".into(), items: vec![Item::Final(self.error)], query: None };
        let names = &mut self.grammar.names;
        let count = DataEnd::Count(names.id("length"));
        let (match_by, interim) =
            (vec![names.id("client"), names.id("msgid")], vec![(names.id("result"), vec![1])]);
        let form = Form {
            kind: FormKind::Write,
            key: None,
            syntax: Some(self.shape(syntax)),
            outcomes: vec![good, failed],
            data: data.then_some(Data { end: count, after_connect: false }),
            match_by,
            interim,
            implied: false,
        };
        self.grammar.add_command(Command { name: name.into(), basic: false, forms: vec![form] });
    }
}
