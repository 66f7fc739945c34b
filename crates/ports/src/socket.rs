//! One socket, plain or with TLS over it, at either end: bytes in, bytes out, and how it ends.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use mio::net::TcpStream;
use rustls::Connection;
use socket2::SockRef;

use crate::tls::{describe, failure};
use hayes_broker::record::Tls;

/// A socket that never blocks.
#[derive(Debug)]
pub(crate) struct Socket {
    stream: TcpStream,
    tls: Option<Box<Connection>>,
    out: VecDeque<Bytes>,
    /// Small writes, to go after all in `out`: a queue of tiny pieces would take many times their bytes.
    tail: BytesMut,
    /// What to do once all is written.
    last: Last,
    /// There may be something to read. The poll tells only of changes.
    pub(crate) readable: bool,
    pub(crate) paused: bool,
    theirs: Theirs,
    stage: Stage,
}

/// Whether the other side still sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Theirs {
    Open,
    /// It has said in TLS that it ends; TCP will follow.
    Farewell,
    Ended,
}

/// How far a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// We have asked for it, and wait.
    Connecting,
    /// TLS is not through its handshake.
    Handshaking,
    /// It is there.
    Ready,
}

/// What to do once all is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    HalfClose,
    Close,
    Done,
}

/// What a read brings.
#[derive(Debug)]
pub(crate) enum Input {
    /// So many bytes at the front of the buffer.
    Bytes(usize),
    /// Something about TLS; there may be more to read.
    Tls(Tls),
    /// Nothing at the moment.
    Nothing,
    /// The other side will send no more.
    End,
    /// The connection is lost.
    Lost(io::Error),
}

impl Socket {
    pub(crate) fn new(stream: TcpStream, tls: Option<Connection>) -> Self {
        // A witness does not wait to save packets.
        let _ = stream.set_nodelay(true);
        let tls = tls.map(|mut tls| {
            // No more plain text is handed over than one write takes; the rest waits where it is counted.
            tls.set_buffer_limit(Some(64 * 1024));
            Box::new(tls)
        });
        let stage = if tls.is_some() { Stage::Handshaking } else { Stage::Ready };
        let (out, last) = (VecDeque::new(), Last::Nothing);
        Self {
            stream,
            tls,
            out,
            tail: BytesMut::new(),
            last,
            readable: true,
            paused: false,
            theirs: Theirs::Open,
            stage,
        }
    }

    /// One that we have asked for.
    pub(crate) fn connecting(stream: TcpStream, tls: Option<Connection>) -> Self {
        Self { stage: Stage::Connecting, readable: false, ..Self::new(stream, tls) }
    }

    pub(crate) fn is_connecting(&self) -> bool {
        self.stage == Stage::Connecting
    }

    /// Whether the connection we asked for is there by now.
    pub(crate) fn try_connected(&mut self) -> io::Result<bool> {
        if let Some(error) = self.stream.take_error()? {
            return Err(error);
        }
        match self.stream.peer_addr() {
            Ok(_) => self.stage = if self.tls.is_some() { Stage::Handshaking } else { Stage::Ready },
            Err(error) if error.kind() == ErrorKind::NotConnected => return Ok(false),
            Err(error) => return Err(error),
        }
        Ok(true)
    }

