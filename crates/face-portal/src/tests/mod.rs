//! The portal from outside, by requests against its router over a real store on every engine that is there; and every page
//! with made-up content.

mod acting;
mod audit;
mod branch;
mod brands;
mod catalogue;
mod exports;
mod forms;
mod lists;
mod owned;
pub(crate) mod people;
mod pushes;
mod samples;
mod sessions;
mod sweep;
mod users;
mod web_users;
mod world;
