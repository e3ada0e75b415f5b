//! E-mail: what is due in the outbox, handed to an SMTP server.
//!
//! Promises that a letter is given up only when the server says that it never takes it, or after days; that addresses are parsed and
//! never pasted into a head; and that a letter has the same Message-ID however often it is tried.

mod text;

use std::time::Duration;

use app::account::test_push::TestMail;
use app::outbox::{self, Letter, Outcome};
use app::{App, StoreError};
use lettre::address::AddressError;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::response::Response;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::time::Instant;

/// Letters that are claimed at once: so many as surely leave within their lease.
const LETTERS_MAX: i64 = 20;

/// How long one step of a talk with the server may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// How a connection to the server is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Not at all: for a server on the same machine.
    Plain,
    /// By STARTTLS, without which nothing is sent (RFC 3207).
    StartTls,
    /// From its first byte (RFC 8314).
    Tls,
}

/// The server and the sender.
#[derive(Clone)]
pub struct MailOptions {
    /// The server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection to it is secured.
    pub security: Security,
    /// User and password, if the server asks for them.
    pub credentials: Option<(String, String)>,
    /// The sender of mails whose owner names none, and of every envelope: `Tollgate <noreply@example.com>`.
    pub from: String,
}

/// Why no mail can be sent at all.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The sender is no e-mail address.
    #[error(
        "the sender {from:?} is not an e-mail address such as \"Tollgate <noreply@example.com>\": {reason}"
    )]
    From {
        /// What was given.
        from: String,
        /// Why not.
        reason: AddressError,
    },
    /// The server's name cannot be used.
    #[error("the mail server {host:?} cannot be used: {reason}")]
    Host {
        /// What was given.
        host: String,
        /// Why not.
        reason: lettre::transport::smtp::Error,
    },
}

/// Sends what is due.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// What came of a mail that was tried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestedMail {
    /// The mail as it was handed to the server, head and body; empty if it could not be written.
    pub message: String,
    /// What the server said to it: code and text. Or why it did not take it.
    pub answer: Result<String, String>,
    /// How long it all took.
    pub elapsed: Duration,
}

/// Why one letter cannot be written.
#[derive(Debug, thiserror::Error)]
enum LetterError {
    #[error("there is no e-mail address")]
    Nobody,
    #[error("{0:?} is not an e-mail address")]
    Address(String),
    #[error("the mail cannot be written: {0}")]
    Message(#[from] lettre::error::Error),
}

impl Mailer {
    /// A sender by this server. Nothing is connected yet.
    ///
    /// # Errors
    /// [`MailError`].
    pub fn new(options: &MailOptions) -> Result<Self, MailError> {
        let from = options.from.parse();
        let from = from.map_err(|reason| MailError::From { from: options.from.clone(), reason })?;
        let tls = || {
            TlsParameters::new(options.host.clone())
                .map_err(|reason| MailError::Host { host: options.host.clone(), reason })
        };
        let tls = match options.security {
            Security::Plain => Tls::None,
            Security::StartTls => Tls::Required(tls()?),
            Security::Tls => Tls::Wrapper(tls()?),
        };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&options.host)
            .port(options.port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        let transport = match &options.credentials {
            None => transport,
            Some((user, password)) => transport.credentials(Credentials::new(user.clone(), password.clone())),
        };
        Ok(Self { transport: transport.build(), from })
    }

    /// Sends what is due, one after the other, until nothing is; tells how many letters left.
    ///
    /// # Errors
    /// The store's. What was claimed then falls due again.
    pub async fn deliver_due(&self, app: &App) -> Result<usize, StoreError> {
        let mut sent = 0;
        loop {
            let letters = outbox::claim_due(app, LETTERS_MAX).await?;
            if letters.is_empty() {
                return Ok(sent);
            }
            for letter in letters {
                let outcome = self.send(&letter).await;
                sent += usize::from(outcome == Outcome::Sent);
                outbox::finish(app, letter, outcome).await?;
            }
        }
    }

