//! Small shapes of every kind of parameter, and what is read by them, in words.

use hayes_at::fields::{Fields, Form, SURPLUS};
use hayes_at::kind::{Bytes, Chars, Kind, Quotes, Text};
use hayes_at::names::Names;
use hayes_at::notation::Notation;
use hayes_at::range::RangeSet;
use hayes_at::read::{self, Read};
use hayes_at::shape::{Param, Shape, ShapeError};
use hayes_at::visible::{Visible, bytes_of};

/// What a parameter is, by its name.
pub(crate) fn param(names: &mut Names, name: &str) -> Result<Param, String> {
    let set = |text: &str| RangeSet::parse(text).expect("a set");
    let text = |least, most, quotes, free, chars| {
        Kind::Text(Text { bytes: Bytes { least, most }, quotes, free, chars })
    };
    let quoted = |chars| text(1, 4, Quotes::Always, false, chars);
    let id = names.id(name);
    let kind = match name {
        "n" => Kind::Int(set("0-5")),
        "m" => Kind::Int(set("-5-10")),
        "all" => Kind::Int(set("-")),
        "len" => Kind::Int(set("0-100")),
        "t" => quoted(Chars::Any),
        "utf8" => quoted(Chars::Utf8),
        "print" => quoted(Chars::Printable),
        "hextext" => quoted(Chars::Hex),
        "either" | "counted" => text(1, 4, Quotes::Either, false, Chars::Any),
        "bare" => text(1, 4, Quotes::Never, false, Chars::Any),
        "free" => text(0, u32::MAX, Quotes::Always, true, Chars::Any),
        "hex" => Kind::Hex(set("0-65535")),
        "word" => Kind::Word(["IP", "PPP"].map(Into::into).into()),
        "any" => Kind::Word(Box::default()),
        "line" | "d" => Kind::FreeLine,
        "list" => Kind::List(set("0-2,128")),
        "range" => Kind::Range("0,60-180".into()),
        "freeprint" => text(1, 8, Quotes::Always, true, Chars::Printable),
        "body" => text(0, 10, Quotes::Always, true, Chars::Any),
        "raw" => Kind::Raw { bytes: Bytes { least: 1, most: 10 } },
        "p" => Kind::Int(set("0-9")),
        _ => return Err(format!("no parameter {name}")),
    };
    let mut param = Param::new(id, kind);
    match name {
        "body" | "raw" | "counted" => param.counted_by = Some(names.id("len")),
        "p" => param.present = Some((names.id("n"), [1, 2].into())),
        "d" => {
            let ways = [(0, Some(Kind::Int(set("0-2")))), (1, Some(Kind::List(set("0-2,128")))), (2, None)];
            param.depends = Some((names.id("n"), ways.into()));
        }
        _ => {}
    }
    Ok(param)
}

pub(crate) fn build(notation: &str) -> Result<Shape, ShapeError<String>> {
    let mut names = Names::default();
    Shape::build(&Notation::parse(notation).expect("a notation"), &mut |name| param(&mut names, name))
}

/// Reads a line and says its values: `form bytes !flaws`, what is wrong with the line, and how it was read.
pub(crate) fn reading(notation: &str, line: &str) -> String {
    let shape = build(notation).expect("a shape");
    let line = bytes_of(line).expect("visible bytes");
    let mut fields = Fields::default();
    let Some(how) = read::line(&shape, &line, &mut fields) else { return "another's".to_owned() };
    let values = fields.iter().map(|f| {
        let form = match f.form {
            _ if f.slot == SURPLUS => "surplus".to_owned(),
            Form::Unbalanced => "open".to_owned(),
            form => format!("{form:?}").to_lowercase(),
        };
        let flaws = if f.flaws.is_none() { String::new() } else { format!("!{:?}", f.flaws) };
        format!("{form}({}){flaws}", Visible(f.bytes(&line)))
    });
    let mut said: Vec<String> = values.collect();
    if !fields.flaws.is_none() {
        said.push(format!("line!{:?}", fields.flaws));
    }
    match how {
        Read::Exactly => {}
        Read::Miscounted => said.push("miscounted".to_owned()),
        Read::Loosely => said.push("loosely".to_owned()),
    }
    said.join(" ")
}
