// `syncgate serve`: configuration, log and signals, then the parts.
#include <fstream>
#include <iostream>

#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include "base/stream_log.h"
#include "formats/mime/message_index.h"
#include "gateway/config.h"
#include "gateway/handled_signals.h"
#include "gateway/part_options.h"
#include "gateway/process.h"
#include "gateway/program_commands.h"
#include "gateway/stop_guard.h"

namespace syncgate {
namespace {

// The guard outlives the parts: the last of them to end may be the one that waits.
int run_process(const CommandLine& line, Config config, StreamLog& log) {
    StopGuard guard(log);
    Process process(line, std::move(config), log, guard);
    return process.run();
}

}  // namespace

int run_serve(const CommandLine& line) {
    auto config = load_config(line.value("--config"), process_environment());
    if (!config) {
        return start_failed(config.error().detail);
    }
    const std::pair<const char*, std::string Config::*> overrides[] = {
        {"--https", &Config::https},
        {"--http", &Config::http},
        {"--lmtp", &Config::lmtp},
        {"--relay", &Config::relay},
    };
    for (const auto& [option, member] : overrides) {
        if (line.has(option)) {
            (*config).*member = line.value(option);
        }
    }
    if (!line.database.empty()) {
        config->database = line.database;
    }
    std::ofstream file;
    if (!config->log_file.empty()) {
        file.open(config->log_file, std::ios::app);
        if (!file) {
            return start_failed("cannot write " + config->log_file);
        }
    }
    // Blocked before any thread is made, so that only sigwait() takes them.
    const sigset_t signals = handled_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    constexpr int kArenas = 4;  // more cost memory for each thread that ever ran
    mallopt(M_ARENA_MAX, kArenas);
    mime::init();
    StreamLog log(file.is_open() ? static_cast<std::ostream&>(file) : std::cerr,
                  level_of(config->log_level));
    const int status = run_process(line, *std::move(config), log);
    if (!log.flush(kLogPatience)) {
        _exit(status);  // its lines can go nowhere, and waiting for that would never end
    }
    return status;
}

}  // namespace syncgate