    /// Sends a mail that somebody tries out, at once and once.
    pub async fn send_test(&self, mail: &TestMail) -> TestedMail {
        let started = Instant::now();
        let (message, answer) = match self.test_message(mail) {
            Err(error) => (String::new(), Err(error.to_string())),
            Ok(message) => {
                let written = String::from_utf8_lossy(&message.formatted()).into_owned();
                let answer = self.transport.send(message).await;
                (written, answer.map(|answer| answered(&answer)).map_err(|error| told(&error)))
            }
        };
        TestedMail { message, answer, elapsed: started.elapsed() }
    }

    /// Sends what is due, and looks again after `pause`, for ever.
    pub async fn run(&self, app: &App, pause: Duration) {
        loop {
            match self.deliver_due(app).await {
                Ok(0) => {}
                Ok(sent) => tracing::info!(sent, "mails sent"),
                Err(error) => tracing::warn!(error = %error, "the outbox cannot be read"),
            }
            tokio::time::sleep(pause).await;
        }
    }

    async fn send(&self, letter: &Letter) -> Outcome {
        let outcome = match self.message(letter) {
            Err(error) => Outcome::Refused(error.to_string()),
            Ok(message) => match self.transport.send(message).await {
                Ok(_) => Outcome::Sent,
                Err(error) if error.is_permanent() => Outcome::Refused(told(&error)),
                Err(error) => Outcome::Failed(told(&error)),
            },
        };
        if let Outcome::Failed(error) | Outcome::Refused(error) = &outcome {
            tracing::warn!(letter = letter.id(), error = %error, "a mail was not sent");
        }
        outcome
    }

    fn message(&self, letter: &Letter) -> Result<Message, LetterError> {
        let recipients = mailboxes(&letter.to)?;
        if recipients.is_empty() {
            return Err(LetterError::Nobody);
        }
        let id = format!("<{}@{}>", letter.id(), self.from.email.domain());
        let builder = self.begun(&letter.from).message_id(Some(id));
        let builder = each(builder, recipients, MessageBuilder::to);
        let builder = each(builder, mailboxes(&letter.cc)?, MessageBuilder::cc);
        let builder = each(builder, mailboxes(&letter.bcc)?, MessageBuilder::bcc);
        let (subject, text) = text::of(letter);
        Ok(builder.subject(subject).header(ContentType::TEXT_PLAIN).body(text)?)
    }

    fn test_message(&self, mail: &TestMail) -> Result<Message, LetterError> {
        let id = format!("<test-{}@{}>", mail.id(), self.from.email.domain());
        let builder = self.begun(mail.from()).message_id(Some(id));
        let builder = each(builder, mailboxes(mail.to().as_str())?, MessageBuilder::to);
        let builder = builder.subject(mail.subject()).header(ContentType::TEXT_PLAIN);
        Ok(builder.body(mail.body().to_owned())?)
    }

    /// A mail from an owner who wants his mails to be `from` this; empty: from the installation.
    fn begun(&self, from: &str) -> MessageBuilder {
        // What an owner wrote as his sender was never checked: a bad one must not keep the mail back.
        let sender = from.parse().unwrap_or_else(|_| self.from.clone());
        let builder = Message::builder().from(sender);
        if from.is_empty() { builder } else { builder.sender(self.from.clone()) }
    }
}

/// The addresses in what somebody wrote, apart by commas or semicolons.
fn mailboxes(text: &str) -> Result<Vec<Mailbox>, LetterError> {
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| part.parse().map_err(|_| LetterError::Address(part.to_owned()))).collect()
}

fn each(
    builder: MessageBuilder,
    mailboxes: Vec<Mailbox>,
    add: fn(MessageBuilder, Mailbox) -> MessageBuilder,
) -> MessageBuilder {
    mailboxes.into_iter().fold(builder, add)
}

/// A server's answer as it stands on the wire, its lines apart (RFC 5321, section 4.2).
fn answered(answer: &Response) -> String {
    answer.message().map(|line| format!("{} {line}", answer.code())).collect::<Vec<_>>().join("\n")
}

/// An error with its causes: lettre's own first line says little.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
