#include "gateway/message_files.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <Poco/Exception.h>
#include <Poco/Zip/ZipArchive.h>
#include <Poco/Zip/ZipStream.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/text.h"
#include "formats/mime/message_index.h"
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

Result<std::string> read_file(const fs::path& path) {
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (!error && size > limits::kMessageBytes) {
        return Error{ErrorCode::kTooLarge, "over the limit of a message"};
    }
    std::ifstream in(path, std::ios::binary);
    std::stringstream content;
    content << in.rdbuf();
    if (!in) {
        return Error{ErrorCode::kUnavailable, "cannot be read"};
    }
    return content.str();
}

UnixSeconds modified(const fs::path& path) {
    struct stat info {};
    return stat(path.c_str(), &info) == 0 ? info.st_mtime : 0;
}

// The message's own date, which survives copying; else the file's.
UnixSeconds date_of(const std::string& message, UnixSeconds fallback) {
    const auto end = std::min(message.find("\n\n"), message.find("\r\n\r\n"));
    const auto date =
        mime::index(std::string_view(message).substr(0, std::min(end, message.size())))
            .envelope.date;
    return date > 0 ? date : fallback;
}

void visit_file(const fs::path& path, const std::string& folder, std::uint32_t flags,
                const MessageVisitor& visit) {
    auto bytes = read_file(path);
    if (!bytes) {
        visit(path.string(), bytes.error());
        return;
    }
    MessageFile file{*std::move(bytes), folder, flags, 0, path.string()};
    file.received = date_of(file.bytes, modified(path));
    visit(path.string(), std::move(file));
}

// What is in a folder, by name. A folder that can't be read is told to `visit`.
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

bool is_maildir(const fs::path& folder) {
    return fs::is_directory(folder / "cur") && fs::is_directory(folder / "new");
}

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

// Maildir++ keeps its folders beside cur and new: ".Sent", ".Projects.2026".
void visit_maildir(const fs::path& maildir, const std::string& folder,
                   const MessageVisitor& visit) {
    for (const auto* part : {"cur", "new"}) {
        for (const auto& path : entries(maildir / part, visit)) {
            if (fs::is_regular_file(path)) {
                visit_file(path, folder, maildir_flags(path.filename().string()), visit);
            }
        }
    }
    for (const auto& path : entries(maildir, visit)) {
        const std::string name = path.filename().string();
        if (name.size() > 1 && name.front() == '.' && is_maildir(path)) {
            std::string below = name.substr(1);
            std::replace(below.begin(), below.end(), '.', '/');
            visit_maildir(path, below, visit);
        }
    }
}

// ">From " and ">>From " lose one '>' (mboxrd).
void append_unquoted(std::string& message, const std::string& line) {
    const auto quotes = line.find_first_not_of('>');
    const bool quoted =
        quotes != std::string::npos && quotes > 0 && line.compare(quotes, 5, "From ") == 0;
    message.append(line, quoted ? 1 : 0);
    message += '\n';
}

void visit_mbox(const fs::path& path, const MessageVisitor& visit) {
    std::ifstream in(path, std::ios::binary);
    std::string line;
    std::string message;
    bool inside = false;
    int number = 0;
    const auto finish = [&] {
        if (!inside) {
            return;
        }
        // The blank line that separates messages.
        if (message.ends_with("\n\r\n")) {
            message.resize(message.size() - 2);
        } else if (message.ends_with("\n\n")) {
            message.pop_back();
        }
        const std::string source = path.string() + "#" + std::to_string(++number);
        MessageFile file{std::move(message), "", 0, 0, source};
        file.received = date_of(file.bytes, modified(path));
        visit(source, std::move(file));
        message.clear();
    };
    bool after_blank = true;
    while (std::getline(in, line)) {
        if (after_blank && line.starts_with("From ")) {
            finish();
            inside = true;
        } else if (inside) {
            append_unquoted(message, line);
        }
        after_blank = line.empty() || line == "\r";
    }
    finish();
}

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
    std::ifstream in(path, std::ios::binary);
    std::string name;
    const auto is_name = [](char c) { return c > ' ' && c < 0x7f; };
    return !path.has_extension() && std::getline(in, name, ':') && !in.eof() && !name.empty() &&
           std::all_of(name.begin(), name.end(), is_name);
}

void visit_folder(const fs::path& folder, const MessageVisitor& visit) {
    if (is_maildir(folder)) {
        visit_maildir(folder, "", visit);
        return;
    }
    for (const auto& path : entries(folder, visit)) {
        if (path.filename().string().starts_with('.')) {
            continue;
        }
        if (fs::is_directory(path) && !fs::is_symlink(path)) {  // a link may lead in a circle
            visit_folder(path, visit);
        } else if (fs::is_regular_file(path) && is_mbox(path)) {
            visit_mbox(path, visit);
        } else if (fs::is_regular_file(path) && is_message(path)) {
            visit_file(path, "", 0, visit);
        }
    }
}

// The entry's content, bounded: its size is a stranger's word.
std::string read_entry(Poco::Zip::ZipInputStream& in) {
    std::string content;
    std::string buffer(64U << 10U, '\0');
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
        content.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
        if (content.size() > limits::kMessageBytes) {
            break;
        }
    }
    return content;
}

void visit_zip(const fs::path& path, const MessageVisitor& visit) {
    std::ifstream file(path, std::ios::binary);
    const Poco::Zip::ZipArchive archive(file);
    for (auto it = archive.headerBegin(); it != archive.headerEnd(); ++it) {
        const fs::path name = it->first;
        if (!iequals(name.extension().string(), ".eml")) {
            continue;
        }
        const std::string source = path.string() + "!" + it->first;
        try {
            file.clear();
            Poco::Zip::ZipInputStream in(file, it->second);
            MessageFile message{read_entry(in), name.parent_path().string(), 0, 0, source};
            if (message.bytes.size() > limits::kMessageBytes) {
                visit(source, Error{ErrorCode::kTooLarge, "over the limit of a message"});
                continue;
            }
            message.received = date_of(message.bytes, modified(path));
            visit(source, std::move(message));
        } catch (const Poco::Exception& error) {
            visit(source, Error{ErrorCode::kMalformed, error.displayText()});
        }
    }
}

}  // namespace

Result<void> visit_messages(const fs::path& path, const MessageVisitor& visit) {
    if (!fs::exists(path)) {
        return Error{ErrorCode::kNotFound, path.string() + ": no such file or folder"};
    }
    try {
        if (fs::is_directory(path) && !fs::is_symlink(path)) {  // a link may lead in a circle
            visit_folder(path, visit);
        } else if (starts_as(path, "PK\x03\x04") || starts_as(path, "PK\x05\x06")) {
            visit_zip(path, visit);
        } else if (iequals(path.extension().string(), ".zip")) {
            return Error{ErrorCode::kMalformed, path.string() + ": no zip archive"};
        } else if (is_mbox(path)) {
            visit_mbox(path, visit);
        } else {
            visit_file(path, "", 0, visit);
        }
        return {};
    } catch (const Poco::Exception& error) {
        return Error{ErrorCode::kMalformed, path.string() + ": " + error.displayText()};
    } catch (const fs::filesystem_error& error) {
        return Error{ErrorCode::kUnavailable, error.what()};
    }
}

}  // namespace syncgate
