//! `hayes run` as users and nightly jobs meet it: exit codes, interruptions, lists of known deviations, repeats.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use hayes_journal::event::Started;
use hayes_journal::verdict::Standing;
use hayes_journal::{Entry, Event, Finished, Reader, Verdict};
use rstest::rstest;
use tempfile::TempDir;

struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

fn hayes(out: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(cargo_bin("hayes"));
    command.arg("run").arg("--out").arg(out).args(args).env_remove("HAYES_PASSWORD");
    command
}

fn run(out: &Path, args: &[&str]) -> Said {
    let output = hayes(out, args).output().expect("hayes runs");
    Said {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// The only run in a folder.
fn the_run(out: &Path) -> PathBuf {
    let entries = fs::read_dir(out).expect("a folder").filter_map(Result::ok);
    let runs: Vec<PathBuf> =
        entries.filter(|entry| entry.file_name() != "latest").map(|entry| entry.path()).collect();
    assert_eq!(runs.len(), 1, "{runs:?}");
    runs.into_iter().next().expect("one run")
}

fn journal(run: &Path, dialect: &str) -> Vec<u8> {
    fs::read(run.join(dialect).join("journal.jsonl")).expect("a journal")
}

/// The events of a journal; a line that a kill tore is none.
fn events(journal: &[u8]) -> Vec<Event> {
    let read = Reader::new(journal).map(|read| read.expect("a journal"));
    read.filter_map(|(_, entry)| if let Entry::Event(event) = entry { Some(event) } else { None }).collect()
}

fn planned(events: &[Event]) -> Vec<String> {
    let case = |event: &Event| match event {
        Event::Planned(planned) => Some(planned.case.clone()),
        _ => None,
    };
    events.iter().filter_map(case).collect()
}

fn finished(events: &[Event]) -> impl Iterator<Item = &Finished> {
    events
        .iter()
        .filter_map(|event| if let Event::Finished(finished) = event { Some(finished) } else { None })
}

fn last(events: &[Event]) -> BTreeMap<String, Finished> {
    finished(events).map(|finished| (finished.case.clone(), finished.clone())).collect()
}

/// Every planned case has a verdict, and none was begun again without need.
fn is_complete(events: &[Event]) {
    let last = last(events);
    let planned = planned(events);
    let without: Vec<_> = planned.iter().filter(|case| !last.contains_key(*case)).collect();
    assert!(without.is_empty(), "no verdict for {without:?}");
    assert_eq!(last.len(), planned.len());
    let mut begun: BTreeMap<(&str, u32), usize> = BTreeMap::new();
    for event in events {
        if let Event::Started(Started { case, attempt, .. }) = event {
            *begun.entry((case, *attempt)).or_default() += 1;
        }
    }
    assert!(begun.values().all(|times| *times == 1), "{begun:?}");
    assert!(matches!(events.last(), Some(Event::Ended(_))));
}

#[rstest]
#[case::passes(&["--dialect", "quectel-bc26", "--case", "*/scenario/publish-qos0"], 0)]
#[case::fails(&["--dialect", "quectel-ecx00u", "--case", "*/scenario/publish-qos0", "--quirk", "payload-last-byte-lost"], 1)]
#[case::no_such_dialect(&["--dialect", "quectel-bc27"], 2)]
#[case::no_such_flag(&["--colour"], 2)]
#[case::no_such_quirk(&["--dialect", "quectel-bc26", "--quirk", "sings"], 2)]
#[case::no_such_list(&["--known", "no-such-file.toml"], 2)]
#[case::no_such_run(&["--resume", "no-such-folder"], 2)]
#[case::no_such_case(&["--dialect", "quectel-bc26", "--case", "no-such-case"], 2)]
#[case::nothing_judged(&["--dialect", "quectel-bc26", "--case", "*/scenario/publish-qos0", "--skip", "*"], 3)]
fn exit_codes(#[case] args: &[&str], #[case] code: i32) {
    let out = folder();
    let said = run(out.path(), args);
    assert_eq!(said.code, Some(code), "{}{}", said.out, said.err);
    if code == 2 {
        assert!(said.err.starts_with("error"), "{}", said.err);
        assert_eq!(fs::read_dir(out.path()).expect("a folder").count(), 0, "nothing was run");
    }
}

#[test]
fn the_same_seed_makes_the_same_journal() {
    let args = ["--dialect", "simcom-sim7672", "--case", "*/scenario/*", "--seed", "3"];
    let journals = [folder(), folder()].map(|out| {
        assert_eq!(run(out.path(), &args).code, Some(0));
        journal(&the_run(out.path()), "simcom-sim7672")
    });
    // The first line says when the run began, and with which command.
    let [one, other] = journals.map(|journal| {
        let head = journal.iter().position(|byte| *byte == b'\n').expect("a line");
        journal[head..].to_vec()
    });
    assert!(one == other);
}

#[test]
fn the_command_in_the_journal_repeats_the_run() {
    let out = folder();
    let args = ["--dialect", "quectel-bc26", "--case", "*/scenario/publish-qos0", "--seed", "3"];
    run(out.path(), &args);
    let events = events(&journal(&the_run(out.path()), "quectel-bc26"));
    let Some(Event::Run(header)) = events.first() else { panic!("no header") };
    let command = header.command.as_deref().expect("a command");
    assert!(
        command.ends_with("--dialect quectel-bc26 --case '*/scenario/publish-qos0' --seed 3"),
        "{command}"
    );
    assert!(header.bench.contains(&"far-end".to_owned()), "{:?}", header.bench);
}

#[test]
fn repeats_are_counted() {
    let out = folder();
    let args = ["--dialect", "quectel-ecx00u", "--case", "*/scenario/publish-qos0", "--repeat", "3"];
    let quirk = ["--quirk", "payload-last-byte-lost"];
    assert_eq!(run(out.path(), &[&args[..], &quirk[..]].concat()).code, Some(1));
    let events = events(&journal(&the_run(out.path()), "quectel-ecx00u"));
    let case = "quectel-ecx00u/scenario/publish-qos0";
    let repeats = last(&events)[case].repeats.expect("it ran more than once");
    assert_eq!((repeats.failed, repeats.of), (3, 3));
    assert_eq!(finished(&events).filter(|finished| finished.case == case).count(), 3, "one for each attempt");
    is_complete(&events);
}

mod known {
    use super::*;

    const CASE: &str = "quectel-ecx00u/scenario/publish-qos0";
    const QUIRK: &str = "payload-last-byte-lost";

    fn with(list: &str, quirk: &[&str]) -> (Said, Vec<Event>) {
        let out = folder();
        let file = out.path().join("known.toml");
        fs::write(&file, format!("version = 1\n{list}")).expect("a file");
        let runs = out.path().join("runs");
        let quirk: Vec<&str> = quirk.iter().flat_map(|quirk| ["--quirk", quirk]).collect();
        let list = ["--known", file.to_str().expect("a path")];
        let args = ["--dialect", "quectel-ecx00u", "--case", CASE];
        let said = run(&runs, &[&args[..], &list[..], &quirk[..]].concat());
        let events = if said.code == Some(2) {
            Vec::new()
        } else {
            events(&journal(&the_run(&runs), "quectel-ecx00u"))
        };
        (said, events)
    }

    fn entry(case: &str, expires: &str) -> String {
        format!("[[known]]\ncase = '{case}'\nreason = 'ticket 12'\nexpires = {expires}\n")
    }

    fn states(events: &[Event]) -> Vec<Standing> {
        let state = |event: &Event| if let Event::Known(entry) = event { Some(entry.state) } else { None };
        events.iter().filter_map(state).collect()
    }

    #[test]
    fn a_known_failure_is_counted_apart() {
        let (said, events) = with(&entry(CASE, "2999-12-31"), &[QUIRK]);
        assert_eq!(said.code, Some(0), "{}", said.out);
        assert!(said.out.contains("1 known"), "{}", said.out);
        let known = last(&events)[CASE].known.clone().expect("it is known");
        assert_eq!((known.reason.as_str(), known.expires.as_str()), ("ticket 12", "2999-12-31"));
        assert_eq!(states(&events), [Standing::Fits]);
    }

    #[test]
    fn an_unexpected_pass_fails_the_run() {
        let (said, events) = with(&entry(CASE, "2999-12-31"), &[]);
        assert_eq!(said.code, Some(1), "{}", said.out);
        assert!(said.out.contains(&format!("UNEXPECTED PASS {CASE}")), "{}", said.out);
        assert_eq!(states(&events), [Standing::UnexpectedPass]);
    }

    #[test]
    fn an_expired_entry_does_not_count() {
        let (said, events) = with(&entry(CASE, "2020-01-31"), &[QUIRK]);
        assert_eq!(said.code, Some(1), "{}", said.out);
        assert!(said.out.contains(&format!("expired {CASE}")), "{}", said.out);
        assert_eq!(states(&events), [Standing::Expired]);
    }

    #[test]
    fn an_entry_that_fits_nothing_is_stale() {
        let (said, events) = with(&entry("quectel-ecx00u/scenario/publish-qos00", "2999-12-31"), &[]);
        assert_eq!(said.code, Some(0), "{}", said.out);
        assert!(said.out.contains("stale quectel-ecx00u/scenario/publish-qos00"), "{}", said.out);
        assert_eq!(states(&events), [Standing::Stale]);
    }

    #[test]
    fn a_wrong_list_is_pointed_at() {
        let (said, _) = with(&entry(CASE, "'soon'"), &[]);
        assert_eq!(said.code, Some(2));
        for part in ["known.toml:5:11", "^^^^^^", "`soon` is no day"] {
            assert!(said.err.contains(part), "{part}: {}", said.err);
        }
    }
}

/// A run that is interrupted when it has told of so many failures, or has begun.
fn interrupted(out: &Path, args: &[&str], lines: usize, end: impl Fn(&mut Child)) -> Option<i32> {
    let mut child =
        hayes(out, args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("hayes runs");
    let mut said = BufReader::new(child.stderr.take().expect("its output")).lines();
    for _ in 0..lines {
        said.next().expect("the run goes on").expect("a line");
    }
    end(&mut child);
    // What it still says is read, so that it can end.
    said.for_each(drop);
    child.wait().expect("it ends").code()
}

/// A module that loses final results: its cases take their time, and the run tells of many.
const SLOW: [&str; 4] = ["--dialect", "quectel-bc26", "--quirk", "final-result-lost"];

#[rstest]
#[case(1)]
#[case(2)]
#[case(7)]
fn a_killed_run_goes_on(#[case] lines: usize) {
    let out = folder();
    interrupted(out.path(), &SLOW, lines, |child| child.kill().expect("it runs"));
    let folder = the_run(out.path());
    let before = events(&journal(&folder, "quectel-bc26"));
    assert!(!matches!(before.last(), Some(Event::Ended(_))), "it was killed too late");
    let judged = last(&before);
    let begun = before.iter().rev().find_map(|event| match event {
        Event::Started(started) => Some(started.case.clone()),
        _ => None,
    });
    let open = begun.filter(|case| !judged.contains_key(case));

    let resume = ["--resume", folder.to_str().expect("a path")];
    let said = run(out.path(), &[&SLOW[..], &resume[..]].concat());
    assert_eq!(said.code, Some(1), "{}{}", said.out, said.err);
    let after = events(&journal(&folder, "quectel-bc26"));
    is_complete(&after);
    let all = last(&after);
    for (case, finished) in judged {
        assert_eq!(all[&case].verdict, finished.verdict, "{case} keeps its verdict");
    }
    if let Some(open) = open {
        let reason = all[&open].reason.as_deref().unwrap_or_default();
        assert!(reason.contains("cut off"), "{open}: {reason}");
    }
    assert!(after.iter().any(|event| matches!(event, Event::Resumed(_))));

    let again = run(out.path(), &[&SLOW[..], &resume[..]].concat());
    assert_eq!(again.code, Some(1), "a run that has ended is what it was: {}", again.out);
    assert!(after == events(&journal(&folder, "quectel-bc26")), "and nothing is added to it");
}

#[cfg(unix)]
#[test]
fn ctrl_c_finishes_the_journal_and_all_dialects_go_on() {
    let out = folder();
    let args = ["--dialect", "quectel-bc26", "--dialect", "fibocom"];
    let cases = ["--case", "*/scenario/*"];
    let args = [&args[..], &cases[..]].concat();
    let code = interrupted(out.path(), &args, 1, |child| {
        let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(kill.expect("kill runs").success());
    });
    assert_eq!(code, Some(130));
    let folder = the_run(out.path());
    let before = events(&journal(&folder, "quectel-bc26"));
    assert!(matches!(before.last(), Some(Event::Stop(_))), "{:?}", before.last());
    let later = events(&journal(&folder, "fibocom"));
    assert!(
        matches!(later.last(), Some(Event::Planned(_))),
        "what was not begun is planned: {:?}",
        later.last()
    );
    let told = fs::read_to_string(folder.join("summary.md")).expect("a summary");
    assert!(told.contains("none of its cases was begun"), "{told}");
    let resume = ["--resume", folder.to_str().expect("a path")];
    let said = run(out.path(), &[&args[..], &resume[..]].concat());
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    is_complete(&events(&journal(&folder, "quectel-bc26")));
    is_complete(&events(&journal(&folder, "fibocom")));
}

#[rstest]
#[case::seed(&["--dialect", "quectel-bc26", "--case", "*/scenario/publish-*", "--seed", "8"], "seed: 1 there, 8 now")]
#[case::plan(&["--dialect", "quectel-bc26", "--case", "*/scenario/publish-q*"], "plan: ")]
#[case::quirk(&["--dialect", "quectel-bc26", "--case", "*/scenario/publish-*", "--quirk", "final-result-doubled"], "quirk")]
fn a_run_does_not_go_on_as_another_one(#[case] args: &[&str], #[case] why: &str) {
    let out = folder();
    let begun = ["--dialect", "quectel-bc26", "--case", "*/scenario/publish-*"];
    assert_eq!(run(out.path(), &begun).code, Some(0));
    let folder = the_run(out.path());
    let before = journal(&folder, "quectel-bc26");
    let resume = ["--resume", folder.to_str().expect("a path")];
    let said = run(out.path(), &[args, &resume[..]].concat());
    assert_eq!(said.code, Some(2), "{}", said.out);
    assert!(said.err.contains(why) && said.err.contains("it was begun with: hayes run"), "{}", said.err);
    assert!(before == journal(&folder, "quectel-bc26"), "it is left as it was");
}

#[test]
fn a_head_that_was_cut_off_is_completed() {
    let out = folder();
    let args = ["--dialect", "quectel-bc26", "--case", "*/scenario/publish-*"];
    assert_eq!(run(out.path(), &args).code, Some(0));
    let folder = the_run(out.path());
    let path = folder.join("quectel-bc26/journal.jsonl");
    let whole = journal(&folder, "quectel-bc26");
    let events_of_whole = events(&whole);
    let resume = ["--resume", folder.to_str().expect("a path")];
    let line = |number: usize| {
        whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(number).expect("a line").0
    };
    // In the header, in a rule, in the plan.
    let planned_from =
        events_of_whole.iter().position(|event| matches!(event, Event::Planned(_))).expect("a plan");
    for length in [0, 40, line(3), line(planned_from) + 30] {
        fs::write(&path, &whole[..length]).expect("a file");
        let said = run(out.path(), &[&args[..], &resume[..]].concat());
        assert_eq!(said.code, Some(0), "{length}: {}{}", said.out, said.err);
        let after = events(&journal(&folder, "quectel-bc26"));
        is_complete(&after);
        assert_eq!(planned(&after), planned(&events_of_whole), "{length}");
        assert_eq!(
            last(&after).values().filter(|f| f.verdict == Verdict::Pass).count(),
            last(&events_of_whole).len()
        );
    }
}

/// A slip of the hand that selects or allows nothing is said before anything is run.
#[rstest]
#[case::no_such_case(&["--case", "*/publsh-*"], "no case fits --case '*/publsh-*'")]
#[case::one_of_two(&["--case", "*/scenario/*", "--case", "fibocom/nothing"], "no case fits --case 'fibocom/nothing'")]
#[case::a_monitor(&["--case", "fibocom/monitor/shape"], "monitors watch whatever cases are run")]
#[case::no_such_kind(&["--allow", "factry"], "no case asks for --allow factry\n  asked for: factory")]
fn a_flag_that_means_nothing_is_told(#[case] flags: &[&str], #[case] says: &str) {
    let out = folder();
    let said = run(out.path(), &[&["--dialect", "fibocom"], flags].concat());
    assert_eq!(said.code, Some(2), "{}{}", said.out, said.err);
    assert!(said.err.contains(says), "{}", said.err);
    assert_eq!(fs::read_dir(out.path()).expect("a folder").count(), 0, "nothing is run");
}
