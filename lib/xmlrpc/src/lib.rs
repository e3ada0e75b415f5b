//! XML-RPC values, calls, responses and faults: parser and writer, no sockets.
