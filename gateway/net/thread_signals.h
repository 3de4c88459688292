// Signals belong to the main thread.
#pragma once

namespace syncgate::net {

// In each of our threads: no asynchronous signal is handled there, and a write to a socket whose
// peer has gone gives EPIPE instead of SIGPIPE (OpenSSL writes without MSG_NOSIGNAL).
void leave_signals_to_main();

}  // namespace syncgate::net
