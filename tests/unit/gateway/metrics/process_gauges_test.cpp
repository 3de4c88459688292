#include "gateway/metrics/process_gauges.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/text.h"

namespace syncgate::metrics {
namespace {

double value_of(Metrics& metrics, std::string_view name) {
    const std::string text = metrics.text();
    for (const auto line : split(text, '\n')) {
        if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ' ') {
            return std::stod(std::string(line.substr(name.size() + 1)));
        }
    }
    return -1;
}

TEST(ProcessGauges, TellWhatTheProcessUses) {
    NullLog log;
    Metrics metrics(log);
    add_process_gauges(metrics);
    EXPECT_GT(value_of(metrics, "process_resident_memory_bytes"), 1'000'000);
    EXPECT_GT(value_of(metrics, "process_cpu_seconds_total"), 0);
    EXPECT_GT(value_of(metrics, "process_start_time_seconds"), 1.7e9);
    EXPECT_GE(value_of(metrics, "process_max_fds"), 64);
    const double before = value_of(metrics, "process_open_fds");
    const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    EXPECT_EQ(value_of(metrics, "process_open_fds"), before + 1);
    close(fd);
}

}  // namespace
}  // namespace syncgate::metrics