    /// Reads once.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Input {
        if self.theirs == Theirs::Ended {
            self.readable = false;
            return Input::Nothing;
        }
        let input = if self.tls.is_some() { self.read_tls(buffer) } else { self.read_plain(buffer) };
        match input {
            Input::Nothing => self.readable = false,
            Input::End | Input::Lost(_) => (self.readable, self.theirs) = (false, Theirs::Ended),
            Input::Bytes(_) | Input::Tls(_) => {}
        }
        input
    }

    fn read_plain(&mut self, buffer: &mut [u8]) -> Input {
        match self.stream.read(buffer) {
            Ok(0) => Input::End,
            Ok(count) => Input::Bytes(count),
            Err(error) => of_error(error),
        }
    }

    fn read_tls(&mut self, buffer: &mut [u8]) -> Input {
        let Some(tls) = &mut self.tls else { return Input::Nothing };
        match tls.reader().read(buffer) {
            Ok(0) if self.theirs == Theirs::Farewell => return Input::End,
            Ok(0) => {
                self.theirs = Theirs::Farewell;
                return Input::Tls(Tls::CloseNotify);
            }
            Ok(count) => return Input::Bytes(count),
            Err(error) if error.kind() != ErrorKind::WouldBlock => return of_error(error),
            Err(_) => {}
        }
        match tls.read_tls(&mut self.stream) {
            Ok(0) => return Input::End,
            Ok(_) => {}
            Err(error) => return of_error(error),
        }
        match tls.process_new_packets() {
            Ok(_) if self.stage == Stage::Handshaking && !tls.is_handshaking() => {
                self.stage = Stage::Ready;
                Input::Tls(describe(tls))
            }
            Ok(_) => Input::Bytes(0),
            Err(error) => {
                // The alert says to the other side what was wrong.
                let _ = tls.write_tls(&mut self.stream);
                Input::Tls(Tls::Failed(failure(tls, &error)))
            }
        }
    }

    pub(crate) fn push(&mut self, bytes: Bytes) {
        const SMALL: usize = 1024;
        if bytes.len() < SMALL {
            return self.tail.extend_from_slice(&bytes);
        }
        self.shift_tail();
        self.out.push_back(bytes);
    }

    /// The small writes' turn comes when all before them is written.
    fn refill(&mut self) {
        if self.out.is_empty() {
            self.shift_tail();
        }
    }

    fn shift_tail(&mut self) {
        if !self.tail.is_empty() {
            self.out.push_back(self.tail.split().freeze());
        }
    }

    /// Writes what goes; how many bytes of those pushed that was.
    pub(crate) fn flush(&mut self) -> io::Result<usize> {
        let mut written = 0;
        if self.tls.is_some() {
            while let Some(count) = self.flush_tls()? {
                written += count;
            }
        } else {
            while let Some(count) = self.flush_plain()? {
                written += count;
            }
        }
        if self.is_flushed() {
            self.finish();
        }
        Ok(written)
    }

    fn flush_plain(&mut self) -> io::Result<Option<usize>> {
        self.refill();
        if self.out.is_empty() {
            return Ok(None);
        }
        let slices: Vec<_> = self.out.iter().take(64).map(|bytes| io::IoSlice::new(bytes)).collect();
        let Some(count) = unless_blocked(self.stream.write_vectored(&slices))? else { return Ok(None) };
        self.shift(count);
        Ok(Some(count))
    }

    /// Hands plain text to TLS only when all before it is on its way.
    fn flush_tls(&mut self) -> io::Result<Option<usize>> {
        self.refill();
        let Some(tls) = &mut self.tls else { return Ok(None) };
        while tls.wants_write() {
            if unless_blocked(tls.write_tls(&mut self.stream))?.is_none() {
                return Ok(None);
            }
        }
        let Some(bytes) = self.out.front().filter(|_| !tls.is_handshaking()) else { return Ok(None) };
        let count = tls.writer().write(bytes)?;
        self.shift(count);
        Ok(Some(count))
    }

    fn shift(&mut self, mut count: usize) {
        while let Some(bytes) = self.out.front_mut() {
            if bytes.len() > count {
                return bytes.advance(count);
            }
            count -= bytes.len();
            self.out.pop_front();
        }
    }

    fn is_flushed(&self) -> bool {
        self.out.is_empty() && self.tail.is_empty() && self.tls.as_ref().is_none_or(|tls| !tls.wants_write())
    }

    /// Does what was to be done once all is written.
    fn finish(&mut self) {
        if !matches!(self.last, Last::HalfClose | Last::Close) {
            return;
        }
        if let Some(tls) = &mut self.tls {
            tls.send_close_notify();
            let _ = tls.write_tls(&mut self.stream);
        }
        let _ = self.stream.shutdown(Shutdown::Write);
        self.last = Last::Done;
    }

    pub(crate) fn half_close(&mut self) {
        self.last = Last::HalfClose;
    }

    /// To be closed once all is written and the other side has closed too: to close while it still sends would
    /// be a reset, and could cost it our last packet.
    pub(crate) fn close(&mut self) {
        self.last = Last::Close;
    }

    /// Whether we have closed our side.
    pub(crate) fn is_dismissed(&self) -> bool {
        self.last == Last::Done
    }

    pub(crate) fn is_over(&self) -> bool {
        self.theirs == Theirs::Ended && self.last == Last::Done
    }

    /// Ends it by a reset.
    pub(crate) fn reset(self) {
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
    }
}

fn of_error(error: io::Error) -> Input {
    match error.kind() {
        ErrorKind::WouldBlock => Input::Nothing,
        ErrorKind::Interrupted => Input::Bytes(0),
        // Another side that skips the TLS farewell is common, and nothing to call a loss.
        ErrorKind::UnexpectedEof => Input::End,
        _ => Input::Lost(error),
    }
}

fn unless_blocked(result: io::Result<usize>) -> io::Result<Option<usize>> {
    match result {
        Ok(count) => Ok(Some(count)),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock) => Ok(None),
        Err(error) if matches!(error.kind(), ErrorKind::Interrupted) => Ok(Some(0)),
        Err(error) => Err(error),
    }
}
