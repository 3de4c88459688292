#include "gateway/metrics/process_gauges.h"

#include <chrono>
#include <filesystem>
#include <fstream>

#include <sys/resource.h>
#include <unistd.h>

namespace syncgate::metrics {
namespace {

double resident_bytes() {
    std::ifstream in("/proc/self/statm");
    double size = 0;
    double resident = 0;
    in >> size >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double open_files() {
    std::error_code error;
    const std::filesystem::directory_iterator files("/proc/self/fd", error);
    return error ? 0
                 : static_cast<double>(std::distance(files, std::filesystem::directory_iterator()));
}

double most_files() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<double>(limit.rlim_cur);
}

}  // namespace

void add_process_gauges(Metrics& metrics) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const double started = std::chrono::duration<double>(now).count();
    const Gauge gauges[] = {
        {"process_resident_memory_bytes", "Memory in use", resident_bytes},
        {"process_cpu_seconds_total", "CPU time, user and system", cpu_seconds},
        {"process_open_fds", "Open files and sockets", open_files},
        {"process_max_fds", "The most that may be open", most_files},
        {"process_start_time_seconds", "When it started", [started] { return started; }},
    };
    for (const auto& gauge : gauges) {
        metrics.add_gauge(gauge);
    }
}

}  // namespace syncgate::metrics
