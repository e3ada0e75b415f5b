//! The portal from outside, by requests against its router over a real store on every engine that is there; and every page
//! with made-up content.

mod acting;
mod api;
mod audit;
mod branch;
mod branding;
mod brands;
mod catalogue;
mod crawl;
mod customer_form;
mod customer_form_refused;
mod endpoints;
mod exported;
mod exports;
mod figures;
mod filled;
mod foreign;
mod forms;
mod headers;
mod imports;
mod languages;
mod lists;
mod money;
mod owned;
pub(crate) mod people;
mod pushes;
mod reversal;
mod rights;
mod samples;
mod second_factor;
mod sessions;
mod stage;
mod start_page;
mod sweep;
mod users;
mod web_users;
mod world;
