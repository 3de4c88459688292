#include "gateway/mail_zip.h"

#include <fstream>

#include <Poco/Exception.h>
#include <Poco/Zip/SkipCallback.h>
#include <Poco/Zip/ZipLocalFileHeader.h>
#include <Poco/Zip/ZipStream.h>

#include "base/text.h"

namespace syncgate {
namespace {

namespace fs = std::filesystem;
using Entry = Poco::Zip::ZipLocalFileHeader;

bool is_at_entry(std::istream& in) {
    constexpr std::string_view kMagic = "PK\x03\x04";
    std::string head(kMagic.size(), '\0');
    const auto at = in.tellg();
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    in.clear();
    in.seekg(at);
    return head == kMagic;
}

// The content, bounded: its size is a stranger's word.
Result<std::string> read_entry(std::istream& file, const Entry& entry) {
    Poco::Zip::ZipInputStream in(file, entry);
    auto content = read_bounded(in);
    if (content && (in.bad() || !in.crcValid())) {
        return Error{ErrorCode::kMalformed, "damaged in the archive"};
    }
    return content;
}

void visit_entry(std::istream& file, const Entry& entry, const fs::path& path,
                 const MessageVisitor& visit) {
    const fs::path name = entry.getFileName();
    if (!iequals(name.extension().string(), ".eml")) {
        return;
    }
    const std::string source = path.string() + "!" + name.string();
    try {
        auto content = read_entry(file, entry);
        if (!content) {
            visit(source, content.error());
            return;
        }
        MessageFile message{*std::move(content), name.parent_path().string(), 0, 0, source};
        date_message(message, path);
        visit(source, std::move(message));
    } catch (const Poco::Exception& error) {
        visit(source, Error{ErrorCode::kMalformed, error.displayText()});
    }
}

}  // namespace

// One entry after the other, as they stand: the library's own list holds each name once only.
Result<void> visit_zip(const fs::path& path, const MessageVisitor& visit) {
    std::ifstream file(path, std::ios::binary);
    try {
        while (is_at_entry(file)) {
            Poco::Zip::SkipCallback skip;
            const Entry entry(file, false, skip);
            const auto next = file.tellg();
            visit_entry(file, entry, path, visit);
            file.clear();
            file.seekg(next);
        }
        std::string directory(2, '\0');
        file.read(directory.data(), 2);
        if (directory != "PK") {
            return Error{ErrorCode::kMalformed, path.string() + ": the archive breaks off"};
        }
        return {};
    } catch (const Poco::Exception& error) {
        return Error{ErrorCode::kMalformed, path.string() + ": " + error.displayText()};
    }
}

}  // namespace syncgate
