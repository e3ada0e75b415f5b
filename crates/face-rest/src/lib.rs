//! The messaging dialect: an IntelliSMS-compatible REST interface over the use cases.
