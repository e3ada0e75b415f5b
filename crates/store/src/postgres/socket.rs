//! A blocking socket in the shape that the driver wants.
//!
//! The driver is written for an event loop. Ours is simpler: the thread that waits for an answer waits in `read`. The
//! driver may read only when it was granted, and then once, so that it sends everything before anybody blocks. That
//! saves the event loop's system calls on every round trip.

use std::io::{self, Read, Write};
use std::net::{IpAddr, TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// Where a server may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Address<'a> {
    /// Its name, which its certificate must bear; none where only a number or a path is known.
    pub(super) name: Option<&'a str>,
    place: Place<'a>,
    port: u16,
}

#[derive(Debug, Clone, Copy)]
enum Place<'a> {
    Name(&'a str),
    Number(IpAddr),
    Folder(&'a Path),
}

/// Says whether its socket may wait for bytes, once.
#[derive(Debug, Clone)]
pub(super) struct ReadPermit(Arc<AtomicBool>);

/// A connected socket. Writing blocks; reading does where it is granted, and is not ready otherwise.
pub(super) struct Socket {
    stream: Box<dyn Stream>,
    permit: ReadPermit,
}

trait Stream: Read + Write + Send {}

impl<S: Read + Write + Send> Stream for S {}

/// Every server that `config` names, in its order.
pub(super) fn addresses(config: &Config) -> Vec<Address<'_>> {
    let (hosts, numbers, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    let address = |index: usize| {
        let (name, named) = match hosts.get(index) {
            Some(Host::Tcp(name)) => (Some(name.as_str()), Some(Place::Name(name))),
            Some(Host::Unix(folder)) => (None, Some(Place::Folder(folder))),
            None => (None, None),
        };
        let place = numbers.get(index).map(|number| Place::Number(*number)).or(named)?;
        let port = ports.get(index).or(ports.first()).copied().unwrap_or(5432);
        Some(Address { name, place, port })
    };
    (0..hosts.len().max(numbers.len())).filter_map(address).collect()
}

impl Socket {
    /// Connects, with the time limits of `config`.
    pub(super) fn connect(address: Address<'_>, config: &Config) -> io::Result<Self> {
        let stream: Box<dyn Stream> = match address.place {
            Place::Name(name) => Box::new(connect_tcp((name, address.port), config)?),
            Place::Number(number) => Box::new(connect_tcp((number, address.port), config)?),
            Place::Folder(folder) => {
                Box::new(UnixStream::connect(folder.join(format!(".s.PGSQL.{}", address.port)))?)
            }
        };
        Ok(Self { stream, permit: ReadPermit(Arc::default()) })
    }

    /// What lets it read.
    pub(super) fn permit(&self) -> ReadPermit {
        self.permit.clone()
    }
}

impl ReadPermit {
    /// Whether the next read may wait.
    pub(super) fn set(&self, granted: bool) {
        self.0.store(granted, Ordering::Relaxed);
    }

    fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.permit.take() {
            // Nobody is to be woken: whoever waits grants a read.
            return Poll::Pending;
        }
        let count = uninterrupted(|| self.stream.read(buffer.initialize_unfilled()))?;
        buffer.advance(count);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(uninterrupted(|| self.stream.write(bytes)))
    }

    fn poll_flush(mut self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.stream.flush())
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // The socket is closed when it is dropped, which follows.
        self.poll_flush(context)
    }
}

/// A name may stand for several machines; the first that answers is taken.
fn connect_tcp(address: impl ToSocketAddrs, config: &Config) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name of the host stands for no address");
    for address in address.to_socket_addrs()? {
        let connected = match config.get_connect_timeout() {
            Some(limit) => TcpStream::connect_timeout(&address, *limit),
            None => TcpStream::connect(address),
        };
        match connected {
            Ok(stream) => return set_up(stream, config),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn set_up(stream: TcpStream, config: &Config) -> io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    let socket = SockRef::from(&stream);
    socket.set_tcp_user_timeout(config.get_tcp_user_timeout().copied())?;
    if config.get_keepalives() {
        let mut keepalive = TcpKeepalive::new().with_time(config.get_keepalives_idle());
        if let Some(interval) = config.get_keepalives_interval() {
            keepalive = keepalive.with_interval(interval);
        }
        if let Some(retries) = config.get_keepalives_retries() {
            keepalive = keepalive.with_retries(retries);
        }
        socket.set_tcp_keepalive(&keepalive)?;
    }
    Ok(stream)
}

fn uninterrupted(mut work: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match work() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
            done => return done,
        }
    }
}
