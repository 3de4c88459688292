#include "protocols/activesync/trace.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

namespace syncgate::activesync {
namespace {

constexpr off_t kMaxBytes = 20 << 20;
constexpr std::size_t kMaxValue = 200;

std::string decoded(std::string_view bytes) {
    if (bytes.empty()) {
        return "(no body)\n";
    }
    const auto root = wbxml::parse(bytes);
    return root ? wbxml::dump(*root, kMaxValue)
                : "(" + std::to_string(bytes.size()) + " bytes that are no WBXML)\n";
}

}  // namespace

void trace(const Context& context, std::string_view what, std::string_view bytes) {
    const std::string& folder = context.services.trace_folder;
    if (folder.empty() || context.device.trace_until <= context.services.clock.now()) {
        return;
    }
    mkdir(folder.c_str(), 0700);
    const std::string path =
        folder + "/" + std::to_string(context.account->id()) + "-" + context.device.id + ".log";
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) {
        context.services.log.warning("trace_not_written", {{"file", path}});
        return;
    }
    struct stat info {};
    if (fstat(fd, &info) == 0 && info.st_size > kMaxBytes && ftruncate(fd, 0) != 0) {
        context.services.log.warning("trace_not_written", {{"file", path}});
    }
    const std::string text = iso8601_millis(context.services.clock.now_millis()) + " " +
                             std::string(what) + " " + context.line.command + "\n" +
                             decoded(bytes) + "\n";
    if (write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
        context.services.log.warning("trace_not_written", {{"file", path}});
    }
    close(fd);
}

}  // namespace syncgate::activesync
