//! A small grammar in the manner of the documents, built by hand: enough of a dialect to test the core
//! without one.

use hayes_at::grammar::{
    Block, Command, Data, DataEnd, Final, Form, FormKind, Grammar, Item, Outcome, ShapeId, Urc,
};
use hayes_at::kind::{Bytes, Chars, Kind, Quotes, Text};
use hayes_at::names::Names;
use hayes_at::notation::Notation;
use hayes_at::range::RangeSet;
use hayes_at::shape::{Param, Shape};

/// Shapes in every bracket style and with every type.
pub(crate) const NOTATIONS: [&str; 14] = [
    "<client>",
    "<client>,<host>,<port>",
    "<client>,<host>[,<user>,<pass>]",
    "<client>,<host>[,<user>[,<pass>]]",
    "<client>[,<qos>][,<topic>]",
    "<client>,<msgid>,<topic1>,<qos1>[,<topic2>,<qos2>...]",
    "<client>,<topic1>[,<topic2>...]",
    "\"keepalive\",<client>[,<count>]",
    "+RECV: <client>,<msgid>,<topic>[,<length>],<payload>",
    "+RECV: <client>,<store_status_0>,<store_status_1>",
    "+SUB: <client>,<msgid>,<result>[,<value>]",
    "\"ssl\",<client>[,<cipher>]",
    "+COPS: <qos>,<word>,\"<topic>\"",
    "+CONF: <client>[,<host>,<port>[,<user>[,<pass>]]]",
];

/// What a parameter is, by its name.
fn param(names: &mut Names, name: &str) -> Result<Param, String> {
    let text = |least, most, free| {
        Kind::Text(Text { bytes: Bytes { least, most }, quotes: Quotes::Always, free, chars: Chars::Any })
    };
    let int = |set: &str| RangeSet::parse(set).map(Kind::Int).map_err(|e| e.to_string());
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_');
    let id = names.id(base);
    let mut param = Param::new(id, Kind::FreeLine);
    param.kind = match base {
        "client" => int("0-5")?,
        "msgid" | "length" | "count" => int("0-65535")?,
        "port" => int("1-65535")?,
        "qos" => int("0-2")?,
        "result" => int("-1,0-5")?,
        "state" => int("1-4")?,
        "store_status" => int("0,1")?,
        "value" => Kind::Depends { on: 0, ways: Box::default() },
        "cipher" => Kind::Hex(RangeSet::span(0, 0xFFFF)),
        "host" => text(0, 100, false),
        "topic" | "user" | "pass" => text(1, 64, false),
        "payload" | "words" => text(0, u32::MAX, true),
        "raw" => Kind::Raw { bytes: Bytes::ANY },
        "text" => Kind::FreeLine,
        "word" => Kind::Word(Box::default()),
        _ => return Err(format!("unknown parameter {name}")),
    };
    match base {
        "payload" | "raw" => param.counted_by = names.find("length"),
        "value" => {
            param.kind = Kind::FreeLine;
            let ways = [
                (0, Some(Kind::List(RangeSet::parse("0-2,128").expect("a set")))),
                (1, Some(int("0-")?)),
                (2, None),
            ];
            param.depends = Some((names.id("result"), ways.into()));
        }
        _ => {}
    }
    Ok(param)
}

/// The shape of a notation over these parameters.
pub(crate) fn shape(names: &mut Names, notation: &str) -> Shape {
    let parsed = Notation::parse(notation).expect("the notation is right");
    Shape::build(&parsed, &mut |name| param(names, name)).expect("the shape is right")
}

struct Maker {
    grammar: Grammar,
    ok: u16,
    error: u16,
}

impl Maker {
    fn shape(&mut self, notation: &str) -> ShapeId {
        let made = shape(&mut self.grammar.names, notation);
        self.grammar.add_shape(made)
    }

    fn item(&mut self, line: &str) -> Item {
        match line {
            "OK" => Item::Final(self.ok),
            "ERROR" => Item::Final(self.error),
            ">" => Item::Prompt,
            _ => {
                let repeats = line.ends_with("[...]");
                let line = line.trim_end_matches("[...]");
                let optional = line.starts_with('[');
                Item::Line { shape: self.shape(line), optional, repeats }
            }
        }
    }

    fn outcome(&mut self, query: Option<bool>, lines: &[&str]) -> Outcome {
        let items = lines.iter().map(|l| self.item(l)).collect();
        Outcome { name: lines.join("/").into(), items, query }
    }

