//! A program of the bench's: run without a shell, for a limited time, and what it prints. What it is for is not known here.

use std::fmt;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A program with its arguments, and how long it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The program and its arguments.
    pub run: Vec<String>,
    /// How long it may take.
    pub within: Duration,
}

/// The most that is kept of what it prints.
const MOST_PRINTED: usize = 16 * 1024;
/// How long what it has printed may take to get here once it has ended.
const PRINTS_WITHIN: Duration = Duration::from_secs(1);

impl Program {
    /// Runs it, and waits for its end: what it printed, or why it did not do what it should. One that does not end in time is
    /// ended, on Unix with all that it has started.
    pub(super) fn run(&self) -> Result<String, String> {
        let (name, arguments) = self.run.split_first().ok_or("it has no name")?;
        let mut command = Command::new(name);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().map_err(|error| format!("cannot be started: {error}"))?;
        let printed = [listen(child.stdout.take()), listen(child.stderr.take())];
        let ended = self.wait(child);
        let printed: Vec<String> =
            printed.into_iter().filter_map(|heard| heard.recv_timeout(PRINTS_WITHIN).ok()).collect();
        let printed = printed.join("\n").trim().to_owned();
        let after =
            |what: String| if printed.is_empty() { what } else { format!("{what}; it printed: {printed}") };
        match ended {
            Some(Ok(status)) if status.success() => Ok(printed),
            Some(Ok(status)) => Err(after(format!("failed ({status})"))),
            Some(Err(error)) => Err(after(format!("cannot be waited for: {error}"))),
            None => {
                Err(after(format!("had not ended within {} s, and was given up", self.within.as_secs_f32())))
            }
        }
    }

    /// Its end; none: it did not come in time.
    fn wait(&self, mut child: Child) -> Option<std::io::Result<ExitStatus>> {
        let pid = child.id();
        let (tell, ended) = channel();
        std::thread::spawn(move || {
            let _ = tell.send(child.wait());
        });
        let status = ended.recv_timeout(self.within).ok();
        if status.is_none() {
            end(pid);
        }
        status
    }
}

/// Ends a program with all that it has started, where the system can tell what that is.
fn end(pid: u32) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    #[cfg(not(unix))]
    let _ = pid;
}

/// Takes in what is printed on a thread of its own: a program that nobody hears would stand still.
fn listen(pipe: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (tell, heard) = channel();
    std::thread::spawn(move || {
        let Some(mut pipe) = pipe else { return };
        let (mut kept, mut buffer) = (Vec::new(), [0; 1024]);
        while let Ok(count @ 1..) = pipe.read(&mut buffer) {
            let room = MOST_PRINTED - kept.len();
            kept.extend_from_slice(&buffer[..count.min(room)]);
        }
        let _ = tell.send(String::from_utf8_lossy(&kept).into_owned());
    });
    heard
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.run.join(" "))
    }
}
