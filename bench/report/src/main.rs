//! Long journals, made up, and how long their reports take, and to compare them. `README.md` beside this says how to run it.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use hayes_report::compare::Comparison;
use hayes_report::leave::{Kind, with_files};
use hayes_report::look::Look;
use hayes_report::open::Opened;
use hayes_report::{Run, html, leave, terminal};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["generate", path, mebibytes] => generate(Path::new(path), mebibytes, 0),
        ["generate", path, mebibytes, "later"] => generate(Path::new(path), mebibytes, 1),
        ["report", path] => report(Path::new(path)),
        ["compare", a, b] => compare(Path::new(a), Path::new(b)),
        _ => usage(),
    };
    if let Err(why) = done {
        eprintln!("{why}");
        std::process::exit(1);
    }
}

fn usage() -> io::Result<()> {
    Err(io::Error::other("usage: report generate FILE MIB [later] | report FILE | compare FILE FILE"))
}

/// Lines of one case: about 2.3 kB. In a later run others fail, one answer in a hundred is another, and forms are slower.
fn case(number: u64, at: u64, line: u64, later: u64, into: &mut impl Write) -> io::Result<u64> {
    let id = format!("quectel-bc26/QMTPUB/write/msgid/case-{number}");
    writeln!(into, r#"{{"kind":"started","at_us":{at},"case":"{id}","attempt":1}}"#)?;
    let mut lines = 1;
    for command in 0..4 {
        let at = at + 10_000 * command;
        writeln!(into, r#"{{"kind":"out","at_us":{at},"bytes":"AT+QMTPUB=0,{command},1,0,\"hayes/{number}/a\",\"a payload of some length\"\\r"}}"#)?;
        writeln!(into, r#"{{"kind":"in","at_us":{},"bytes":"\\r\\nOK\\r\\n"}}"#, at + 1000)?;
        writeln!(into, r#"{{"kind":"far","at_us":{},"record":{{"format":"hayes-far-end/1","at_us":{},"event":"received","connection":1,"client":"hayes-module","type":"PUBLISH","packet":{{"qos":1,"retain":false,"dup":false,"id":{command},"topic":"hayes/{number}/a","payload":"a payload of some length"}},"raw":"320c00086861796573"}}}}"#, at + 2000, at + 2000)?;
        writeln!(into, r#"{{"kind":"in","at_us":{},"bytes":"\\r\\n+QMTPUB: 0,{command},{}\\r\\n"}}"#, at + 3000, u64::from(later > 0 && number.is_multiple_of(100)))?;
        writeln!(into, r#"{{"kind":"timing","at_us":{},"form":"+QMTPUB.{}","took_us":{},"limit_us":15000000}}"#, at + 3000, number % 40, (3000 + number % 977 * 13) * (1 + later))?;
        lines += 5;
    }
    let at = at + 50_000;
    if number % 50 == 7 + later {
        writeln!(into, r#"{{"kind":"finished","at_us":{at},"case":"{id}","verdict":"fail","reason":"way {} of failing","expected":"+QMTPUB: 0,<msgid>,0","actual":"+QMTPUB: 0,3,0","evidence":[{{"line":{},"start":2,"length":14}}]}}"#, number % 40, line + 4)?;
    } else {
        writeln!(into, r#"{{"kind":"finished","at_us":{at},"case":"{id}","verdict":"pass"}}"#)?;
    }
    Ok(lines + 1)
}

fn generate(path: &Path, mebibytes: &str, later: u64) -> io::Result<()> {
    let Ok(mebibytes) = mebibytes.parse::<u64>() else { return usage() };
    let mut size = Vec::new();
    case(1_000_000, 1, 1, 0, &mut size)?;
    let planned = 170;
    let cases = mebibytes * 1024 * 1024 / (size.len() as u64 + planned);
    let mut into = BufWriter::new(File::create(path)?);
    writeln!(into, r#"{{"kind":"run","schema":"hayes-journal/1","hayes":"0.1.0","started":"2026-11-21T07:15:00Z","seed":1,"dialect":{{"id":"quectel-bc26","digest":"made-up"}},"world":"real"}}"#)?;
    for rule in 0..150 {
        writeln!(into, r#"{{"kind":"rule","id":"rule-{rule}","clause":"3.{rule}","says":"what this rule has a module do"}}"#)?;
    }
    for number in 0..cases {
        writeln!(into, r#"{{"kind":"planned","case":"quectel-bc26/QMTPUB/write/msgid/case-{number}","title":"what case {number} shows of a module","rules":["rule-{}"],"clause":"3.2.9","area":"area-{}"}}"#, number % 150, number % 30)?;
    }
    let mut line = 1 + 150 + cases + 1;
    for number in 0..cases {
        line += case(number, number * 60_000, line, later, &mut into)?;
    }
    writeln!(into, r#"{{"kind":"ended","at_us":{}}}"#, cases * 60_000)?;
    into.flush()?;
    println!("{cases} cases, {line} lines, {} bytes", std::fs::metadata(path)?.len());
    Ok(())
}

/// How much of a journal a step went through, and in which time.
struct Steps {
    bytes: u64,
    cases: usize,
}

impl Steps {
    fn say(&self, what: &str, began: Began, written: u64) {
        let seconds = began.seconds();
        println!(
            "{what:<14} {seconds:7.2} s {:7.1} MB/s {:7.2} s per 100,000 cases, {:8.1} MB written, peak {:6.1} MB",
            self.bytes as f64 / 1e6 / seconds,
            seconds * 1e5 / self.cases as f64,
            written as f64 / 1e6,
            peak()
        );
    }
}

fn opened(path: &Path) -> io::Result<Opened> {
    let file = File::open(path)?;
    let run = Run::read(BufReader::with_capacity(1 << 16, &file)).map_err(io::Error::other)?;
    println!("{} bytes, {} cases; beyond what is kept: {}", run.bytes, run.cases.len(), run.missing.beyond);
    Ok(Opened { path: path.to_owned(), file, run })
}

fn report(path: &Path) -> io::Result<()> {
    let began = Began::now();
    let opened = opened(path)?;
    let steps = Steps { bytes: opened.run.bytes, cases: opened.run.cases.len() };
    steps.say("read", began, 0);
    let mut runs = [opened];
    for kind in [Kind::Results, Kind::Junit, Kind::Summary] {
        let began = Began::now();
        let mut into = Counted(0);
        leave::write(kind, &mut runs, &mut into)?;
        steps.say(kind.name(), began, into.0);
    }
    let began = Began::now();
    let mut into = Counted(0);
    terminal::write(&mut with_files(&runs), "elsewhere", Look::log(), &mut into)?;
    steps.say("terminal", began, into.0);
    let began = Began::now();
    let folder = std::env::temp_dir().join(format!("hayes-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let pages = html::write(&mut runs, &folder)?;
    let sizes: io::Result<u64> = pages.iter().map(|page| Ok(std::fs::metadata(page)?.len())).sum();
    steps.say(&format!("{} pages", pages.len()), began, sizes?);
    std::fs::remove_dir_all(&folder)
}

fn compare(a: &Path, b: &Path) -> io::Result<()> {
    let began = Began::now();
    let (mut a, mut b) = ([opened(a)?], [opened(b)?]);
    let steps = Steps { bytes: a[0].run.bytes + b[0].run.bytes, cases: b[0].run.cases.len() };
    steps.say("read both", began, 0);
    let began = Began::now();
    let comparison = Comparison::of(&mut a, &mut b).map_err(io::Error::other)?;
    steps.say("compare", began, 0);
    println!("{}", comparison.headline());
    for (what, write) in
        [("text", Comparison::text as fn(&Comparison) -> String), ("json", Comparison::json_text), ("page", Comparison::html)]
    {
        let began = Began::now();
        let text = write(&comparison);
        steps.say(what, began, text.len() as u64);
    }
    Ok(())
}

/// When a step began: by the processor where the system tells, so that it counts nothing that others do beside it.
#[derive(Clone, Copy)]
struct Began(Instant, Option<f64>);

impl Began {
    fn now() -> Self {
        Self(Instant::now(), processor())
    }

    fn seconds(self) -> f64 {
        let spent = processor().zip(self.1).map(|(now, then)| now - then);
        spent.unwrap_or_else(|| self.0.elapsed().as_secs_f64())
    }
}

/// How long this process had the processor, in seconds; it has one thread.
fn processor() -> Option<f64> {
    let spent = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    Some(spent.split(' ').next()?.parse::<f64>().ok()? / 1e9)
}

/// Takes everything and keeps nothing but its length.
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The most memory that this process had, in MB, where the system tells.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let kilobytes: f64 = line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default();
    kilobytes * 1024.0 / 1e6
}
