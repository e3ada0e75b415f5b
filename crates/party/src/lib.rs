//! The customer tree: customers, accounts, logins, rights, limits and the decisions about them. Pure.
