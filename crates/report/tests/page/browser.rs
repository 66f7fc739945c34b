//! What Chromium makes of a page: our script runs, opens a case by its address, and nothing else runs or is fetched.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{EVERY_VERDICT, compared, hostile, pages};

/// What a browser says of a page.
struct Seen {
    /// The page as it is once its scripts have run.
    dom: String,
    /// What was written to its console.
    console: Vec<String>,
    /// All that was asked of the network.
    net: String,
}

fn chromium() -> String {
    let names = std::env::var("HAYES_CHROMIUM").into_iter();
    let names = names.chain(["chromium", "chromium-browser", "google-chrome"].map(str::to_owned));
    let is_there =
        |name: &String| Command::new(name).arg("--version").output().is_ok_and(|out| out.status.success());
    names
        .into_iter()
        .find(is_there)
        .expect("no Chromium here: install it (`.ci/html` does) or name one in HAYES_CHROMIUM")
}

/// Loads a page at an address in it.
fn load(page: &Path, address: &str) -> Seen {
    let own = tempfile::tempdir().expect("a folder");
    let net = own.path().join("net.json");
    let out = Command::new(chromium())
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-sync",
        ])
        .args(["--disable-background-networking", "--disable-component-update", "--enable-logging=stderr"])
        .args(["--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=10000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", own.path().join("profile").display()))
        .arg(format!("--log-net-log={}", net.display()))
        .arg(format!("file://{}{address}", page.display()))
        .output()
        .expect("a browser");
    let said = String::from_utf8_lossy(&out.stderr);
    let console = said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    let dom = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(dom.contains("</html>"), "the browser gave no page: {said}");
    Seen { dom, console, net: fs::read_to_string(net).unwrap_or_default() }
}

/// The part of a page between two marks.
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let rest = page.split_once(from).unwrap_or_else(|| panic!("{from} is not on the page")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("{to} is not on the page")).0
}

fn is_harmless(seen: &Seen, scripts: usize) {
    let title = between(&seen.dom, "<title>", "</title>");
    let marked = title.trim() == hostile::MARK;
    assert!(!marked, "something ran: the title is {title}");
    assert_eq!(seen.console, [""; 0], "the console is not silent");
    assert!(!seen.net.contains(hostile::HOST), "something was asked of the network");
    assert!(seen.net.contains("constants"), "the browser kept no log of the network");
    for tag in ["<img", "<iframe", "<link", "<base", "<form", "<svg onload"] {
        assert!(!seen.dom.contains(tag), "{tag} is markup");
    }
    assert_eq!(seen.dom.matches("<script").count(), scripts, "ours, and data");
    assert!(seen.dom.contains("data-ready=\"yes\""), "our script did not run to its end");
}

/// That the test can fail: a page that lets a payload run is seen to.
#[test]
fn a_browser_would_run_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("page.html");
    let text = "<html><title>x</title><body><img src=https://exfil.invalid/a onerror=\"document.title='PWNED';console.error('ran')\"></body></html>";
    fs::write(&page, text).expect("a file");
    let seen = load(&page, "");
    assert!(seen.dom.contains("<title>PWNED</title>"), "{}", seen.dom);
    assert!(seen.console.iter().any(|line| line.contains("ran")), "{:?}", seen.console);
    assert!(seen.net.contains(hostile::HOST));
}

#[test]
fn nothing_that_a_module_says_runs() {
    let (_folder, pages) = pages(&[("x", hostile::journal())]);
    is_harmless(&load(&pages[0], ""), 3);
    for link in hostile::links() {
        let seen = load(&pages[0], &link);
        is_harmless(&seen, 3);
        let case = between(&seen.dom, "<section id=\"case\"", "</section></main>");
        assert!(!case.contains("cannot be shown") && !case.contains("No such case"), "{link}: {case}");
    }
}

#[test]
fn nothing_that_several_modules_say_runs() {
    let (_folder, pages) = pages(&[("x", hostile::of(0)), ("y", hostile::of(1))]);
    is_harmless(&load(&pages[0], ""), 3);
    is_harmless(&load(&pages[0], &hostile::links()[3]), 3);
}

#[test]
fn nothing_that_two_compared_modules_say_runs() {
    let (_folder, page) = compared();
    is_harmless(&load(&page, ""), 1);
}

#[test]
fn a_case_is_opened_by_its_address() {
    let (_folder, pages) = pages(&[("x", EVERY_VERDICT.to_vec())]);
    let seen = load(&pages[0], "#case/quectel-bc26/scenario/qos1-puback");
    let case = between(&seen.dom, "<section id=\"case\"", "</section></main>");
    assert!(case.contains("a QoS 1 publish waits for its PUBACK"), "{case}");
    assert!(case.contains("<ol class=\"lanes\">"));
    assert!(case.contains("<mark>+QMTPUB: 0,1,0</mark>"), "{case}");
    assert!(seen.dom.contains("<div id=\"overview\" hidden"), "the rest is out of the way");
    let none = load(&pages[0], "#case/of/nobody");
    assert!(none.dom.contains("No such case here"));
    let plain = load(&pages[0], "");
    assert!(plain.dom.contains("7 of 7 rows") || plain.dom.contains(" rows</p>"), "the filter counts");
    assert_eq!(plain.console, [""; 0]);
    let rows = between(&plain.dom, "<table id=\"matrix\"", "</table>");
    let link = "href=\"#case/quectel-bc26/scenario/qos1-puback\"";
    assert!(rows.contains(link), "the rows list their cases: {rows}");
}