    fn form(
        &mut self,
        kind: FormKind,
        key: Option<&str>,
        syntax: Option<&str>,
        outcomes: &[(Option<bool>, &[&str])],
    ) -> Form {
        let mut all: Vec<Outcome> = outcomes.iter().map(|(q, lines)| self.outcome(*q, lines)).collect();
        all.push(self.outcome(None, &["ERROR"]));
        let syntax = syntax.map(|s| self.shape(s));
        let match_by = ["client", "msgid"].iter().filter_map(|n| self.grammar.names.find(n)).collect();
        let interim = self.grammar.names.find("result").map(|n| (n, vec![1])).into_iter().collect();
        Form {
            kind,
            key: key.map(Into::into),
            syntax,
            outcomes: all,
            data: None,
            match_by,
            interim,
            implied: false,
        }
    }

    fn command(&mut self, name: &str, forms: Vec<Form>) {
        self.grammar.add_command(Command { name: name.into(), basic: false, forms });
    }

    fn urc(&mut self, id: &str, notation: &str, data: Option<&str>) -> u16 {
        let shape = self.shape(notation);
        let data = data.and_then(|n| self.grammar.names.find(n));
        self.grammar.add_urc(Urc { id: id.into(), shape, data, boot: id == "rdy" })
    }
}

