#include "formats/vcard/property.h"

#include <algorithm>

#include "base/base64.h"
#include "base/text.h"
#include "formats/mime/charset.h"
#include "formats/mime/content.h"
#include "formats/vcard/quoted_printable.h"
#include "formats/vcard/text.h"

namespace syncgate::vcard {
namespace {

constexpr std::string_view kQuotedPrintable[] = {"QUOTED-PRINTABLE"};
constexpr std::string_view kBase64[] = {"BASE64", "B"};
constexpr std::string_view kEncodings[] = {"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"};

template <std::size_t N>
bool names_one(const Parameter& parameter, const std::string_view (&encodings)[N]) {
    if (parameter.name != "ENCODING" && !parameter.name.empty()) {
        return false;
    }
    return std::any_of(
        parameter.values.begin(), parameter.values.end(), [&](std::string_view value) {
            return std::any_of(std::begin(encodings), std::end(encodings),
                               [&](std::string_view each) { return iequals(each, value); });
        });
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

Property::Property(std::string name, Version version)
    : head_(name), name_(std::move(name)), version_(version) {}

std::string_view Property::parameter(std::string_view name) const {
    for (const auto& each : parameters_) {
        if (each.name == name && !each.values.empty()) {
            return each.values.front();
        }
    }
    return {};
}

bool Property::has_type(std::string_view type) const {
    const auto is_type = [&](std::string_view value) {
        if (value.find(',') == std::string_view::npos) {
            return iequals(value, type);
        }
        const auto each = syncgate::split(value, ',');  // a list in quotes, RFC 6350 erratum 3845
        return std::any_of(each.begin(), each.end(),
                           [&](std::string_view one) { return iequals(one, type); });
    };
    return std::any_of(parameters_.begin(), parameters_.end(), [&](const Parameter& each) {
        return (each.name.empty() || each.name == "TYPE") &&
               std::any_of(each.values.begin(), each.values.end(), is_type);
    });
}

bool Property::is_quoted_printable() const {
    return std::any_of(parameters_.begin(), parameters_.end(),
                       [](const Parameter& each) { return names_one(each, kQuotedPrintable); });
}

bool Property::is_base64() const {
    return std::any_of(parameters_.begin(), parameters_.end(),
                       [](const Parameter& each) { return names_one(each, kBase64); });
}

std::string Property::decoded(std::string_view raw) const {
    std::string bytes(raw);
    if (is_quoted_printable()) {
        bytes = from_quoted_printable(raw);
    } else if (is_base64()) {
        bytes = mime::undo_encoding(mime::Encoding::kBase64, raw);
    }
    const auto charset = parameter("CHARSET");
    const bool utf8 = charset.empty() || iequals(charset, "utf-8");
    return utf8 && is_utf8(bytes) ? bytes : mime::to_utf8(bytes, charset);
}

// Whether bytes of the value stay right beside text in UTF-8.
bool Property::is_plain() const {
    const auto charset = parameter("CHARSET");
    return !is_quoted_printable() && !is_base64() &&
           (charset.empty() || iequals(charset, "utf-8")) && is_utf8(value_);
}

std::string Property::text() const {
    return unescape(decoded(value_));
}

std::vector<std::string> Property::split(char separator) const {
    std::vector<std::string> out;
    if (is_quoted_printable()) {  // a separator that is encoded is none
        for (const auto piece : split_escaped(value_, separator)) {
            out.push_back(unescape(decoded(piece)));
        }
        return out;
    }
    const std::string whole = decoded(value_);
    for (const auto piece : split_escaped(whole, separator)) {
        out.push_back(unescape(piece));
    }
    return out;
}

std::vector<std::string> Property::components() const {
    return split(';');
}

std::string Property::component(std::size_t index) const {
    auto all = components();
    return index < all.size() ? std::move(all[index]) : std::string();
}

std::vector<std::string> Property::items() const {
    return split(',');
}

void Property::store(std::string escaped) {
    const bool printable = version_ == Version::k2_1 &&
                           (!is_ascii(escaped) || escaped.find('\n') != std::string::npos);
    const bool keeps_charset = !printable && iequals(parameter("CHARSET"), "utf-8");
    if (!keeps_charset || is_quoted_printable() || is_base64()) {
        remove_encoding();
    }
    if (printable) {
        set_parameter("ENCODING", "QUOTED-PRINTABLE");
        set_parameter("CHARSET", "UTF-8");
        escaped = to_quoted_printable(escaped);
    }
    value_ = std::move(escaped);
    source_.clear();
}

void Property::set_text(std::string_view text) {
    store(escape(text, version_));
}

void Property::set_component(std::size_t index, std::string_view text) {
    std::vector<std::string> pieces;
    if (is_plain()) {
        for (const auto piece : split_escaped(value_, ';')) {
            pieces.emplace_back(piece);
        }
    } else {
        for (const auto& component : components()) {
            pieces.push_back(escape(component, version_));
        }
    }
    pieces.resize(std::max(pieces.size(), index + 1));
    pieces[index] = escape(text, version_);
    std::string value;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        value += (i == 0 ? "" : ";") + pieces[i];
    }
    store(std::move(value));
}

void Property::set_items(const std::vector<std::string>& items) {
    std::string value;
    for (const auto& item : items) {
        value += (&item == &items.front() ? "" : ",") + escape_item(item);
    }
    store(std::move(value));
}

void Property::set_value(std::string value) {
    value_ = std::move(value);
    source_.clear();
}

void Property::remove_encoding() {
    const auto says_it = [](const Parameter& each) {
        return each.name == "CHARSET" || each.name == "ENCODING" || names_one(each, kEncodings);
    };
    if (std::erase_if(parameters_, says_it) > 0) {
        source_.clear();
    }
}

void Property::rename(std::string name) {
    head_ = group_.empty() ? name : group_ + '.' + name;
    name_ = std::move(name);
    source_.clear();
}

}  // namespace syncgate::vcard
