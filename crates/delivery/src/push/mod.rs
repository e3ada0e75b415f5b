//! Delivery pushes by HTTP: one GET request to an address that a customer chose, and what came of it.
//!
//! It promises that what [`HttpRequest`] shows is what is sent, byte for byte; that no redirect is followed and no proxy asked;
//! that time and memory are bounded whatever answers; and that a private network is reached only if the installation allows
//! it, by whatever name or number it is written. It decides nothing about who may send.

mod client;
mod network;
mod request;

pub use self::client::{BODY_BYTES_MAX, HttpAnswer, PushClient, PushFailure, RefusedAddress, TIMEOUT};
pub use self::network::Networks;
pub use self::request::{BadAddress, HttpRequest};
