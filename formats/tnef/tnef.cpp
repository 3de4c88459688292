#include "formats/tnef/tnef.h"

#include <algorithm>

#include "formats/tnef/properties.h"

namespace syncgate::tnef {
namespace {

constexpr std::uint64_t kSignature = 0x223e9f78;
constexpr std::size_t kSignatureSize = 4;
constexpr int kDeepest = 8;  // messages inside messages
constexpr std::size_t kMostFiles = 1000;
constexpr std::size_t kGuid = 16;

// Source: MS-OXTNEF 2.1.3.2. The type that belongs to each is not looked at: some write none.
enum Attribute : std::uint16_t {
    kBodyText = 0x800c,
    kAttachData = 0x800f,
    kAttachTitle = 0x8010,
    kAttachBegin = 0x9002,
    kMessageProperties = 0x9003,
    kAttachProperties = 0x9005,
    kCodePage = 0x9007,
};

// Source: MS-OXPROPS 2.
enum PropertyId : std::uint16_t {
    kBody = 0x1000,
    kCompressedRtf = 0x1009,
    kHtml = 0x1013,
    kDisplayName = 0x3001,
    kFileData = 0x3701,
    kFileName = 0x3704,
    kLongFileName = 0x3707,
    kMimeTag = 0x370e,
    kContentId = 0x3712,
    kInternetCodePage = 0x3fde,
};

// Which of a file's names counts: the highest.
enum Rank { kNone, kByDisplay, kByShort, kByTitle, kByLong };

class Reader {
  public:
    Reader(std::string_view stream, int depth) : stream_(stream), depth_(depth) {}

    Result<Content> read(Range range);

  private:
    void attribute(std::uint64_t id, Range value);
    void message_property(const Property& property);
    void file_property(const Property& property);
    void object(Range value);
    void end_file();
    void name_file(Rank rank, Text name);
    void finish();

    [[nodiscard]] std::uint64_t number(Range value) const {
        return Cursor(stream_, value).number(std::min<std::size_t>(value.size, 4));
    }
    [[nodiscard]] Text text(Range value, PropertyType type) const;
    [[nodiscard]] std::string ascii(const Property& property) const;

