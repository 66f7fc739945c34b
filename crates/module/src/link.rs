//! Sockets, each with the MQTT client that may talk over it. Knows no result code and no command;
//! every packet that goes out passes through `flush`, every one that comes in through `hear`.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;

use crate::air::Gone;
use crate::client::{self, Client, Framer, Packet};
use crate::fault::{Closing, Tamper};
use crate::seam::{Output, Socket, SocketEvent, TlsWish, Trouble, Wish};

/// Why a link is no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// The other side closed it.
    Closed,
    /// It was reset.
    Reset,
    /// The network that carried it is gone.
    Gone(Gone),
}

/// What happened to a link.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LinkEvent {
    /// The socket is connected.
    Opened,
    /// It could not be.
    Failed(Trouble),
    /// It is gone; the MQTT client, if there is one, knows.
    Lost(Loss),
    /// What the MQTT client says.
    Mqtt(client::Event),
}

/// One socket.
#[derive(Debug)]
struct Link {
    socket: Socket,
    open: bool,
    /// Cuts what comes into packets, once MQTT is spoken.
    framer: Option<Framer>,
}

/// All links, by the number that the family gives them.
#[derive(Debug, Default)]
pub(crate) struct Links {
    sockets: BTreeMap<usize, Link>,
    clients: BTreeMap<usize, Client>,
    last: u64,
    output: VecDeque<Output>,
    events: VecDeque<(usize, LinkEvent)>,
    /// Stands between the clients and their sockets.
    pub(crate) tamper: Tamper,
}

impl Links {
    /// No links yet.
    pub(crate) fn new(tamper: Tamper) -> Self {
        Self { tamper, ..Self::default() }
    }

    /// Asks for a socket; `Opened` or `Failed` comes of it. A link of that number is aborted first.
    pub(crate) fn open(&mut self, index: usize, host: String, mut port: u16, mut tls: Option<TlsWish>) {
        self.abort(index);
        if let Some(trouble) = self.tamper.open(&host, &mut port, &mut tls) {
            self.events.push_back((index, LinkEvent::Failed(trouble)));
            return;
        }
        self.last += 1;
        let socket = Socket(self.last);
        self.sockets.insert(index, Link { socket, open: false, framer: None });
        self.output.push_back(Output::Socket(socket, Wish::Open { host, port, tls }));
    }

    /// Is the socket connected?
    pub(crate) fn is_open(&self, index: usize) -> bool {
        self.sockets.get(&index).is_some_and(|link| link.open)
    }

    /// Closes a socket in good order, after all that is to be sent.
    pub(crate) fn close(&mut self, now: Duration, index: usize) {
        self.flush(now, index);
        match self.tamper.close() {
            Closing::Usual => self.end(now, index, Some(Wish::Close)),
            Closing::Reset => self.end(now, index, Some(Wish::Abort)),
            Closing::LeftOpen => self.end(now, index, None),
        }
    }

    /// Resets a socket.
    pub(crate) fn abort(&mut self, index: usize) {
        self.end(Duration::ZERO, index, Some(Wish::Abort));
    }

    fn end(&mut self, now: Duration, index: usize, wish: Option<Wish>) {
        if let Some(link) = self.sockets.remove(&index) {
            self.output.extend(wish.map(|wish| Output::Socket(link.socket, wish)));
            if let Some(client) = self.clients.get_mut(&index) {
                client.handle_lost(now);
                while client.poll_event().is_some() {}
            }
        }
        self.events.retain(|(at, _)| *at != index);
    }

    /// Speaks MQTT over an open socket. A client that was there before goes on with its session, unless a clean
    /// one is asked for.
    pub(crate) fn connect(&mut self, now: Duration, index: usize, mut setup: client::Setup) {
        self.tamper.set_up(&mut setup);
        if let Some(link) = self.sockets.get_mut(&index) {
            link.framer = Some(Framer::new(setup.protocol));
        }
        match self.clients.get_mut(&index) {
            Some(client) => client.reconnect(setup),
            None => {
                self.clients.insert(index, Client::new(setup));
            }
        }
        self.with(now, index, |client| client.connect(now));
    }

    /// From now on topics that come need not be UTF-8.
    pub(crate) fn take_any_topic(&mut self, index: usize) {
        if let Some(framer) = self.sockets.get_mut(&index).and_then(|link| link.framer.as_mut()) {
            framer.take_any_topic();
        }
    }

    /// Forgets the MQTT client of a link, and its session with it.
    pub(crate) fn forget(&mut self, index: usize) {
        self.clients.remove(&index);
    }

    /// The MQTT client of a link, to be told something; what it sends goes out at once.
    pub(crate) fn with<T>(
        &mut self,
        now: Duration,
        index: usize,
        tell: impl FnOnce(&mut Client) -> T,
    ) -> Option<T> {
        let told = self.clients.get_mut(&index).map(tell);
        self.flush(now, index);
        told
    }

