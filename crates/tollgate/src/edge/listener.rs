//! One listening socket: accepts for as long as the edge serves. Promises to survive every accept error
//! without spinning, and to hold at most one accepted connection while all slots are taken.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio_rustls::TlsAcceptor;

use super::connection::{self, Caller};
use super::{Listen, Site, Stage, reached};

/// A bound listener and how to speak on it.
pub(super) struct Socket {
    pub(super) address: SocketAddr,
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
}

impl Socket {
    pub(super) fn bind(listen: &Listen) -> io::Result<Self> {
        let socket = if listen.address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // Started again, the program takes the port although old connections linger on it.
        socket.set_reuseaddr(true)?;
        socket.bind(listen.address)?;
        let listener = socket.listen(BACKLOG)?;
        let address = listener.local_addr()?;
        Ok(Self { address, listener, tls: listen.tls.clone().map(TlsAcceptor::from) })
    }
}

/// Accepts until the edge drains, then closes the socket.
pub(super) async fn accept(socket: Socket, site: Arc<Site>, stage: watch::Receiver<Stage>) {
    let mut draining = stage.clone();
    tokio::select! {
        _ = reached(&mut draining, Stage::Draining) => {}
        () = accept_forever(&socket, &site, &stage) => {}
    }
}

async fn accept_forever(socket: &Socket, site: &Arc<Site>, stage: &watch::Receiver<Stage>) {
    loop {
        let (stream, peer) = accept_one(&socket.listener).await;
        // The slot is taken after accepting: a listener that is never called must not keep one from the rest.
        let Some(slot) = free_slot(site).await else { return };
        let caller = Caller { stream, peer, tls: socket.tls.clone() };
        tokio::spawn(connection::serve(caller, Arc::clone(site), stage.clone(), slot));
    }
}

async fn accept_one(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    let mut pause = PAUSE_MIN;
    loop {
        let error = match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => error,
        };
        if concerns_one_client(&error) {
            continue;
        }
        tracing::error!(error = %error, pause_ms = pause.as_millis(), "cannot accept connections");
        metrics::counter!("http_accept_errors_total").increment(1);
        tokio::time::sleep(pause).await;
        pause = longer(pause);
    }
}

/// Waits at the connection cap. `None` only if the semaphore were closed, which nobody does.
async fn free_slot(site: &Site) -> Option<OwnedSemaphorePermit> {
    Arc::clone(&site.slots).acquire_owned().await.ok()
}

/// Whether the client hung up while waiting, which says nothing about the next one. Everything else is the
/// process out of descriptors or memory: retrying at once would spin.
fn concerns_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
    )
}

fn longer(pause: Duration) -> Duration {
    pause.saturating_mul(2).min(PAUSE_MAX)
}

/// Connections that may wait to be accepted; the system may allow fewer. With the usual 128, one of a few hundred
/// clients that come at once is dropped and tries again a second later.
const BACKLOG: u32 = 4_096;
const PAUSE_MIN: Duration = Duration::from_millis(10);
const PAUSE_MAX: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(os_error: i32, goes_on_at_once: bool) {
        let error = io::Error::from_raw_os_error(os_error);
        assert_eq!(concerns_one_client(&error), goes_on_at_once, "{error}");
    }

    #[test]
    fn only_errors_of_one_client_go_on_at_once() {
        let (aborted, reset) = (103, 104);
        let (too_many_files, too_many_files_in_system, no_memory, no_buffers) = (24, 23, 12, 105);
        check(aborted, true);
        check(reset, true);
        check(too_many_files, false);
        check(too_many_files_in_system, false);
        check(no_memory, false);
        check(no_buffers, false);
    }

    #[test]
    fn pauses_grow_to_one_second_and_stay_there() {
        let mut pause = PAUSE_MIN;
        let mut seen = Vec::new();
        for _ in 0..9 {
            seen.push(pause.as_millis());
            pause = longer(pause);
        }
        assert_eq!(seen, [10, 20, 40, 80, 160, 320, 640, 1_000, 1_000]);
    }
}
