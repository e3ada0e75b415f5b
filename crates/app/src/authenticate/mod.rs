//! Who somebody is: finding the credentials that a face then checks, or checking them here.

pub mod account;
pub mod api;
pub mod user;
pub mod web_user;
