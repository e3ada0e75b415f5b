//! Server side of HTTP Digest authentication (RFC 7616 and 2617): no sockets, no clock, no storage.
