#include "gateway/maildir.h"

#include <algorithm>

#include "base/text.h"
#include "formats/line/utf7.h"
#include "model/item.h"

namespace syncgate {
namespace {

namespace fs = std::filesystem;

struct MaildirFlag {
    char letter;
    std::uint32_t flag;
};
constexpr MaildirFlag kMaildirFlags[] = {
    {'S', kSeen}, {'R', kAnswered}, {'F', kFlagged}, {'D', kDraft}, {'P', kForwarded},
};

std::uint32_t maildir_flags(const std::string& name) {
    const auto info = name.find(":2,");
    std::uint32_t flags = 0;
    for (const auto& each : kMaildirFlags) {
        if (info != std::string::npos && name.find(each.letter, info + 3) != std::string::npos) {
            flags |= each.flag;
        }
    }
    return flags;
}

// The path of ".Projects.2026".
std::string folder_of(std::string_view name) {
    std::string path;
    bool first = true;
    for (const auto part : split(name.substr(1), '.')) {
        const bool is_inbox = first && iequals(part, "INBOX");
        first = false;
        if (is_inbox) {
            continue;
        }
        auto decoded = line::decode_mailbox_name(part);
        std::string readable = decoded ? *std::move(decoded) : std::string(part);
        std::replace(readable.begin(), readable.end(), '/', '_');  // it would be a folder below
        path += (path.empty() ? "" : "/") + readable;
    }
    return path;
}

void visit_messages_of(const fs::path& maildir, const std::string& folder,
                       const MessageVisitor& visit) {
    for (const auto* part : {"cur", "new"}) {
        for (const auto& path : entries(maildir / part, visit)) {
            if (fs::is_regular_file(path)) {
                visit_file(path, folder, maildir_flags(path.filename().string()), visit);
            }
        }
    }
}

}  // namespace

bool is_maildir(const fs::path& folder) {
    return fs::is_directory(folder / "cur") && fs::is_directory(folder / "new");
}

void visit_maildir(const fs::path& maildir, const MessageVisitor& visit) {
    visit_messages_of(maildir, "", visit);
    for (const auto& path : entries(maildir, visit)) {
        const std::string name = path.filename().string();
        if (name.size() > 1 && name.front() == '.' && is_maildir(path)) {
            visit_messages_of(path, folder_of(name), visit);
        }
    }
}

}  // namespace syncgate