/// The grammar.
pub(crate) fn grammar() -> Grammar {
    use FormKind::{Execute, Read, Test, Write};
    let mut grammar = Grammar::default();
    for name in ["client", "msgid", "length", "count", "result"] {
        grammar.names.id(name);
    }
    let mut finals = [0; 2];
    for (slot, (line, good, code)) in finals.iter_mut().zip([("OK", true, 0), ("ERROR", false, 4)]) {
        let made = shape(&mut grammar.names, line);
        let id = grammar.add_shape(made);
        *slot = grammar.add_final(Final { shape: id, good, code: Some(code), connect: false });
    }
    let connect = shape(&mut grammar.names, "CONNECT");
    let connect = grammar.add_shape(connect);
    let connect = grammar.add_final(Final { shape: connect, good: true, code: Some(1), connect: true });
    let mut make = Maker { grammar, ok: finals[0], error: finals[1] };

    let at = make.form(Execute, None, None, &[(None, &["OK"])]);
    make.command("", vec![at]);
    let info = make.form(Execute, None, None, &[(None, &["<text>[...]", "OK"])]);
    make.command("I", vec![info]);
    let csq = make.form(Execute, None, None, &[(None, &["+CSQ: <count>,<count>", "OK"])]);
    make.command("+CSQ", vec![csq]);
    let open = make.form(
        Write,
        None,
        Some("<client>,<host>,<port>"),
        &[(None, &["OK", "+OPEN: <client>,<result>"])],
    );
    let open_read = make.form(Read, None, None, &[(None, &["[+OPEN: <client>,<host>,<port>]", "OK"])]);
    make.command("+OPEN", vec![open, open_read]);
    let conn = make.form(
        Write,
        None,
        Some("<client>,<host>[,<user>[,<pass>]]"),
        &[(None, &["OK", "+CONN: <client>,<result>"])],
    );
    let conn_read = make.form(Read, None, None, &[(None, &["[+CONN: <client>,<state>]", "OK"])]);
    make.command("+CONN", vec![conn, conn_read]);
    let sub = make.form(
        Write,
        None,
        Some("<client>,<msgid>,<topic1>,<qos1>[,<topic2>,<qos2>...]"),
        &[(None, &["OK", "+SUB: <client>,<msgid>,<result>[,<value>]"])],
    );
    make.command("+SUB", vec![sub]);
    let mut publish = make.form(
        Write,
        None,
        Some("<client>,<msgid>,<qos>,<topic>,<length>"),
        &[(None, &[">", "OK", "+PUB: <client>,<msgid>,<result>[,<value>]"])],
    );
    let length = make.grammar.names.id("length");
    publish.data = Some(Data { end: DataEnd::Count(length), after_connect: false });
    make.command("+PUB", vec![publish]);
    let mut text = make.form(Write, None, Some("<client>,<topic>"), &[(None, &[">", "OK"])]);
    text.data = Some(Data { end: DataEnd::CtrlZ, after_connect: false });
    make.command("+TEXT", vec![text]);
    let mut load = make.form(Write, None, Some("<topic>,<count>"), &[]);
    let line = make.item("+LOAD: <count>,<word>");
    load.outcomes.insert(
        0,
        Outcome {
            name: "loaded".into(),
            items: vec![Item::Final(connect), line, Item::Final(make.ok)],
            query: None,
        },
    );
    let count = make.grammar.names.id("count");
    load.data = Some(Data { end: DataEnd::Count(count), after_connect: true });
    make.command("+LOAD", vec![load]);
    let alive = make.form(
        Write,
        Some("keepalive"),
        Some("\"keepalive\",<client>[,<count>]"),
        &[(Some(true), &["+CFG: \"keepalive\",<count>", "OK"]), (Some(false), &["OK"])],
    );
    let ssl = make.form(Write, Some("ssl"), Some("\"ssl\",<client>[,<cipher>]"), &[(None, &["OK"])]);
    make.command("+CFG", vec![alive, ssl]);
    let disc = make.form(
        Write,
        None,
        Some("<client>"),
        &[
            (None, &["+DISC: <client>,0", "OK"]),
            (None, &["OK", "+DISC: <client>,0"]),
            (None, &["OK", "+DISC: <client>,<count>"]),
            (None, &["+DISC: <client>,<count>", "ERROR"]),
        ],
    );
    make.command("+DISC", vec![disc]);
    let late = make.form(
        Write,
        None,
        Some("<client>"),
        &[(None, &["OK", "+LATE: <client>,<count>"]), (None, &["ERROR", "+LATE: <client>,<count>"])],
    );
    make.command("+LATE", vec![late]);
    let model = make.form(Execute, None, None, &[(None, &["<text>[...]", "OK"])]);
    make.command("+MODEL", vec![model]);
    let due = make.form(Write, None, Some("<client>"), &[(None, &["OK", "+DUE: <client>,<count>"])]);
    let due_read = make.form(Read, None, None, &[(None, &["+DUE: <client>,<count>", "OK"])]);
    let two = ["+DUE: <client>,<count>", "+DUE: <client>,<count>", "OK"];
    let due_twice = make.form(Execute, None, None, &[(None, &two)]);
    let many = ["+DUE: <client>,<count>[...]", "OK"];
    let due_many = make.form(Test, None, None, &[(None, &many)]);
    make.command("+DUE", vec![due, due_read, due_twice, due_many]);

    make.urc("stat", "+STAT: <client>,<count>", None);
    make.urc("recv", "+RECV: <client>,<msgid>,<topic>[,<length>],<payload>", None);
    make.urc("stored", "+RECV: <client>,<qos>", None);
    make.urc("rdy", "RDY", None);
    let start = make.urc("start", "+RXSTART: <client>,<count>,<length>", None);
    let topic = make.urc("topic", "+RXTOPIC: <client>,<count>", Some("count"));
    let data = make.urc("payload", "+RXPAYLOAD: <client>,<count>", Some("count"));
    let end = make.urc("end", "+RXEND: <client>", None);
    let client = make.grammar.names.id("client");
    make.grammar.add_block(Block {
        id: "rx".into(),
        start,
        parts: vec![(topic, Some(count)), (data, Some(length))],
        end,
        same: vec![client],
    });
    make.urc("raw", "+RAW: <client>,<word>,<length>,<raw>", None);
    make.urc("slots", "+SLOTS: <client>,<store_status_0>,<store_status_1>", None);
    let start = make.urc("in-start", "+INSTART: <client>", None);
    let data = make.urc("in-data", "+INDATA: <client>,<count>", Some("count"));
    let end = make.urc("in-end", "+INEND: <client>", None);
    make.grammar.add_block(Block {
        id: "in".into(),
        start,
        parts: vec![(data, None)],
        end,
        same: vec![client],
    });
    make.urc("quote", "+RXQUOTE: <client>,<length>,<payload>", None);
    make.urc("text", "+RXTEXT: <client>,<words>", None);
    make.grammar.add_spelling("+RX", "+RRX");
    make.grammar
}

/// The same with a report whose text is counted by a length that a report before it left.
pub(crate) fn carrying() -> Grammar {
    let mut make = Maker { grammar: grammar(), ok: 0, error: 1 };
    make.urc("carried", "+CARRIED: <client>,<payload>", None);
    make.grammar
}