    /// The MQTT client of a link, to be asked something.
    pub(crate) fn client(&self, index: usize) -> Option<&Client> {
        self.clients.get(&index)
    }

    /// What the driver says of a socket.
    pub(crate) fn handle(&mut self, now: Duration, socket: Socket, event: SocketEvent<'_>) {
        let found = self.sockets.iter_mut().find(|(_, link)| link.socket == socket);
        // A socket that is ours no more: what still comes of it concerns nobody.
        let Some((&index, link)) = found else { return };
        match event {
            SocketEvent::Opened => {
                link.open = true;
                self.events.push_back((index, LinkEvent::Opened));
            }
            SocketEvent::Failed(trouble) => self.fail(index, trouble),
            SocketEvent::Received(bytes) => {
                if let Some(framer) = &mut link.framer {
                    framer.handle_bytes(bytes);
                }
                self.read(now, index);
            }
            SocketEvent::Closed => self.lose(now, index, Loss::Closed),
            SocketEvent::Reset => self.lose(now, index, Loss::Reset),
        }
    }

    fn fail(&mut self, index: usize, trouble: Trouble) {
        let event = match self.tamper.failed(trouble) {
            Some(trouble) => {
                self.sockets.remove(&index);
                LinkEvent::Failed(trouble)
            }
            None => LinkEvent::Opened,
        };
        self.events.push_back((index, event));
    }

    /// Takes packet by packet out of what came.
    fn read(&mut self, now: Duration, index: usize) {
        let next = |links: &mut Self| links.sockets.get_mut(&index)?.framer.as_mut()?.poll_packet();
        while let Some(cut) = next(self) {
            match cut {
                Ok(packet) => self.hear(now, index, packet),
                Err(breach) => {
                    self.with(now, index, |client| client.handle_breach(breach));
                }
            }
        }
    }

    /// A packet that came.
    fn hear(&mut self, now: Duration, index: usize, packet: Packet) {
        for packet in self.tamper.receive(index, packet) {
            self.with(now, index, |client| client.handle_packet(now, packet));
        }
    }

    fn lose(&mut self, now: Duration, index: usize, loss: Loss) {
        if !self.tamper.notices_loss() {
            return;
        }
        self.sockets.remove(&index);
        self.with(now, index, |client| client.handle_lost(now));
        self.events.push_back((index, LinkEvent::Lost(loss)));
    }

    /// The network is gone: what is connected is lost, what was about to be fails.
    pub(crate) fn lose_all(&mut self, now: Duration, loss: Loss) {
        let all: Vec<usize> = self.sockets.keys().copied().collect();
        for index in all {
            let Some(link) = self.sockets.remove(&index) else { continue };
            self.output.push_back(Output::Socket(link.socket, Wish::Abort));
            if link.open {
                self.lose(now, index, loss);
            } else {
                self.events.push_back((index, LinkEvent::Failed(Trouble::Unreachable)));
            }
        }
    }

    /// Time passes for the clients.
    pub(crate) fn handle_timeout(&mut self, now: Duration) {
        let due = |client: &Client| client.poll_deadline().is_some_and(|at| at <= now);
        let late: Vec<usize> = self.clients.iter().filter(|(_, c)| due(c)).map(|(index, _)| *index).collect();
        for index in late {
            self.with(now, index, |client| client.handle_timeout(now));
        }
    }

    /// Sends what a client wants sent, and hears what it says.
    fn flush(&mut self, now: Duration, index: usize) {
        let Some(client) = self.clients.get_mut(&index) else { return };
        while let Some(packet) = client.poll_packet() {
            let sent = self.tamper.send(index, packet);
            for packet in sent.packets {
                let bytes = client::encode(&packet);
                if let Some(link) = self.sockets.get(&index).filter(|link| link.open) {
                    self.output.push_back(Output::Socket(link.socket, Wish::Send(Bytes::from(bytes))));
                }
            }
            for answer in sent.answers {
                client.handle_packet(now, answer);
            }
        }
        while let Some(event) = client.poll_event() {
            self.events.push_back((index, LinkEvent::Mqtt(event)));
        }
    }

    /// What happened.
    pub(crate) fn poll_event(&mut self) -> Option<(usize, LinkEvent)> {
        self.events.pop_front()
    }

    /// What is to be done.
    pub(crate) fn poll_output(&mut self) -> Option<Output> {
        self.output.pop_front()
    }

    /// When a client's time comes.
    pub(crate) fn deadline(&self) -> Option<Duration> {
        self.clients.values().filter_map(Client::poll_deadline).min()
    }

    /// Everything is gone at once, as when the supply is cut.
    pub(crate) fn drop_all(&mut self) {
        let all: Vec<usize> = self.sockets.keys().copied().collect();
        for index in all {
            self.abort(index);
        }
        self.clients.clear();
        self.events.clear();
    }
}
