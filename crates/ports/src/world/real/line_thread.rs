//! The thread that reads a line, tells what came and when, and opens the line again when it is lost.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::{News, RealError};
use crate::serial::{Address, Flow, Link};

/// How often a lost line is tried.
const TRIES_AGAIN: Duration = Duration::from_millis(250);
/// How much is read at once.
const READ: usize = 4096;

/// The thread. Dropped, it ends, and the line is closed.
pub(super) struct LineThread {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    /// Rung when the thread is to end.
    bell: Condvar,
    baud: AtomicU32,
}

struct State {
    /// None: it is lost.
    link: Option<Arc<Link>>,
    ended: bool,
}

impl LineThread {
    pub(super) fn start(
        address: Address,
        (baud, flow): (u32, Flow),
        since: Instant,
        tell: SyncSender<News>,
    ) -> Result<Self, RealError> {
        let link = Some(Arc::new(Link::open_with(&address, baud, flow).map_err(RealError::Line)?));
        let state = Mutex::new(State { link, ended: false });
        let shared = Arc::new(Shared { state, bell: Condvar::new(), baud: AtomicU32::new(baud) });
        let reader = Reader { shared: Arc::clone(&shared), address, flow, since, tell };
        let thread = std::thread::Builder::new().name("line".into()).spawn(move || reader.run());
        Ok(Self { shared, thread: Some(thread.map_err(RealError::Thread)?) })
    }

    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        self.link()?.write(bytes)
    }

    pub(super) fn set_baud(&self, baud: u32) -> io::Result<()> {
        self.link()?.set_baud(baud)?;
        self.shared.baud.store(baud, Ordering::Relaxed);
        Ok(())
    }

    fn link(&self) -> io::Result<Arc<Link>> {
        let lost = || io::Error::new(io::ErrorKind::NotConnected, "the line is lost");
        self.shared.state().link.clone().ok_or_else(lost)
    }
}

impl Drop for LineThread {
    fn drop(&mut self) {
        self.shared.state().ended = true;
        self.shared.bell.notify_all();
        if let Some(thread) = self.thread.take() {
            // A panic has already been reported on its own thread.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Reader {
    shared: Arc<Shared>,
    address: Address,
    flow: Flow,
    since: Instant,
    tell: SyncSender<News>,
}

impl Reader {
    fn run(self) {
        let mut buffer = vec![0; READ];
        loop {
            let link = self.shared.state().link.clone();
            let Some(why) = link.and_then(|link| self.read_all(&link, &mut buffer)) else { return };
            // The port has to be closed, and its lock free, before it can be opened again.
            self.shared.state().link = None;
            if self.tell.send(News::Down(self.since.elapsed(), why)).is_err() || !self.open_again() {
                return;
            }
        }
    }

    /// Reads until the line is lost, and says why; none: this is the end.
    fn read_all(&self, link: &Link, buffer: &mut [u8]) -> Option<String> {
        while !self.shared.state().ended {
            match link.read(buffer) {
                Ok(0) => {}
                Ok(count) => {
                    let news = News::Heard(self.since.elapsed(), Bytes::copy_from_slice(&buffer[..count]));
                    self.tell.send(news).ok()?;
                }
                Err(error) => return Some(error.to_string()),
            }
        }
        None
    }

    /// Waits until the line is there again; false: this is the end.
    fn open_again(&self) -> bool {
        loop {
            let state = self.shared.state();
            let waited = self.shared.bell.wait_timeout_while(state, TRIES_AGAIN, |state| !state.ended);
            if waited.unwrap_or_else(PoisonError::into_inner).0.ended {
                return false;
            }
            let baud = self.shared.baud.load(Ordering::Relaxed);
            if let Ok(link) = Link::open_with(&self.address, baud, self.flow) {
                self.shared.state().link = Some(Arc::new(link));
                return self.tell.send(News::Up(self.since.elapsed())).is_ok();
            }
        }
    }
}
