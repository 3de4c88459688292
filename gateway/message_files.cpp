#include "gateway/message_files.h"

#include <algorithm>
#include <fstream>

#include "base/text.h"
#include "gateway/mail_zip.h"
#include "gateway/maildir.h"
#include "gateway/mbox.h"

namespace syncgate {
namespace {

namespace fs = std::filesystem;

bool starts_as(const fs::path& path, std::string_view magic) {
    std::ifstream in(path, std::ios::binary);
    std::string head(magic.size(), '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    return head == magic;
}

bool is_mbox(const fs::path& path) {
    return starts_as(path, "From ") && !iequals(path.extension().string(), ".eml");
}

// Whether a file without ".eml" is a message nevertheless: without any extension (as MH names
// them), and beginning with a header field.
bool is_message(const fs::path& path) {
    if (iequals(path.extension().string(), ".eml")) {
        return true;
    }
    constexpr std::streamsize kLongestLine = 998;
    std::ifstream in(path, std::ios::binary);
    std::string head(kLongestLine, '\0');
    in.read(head.data(), kLongestLine);
    const auto colon = head.find(':');
    const auto is_name = [](char c) { return c > ' ' && c < 0x7f; };
    return !path.has_extension() && colon != std::string::npos && colon > 0 &&
           std::all_of(head.begin(), head.begin() + static_cast<std::ptrdiff_t>(colon), is_name);
}

void visit_folder(const fs::path& folder, const MessageVisitor& visit) {
    if (is_maildir(folder)) {
        visit_maildir(folder, visit);
        return;
    }
    for (const auto& path : entries(folder, visit)) {
        if (path.filename().string().starts_with('.')) {
            continue;
        }
        if (fs::is_directory(path) && !fs::is_symlink(path)) {  // a link may lead in a circle
            visit_folder(path, visit);
        } else if (!fs::is_regular_file(path)) {
            continue;
        } else if (!std::ifstream(path)) {
            visit(path.string(), Error{ErrorCode::kUnavailable, "cannot be read"});
        } else if (is_mbox(path)) {
            visit_mbox(path, visit);
        } else if (is_message(path)) {
            visit_file(path, "", 0, visit);
        }
    }
}

}  // namespace

Result<void> visit_messages(const fs::path& path, const MessageVisitor& visit) {
    if (!fs::exists(path)) {
        return Error{ErrorCode::kNotFound, path.string() + ": no such file or folder"};
    }
    try {
        if (fs::is_directory(path)) {  // also by a link: it was named
            visit_folder(path, visit);
        } else if (starts_as(path, "PK\x03\x04") || starts_as(path, "PK\x05\x06")) {
            return visit_zip(path, visit);
        } else if (iequals(path.extension().string(), ".zip")) {
            return Error{ErrorCode::kMalformed, path.string() + ": no zip archive"};
        } else if (is_mbox(path)) {
            visit_mbox(path, visit);
        } else {
            visit_file(path, "", 0, visit);
        }
        return {};
    } catch (const fs::filesystem_error& error) {
        return Error{ErrorCode::kUnavailable, error.what()};
    }
}

}  // namespace syncgate
