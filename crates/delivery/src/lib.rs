//! What leaves the house: e-mail by SMTP and delivery pushes by HTTP, out of the outbox.

pub mod mail;
pub mod push;
