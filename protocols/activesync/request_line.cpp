#include "protocols/activesync/request_line.h"

#include <algorithm>

#include "base/base64.h"
#include "base/hex.h"
#include "base/text.h"
#include "protocols/activesync/commands/command.h"

namespace syncgate::activesync {
namespace {

constexpr std::size_t kMaxDeviceId = 32;

Error malformed(const char* what) {
    return {ErrorCode::kMalformed, std::string("request line: ") + what};
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] == '%' && i + 2 < text.size() && hex_decode(text.substr(i + 1, 2))) {
            out += *hex_decode(text.substr(i + 1, 2));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

// '+' stands for itself in base64.
std::string percent_decoded_base64(std::string_view text) {
    std::string kept(text);
    for (std::size_t at = 0; (at = kept.find('+', at)) != std::string::npos; at += 3) {
        kept.replace(at, 1, "%2B");
    }
    return percent_decoded(kept);
}

// A parameter of the plain form, and of the base64 form by its tag.
struct Parameter {
    std::string_view name;
    int tag;
    std::string RequestLine::*field;
};

constexpr int kNoTag = -1;
constexpr int kOptionsTag = 7;

constexpr Parameter kParameters[] = {
    {"AttachmentName", 0, &RequestLine::attachment_name},
    {"CollectionId", 1, &RequestLine::collection_id},
    {"ItemId", 3, &RequestLine::item_id},
    {"LongId", 4, &RequestLine::long_id},
    {"Occurrence", 6, &RequestLine::occurrence},
    {"User", 8, &RequestLine::user},
    {"Cmd", kNoTag, &RequestLine::command},
    {"DeviceId", kNoTag, &RequestLine::device_id},
    {"DeviceType", kNoTag, &RequestLine::device_type},
};

Result<RequestLine> parse_plain(const Request& request) {
    RequestLine line;
    for (const auto pair : split(request.query, '&')) {
        const auto equals = pair.find('=');
        const auto name = pair.substr(0, equals);
        const std::string value =
            equals == std::string_view::npos ? "" : percent_decoded(pair.substr(equals + 1));
        for (const auto& parameter : kParameters) {
            if (iequals(parameter.name, name)) {
                line.*parameter.field = value;
            }
        }
        if (iequals(name, "SaveInSent")) {
            line.save_in_sent = iequals(value, "T");
        }
    }
    if (const auto* version = request.headers.find("MS-ASProtocolVersion")) {
        const auto parsed = parse_version(trim(*version));
        if (!parsed) {
            return malformed("MS-ASProtocolVersion");
        }
        line.version = *parsed;
    } else if (request.method != "OPTIONS") {
        return malformed("no MS-ASProtocolVersion");
    }
    if (const auto* key = request.headers.find("X-MS-PolicyKey")) {
        const auto number = parse_uint(trim(*key));
        line.policy_key = number && *number <= UINT32_MAX
                              ? std::optional(static_cast<std::uint32_t>(*number))
                              : std::nullopt;
    }
    if (const auto* multipart = request.headers.find("MS-ASAcceptMultiPart")) {
        line.accept_multipart = iequals(trim(*multipart), "T");
    }
    return line;
}

// Takes fields off the front of the decoded query.
class Fields {
  public:
    explicit Fields(std::string_view bytes) : rest_(bytes) {}

    unsigned byte() { return static_cast<unsigned char>(take(1)[0]); }
    // Of as many bytes as the byte before them says.
    std::string_view counted() { return take(byte()); }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    std::string_view take(std::size_t count) {
        if (count > rest_.size()) {
            failed_ = true;
            rest_ = {};
            return std::string_view("\0", 1).substr(0, std::min<std::size_t>(count, 1));
        }
        const auto field = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return field;
    }

    std::string_view rest_;
    bool failed_ = false;
};

bool is_device_text(std::string_view id) {
    return std::all_of(id.begin(), id.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<RequestLine> parse_base64(std::string_view bytes) {
    Fields fields(bytes);
    RequestLine line;
    const unsigned version = fields.byte();
    constexpr unsigned kVersions[] = {25, 120, 121, 140, 141, 160, 161};
    if (std::find(std::begin(kVersions), std::end(kVersions), version) == std::end(kVersions)) {
        return malformed("version byte");
    }
    line.version = static_cast<Version>(version);
    const auto* command = find_command(static_cast<std::uint8_t>(fields.byte()));
    if (command == nullptr) {
        return Error{ErrorCode::kUnsupported, "request line: command code"};
    }
    line.command = command->name;
    fields.byte();  // locale
    fields.byte();
    const auto id = fields.counted();
    line.device_id = is_device_text(id) ? std::string(id) : hex_encode(id);
    std::transform(line.device_id.begin(), line.device_id.end(), line.device_id.begin(),
                   [&](char c) {
                       return is_device_text(id) || c < 'a' ? c : static_cast<char>(c - 'a' + 'A');
                   });
    const auto key = fields.counted();
    if (key.size() == 4) {
        std::uint32_t number = 0;
        for (std::size_t i = 4; i-- > 0;) {
            number = number << 8U | static_cast<unsigned char>(key[i]);
        }
        line.policy_key = number;
    } else if (!key.empty()) {
        return malformed("policy key length");
    }
    line.device_type = fields.counted();
    while (!fields.at_end() && !fields.failed()) {
        const auto tag = static_cast<int>(fields.byte());
        const auto value = fields.counted();
        if (tag == kOptionsTag && !value.empty()) {
            const auto bits = static_cast<unsigned char>(value.front());
            line.save_in_sent = (bits & 1U) != 0;
            line.accept_multipart = (bits & 2U) != 0;
        }
        for (const auto& parameter : kParameters) {
            if (parameter.tag == tag) {
                line.*parameter.field = value;
            }
        }
    }
    if (fields.failed()) {
        return malformed("base64 query ends too early");
    }
    return line;
}

bool is_device_id(std::string_view id) {
    return !id.empty() && id.size() <= kMaxDeviceId &&
           std::all_of(id.begin(), id.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
           });
}

}  // namespace

Result<RequestLine> parse_request_line(const Request& request) {
    const bool plain = request.query.empty() || request.query.find('=') < request.query.size() - 2 ||
                       request.query.find('&') != std::string::npos;
    Result<RequestLine> line = malformed("empty");
    if (plain) {
        line = parse_plain(request);
    } else {
        const auto bytes = base64_decode(percent_decoded_base64(request.query));
        line = bytes ? parse_base64(*bytes) : Result<RequestLine>(bytes.error());
    }
    if (!line || request.method == "OPTIONS") {
        return line;
    }
    if (line->command.empty()) {
        return malformed("no Cmd");
    }
    if (!is_device_id(line->device_id)) {
        return malformed("DeviceId is not 1 to 32 letters and digits");
    }
    if (line->device_type.empty() || line->device_type.size() > 64) {
        return malformed("DeviceType");
    }
    if (!is_offered(line->version)) {
        return Error{ErrorCode::kUnsupported, "request line: version not offered"};
    }
    return line;
}

}  // namespace syncgate::activesync
