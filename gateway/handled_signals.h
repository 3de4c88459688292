// The signals that `serve` waits for.
#pragma once

#include <signal.h>

namespace syncgate {

inline sigset_t handled_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        sigaddset(&set, signal);
    }
    return set;
}

}  // namespace syncgate
