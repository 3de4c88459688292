#include "protocols/activesync/request_line.h"

#include <algorithm>

#include "base/base64.h"
#include "base/hex.h"
#include "base/text.h"
#include "protocols/activesync/commands/command.h"

namespace syncgate::activesync {
namespace {

constexpr std::size_t kMaxDeviceId = 32;
constexpr std::size_t kMaxDeviceType = 64;

Error malformed(const char* what) {
    return {ErrorCode::kMalformed, std::string("request line: ") + what};
}

Error unknown_version() {
    return {ErrorCode::kUnsupported, "request line: version not offered"};
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
            return unknown_version();
        }
        line.version = *parsed;
    } else if (request.method != "OPTIONS") {
        return malformed("no MS-ASProtocolVersion");
    }
    return line;
}

// What the base64 form may say in itself, and the plain one leaves to headers.
void read_headers(const Request& request, RequestLine& line) {
    if (const auto* key = request.headers.find("X-MS-PolicyKey");
        key != nullptr && !line.policy_key) {
        const auto number = parse_uint(trim(*key));
        if (number && *number <= UINT32_MAX) {
            line.policy_key = static_cast<std::uint32_t>(*number);
        }
    }
    if (const auto* multipart = request.headers.find("MS-ASAcceptMultiPart")) {
        line.accept_multipart = line.accept_multipart || iequals(trim(*multipart), "T");
    }
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

bool is_device_id(std::string_view id) {
    return !id.empty() && id.size() <= kMaxDeviceId &&
           std::all_of(id.begin(), id.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
           });
}

// Text, or the raw bytes of a GUID, which become hex.
std::string read_device_id(std::string_view bytes) {
    constexpr std::size_t kGuidBytes = 16;
    const bool printable =
        std::all_of(bytes.begin(), bytes.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (is_device_id(bytes) || (printable && bytes.size() != kGuidBytes)) {
        return std::string(bytes);
    }
    std::string id = hex_encode(bytes);
    std::transform(id.begin(), id.end(), id.begin(),
                   [](char c) { return c < 'a' ? c : static_cast<char>(c - 'a' + 'A'); });
    return id;
}

Result<RequestLine> parse_base64(std::string_view bytes) {
    Fields fields(bytes);
    RequestLine line;
    const auto version = parse_version(fields.byte());
    if (!version) {
        return fields.failed() ? malformed("base64 query is empty") : unknown_version();
    }
    line.version = *version;
    const auto code = static_cast<std::uint8_t>(fields.byte());
    const auto* command = find_command(code);
    if (command == nullptr) {
        line.command = std::to_string(code);  // the name of none: answered as an unknown one is
    } else {
        line.command = command->name;
    }
    fields.byte();  // locale
    fields.byte();
    line.device_id = read_device_id(fields.counted());
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

// Names stand before values in the plain form; in base64 '=' stands at the end alone.
bool is_plain(std::string_view query) {
    const auto equals = query.find('=');
    return query.empty() || query.find('&') != std::string_view::npos ||
           query.find_first_not_of('=', equals) != std::string_view::npos;
}

}  // namespace

Result<RequestLine> parse_request_line(const Request& request) {
    Result<RequestLine> line = malformed("empty");
    if (is_plain(request.query)) {
        line = parse_plain(request);
    } else {
        const auto bytes = base64_decode(percent_decoded_base64(request.query));
        line = bytes ? parse_base64(*bytes) : Result<RequestLine>(bytes.error());
    }
    if (!line) {
        return line;
    }
    read_headers(request, *line);
    const bool known = is_device_id(line->device_id);
    if (request.method == "OPTIONS") {  // may come without anything
        line->device_id = known ? line->device_id : "";
        return line;
    }
    if (line->command.empty()) {
        return malformed("no Cmd");
    }
    const bool typed = !line->device_type.empty() && line->device_type.size() <= kMaxDeviceType &&
                       to_plain_line(line->device_type) == line->device_type;
    line->fault = !known ? DeviceFault::kId : !typed ? DeviceFault::kType : DeviceFault::kNone;
    if (line->fault != DeviceFault::kNone) {
        line->device_id.clear();
        line->device_type.clear();
        if (line->version < Version::k14_0) {
            return malformed("DeviceId is not 1 to 32 letters and digits, or DeviceType not to 64");
        }
    }
    return line;
}

std::string client_of_device(std::string_view device_id) {
    return device_id.empty() ? std::string() : "activesync " + std::string(device_id);
}

}  // namespace syncgate::activesync
