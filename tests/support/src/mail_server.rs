//! An SMTP server that keeps what it gets.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What a server answers to RCPT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temper {
    /// It takes the mail.
    Kind,
    /// It asks to come again.
    Busy,
    /// It never takes it.
    Refusing,
}

/// An SMTP server (RFC 5321) that keeps what it gets.
#[derive(Debug, Clone)]
pub struct MailServer {
    port: u16,
    temper: Arc<Mutex<Temper>>,
    taken: Arc<Mutex<Vec<TakenMail>>>,
}

/// One mail: the envelope's lines, then the letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenMail {
    /// What was said before the letter, without its end of line.
    pub envelope: Vec<String>,
    /// Head and body.
    pub letter: String,
}

impl MailServer {
    /// One on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self { port, temper: Arc::new(Mutex::new(Temper::Kind)), taken: Arc::default() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.talk(stream).await });
            }
        });
        server
    }

    /// A talk that breaks off ends here: the client tells its own side.
    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let mut mail = TakenMail::default();
        write.write_all(b"220 here\r\n").await.ok()?;
        while let Some(line) = lines.next_line().await.ok()? {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            let temper = *self.temper.lock().unwrap();
            let answer = match (verb.as_str(), temper) {
                ("RCPT", Temper::Busy) => "450 later",
                ("RCPT", Temper::Refusing) => "550 no such mailbox",
                ("DATA", _) => "354 go on",
                ("QUIT", _) => "221 bye",
                _ => "250 well",
            };
            if verb == "MAIL" {
                mail = TakenMail::default();
            }
            if verb == "MAIL" || verb == "RCPT" {
                mail.envelope.push(line.clone());
            }
            write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
            if verb != "DATA" {
                continue;
            }
            while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                mail.letter.push_str(&line);
                mail.letter.push('\n');
            }
            self.taken.lock().unwrap().push(mail.clone());
            write.write_all(b"250 taken\r\n").await.ok()?;
        }
        Some(())
    }

    /// Where it listens, on this machine.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What it took since it was asked before.
    pub fn taken(&self) -> Vec<TakenMail> {
        std::mem::take(&mut self.taken.lock().unwrap())
    }

    /// Changes what it answers.
    pub fn set(&self, temper: Temper) {
        *self.temper.lock().unwrap() = temper;
    }
}
