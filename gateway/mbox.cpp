#include "gateway/mbox.h"

#include <algorithm>
#include <array>
#include <fstream>

#include "base/limits.h"
#include "base/text.h"
#include "formats/mime/headers.h"
#include "model/item.h"

namespace syncgate {
namespace {

namespace fs = std::filesystem;

struct StatusFlag {
    std::string_view field;
    char letter;
    std::uint32_t flag;
};
constexpr StatusFlag kStatusFlags[] = {
    {"Status", 'R', kSeen},
    {"X-Status", 'A', kAnswered},
    {"X-Status", 'F', kFlagged},
};

std::uint32_t status_flags(std::string_view message) {
    std::uint32_t flags = 0;
    for (const auto& each : kStatusFlags) {
        const auto value = mime::header(message, each.field);
        if (value && value->find(each.letter) != std::string::npos) {
            flags |= each.flag;
        }
    }
    return flags;
}

// Whether the word is one of `names`, three letters each.
bool is_one_of(std::string_view word, std::string_view names) {
    const auto at = names.find(word);
    return word.size() == 3 && at != std::string_view::npos && at % 3 == 0;
}

// "From jane@example.org Sat Jan  1 00:00:00 2000": an address, then asctime()'s date.
bool has_date(std::string_view line) {
    std::array<std::string_view, 4> last;  // the words seen before
    std::size_t words = 0;
    for (const auto word : split(trim(line), ' ')) {
        if (word.empty()) {
            continue;
        }
        std::rotate(last.begin(), last.begin() + 1, last.end());
        last.back() = word;
        const auto& [weekday, month, day, time] = last;
        if (++words > 5 && is_one_of(weekday, "MonTueWedThuFriSatSun") &&
            is_one_of(month, "JanFebMarAprMayJunJulAugSepOctNovDec") &&
            parse_uint(day).value_or(32) <= 31 && time.find(':') != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

// Reads a line without its end; of one that is longer than a message may be, only so much.
bool read_line(std::istream& in, std::string& line) {
    std::array<char, 64U << 10U> buffer;
    line.clear();
    for (bool more = true; more;) {
        in.getline(buffer.data(), buffer.size());
        const auto count = static_cast<std::size_t>(in.gcount());
        more = in.fail() && !in.eof() && !in.bad() && count + 1 == buffer.size();
        const bool ended = !in.fail() && !in.eof();  // the line end is counted, and not there
        if (line.size() <= limits::kMessageBytes) {
            line.append(buffer.data(), count - (ended ? 1 : 0));
        }
        if (more) {
            in.clear();
        } else if (in.fail()) {
            return false;
        }
    }
    return true;
}

class MboxReader {
  public:
    MboxReader(const fs::path& path, const MessageVisitor& visit) : path_(path), visit_(visit) {}

    void read() {
        std::ifstream in(path_, std::ios::binary);
        std::string line;
        bool after_blank = true;
        while (read_line(in, line)) {
            if (after_blank && begins_message(line)) {
                finish();
                inside_ = true;
            } else if (inside_) {
                append_unquoted(line);
            }
            after_blank = line.empty() || line == "\r";
        }
        if (!in.is_open() || in.bad()) {
            visit_(path_.string(), Error{ErrorCode::kUnavailable, "cannot be read to its end"});
        } else {
            finish();
        }
    }

  private:
    bool begins_message(std::string_view line) {
        if (!line.starts_with("From ")) {
            return false;
        }
        if (!inside_) {
            dated_ = has_date(line);
        }
        return !dated_ || has_date(line);
    }

    // ">From " and ">>From " lose one '>' (mboxrd).
    void append_unquoted(const std::string& line) {
        if (message_.size() > limits::kMessageBytes) {
            return;  // finish() tells
        }
        const auto quotes = line.find_first_not_of('>');
        const bool quoted =
            quotes != std::string::npos && quotes > 0 && line.compare(quotes, 5, "From ") == 0;
        message_.append(line, quoted ? 1 : 0);
        message_ += '\n';
    }

    void finish() {
        if (!inside_) {
            return;
        }
        // The blank line that separates messages.
        if (message_.ends_with("\n\r\n")) {
            message_.resize(message_.size() - 2);
        } else if (message_.ends_with("\n\n")) {
            message_.pop_back();
        }
        const std::string source = path_.string() + "#" + std::to_string(++number_);
        if (message_.size() > limits::kMessageBytes) {
            visit_(source, over_the_limit());
        } else {
            MessageFile file{std::move(message_), "", 0, 0, source};
            file.flags = status_flags(file.bytes);
            date_message(file, path_);
            visit_(source, std::move(file));
        }
        message_.clear();
    }

    const fs::path& path_;
    const MessageVisitor& visit_;
    std::string message_;
    bool inside_ = false;  // a message has begun
    bool dated_ = false;   // the first "From " line has a date
    int number_ = 0;
};

}  // namespace

void visit_mbox(const fs::path& path, const MessageVisitor& visit) {
    MboxReader(path, visit).read();
}

}  // namespace syncgate
