#include "gateway/net/thread_signals.h"

#include <csignal>
#include <initializer_list>

namespace syncgate::net {

void leave_signals_to_main() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2}) {
        sigaddset(&signals, signal);
    }
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace syncgate::net