    std::string_view stream_;
    int depth_;
    Content content_;
    std::string code_page_;           // of 8-bit text
    std::string internet_code_page_;  // of HTML
    // The file under way.
    std::optional<File> file_;
    Rank named_ = kNone;
    bool has_data_ = false;
    std::optional<Content> inside_;
};

Result<Content> Reader::read(Range range) {
    Cursor cursor(stream_, range);
    if (cursor.number(kSignatureSize) != kSignature) {
        return Error{ErrorCode::kMalformed, "tnef: no signature"};
    }
    cursor.skip(2);  // a key
    while (!cursor.at_end()) {
        cursor.skip(1);  // of the message, or of a file: the attribute says it too
        const std::uint64_t id = cursor.number(2);
        cursor.skip(2);
        const auto size = static_cast<std::size_t>(cursor.number(4));
        const Range value = cursor.take(size);
        if (cursor.failed()) {
            break;
        }
        attribute(id, value);
        cursor.skip(2);  // the checksum
    }
    end_file();
    finish();
    return std::move(content_);
}

void Reader::attribute(std::uint64_t id, Range value) {
    switch (id) {
        case kCodePage:
            code_page_ = "cp" + std::to_string(number(value));
            break;
        case kBodyText:
            content_.plain = content_.plain ? content_.plain : text(value, PropertyType::kString8);
            break;
        case kMessageProperties:
            for (const auto& property : read_properties(stream_, value)) {
                message_property(property);
            }
            break;
        case kAttachBegin:
            end_file();
            file_.emplace();
            break;
        case kAttachTitle:
            name_file(kByTitle, text(value, PropertyType::kString8));
            break;
        case kAttachData:
            if (file_) {
                file_->data = value;
                has_data_ = true;
            }
            break;
        case kAttachProperties:
            for (const auto& property : read_properties(stream_, value)) {
                file_property(property);
            }
            break;
        default:
            break;
    }
}

void Reader::message_property(const Property& property) {
    switch (property.id) {
        case kBody:
            content_.plain = text(property.value, property.type);
            break;
        case kHtml:
            content_.html = text(property.value, property.type);
            break;
        case kCompressedRtf:
            content_.rtf = property.value;
            break;
        case kInternetCodePage:
            internet_code_page_ = "cp" + std::to_string(number(property.value));
            break;
        default:
            break;
    }
}

void Reader::file_property(const Property& property) {
    if (!file_) {
        return;
    }
    switch (property.id) {
        case kLongFileName:
            name_file(kByLong, text(property.value, property.type));
            break;
        case kFileName:
            name_file(kByShort, text(property.value, property.type));
            break;
        case kDisplayName:
            name_file(kByDisplay, text(property.value, property.type));
            break;
        case kMimeTag:
            file_->media_type = ascii(property);
            break;
        case kContentId:
            file_->content_id = ascii(property);
            break;
        case kFileData:
            if (property.type == PropertyType::kObject) {
                object(property.value);
            } else {
                file_->data = property.value;
                has_data_ = true;
            }
            break;
        default:
            break;
    }
}

// A message, or what another program has embedded, behind the id of which of both.
void Reader::object(Range value) {
    const std::size_t head = std::min(kGuid, value.size);
    const Range rest{value.begin + head, value.size - head};
    if (depth_ < kDeepest) {
        if (auto inside = Reader(stream_, depth_ + 1).read(rest)) {
            inside_ = std::move(*inside);
            return;
        }
    }
    if (!has_data_) {
        file_->data = rest;
        has_data_ = rest.size > 0;
    }
}

void Reader::end_file() {
    if (inside_) {
        if (const auto& shown = inside_->html ? inside_->html : inside_->plain) {
            content_.files.push_back(
                {file_->name, inside_->html ? "text/html" : "text/plain", "", shown->range});
        }
        std::move(inside_->files.begin(), inside_->files.end(), std::back_inserter(content_.files));
    } else if (file_ && has_data_) {
        content_.files.push_back(std::move(*file_));
    }
    content_.files.resize(std::min(content_.files.size(), kMostFiles));
    file_.reset();
    inside_.reset();
    named_ = kNone;
    has_data_ = false;
}

void Reader::name_file(Rank rank, Text name) {
    if (file_ && rank > named_ && name.range.size > 0) {
        file_->name = std::move(name);
        named_ = rank;
    }
}

// The code page may be told behind what is written in it.
void Reader::finish() {
    const auto fill = [&](Text& text, const std::string& code_page) {
        if (text.charset.empty()) {
            text.charset = code_page;
        }
    };
    for (auto& file : content_.files) {
        fill(file.name, code_page_);
    }
    if (content_.plain) {
        fill(*content_.plain, code_page_);
    }
    if (content_.html) {
        fill(*content_.html, internet_code_page_.empty() ? code_page_ : internet_code_page_);
    }
}

Text Reader::text(Range value, PropertyType type) const {
    const std::size_t unit = type == PropertyType::kUnicode ? 2 : 1;
    value.size -= value.size % unit;
    const auto last_is_nul = [&] {
        const auto last = stream_.substr(value.begin + value.size - unit, unit);
        return std::all_of(last.begin(), last.end(), [](char c) { return c == '\0'; });
    };
    while (value.size >= unit && last_is_nul()) {
        value.size -= unit;
    }
    return {value, unit == 2 ? "utf-16le" : ""};
}

// Of either kind of string.
std::string Reader::ascii(const Property& property) const {
    std::string out;
    for (const char c : stream_.substr(property.value.begin, property.value.size)) {
        if (c > ' ' && c < '\x7f') {
            out += c;
        }
    }
    return out;
}

}  // namespace

Result<Content> read(std::string_view stream) {
    return Reader(stream, 0).read({0, stream.size()});
}

}  // namespace syncgate::tnef
