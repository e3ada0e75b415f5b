//! The voice dialect, asked as its clients ask it: whole HTTP requests through the router, on every engine there is.

#[cfg(test)]
mod client;
#[cfg(test)]
mod world;

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod audit_log;
#[cfg(test)]
mod block_customer;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod create_customer;
#[cfg(test)]
mod delete_customer;
#[cfg(test)]
mod dictionaries;
#[cfg(test)]
mod digest;
#[cfg(test)]
mod funds;
#[cfg(test)]
mod low_balance;
#[cfg(test)]
mod money;
#[cfg(test)]
mod payments;
#[cfg(test)]
mod races;
#[cfg(test)]
mod references;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod routing_groups;
#[cfg(test)]
mod service_plans;
#[cfg(test)]
mod system;
#[cfg(test)]
mod tariffs;
#[cfg(test)]
mod throttle;
#[cfg(test)]
mod transcripts;
#[cfg(test)]
mod transport;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod trusted;
#[cfg(test)]
mod update_customer;
#[cfg(test)]
mod web_users;
