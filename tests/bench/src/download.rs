//! The largest table that the portal hands out as a file: how fast it comes, and what it takes of the server's memory.
//!
//! Each file comes from a server that has done nothing else, so that what it takes is the file's.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::cast::{HOT, Reseller, reseller_name};
use crate::client::{Call, Client};
use crate::server::{PASSWORD, Site};

/// What `--only` calls it.
pub(crate) const NAME: &str = "download";

/// Every row of CSV ends so.
const ROW_END: u8 = b'\n';

/// The last record of an archive, which has no comment, and where it stands from the end.
const ARCHIVE_END: (&[u8], usize) = (b"PK\x05\x06", 22);

/// One file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DownloadReport {
    /// Of which format.
    pub(crate) format: String,
    /// How many customers are in it.
    pub(crate) rows: i64,
    /// Its length.
    pub(crate) bytes: u64,
    /// From the request to its last byte.
    pub(crate) seconds: f64,
    /// What the server has in memory before it.
    pub(crate) memory_before_bytes: u64,
    /// The server's most while it comes.
    pub(crate) memory_peak_bytes: u64,
}

impl DownloadReport {
    /// What the server took for it, in bytes.
    pub(crate) fn growth_bytes(&self) -> u64 {
        self.memory_peak_bytes.saturating_sub(self.memory_before_bytes)
    }

    /// Rows in a second.
    pub(crate) fn rate(&self) -> f64 {
        self.rows as f64 / self.seconds.max(0.001)
    }
}

/// The customers of the reseller who has all of them, in each format.
pub(crate) fn measure(site: &Site, cast: &[Reseller]) -> Result<Vec<DownloadReport>> {
    let reseller = cast.get(HOT).context("a reseller")?;
    let csv = measure_format(site, reseller, "csv")?;
    // Besides those who are stored in bulk there are a few from whom they were copied.
    ensure!(reseller.count <= csv.rows, "{} rows of {}", csv.rows, reseller.count);
    let xlsx = measure_format(site, reseller, "xlsx")?;
    // A workbook does not show its rows.
    Ok(vec![DownloadReport { rows: csv.rows, ..xlsx }, csv])
}

fn measure_format(site: &Site, reseller: &Reseller, format: &str) -> Result<DownloadReport> {
    let (server, _) = site.start()?;
    let session = sign_in(site, reseller)?;
    server.forget_memory_peak()?;
    let memory_before_bytes = server.memory_bytes()?;
    let began = Instant::now();
    let file = fetch(site, &session, format)?;
    let seconds = began.elapsed().as_secs_f64();
    ensure!(file.is_archive || format == "csv", "the workbook broke off");
    let memory_peak_bytes = server.memory_peak_bytes()?;
    server.stop()?;
    let (rows, bytes, format) = (file.rows, file.bytes, format.to_owned());
    Ok(DownloadReport { format, rows, bytes, seconds, memory_before_bytes, memory_peak_bytes })
}

fn sign_in(site: &Site, reseller: &Reseller) -> Result<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut client = Client::open(site.address, &reseller_name(reseller.index), PASSWORD).await?;
        client.call(&Call::Page("/customers".to_owned())).await?;
        Ok(client.session().context("a session")?.to_owned())
    })
}

/// What came of a download.
#[derive(Debug, Default)]
struct Fetched {
    bytes: u64,
    /// Without the headings.
    rows: i64,
    /// It ends as an archive does.
    is_archive: bool,
}

impl Fetched {
    /// Reads the file to its end and keeps nothing of it.
    fn read(mut stream: impl Read, begins: &[u8]) -> Result<Self> {
        let mut fetched = Self { rows: -1, ..Self::default() };
        let mut tail = Vec::new();
        fetched.take(begins, &mut tail);
        let mut piece = vec![0; 1 << 16];
        loop {
            let length = stream.read(&mut piece)?;
            if length == 0 {
                let (record, from_end) = ARCHIVE_END;
                let at = tail.len().saturating_sub(from_end);
                fetched.is_archive = tail.get(at..).is_some_and(|tail| tail.starts_with(record));
                return Ok(fetched);
            }
            fetched.take(piece.get(..length).unwrap_or_default(), &mut tail);
        }
    }

    fn take(&mut self, piece: &[u8], tail: &mut Vec<u8>) {
        self.bytes += piece.len() as u64;
        let ends = piece.iter().filter(|byte| **byte == ROW_END).count();
        self.rows += i64::try_from(ends).unwrap_or(i64::MAX);
        tail.extend_from_slice(piece);
        let (_, kept) = ARCHIVE_END;
        tail.drain(..tail.len().saturating_sub(kept));
    }
}

/// Asks in HTTP/1.0, where the end of the connection is the end of the file.
fn fetch(site: &Site, session: &str, format: &str) -> Result<Fetched> {
    let mut stream = TcpStream::connect(site.address)?;
    let request = format!(
        "GET /customers/export?format={format} HTTP/1.0\r\nHost: tollgate\r\nAccept: */*\r\nCookie: {session}\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    let mut head = Vec::new();
    let mut piece = [0; 4096];
    let body_at = loop {
        if let Some(end) = head.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        let length = stream.read(&mut piece)?;
        ensure!(0 < length, "the server hung up");
        head.extend_from_slice(piece.get(..length).unwrap_or_default());
    };
    let (head, begins) = head.split_at(body_at);
    let status = String::from_utf8_lossy(head).split(' ').nth(1).map(str::to_owned);
    ensure!(status.as_deref() == Some("200"), "HTTP {status:?}");
    Fetched::read(stream, begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_the_end_of_an_archive_are_found_across_pieces() {
        let csv = Fetched::read(&b"7,b\r\n8,c\r\n"[..], b"id,name\r\n").unwrap();
        assert_eq!((csv.rows, csv.bytes, csv.is_archive), (2, 19, false));
        let mut end = b"PK\x05\x06".to_vec();
        end.resize(22, 0);
        let (begins, rest) = end.split_at(3);
        assert!(Fetched::read(rest, &[b"content", begins].concat()).unwrap().is_archive);
        assert!(!Fetched::read(&rest[..18], &[b"content", begins].concat()).unwrap().is_archive);
    }
}
