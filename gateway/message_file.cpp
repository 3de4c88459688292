#include "gateway/message_file.h"

#include <algorithm>
#include <fstream>

#include <sys/stat.h>

#include "base/limits.h"
#include "formats/mime/message_index.h"

namespace syncgate {
namespace {

namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    auto content = read_bounded(in);
    if (content && (!in.is_open() || in.bad())) {
        return Error{ErrorCode::kUnavailable, "cannot be read"};
    }
    return content;
}

UnixSeconds modified(const fs::path& path) {
    struct stat info {};
    return stat(path.c_str(), &info) == 0 ? info.st_mtime : 0;
}

}  // namespace

void date_message(MessageFile& message, const fs::path& path) {
    const std::string_view bytes = message.bytes;
    const auto end = std::min(bytes.find("\n\n"), bytes.find("\r\n\r\n"));
    const auto date = mime::index(bytes.substr(0, end)).envelope.date;
    message.received = date > 0 ? date : modified(path);
}

void visit_file(const fs::path& path, const std::string& folder, std::uint32_t flags,
                const MessageVisitor& visit) {
    auto bytes = read_file(path);
    if (!bytes) {
        visit(path.string(), bytes.error());
        return;
    }
    MessageFile file{*std::move(bytes), folder, flags, 0, path.string()};
    date_message(file, path);
    visit(path.string(), std::move(file));
}

std::vector<fs::path> entries(const fs::path& folder, const MessageVisitor& visit) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        found.push_back(it->path());
    }
    if (error) {
        visit(folder.string(), Error{ErrorCode::kUnavailable, error.message()});
    }
    std::sort(found.begin(), found.end());
    return found;
}

Result<std::string> read_bounded(std::istream& in) {
    std::string content;
    std::string buffer(64U << 10U, '\0');
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
        content.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
        if (content.size() > limits::kMessageBytes) {
            return over_the_limit();
        }
    }
    return content;
}

Error over_the_limit() {
    return {ErrorCode::kTooLarge,
            "over the limit of a message, " + std::to_string(limits::kMessageBytes >> 20U) + " MB"};
}

}  // namespace syncgate
