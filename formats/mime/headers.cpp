#include "formats/mime/headers.h"

#include <cassert>

#include "base/text.h"
#include "formats/mime/address.h"
#include "formats/mime/fields.h"

namespace syncgate::mime {
namespace {

constexpr std::size_t kMaxValue = 900;  // a line is at most 998 bytes. Source: RFC 5322 2.1.1

}  // namespace

std::size_t body_offset(std::string_view message) {
    FieldReader reader(message);
    Field field;
    while (reader.next(field)) {
    }
    return reader.body();
}

std::optional<std::string> header(std::string_view message, std::string_view name) {
    FieldReader reader(message);
    Field field;
    while (reader.next(field)) {
        if (iequals(field.name, name)) {
            return unfold(field.value);
        }
    }
    return std::nullopt;
}

std::vector<Address> addresses(std::string_view message, std::string_view name) {
    std::vector<Address> found;
    FieldReader reader(message);
    Field field;
    while (reader.next(field)) {
        if (iequals(field.name, name)) {
            append_addresses(unfold(field.value), "", found);
        }
    }
    std::erase_if(found, [](const Address& a) { return a.address.empty(); });  // names of groups
    return found;
}

std::string without_header(std::string_view message, std::string_view name) {
    std::string out;
    out.reserve(message.size());
    std::size_t kept = 0;
    FieldReader reader(message);
    Field field;
    while (reader.next(field)) {
        if (iequals(field.name, name)) {
            out += message.substr(kept, field.begin - kept);
            kept = field.end;
        }
    }
    out += message.substr(kept);
    return out;
}

std::string with_header(std::string_view message, std::string_view name, std::string_view value) {
    assert(value.size() <= kMaxValue && value.find_first_of("\r\n") == std::string_view::npos);
    const std::size_t at = first_field(message);
    Field field;
    const bool has_header = FieldReader(message).next(field);
    const std::string_view rest = message.substr(at);
    const bool ends_at_once = rest.starts_with("\r\n") || rest.starts_with('\n');
    std::string out(message.substr(0, at));
    out.reserve(message.size() + name.size() + value.size() + 6);
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
    if (!has_header && !ends_at_once) {
        out += "\r\n";  // all was body, and stays so
    }
    out += rest;
    return out;
}

}  // namespace syncgate::mime
